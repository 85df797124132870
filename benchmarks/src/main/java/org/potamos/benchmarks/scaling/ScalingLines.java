package org.potamos.benchmarks.scaling;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.potamos.benchmarks.Rounds;
import org.potamos.benchmarks.comparison.Subject.Line;
import org.potamos.benchmarks.scaling.Contender.Reference;

/** What is run: each group with each number of threads. */
final class ScalingLines {
  static final List<Integer> PLATFORM = List.of(1, 2, 4, 8, 16);
  static final List<Integer> VIRTUAL = List.of(1, 100, 10_000);

  private ScalingLines() {}

  /**
   * Lines that differ in the number of threads only.
   *
   * @param reference who is compared
   * @param contention how many cells there are
   * @param mix how often they change
   */
  record Group(Reference reference, Contention contention, Mix mix) {
    String title() {
      return "%s, %s contention, %s"
          .formatted(
              reference.title(),
              contention.name().toLowerCase(Locale.ROOT),
              mix == Mix.READS ? "95 % reads" : "95 % changes");
    }
  }

  /**
   * A number of threads.
   *
   * @param count how many
   * @param areVirtual of which kind
   */
  record Threads(int count, boolean areVirtual) {
    String title() {
      return String.format(Locale.ROOT, "%,d %s", count, areVirtual ? "virtual" : "platform");
    }
  }

  static List<Group> groups() {
    return Stream.of(Reference.values())
        .flatMap(reference ->
            Stream.of(Contention.values())
                .flatMap(contention ->
                    Stream.of(Mix.values()).map(mix -> new Group(reference, contention, mix))))
        .toList();
  }

  static List<Threads> threads() {
    return Stream.concat(
            PLATFORM.stream().map(count -> new Threads(count, false)),
            VIRTUAL.stream().map(count -> new Threads(count, true)))
        .toList();
  }

  static String title(Group group, Threads threads) {
    return group.title() + ", " + threads.title();
  }

  static List<Line> lines() {
    return groups().stream()
        .flatMap(group -> threads().stream().map(threads -> line(group, threads)))
        .toList();
  }

  private static Line line(Group group, Threads threads) {
    String count = Integer.toString(threads.count());
    return new Line(
        title(group, threads),
        new Rounds.Question(
            "scaling." + (threads.areVirtual() ? "VirtualBenchmark" : "PlatformBenchmark") + ".run",
            1,
            Map.of(
                "contention",
                group.contention().name(),
                "mix",
                group.mix().name(),
                threads.areVirtual() ? "virtualThreads" : "platformThreads",
                count)),
        group.reference().contenders().stream()
            .filter(contender -> !isWithoutEnd(contender, group, threads))
            .toList());
  }

  /**
   * ScalaSTM with so many virtual threads and few cells was seen to go on for 13 minutes without an
   * end, all of it in the wait for one of its slots for transactions ({@code
   * TxnSlotManager.assign}), which yields in a loop.
   */
  private static boolean isWithoutEnd(String contender, Group group, Threads threads) {
    return contender.equals(Contender.SCALA_STM.name())
        && threads.areVirtual()
        && threads.count() == 10_000
        && group.contention() == Contention.HIGH;
  }
}
