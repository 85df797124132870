package org.potamos.benchmarks.stm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.potamos.benchmarks.stm.rivals.Engine;

/** The lines of the campaign: what is measured, beside whom, and what is to be reached. */
final class StmTargets {
  /** The line that lines about features are held against. */
  static final String NO_FEATURE = "transfer, no feature";

  /*
   * Columns: title; class and method; parameters, of them t the number of threads; who runs. Of
   * these, "own" stands for both forms of Potamos, "readers" for all three, "peers" for all other
   * software transactional memories.
   */
  private static final String LINES =
      """
      transfer of 1,024, 1 thread   | TransferBenchmark.transfer   | t=1  | own peers FINE_LOCK ONE_LOCK
      transfer of 1,024, 2 threads  | TransferBenchmark.transfer   | t=2  | own peers FINE_LOCK ONE_LOCK
      transfer of 1,024, 16 threads | TransferBenchmark.transfer   | t=16 | own SCALA_STM MULTIVERSE FINE_LOCK
      same pair, 1 thread           | SamePairBenchmark.transfer   | t=1  | own SCALA_STM MULTIVERSE FINE_LOCK
      same pair, 2 threads          | SamePairBenchmark.transfer   | t=2  | own peers FINE_LOCK ONE_LOCK
      same pair, 16 threads         | SamePairBenchmark.transfer   | t=16 | own SCALA_STM MULTIVERSE FINE_LOCK
      increment, 1 thread           | IncrementBenchmark.increment | t=1  | own peers FINE_LOCK
      increment, 2 threads          | IncrementBenchmark.increment | t=2  | own peers FINE_LOCK
      single operation, 1 thread    | SwapBenchmark.swap           | t=1  | POTAMOS SCALA_STM MULTIVERSE FINE_LOCK ATOMIC_REFERENCE
      single operation, 2 threads   | SwapBenchmark.swap           | t=2  | POTAMOS SCALA_STM MULTIVERSE FINE_LOCK ATOMIC_REFERENCE
      commute, 2 threads            | CommuteBenchmark.commute     | t=2  | own peers FINE_LOCK
      sum of 10, 1 thread           | SumBenchmark.sum | t=1 size=10   | readers peers FINE_LOCK STAMPED_CELLS
      sum of 10, 2 threads          | SumBenchmark.sum | t=2 size=10   | readers peers FINE_LOCK STAMPED_CELLS
      sum of 100, 1 thread          | SumBenchmark.sum | t=1 size=100  | readers peers FINE_LOCK STAMPED_CELLS
      sum of 100, 2 threads         | SumBenchmark.sum | t=2 size=100  | readers SCALA_STM STAMPED_CELLS
      sum of 1,000, 1 thread        | SumBenchmark.sum | t=1 size=1000 | readers peers FINE_LOCK STAMPED_CELLS
      sum of 1,000, 2 threads       | SumBenchmark.sum | t=2 size=1000 | readers SCALA_STM STAMPED_CELLS
      writer alone on 10            | SumBesideWriterBenchmark.writeAlone | t=1 size=10   | readers SCALA_STM
      sum of 10 beside a writer     | SumBesideWriterBenchmark.beside     | t=2 size=10   | readers peers FINE_LOCK STAMPED_CELLS
      writer alone on 100           | SumBesideWriterBenchmark.writeAlone | t=1 size=100  | readers SCALA_STM
      sum of 100 beside a writer    | SumBesideWriterBenchmark.beside     | t=2 size=100  | readers peers FINE_LOCK STAMPED_CELLS
      writer alone on 1,000         | SumBesideWriterBenchmark.writeAlone | t=1 size=1000 | readers SCALA_STM
      sum of 1,000 beside a writer  | SumBesideWriterBenchmark.beside     | t=2 size=1000 | readers peers FINE_LOCK STAMPED_CELLS
      16 steps of 4,096, 1 thread   | MixBenchmark.mix | t=1  | own peers FINE_LOCK ONE_LOCK
      16 steps of 4,096, 2 threads  | MixBenchmark.mix | t=2  | own peers FINE_LOCK ONE_LOCK
      16 steps of 4,096, 16 threads | MixBenchmark.mix | t=16 | own SCALA_STM MULTIVERSE FINE_LOCK
      latency of a transfer         | TransferLatencyBenchmark.transfer | t=2 | own peers FINE_LOCK ONE_LOCK
      transfer, no feature          | FeatureBenchmark.transfer | t=1 feature=NONE         | POTAMOS_TX
      transfer, body kept           | FeatureBenchmark.transfer | t=1 feature=KEPT_BODY    | POTAMOS_TX
      transfer, named               | FeatureBenchmark.transfer | t=1 feature=NAME         | POTAMOS_TX
      transfer, watched             | FeatureBenchmark.transfer | t=1 feature=WATCH        | POTAMOS_TX
      transfer, validated           | FeatureBenchmark.transfer | t=1 feature=VALIDATOR    | POTAMOS_TX
      transfer, after commit        | FeatureBenchmark.transfer | t=1 feature=AFTER_COMMIT | POTAMOS_TX
      """;

