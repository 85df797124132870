package org.potamos.validators;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.JapaneseDate;
import java.time.chrono.ThaiBuddhistDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Atom;
import org.potamos.core.collection.PersistentList;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentSet;
import org.potamos.core.collection.PersistentSortedMap;
import org.potamos.core.collection.PersistentSortedSet;
import org.potamos.core.collection.PersistentVector;

/** Values, and what has to be found in them. Each is a small trap for a checker of some kind. */
@SuppressWarnings({
  "unused",
  "ImmutableEnumChecker",
  "JavaUtilDate",
  "JdkObsolete",
  "UnnecessaryStringBuilder"
}) // the traps themselves
final class Specimens {

  /** What has to be found. */
  enum Kind {
    IMMUTABLE,
    MUTABLE,
    UNKNOWN
  }

  /**
   * One value.
   *
   * @param name what it is
   * @param value the value
   * @param kind what has to be found
   * @param path where
   */
  record Specimen(String name, @Nullable Object value, Kind kind, String path) {
    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  private Specimens() {}

  static Stream<Specimen> all() {
    return Stream.of(immutable(), mutable(), unknown()).flatMap(s -> s);
  }

  // ------------------------------------------------------------------ classes

  record Flat(String name, int count, double share, @Nullable UUID id) {}

  record Tagged(String name, Object tags) {}

  record Typed<T extends @Nullable Object>(T value) {}

  record Listed(List<? extends @Nullable Object> lines) {}

  /** A chain that its types prove. */
  record Chain(int number, @Nullable Chain next) {}

  /** A sealed hierarchy of closed types. */
  sealed interface Shape permits Circle, Square, Group {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  record Group(Shape left, Shape right) implements Shape {}

  /** A sealed hierarchy with a mutable member. */
  sealed interface Leaky permits Tight, Dripping {}

  record Tight(int x) implements Leaky {}

  static final class Dripping implements Leaky {
    int x;
  }

  /** A sealed hierarchy with an open member. */
  sealed interface Ajar permits Closed, Open {}

  record Closed(int x) implements Ajar {}

  static non-sealed class Open implements Ajar {}

  static final class OpenAndMutable extends Open {
    int x;
  }

  static class Point {
    final int x;
    final int y;

    Point(int x, int y) {
      this.x = x;
      this.y = y;
    }
  }

  static final class Named extends Point {
    final Object name;

    Named(Object name) {
      super(1, 2);
      this.name = name;
    }
  }

  static class Counter {
    protected int count;
  }

  static final class NamedCounter extends Counter {
    final String name = "counter";
  }

  static class Holder {
    private final Object held;

    Holder(Object held) {
      this.held = held;
    }
  }

  /** Hides the field of its superclass, which has the same name. */
  static final class HidingHolder extends Holder {
    final String held = "harmless";

    HidingHolder(Object hidden) {
      super(hidden);
    }
  }

  static final class Lazy {
    final String text = "text";
    private int hash;
  }

  static final class Remembering {
    final String text = "text";
    private transient volatile @Nullable Object memo;
  }

  enum Plain {
    ONE,
    TWO
  }

  enum Rich {
    A("a"),
    B("b");

    final String text;

    Rich(String text) {
      this.text = text;
    }
  }

  enum Counting {
    HITS;

    int count;
  }

  enum Keeping {
    EMPTY(List.of()),
    FULL(new ArrayList<>());

    final Collection<String> all;

    Keeping(Collection<String> all) {
      this.all = all;
    }
  }

  enum WithBodies {
    GOOD {
      @Override
      int value() {
        return 1;
      }
    },
    BAD {
      private int value;

      @Override
      int value() {
        return value++;
      }
    };

    abstract int value();
  }

  record Graded(WithBodies grade) {}

  record Empty() {}

  /** With a mutable outer instance. */
  static final class Outer {
    int changes;

    final class InnerOfMutable {
      final int x = 1;

