package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.collection.WeightBalancedTree.Node;

/** The invariants of WeightBalancedTree (I1 to I4), and its operations against {@link TreeMap}. */
class WeightBalancedTreeTest {
  private static final Comparator<Object> NATURAL = KeyOrder.NATURAL;

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  // ---- Invariants

  /** I1 and I2. */
  private static void requireShape(@Nullable Node tree) {
    if (tree != null) {
      long left = WeightBalancedTree.size(tree.left) + 1L;
      long right = WeightBalancedTree.size(tree.right) + 1L;
      if (tree.size != left + right - 1 || left > 3 * right || right > 3 * left) {
        throw new AssertionError(
            "wrong shape: size=" + tree.size + ", left=" + left + ", right=" + right);
      }
      requireShape(tree.left);
      requireShape(tree.right);
    }
  }

  private static Map<Object, Object> entries(@Nullable Node tree) {
    Map<Object, Object> all = new LinkedHashMap<>();
    WeightBalancedTree.forEach(tree, all::put);
    return all;
  }

  /** I1, I2, I3 and the content. */
  private static void requireSame(@Nullable Node tree, NavigableMap<Integer, Object> model) {
    requireShape(tree);
    assertThat(WeightBalancedTree.size(tree)).isEqualTo(model.size());
    assertThat(new ArrayList<>(entries(tree).entrySet()))
        .isEqualTo(new ArrayList<>(model.entrySet()));
  }

  private static @Nullable Node ofRange(int from, int to) {
    Object[] pairs = new Object[2 * (to - from)];
    for (int i = from; i < to; i++) {
      pairs[2 * (i - from)] = i;
      pairs[2 * (i - from) + 1] = "v" + i;
    }
    return WeightBalancedTree.ofSorted(pairs, 0, pairs.length);
  }

  /** How many nodes of a tree another one does not have. */
  private static int newNodes(@Nullable Node tree, @Nullable Node old) {
    if (tree == null || WeightBalancedTree.find(old, tree.key, NATURAL) == tree) {
      return 0;
    }
    return 1 + newNodes(tree.left, old) + newNodes(tree.right, old);
  }

  private static int depth(@Nullable Node tree) {
    return tree == null ? 0 : 1 + Math.max(depth(tree.left), depth(tree.right));
  }

  // ---- Balance

  /** All shapes that I2 allows, by size. */
  private static List<List<@Nullable Node>> shapes(int largest) {
    List<List<@Nullable Node>> all = new ArrayList<>();
    List<@Nullable Node> empty = new ArrayList<>();
    empty.add(null);
    all.add(empty);
    for (int size = 1; size <= largest; size++) {
      List<@Nullable Node> ofSize = new ArrayList<>();
      for (int left = 0; left < size; left++) {
        int right = size - 1 - left;
        if (left + 1 <= 3 * (right + 1) && right + 1 <= 3 * (left + 1)) {
          for (Node l : all.get(left)) {
            for (Node r : all.get(right)) {
              ofSize.add(new Node(l, "", null, r));
            }
          }
        }
      }
      all.add(ofSize);
    }
    return all;
  }

  @Test
  void join_anyTwoSmallShapes_isInBalance() {
    List<List<@Nullable Node>> shapes = shapes(9);
    for (List<@Nullable Node> lefts : shapes) {
      for (List<@Nullable Node> rights : shapes) {
        for (Node left : lefts) {
          for (Node right : rights) {
            requireShape(WeightBalancedTree.join(left, "", null, right));
            requireShape(WeightBalancedTree.join(left, right));
          }
        }
      }
    }
  }