  /* Columns: title of the line; target, as Target.of reads it. */
  private static final String TARGETS =
      """
      transfer of 1,024, 1 thread   | 1.6 MULTIVERSE
      transfer of 1,024, 1 thread   | 2.6 SCALA_STM
      transfer of 1,024, 1 thread   | 8 CLOJURE
      transfer of 1,024, 1 thread   | 0.6 FINE_LOCK
      transfer of 1,024, 1 thread   | bytes 64 FINE_LOCK
      transfer of 1,024, 2 threads  | 1.4 MULTIVERSE
      transfer of 1,024, 2 threads  | 2.2 SCALA_STM
      transfer of 1,024, 2 threads  | 0.6 FINE_LOCK
      transfer of 1,024, 16 threads | 0.7 own transfer of 1,024, 2 threads
      same pair, 2 threads          | 1.5 best
      same pair, 16 threads         | 0.7 own same pair, 2 threads
      increment, 1 thread           | 1.2 MULTIVERSE
      increment, 1 thread           | 2.5 SCALA_STM
      increment, 2 threads          | 1.2 MULTIVERSE
      increment, 2 threads          | 2.5 SCALA_STM
      single operation, 1 thread    | 2 own increment, 1 thread
      single operation, 1 thread    | 0.625 ATOMIC_REFERENCE
      commute, 2 threads            | 1.2 best
      commute, 2 threads            | fair 1.5
      sum of 10, 1 thread           | 3.3 SCALA_STM
      sum of 10, 1 thread           | 0.9 STAMPED_CELLS
      sum of 10, 1 thread           | bytes 0
      sum of 10, 2 threads          | 1.6 own sum of 10, 1 thread
      sum of 100, 1 thread          | 2 SCALA_STM
      sum of 1,000, 1 thread        | 1.4 SCALA_STM
      sum of 1,000 beside a writer  | read 3 SCALA_STM
      sum of 1,000 beside a writer  | write 0.85 own writer alone on 1,000
      sum of 1,000 beside a writer  | bodies 2
      sum of 1,000 beside a writer  | bodies 1 POTAMOS_READ_ONLY
      sum of 1,000 beside a writer  | history 1
      16 steps of 4,096, 1 thread   | 1.5 SCALA_STM
      16 steps of 4,096, 2 threads  | 2 SCALA_STM
      16 steps of 4,096, 16 threads | 0.7 own 16 steps of 4,096, 2 threads
      transfer, body kept           | bytes 112
      """;

  private StmTargets() {}

  /**
   * One line.
   *
   * @param title what the report calls it
   * @param benchmark class and method
   * @param threads how many
   * @param parameters others than the rival
   * @param targets what is to be reached
   * @param engines who runs; Potamos first
   */
  record Line(
      String title,
      String benchmark,
      int threads,
      Map<String, String> parameters,
      List<Target> targets,
      List<Engine> engines) {}

  /** {@return all lines, in the order of the report} */
  static List<Line> lines() {
    return LINES.lines().map(StmTargets::line).toList();
  }

  private static Line line(String text) {
    List<String> cells = cells(text);
    Map<String, String> parameters = new TreeMap<>();
    for (String each : words(cells.get(2))) {
      int equals = each.indexOf('=');
      parameters.put(each.substring(0, equals), each.substring(equals + 1));
    }
    String threads = parameters.remove("t");
    return new Line(
        cells.get(0),
        cells.get(1),
        Integer.parseInt(threads == null ? "1" : threads),
        parameters,
        targets(cells.get(0)),
        words(cells.get(3)).stream().flatMap(StmTargets::engines).toList());
  }

  private static List<Target> targets(String title) {
    return TARGETS
        .lines()
        .map(StmTargets::cells)
        .filter(cells -> cells.get(0).equals(title))
        .map(cells -> Target.of(cells.get(1)))
        .toList();
  }

  private static Stream<Engine> engines(String word) {
    return switch (word) {
      case "own" -> Stream.of(Engine.POTAMOS, Engine.POTAMOS_TX);
      case "readers" -> Stream.of(Engine.values()).filter(Engine::isOwn);
      case "peers" -> Stream.of(Engine.values()).filter(Engine::isPeer);
      default -> Stream.of(Engine.valueOf(word));
    };
  }

  private static List<String> cells(String text) {
    return Stream.of(text.split("\\|", -1)).map(String::strip).toList();
  }

  private static List<String> words(String text) {
    return List.of(text.split(" +", -1));
  }
}
