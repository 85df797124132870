package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The form of a trie follows from its content alone: whatever the history, node for node. */
class TrieShapeTest {
  private static final int ROUNDS = 25;

  private static PersistentMap<@Nullable Object, @Nullable Object> emptyMap() {
    return PersistentMap.of();
  }

  /** A content, and as many histories as there are that lead to it. */
  private static final class Content {
    private final ModelKeys keys;
    private final Random random;
    final List<Integer> ids = new ArrayList<>();
    private final List<Integer> otherIds = new ArrayList<>();

    Content(ModelKeys keys, int round) {
      this.keys = keys;
      random = new Random(round);
      double share = round == 0 ? 0 : round == 1 ? 1 : random.nextDouble();
      for (int id = 0; id < keys.universe; id++) {
        (random.nextDouble() < share ? ids : otherIds).add(id);
      }
    }

    private static String value(int id) {
      return "value of " + id;
    }

    private List<Integer> shuffled(List<Integer> all) {
      List<Integer> some = new ArrayList<>(all);
      Collections.shuffle(some, random);
      return some;
    }

    private List<Integer> half(List<Integer> all) {
      List<Integer> some = shuffled(all);
      return some.subList(0, some.size() / 2);
    }

    /** The elements of a JDK collection, which knows nothing of tries. */
    private List<@Nullable Object> keysOf(List<Integer> some) {
      List<@Nullable Object> found = new ArrayList<>();
      some.forEach(id -> found.add(keys.key(id)));
      return found;
    }

    private Map<@Nullable Object, @Nullable Object> entriesOf(List<Integer> some) {
      Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
      some.forEach(id -> entries.put(keys.key(id), value(id)));
      return entries;
    }

    PersistentMap<@Nullable Object, @Nullable Object> map(List<Integer> some) {
      PersistentMap<@Nullable Object, @Nullable Object> map = emptyMap();
      for (int id : some) {
        map = map.with(keys.key(id), value(id));
      }
      return map;
    }

    private PersistentMap<@Nullable Object, @Nullable Object> mapOfMore() {
      return map(shuffled(ids)).withAll(map(half(otherIds)));
    }

    Map<String, PersistentMap<@Nullable Object, @Nullable Object>> maps() {
      Map<String, PersistentMap<@Nullable Object, @Nullable Object>> ways = new LinkedHashMap<>();
      ways.put("with, in another order", map(shuffled(ids)));
      ways.put("with, twice", map(shuffled(ids)).withAll(map(shuffled(ids))));
      PersistentMap<@Nullable Object, @Nullable Object> updated = emptyMap();
      PersistentMap.Builder<@Nullable Object, @Nullable Object> builder = emptyMap().builder();
      for (int id : shuffled(ids)) {
        updated = updated.update(keys.key(id), v -> value(id));
        builder.put(keys.key(id), value(id));
      }
      ways.put("update", updated);
      ways.put("builder", builder.build());
      ways.put("copyOf", PersistentMap.copyOf(entriesOf(shuffled(ids))));
      ways.put("withAll, JDK map", map(half(ids)).withAll(entriesOf(shuffled(ids))));
      ways.put("withAll, halves", map(half(ids)).withAll(map(half(ids))).withAll(map(ids)));
      ways.put("withAll, merge", map(half(ids)).withAll(map(shuffled(ids)), (a, b) -> b));
      ways.put("withAll, JDK, merge", map(half(ids)).withAll(entriesOf(ids), (a, b) -> a));

      PersistentMap<@Nullable Object, @Nullable Object> without = mapOfMore();
      PersistentMap.Builder<@Nullable Object, @Nullable Object> less = without.builder();
      PersistentMap.Builder<@Nullable Object, @Nullable Object> owned = emptyMap().builder();
      for (int id : shuffled(ids)) {
        owned.put(keys.key(id), "first");
      }
      for (int id : shuffled(otherIds)) {
        owned.put(keys.key(id), value(id));
      }
      for (int id : shuffled(otherIds)) {
        without = without.without(keys.key(id));
        less.remove(keys.key(id));
        owned.remove(keys.key(id));
      }
      for (int id : shuffled(ids)) {
        owned.put(keys.key(id), value(id));
      }
      ways.put("without", without);
      ways.put("builder, remove", less.build());
      ways.put("builder, remove what it put", owned.build());
      PersistentMap.Builder<@Nullable Object, @Nullable Object> emptied = mapOfMore().builder();
      keysOf(shuffled(ids)).forEach(emptied::remove);
      keysOf(shuffled(otherIds)).forEach(emptied::remove);
      ways.put("builder, emptied", emptied.putAll(entriesOf(shuffled(ids))).build());
      ways.put("builder, putAll", map(half(ids)).builder().putAll(map(shuffled(ids))).build());

      List<@Nullable Object> otherKeys = keysOf(shuffled(otherIds));
      List<@Nullable Object> theseKeys = keysOf(shuffled(ids));
      ways.put("withoutAll, JDK", mapOfMore().withoutAll(otherKeys));
      ways.put("withoutAll, ours", mapOfMore().withoutAll(PersistentSet.copyOf(otherKeys)));
      ways.put("withoutAll, keySet", mapOfMore().withoutAll(map(otherIds).keySet()));
      ways.put("only, JDK", mapOfMore().only(theseKeys));
      ways.put("only, ours", mapOfMore().only(PersistentSet.copyOf(theseKeys)));
      ways.put("only, keySet", mapOfMore().only(map(shuffled(ids)).keySet()));
      Map<@Nullable Object, @Nullable Object> nulls = new HashMap<>();
      keysOf(shuffled(ids)).forEach(key -> nulls.put(key, null));
      PersistentMap<@Nullable Object, @Nullable Object> blank = PersistentMap.copyOf(nulls);
      PersistentMap<@Nullable Object, @Nullable Object> right = map(ids);
      ways.put("mapValues", blank.<@Nullable Object>mapValues((k, v) -> right.get(k)));
      ways.put("deserialized", SerialCopy.of(without));
      ways.put(
          "collector",
          shuffled(ids).stream()
              .collect(
                  PersistentMap.<Integer, @Nullable Object, @Nullable Object>toMap(
                      keys::key, Content::value)));
      ways.put(
          "collector, merge",
          shuffled(ids).stream()
              .collect(
                  PersistentMap.<Integer, @Nullable Object, @Nullable Object>toMap(
                      keys::key, Content::value, (a, b) -> a)));
      return ways;
    }

