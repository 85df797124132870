package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys and elements that do what they may not: throw, lie, change their minds, or all have one hash
 * code. What exists never changes, nothing hangs, and a size is the number of elements that one can
 * iterate over.
 */
@Timeout(15) // nothing here takes seconds unless something is quadratic or hangs
class HostileKeysTest {

  // What must hold whatever keys do.

  private static void assertWhole(Collection<?> collection, String as) {
    int iterated = 0;
    for (Object ignored : collection) {
      iterated++;
    }
    int[] told = {0};
    collection.forEach(element -> told[0]++);
    assertThat(new int[] {iterated, told[0], collection.toArray().length})
        .as(as)
        .containsOnly(collection.size());
    assertThat(collection.stream().map(Object.class::cast).toList())
        .as(as)
        .hasSize(collection.size());
  }

  private static void assertWhole(Map<?, ?> map, String as) {
    assertWhole(map.keySet(), as);
    assertWhole(map.values(), as);
    assertWhole(map.entrySet(), as);
    assertThat(map.keySet().size()).as(as).isEqualTo(map.size());
  }

  // Keys that throw.

  private static final class Boom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Boom() {
      super("boom", null, false, false);
    }
  }

  /** Counts calls down, and throws at the last one. */
  static final class Fuse {
    private int left;

    void light(int calls) {
      left = calls;
    }

    void putOut() {
      left = 0;
    }

    void burn() {
      if (left > 0 && --left == 0) {
        throw new Boom();
      }
    }
  }

  /** Whatever is asked of it burns the fuse. */
  static final class Touchy implements Comparable<Touchy> {
    private final int number;
    private final int hash;
    private final Fuse fuse;

    Touchy(int number, int hash, Fuse fuse) {
      this.number = number;
      this.hash = hash;
      this.fuse = fuse;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      fuse.burn();
      return o instanceof Touchy other && other.number == number;
    }

    @Override
    public int hashCode() {
      fuse.burn();
      return hash;
    }

    @Override
    public int compareTo(Touchy other) {
      fuse.burn();
      return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
      return Integer.toString(number);
    }
  }

  /** How the hash codes of numbered keys are spread. */
  enum Hashes {
    SPREAD,
    FEW,
    ONE,
    EQUAL_LOW_BITS;

    private int of(int number) {
      int mixed = number << 30 | 0x0F0F0F0F;
      return switch (this) {
        case SPREAD -> number;
        case FEW -> number % 4;
        case ONE -> 0;
        case EQUAL_LOW_BITS -> mixed ^ mixed >>> 16;
      };
    }

    List<Touchy> keys(int from, int to, Fuse fuse) {
      return IntStream.range(from, to)
          .mapToObj(number -> new Touchy(number, of(number), fuse))
          .toList();
    }
  }

  /**
   * Runs an operation with a fuse for one call, for two, and so on, until it comes through.
   *
   * @param check looks at what must not have changed, with the fuse out
   */
  private static void atEveryCall(
      Fuse fuse, String as, Supplier<?> operation, Consumer<Boolean> check) {
    int thrown = 0;
    for (int calls = 1; calls < 20_000; calls += calls < 50 ? 1 : 13) {
      boolean through = false;
      fuse.light(calls);
      try {
        Object ignored = operation.get();
        through = true;
      } catch (Boom boom) {
        thrown++;
      }
      fuse.putOut();
      check.accept(through);
      if (through) {
        assertThat(thrown).as("%s throws at some call", as).isPositive();
        return;
      }
    }
    throw new AssertionError(as + " never comes through");
  }

  private static List<Object> snapshot(Map<?, ?> map) {
    List<Object> all = new ArrayList<>();
    map.forEach((key, value) -> {
      all.add(key);
      all.add(value);
    });
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void map_keyThrowsAtAnyCall_nothingChanges(Hashes hashes) {
    Fuse fuse = new Fuse();
    List<Touchy> keys = hashes.keys(0, 24, fuse);
    List<Touchy> equal = hashes.keys(0, 36, fuse);
    PersistentMap<Touchy, Integer> map = PersistentMap.of();
    for (Touchy key : keys) {
      map = map.with(key, key.number);
    }
    PersistentMap<Touchy, Integer> other = PersistentMap.of();
    for (Touchy key : equal) {
      other = other.with(key, -key.number);
    }
    PersistentMap<Touchy, Integer> start = map;
    PersistentMap<Touchy, Integer> there = other;
    PersistentSet<Touchy> some = PersistentSet.copyOf(equal.subList(12, 30));
    Map<String, Supplier<?>> operations = new LinkedHashMap<>();
    operations.put("with new", () -> start.with(equal.get(30), 1));
    operations.put("with replaced", () -> start.with(equal.get(7), 1));
    operations.put("without", () -> start.without(equal.get(7)));
    operations.put("update", () -> start.update(equal.get(9), value -> 1));
    operations.put("get", () -> start.get(equal.get(23)));
    operations.put("withAll", () -> start.withAll(there));
    operations.put("withAll merging", () -> there.withAll(start, Integer::sum));
    operations.put("withAll of a hash map", () -> start.withAll(new HashMap<>(there)));
    operations.put("withoutAll", () -> start.withoutAll(some));
    operations.put("withoutAll of a list", () -> start.withoutAll(equal.subList(12, 30)));
    operations.put("only", () -> start.only(some));
    operations.put("equals", () -> start.equals(there.without(equal.get(35))));
    operations.put("diff", () -> MapChanges.between(start, there));
    operations.put("hashCode", () -> start.keySet().plus(equal.get(35)).hashCode());
    List<Object> before = snapshot(start);
    List<Object> beforeThere = snapshot(there);
    operations.forEach((name, operation) ->
        atEveryCall(
            fuse,
            hashes + ", " + name,
            operation,
            through -> {
              assertThat(snapshot(start).equals(before)).isTrue();
              assertThat(snapshot(there).equals(beforeThere)).isTrue();
            }));
    for (Touchy key : equal.subList(0, 24)) {
      assertThat(start.get(key)).isEqualTo(key.number);
    }
    assertWhole(start, hashes.name());
  }

  /** A builder whose put or remove has thrown is as it was; after putAll it holds some of them. */
  @ParameterizedTest
  @EnumSource
  void mapBuilder_keyThrowsAtAnyCall_staysUsable(Hashes hashes) {
    Fuse fuse = new Fuse();
    List<Touchy> keys = hashes.keys(0, 24, fuse);
    List<Touchy> equal = hashes.keys(0, 36, fuse);
    Map<Touchy, Integer> model = new HashMap<>();
    keys.forEach(key -> model.put(key, key.number));
    Map<Touchy, Integer> more = new HashMap<>();
    equal.forEach(key -> more.put(key, -key.number));

    Map<String, Consumer<PersistentMap.Builder<Touchy, Integer>>> operations =
        new LinkedHashMap<>();
    operations.put("put new", builder -> builder.put(equal.get(30), 1));
    operations.put("put replaced", builder -> builder.put(equal.get(7), 1));
    operations.put("remove", builder -> builder.remove(equal.get(7)));
    operations.put("remove absent", builder -> builder.remove(equal.get(33)));
    operations.put("putAll", builder -> builder.putAll(PersistentMap.copyOf(more)));
    operations.put("putAll of a hash map", builder -> builder.putAll(new HashMap<>(more)));
    operations.forEach((name, operation) -> {
      // Fresh for each run: nodes of its own, and nodes shared with what it has built.
      List<PersistentMap.Builder<Touchy, Integer>> used = new ArrayList<>();
      List<PersistentMap<Touchy, Integer>> built = new ArrayList<>();
      atEveryCall(
          fuse,
          hashes + ", " + name,
          () -> {
            int calls = fuse.left;
            fuse.putOut();
            PersistentMap.Builder<Touchy, Integer> builder =
                PersistentMap.<Touchy, Integer>of().builder();
            for (Touchy key : keys.subList(0, 12)) {
              builder.put(key, key.number);
            }
            built.add(builder.build());
            for (Touchy key : keys.subList(12, 24)) {
              builder.put(key, key.number);
            }
            used.add(builder);
            fuse.light(calls);
            operation.accept(builder);
            return builder;
          },
          through -> {
            String as = hashes + ", " + name + ", run " + used.size();
            PersistentMap<Touchy, Integer> result = used.getLast().build();
            assertWhole(result, as);
            if (!through && !name.startsWith("putAll")) {
              assertThat(result.equals(model)).as(as).isTrue();
            }
            for (Touchy key : equal.subList(0, 24)) {
              if (key.number != 7 || !through) {
                assertThat(result.containsKey(key)).as(as).isTrue();
              }
            }
            operation.accept(used.getLast());
            assertWhole(used.getLast().build(), as);
            if (name.startsWith("putAll")) {
              assertThat(used.getLast().build().equals(more)).as(as).isTrue();
            }
            assertThat(built.getLast()).as(as).hasSize(12);
            assertWhole(built.getLast(), as);
          });
    });
  }

  @ParameterizedTest
  @EnumSource
  void set_elementThrowsAtAnyCall_nothingChanges(Hashes hashes) {
    Fuse fuse = new Fuse();
    List<Touchy> equal = hashes.keys(0, 36, fuse);
    PersistentSet<Touchy> start = PersistentSet.copyOf(hashes.keys(0, 24, fuse));
    PersistentSet<Touchy> there = PersistentSet.copyOf(hashes.keys(12, 36, fuse));
    Map<String, Supplier<?>> operations = new LinkedHashMap<>();
    operations.put("plus", () -> start.plus(equal.get(30)));
    operations.put("plus present", () -> start.plus(equal.get(20)));
    operations.put("without", () -> start.without(equal.get(20)));
    operations.put("plusAll", () -> start.plusAll(there));
    operations.put("plusAll of a list", () -> start.plusAll(equal));
    operations.put("withoutAll", () -> start.withoutAll(there));
    operations.put("only", () -> start.only(there));
    operations.put("equals", () -> start.equals(PersistentSet.copyOf(equal.subList(0, 24))));
    operations.put("containsAll", () -> start.containsAll(equal.subList(0, 24)));
    List<Touchy> before = List.copyOf(start);
    operations.forEach((name, operation) ->
        atEveryCall(
            fuse,
            hashes + ", " + name,
            operation,
            through -> assertThat(List.copyOf(start).equals(before)).isTrue()));
    assertThat(start.containsAll(equal.subList(0, 24))).isTrue();
    for (String operation : List.of("add", "remove", "addAll")) {
      PersistentSet.Builder<Touchy> builder = start.builder();
      atEveryCall(
          fuse,
          hashes + ", builder " + operation,
          () -> {
            switch (operation) {
              case "add" -> builder.add(equal.get(30));
              case "remove" -> builder.remove(equal.get(20));
              default -> builder.addAll(equal);
            }
            return builder;
          },
          through -> assertWhole(builder.build(), operation));
      assertThat(builder.build().containsAll(equal.subList(0, 20))).isTrue();
    }
  }

  @Test
  void sorted_keyThrowsAtAnyCall_nothingChanges() {
    Fuse fuse = new Fuse();
    List<Touchy> keys = Hashes.SPREAD.keys(0, 40, fuse);
    TreeMap<Touchy, Integer> model = new TreeMap<>();
    keys.subList(0, 30).forEach(key -> model.put(key, key.number));
    PersistentSortedMap<Touchy, Integer> start = PersistentSortedMap.copyOfSorted(model);
    PersistentSortedMap<Touchy, Integer> there =
        PersistentSortedMap.<Touchy, Integer>of().with(keys.get(5), 0).with(keys.get(35), 1);
    Map<String, Supplier<?>> operations = new LinkedHashMap<>();
    operations.put("with", () -> start.with(keys.get(33), 1));
    operations.put("with replaced", () -> start.with(keys.get(13), 1));
    operations.put("without", () -> start.without(keys.get(13)));
    operations.put("withAll", () -> start.withAll(there));
    operations.put("withAll merging", () -> start.withAll(there, Integer::sum));
    operations.put("withAll of a hash map", () -> start.withAll(new HashMap<>(there)));
    operations.put("withoutAll", () -> start.withoutAll(there.keySet()));
    operations.put("only", () -> start.only(there.keySet()));
    operations.put("subMap", () -> start.subMap(keys.get(3), keys.get(21)));
    operations.put("floorEntry", () -> start.floorEntry(keys.get(20)));
    operations.put("rank", () -> start.rank(keys.get(20)));
    operations.put("set plus", () -> start.keySet().plus(keys.get(37)));
    operations.put("set plusAll", () -> start.keySet().plusAll(keys));
    List<Object> before = snapshot(start);
    operations.forEach((name, operation) ->
        atEveryCall(
            fuse, name, operation, through -> assertThat(snapshot(start).equals(before)).isTrue()));
    for (String operation : List.of("put", "put replaced", "remove", "putAll")) {
      PersistentSortedMap.Builder<Touchy, Integer> builder = start.builder();
      builder.put(keys.get(31), 31);
      atEveryCall(
          fuse,
          "builder " + operation,
          () -> {
            switch (operation) {
              case "put" -> builder.put(keys.get(33), 1);
              case "put replaced" -> builder.put(keys.get(13), 1);
              case "remove" -> builder.remove(keys.get(13));
              default -> builder.putAll(new HashMap<>(there));
            }
            return builder;
          },
          through -> {
            PersistentSortedMap<Touchy, Integer> built = builder.build();
            assertWhole(built, operation);
            assertThat(built.keySet().stream().map(key -> key.number).toList())
                .as(operation)
                .isSorted()
                .containsAll(IntStream.range(14, 30).boxed().toList())
                .contains(31);
          });
    }
    assertThat(start).isEqualTo(model);
  }

  @Test
  void sequences_elementThrowsAtAnyCall_nothingChanges() {
    Fuse fuse = new Fuse();
    List<Touchy> elements = Hashes.SPREAD.keys(0, 70, fuse);
    List<Touchy> equal = Hashes.SPREAD.keys(0, 70, fuse);
    for (List<Touchy> list :
        List.<List<Touchy>>of(PersistentVector.copyOf(elements), PersistentList.copyOf(elements))) {
      for (Supplier<?> operation :
          List.<Supplier<?>>of(
              () -> list.indexOf(equal.get(69)),
              () -> list.lastIndexOf(equal.get(0)),
              () -> list.contains(equal.get(69)),
              () -> list.equals(equal),
              () -> list.hashCode())) {
        try {
          fuse.light(20);
          Object answer = operation.get();
          throw new AssertionError("came through: " + answer);
        } catch (Boom boom) {
          fuse.putOut();
        }
        assertThat(list.equals(equal)).isTrue();
      }
      assertThat(list.hashCode()).isEqualTo(equal.hashCode());
    }
  }

  // Keys that lie.

  /** Which of its answers are random. */
  enum Lie {
    HASH,
    EQUALS,
    COMPARISON,
    EVERYTHING
  }

  /** Answers differently from one call to the next. */
  private static final class Moody implements Comparable<Moody> {
    private final int number;
    private final Lie lie;
    private final SplittableRandom random;

    Moody(int number, Lie lie, SplittableRandom random) {
      this.number = number;
      this.lie = lie;
      this.random = random;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      if (lie == Lie.EQUALS || lie == Lie.EVERYTHING) {
        return o instanceof Moody && random.nextInt(3) == 0;
      }
      return o instanceof Moody other && other.number == number;
    }

    @Override
    public int hashCode() {
      if (lie == Lie.HASH || lie == Lie.EVERYTHING) {
        return random.nextInt(6) << (random.nextInt(3) * 15);
      }
      return 0;
    }

    @Override
    public int compareTo(Moody other) {
      if (lie == Lie.COMPARISON || lie == Lie.EVERYTHING) {
        return random.nextInt(3) - 1;
      }
      return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
      return Integer.toString(number);
    }
  }

  /** Look-ups may miss and keys may be there twice, but sizes stay true and nothing throws. */
  @ParameterizedTest
  @EnumSource
  void mapAndSet_keysLie_staysWhole(Lie lie) {
    for (long seed = 1; seed <= 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<PersistentMap<Moody, Integer>> versions = new ArrayList<>();
      versions.add(PersistentMap.of());
      List<Integer> sizes = new ArrayList<>(List.of(0));
      for (int step = 0; step < 80; step++) {
        String as = lie + ", seed " + seed + ", step " + step;
        PersistentMap<Moody, Integer> map = versions.get(random.nextInt(versions.size()));
        PersistentMap<Moody, Integer> other = versions.get(random.nextInt(versions.size()));
        Moody key = new Moody(random.nextInt(40), lie, random);
        PersistentMap<Moody, Integer> next =
            switch (random.nextInt(12)) {
              case 0 -> map.without(key);
              case 1 -> map.withAll(other);
              case 2 -> map.withAll(other, Integer::sum);
              case 3 -> map.withoutAll(other.keySet());
              case 4 -> map.only(other.keySet());
              case 5 -> map.builder().put(key, step).remove(key).putAll(other).build();
              case 6 -> map.update(key, value -> value == null ? 1 : value + 1);
              case 7 -> {
                PersistentMap.Builder<Moody, Integer> builder = map.builder();
                for (Moody each : other.keySet()) {
                  builder.remove(each).put(each, step);
                }
                yield builder.build();
              }
              default -> {
                PersistentMap<Moody, Integer> more = map;
                for (int i = 0; i < 5; i++) {
                  more = more.with(new Moody(random.nextInt(40), lie, random), step);
                }
                yield more;
              }
            };
        assertWhole(next, as);
        next.forEach(
            (k, v) -> assertThat(k != null && v != null).as("%s: nobody put null", as).isTrue());
        assertThat(next.mapValues((k, v) -> v + 1)).as(as).hasSize(next.size());
        map.diff(other, new Tally());
        assertWhole(map.keySet().plusAll(other.keySet()), as);
        assertWhole(map.keySet().withoutAll(other.keySet()), as);
        assertWhole(map.keySet().only(other.keySet()), as);
        assertThat(map.hashCode()).as(as).isBetween(Integer.MIN_VALUE, Integer.MAX_VALUE);
        assertThat(map.equals(map)).as(as).isTrue();
        assertThat(map.equals(other)).as(as).isIn(true, false);
        versions.add(next);
        sizes.add(next.size());
      }
      for (int i = 0; i < versions.size(); i++) {
        assertThat(versions.get(i).size()).isEqualTo(sizes.get(i));
        assertWhole(versions.get(i), lie + ", seed " + seed + ", version " + i);
      }
    }
  }

  /** Takes any difference. */
  private static final class Tally implements MapDiff<Object, Object> {
    @Override
    public void added(Object key, Object value) {}

    @Override
    public void removed(Object key, Object value) {}

    @Override
    public void changed(Object key, Object was, Object is) {}
  }

  /** The same with an order that changes from one comparison to the next. */
  @Test
  void sorted_orderLies_staysWhole() {
    for (long seed = 1; seed <= 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<PersistentSortedMap<Moody, Integer>> versions = new ArrayList<>();
      versions.add(PersistentSortedMap.of());
      for (int step = 0; step < 80; step++) {
        String as = "seed " + seed + ", step " + step;
        PersistentSortedMap<Moody, Integer> map = versions.get(random.nextInt(versions.size()));
        PersistentSortedMap<Moody, Integer> other = versions.get(random.nextInt(versions.size()));
        Moody key = new Moody(random.nextInt(40), Lie.COMPARISON, random);
        int stepNow = step;
        PersistentSortedMap<Moody, Integer> next =
            switch (random.nextInt(10)) {
              case 0 -> map.without(key);
              case 1 -> map.withAll(other);
              case 2 -> map.withoutAll(other.keySet());
              case 3 -> map.only(other.keySet());
              case 4 -> map.headMap(key);
              case 5 -> map.builder().put(key, step).remove(key).putAll(other).build();
              default -> {
                PersistentSortedMap<Moody, Integer> more = map;
                for (int i = 0; i < 5; i++) {
                  more = more.with(new Moody(random.nextInt(40), Lie.COMPARISON, random), stepNow);
                }
                yield more;
              }
            };
        assertWhole(next, as);
        assertWhole(next.descendingMap(), as);
        for (int i = 0; i < next.size(); i++) {
          assertThat(next.nth(i)).as(as).isNotNull();
        }
        versions.add(next);
      }
    }
  }

  /** Keys that were changed after they were put. */
  @Test
  void mapAndSet_mutableKeysChanged_staysWhole() {
    for (long seed = 1; seed <= 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<List<Integer>> keys = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        keys.add(new ArrayList<>(List.of(random.nextInt(90))));
      }
      PersistentSet<List<Integer>> set = PersistentSet.copyOf(keys.subList(0, 40));
      PersistentMap<List<Integer>, Integer> map = PersistentMap.of();
      for (List<Integer> key : keys) {
        map = map.with(key, 0);
      }
      PersistentMap.Builder<List<Integer>, Integer> builder = map.builder();
      for (int step = 0; step < 100; step++) {
        String as = "seed " + seed + ", step " + step;
        List<Integer> key = keys.get(random.nextInt(keys.size()));
        key.set(0, random.nextInt(90));
        map = random.nextBoolean() ? map.with(key, step) : map.without(key);
        set = random.nextBoolean() ? set.plus(key) : set.without(key);
        builder = random.nextBoolean() ? builder.put(key, step) : builder.remove(key);
        assertWhole(map, as);
        assertWhole(set, as);
        assertWhole(builder.build(), as);
        assertWhole(set.plusAll(map.keySet()), as);
        assertWhole(map.only(set), as);
        assertWhole(map.withoutAll(set), as);
      }
    }
  }

  /** Equal to strings that are not equal to it. */
  private static final class OneWay {
    private final String text;

    OneWay(String text) {
      this.text = text;
    }

    @Override
    @SuppressWarnings("EqualsHashCode") // what is tested is an equals that is wrong
    public boolean equals(@Nullable Object o) {
      return text.equals(o);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  @Test
  void mapAndSet_equalsIsNotSymmetric_staysWhole() {
    List<Object> strings = new ArrayList<>();
    List<Object> oneWay = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      strings.add("" + i % 40);
      oneWay.add(new OneWay("" + i % 30));
    }
    PersistentSet<Object> first = PersistentSet.copyOf(strings);
    PersistentSet<Object> second = PersistentSet.copyOf(oneWay);
    for (PersistentSet<Object> set :
        List.of(
            first,
            second,
            first.plusAll(second),
            second.plusAll(first),
            first.plusAll(oneWay),
            second.plusAll(strings),
            first.only(second),
            second.only(first),
            first.withoutAll(second),
            second.withoutAll(first))) {
      assertWhole(set, set.toString());
      assertWhole(set.builder().addAll(strings).addAll(oneWay).build(), set.toString());
    }
    assertThat(first.equals(second) && second.equals(first)).isFalse();
  }

  // Many keys of one hash code.

  /** Strings of "Aa" and "BB", which have one hash code. */
  private static List<String> colliding(int count) {
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 1 << 16; bit > 0; bit >>= 1) {
        text.append((i & bit) == 0 ? "Aa" : "BB");
      }
      strings.add(text.toString());
    }
    return strings;
  }

  /** A list of them would take minutes. */
  @Test
  void hundredThousandStringsOfOneHash_areBuiltAndFound() throws Exception {
    List<String> strings = colliding(100_000);
    assertThat(strings.getFirst().hashCode()).isEqualTo(strings.getLast().hashCode());
    PersistentMap.Builder<String, Integer> builder = PersistentMap.<String, Integer>of().builder();
    for (int i = 0; i < strings.size(); i++) {
      builder.put(strings.get(i), i);
    }
    PersistentMap<String, Integer> map = builder.build();
    assertThat(map).hasSize(100_000);
    for (int i = 0; i < strings.size(); i++) {
      assertThat(map.get(strings.get(i))).isEqualTo(i);
    }
    assertThat(map.containsKey("Aa")).isFalse();
    List<String> shuffled = new ArrayList<>(strings);
    Collections.shuffle(shuffled, new Random(5));
    PersistentSet<String> set = PersistentSet.copyOf(shuffled);
    assertThat(set.equals(map.keySet())).isTrue();
    assertThat(copyThroughStream(set).equals(set)).isTrue();
    PersistentSet<String> even = PersistentSet.of();
    PersistentSet<String> odd = set;
    for (int i = 0; i < 20_000; i += 2) {
      even = even.plus(strings.get(i));
      odd = odd.without(strings.get(i));
    }
    assertThat(odd).hasSize(90_000);
    assertThat(odd.plusAll(even).equals(set)).isTrue();
    assertThat(set.withoutAll(even).equals(odd)).isTrue();
    assertThat(set.only(even).equals(even)).isTrue();
    assertThat(map.withAll(map.mapValues((key, value) -> -value)).get(strings.get(777)))
        .isEqualTo(-777);
    assertWhole(map, "map");
  }

  @SuppressWarnings("unchecked") // a copy is of the type of the original
  private static <T> T copyThroughStream(T original) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  /**
   * Equal only if value and scale are; compared by value alone. As BigDecimal, of one hash code.
   */
  private record Price(int value, int scale) implements Comparable<Price> {
    @Override
    public int hashCode() {
      return 7;
    }

    @Override
    public int compareTo(Price other) {
      return Integer.compare(value, other.value);
    }
  }

  /** Where each number of a history is a key: how the key is made of it. */
  enum Colliders {
    COMPARABLE,
    INCOMPARABLE,
    MIXED,
    COMPARED_EQUAL_BUT_ARE_NOT,
    EQUAL_LOW_BITS,
    EQUAL_LOW_BITS_AND_ONE_HASH,
    COMPARABLE_AND_ONE_STRANGER;

    /** Null is a key too, of hash code 0. */
    @Nullable Object key(int i) {
      if (i == 5) {
        return null;
      }
      Object comparable = new SuiteKeys.Comparables("" + i);
      Object lowBits = new SuiteKeys.LowBits("" + i, i);
      return switch (this) {
        case COMPARABLE -> comparable;
        case INCOMPARABLE -> new SuiteKeys.Incomparables("" + i);
        case MIXED -> SuiteKeys.MIXED_OF_ONE_HASH.key("" + i);
        case COMPARED_EQUAL_BUT_ARE_NOT -> new Price(i / 5, i % 5);
        case EQUAL_LOW_BITS -> lowBits;
        case EQUAL_LOW_BITS_AND_ONE_HASH -> i % 3 == 0 ? lowBits : comparable;
        case COMPARABLE_AND_ONE_STRANGER -> i == 17 ? new SuiteKeys.Incomparables("x") : comparable;
      };
    }
  }

  /** These are honest, only many: every answer has to be that of a hash map of the JDK. */
  @ParameterizedTest
  @EnumSource
  void mapAndSet_collidingKeys_sameAsHashMap(Colliders keys) {
    for (long seed = 1; seed <= 12; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      PersistentMap<@Nullable Object, Integer> map = PersistentMap.of();
      Map<@Nullable Object, Integer> model = new HashMap<>();
      PersistentMap<@Nullable Object, Integer> other = map;
      Map<@Nullable Object, Integer> otherModel = model;
      int range = random.nextInt(4, 60);
      for (int step = 0; step < 120; step++) {
        String as = keys + ", seed " + seed + ", step " + step;
        Object key = keys.key(random.nextInt(range));
        Map<@Nullable Object, Integer> nextModel = new HashMap<>(model);
        PersistentMap<@Nullable Object, Integer> next;
        switch (random.nextInt(10)) {
          case 0 -> {
            next = map.withAll(other);
            nextModel.putAll(otherModel);
          }
          case 1 -> {
            next = map.withoutAll(other.keySet());
            nextModel.keySet().removeAll(new HashSet<>(otherModel.keySet()));
          }
          case 2 -> {
            next = map.only(other.keySet());
            nextModel.keySet().retainAll(new HashSet<>(otherModel.keySet()));
          }
          case 3, 4 -> {
            next = map.without(key);
            nextModel.remove(key);
          }
          case 5 -> {
            next = map.builder().remove(key).build();
            nextModel.remove(key);
          }
          default -> {
            next = map.with(key, step);
            nextModel.put(key, step);
          }
        }
        assertThat(next.equals(nextModel) && nextModel.equals(next)).as(as).isTrue();
        assertThat(next.hashCode()).as(as).isEqualTo(nextModel.hashCode());
        assertThat(next.equals(PersistentMap.copyOf(nextModel))).as(as).isTrue();
        assertThat(PersistentMap.copyOf(nextModel).equals(next)).as(as).isTrue();
        assertWhole(next, as);
        if (random.nextInt(4) == 0) {
          other = map;
          otherModel = model;
        }
        map = next;
        model = nextModel;
      }
    }
  }

  /** Equal keys that compare as different, and keys whose comparison throws. */
  private record Quarrelsome(int number, boolean throwing) implements Comparable<Quarrelsome> {
    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Quarrelsome other && other.number % 20 == number % 20;
    }

    @Override
    public int hashCode() {
      return 0;
    }

    @Override
    public int compareTo(Quarrelsome other) {
      if (throwing) {
        throw new Boom();
      }
      return Integer.compare(number, other.number);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mapAndSet_comparisonDisagreesWithEqualsOrThrows_staysWhole(boolean throwing) {
    PersistentMap<Quarrelsome, Integer> map = PersistentMap.of();
    PersistentMap.Builder<Quarrelsome, Integer> builder = map.builder();
    for (int i = 0; i < 200; i++) {
      Quarrelsome key = new Quarrelsome(i * 37 % 101, throwing);
      PersistentMap<Quarrelsome, Integer> before = map;
      int size = map.size();
      try {
        map = i % 5 == 4 ? map.without(key) : map.with(key, i);
        builder = i % 5 == 4 ? builder.remove(key) : builder.put(key, i);
        assertWhole(map.withAll(builder.build()), "merged, step " + i);
      } catch (Boom boom) {
        assertThat(throwing).isTrue();
      }
      assertThat(before).hasSize(size);
      assertWhole(before, "step " + i);
      assertWhole(map, "step " + i);
      assertWhole(builder.build(), "builder, step " + i);
    }
    assertThat(map).isNotEmpty();
  }

  /** A comparator whose idea of order is a circle. */
  @Test
  void sorted_circularOrder_staysWhole() {
    Comparator<Integer> circle = (a, b) -> a.equals(b) ? 0 : Math.floorMod(a - b, 3) == 1 ? 1 : -1;
    PersistentSortedSet<Integer> set = PersistentSortedSet.orderedBy(circle);
    for (int i = 0; i < 300; i++) {
      set = i % 4 == 3 ? set.without(i / 2) : set.plus(i * 7 % 50);
      assertWhole(set, "step " + i);
      assertWhole(set.plusAll(set.headSet(i % 50)), "step " + i);
    }
  }
}
