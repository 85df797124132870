package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.potamos.core.collection.TinyMap.Kinship;

/**
 * What two versions are said to differ in is what brute force finds, and turns the older into the
 * newer; and what they share is not looked at.
 */
@SuppressWarnings("ReferenceEquality") // that it is the same object is what is tested
class DiffProperties {
  private static final int ROUNDS = 80_000;

  @Test
  void diff_ofSmallMapsOfEveryKinship_agreesWithBruteForce() {
    for (long seed = 0; seed < ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Kinship kinship = TinyMap.KINSHIPS.get((int) (seed % TinyMap.KINSHIPS.size()));
      try {
        TinyMap older = TinyMap.random(TinyMap.anyFamily(random), random, -1);
        TinyMap newer = older.relative(kinship, random);
        if (random.nextBoolean()) {
          TinyMap swapped = older;
          older = newer;
          newer = swapped;
        }
        Report report = new Report(older, newer);
        newer.map.diff(older.map, report);
        report.verify();
        if (seed % 4 == 0) {
          verifyChanges(older, newer);
        }
        verifySetDiff(older, newer);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("round failed: seed=" + seed + ", kinship=" + kinship, e);
      }
    }
  }

  /** Told a difference; requires at once that it is one, and the right objects. */
  private static final class Report implements MapDiff<@Nullable Object, @Nullable Object> {
    private final TinyMap older;
    private final TinyMap newer;
    private final Map<@Nullable Object, @Nullable Object> turned;
    private int met;

    Report(TinyMap older, TinyMap newer) {
      this.older = older;
      this.newer = newer;
      turned = older.asHashMap();
    }

    private int meet(@Nullable Object key) {
      int id = TinyMap.idOf(key);
      TinyMap.require((met >>> id & 1) == 0, "key reported twice, id=", id);
      met |= 1 << id;
      return id;
    }

    @Override
    public void added(@Nullable Object key, @Nullable Object value) {
      int id = meet(key);
      TinyMap.require(!older.has(id) && newer.has(id), "not added, id=", id);
      TinyMap.require(key == newer.keys[id] && value == newer.values[id], "added, other objects");
      turned.put(key, value);
    }

    @Override
    public void removed(@Nullable Object key, @Nullable Object value) {
      int id = meet(key);
      TinyMap.require(older.has(id) && !newer.has(id), "not removed, id=", id);
      TinyMap.require(key == older.keys[id] && value == older.values[id], "removed, other objects");
      turned.remove(key);
    }

    @Override
    public void changed(@Nullable Object key, @Nullable Object was, @Nullable Object is) {
      int id = meet(key);
      TinyMap.require(older.has(id) && newer.has(id), "not in both, id=", id);
      TinyMap.require(!Objects.equals(was, is), "changed to an equal value, id=", id);
      TinyMap.require(was == older.values[id] && is == newer.values[id], "changed, other values");
      TinyMap.require(key == newer.keys[id], "changed, not the newer map's key, id=", id);
      turned.put(key, is);
    }

    void verify() {
      for (int id = 0; id < TinyMap.UNIVERSE; id++) {
        boolean differs =
            older.has(id) != newer.has(id) || !Objects.equals(older.values[id], newer.values[id]);
        TinyMap.require(differs == ((met >>> id & 1) != 0), "reported or not, id=", id);
      }
      TinyMap.require(turned.equals(newer.asHashMap()), "the older does not turn into the newer");
    }
  }

  private static void verifyChanges(TinyMap older, TinyMap newer) {
    MapChanges<@Nullable Object, @Nullable Object> changes =
        MapChanges.between(older.map, newer.map);
    Report report = new Report(older, newer);
    changes.added().forEach(report::added);
    changes.removed().forEach(report::removed);
    changes.changed().forEach((key, two) -> report.changed(key, two.was(), two.is()));
    report.verify();
    TinyMap.require(changes.isEmpty() == older.isEqualTo(newer), "isEmpty");
    PersistentMap<@Nullable Object, @Nullable Object> turned =
        older
            .map
            .withoutAll(changes.removed().keySet())
            .withAll(changes.added())
            .withAll(changes.changed().<@Nullable Object>mapValues((key, two) -> two.is()));
    TinyMap.require(turned.equals(newer.map), "the changes do not make the newer map");
  }