  /** A tree as unbalanced as I2 allows, or nearly, in random places. */
  private static @Nullable Node lopsided(int size, Random random) {
    if (size == 0) {
      return null;
    }
    int least = (size + 1 + 3) / 4 - 1; // the smallest side with 3 * (side + 1) >= the other + 1
    int left =
        switch (random.nextInt(3)) {
          case 0 -> least;
          case 1 -> size - 1 - least;
          default -> least + random.nextInt(size - 2 * least);
        };
    return new Node(lopsided(left, random), "", null, lopsided(size - 1 - left, random));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void join_lopsidedTrees_isInBalance(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      Node left = lopsided(random.nextInt(1 << random.nextInt(10)), random);
      Node right = lopsided(random.nextInt(1 << random.nextInt(10)), random);
      requireShape(left);
      requireShape(WeightBalancedTree.join(left, "", null, right));
      requireShape(WeightBalancedTree.join(left, right));
    }
  }

  @Test
  void put_ascendingAndDescending_staysFlat() {
    Node up = null;
    Node down = null;
    for (int i = 0; i < 20_000; i++) {
      up = WeightBalancedTree.put(up, i, i, NATURAL);
      down = WeightBalancedTree.put(down, -i, i, NATURAL);
    }
    requireShape(up);
    requireShape(down);
    assertThat(depth(up)).isLessThanOrEqualTo(34); // 2.41 log2(20,001)
    assertThat(depth(down)).isLessThanOrEqualTo(34);
  }