    PersistentSet<@Nullable Object> set(List<Integer> some) {
      PersistentSet<@Nullable Object> set = PersistentSet.of();
      for (int id : some) {
        set = set.plus(keys.key(id));
      }
      return set;
    }

    private PersistentSet<@Nullable Object> setOfMore() {
      return set(shuffled(ids)).plusAll(set(half(otherIds)));
    }

    Map<String, PersistentSet<@Nullable Object>> sets() {
      Map<String, PersistentSet<@Nullable Object>> ways = new LinkedHashMap<>();
      ways.put("plus, in another order", set(shuffled(ids)));
      ways.put("plusAll, ours", set(half(ids)).plusAll(set(shuffled(ids))));
      ways.put("plusAll, JDK", set(half(ids)).plusAll(keysOf(shuffled(ids))));
      ways.put("plusAll, keySet", set(half(ids)).plusAll(map(ids).keySet()));
      ways.put("keySet", map(shuffled(ids)).keySet());
      ways.put("keySet, plusAll", map(half(ids)).keySet().plusAll(set(ids)));
      PersistentSet<@Nullable Object> without = setOfMore();
      PersistentSet.Builder<@Nullable Object> less = without.builder();
      PersistentSet.Builder<@Nullable Object> owned =
          PersistentSet.<@Nullable Object>of().builder();
      owned.addAll(keysOf(shuffled(ids))).addAll(keysOf(otherIds));
      for (int id : shuffled(otherIds)) {
        without = without.without(keys.key(id));
        less.remove(keys.key(id));
        owned.remove(keys.key(id));
      }
      ways.put("without", without);
      ways.put("builder, remove", less.build());
      ways.put("builder, remove what it added", owned.build());
      List<@Nullable Object> otherKeys = keysOf(shuffled(otherIds));
      ways.put("withoutAll, JDK", setOfMore().withoutAll(otherKeys));
      ways.put("withoutAll, ours", setOfMore().withoutAll(PersistentSet.copyOf(otherKeys)));
      ways.put("only, JDK", setOfMore().only(keysOf(shuffled(ids))));
      ways.put("only, ours", setOfMore().only(set(shuffled(ids))));
      ways.put("deserialized", SerialCopy.of(without));
      ways.put("collector", keysOf(ids).stream().collect(PersistentSet.toSet()));
      return ways;
    }
  }

