package org.potamos.benchmarks;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;
import org.potamos.core.Atom;

/**
 * How many bytes is a reference, without the value it holds? Prints a table, by JOL.
 *
 * <p>Run: {@code mvn -q -Playout -pl benchmarks -am}
 */
public final class LayoutReport {
  private static final Object VALUE = "value";

  /** An atom that reaches the objects that all atoms share, such as the empty list of watches. */
  private static final Atom<Object> SHARED = Atom.of(VALUE);

  private LayoutReport() {}

  /**
   * Prints the table.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Object value = VALUE;
    requireFirst(SHARED.version());
    Atom<Object> bare = Atom.of(value);
    Atom<Object> named = Atom.builder(value).name("name").build();
    Atom<Object> observed = Atom.of(value);
    requireFirst(observed.version());
    Atom<Object> guarded =
        Atom.builder(value).validator(v -> true, "accepts").watch(change -> {}).build();
    System.out.println(
        "java " + Runtime.version() + ", bytes without the value and the shared parts");
    System.out.println();
    System.out.println("| reference | bytes |");
    System.out.println("|---|---|");
    Map<String, Object> rows =
        Map.of(
            "AtomicReference", new AtomicReference<>(value),
            "clojure.lang.Atom", new clojure.lang.Atom(value),
            "Atom, bare", bare,
            "Atom, named", named,
            "Atom, observed", observed,
            "Atom, with a validator and a watch", guarded);
    rows.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            row -> System.out.println("| " + row.getKey() + " | " + bytes(row.getValue()) + " |"));
    System.out.println();
    System.out.println(ClassLayout.parseClass(Atom.class).toPrintable());
  }

  private static void requireFirst(long version) {
    if (version != 0) {
      throw new AssertionError("version=" + version);
    }
  }

  /**
   * Bytes of what the reference reaches, less the value, and less what it shares with all atoms.
   */
  private static long bytes(Object reference) {
    GraphLayout shared = GraphLayout.parseInstance(VALUE, SHARED);
    return GraphLayout.parseInstance(reference).subtract(shared).totalSize();
  }
}