      int changes() {
        return changes;
      }
    }
  }

  /** With a final outer instance. */
  static final class Fixed {
    final int x = 1;

    final class InnerOfFixed {
      int x() {
        return x;
      }
    }
  }

  static final class OwnList extends ArrayList<String> {
    private static final long serialVersionUID = 1L;
  }

  static final class Money extends BigDecimal {
    private static final long serialVersionUID = 1L;

    Money(String amount) {
      super(amount);
    }
  }

  static final class MutableMoney extends BigDecimal {
    private static final long serialVersionUID = 1L;
    int changes;

    MutableMoney(String amount) {
      super(amount);
    }
  }

  /** A list of one's own, of final fields only. */
  static final class Pair extends AbstractList<String> {
    private final String first;
    private final String second;

    Pair(String first, String second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public String get(int index) {
      return index == 0 ? first : second;
    }

    @Override
    public int size() {
      return 2;
    }
  }

  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static final class Task extends TimerTask {
    @Override
    public void run() {}
  }

  /** A clock that stands still: its superclass has no fields. */
  static final class StoppedClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH;
    }
  }

  static final class ByName implements Comparator<String> {
    @Override
    public int compare(String a, String b) {
      return a.compareTo(b);
    }
  }

  // ------------------------------------------------------------------ values

  private static Specimen good(String name, @Nullable Object value) {
    return new Specimen(name, value, Kind.IMMUTABLE, "");
  }

  private static Specimen bad(String name, Object value, String path) {
    return new Specimen(name, value, Kind.MUTABLE, path);
  }

  private static Specimen odd(String name, Object value, String path) {
    return new Specimen(name, value, Kind.UNKNOWN, path);
  }

