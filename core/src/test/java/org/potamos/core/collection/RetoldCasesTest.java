package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What went wrong in other persistent collections, told anew: each case names the library, its
 * issue and what its users saw.
 */
class RetoldCasesTest {

  /** A key whose hash code is chosen freely; equal by its number alone. */
  private static final class Key {
    private final int number;
    private final int hash;

    Key(int number, int hash) {
      this.number = number;
      this.hash = hash;
    }

    /** A key with the given hash code after high bits were mixed into low ones. */
    static Key mixed(int number, int mixed) {
      return new Key(number, mixed ^ mixed >>> 16);
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Key other && other.number == number;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public String toString() {
      return number + "#" + hash;
    }
  }

  /** Two keys of one hash code and one that differs from them in bit 30 only. */
  private static final Key A1 = Key.mixed(1, 0);

  private static final Key A2 = Key.mixed(2, 0);
  private static final Key B = Key.mixed(3, 1 << 30);

  private static PersistentVector<Integer> numbers(int from, int to) {
    return PersistentVector.copyOf(IntStream.range(from, to).boxed().toList());
  }

  /** What every collection must keep: its own size, its elements, and equality both ways. */
  private static void assertSame(PersistentSet<?> actual, Set<?> expected) {
    assertThat(actual).hasSize(expected.size());
    assertThat(new ArrayList<Object>(actual)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(expected.stream().allMatch(actual::contains)).isTrue();
    assertThat(actual.equals(expected) && expected.equals(actual)).isTrue();
    PersistentSet<Object> afresh = PersistentSet.copyOf(new ArrayList<>(expected));
    assertThat(actual.equals(afresh) && afresh.equals(actual))
        .as("equal to one made afresh")
        .isTrue();
    assertThat(actual.hashCode()).isEqualTo(expected.hashCode());
  }

  private static void assertSame(PersistentMap<?, ?> actual, Map<?, ?> expected) {
    assertThat(actual).hasSize(expected.size());
    assertThat(new ArrayList<Object>(actual.keySet()))
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((key, value) -> assertThat(actual.get(key)).isEqualTo(value));
    assertThat(actual.equals(expected) && expected.equals(actual)).isTrue();
    PersistentMap<Object, Object> afresh = PersistentMap.copyOf(new HashMap<>(expected));
    assertThat(actual.equals(afresh) && afresh.equals(actual))
        .as("equal to one made afresh")
        .isTrue();
    assertThat(actual.hashCode()).isEqualTo(expected.hashCode());
  }

  // Maps and sets: keys that collide.

  /** kotlinx.collections.immutable 57: the iterator of a map of nothing but collisions crashed. */
  @Test
  void iterator_onlyCollisions_answersAll() {
    PersistentMap<Key, String> map = PersistentMap.of(new Key(1, 1), "a", new Key(2, 1), "b");
    List<String> seen = new ArrayList<>();
    for (Map.Entry<Key, String> entry : map.entrySet()) {
      seen.add(entry.getKey().number + entry.getValue());
    }
    assertThat(seen).containsExactlyInAnyOrder("1a", "2b");
    assertThat(map.keySet()).containsExactlyInAnyOrder(new Key(1, 1), new Key(2, 1));
    assertThat(map.values()).containsExactlyInAnyOrder("a", "b");
  }

  /**
   * kotlinx.collections.immutable 198: two of three colliding keys removed, once through a builder,
   * once one by one: the maps held the same entry and were not equal.
   */
  @Test
  void equals_afterRemovalOfCollidingKeys_dependsOnEntriesOnly() {
    Key a = new Key(1, 123);
    Key b = new Key(2, 123);
    Key c = new Key(3, 123);
    PersistentMap<Key, String> all = PersistentMap.of(a, "x", b, "y", c, "z");
    PersistentMap<Key, String> alone = PersistentMap.of(a, "x");
    assertSame(all.without(b).without(c), alone);
    assertSame(all.without(c).without(b), alone);
    assertSame(all.builder().remove(b).remove(c).build(), alone);
    assertSame(all.withoutAll(PersistentSet.of(b, c)), alone);
    assertSame(all.withoutAll(List.of(c, b)), alone);
    assertSame(all.only(List.of(a)), alone);
    PersistentMap.Builder<Key, String> twice = PersistentMap.<Key, String>of().builder();
    twice.put(a, "x").put(b, "y").put(c, "z").remove(b).remove(c);
    assertSame(twice.build(), alone);
  }

  /**
   * kotlinx.collections.immutable 204: a set of four numbers whose paths part late, one of them
   * removed: the set that a builder made and the one made without it were not equal.
   */
  @Test
  void equals_removedThroughBuilder_sameAsRemovedDirectly() {
    PersistentSet<Integer> start = PersistentSet.of(-486539264, 16777216, 0, 67108864);
    PersistentSet.Builder<Integer> builder = start.builder();
    assertThat(builder.build()).isEqualTo(start);
    PersistentSet<Integer> directly = start.without(0);
    PersistentSet<Integer> built = builder.remove(0).build();
    assertSame(built, directly);
    assertSame(directly, built);
    assertSame(built, Set.of(-486539264, 16777216, 67108864));
  }

  /**
   * kotlinx.collections.immutable 114: putting all of a large map into a small one by a builder
   * kept the small one's value of the common key, as the two had been exchanged on the way.
   */
  @Test
  void putAll_largerMap_itsValuesWin() {
    Map<Integer, Integer> many = new HashMap<>();
    for (int i = 0; i <= 100; i++) {
      many.put(i, i);
    }
    PersistentMap<Integer, Integer> small = PersistentMap.of(99, 1);
    PersistentMap<Integer, Integer> large = PersistentMap.copyOf(many);
    assertSame(small.builder().putAll(large).build(), many);
    assertSame(small.builder().putAll(many).build(), many);
    assertSame(small.withAll(large), many);
    many.put(99, 1);
    assertSame(large.withAll(small), many);
    assertSame(large.builder().putAll(small).build(), many);
  }

  /**
   * kotlinx.collections.immutable 300: when a key was in a node of collisions on both sides, the
   * value of the receiver stayed, not that of the argument.
   */
  @Test
  void withAll_collidingKeysOnBothSides_valuesOfTheArgumentWin() {
    PersistentMap<Key, Integer> here = PersistentMap.of(A1, 1, A2, 2);
    PersistentMap<Key, Integer> there = PersistentMap.of(A1, 10, A2, 20);
    assertSame(here.withAll(there), Map.of(A1, 10, A2, 20));
    assertSame(here.builder().putAll(there).build(), Map.of(A1, 10, A2, 20));
    assertSame(here.withAll(there, (mine, theirs) -> mine - theirs), Map.of(A1, -9, A2, -18));
  }

  /**
   * kotlinx.collections.immutable 304: a builder that was given the value that is there made a new
   * map if the key collided; the plain update did not.
   */
  @Test
  void withAll_sameValueAtCollidingKey_changesNothing() {
    String value = new String("x");
    PersistentMap<Key, String> map = PersistentMap.of(A1, value, A2, "y");
    assertThat(map.with(A1, value)).isSameAs(map);
    assertThat(map.withAll(new HashMap<>(map))).isSameAs(map);
    assertThat(map.withAll(PersistentMap.of(A2, "y", A1, value))).isSameAs(map);
  }

  /**
   * kotlinx.collections.immutable 144: after two bulk removals the set had the right size but
   * iterated over an element that had been removed.
   */
  @Test
  void withoutAll_twoBatches_leavesNoGhost() {
    long seed = 144;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      Set<Key> first = new HashSet<>();
      Set<Key> second = new HashSet<>();
      int number = 0;
      for (int i = 0; i < 40; i++) {
        first.add(Key.mixed(number++, random.nextInt(6) << random.nextInt(31)));
        second.add(Key.mixed(number++, random.nextInt(6) << random.nextInt(31)));
      }
      Key stays = Key.mixed(number, 0);
      PersistentSet<Key> all =
          PersistentSet.copyOf(first).plusAll(PersistentSet.copyOf(second)).plus(stays);
      PersistentSet<Key> left =
          all.withoutAll(PersistentSet.copyOf(first)).withoutAll(PersistentSet.copyOf(second));
      assertThat(new ArrayList<>(left)).as("seed %s, round %s", seed, round).containsExactly(stays);
      assertSame(left, Set.of(stays));
      assertSame(all.withoutAll(first).withoutAll(second), Set.of(stays));
    }
  }

