package org.potamos.benchmarks.collection;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.ListRival;
import org.potamos.benchmarks.collection.rivals.MapRival;
import org.potamos.benchmarks.collection.rivals.SetRival;
import org.potamos.benchmarks.collection.rivals.SortedMapRival;
import org.potamos.benchmarks.collection.rivals.VectorRival;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;

/**
 * How many bytes does a collection take, without its elements, keys and values? Prints tables: by
 * JOL, object by object, for a few elements; for a thousand and more by the growth of the heap.
 *
 * <p>Run: {@code mvn -q -Playout -pl benchmarks -am
 * -Dlayout.main=org.potamos.benchmarks.collection.CollectionLayout}
 */
public final class CollectionLayout {
  private static final int[] SIZES = {0, 1, 4, 8};
  private static final int EIGHT = 8;
  private static final int LARGE = 1_000;
  private static final int HUGE = 1_000_000;
  private static final int SAMPLES = 64;

  /** JOL attaches to its own process; compacting every time leaves no garbage anywhere. */
  private static final List<String> OPTIONS =
      List.of(
          "--sun-misc-unsafe-memory-access=allow",
          "-Djdk.attach.allowAttachSelf=true",
          "-XX:+EnableDynamicAgentLoading",
          "-Xmx4g",
          "-XX:+UseSerialGC",
          "-XX:MarkSweepAlwaysCompactCount=1");

  private static final String HERE = "here";

  /** Luck with the keys, and what else the process allocates, make no miss. */
  private static final double EXACT = 1.01;

  private static final List<Kind> KINDS =
      List.of(
          new Kind("vector", 1, CollectionLayout::vectors),
          new Kind("map", 2, CollectionLayout::maps),
          new Kind("set", 1, CollectionLayout::sets),
          new Kind("sorted map", 2, CollectionLayout::sortedMaps),
          new Kind("list", 1, CollectionLayout::lists));

  /** What is to be reached, in bytes: of how many elements, at most so many times whose. */
  private static final List<Bound> BOUNDS =
      List.of(
          new Bound("map", LARGE, 1.0, Library.KOTLINX),
          new Bound("map", HUGE, 1.0, Library.KOTLINX),
          new Bound("map", EIGHT, 0.9, Library.KOTLINX),
          new Bound("vector", LARGE, 1.0, Library.VAVR),
          new Bound("vector", HUGE, 1.0, Library.VAVR),
          new Bound("vector", EIGHT, 1.25, Library.KOTLINX));

  private record Kind(String name, int numbersEach, Function<Library, @Nullable Maker> makers) {}

  private record Bound(String kind, int size, double most, Library of) {}

  /** Makes a collection; where there are no values, of the keys alone. */
  @FunctionalInterface
  private interface Maker {
    Object make(Integer[] keys, Integer[] values, boolean byBuilder);
  }

  /** One row of a table. */
  private record Row(Map<Integer, Double> bySize, double byBuilder) {}

  private CollectionLayout() {}

