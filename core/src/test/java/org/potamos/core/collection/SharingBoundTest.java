package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An update of a million elements makes one path of nodes and shares all the others. */
class SharingBoundTest {
  private static final int MILLION = 1_000_000;
  private static final int UPDATES = 200;

  /** Four levels above the last one reach a million; one more where two hashes agree in them. */
  private static final int MOST_NEW_HASH_NODES = 6;

  /** Root, two inner nodes, a leaf, a tail. */
  private static final int MOST_NEW_VECTOR_NODES = 5;

  private static final PersistentVector<Integer> VECTOR =
      IntStream.range(0, MILLION).boxed().collect(PersistentVector.toVector());

  private static final PersistentMap<Integer, Integer> MAP =
      VECTOR.stream()
          .collect(PersistentMap.<Integer, Integer, Integer>toMap(SharingBoundTest::key, i -> i));

  private static final PersistentSet<Integer> SET = PersistentSet.copyOf(MAP.keySet());

  private static final Set<Object> VECTOR_NODES = nodes(start(VECTOR));
  private static final Set<Object> MAP_NODES = nodes(MAP.root);
  private static final Set<Object> SET_NODES = nodes(SET.root);

  /** Spreads the keys over all hashes; one-to-one. */
  private static int key(int i) {
    return i * 0x9E3779B9;
  }

  private static Set<Object> nodes(Object... roots) {
    return newNodesOf(Set.of(), roots);
  }

  private static Object[] start(PersistentVector<?> vector) {
    TrieVector<?> trie =
        switch (vector) {
          case TrieVector<?> whole -> whole;
          case VectorSlice<?> slice -> slice.trie;
        };
    return trie.root == null ? new Object[] {trie.tail} : new Object[] {trie.root, trie.tail};
  }

  private static @Nullable Object[] contentOf(Object node) {
    return switch (node) {
      case TrieNode trie -> trie.slots;
      case CollisionNode collision -> new Object[0];
      default -> (@Nullable Object[]) node;
    };
  }

  /** {@return the nodes reached that are not in the older set, nor below one that is} */
  private static Set<Object> newNodesOf(Set<Object> older, Object... roots) {
    Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>(Arrays.asList(roots));
    while (!open.isEmpty()) {
      Object node = open.pop();
      if (older.contains(node) || !found.add(node)) {
        continue;
      }
      for (@Nullable Object content : contentOf(node)) {
        if (content instanceof Object[] || content instanceof HashNode) {
          open.push(content);
        }
      }
    }
    return found;
  }

  private static int newNodes(Set<Object> older, Object... roots) {
    return newNodesOf(older, roots).size();
  }

  private static void assertShares(PersistentMap<?, ?> map) {
    assertThat(newNodes(MAP_NODES, map.root)).isBetween(1, MOST_NEW_HASH_NODES);
  }

  private static void assertShares(PersistentSet<?> set) {
    assertThat(newNodes(SET_NODES, set.root)).isBetween(1, MOST_NEW_HASH_NODES);
  }

  private static void assertShares(PersistentVector<?> vector) {
    assertThat(newNodes(VECTOR_NODES, start(vector))).isBetween(1, MOST_NEW_VECTOR_NODES);
  }

  /** The judge sees what is not shared: a copy built apart has all its nodes to itself. */
  @Test
  void newNodes_ofCopiesBuiltApart_areAll() {
    assertThat(VECTOR_NODES).hasSizeGreaterThan(MILLION / 32);
    assertThat(newNodes(VECTOR_NODES, start(PersistentVector.of(VECTOR.toArray()))))
        .isEqualTo(VECTOR_NODES.size());
    assertThat(MAP_NODES).hasSizeGreaterThan(MILLION / 32);
    assertThat(newNodes(MAP_NODES, MAP.mapValues((k, v) -> "x").root)).isEqualTo(MAP_NODES.size());
    assertThat(newNodes(SET_NODES, MAP.mapValues((k, v) -> "x").keySet().root))
        .isEqualTo(SET_NODES.size());
    assertThat(newNodes(MAP_NODES, MAP.root)).isZero();
    assertThat(newNodes(VECTOR_NODES, start(VECTOR))).isZero();
  }