  static Stream<Specimen> immutable() {
    Supplier<String> capturesText = capturing("text");
    Function<String, Integer> reference = String::length;
    Runnable noCapture = () -> {};
    return Stream.of(
        good("null", null),
        good("boxes", List.of(true, (byte) 1, 'c', (short) 1, 1, 1L, 1f, 1.0)),
        good("string", "text"),
        good("numbers", List.of(BigInteger.TEN, BigDecimal.ONE, MathContext.DECIMAL32)),
        good("object", new Object()),
        good(
            "java.time",
            List.of(
                Instant.EPOCH,
                Duration.ZERO,
                LocalDate.EPOCH,
                LocalTime.NOON,
                LocalDateTime.MIN,
                OffsetDateTime.MIN,
                OffsetTime.MIN,
                Period.ZERO,
                Year.of(1),
                YearMonth.of(1, 1),
                MonthDay.of(1, 1),
                ZoneOffset.UTC,
                ZoneId.of("Europe/Vienna"),
                ZonedDateTime.of(LocalDateTime.MIN, ZoneId.of("Europe/Vienna")),
                DayOfWeek.MONDAY,
                ChronoUnit.DAYS,
                HijrahDate.of(1440, 1, 1),
                JapaneseDate.of(2000, 1, 1),
                ThaiBuddhistDate.of(2000, 1, 1),
                DateTimeFormatter.ISO_DATE)),
        good("uuid", UUID.randomUUID()),
        good("uri", URI.create("a:b")),
        good("locale", Locale.ROOT),
        good("currency", Currency.getInstance("EUR")),
        good("pattern", Pattern.compile("a")),
        good("class", String.class),
        good("charset", StandardCharsets.UTF_8),
        good("path", Path.of("a", "b")),
        good("file", new File("a")),
        good("address", loopback()),
        good("JDK enum with fields", TimeUnit.SECONDS),
        good("optional", Optional.of("a")),
        good("empty optional", Optional.empty()),
        good("optional int", OptionalInt.of(1)),
        good("optional long", OptionalLong.empty()),
        good("optional double", OptionalDouble.of(1)),
        good("entry", Map.entry("a", 1)),
        good("simple immutable entry", new AbstractMap.SimpleImmutableEntry<>("a", 1)),
        good("List.of", List.of()),
        good("List.of 1", List.of(1)),
        good("List.of 3", List.of(1, 2, 3)),
        good("List.copyOf", List.copyOf(new ArrayList<>(List.of(1, 2, 3)))),
        good("subList", List.of(1, 2, 3, 4).subList(1, 3)),
        good("reversed", List.of(1, 2, 3).reversed()),
        good("Stream.toList", Stream.of("a", "b", "c").toList()),
        good("Stream.toList with null", Stream.of("a", null).toList()),
        good("Set.of", List.of(Set.of(), Set.of(1), Set.of(1, 2, 3), Set.copyOf(List.of(1, 2)))),
        good(
            "Map.of",
            List.of(Map.of(), Map.of(1, 2), Map.of(1, 2, 3, 4), Map.copyOf(Map.of("a", "b")))),
        good("Map.ofEntries", Map.ofEntries(Map.entry(1, 2), Map.entry(3, List.of(4)))),
        good("emptyList", Collections.emptyList()),
        good("emptySet", Collections.emptySet()),
        good("emptyMap", Collections.emptyMap()),
        good("emptySortedSet", Collections.emptySortedSet()),
        good("emptyNavigableMap", Collections.emptyNavigableMap()),
        good("singletonList", Collections.singletonList("a")),
        good("singleton", Collections.singleton("a")),
        good("singletonMap", Collections.singletonMap("a", 1)),
        good("a thousand million copies", Collections.nCopies(1_000_000_000, "a")),
        good("no copies", Collections.nCopies(0, new ArrayList<>())),
        good("persistent vector", PersistentVector.of("a", "b")),
        good("persistent slice", PersistentVector.of(1, 2, 3).subList(1, 2)),
        good("persistent list", PersistentList.of("a", "b")),
        good("persistent set", PersistentSet.of("a", "b")),
        good("persistent map", PersistentMap.of("a", PersistentVector.of(1))),
        good("persistent sorted set", PersistentSortedSet.of("a", "b")),
        good("persistent sorted map", PersistentSortedMap.of("a", 1)),
        good("its descending view", PersistentSortedMap.of("a", 1).descendingMap()),
        good(
            "sorted by a comparator",
            PersistentSortedSet.orderedBy(new ByName()).plus("a").reversed()),
        good(
            "views of persistent maps",
            List.of(
                PersistentMap.of("a", 1).keySet(),
                PersistentMap.of("a", 1).values(),
                PersistentMap.of("a", 1).entrySet(),
                PersistentSortedMap.of("a", 1).keySet(),
                PersistentSortedMap.of("a", 1).values(),
                PersistentSortedMap.of("a", 1).entrySet())),
        good("reversed vector", PersistentVector.of(1, 2).reversed()),
        good("array of length zero", new int[0]),
        good("object array of length zero", new Object[0]),
        good("flat record", new Flat("a", 1, 1.0, null)),
        good("empty record", new Empty()),
        good("record of a type variable", new Typed<>("a")),
        good("record with a list", new Listed(List.of(new Flat("a", 1, 1, null)))),
        good("record with an array of length zero", new Tagged("a", new String[0])),
        good("chain", new Chain(1, new Chain(2, null))),
        good("sealed", new Group(new Circle(1), new Group(new Square(1), new Circle(2)))),
        good("harmless member of a leaky family", new Typed<Leaky>(new Tight(1))),
        good("open class without fields", new Open()),
        good("class of final fields", new Point(1, 2)),
        good("subclass of final fields", new Named("a")),
        good("two fields of one name", new HidingHolder("a")),
        good("list of one's own", new Pair("a", "b")),
        good("enum", Plain.ONE),
        good("enum with a field", Rich.A),
        good("enum constant that keeps nothing bad", Keeping.EMPTY),
        good("enum constant with a body", WithBodies.GOOD),
        good("lambda that captures nothing", noCapture),
        good("lambda that captures a string", capturesText),
        good("method reference", reference),
        good("bound method reference", (Supplier<Integer>) "text"::length),
        good("inner class of an immutable one", new Fixed().new InnerOfFixed()),
        good("heir of a class of the JDK without fields", new StoppedClock()),
        good("natural order", Comparator.naturalOrder()),
        good("reverse order", Comparator.reverseOrder()),
        good("reverse of an own order", Collections.reverseOrder(new ByName())),
        good("identity function", Function.identity()));
  }

