package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.potamos.core.DesignDocsTest.groups;
import static org.potamos.core.DesignDocsTest.sources;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every field that threads share has a row in memory-ordering.md, and so has every fence. */
class MemoryOrderingTest {
  private static final Path TABLE = DesignDocsTest.DESIGN.resolve("memory-ordering.md");

  /** Whose shared fields need rows. */
  private static final List<String> IMPORTABLE =
      List.of("core", "refs", "agents", "validators", "validators-jakarta");

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");

  /** Types whose fields are shared between threads, or say how something is not. */
  private static final String SHARED_TYPES =
      "Atomic\\w+|LongAdder|ReentrantLock|ThreadLocal|ClassValue|MutableCallSite"
          + "|ConcurrentHashMap|ConcurrentLinkedQueue|CopyOnWriteArrayList";

  private static final List<Pattern> SHARED_FIELDS =
      List.of(
          Pattern.compile("\\bvolatile\\b[^;=(]*?\\b(\\w+)\\s*(?:=|;)"),
          Pattern.compile("find(?:Static)?VarHandle\\(\\s*\\w+\\.class,\\s*\"(\\w+)\""),
          Pattern.compile(
              "(?m)^ +(?:(?:private|static|final|protected) )+(?:"
                  + SHARED_TYPES
                  + ")(?:<[^;=(]*>)?\\s+(\\w+)\\s*(?:=|;)"));

  /** Elements of an array that are accessed by a VarHandle: the array has to be named by hand. */
  private static final Pattern ELEMENTS = Pattern.compile("arrayElementVarHandle");

  private static final Pattern FENCE = Pattern.compile("VarHandle\\.(\\w*[fF]ence)\\(\\)");
  private static final Pattern MONITOR = Pattern.compile("\\bsynchronized\\b");

  /** What needs a row, as file name and member; a class alone needs to be mentioned. */
  private static Set<String> shared(Map<Path, String> sources) {
    Set<String> found = new TreeSet<>();
    sources.forEach((file, text) -> {
      String type = file.getFileName().toString().replace(".java", "");
      String code = COMMENT.matcher(text).replaceAll("");
      SHARED_FIELDS.forEach(
          pattern -> groups(pattern, code).forEach(field -> found.add(type + "." + field)));
      groups(FENCE, code).forEach(fence -> found.add(type + "." + fence));
      if (MONITOR.matcher(code).find() || ELEMENTS.matcher(code).find()) {
        found.add(type);
      }
    });
    return found;
  }

  /** Whether a row begins with the field; between class and field may stand a nested class. */
  private static boolean hasRow(String shared, List<String> rows) {
    int dot = shared.indexOf('.');
    if (dot < 0) {
      Pattern mention = Pattern.compile("`" + shared + "\\b");
      return rows.stream().anyMatch(line -> mention.matcher(line).find());
    }
    Pattern named =
        Pattern.compile(
            "`" + shared.substring(0, dot) + "\\.(?:\\w+\\.)*" + shared.substring(dot + 1) + "`");
    return rows.stream()
        .map(line -> line.substring(0, line.indexOf('|', 1)))
        .anyMatch(cell -> named.matcher(cell).find());
  }

  private static List<String> rowsOf(String table) {
    return table.lines().filter(line -> line.startsWith("|")).toList();
  }

  private static List<String> withoutRow(Set<String> shared, String table) {
    List<String> rows = rowsOf(table);
    return shared.stream().filter(field -> !hasRow(field, rows)).toList();
  }

  @Test
  void sharedFields_haveRows() throws IOException {
    Set<String> shared = shared(sources(IMPORTABLE, "src/main/java"));
    assertThat(shared)
        .contains("Atom.state", "Inbox.claimed", "Pins.claimed", "Ref.releaseFence", "Drain")
        .hasSizeGreaterThan(60);
    assertThat(withoutRow(shared, Files.readString(TABLE))).isEmpty();
  }

  /** Takes the rows away one by one: whoever needs one is missing it. */
  @Test
  void sharedFields_rowIsMissing_isFound() throws IOException {
    Set<String> shared = shared(sources(IMPORTABLE, "src/main/java"));
    String table = Files.readString(TABLE);
    for (String field : shared) {
      if (field.contains(".")) {
        String tampered =
            String.join("\n", table.lines().filter(line -> !hasRow(field, rowsOf(line))).toList());
        assertThat(withoutRow(Set.of(field), tampered)).containsExactly(field);
      }
    }
  }

  /** Each row says who pins it, or that nobody does, and names tests that exist. */
  @Test
  void rows_sayWhatPinsThem() throws IOException {
    List<String> bad = new ArrayList<>();
    Pattern row = Pattern.compile("(?m)^\\| (.*) \\|$");
    for (MatchResult line : row.matcher(Files.readString(TABLE)).results().toList()) {
      String[] cells = line.group(1).split(" \\| ?", -1);
      if (cells.length == 6 && !cells[0].equals("field")) {
        if (!cells[5].startsWith("none") && !cells[5].startsWith("`")) {
          bad.add(cells[0]);
        }
      }
    }
    assertThat(bad).isEmpty();
  }

  @Test
  void shared_findsEachKind() {
    String source =
        """
        class Sample {
          // private volatile int inAComment;
          private volatile @Nullable Set<Ref<?>> plain;
          volatile int[] array = new int[0];
          private static final VarHandle H = lookup.findVarHandle(Sample.class, "byHandle", int.class);
          final AtomicReference<@Nullable Failed<T>> atomic = new AtomicReference<>();
          private final ReentrantLock lock = new ReentrantLock();
          Sample() { VarHandle.releaseFence(); }
          synchronized void locked() {}
        }
        """;
    assertThat(shared(Map.of(Path.of("Sample.java"), source)))
        .containsExactlyInAnyOrder(
            "Sample",
            "Sample.array",
            "Sample.atomic",
            "Sample.byHandle",
            "Sample.lock",
            "Sample.plain",
            "Sample.releaseFence");
  }
}