  /**
   * kotlinx.collections.immutable 291: an intersection kept the shape of the larger set around a
   * single element, and was equal to the set of that element in one direction only.
   */
  @Test
  void only_singleElementLeft_isEqualBothWays() {
    PersistentSet<Integer> one = PersistentSet.of(1, 33).only(PersistentSet.of(1, 65));
    assertSame(one, Set.of(1));
    assertSame(one.without(1), Set.of());
    assertThat(one.without(1)).isSameAs(PersistentSet.of());
    PersistentMap<Integer, String> map = PersistentMap.of(1, "a", 33, "b");
    assertSame(map.only(PersistentSet.of(1, 65)), Map.of(1, "a"));
    assertSame(map.only(List.of(33)).without(33), Map.of());
  }

  /**
   * kotlinx.collections.immutable 294: bulk operations lost or doubled elements where two keys of
   * one hash code met a single key that agrees with them in all bits but the last two.
   */
  @Test
  void bulkOperations_collisionsMeetSingleKeyAtTheLastLevel_areRight() {
    PersistentSet<Key> pair = PersistentSet.of(A1, A2);
    PersistentSet<Key> mixed = PersistentSet.of(A1, B);
    assertSame(pair.only(mixed), Set.of(A1));
    assertSame(mixed.only(pair), Set.of(A1));
    assertSame(pair.withoutAll(mixed), Set.of(A2));
    assertSame(mixed.withoutAll(pair), Set.of(B));
    assertSame(pair.plusAll(mixed), Set.of(A1, A2, B));
    assertSame(mixed.plusAll(pair), Set.of(A1, A2, B));
    assertThat(PersistentSet.of(A1, A2, B).containsAll(mixed)).isTrue();
    assertSame(PersistentSet.of(A1, A2, B).withoutAll(PersistentSet.of(A1)), Set.of(A2, B));
    PersistentMap<Key, Integer> first = PersistentMap.of(A1, 1, A2, 2);
    PersistentMap<Key, Integer> second = PersistentMap.of(A1, 10, B, 3);
    assertSame(first.withAll(second), Map.of(A1, 10, A2, 2, B, 3));
    assertSame(second.withAll(first), Map.of(A1, 1, A2, 2, B, 3));
    assertSame(first.withAll(second, Integer::sum), Map.of(A1, 11, A2, 2, B, 3));
    assertSame(first.builder().putAll(second).build(), Map.of(A1, 10, A2, 2, B, 3));
    assertThat(new MapChangesTally(first.withAll(second), first).toString())
        .isEqualTo("added [3#" + B.hash + "], removed [], changed [1#0]");
  }

