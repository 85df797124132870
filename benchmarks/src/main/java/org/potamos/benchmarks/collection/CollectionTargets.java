package org.potamos.benchmarks.collection;

import java.util.List;
import java.util.stream.Stream;
import org.potamos.benchmarks.collection.rivals.Library;

/**
 * The lines of the campaign: what is measured, beside whom, and what is to be reached. Beside each
 * line runs who was best at it, or near, when all peers were compared; the JDK where its figure
 * says something.
 */
final class CollectionTargets {

  /*
   * Columns: title; class and method; size; target; rivals. A target is a bound and what it is a
   * multiple of: the best peer of the line, one rival, the own time in another line, or
   * nanoseconds; "-" if there is none.
   */
  private static final String LINES =
      """
      vector get, 1M, hot          | VectorReadBenchmark.get            | 1000000 | 1.2 KOTLINX  | KOTLINX VAVR JDK
      vector set, 1M               | VectorUpdateBenchmark.set          | 1000000 | 1.0 best     | KOTLINX VAVR
      vector iterate, 1M           | VectorReadBenchmark.iterate        | 1000000 | 0.9 best     | CLOJURE PAGURO JDK
      vector forEach, 1M           | VectorReadBenchmark.forEach        | 1000000 | 0.7 best     | CLOJURE BIFURCAN JDK
      vector stream, 1M            | VectorReadBenchmark.stream         | 1000000 | 0.9 best     | CLOJURE PAGURO JDK
      vector parallel stream, 1M   | VectorReadBenchmark.parallelStream | 1000000 | 0.65 own vector stream, 1M | CLOJURE JDK
      vector build by plus, 1M     | VectorBuildBenchmark.byPlus        | 1000000 | 1.0 best     | CLOJURE PAGURO
      vector builder, 1M           | VectorBuildBenchmark.byBuilder     | 1000000 | 0.7 best     | KOTLINX PAGURO JDK
      vector copyOf array list, 1M | VectorBuildBenchmark.copyOf        | 1000000 | 1.2 VAVR     | VAVR JDK
      vector withoutLast, 1M       | VectorUpdateBenchmark.withoutLast  | 1000000 | 0.9 CLOJURE  | CLOJURE VAVR
      vector slice, 1M             | VectorUpdateBenchmark.slice        | 1000000 | -            | CLOJURE VAVR
      vector plusAll, 100,007 + 100,000          | VectorJoinBenchmark.plusAll | 100007 | 0.6 KOTLINX | KOTLINX PAGURO JDK
      vector plusAll, 100,000 + 100,000, aligned | VectorJoinBenchmark.plusAll | 100000 | 5000 ns     | KOTLINX
      vector get, 1k               | VectorReadBenchmark.get            | 1000    | -            | KOTLINX VAVR
      vector set, 1k               | VectorUpdateBenchmark.set          | 1000    | -            | KOTLINX BIFURCAN
      vector build by plus, 1k     | VectorBuildBenchmark.byPlus        | 1000    | -            | KOTLINX CLOJURE
      map get hit, 1k              | MapReadBenchmark.getHit            | 1000    | 1.1 best     | KOTLINX PAGURO JDK
      map get miss, 1k             | MapReadBenchmark.getMiss           | 1000    | 1.1 best     | KOTLINX PAGURO JDK
      map put new, 1k              | MapUpdateBenchmark.putNew          | 1000    | 1.05 best    | KOTLINX PAGURO
      map replace, 1k              | MapUpdateBenchmark.replace         | 1000    | 1.05 best    | KOTLINX PAGURO
      map remove, 1k               | MapUpdateBenchmark.remove          | 1000    | 1.05 best    | KOTLINX PAGURO
      map iterate, 1k              | MapReadBenchmark.iterate           | 1000    | 0.8 best     | KOTLINX BIFURCAN JDK
      map builder, 1k              | MapBuildBenchmark.byBuilder        | 1000    | 1.15 best    | KOTLINX BIFURCAN JDK
      map builder, 1M              | MapBuildBenchmark.byBuilder        | 1000000 | 1.15 best    | KOTLINX BIFURCAN JDK
      map get hit, 1M              | MapReadBenchmark.getHit            | 1000000 | 1.15 best    | CLOJURE KOTLINX JDK
      map replace, 1M              | MapUpdateBenchmark.replace         | 1000000 | 1.15 best    | KOTLINX PAGURO
      map remove, 1M               | MapUpdateBenchmark.remove          | 1000000 | 1.15 best    | KOTLINX PAGURO
      map merge, half in common, 100k       | MapPairBenchmark.mergeHalf   | 100000 | 1.0 best    | KOTLINX BIFURCAN JDK
      map merge with a near version, 100k   | MapPairBenchmark.mergeNear   | 100000 | 0.1 KOTLINX | KOTLINX
      map equals with a near version, 100k  | MapPairBenchmark.equalsNear  | 100000 | 0.8 best    | KOTLINX BIFURCAN
      map equals apart, 100k                | MapPairBenchmark.equalsApart | 100000 | 1.0 best    | KOTLINX BIFURCAN JDK
      map diff of 10 changes, 100k          | MapPairBenchmark.diff        | 100000 | 0.002 best  | KOTLINX CLOJURE JDK
      map build of 4               | SmallMapBenchmark.build            | 4       | 1.1 best     | KOTLINX CLOJURE
      map build of 8               | SmallMapBenchmark.build            | 8       | 1.1 best     | KOTLINX CLOJURE
      map get of 4                 | SmallMapBenchmark.getHit           | 4       | 1.25 best    | KOTLINX PAGURO JDK
      map get of 8                 | SmallMapBenchmark.getHit           | 8       | 1.25 best    | KOTLINX PAGURO JDK
      map replace in 8             | SmallMapBenchmark.replace          | 8       | -            | KOTLINX PAGURO
      map iterate over 8           | SmallMapBenchmark.iterate          | 8       | -            | KOTLINX CLOJURE
      map get, 4,096 strings of one hash       | OneHashBenchmark.getHit    | 4096   | 2.0 JDK       | JDK
      map build, 4,096 strings of one hash     | OneHashBenchmark.byWith    | 4096   | 3000000 ns    | KOTLINX
      map builder, 100,000 strings of one hash | OneHashBenchmark.byBuilder | 100000 | 1000000000 ns | JDK
      set contains, 1k             | SetBenchmark.contains              | 1000    | -            | KOTLINX JDK
      set plus, 1k                 | SetBenchmark.plus                  | 1000    | -            | KOTLINX
      set union, half in common, 100k | SetBenchmark.union              | 100000  | -            | KOTLINX BIFURCAN
      sorted map get hit, 100k     | SortedMapBenchmark.getHit          | 100000  | -            | PCOLLECTIONS VAVR CLOJURE JDK
      sorted map put new, 100k     | SortedMapBenchmark.putNew          | 100000  | -            | PCOLLECTIONS VAVR CLOJURE
      sorted map iterate, 100k     | SortedMapBenchmark.iterate         | 100000  | -            | PCOLLECTIONS VAVR CLOJURE JDK
      """;