  @Test
  void mapUpdates_ofAMillionEntries_makeOnePath() {
    Random random = new Random(1);
    for (int i = 0; i < UPDATES; i++) {
      Integer there = key(random.nextInt(MILLION));
      Integer absent = key(MILLION + i);
      assertShares(MAP.with(there, -1));
      assertShares(MAP.with(absent, -1));
      assertShares(MAP.without(there));
      assertShares(MAP.update(there, v -> -1));
      assertShares(MAP.update(absent, v -> -1));
      assertShares(MAP.withAll(PersistentMap.of(there, -1)));
      assertShares(MAP.withAll(PersistentMap.of(absent, -1)));
      assertShares(MAP.withAll(Map.of(absent, -1)));
      assertShares(MAP.withoutAll(PersistentSet.of(there)));
      assertShares(MAP.withoutAll(List.of(there)));
      assertShares(MAP.builder().put(absent, -1).build());
      assertShares(MAP.builder().remove(there).build());
      assertThat(MAP.without(absent)).isSameAs(MAP);
      assertThat(newNodes(MAP_NODES, MAP.builder().build().root)).isZero();
    }
  }

  @Test
  void setUpdates_ofAMillionElements_makeOnePath() {
    Random random = new Random(2);
    for (int i = 0; i < UPDATES; i++) {
      Integer there = key(random.nextInt(MILLION));
      Integer absent = key(MILLION + i);
      assertShares(SET.plus(absent));
      assertShares(SET.without(there));
      assertShares(SET.plusAll(PersistentSet.of(absent)));
      assertShares(SET.plusAll(List.of(there, absent)));
      assertShares(SET.withoutAll(PersistentSet.of(there, absent)));
      assertShares(SET.only(SET.without(there)));
      assertShares(SET.builder().add(absent).build());
      assertThat(SET.plus(there)).isSameAs(SET);
      assertThat(SET.plusAll(SET.without(there))).isSameAs(SET);
    }
  }

  /** A set of a map's keys is the map's own trie. */
  @Test
  void keySet_ofAMillionEntries_makesNoNode() {
    assertThat(newNodes(MAP_NODES, MAP.keySet().root)).isZero();
    assertThat(newNodes(MAP_NODES, MAP.keySet().plus(key(MILLION)).root))
        .isBetween(1, MOST_NEW_HASH_NODES);
  }

  @Test
  void vectorUpdates_ofAMillionElements_makeOnePath() {
    Random random = new Random(3);
    for (int i = 0; i < UPDATES; i++) {
      int index = random.nextInt(MILLION);
      assertShares(VECTOR.with(index, -1));
      assertShares(VECTOR.update(index, e -> -1));
      assertThat(newNodes(VECTOR_NODES, start(VECTOR.builder().set(index, -1).build())))
          .as("one path to open the builder, one for the element")
          .isBetween(1, 2 * MOST_NEW_VECTOR_NODES);
    }
    assertShares(VECTOR.with(MILLION - 1, -1));
    assertShares(VECTOR.plusAll(PersistentVector.of(1, 2, 3)));
    assertShares(VECTOR.builder().add(1).build());
    assertShares(VECTOR.builder().removeLast().build());
    assertThat(newNodes(VECTOR_NODES, start(VECTOR.builder().build()))).isLessThanOrEqualTo(5);
  }

  /** Over 70 steps up and down, and so over two leaf bounds each way. */
  @Test
  void vectorUpdates_atTheEndOfAMillion_makeOnePathAtMost() {
    PersistentVector<Integer> up = VECTOR;
    PersistentVector<Integer> down = VECTOR;
    for (int i = 0; i < 70; i++) {
      Set<Object> before = nodes(start(up));
      up = up.plus(i);
      assertThat(newNodes(before, start(up))).isBetween(1, MOST_NEW_VECTOR_NODES);
      before = nodes(start(down));
      down = down.withoutLast();
      assertThat(newNodes(before, start(down))).isBetween(0, MOST_NEW_VECTOR_NODES);
      i += 2 * (i % 3 / 2); // each walk over all nodes takes some milliseconds
    }
  }