  /** What a diff reports, as text. */
  private static final class MapChangesTally {
    private final MapChanges<Key, Integer> changes;

    MapChangesTally(PersistentMap<Key, Integer> newer, PersistentMap<Key, Integer> older) {
      changes = MapChanges.between(older, newer);
    }

    @Override
    public String toString() {
      return "added "
          + changes.added().keySet()
          + ", removed "
          + changes.removed().keySet()
          + ", changed "
          + changes.changed().keySet();
    }
  }

  /**
   * kotlinx.collections.immutable 109: a long random history on builders changed a map that had
   * been built before. Here every version that was built is kept and compared at the end.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void builder_longHistory_neverChangesWhatWasBuilt(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PersistentMap.Builder<Key, Integer> builder = PersistentMap.<Key, Integer>of().builder();
    Map<Key, Integer> model = new HashMap<>();
    List<PersistentMap<Key, Integer>> built = new ArrayList<>();
    List<Map<Key, Integer>> expected = new ArrayList<>();
    for (int step = 0; step < 3_000; step++) {
      int number = random.nextInt(80);
      Key key = Key.mixed(number, number % 7 << number % 31);
      if (random.nextInt(3) == 0) {
        builder.remove(key);
        model.remove(key);
      } else {
        builder.put(key, step);
        model.put(key, step);
      }
      if (random.nextInt(20) == 0) {
        built.add(builder.build());
        expected.add(new HashMap<>(model));
      }
      if (random.nextInt(200) == 0 && !built.isEmpty()) {
        builder = built.getLast().builder();
        model = new HashMap<>(expected.getLast());
      }
    }
    assertThat(built).hasSizeGreaterThan(50);
    for (int i = 0; i < built.size(); i++) {
      assertThat(built.get(i)).as("seed %s, version %s", seed, i).isEqualTo(expected.get(i));
      assertSame(built.get(i), expected.get(i));
    }
  }

  /**
   * Gradle 36224: a function that modifies the value of an absent key was handed the value of
   * another key, one whose hash code agreed as far as the trie had looked.
   */
  @Test
  void update_absentKeyBesideCollidingOne_functionIsGivenNull() {
    for (Key there : new Key[] {A1, Key.mixed(9, 1 << 5), Key.mixed(9, 1 << 30), new Key(9, 0)}) {
      for (Key absent : new Key[] {A2, B, Key.mixed(8, 1 << 10)}) {
        PersistentMap<Key, String> map = PersistentMap.of(there, "there");
        List<@Nullable String> given = new ArrayList<>();
        PersistentMap<Key, String> updated =
            map.update(
                absent,
                value -> {
                  given.add(value);
                  return "new";
                });
        assertThat(given).containsExactly((String) null);
        assertSame(updated, Map.of(there, "there", absent, "new"));
      }
    }
  }

