package org.potamos.stress.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line. Immutable: each {@code with} makes another. */
final class Options {
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

  private Duration time = Duration.ofMinutes(1);
  private long seed = System.nanoTime();
  private int threads = 4;
  private int virtualThreads = 10_000;
  private Duration segment = Duration.ofSeconds(1);
  private int records = 200_000;
  private int keptMegabytes = 64;
  private Duration patience = Duration.ofSeconds(30);
  private @Nullable Path log;
  private @Nullable Path report;
  private @Nullable Path check;
  private @Nullable Breakage breakage;
  private Consumer<String> progress = text -> {};

  private Options() {}

  private Options(Options other) {
    time = other.time;
    seed = other.seed;
    threads = other.threads;
    virtualThreads = other.virtualThreads;
    segment = other.segment;
    records = other.records;
    keptMegabytes = other.keptMegabytes;
    patience = other.patience;
    log = other.log;
    report = other.report;
    check = other.check;
    breakage = other.breakage;
    progress = other.progress;
  }

  private Options with(Consumer<Options> change) {
    Options copy = new Options(this);
    change.accept(copy);
    return copy;
  }

  static Options defaults() {
    return new Options();
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

  Options withTime(Duration next) {
    return with(copy -> copy.time = next);
  }

  Options withSeed(long next) {
    return with(copy -> copy.seed = next);
  }

  Options withThreads(int platform, int virtual) {
    return with(copy -> {
      copy.threads = platform;
      copy.virtualThreads = virtual;
    });
  }

  Options withSegment(long millis, int mostRecords, int megabytes) {
    return with(copy -> {
      copy.segment = Duration.ofMillis(millis);
      copy.records = mostRecords;
      copy.keptMegabytes = megabytes;
    });
  }

  Options withPatience(Duration next) {
    return with(copy -> copy.patience = next);
  }

  Options withPaths(@Nullable Path forLog, @Nullable Path forReport, @Nullable Path toCheck) {
    return with(copy -> {
      copy.log = forLog;
      copy.report = forReport;
      copy.check = toCheck;
    });
  }

  Options withBreakage(@Nullable Breakage next) {
    return with(copy -> copy.breakage = next);
  }

  /** Who is told from time to time how far it is. */
  Options withProgress(Consumer<String> next) {
    return with(copy -> copy.progress = next);
  }

  Duration time() {
    return time;
  }

  long seed() {
    return seed;
  }

  int threads() {
    return threads;
  }

  int virtualThreads() {
    return virtualThreads;
  }

  Duration segment() {
    return segment;
  }

  int records() {
    return records;
  }

  int keptMegabytes() {
    return keptMegabytes;
  }

  Duration patience() {
    return patience;
  }

  @Nullable Path log() {
    return log;
  }

  @Nullable Path report() {
    return report;
  }

  @Nullable Path check() {
    return check;
  }

  @Nullable Breakage breakage() {
    return breakage;
  }

  Consumer<String> progress() {
    return progress;
  }
}