  @Test
  void node_moreEntriesThanAnIntCounts_isRefused() {
    Node all = null;
    for (int i = 0; i < 31; i++) {
      all = new Node(all, i, null, all); // 2^31 - 1 entries, by sharing
    }
    Node full = all;
    assertThat(WeightBalancedTree.size(full)).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> new Node(full, "", null, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MAX_VALUE");
    assertThatThrownBy(() -> new Node(full, "", null, full))
        .isInstanceOf(IllegalStateException.class);
  }

  // ---- Against a model

  /** A tree beside its model, and the versions before it. */
  private static final class Pair {
    private static final int KEYS = 200;

    private final Random random;
    private @Nullable Node tree;
    private NavigableMap<Integer, Object> model = new TreeMap<>();
    private final List<@Nullable Node> versions = new ArrayList<>();
    private final List<NavigableMap<Integer, Object>> models = new ArrayList<>();

    Pair(int seed) {
      random = new Random(seed);
    }

    private int key() {
      return random.nextInt(KEYS);
    }

    private Integer value() {
      return random.nextInt(4); // small boxes: equal is identical
    }

    private void keep() {
      versions.add(tree);
      models.add(new TreeMap<>(model));
    }

    /** Another tree: an older version with changes, or one made apart. */
    private @Nullable Node other(NavigableMap<Integer, Object> into) {
      Node other = null;
      if (!versions.isEmpty() && random.nextBoolean()) {
        int version = random.nextInt(versions.size());
        other = versions.get(version);
        into.putAll(models.get(version));
      }
      for (int i = random.nextInt(20); i > 0; i--) {
        int key = key();
        Integer value = value();
        other = WeightBalancedTree.put(other, key, value, NATURAL);
        into.put(key, value);
      }
      return other;
    }

    void step() {
      keep();
      int key = key();
      boolean inclusive = random.nextBoolean();
      switch (random.nextInt(14)) {
        case 0, 1, 2, 3 -> {
          Integer value = value();
          Node next = WeightBalancedTree.put(tree, key, value, NATURAL);
          assertThat(next == tree).isEqualTo(value.equals(model.put(key, value)));
          tree = next;
        }
        case 4 -> {
          Node next = WeightBalancedTree.put(tree, key, WeightBalancedTree.KEEP, NATURAL);
          assertThat(next == tree).isEqualTo(model.containsKey(key));
          model.putIfAbsent(key, null);
          if (!model.containsKey(key)) {
            model.put(key, null);
          }
          tree = next;
        }
        case 5, 6 -> {
          Node next = WeightBalancedTree.remove(tree, key, NATURAL);
          assertThat(next == tree).isEqualTo(!model.containsKey(key));
          model.remove(key);
          tree = next;
        }
        case 7 -> {
          WeightBalancedTree.Split split = WeightBalancedTree.split(tree, key, NATURAL);
          requireSame(split.below(), new TreeMap<>(model.headMap(key, false)));
          requireSame(split.above(), new TreeMap<>(model.tailMap(key, false)));
          assertThat(split.at() != null).isEqualTo(model.containsKey(key));
          tree =
              split.at() == null
                  ? WeightBalancedTree.join(split.below(), split.above())
                  : WeightBalancedTree.join(split.below(), key, split.at().value, split.above());
        }
        case 8 -> {
          tree = WeightBalancedTree.above(tree, key, inclusive, NATURAL);
          model = new TreeMap<>(model.tailMap(key, inclusive));
        }
        case 9 -> {
          tree = WeightBalancedTree.below(tree, key, inclusive, NATURAL);
          model = new TreeMap<>(model.headMap(key, inclusive));
        }
        case 10 -> {
          NavigableMap<Integer, Object> more = new TreeMap<>();
          Node other = other(more);
          if (inclusive) {
            tree = WeightBalancedTree.union(tree, other, NATURAL, null);
            model.putAll(more);
          } else {
            tree =
                WeightBalancedTree.union(
                    tree, other, NATURAL, (mine, theirs) -> mine + "+" + theirs);
            more.forEach((k, v) -> {
              Object was = model.get(k);
              model.put(k, model.containsKey(k) ? was + "+" + v : v);
            });
          }
        }
        case 11 -> {
          NavigableMap<Integer, Object> less = new TreeMap<>();
          tree = WeightBalancedTree.minus(tree, other(less), NATURAL);
          model.keySet().removeAll(less.keySet());
        }
        case 12 -> {
          NavigableMap<Integer, Object> kept = new TreeMap<>();
          tree = WeightBalancedTree.intersect(tree, other(kept), NATURAL);
          model.keySet().retainAll(kept.keySet());
        }
        default -> {
          if (tree != null) {
            tree = WeightBalancedTree.mapValues(tree, (k, v) -> v == null ? 0 : v);
            model.replaceAll((k, v) -> v == null ? 0 : v);
          }
        }
      }
    }

    void refill() {
      while (model.size() < KEYS / 2) {
        Integer key = key();
        tree = WeightBalancedTree.put(tree, key, 1, NATURAL);
        model.put(key, 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void operations_inAnyOrder_areThoseOfTheModel(int seed) {
    Pair pair = new Pair(seed);
    for (int i = 0; i < 150; i++) {
      if (i % 15 == 0) {
        pair.refill();
      }
      pair.step();
      requireSame(pair.tree, pair.model);
    }
    for (int i = 0; i < pair.versions.size(); i++) {
      requireSame(pair.versions.get(i), pair.models.get(i)); // I4
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void lookUps_anyKey_areThoseOfTheModel(int seed) {
    Random random = new Random(seed);
    TreeMap<Integer, Object> model = new TreeMap<>();
    Node tree = null;
    for (int i = random.nextInt(60); i > 0; i--) {
      int key = 2 * random.nextInt(40);
      tree = WeightBalancedTree.put(tree, key, i, NATURAL);
      model.put(key, i);
    }
    for (int key = -1; key <= 80; key++) {
      assertThat(key(WeightBalancedTree.find(tree, key, NATURAL)))
          .isEqualTo(model.containsKey(key) ? (Integer) key : null);
      assertThat(key(WeightBalancedTree.nearestBelow(tree, key, false, NATURAL)))
          .isEqualTo(model.lowerKey(key));
      assertThat(key(WeightBalancedTree.nearestBelow(tree, key, true, NATURAL)))
          .isEqualTo(model.floorKey(key));
      assertThat(key(WeightBalancedTree.nearestAbove(tree, key, true, NATURAL)))
          .isEqualTo(model.ceilingKey(key));
      assertThat(key(WeightBalancedTree.nearestAbove(tree, key, false, NATURAL)))
          .isEqualTo(model.higherKey(key));
      assertThat(WeightBalancedTree.rank(tree, key, false, NATURAL))
          .isEqualTo(model.headMap(key, false).size());
      assertThat(WeightBalancedTree.rank(tree, key, true, NATURAL))
          .isEqualTo(model.headMap(key, true).size());
    }
    List<Integer> keys = new ArrayList<>(model.keySet());
    for (int i = 0; i < keys.size(); i++) {
      assertThat(WeightBalancedTree.nth(tree, i).key).isEqualTo(keys.get(i));
    }
    assertThat(key(WeightBalancedTree.first(tree)))
        .isEqualTo(model.isEmpty() ? null : model.firstKey());
    assertThat(key(WeightBalancedTree.last(tree)))
        .isEqualTo(model.isEmpty() ? null : model.lastKey());
  }

  private static @Nullable Object key(@Nullable Node node) {
    return node == null ? null : node.key;
  }

  @Test
  void ofSorted_partOfAnArray_holdsThatPart() {
    Object[] pairs = {0, "a", 1, "b", 2, "c", 3, "d", 4, "e"};
    for (int from = 0; from <= 10; from += 2) {
      for (int to = from; to <= 10; to += 2) {
        Map<Object, Object> expected = new LinkedHashMap<>();
        for (int i = from; i < to; i += 2) {
          expected.put(pairs[i], pairs[i + 1]);
        }
        Node tree = WeightBalancedTree.ofSorted(pairs, from, to);
        requireShape(tree);
        assertThat(entries(tree)).containsExactlyEntriesOf(expected);
      }
    }
  }

  // ---- Sharing

  @Test
  void put_intoAMillion_makesOnePathOfNodes() {
    Node million = ofRange(0, 1_000_000);
    for (int key : new int[] {-1, 0, 499_999, 777_777, 1_000_000}) {
      Node next = WeightBalancedTree.put(million, key, "new", NATURAL);
      assertThat(newNodes(next, million)).isPositive().isLessThanOrEqualTo(40); // 2 log2 n
      Node less = WeightBalancedTree.remove(million, key, NATURAL);
      assertThat(newNodes(less, million)).isLessThanOrEqualTo(40);
    }
  }

  @Test
  void ranges_ofAMillion_makeOnePathOfNodes() {
    Node million = ofRange(0, 1_000_000);
    Node above = WeightBalancedTree.above(million, 123_456, true, NATURAL);
    Node below = WeightBalancedTree.below(million, 876_543, true, NATURAL);
    assertThat(WeightBalancedTree.size(above)).isEqualTo(1_000_000 - 123_456);
    assertThat(WeightBalancedTree.size(below)).isEqualTo(876_544);
    assertThat(newNodes(above, million)).isLessThanOrEqualTo(80);
    assertThat(newNodes(below, million)).isLessThanOrEqualTo(80);
    assertThat(WeightBalancedTree.above(million, 0, true, NATURAL)).isSameAs(million);
    assertThat(WeightBalancedTree.below(million, 999_999, true, NATURAL)).isSameAs(million);
  }

  /** Versions of one tree are merged and compared in far fewer steps than they have entries. */
  @Test
  void bulkOperations_ofVersions_skipWhatTheyShare() {
    Node million = ofRange(0, 1_000_000);
    Node changed = million;
    for (int i = 0; i < 10; i++) {
      changed = WeightBalancedTree.put(changed, i * 99_991, "x", NATURAL);
      changed = WeightBalancedTree.remove(changed, i * 77_773 + 1, NATURAL);
      changed = WeightBalancedTree.put(changed, 2_000_000 + i, "y", NATURAL);
    }
    Node newer = changed;
    for (Runnable bulk :
        List.<Runnable>of(
            () -> WeightBalancedTree.union(million, newer, new Counting(3_000), null),
            () -> WeightBalancedTree.unionOfKeys(million, newer, new Counting(3_000)),
            () -> WeightBalancedTree.minus(million, newer, new Counting(3_000)),
            () -> WeightBalancedTree.intersect(million, newer, new Counting(3_000)),
            () -> WeightBalancedTree.equal(million, newer, new Counting(3_000), false),
            () -> diff(million, newer, new Counting(3_000)))) {
      bulk.run();
    }
    assertThat(diff(million, newer, NATURAL)).hasSize(30);
    Node both = WeightBalancedTree.union(million, newer, NATURAL, null);
    assertThat(newNodes(both, newer)).isLessThan(1_000);
  }

  /** Natural order that gives up. */
  private static final class Counting implements Comparator<Object> {
    private int left;

    Counting(int limit) {
      left = limit;
    }

    @Override
    public int compare(Object a, Object b) {
      if (left-- == 0) {
        throw new IllegalStateException("enough compared");
      }
      return NATURAL.compare(a, b);
    }
  }

  @Test
  void bulkOperations_nothingChanged_answerTheTree() {
    Node tree = ofRange(0, 1_000);
    Node part = WeightBalancedTree.above(tree, 500, true, NATURAL);
    Node apart = ofRange(2_000, 2_100);
    Node same = ofRange(0, 1_000); // other value objects
    assertThat(WeightBalancedTree.union(tree, part, NATURAL, null)).isSameAs(tree);
    assertThat(WeightBalancedTree.union(tree, tree, NATURAL, null)).isSameAs(tree);
    assertThat(WeightBalancedTree.union(tree, same, NATURAL, (mine, theirs) -> mine))
        .isSameAs(tree);
    assertThat(WeightBalancedTree.unionOfKeys(tree, same, NATURAL)).isSameAs(tree);
    assertThat(WeightBalancedTree.minus(tree, apart, NATURAL)).isSameAs(tree);
    assertThat(WeightBalancedTree.intersect(tree, same, NATURAL)).isSameAs(tree);
    assertThat(WeightBalancedTree.minus(tree, same, NATURAL)).isNull();
    assertThat(WeightBalancedTree.intersect(tree, apart, NATURAL)).isNull();
  }

  @Test
  void union_keyOfBoth_keepsTheFirstKeyAndTheSecondValue() {
    Object mine = new String("key");
    Object theirs = new String("key");
    Node a = WeightBalancedTree.put(null, mine, "a", NATURAL);
    Node b = WeightBalancedTree.put(null, theirs, "b", NATURAL);
    Node both = WeightBalancedTree.union(a, b, NATURAL, null);
    assertThat(key(both)).isSameAs(mine);
    assertThat(entries(both)).containsEntry("key", "b");
    assertThat(WeightBalancedTree.put(a, theirs, "c", NATURAL).key).isSameAs(mine);
  }

  @Test
  void union_withMerge_callsItOnceForEachKeyOfBoth() {
    Node a = ofRange(0, 100);
    Node b = WeightBalancedTree.put(a, 7, "seven", NATURAL);
    List<Object> calls = new ArrayList<>();
    WeightBalancedTree.union(
        a,
        b,
        NATURAL,
        (mine, theirs) -> {
          calls.add(mine + "/" + theirs);
          return mine;
        });
    assertThat(calls).hasSize(100).contains("v7/seven").doesNotHaveDuplicates();
  }

  // ---- Differences

  private static List<String> diff(
      @Nullable Node older, @Nullable Node newer, Comparator<Object> order) {
    List<String> told = new ArrayList<>();
    WeightBalancedTree.diff(older, newer, order, false, new Told(told));
    return told;
  }

  private record Told(List<String> told) implements MapDiff<@Nullable Object, @Nullable Object> {
    @Override
    public void added(@Nullable Object key, @Nullable Object value) {
      told.add("+" + key + "=" + value);
    }

    @Override
    public void removed(@Nullable Object key, @Nullable Object value) {
      told.add("-" + key + "=" + value);
    }

    @Override
    public void changed(@Nullable Object key, @Nullable Object was, @Nullable Object is) {
      told.add("*" + key + "=" + was + ">" + is);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void diff_anyTwoVersions_isTheDifferenceOfTheModels(int seed) {
    Pair pair = new Pair(seed);
    pair.refill();
    for (int i = 0; i < 30; i++) {
      pair.step();
    }
    for (int i = 0; i < pair.versions.size(); i++) {
      List<String> expected = new ArrayList<>();
      NavigableMap<Integer, Object> was = pair.models.get(i);
      NavigableMap<Integer, Object> is = pair.model;
      for (Integer key = 0; key < Pair.KEYS; key++) {
        if (!was.containsKey(key) && is.containsKey(key)) {
          expected.add("+" + key + "=" + is.get(key));
        } else if (was.containsKey(key) && !is.containsKey(key)) {
          expected.add("-" + key + "=" + was.get(key));
        } else if (!Objects.equals(was.get(key), is.get(key))) {
          expected.add("*" + key + "=" + was.get(key) + ">" + is.get(key));
        }
      }
      Node older = pair.versions.get(i);
      assertThat(diff(older, pair.tree, NATURAL)).isEqualTo(expected);
      List<String> backwards = new ArrayList<>();
      WeightBalancedTree.diff(older, pair.tree, NATURAL, true, new Told(backwards));
      assertThat(backwards).isEqualTo(expected.reversed());
      assertThat(WeightBalancedTree.equal(older, pair.tree, NATURAL, false))
          .isEqualTo(was.equals(is));
      assertThat(WeightBalancedTree.equal(older, pair.tree, NATURAL, true))
          .isEqualTo(was.keySet().equals(is.keySet()));
    }
  }

  // ---- Bad comparators

  /** Sizes, balance and termination do not depend on the comparator. */
  @ParameterizedTest
  @MethodSource("seeds")
  void operations_comparatorLies_keepSizeAndBalance(int seed) {
    Random random = new Random(seed);
    Comparator<Object> liar = (unusedLeft, unusedRight) -> random.nextInt(5) - 2;
    Node tree = null;
    Node other = ofRange(0, 50);
    for (int i = 0; i < 300; i++) {
      int key = random.nextInt(100);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> tree = WeightBalancedTree.put(tree, key, i, liar);
        case 3 -> tree = WeightBalancedTree.remove(tree, key, liar);
        case 4 -> tree = WeightBalancedTree.union(tree, other, liar, null);
        case 5 -> other = WeightBalancedTree.minus(tree, other, liar);
        case 6 -> tree = WeightBalancedTree.intersect(tree, ofRange(0, 80), liar);
        default -> {
          WeightBalancedTree.Split split = WeightBalancedTree.split(tree, key, liar);
          other = split.below();
          requireShape(split.above());
        }
      }
      requireShape(tree);
      requireShape(other);
      int[] count = {0};
      WeightBalancedTree.forEach(tree, (k, v) -> count[0]++);
      assertThat(count[0]).isEqualTo(WeightBalancedTree.size(tree));
      diff(tree, other, liar);
      WeightBalancedTree.equal(tree, other, liar, false);
    }
  }

  @Test
  void operations_comparatorThrows_leaveTheTrees() {
    Node a = ofRange(0, 40);
    Node b = ofRange(20, 60);
    Map<Object, Object> wasA = entries(a);
    Map<Object, Object> wasB = entries(b);
    int thrown = 0;
    for (int limit = 0; limit < 60; limit++) {
      int after = limit;
      for (Runnable operation :
          Arrays.<Runnable>asList(
              () -> WeightBalancedTree.put(a, 13, "x", new Counting(after)),
              () -> WeightBalancedTree.remove(a, 13, new Counting(after)),
              () -> WeightBalancedTree.union(a, b, new Counting(after), null),
              () -> WeightBalancedTree.minus(a, b, new Counting(after)),
              () -> WeightBalancedTree.intersect(a, b, new Counting(after)))) {
        try {
          operation.run();
        } catch (IllegalStateException e) {
          assertThat(e).hasMessage("enough compared");
          thrown++;
        }
      }
    }
    assertThat(thrown).isGreaterThan(100);
    assertThat(entries(a)).isEqualTo(wasA);
    assertThat(entries(b)).isEqualTo(wasB);
    requireShape(a);
    requireShape(b);
  }
}