  @ParameterizedTest
  @EnumSource
  void shape_ofAMap_doesNotDependOnItsHistory(ModelKeys keys) {
    for (int round = 0; round < ROUNDS; round++) {
      Content content = new Content(keys, round);
      PersistentMap<@Nullable Object, @Nullable Object> straight = content.map(content.ids);
      TrieInvariants.check(straight);
      for (var way : content.maps().entrySet()) {
        assertThatCode(
                () -> {
                  TrieInvariants.check(way.getValue());
                  TrieInvariants.checkSameShape(straight, way.getValue());
                })
            .as("keys=%s, round=%d, way=%s", keys, round, way.getKey())
            .doesNotThrowAnyException();
        assertThat(way.getValue().equals(straight))
            .as("keys=%s, round=%d, way=%s", keys, round, way.getKey())
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shape_ofASet_doesNotDependOnItsHistory(ModelKeys keys) {
    for (int round = 0; round < ROUNDS; round++) {
      Content content = new Content(keys, round);
      PersistentSet<@Nullable Object> straight = content.set(content.ids);
      TrieInvariants.check(straight);
      for (var way : content.sets().entrySet()) {
        assertThatCode(
                () -> {
                  TrieInvariants.check(way.getValue());
                  TrieInvariants.checkSameShape(straight, way.getValue());
                })
            .as("keys=%s, round=%d, way=%s", keys, round, way.getKey())
            .doesNotThrowAnyException();
      }
    }
  }

  /** Equal maps iterate alike, but for keys with one hash code. */
  @ParameterizedTest
  @EnumSource(names = {"ORDINARY", "DENSE"})
  void iteration_ofEqualMaps_hasTheSameOrder(ModelKeys keys) {
    for (int round = 0; round < ROUNDS; round++) {
      Content content = new Content(keys, round);
      List<@Nullable Object> order = new ArrayList<>(content.map(content.ids).keySet());
      content
          .maps()
          .forEach(
              (way, map) -> assertThat(new ArrayList<>(map.keySet())).as(way).isEqualTo(order));
    }
  }

  /** A tree becomes an array at the ninth key from above, and back, at any time. */
  @Test
  void collisionNode_growingAndShrinking_changesItsFormWithItsContentOnly() {
    ModelKeys keys = ModelKeys.ONE_CODE_RANKED;
    PersistentMap<@Nullable Object, @Nullable Object> map = emptyMap();
    for (int id = 1; id <= 20; id++) {
      map = map.with(keys.key(id), id);
      TrieInvariants.check(map);
    }
    CollisionNode tree = collisionNode(map);
    assertThat(tree.tree).isNotNull();
    PersistentMap<@Nullable Object, @Nullable Object> mixed =
        map.with(ModelKeys.ONE_CODE.make(1), "of another class");
    TrieInvariants.check(mixed);
    assertThat(collisionNode(mixed).tree).isNull();
    assertThat(collisionNode(mixed.without(ModelKeys.ONE_CODE.make(1))).tree).isNotNull();
    for (int id = 1; id <= 20; id++) {
      map = map.without(keys.key(id));
      TrieInvariants.check(map);
    }
    assertThat(map).isEmpty();
  }

  private static CollisionNode collisionNode(PersistentMap<?, ?> map) {
    HashNode node = map.root;
    while (node instanceof TrieNode trie) {
      node = (HashNode) Objects.requireNonNull(trie.slots[trie.slots.length - 1]);
    }
    return (CollisionNode) node;
  }

  /** The judge itself: it sees each way in which a trie can be malformed. */
  @Nested
  class Judge {
    private static PersistentMap<Object, Object> map(
        int data, int kids, int size, Object... slots) {
      return new PersistentMap<>(new TrieNode(data, kids, slots, size, null));
    }

    private static Object keyAt(int hash) {
      return new ModelKeys.Plain(hash, ModelKeys.unfolded(hash));
    }

    private static void assertMalformed(String invariant, PersistentMap<?, ?> map) {
      assertThatThrownBy(() -> TrieInvariants.check(map))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("invariant " + invariant);
    }

    @Test
    void invariants_ofAWellFormedNode_hold() {
      TrieInvariants.check(map(1 << 3, 0, 1, keyAt(3), "v"));
      TrieNode child =
          new TrieNode(
              1 << 1 | 1 << 2, 0, new Object[] {keyAt(1 << 5), "a", keyAt(2 << 5), "b"}, 2, null);
      TrieInvariants.check(map(1 << 3, 1, 3, keyAt(3), "v", child));
    }

    @Test
    void invariants_ofMalformedNodes_fail() {
      TrieNode child =
          new TrieNode(
              1 << 1 | 1 << 2, 0, new Object[] {keyAt(1 << 5), "a", keyAt(2 << 5), "b"}, 2, null);
      TrieNode single = new TrieNode(1 << 1, 0, new Object[] {keyAt(1 << 5), "a"}, 1, null);
      TrieNode none = new TrieNode(0, 0, new Object[0], 0, null);
      assertMalformed("T1", map(1, 1, 3, keyAt(0), "v", child));
      assertMalformed("T2", map(1, 0, 1, keyAt(0), "v", "more"));
      assertMalformed("T2", map(1 | 2, 0, 1, keyAt(0), "v"));
      assertMalformed("T2", map(0, 1, 2, "no node"));
      assertMalformed("T2", map(1, 0, 1, keyAt(0), HashNode.ABSENT));
      assertMalformed("T2", map(1, 0, 1, keyAt(0), HashNode.KEEP));
      assertMalformed("T3", map(1, 0, 2, keyAt(0), "v"));
      assertMalformed("T3", map(0, 1, 3, child));
      assertMalformed("T4", map(1 << 4, 0, 1, keyAt(3), "v"));
      assertMalformed("T4", map(0, 1 << 1, 2, child));
      assertMalformed("T5", map(0, 1, 1, single));
      assertMalformed("T5", map(0, 1, 0, none));
      assertMalformed("T6", map(0, 1, 2, collisionNode(pairOfOneHash())));
    }

    private static PersistentMap<Object, Object> pairOfOneHash() {
      return PersistentMap.<Object, Object>of()
          .with(ModelKeys.ONE_CODE.make(1), "a")
          .with(ModelKeys.ONE_CODE.make(2), "b");
    }

    @Test
    void invariants_ofMalformedCollisionNodes_fail() {
      TrieInvariants.check(pairOfOneHash());

      PersistentMap<Object, Object> wrongSize = pairOfOneHash();
      collisionNode(wrongSize).size = 3;
      assertMalformed("T3", wrongSize);

      PersistentMap<Object, Object> otherHash = pairOfOneHash();
      entriesOf(otherHash)[0] = keyAt(1);
      assertMalformed("T4", otherHash);

      PersistentMap<Object, Object> equalKeys = pairOfOneHash();
      entriesOf(equalKeys)[0] = ModelKeys.ONE_CODE.make(2);
      assertMalformed("T6", equalKeys);

      // Nine comparable keys in an array: put there one by one into the array of incomparable ones.
      PersistentMap<Object, Object> array = PersistentMap.of();
      for (int id = 1; id <= 9; id++) {
        array = array.with(ModelKeys.ONE_CODE.make(id), id);
      }
      for (int i = 0; i < 9; i++) {
        entriesOf(array)[2 * i] = ModelKeys.ONE_CODE_RANKED.make(i);
      }
      assertMalformed("T7", array);
    }

    private static @Nullable Object[] entriesOf(PersistentMap<?, ?> map) {
      return Objects.requireNonNull(collisionNode(map).entries);
    }

    /** A map with a node too many is equal in content, and is not let through. */
    @Test
    void sameShape_ofDifferentShapes_fails() {
      Object a = keyAt(3);
      Object b = keyAt(3 | 1 << 5);
      PersistentMap<Object, Object> right = PersistentMap.<Object, Object>of(a, 1, b, 2);
      TrieInvariants.checkSameShape(right, PersistentMap.<Object, Object>of(b, 2, a, 1));
      List<PersistentMap<Object, Object>> others =
          List.of(
              right.with(keyAt(4), 3),
              right.without(a),
              right.with(a, 7),
              right.without(a).with(keyAt(3 | 2 << 5), 1));
      for (PersistentMap<Object, Object> other : others) {
        assertThatThrownBy(() -> TrieInvariants.checkSameShape(right, other))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("shape");
      }
      PersistentMap<Object, Object> otherPair =
          pairOfOneHash().with(ModelKeys.ONE_CODE.make(2), "c");
      assertThatThrownBy(() -> TrieInvariants.checkSameShape(pairOfOneHash(), otherPair))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("shape");
    }
  }
}