  private CollectionTargets() {}

  /**
   * One line.
   *
   * @param title what the report calls it
   * @param benchmark class and method
   * @param size the parameter of that name
   * @param target what is to be reached
   * @param libraries who runs; Potamos first
   */
  record Line(
      String title, String benchmark, String size, Target target, List<Library> libraries) {}

  /** {@return all lines, in the order of the report} */
  static List<Line> lines() {
    return LINES.lines().map(CollectionTargets::line).toList();
  }

  private static Line line(String text) {
    String[] cells = text.split("\\|", -1);
    Stream<Library> rivals = Stream.of(cells[4].strip().split(" ", -1)).map(Library::valueOf);
    return new Line(
        cells[0].strip(),
        cells[1].strip(),
        cells[2].strip(),
        target(cells[3].strip()),
        Stream.concat(Stream.of(Library.POTAMOS), rivals).toList());
  }

  private static Target target(String text) {
    if (text.equals("-")) {
      return new Target.None();
    }
    int space = text.indexOf(' ');
    double most = Double.parseDouble(text.substring(0, space));
    String of = text.substring(space + 1);
    if (of.equals("best")) {
      return new Target.OfBest(most);
    }
    if (of.equals("ns")) {
      return new Target.Nanoseconds(most);
    }
    return of.startsWith("own ")
        ? new Target.OfOwn(most, of.substring("own ".length()))
        : new Target.OfRival(most, Library.valueOf(of));
  }
}