  /** Bifurcan 0.2.0-rc1: two maps that differ in the value of a colliding key were called equal. */
  @Test
  void equals_collidingKeysWithOtherValue_areUnequal() {
    PersistentMap<Key, String> map = PersistentMap.of(A1, "x", A2, "y");
    PersistentMap<Key, String> other = PersistentMap.of(A1, "x", A2, "z");
    assertThat(map.equals(other)).isFalse();
    assertThat(other.equals(map)).isFalse();
    assertThat(map.equals(map.with(A2, "z"))).isFalse();
    assertThat(map.with(A2, "z")).isEqualTo(other);
    PersistentMap<Object, Integer> many = PersistentMap.of();
    for (int i = 0; i < 50; i++) {
      many = many.with(new SuiteKeys.Comparables("" + i), i);
    }
    assertThat(many.equals(many.with(new SuiteKeys.Comparables("7"), -7))).isFalse();
    assertThat(many.with(new SuiteKeys.Comparables("7"), -7).equals(many)).isFalse();
  }

  /**
   * Bifurcan 60: sets, and maps, of the same elements were not equal if one was made by union and
   * intersection, the other directly.
   */
  @Test
  void equals_madeByUnionAndIntersection_sameAsMadeDirectly() {
    PersistentSet<Integer> union = PersistentSet.of(4575).plusAll(PersistentSet.of(-1, 0));
    assertSame(union, Set.of(4575, -1, 0));
    assertSame(PersistentSet.of(34, 0, -1).only(union), Set.of(0, -1));
    assertSame(PersistentMap.of(-1, 0).with(0, 1), Map.of(0, 1, -1, 0));
  }

  /**
   * Clojure CLJ-829: removing a colliding key from a transient map changed the persistent map that
   * the transient had been made from.
   */
  @Test
  void builder_removesCollidingKey_startIsUnchanged() {
    PersistentMap<Key, Integer> start = PersistentMap.of(A1, 1, A2, 2, B, 3);
    PersistentMap.Builder<Key, Integer> builder = start.builder();
    builder.remove(A1);
    assertSame(start, Map.of(A1, 1, A2, 2, B, 3));
    PersistentMap<Key, Integer> built = builder.build();
    builder.remove(A2).put(B, 4);
    assertSame(built, Map.of(A2, 2, B, 3));
    assertSame(builder.build(), Map.of(B, 4));
    assertSame(start, Map.of(A1, 1, A2, 2, B, 3));
  }

  /**
   * Clojure's transients must not be used after persistent!, and threw or changed the value in turn
   * over the years. A builder may be used on; what it built stays.
   */
  @Test
  void builder_usedAfterBuild_doesNotChangeWhatWasBuilt() {
    PersistentSet.Builder<Integer> builder = PersistentSet.<Integer>of().builder();
    List<PersistentSet<Integer>> built = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      built.add(builder.build());
      builder.add(i);
    }
    for (int i = 0; i < 200; i++) {
      assertSame(built.get(i), new HashSet<>(IntStream.range(0, i).boxed().toList()));
    }
  }

  // Vectors: bounds of leaves and levels.

  /**
   * kotlinx.collections.immutable 92: removing so many elements that the tree lost two levels at
   * once left a vector whose iterator answered inner arrays instead of elements.
   */
  @Test
  void withoutLast_rootLosesTwoLevels_elementsStay() {
    PersistentVector.Builder<Integer> builder = numbers(0, 33_900).builder();
    while (builder.size() > 20) {
      builder.removeLast();
    }
    assertThat(builder.build()).isEqualTo(numbers(0, 20));
    assertThat(numbers(0, 33_900).subList(0, 20)).isEqualTo(numbers(0, 20));
    assertThat(numbers(1, 1886).subList(1837, 1885)).isEqualTo(numbers(1838, 1886));
    assertThat(numbers(0, 33_900).subList(33_000, 33_010)).isEqualTo(numbers(33_000, 33_010));
    assertThat(numbers(0, 33_900).subList(5, 12).plus(99)).isEqualTo(numbers(5, 12).plus(99));
  }

