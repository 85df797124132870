package org.potamos.stress.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.potamos.stress.soak.Injected.Place;

/** The report of a run, in Markdown. */
final class Report {
  private final StringBuilder out = new StringBuilder();

  private Report() {}

  static String of(Results results, double seconds) {
    Report report = new Report();
    report.head(results, seconds);
    report.workloads(results);
    report.injections(results);
    report.heap(results);
    report.histories(results);
    return report.out.toString();
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on the class path
  private void line(String format, Object... args) {
    out.append(String.format(Locale.ROOT, format, args)).append('\n');
  }

  private void head(Results results, double seconds) {
    Options options = results.options();
    line("# Soak: %s", results.hasPassed() ? "passed" : "FAILED");
    line("");
    violations(results.findings());
    line("| | |");
    line("|---|---|");
    line("| date | %s |", OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS));
    line("| commit | %s |", System.getProperty("soak.commit", "(not given)"));
    line("| minutes | %.1f asked for, %.1f taken |", options.time().toMillis() / 6e4, seconds / 60);
    line("| seed | %d |", options.seed());
    line(
        "| machine | %s, %d processors, %,d MB heap at most |",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20);
    line("| Java | %s, %s |", Runtime.version(), System.getProperty("java.vm.name"));
    line(
        "| threads | %d of each workload, %,d virtual at the buffers, %,d at once at most |",
        options.threads(), options.virtualThreads(), results.mostThreads());
    Breakage breakage = options.breakage();
    if (breakage != null) {
      line("| broken on purpose | %s |", breakage);
    }
    line("");
  }

  private void violations(Findings findings) {
    if (findings.count() > 0) {
      line("## %,d violations", findings.count());
      line("");
      findings.first().forEach(what -> line("- %s", what));
      line("");
    }
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(each -> each.startsWith("model name"))
          .map(each -> each.substring(each.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException | java.io.UncheckedIOException unknown) {
      return System.getProperty("os.arch");
    }
  }

  private void workloads(Results results) {
    line("## Workloads");
    line("");
    line(
        "| | operations | refused | with re-runs | re-runs | most runs | p50 µs | p99 | p99.9 | max"
            + " |");
    line("|---|---|---|---|---|---|---|---|---|---|");
    for (Meter meter : results.meters()) {
      Histogram latency = meter.latency();
      line(
          "| %s | %,d | %,d | %,d | %,d | %d | %,.1f | %,.1f | %,.1f | %,.1f |",
          meter.name(),
          meter.operations(),
          meter.rejections(),
          meter.conflicts(),
          meter.reruns(),
          meter.mostRuns(),
          latency.quantile(0.5) / 1e3,
          latency.quantile(0.99) / 1e3,
          latency.quantile(0.999) / 1e3,
          latency.max() / 1e3);
    }
    line("");
    line(
        "Operations have succeeded; refused are those that a validator, an invariant, a limit, an"
            + " interrupt or a full or failed agent has ended. Re-runs of `buffers` are wake-ups of"
            + " threads that wait by `retry` too, and its times are those of waiting. Quantiles are"
            + " too high by 3.2 %% at most, the maximum is exact.");
    line("");
  }

  private void injections(Results results) {
    line("## Failures injected");
    line("");
    line("| | thrown | heard | in an attempt that ran again |");
    line("|---|---|---|---|");
    for (Place place : Place.values()) {
      Injections.Count count = results.injections().of(place);
      line(
          "| %s | %,d | %,d | %,d |",
          place.name().toLowerCase(Locale.ROOT), count.thrown(), count.heard(), count.superseded());
    }
    line("| interrupt | %,d | %,d | |", results.interruptsSent(), results.interruptsHeard());
    line("");
  }

  private void heap(Results results) {
    List<Long> heap = results.heap();
    line("## Heap after collection");
    line("");
    line(
        "%s MB, from the first segment to the end; the last must not be above %,.1f MB (once and a"
            + " half the first, and 24 MB).",
        heap.stream()
            .map(bytes -> String.format(Locale.ROOT, "%,.1f", bytes / 1048576.0))
            .collect(Collectors.joining(", ")),
        results.heapBound() / 1048576.0);
    line("");
  }

  private void histories(Results results) {
    HistoryChecker checker = results.checker();
    line("## Histories");
    line("");
    line(
        "%,d segments with %,d records (%,d bytes written, %,d bytes read back) were checked from"
            + " disk.",
        checker.segments(), checker.records(), results.bytesWritten(), checker.bytes());
    line("");
    kinds(checker);
    line("");
    line("Verdict: %s", results.hasPassed() ? "no violation" : "VIOLATIONS, see above");
  }

  private void kinds(HistoryChecker checker) {
    line("| records | number | what is checked of them |");
    line("|---|---|---|");
    for (Kind kind : Kind.values()) {
      line("| %s | %,d | %s |", kind, checker.records(kind), checked(kind));
    }
  }

  private static String checked(Kind kind) {
    return switch (kind) {
      case INITIAL, FINAL -> "a segment begins as the one before has ended";
      case ATOM_WRITE -> "one chain, versions count by one, real time";
      case ATOM_READ -> "real time";
      case WATCH -> "each watch has seen the chain of changes";
      case TRANSACTION -> "serializable in real time, all attempts consistent";
      case PUT, NOT_PUT, TAKE -> "exactly once, in order, real time";
      case SEND, RUN, UNRUN -> "exactly once, in order, the state is that of all actions";
      case AWAITED -> "not before what was sent before";
    };
  }

  /** What the check of a directory has shown. */
  static String ofCheck(HistoryChecker checker, Findings findings) {
    Report report = new Report();
    report.line("# Check of histories: %s", findings.count() == 0 ? "passed" : "FAILED");
    report.line("");
    report.violations(findings);
    report.line(
        "%,d segments, %,d records, %,d bytes",
        checker.segments(), checker.records(), checker.bytes());
    report.line("");
    report.kinds(checker);
    return report.out.toString();
  }
}
