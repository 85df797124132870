package org.potamos.stress.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Checks histories, each of one segment, knowing nothing but the files. Between two segments
 * everything is at rest, so each is checked alone, and that one begins as the one before has ended
 * besides.
 */
final class HistoryChecker {
  private final Findings findings;
  private final AtomicLong segments = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final Map<String, AtomicLong> perKind = new TreeMap<>();
  private Map<String, Long> before = Map.of();

  HistoryChecker(Findings findings) {
    this.findings = findings;
    for (Kind kind : Kind.values()) {
      perKind.put(kind.name(), new AtomicLong());
    }
  }

  long segments() {
    return segments.get();
  }

  long records() {
    return records.get();
  }

  long bytes() {
    return bytes.get();
  }

  long records(Kind kind) {
    return java.util.Objects.requireNonNull(perKind.get(kind.name())).get();
  }

  /** Checks all files of a directory; those that follow one another may have gaps between them. */
  void checkAll(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(file -> file.toString().endsWith(HistoryWriter.SUFFIX)).sorted().toList();
    }
    findings.check(!files.isEmpty(), "there is no history");
    int last = -1;
    for (Path file : files) {
      int number = number(file);
      if (number != last + 1) {
        before = Map.of();
      }
      last = number;
      check(file);
    }
  }

  private static int number(Path file) {
    String digits = String.valueOf(file.getFileName()).replaceAll("\\D", "");
    return digits.isEmpty() ? -1 : Integer.parseInt(digits);
  }

  /** Checks one file; answers whether it is without violations. */
  boolean check(Path file) {
    Findings own = new Findings();
    try {
      History history = History.read(file);
      check(history, own);
      bytes.addAndGet(history.bytes());
      records.addAndGet(history.count());
      segments.incrementAndGet();
    } catch (IOException damaged) {
      own.add("cannot be read: " + damaged.getMessage());
    }
    findings.addAll(String.valueOf(file.getFileName()), own);
    return own.count() == 0;
  }

  private void check(History history, Findings own) {
    for (Kind kind : Kind.values()) {
      java.util.Objects.requireNonNull(perKind.get(kind.name())).addAndGet(history.of(kind).size());
    }
    checkAlone(history, own);
    Map<String, Long> begin = states(history, Kind.INITIAL);
    before.forEach((reference, value) ->
        own.check(
            value.equals(begin.getOrDefault(reference, value)),
            reference + " does not begin with the value that it had"));
    before = states(history, Kind.FINAL);
    before.keySet().removeIf(HistoryChecker::isPassing);
  }

  /** Checks what can be told from one history. */
  static void checkAlone(History history, Findings findings) {
    new AtomChecker(history, findings).check();
    new TransactionChecker(history, findings).check();
    new BufferChecker(history, findings).check();
    new AgentChecker(history, findings).check();
  }

  /** The last agents are made anew for each segment. */
  private static boolean isPassing(String reference) {
    return reference.startsWith(Kind.AGENTS + "/") && reference.compareTo(Kind.AGENTS + "/6") >= 0;
  }

  private static Map<String, Long> states(History history, Kind kind) {
    Map<String, Long> states = new TreeMap<>();
    for (Item item : history.of(kind)) {
      states.put(item.get(0) + "/" + item.get(1), item.get(2));
    }
    return states;
  }
}