  /** A slice makes two paths; what lies outside is not reached from it. */
  @Test
  void subList_ofAMillionElements_makesTwoPathsAndKeepsNothingElse() {
    Random random = new Random(4);
    for (int i = 0; i < UPDATES; i++) {
      int from = random.nextInt(MILLION / 2);
      int to = from + 100 + random.nextInt(MILLION / 2 - 100);
      PersistentVector<Integer> slice = VECTOR.subList(from, to);
      assertThat(newNodes(VECTOR_NODES, start(slice))).isBetween(1, 2 * MOST_NEW_VECTOR_NODES);
      VectorInvariants.check(slice);
      if (i < 5) {
        assertThat(nodes(start(slice))).hasSizeLessThan((to - from) / 31 + 20);
      }
      if (to - from < MILLION / 2) {
        assertThat(newNodes(nodes(start(slice)), start(slice.with(7, -1))))
            .isBetween(1, MOST_NEW_VECTOR_NODES);
        i += 3; // that walks over the whole slice
      }
    }
  }

  /** Whole leaves go over when a vector is added at a multiple of 32. */
  @Test
  void plusAll_aligned_sharesLeaves() {
    PersistentVector<Integer> left = VECTOR.subList(0, 320_000);
    Set<Object> older = nodes(start(left));
    older.addAll(VECTOR_NODES);
    PersistentVector<Integer> both = left.plusAll(VECTOR);
    int parents = (MILLION + 320_000) / 1_024;
    assertThat(newNodes(older, start(both))).isLessThan(parents + parents / 16 + 20);
  }

  @Test
  void merge_withANearVersion_sharesAllButThePathsThatDiffer() {
    PersistentMap<Integer, Integer> near = MAP;
    for (int i = 0; i < 10; i++) {
      near = near.with(key(i * 1_000), -1).with(key(MILLION + i), -1);
    }
    PersistentMap<Integer, Integer> merged = MAP.withAll(near);
    assertThat(merged.equals(near)).isTrue();
    assertThat(newNodes(MAP_NODES, merged.root)).isLessThanOrEqualTo(20 * MOST_NEW_HASH_NODES);
    assertThat(near.withAll(near)).isSameAs(near);
  }

  /** A builder drops what was removed from it, or memory would be held for as long as it lives. */
  @Test
  void builder_afterRemoveLast_doesNotHoldTheElement() throws ReflectiveOperationException {
    for (int removed : new int[] {1, 31, 32, 33, 70}) {
      PersistentVector.Builder<Object> builder = PersistentVector.<Object>of().builder();
      for (int i = 0; i < 100; i++) {
        builder.add(i);
      }
      Object mark = new Object[0]; // an array, so that the walk takes it for a node
      for (int i = 0; i < removed; i++) {
        builder.add(mark);
      }
      assertThat(nodes(privateArraysOf(builder))).contains(mark);
      for (int i = 0; i < removed; i++) {
        builder.removeLast();
      }
      assertThat(nodes(privateArraysOf(builder))).as("removed=%d", removed).doesNotContain(mark);
    }
  }

  private static Object[] privateArraysOf(PersistentVector.Builder<?> builder)
      throws ReflectiveOperationException {
    Field elements = PersistentVector.Builder.class.getDeclaredField("elements");
    elements.setAccessible(true);
    Object transientVector = Objects.requireNonNull(elements.get(builder));
    List<Object> arrays = new ArrayList<>();
    for (Field field : TransientVector.class.getDeclaredFields()) {
      if (field.getType() == Object[].class) {
        field.setAccessible(true);
        arrays.add(Objects.requireNonNull(field.get(transientVector)));
      }
    }
    return arrays.toArray();
  }

  /** Where a merge comes to what the other map holds, its nodes are taken and none is made. */
  @Test
  void merge_withALargerVersion_makesNoNode() {
    PersistentMap<Integer, Integer> larger = MAP;
    for (int i = 0; i < 2_000; i++) {
      larger = larger.with(key(MILLION + i), -1);
    }
    assertThat(MAP.withAll(larger).root).isSameAs(larger.root);
    assertThat(MAP.keySet().plusAll(larger.keySet())).hasSize(MILLION + 2_000);
    for (ModelKeys keys : ModelKeys.values()) {
      PersistentMap<Object, Integer> small = PersistentMap.of();
      for (int id = 1; id < 4; id++) {
        small = small.with(keys.make(id), id);
      }
      PersistentMap<Object, Integer> more = small;
      for (int id = 4; id < keys.universe; id++) {
        more = more.with(keys.make(id), id);
        assertThat(small.withAll(more).root).as("keys=%s, id=%d", keys, id).isSameAs(more.root);
      }
    }
  }
}