  static Stream<Specimen> mutable() {
    int[] numbers = {1};
    List<String> list = new ArrayList<>();
    Supplier<Object> capturesList = capturing(list);
    return Stream.of(
        bad("ArrayList", list, ""),
        bad("empty LinkedList", new LinkedList<>(), ""),
        bad("HashMap", new HashMap<>(), ""),
        bad("LinkedHashMap", new LinkedHashMap<>(), ""),
        bad("TreeMap", new TreeMap<>(), ""),
        bad("TreeSet", new TreeSet<>(), ""),
        bad("HashSet", new HashSet<>(), ""),
        bad("EnumMap", new EnumMap<>(Plain.class), ""),
        bad("EnumSet", EnumSet.of(Plain.ONE), ""),
        bad("ArrayDeque", new ArrayDeque<>(), ""),
        bad("PriorityQueue", new PriorityQueue<>(), ""),
        bad("ConcurrentHashMap", new ConcurrentHashMap<>(), ""),
        bad("CopyOnWriteArrayList", new CopyOnWriteArrayList<>(), ""),
        bad("BitSet", new BitSet(), ""),
        bad("Arrays.asList", Arrays.asList("a"), ""),
        bad("unmodifiable list", Collections.unmodifiableList(list), ""),
        bad("unmodifiable map", Collections.unmodifiableMap(new HashMap<>()), ""),
        bad("synchronized list", Collections.synchronizedList(list), ""),
        bad("sublist of an ArrayList", list.subList(0, 0), ""),
        bad("reversed ArrayList", list.reversed(), ""),
        bad("key set", new HashMap<>().keySet(), ""),
        bad("iterator", list.iterator(), ""),
        bad("stream", list.stream(), ""),
        bad("simple entry", new AbstractMap.SimpleEntry<>("a", 1), ""),
        bad("StringBuilder", new StringBuilder(), ""),
        bad("StringBuffer", new StringBuffer(), ""),
        bad("Date", new Date(), ""),
        bad("Calendar", Calendar.getInstance(), ""),
        bad("TimeZone", TimeZone.getDefault(), ""),
        bad("AtomicInteger", new AtomicInteger(), ""),
        bad("AtomicReference", new AtomicReference<>(), ""),
        bad("LongAdder", new LongAdder(), ""),
        bad("Lock", new ReentrantLock(), ""),
        bad("Thread", new Thread(() -> {}), ""),
        bad("ThreadLocal", new ThreadLocal<>(), ""),
        bad("Random", new Random(), ""),
        bad("future", new CompletableFuture<>(), ""),
        bad("class loader", Specimens.class.getClassLoader(), ""),
        bad("module", Specimens.class.getModule(), ""),
        bad("exception", new Failure(), ""),
        bad("atom", Atom.of(1), ""),
        bad("atom in a record", new Typed<>(Atom.of(1)), "value"),
        bad("array", numbers, ""),
        bad("array of arrays of length zero", new int[][] {{}}, ""),
        bad("array in a record", new Tagged("a", numbers), "tags"),
        bad("list in a record", new Tagged("a", list), "tags"),
        bad("list in a list", List.of("a", list), "[1]"),
        bad("list in a sublist", List.of("a", list, "b").subList(1, 2), "[0]"),
        bad("list in a reversed list", List.of(list, "a").reversed(), "[0]"),
        bad("copies of a list", Collections.nCopies(5, list), ""),
        bad("list in an optional", Optional.of(list), ""),
        bad("list in an entry", Map.entry("a", list), "value"),
        bad("list as the key of an entry", Map.entry(list, "a"), "key"),
        bad("list in a set", Set.of(list), "[0]"),
        bad("list in a map", Map.of("EUR", list), "[EUR]"),
        bad("list as a key", Map.of(List.of(list), 1), "keys[[[]]][0]"),
        bad("list in a persistent vector", PersistentVector.of(1, list), "[1]"),
        bad("list in a persistent slice", PersistentVector.of(1, list).subList(1, 2), "[0]"),
        bad("list in a persistent list", PersistentList.of(1, list), "[1]"),
        bad("list in a persistent set", PersistentSet.of(list), "[0]"),
        bad("list in a persistent map", PersistentMap.of("a", list), "[a]"),
        bad("list in values", PersistentMap.of("a", list).values(), "[0]"),
        bad("list in entries", PersistentMap.of("a", list).entrySet(), "[0].value"),
        bad("list in a sorted map", PersistentSortedMap.of("a", list), "[a]"),
        bad("list in its descending view", PersistentSortedMap.of("a", list).reversed(), "[a]"),
        bad(
            "mutable order",
            PersistentSortedSet.orderedBy(capturingOrder(numbers)).plus("a"),
            "comparator.arg$1"),
        bad("builder", PersistentVector.of(1).builder(), ""),
        bad("field that is not final", new Counter(), ""),
        bad("field of the superclass", new NamedCounter(), ""),
        bad("private field of the superclass", new HidingHolder(list), "held"),
        bad("field in a subclass", new Named(list), "name"),
        bad("lazy hash", new Lazy(), ""),
        bad("transient memo", new Remembering(), ""),
        bad("member of a leaky family", new Typed<Leaky>(new Dripping()), "value"),
        bad("heir of an open member", new Typed<Ajar>(new OpenAndMutable()), "value"),
        bad("enum with a field that changes", Counting.HITS, ""),
        bad("enum constant that keeps a list", Keeping.FULL, "all"),
        bad("enum constant with a body that changes", new Graded(WithBodies.BAD), "grade"),
        bad("lambda that captures a list", capturesList, "arg$1"),
        bad("bound method reference", (Supplier<Integer>) list::size, "arg$1"),
        bad("inner class of a mutable one", new Outer().new InnerOfMutable(), "this$0"),
        bad("anonymous class", anonymous(list), "val$captured"),
        bad("subclass of a class of the JDK with fields", new Task(), ""),
        bad("subclass of ArrayList", new OwnList(), ""),
        bad("subclass of BigDecimal with a field", new MutableMoney("1"), ""));
  }

  static Stream<Specimen> unknown() {
    return Stream.of(
        odd("subclass of BigDecimal", new Money("1"), ""),
        odd("subclass of BigDecimal in a record", new Typed<>(new Money("1")), "value"),
        odd("proxy", proxy(), ""),
        odd("lambda of the JDK that captures", Comparator.comparingInt(String::length), ""),
        odd(
            "order of the JDK that captures",
            PersistentSortedMap.orderedBy(Comparator.comparingInt(String::length)).with("a", 1),
            "comparator"),
        odd("something of the JDK", Runtime.getRuntime(), ""));
  }

  private static <T> Supplier<T> capturing(T captured) {
    return () -> captured;
  }

  private static Comparator<String> capturingOrder(int[] captured) {
    return (a, b) -> captured[0] > 0 ? a.compareTo(b) : b.compareTo(a);
  }

  private static Object anonymous(Object captured) {
    return new Object() {
      @Override
      public String toString() {
        return "anonymous " + captured;
      }
    };
  }

  private static Object proxy() {
    return java.lang.reflect.Proxy.newProxyInstance(
        Specimens.class.getClassLoader(),
        new Class<?>[] {Runnable.class},
        (proxy, method, arguments) -> null);
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
