package org.potamos.stress.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line. */
record Options(
    Duration time,
    long seed,
    int threads,
    int virtualThreads,
    Duration segment,
    int records,
    int keptMegabytes,
    Duration patience,
    @Nullable Path log,
    @Nullable Path report,
    @Nullable Path check,
    @Nullable Breakage breakage) {

  static final String USAGE =
      """
      options:
        --minutes N     how long, 1 by default; parts are possible
        --seed N        of all that is random; by default another each time
        --threads N     platform threads of each workload, 4 by default
        --virtual N     virtual threads at the buffers, 10000 by default
        --segment MS    a segment ends after so long at the latest, 1000 by default
        --records N     and after so many records, 200000 by default
        --keep MB       checked histories kept on disk, 64 by default
        --patience S    a workload without progress for so long ends the process, 30 by default
        --log DIR       where the histories go; they stay there
        --report FILE   writes the report there too
        --check DIR     runs nothing, but checks the histories of a directory
        --break NAME    injects a fault that must be found: %s
      """
          .formatted(java.util.Arrays.toString(Breakage.values()));

  static Options defaults() {
    return new Options(
        Duration.ofMinutes(1),
        System.nanoTime(),
        4,
        10_000,
        Duration.ofSeconds(1),
        200_000,
        64,
        Duration.ofSeconds(30),
        null,
        null,
        null,
        null);
  }

  /**
   * Reads options.
   *
   * @throws IllegalArgumentException if there is something wrong with them
   */
  static Options parse(String... args) {
    Options result = defaults();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("no value for " + args[i]);
      }
      result = result.with(args[i], args[i + 1]);
    }
    return result;
  }

  private Options with(String option, String value) {
    return switch (option) {
      case "--minutes" -> withTime(Duration.ofMillis((long) (positive(option, value) * 60_000)));
      case "--seed" -> withSeed(Long.parseLong(value));
      case "--threads" -> withThreads((int) positive(option, value), virtualThreads);
      case "--virtual" -> withThreads(threads, (int) positive(option, value));
      case "--segment" -> withSegment((long) positive(option, value), records, keptMegabytes);
      case "--records" ->
          withSegment(segment.toMillis(), (int) positive(option, value), keptMegabytes);
      case "--keep" -> withSegment(segment.toMillis(), records, (int) positive(option, value));
      case "--patience" -> withPatience(Duration.ofSeconds((long) positive(option, value)));
      case "--log" -> withPaths(Path.of(value), report, check);
      case "--report" -> withPaths(log, Path.of(value), check);
      case "--check" -> withPaths(log, report, Path.of(value));
      case "--break" -> withBreakage(Breakage.valueOf(value.toUpperCase(Locale.ROOT)));
      default -> throw new IllegalArgumentException("unknown option " + option);
    };
  }

  private static double positive(String option, String value) {
    double number = Double.parseDouble(value);
    if (!(number > 0 && number < 1e9)) {
      throw new IllegalArgumentException(option + " must be > 0, it is " + value);
    }
    return number;
  }

  Options withTime(Duration time) {
    return new Options(
        time,
        seed,
        threads,
        virtualThreads,
        segment,
        records,
        keptMegabytes,
        patience,
        log,
        report,
        check,
        breakage);
  }

  Options withSeed(long seed) {
    return new Options(
        time,
        seed,
        threads,
        virtualThreads,
        segment,
        records,
        keptMegabytes,
        patience,
        log,
        report,
        check,
        breakage);
  }

  Options withThreads(int threads, int virtualThreads) {
    return new Options(
        time,
        seed,
        threads,
        virtualThreads,
        segment,
        records,
        keptMegabytes,
        patience,
        log,
        report,
        check,
        breakage);
  }

  Options withSegment(long millis, int records, int keptMegabytes) {
    return new Options(
        time,
        seed,
        threads,
        virtualThreads,
        Duration.ofMillis(millis),
        records,
        keptMegabytes,
        patience,
        log,
        report,
        check,
        breakage);
  }

  Options withPatience(Duration patience) {
    return new Options(
        time,
        seed,
        threads,
        virtualThreads,
        segment,
        records,
        keptMegabytes,
        patience,
        log,
        report,
        check,
        breakage);
  }

  Options withPaths(@Nullable Path log, @Nullable Path report, @Nullable Path check) {
    return new Options(
        time,
        seed,
        threads,
        virtualThreads,
        segment,
        records,
        keptMegabytes,
        patience,
        log,
        report,
        check,
        breakage);
  }

  Options withBreakage(@Nullable Breakage breakage) {
    return new Options(
        time,
        seed,
        threads,
        virtualThreads,
        segment,
        records,
        keptMegabytes,
        patience,
        log,
        report,
        check,
        breakage);
  }
}