  /**
   * kotlinx.collections.immutable 75 and 78: the one step from 33 elements to 32 failed an
   * assertion. Here: every step from 1,100 down, and every size that Clojure's tests of vectors
   * name.
   */
  @Test
  void withoutLast_everySize_isThePrefix() {
    PersistentVector<Integer> vector = numbers(0, 1_100);
    PersistentVector.Builder<Integer> builder = vector.builder();
    for (int size = 1_099; size >= 0; size--) {
      vector = vector.withoutLast();
      builder.removeLast();
      assertThat(vector.size()).isEqualTo(size);
      assertThat(builder.size()).isEqualTo(size);
      if (size > 0) {
        assertThat(vector.getLast()).isEqualTo(size - 1);
        assertThat(builder.get(size - 1)).isEqualTo(size - 1);
      }
      if (size % 31 <= 2) {
        assertThat(vector).isEqualTo(numbers(0, size));
        assertThat(builder.build()).isEqualTo(numbers(0, size));
      }
    }
    assertThat(vector).isSameAs(PersistentVector.of());
    assertThatThrownBy(vector::withoutLast).isInstanceOf(NoSuchElementException.class);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {32, 33, 1023, 1024, 1025, 1055, 1056, 1057, 1088, 32767, 32768, 32769, 32800})
  void plusAndWithoutLast_aroundEveryBound_areInverse(int size) {
    PersistentVector<Integer> vector = numbers(0, size);
    PersistentVector<Integer> more = vector;
    for (int i = 0; i < 70; i++) {
      more = more.plus(size + i);
    }
    assertThat(more).isEqualTo(numbers(0, size + 70));
    for (int i = 0; i < 70; i++) {
      more = more.withoutLast();
    }
    assertThat(more).isEqualTo(vector);
    assertThat(more.plusAll(numbers(size, size + 70))).isEqualTo(numbers(0, size + 70));
    for (int i : new int[] {0, 31, 32, size / 2, size - 2, size - 1}) {
      if (i < size) {
        PersistentVector<Integer> replaced = vector.with(i, -1);
        assertThat(replaced.get(i)).isEqualTo(-1);
        assertThat(vector.get(i)).isEqualTo(i);
        assertThat(replaced.with(i, i)).isEqualTo(vector);
      }
    }
  }