  private static void verifySetDiff(TinyMap older, TinyMap newer) {
    int[] met = {0};
    newer
        .map
        .keySet()
        .diff(
            older.map.keySet(),
            new SetDiff<@Nullable Object>() {
              @Override
              public void added(@Nullable Object element) {
                meet(element, newer, older);
              }

              @Override
              public void removed(@Nullable Object element) {
                meet(element, older, newer);
              }

              private void meet(@Nullable Object element, TinyMap in, TinyMap notIn) {
                int id = TinyMap.idOf(element);
                TinyMap.require((met[0] >>> id & 1) == 0, "element twice, id=", id);
                met[0] |= 1 << id;
                TinyMap.require(in.has(id) && !notIn.has(id), "no difference, id=", id);
                TinyMap.require(element == in.keys[id], "another object, id=", id);
              }
            });
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      TinyMap.require(
          (older.has(id) != newer.has(id)) == ((met[0] >>> id & 1) != 0),
          "element reported or not, id=",
          id);
    }
  }

  /** The judge sees a difference that is none, one that is missing, and one told twice. */
  @Test
  void verification_ofAWrongReport_fails() {
    SplittableRandom random = new SplittableRandom(3);
    TinyMap older = TinyMap.empty(ModelKeys.DEEP).changed(random, 300, 0xFFFF, false);
    int gone = 3;
    assertThat(older.has(gone)).isTrue();
    @Nullable Object[] keys = older.keys.clone();
    @Nullable Object[] values = older.values.clone();
    keys[gone] = TinyMap.NONE;
    values[gone] = null;
    TinyMap newer = older.with(older.map.without(older.keys[gone]), keys, values);
    Report right = new Report(older, newer);
    newer.map.diff(older.map, right);
    right.verify();
    Object key = older.keys[gone];
    Object value = older.values[gone];
    assertThatThrownBy(() -> new Report(older, newer).verify()).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> right.removed(key, value)).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> new Report(older, newer).added(key, value))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> new Report(older, newer).removed(older.key(gone), value))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> new Report(older, newer).removed(older.key(20), value))
        .isInstanceOf(AssertionError.class);
  }

  /** What the receiver throws ends the comparison and reaches the caller. */
  @Test
  void diff_whoseReceiverThrows_endsThere() {
    PersistentMap<Integer, Integer> newer = PersistentMap.of(1, 1, 2, 2, 3, 3);
    List<Integer> told = new ArrayList<>();
    IllegalStateException mine = new IllegalStateException("enough");
    assertThatThrownBy(() ->
            newer.diff(
                PersistentMap.of(),
                new MapDiff<Integer, Integer>() {
                  @Override
                  public void added(Integer key, Integer value) {
                    told.add(key);
                    throw mine;
                  }

                  @Override
                  public void removed(Integer key, Integer value) {}

                  @Override
                  public void changed(Integer key, Integer was, Integer is) {}
                }))
        .isSameAs(mine);
    assertThat(told).hasSize(1);
  }

  /** Two versions of 100,000 entries, ten changes apart: what they share is not compared. */
  @Nested
  class SharedStructure {
    private static final int SIZE = 100_000;
    private static final int FEW_CALLS = 300;

    private final Calls calls = new Calls();
    private final PersistentMap<CountingKey, Integer> map =
        IntStream.range(0, SIZE)
            .boxed()
            .collect(PersistentMap.<Integer, CountingKey, Integer>toMap(this::key, i -> i));

    private CountingKey key(int id) {
      return new CountingKey(id, calls);
    }

    /** Ten changes, with key objects that are not those in the map. */
    private PersistentMap<CountingKey, Integer> near() {
      PersistentMap<CountingKey, Integer> near = map;
      for (int i = 0; i < 4; i++) {
        near = near.with(key(i * 20_000), -1);
      }
      for (int i = 0; i < 3; i++) {
        near = near.with(key(SIZE + i), -1).without(key(i * 30_000 + 7));
      }
      calls.reset();
      return near;
    }

    private PersistentMap<CountingKey, Integer> apart() {
      PersistentMap<CountingKey, Integer> apart =
          PersistentMap.copyOf(new HashMap<CountingKey, Integer>(map));
      calls.reset();
      return apart;
    }

    /** The counter counts: maps that share nothing are compared key by key. */
    @Test
    void equals_ofAMapBuiltApart_comparesEveryKey() {
      PersistentMap<CountingKey, Integer> apart =
          PersistentMap.<CountingKey, Integer>of()
              .withAll(
                  IntStream.range(0, SIZE)
                      .boxed()
                      .collect(
                          PersistentMap.<Integer, CountingKey, Integer>toMap(this::key, i -> i)));
      calls.reset();
      assertThat(map.equals(apart)).isTrue();
      assertThat(calls.equals).isGreaterThanOrEqualTo(SIZE);
    }

    @Test
    void diff_ofANearVersion_comparesFewKeys() {
      PersistentMap<CountingKey, Integer> near = near();
      MapChanges<CountingKey, Integer> changes = MapChanges.between(map, near);
      assertThat(calls.equals).isLessThan(FEW_CALLS);
      assertThat(calls.hashCode).isLessThan(FEW_CALLS);
      assertThat(changes.added()).hasSize(3);
      assertThat(changes.removed()).hasSize(3);
      assertThat(changes.changed()).hasSize(4);
      calls.reset();
      assertThat(MapChanges.between(near, map).removed()).hasSize(3);
      assertThat(calls.equals).isLessThan(FEW_CALLS);
      assertThat(MapChanges.between(map, map).isEmpty()).isTrue();
    }

    @Test
    void equals_withANearVersion_comparesFewKeys() {
      PersistentMap<CountingKey, Integer> near = near();
      assertThat(map.equals(near) || near.equals(map)).isFalse();
      PersistentMap<CountingKey, Integer> back = near;
      for (int i = 0; i < 4; i++) {
        back = back.with(key(i * 20_000), i * 20_000);
      }
      for (int i = 0; i < 3; i++) {
        back = back.without(key(SIZE + i)).with(key(i * 30_000 + 7), i * 30_000 + 7);
      }
      calls.reset();
      assertThat(map.equals(back) && back.equals(map)).isTrue();
      assertThat(map.keySet().equals(back.keySet())).isTrue();
      assertThat(calls.equals).isLessThan(FEW_CALLS);
    }

    @Test
    void merge_withANearVersion_comparesFewKeys() {
      PersistentMap<CountingKey, Integer> near = near();
      PersistentMap<CountingKey, Integer> merged = map.withAll(near);
      PersistentMap<CountingKey, Integer> back = near.withAll(map);
      assertThat(calls.equals).isLessThan(FEW_CALLS);
      assertThat(merged).hasSize(SIZE + 3);
      assertThat(back).hasSize(SIZE + 3);
      assertThat(merged.get(key(20_000))).isEqualTo(-1);
      assertThat(back.get(key(20_000))).isEqualTo(20_000);
    }

    @Test
    void setOperations_withANearVersion_compareFewKeys() {
      PersistentSet<CountingKey> all = map.keySet();
      PersistentSet<CountingKey> near = near().keySet();
      assertThat(all.plusAll(near)).hasSize(SIZE + 3);
      assertThat(all.withoutAll(near)).hasSize(3);
      assertThat(near.withoutAll(all)).hasSize(3);
      assertThat(all.only(near)).hasSize(SIZE - 3);
      assertThat(map.withoutAll(near)).hasSize(3);
      assertThat(map.only(near)).hasSize(SIZE - 3);
      assertThat(calls.equals).isLessThan(5 * FEW_CALLS);
    }

    @Test
    void mapValues_neitherHashesNorCompares() {
      calls.reset();
      assertThat(map.mapValues((key, value) -> -value)).hasSize(SIZE);
      assertThat(calls.equals).isZero();
      assertThat(calls.hashCode).isZero();
    }

    /**
     * Makes whatever both share unreadable: who looks into it gets an exception. Identical keys are
     * not compared by {@code equals}, so counting calls alone would not tell who walked.
     */
    private void poison(HashNode a, HashNode b) {
      if (a == b) {
        if (a instanceof TrieNode shared) {
          shared.slots = new Object[0];
        }
      } else if (a instanceof TrieNode x && b instanceof TrieNode y) {
        for (int bit = 1; bit != 0; bit <<= 1) {
          if ((x.kids & y.kids & bit) != 0) {
            poison(childAt(x, bit), childAt(y, bit));
          }
        }
      }
    }

    private static HashNode childAt(TrieNode node, int bit) {
      int index = node.slots.length - 1 - Integer.bitCount(node.kids & (bit - 1));
      return (HashNode) Objects.requireNonNull(node.slots[index]);
    }

    @Test
    void operationsOfTwo_onNearVersions_doNotLookIntoWhatIsShared() {
      PersistentMap<CountingKey, Integer> near = near();
      PersistentMap<CountingKey, Integer> back = near;
      for (int i = 0; i < 4; i++) {
        back = back.with(key(i * 20_000), i * 20_000);
      }
      for (int i = 0; i < 3; i++) {
        back = back.without(key(SIZE + i)).with(key(i * 30_000 + 7), i * 30_000 + 7);
      }
      poison(map.root, near.root);
      poison(map.root, back.root);

      MapChanges<CountingKey, Integer> changes = MapChanges.between(map, near);
      assertThat(changes.added().size()).isEqualTo(3);
      assertThat(changes.removed().size()).isEqualTo(3);
      assertThat(changes.changed().size()).isEqualTo(4);
      assertThat(MapChanges.between(near, map).added().size()).isEqualTo(3);
      assertThat(map.equals(back)).isTrue();
      assertThat(map.keySet().equals(back.keySet())).isTrue();
      assertThat(map.equals(near)).isFalse();
      assertThat(map.withAll(near).size()).isEqualTo(SIZE + 3);
      assertThat(near.withAll(map).size()).isEqualTo(SIZE + 3);
      assertThat(map.builder().putAll(near).build().size()).isEqualTo(SIZE + 3);
      assertThat(map.withoutAll(near.keySet()).size()).isEqualTo(3);
      assertThat(map.only(near.keySet()).size()).isEqualTo(SIZE - 3);
      assertThat(map.keySet().plusAll(near.keySet()).size()).isEqualTo(SIZE + 3);
      assertThat(near.keySet().withoutAll(map.keySet()).size()).isEqualTo(3);
      assertThat(near.keySet().only(map.keySet()).size()).isEqualTo(SIZE - 3);
    }

    /** Two sets over one trie, without a look at it. */
    @Test
    void operationsOfTwo_onOneTrie_doNotLookIntoIt() {
      PersistentSet<CountingKey> keys = map.keySet();
      PersistentSet<CountingKey> same = map.keySet();
      map.root.slots = new Object[0];
      map.root.data = -1; // so that there is something to stumble over
      assertThat(keys.equals(same)).isTrue();
      assertThat(keys.plusAll(same)).isSameAs(keys);
      assertThat(keys.only(same)).isSameAs(keys);
      assertThat(keys.withoutAll(same).size()).isZero();
      assertThat(map.withAll(PersistentMap.copyOf(map))).isSameAs(map);
      assertThat(MapChanges.between(map, map).isEmpty()).isTrue();
    }

    /** The poison works: whoever looks into what is shared is thrown out. */
    @Test
    void poison_ofWhatIsShared_isFoundByWhoeverLooks() {
      PersistentMap<CountingKey, Integer> near = near();
      PersistentMap<CountingKey, Integer> apart = apart();
      poison(map.root, near.root);
      assertThatThrownBy(() -> map.equals(apart)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> MapChanges.between(apart, map))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> near.withAll(apart)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> near.mapValues((k, v) -> v))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** A copy through a JDK map holds the same key objects: identity spares the comparison. */
    @Test
    void equals_ofIdenticalKeyObjects_asksNoKey() {
      PersistentMap<CountingKey, Integer> apart = apart();
      assertThat(map.equals(apart)).isTrue();
      assertThat(calls.equals).isZero();
    }
  }

  private static final class Calls {
    private int equals;
    private int hashCode;

    private void reset() {
      equals = 0;
      hashCode = 0;
    }
  }

  /** A key that counts how often it is asked. */
  private static final class CountingKey {
    private final int id;
    private final Calls calls;

    CountingKey(int id, Calls calls) {
      this.id = id;
      this.calls = calls;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      calls.equals++;
      return o instanceof CountingKey other && other.id == id;
    }

    @Override
    public int hashCode() {
      calls.hashCode++;
      return id * 0x9E3779B9;
    }
  }
}