  /**
   * Prints the tables.
   *
   * @param arguments none
   * @throws IOException if no process can be started
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.print(List.of(arguments).contains(HERE) ? measure() : report());
  }

  /** {@return the tables, made by a process of its own} */
  static String report() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(CollectionLayout.class.getName(), HERE));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String tables = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException("layout failed: status=" + status);
    }
    return tables;
  }

  private static String measure() {
    bytesOfEach(
        vectors(Library.JDK), HUGE, true); // what measuring itself leaves behind is gone after it
    Map<String, Map<Library, Row>> tables = new LinkedHashMap<>();
    for (Kind kind : KINDS) {
      Map<Library, Row> rows = new LinkedHashMap<>();
      for (Library library : Library.values()) {
        Maker maker = kind.makers().apply(library);
        if (maker != null) {
          rows.put(library, row(kind, maker));
        }
      }
      tables.put(kind.name(), rows);
    }
    StringBuilder text = new StringBuilder("## Bytes of structure\n\n");
    text.append(
        """
        Without elements, keys and values. Up to 8: the whole, with what empty collections share, the mean of
        64 sets of keys; from 1,000 on: bytes per element. Made version after version, in the last column by
        the builder; the JDK's always by adding to one collection.

        """);
    tables.forEach((kind, rows) -> text.append(table(kind, rows)).append('\n'));
    text.append("| bytes | POTAMOS | of | ratio | target | |\n|---|---|---|---|---|---|\n");
    for (Bound bound : BOUNDS) {
      text.append(verdict(bound, tables.getOrDefault(bound.kind(), Map.of())));
    }
    return text.append("| empty map and vector | | | | one object for all | ")
        .append(emptiesAreShared() ? "met" : "**missed**")
        .append(" |\n")
        .toString();
  }

  @SuppressWarnings("ReferenceEquality") // identity is the question
  private static boolean emptiesAreShared() {
    return PersistentMap.of(1, 1).without(1) == PersistentMap.<Integer, Integer>of()
        && PersistentVector.of(1).withoutLast() == PersistentVector.<Integer>of();
  }

  private static Row row(Kind kind, Maker maker) {
    Map<Integer, Double> bySize = new TreeMap<>();
    for (int size : SIZES) {
      bySize.put(size, bytesOfFew(kind, maker, size));
    }
    bySize.put(LARGE, bytesOfEach(maker, LARGE, false));
    bySize.put(HUGE, bytesOfEach(maker, HUGE, false));
    return new Row(bySize, bytesOfEach(maker, HUGE, true));
  }

  /** Object by object. The shape of a small trie is a matter of luck: the mean of some. */
  private static double bytesOfFew(Kind kind, Maker maker, int size) {
    long bytes = 0;
    for (int i = 0; i < SAMPLES; i++) {
      Object made = maker.make(keys(i, size), values(i, size), false);
      bytes += GraphLayout.parseInstance(made).totalSize();
    }
    long number = ClassLayout.parseClass(Integer.class).instanceSize();
    return (double) bytes / SAMPLES - number * kind.numbersEach() * size;
  }

  /**
   * By how much the heap grows for one large collection, or for many smaller ones, a million
   * elements in all: walking millions of objects would take minutes.
   */
  private static double bytesOfEach(Maker maker, int size, boolean byBuilder) {
    Integer[][] keys = new Integer[HUGE / size][];
    Integer[][] values = new Integer[HUGE / size][];
    Object[] made = new Object[HUGE / size];
    for (int i = 0; i < made.length; i++) {
      keys[i] = keys(i, size);
      values[i] = values(i, size);
    }
    long before = bytesInUse();
    for (int i = 0; i < made.length; i++) {
      made[i] = maker.make(keys[i], values[i], byBuilder);
    }
    try {
      return (double) (bytesInUse() - before) / HUGE;
    } finally {
      Reference.reachabilityFence(keys);
      Reference.reachabilityFence(values);
      Reference.reachabilityFence(made);
    }
  }

  private static Integer[] keys(int sample, int size) {
    return Numbers.distinct(2 * sample * size, size);
  }

  private static Integer[] values(int sample, int size) {
    return Numbers.distinct((2 * sample + 1) * size, size);
  }

  private static long bytesInUse() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static String table(String kind, Map<Library, Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append("| ").append(kind);
    text.append(" | 0 | 1 | 4 | 8 | 1k, each | 1M, each | 1M by builder, each |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    rows.forEach((library, row) -> {
      text.append("| ").append(library);
      row.bySize().forEach((size, bytes) -> text.append(" | ").append(number(size, bytes)));
      text.append(" | ").append(number(LARGE, row.byBuilder())).append(" |\n");
    });
    return text.toString();
  }

  private static String verdict(Bound bound, Map<Library, Row> rows) {
    double own = bytes(rows, Library.POTAMOS, bound.size());
    double other = bytes(rows, bound.of(), bound.size());
    boolean met = own <= other * bound.most() * EXACT;
    return String.format(
        Locale.ROOT,
        "| %s of %,d | %s | %s %s | %.2f | ≤ %.2f | %s |%n",
        bound.kind(),
        bound.size(),
        number(bound.size(), own),
        bound.of(),
        number(bound.size(), other),
        own / other,
        bound.most(),
        met ? "met" : "**missed**");
  }

  private static double bytes(Map<Library, Row> rows, Library library, int size) {
    Row row = Objects.requireNonNull(rows.get(library), "row");
    return Objects.requireNonNull(row.bySize().get(size), "size");
  }

  private static String number(int size, double bytes) {
    return String.format(Locale.ROOT, size < LARGE ? "%.0f" : "%.1f", bytes);
  }

  private static Maker vectors(Library library) {
    VectorRival<Object> vectors = library.vectors();
    return (keys, values, byBuilder) -> {
      if (byBuilder || library == Library.JDK) {
        return vectors.build(keys);
      }
      Object made = vectors.empty();
      for (Integer key : keys) {
        made = vectors.plus(made, key);
      }
      return made;
    };
  }

  private static Maker maps(Library library) {
    MapRival<Object> maps = library.maps();
    return (keys, values, byBuilder) -> {
      if (byBuilder || library == Library.JDK) {
        return maps.build(keys, values);
      }
      Object made = maps.empty();
      for (int i = 0; i < keys.length; i++) {
        made = maps.with(made, keys[i], values[i]);
      }
      return made;
    };
  }

  private static Maker sets(Library library) {
    SetRival<Object> sets = library.sets();
    return (keys, values, byBuilder) -> {
      if (byBuilder || library == Library.JDK) {
        return sets.build(keys);
      }
      Object made = sets.empty();
      for (Integer key : keys) {
        made = sets.plus(made, key);
      }
      return made;
    };
  }

  private static @Nullable Maker sortedMaps(Library library) {
    SortedMapRival<Object> maps = library.sortedMaps();
    if (maps == null) {
      return null;
    }
    return (keys, values, byBuilder) -> {
      if (byBuilder || library == Library.JDK) {
        return maps.build(keys, values);
      }
      Object made = maps.empty();
      for (int i = 0; i < keys.length; i++) {
        made = maps.with(made, keys[i], values[i]);
      }
      return made;
    };
  }

  private static @Nullable Maker lists(Library library) {
    ListRival<Object> lists = library.lists();
    if (lists == null) {
      return null;
    }
    return (keys, values, byBuilder) -> {
      Object made = lists.empty();
      for (Integer key : keys) {
        made = lists.plus(made, key);
      }
      return made;
    };
  }
}
