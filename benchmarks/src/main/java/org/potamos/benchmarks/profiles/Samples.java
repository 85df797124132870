package org.potamos.benchmarks.profiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * How often threads were seen in each method, and what they allocated.
 *
 * <p>A method counts if it is the innermost one, inlined ones included: what it calls counts for
 * what is called.
 */
final class Samples {
  private static final int MOST_METHODS = 8;
  private static final int MOST_CLASSES = 4;
  private static final double LEAST_SHARE = 0.02;

  private final Map<String, Long> methods = new TreeMap<>();
  private final Map<String, Long> classes = new TreeMap<>();

  /** Reads a recording. */
  static Samples of(Path recording) throws IOException {
    Samples samples = new Samples();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        samples.add(file.readEvent());
      }
    }
    return samples;
  }

  private void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.ExecutionSample" -> {
        String method = innermost(event.getStackTrace());
        if (method != null) {
          addMethod(method);
        }
      }
      case "jdk.ObjectAllocationSample" -> {
        RecordedClass type = event.getClass("objectClass");
        addClass(lastPart(type.getName()), event.getLong("weight"));
      }
      default -> {}
    }
  }

  private static @Nullable String innermost(@Nullable RecordedStackTrace trace) {
    List<RecordedFrame> frames = trace == null ? List.of() : trace.getFrames();
    if (frames.isEmpty()) {
      return null;
    }
    RecordedMethod method = frames.get(0).getMethod();
    return lastPart(method.getType().getName()) + "." + method.getName();
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** A thread was seen in a method. */
  void addMethod(String method) {
    methods.merge(method, 1L, Long::sum);
  }

  /** Bytes were allocated. */
  void addClass(String name, long bytes) {
    classes.merge(name, bytes, Long::sum);
  }

  /** {@return how often threads were seen} */
  long count() {
    return sum(methods);
  }

  /** {@return the methods in which threads were seen most} */
  String methods() {
    return shares(methods, MOST_METHODS);
  }

  /** {@return the classes that most bytes were allocated for} */
  String classes() {
    return shares(classes, MOST_CLASSES);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String shares(Map<String, Long> counts, int most) {
    double all = sum(counts);
    return counts.entrySet().stream()
        .filter(each -> each.getValue() >= LEAST_SHARE * all)
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(most)
        .map(each ->
            String.format(Locale.ROOT, "`%s` %.0f %%", each.getKey(), 100 * each.getValue() / all))
        .collect(Collectors.joining(", "));
  }
}
