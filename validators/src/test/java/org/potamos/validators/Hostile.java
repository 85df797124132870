package org.potamos.validators;

import static org.potamos.validators.RuleChecks.listOf;

import java.nio.file.Path;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/** Values that are hard to show. */
@SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // wrong on purpose
final class Hostile {
  private Hostile() {}

  /** A value whose text is whatever a function makes. */
  static final class Shown {
    private final Supplier<@Nullable String> text;

    Shown(Supplier<@Nullable String> text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text.get();
    }
  }

  /** A chain so long that its text overflows the stack. */
  record Chain(@Nullable Object next) {
    static Chain of(int length) {
      Chain chain = new Chain(null);
      for (int i = 0; i < length; i++) {
        chain = new Chain(chain);
      }
      return chain;
    }
  }

  /** A value whose text is made on the spot. */
  static Shown shown(Supplier<@Nullable String> text) {
    return new Shown(text);
  }

  static Object throwing(Throwable thrown) {
    return new Shown(() -> {
      throw Hostile.<RuntimeException>sneaky(thrown);
    });
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // unchecked is what it is for
  static <X extends Throwable> X sneaky(Throwable thrown) throws X {
    throw (X) thrown;
  }

  /** Text that never is shown in full length, or on several lines. */
  static final List<String> TEXTS =
      List.of(
          "x".repeat(61),
          "x".repeat(1_000_000),
          "\uD83D\uDE00".repeat(1000),
          "x" + "\uD83D\uDE00".repeat(1000),
          "\n".repeat(1000),
          "a\nb",
          "a\rb\r\nc",
          "a\tb\u0000c\u001b[31md\u007fe\u0085f",
          "a\u2028b\u2029c",
          "\"" + "\"".repeat(200),
          "\\".repeat(200),
          "]}=,".repeat(100));

  /** Values of all kinds that are hard to show, with a name. */
  static Stream<Arguments> values() {
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    Map<Object, Object> map = new HashMap<>();
    map.put("self", map);
    Object[] array = {1, null};
    array[1] = array;
    List<Object> pair = new ArrayList<>();
    List<Object> other = new ArrayList<>(List.of(pair));
    pair.add(other);
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    Object deepArray = new Object[0];
    for (int i = 0; i < 100_000; i++) {
      deepArray = new Object[] {deepArray};
    }
    Map<Object, Object> deepMap = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      Map<Object, Object> next = new HashMap<>();
      next.put("k", deepMap);
      deepMap = next;
    }
    Stream<Arguments> more =
        Stream.of(
            Arguments.of("toString null", shown(() -> null)),
            Arguments.of("toString empty", shown(() -> "")),
            Arguments.of("toString throws", throwing(new IllegalStateException("no text"))),
            Arguments.of("toString throws null", throwing(new NullPointerException())),
            Arguments.of("toString overflows", shown(Hostile::overflow)),
            Arguments.of("toString out of memory", throwing(new OutOfMemoryError("no text"))),
            Arguments.of("toString asserts", throwing(new AssertionError("no text"))),
            Arguments.of("toString linkage", throwing(new NoClassDefFoundError("no/Class"))),
            Arguments.of("toString checked", throwing(new java.io.IOException("no text"))),
            Arguments.of("toString huge", shown(() -> "y".repeat(10_000_000))),
            Arguments.of("toString lines", shown(() -> "a\nb\u0000c\u2028d")),
            Arguments.of("list of itself", itself),
            Arguments.of("map of itself", map),
            Arguments.of("array of itself", array),
            Arguments.of("lists of each other", pair),
            Arguments.of("deep list", deep),
            Arguments.of("deep array", deepArray),
            Arguments.of("deep map", deepMap),
            Arguments.of("deep record", Chain.of(1_000_000)),
            Arguments.of("deep optional", Optional.of(Chain.of(1_000_000))),
            Arguments.of("list of deep records", List.of(Chain.of(1_000_000), 1)),
            Arguments.of(
                "list of throwing", listOf(1, throwing(new IllegalStateException("x")), 3)),
            Arguments.of("list of nulls", listOf(null, null, shown(() -> null))),
            Arguments.of("list of lines", List.of("a\nb", "c\u0000d", shown(() -> "\r\n"))),
            Arguments.of("list of huge", List.of("x".repeat(1_000_000), "y".repeat(1_000_000))),
            Arguments.of("huge list", Collections.nCopies(Integer.MAX_VALUE, "x")),
            Arguments.of("huge map", Samples.mapOfSize(100_000)),
            Arguments.of("huge array", new int[1_000_000]),
            Arguments.of("array of all kinds", new Object[] {new long[100], "a\nb", null}),
            Arguments.of("hostile keys", hostileKeys()),
            Arguments.of("endless iterable", (Iterable<Object>) Hostile::endless),
            Arguments.of("endless collection", new Endless()),
            Arguments.of("path", Path.of("a", "b\nc")),
            Arguments.of("iterator throws", brokenIterator()),
            Arguments.of("size throws", brokenSize()),
            Arguments.of("entries throw", brokenMap()),
            Arguments.of(
                "entry is null",
                new AbstractMap<Object, Object>() {
                  @Override
                  public Set<Entry<Object, Object>> entrySet() {
                    return Collections.singleton(null);
                  }
                }),
            Arguments.of("deque", new ArrayDeque<>(Collections.nCopies(1000, "x"))),
            Arguments.of(
                "char sequence of null",
                new CharSequence() {
                  @Override
                  public int length() {
                    return 3;
                  }

                  @Override
                  public char charAt(int index) {
                    return 'a';
                  }

                  @Override
                  public CharSequence subSequence(int start, int end) {
                    return "a";
                  }

                  @Override
                  public String toString() {
                    return null;
                  }
                }));
    return Stream.concat(
        TEXTS.stream().map(text -> Arguments.of("text of " + text.length(), text)), more);
  }

  /** Keys that are hard to show, all in one map. */
  static Map<Object, Object> hostileKeys() {
    Map<Object, Object> keys = new LinkedHashMap<>();
    keys.put(throwing(new IllegalStateException("no text")), "v");
    keys.put(shown(() -> null), "v");
    keys.put(null, "v");
    keys.put("a\nb]\u0000", "v");
    keys.put("k".repeat(1_000_000), "v");
    keys.put(List.of("x".repeat(100), "y\n"), "v");
    return keys;
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static String overflow() {
    return overflow() + overflow();
  }

  private static Iterator<Object> endless() {
    return Stream.<Object>generate(() -> 1).iterator();
  }

  /** A collection that never ends. */
  static final class Endless extends AbstractCollection<Object> {
    @Override
    public Iterator<Object> iterator() {
      return endless();
    }

    @Override
    public int size() {
      return Integer.MAX_VALUE;
    }
  }

  private static List<Object> brokenIterator() {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        throw new IllegalStateException("no element");
      }

      @Override
      public int size() {
        return 3;
      }
    };
  }

  private static List<Object> brokenSize() {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return 1;
      }

      @Override
      public int size() {
        throw new IllegalStateException("no size");
      }
    };
  }

  private static Map<Object, Object> brokenMap() {
    return new AbstractMap<>() {
      @Override
      public Set<Entry<Object, Object>> entrySet() {
        throw new IllegalStateException("no entries");
      }
    };
  }
}