  /**
   * jhotdraw8 0.5.1: after removeLast and another add, an element that had been removed came back.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 32, 33, 34, 64, 65, 1024, 1025, 1056, 1057, 1058, 2081})
  void plus_afterWithoutLast_theRemovedElementStaysAway(int size) {
    PersistentVector<Integer> all = numbers(0, size);
    PersistentVector<Integer> shorter = all.withoutLast();
    PersistentVector<Integer> other = shorter.plus(-1);
    assertThat(other).hasSize(size).endsWith(-1);
    assertThat(all).isEqualTo(numbers(0, size));
    assertThat(shorter).isEqualTo(numbers(0, size - 1));
    PersistentVector<Integer> longer = other;
    for (int i = 0; i < 66; i++) {
      longer = longer.plus(-2 - i);
    }
    assertThat(longer.subList(0, size)).isEqualTo(other);
    assertThat(longer).doesNotContain(size - 1);
    PersistentVector.Builder<Integer> builder = all.builder().removeLast().add(-1);
    assertThat(builder.build()).isEqualTo(other);
    assertThat(builder.removeLast().build()).isEqualTo(shorter);
    assertThat(all).isEqualTo(numbers(0, size));
  }

  /**
   * Two branches from one vector: in some libraries the second one to add an element overwrote that
   * of the first, as both wrote into the free slot behind the same tail (Clojure's reason to copy
   * the tail at persistent!).
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 1055, 1056, 1057})
  void plus_twoBranches_doNotSeeEachOther(int size) {
    PersistentVector.Builder<Integer> builder = numbers(0, size).builder();
    PersistentVector<Integer> start = builder.build();
    PersistentVector<Integer> first = start.plus(-1);
    PersistentVector<Integer> second = start.plus(-2);
    PersistentVector<Integer> third = builder.add(-3).build();
    PersistentVector<Integer> fourth = builder.removeLast().add(-4).build();
    PersistentVector<Integer> fifth = builder.set(size, -5).build();
    assertThat(start).isEqualTo(numbers(0, size));
    assertThat(List.of(first, second, third, fourth, fifth))
        .extracting(List::getLast)
        .containsExactly(-1, -2, -3, -4, -5);
    assertThat(List.of(first, second, third, fourth, fifth))
        .allSatisfy(branch -> assertThat(branch.subList(0, size)).isEqualTo(start));
  }

  /**
   * Clojure's subvec kept the whole vector alive, and nested ones looked into the wrong place at
   * times. A slice of a slice is the slice that one would take at once, and can be updated.
   */
  @Test
  void subList_nested_isTheSameAsAtOnce() {
    long seed = 75;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      int from = 0;
      int to = random.nextInt(2, 3_000);
      PersistentVector<Integer> slice = numbers(0, to);
      for (int depth = 0; depth < 5 && from < to; depth++) {
        int cutFront = random.nextInt(Math.min(to - from, 70) + 1);
        int cutBack = random.nextInt(Math.min(to - from - cutFront, 70) + 1);
        slice = slice.subList(cutFront, slice.size() - cutBack);
        from += cutFront;
        to -= cutBack;
      }
      String round1 = "seed " + seed + ", round " + round;
      assertThat(slice).as(round1).isEqualTo(numbers(from, to));
      assertThat(slice.plus(-1).plusAll(numbers(0, 40)))
          .as(round1)
          .isEqualTo(numbers(from, to).plus(-1).plusAll(numbers(0, 40)));
      if (!slice.isEmpty()) {
        int index = random.nextInt(slice.size());
        assertThat(slice.with(index, -7)).as(round1).isEqualTo(numbers(from, to).with(index, -7));
        assertThat(slice.withoutLast()).as(round1).isEqualTo(numbers(from, to - 1));
        assertThat(slice.builder().set(index, -7).removeLast().add(-8).build())
            .as(round1)
            .isEqualTo(numbers(from, to).with(index, -7).withoutLast().plus(-8));
      }
    }
  }

  /**
   * kotlinx.collections.immutable 357: when the iterator of the argument threw, an element of the
   * builder was doubled and another one lost.
   */
  @Test
  void addAll_iteratorThrowsAtOnce_builderIsUnchanged() {
    Iterable<Integer> broken =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                throw new IllegalStateException("broken");
              }
            };
    PersistentVector.Builder<Integer> builder = PersistentVector.of(1, 2, 3, 4).builder();
    assertThatThrownBy(() -> builder.addAll(broken)).hasMessage("broken");
    assertThat(builder.build()).containsExactly(1, 2, 3, 4);
  }

  /**
   * kotlinx.collections.immutable 155: a concurrent collection that became smaller between size and
   * iteration left nulls at the end, or failed.
   */
  @Test
  void copyOf_collectionThatShrinksMeanwhile_takesWhatIterationAnswers() {
    AbstractCollection<Integer> shrinking =
        new AbstractCollection<>() {
          @Override
          public Iterator<Integer> iterator() {
            return List.of(1, 2, 3).iterator();
          }

          @Override
          public int size() {
            return 100;
          }
        };
    assertThat(PersistentVector.copyOf(shrinking)).containsExactly(1, 2, 3);
    assertThat(PersistentVector.of(0).plusAll(shrinking)).containsExactly(0, 1, 2, 3);
    assertThat(PersistentVector.of(0).builder().addAll(shrinking).build())
        .containsExactly(0, 1, 2, 3);
    assertThat(PersistentList.copyOf(shrinking)).containsExactly(1, 2, 3);
    assertThat(PersistentSet.copyOf(shrinking)).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(PersistentVector.copyOf(ConcurrentHashMap.newKeySet())).isEmpty();
  }

  // Lists: length.

  /**
   * pcollections 75: a stack of some ten thousand elements could not be made from a collection, as
   * the constructor recursed; its relatives recursed in equals, hashCode and serialization.
   */
  @Test
  void list_hundredThousandElements_nothingRecurses() {
    List<Integer> elements = IntStream.range(0, 100_000).boxed().toList();
    PersistentList<Integer> list = PersistentList.copyOf(elements);
    PersistentList<Integer> twin = PersistentList.<Integer>of().plusAll(elements.reversed());
    assertThat(list).isEqualTo(elements).isEqualTo(twin);
    assertThat(list.hashCode()).isEqualTo(elements.hashCode());
    assertThat(list.toString()).isEqualTo(elements.toString());
    assertThat(list.without(99_999).with(99_998, -1).subList(1, 99_998)).hasSize(99_997);
    assertThat(list.contains(-1)).isFalse();
  }
}
