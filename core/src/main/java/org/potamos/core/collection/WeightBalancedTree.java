package org.potamos.core.collection;

import java.util.Comparator;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The immutable weight-balanced search tree under the sorted map, the sorted set and the large
 * collision nodes of the hash trie. The empty tree is null.
 */
@SuppressWarnings("ReferenceEquality") // whether it is the same object is what counts here
final class WeightBalancedTree {
  /*
   * Overview
   *
   * The weight of a tree is its size plus one, so that the empty tree weighs 1.
   *
   *   I1  size:     a node's size is the number of nodes below and including it;
   *   I2  balance:  neither side of a node weighs more than DELTA times the other;
   *   I3  order:    keys to the left of a node are below its key, keys to the right above;
   *   I4  nodes never change, and two trees may share any of them.
   *
   * By I2 a side has at most 3/4 of its parent's weight, so no path is longer than 2.41 log2(n + 1):
   * recursion needs no care, and MAX_DEPTH bounds every stack.
   *
   * Everything is made of two steps. balance puts a node over two trees that satisfied I2 before one
   * of them gained or lost a single entry; it rotates at most once. join puts a node between any two
   * trees, however different in size: it walks down the near spine of the heavier one until the rest
   * is light enough, and balances on the way back, in O(difference of the depths). All the others are
   * a few lines over these: split and the ranges undo the tree along one path and join the parts;
   * union, minus and intersect split the second tree at the root of the first and join what comes
   * back, in O(m log(n/m + 1)) for sizes m <= n. They walk the first tree and keep those of its nodes
   * that need no change, so that "nothing changed" is the same object; two trees that are the same
   * object are not entered, which makes versions of one map cheap to merge and to compare.
   *
   * Why one rotation is enough. That depends on DELTA and RATIO, the weights at which a rotation is
   * due and at which it is a double one; most pairs are wrong for some tree. (3, 2) is the pair of
   * integers that is proven right, for trees balanced by size + 1: Y. Hirai, K. Yamamoto, "Balancing
   * weight-balanced trees", JFP 21(3), 2011. The tree and its set operations are S. Adams's
   * "Efficient sets: a balancing act", JFP 3(4), 1993; join as their only primitive, and the bounds,
   * G. Blelloch, D. Ferizovic, Y. Sun, "Just Join for parallel ordered sets", SPAA 2016.
   *
   * Comparators that lie. I1 and I2 do not depend on what a comparator answers: it decides to which
   * side to go, never how many there are. So each loop ends and each size is that of the iteration;
   * only I3 is lost, and look-ups may miss. A comparator that throws has changed nothing, by I4.
   *
   * The order of the file: the node, look-ups, the two steps, single updates, ranges, bulk
   * operations, whole trees. Elsewhere: walking, SortedIterator; the checks of keys and the two
   * directions, KeyOrder; many puts in a row, SortedBuilder.
   */

  /** How many times heavier than the other one a side may be. */
  private static final int DELTA = 3;

  /** A rotation is double if the inner grandchild weighs this many times the outer one, or more. */
  private static final int RATIO = 2;

  /** No path has more nodes: the depth by I2 of a tree of {@link Integer#MAX_VALUE} nodes. */
  static final int MAX_DEPTH = 74;

  /** As a value to put: leave the value that is there; null if the key is new. */
  static final Object KEEP = HashNode.KEEP;

  /** As the merge of a union: the first tree's values stay, as if the second one had none. */
  @SuppressWarnings("UnnecessaryLambda") // known by its identity
  private static final BinaryOperator<@Nullable Object> MINE = (mine, theirs) -> mine;

  private WeightBalancedTree() {}

  /** An entry and the trees of smaller and larger keys. */
  static final class Node {
    final @Nullable Object key;
    final @Nullable Object value;
    final @Nullable Node left;
    final @Nullable Node right;

    /** The number of entries, this one included. */
    final int size;

    Node(@Nullable Node left, @Nullable Object key, @Nullable Object value, @Nullable Node right) {
      int size = size(left) + 1 + size(right);
      if (size < 0) { // the sum of two ints and one overflows once at most
        throw new IllegalStateException(
            "entry rejected: a sorted collection holds at most Integer.MAX_VALUE entries");
      }
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.size = size;
    }

    /** The node with other sides of the same size, or with another value: in balance as it is. */
    private Node with(@Nullable Node newLeft, @Nullable Object newValue, @Nullable Node newRight) {
      return newLeft == left && newValue == value && newRight == right
          ? this
          : new Node(newLeft, key, newValue, newRight);
    }
  }

  static int size(@Nullable Node tree) {
    return tree == null ? 0 : tree.size;
  }

  /** A long, as DELTA times a weight may exceed an int. */
  private static long weight(@Nullable Node tree) {
    return tree == null ? 1 : tree.size + 1L;
  }

  // ---- Look-ups

  /** The node of a key; null if it is absent. */
  static @Nullable Node find(@Nullable Node tree, @Nullable Object key, Comparator<Object> order) {
    Node at = tree;
    while (at != null) {
      int c = compare(order, key, at.key);
      if (c == 0) {
        return at;
      }
      at = c < 0 ? at.left : at.right;
    }
    return null;
  }

  /** The largest key below a key, or the key itself if {@code inclusive}. */
  static @Nullable Node nearestBelow(
      @Nullable Node tree, @Nullable Object key, boolean inclusive, Comparator<Object> order) {
    Node best = null;
    Node at = tree;
    while (at != null) {
      int c = compare(order, key, at.key);
      if (c == 0 && inclusive) {
        return at;
      }
      if (c <= 0) {
        at = at.left;
      } else {
        best = at;
        at = at.right;
      }
    }
    return best;
  }

  /** The smallest key above a key, or the key itself if {@code inclusive}. */
  static @Nullable Node nearestAbove(
      @Nullable Node tree, @Nullable Object key, boolean inclusive, Comparator<Object> order) {
    Node best = null;
    Node at = tree;
    while (at != null) {
      int c = compare(order, key, at.key);
      if (c == 0 && inclusive) {
        return at;
      }
      if (c >= 0) {
        at = at.right;
      } else {
        best = at;
        at = at.left;
      }
    }
    return best;
  }

  /** The node of the smallest key; null if there is none. */
  static @Nullable Node first(@Nullable Node tree) {
    Node at = tree;
    while (at != null && at.left != null) {
      at = at.left;
    }
    return at;
  }

  /** The node of the largest key; null if there is none. */
  static @Nullable Node last(@Nullable Node tree) {
    Node at = tree;
    while (at != null && at.right != null) {
      at = at.right;
    }
    return at;
  }

  /** The node that has {@code index} smaller keys. Requires: 0 &lt;= index &lt; size. */
  static Node nth(@Nullable Node tree, int index) {
    Node at = tree;
    int skip = index;
    while (at != null) {
      int before = size(at.left);
      if (skip == before) {
        return at;
      }
      if (skip < before) {
        at = at.left;
      } else {
        skip -= before + 1;
        at = at.right;
      }
    }
    throw new IndexOutOfBoundsException(index);
  }

  /** How many keys are below a key; with the key itself, if {@code inclusive}. */
  static int rank(
      @Nullable Node tree, @Nullable Object key, boolean inclusive, Comparator<Object> order) {
    int before = 0;
    Node at = tree;
    while (at != null) {
      int c = compare(order, key, at.key);
      if (c == 0) {
        return before + size(at.left) + (inclusive ? 1 : 0);
      }
      if (c < 0) {
        at = at.left;
      } else {
        before += size(at.left) + 1;
        at = at.right;
      }
    }
    return before;
  }

  /** The one place where a comparator is called; it decides for itself what it makes of null. */
  @SuppressWarnings("NullAway") // an order of nullable keys is an order of objects to the tree
  static int compare(Comparator<Object> order, @Nullable Object key, @Nullable Object there) {
    return order.compare(key, there);
  }

  // ---- The two steps

  /**
   * A node over two trees, one of which may be one entry too heavy or too light, or what a join
   * that went down one level deeper left of it.
   */
  private static Node balance(
      @Nullable Node left, @Nullable Object key, @Nullable Object value, @Nullable Node right) {
    if (right != null && weight(right) > DELTA * weight(left)) {
      Node inner = right.left;
      Node outer = right.right;
      if (inner == null || weight(inner) < RATIO * weight(outer)) {
        return new Node(new Node(left, key, value, inner), right.key, right.value, outer);
      }
      return new Node(
          new Node(left, key, value, inner.left),
          inner.key,
          inner.value,
          new Node(inner.right, right.key, right.value, outer));
    }
    if (left != null && weight(left) > DELTA * weight(right)) {
      Node inner = left.right;
      Node outer = left.left;
      if (inner == null || weight(inner) < RATIO * weight(outer)) {
        return new Node(outer, left.key, left.value, new Node(inner, key, value, right));
      }
      return new Node(
          new Node(outer, left.key, left.value, inner.left),
          inner.key,
          inner.value,
          new Node(inner.right, key, value, right));
    }
    return new Node(left, key, value, right);
  }

  /** The entries of two trees with one between them. */
  static Node join(
      @Nullable Node left, @Nullable Object key, @Nullable Object value, @Nullable Node right) {
    if (right != null && weight(right) > DELTA * weight(left)) {
      return balance(join(left, key, value, right.left), right.key, right.value, right.right);
    }
    if (left != null && weight(left) > DELTA * weight(right)) {
      return balance(left.left, left.key, left.value, join(left.right, key, value, right));
    }
    return new Node(left, key, value, right);
  }

  /**
   * The same with {@code middle} between them, and {@code middle} itself if those are its sides.
   */
  private static Node join(@Nullable Node left, Node middle, @Nullable Node right) {
    return left == middle.left && right == middle.right
        ? middle
        : join(left, middle.key, middle.value, right);
  }

  /** The entries of two trees, those of the first one before those of the second. */
  static @Nullable Node join(@Nullable Node left, @Nullable Node right) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    if (left.size > right.size) {
      Node middle = last(left);
      return middle == null ? right : join(withoutLast(left), middle.key, middle.value, right);
    }
    Node middle = first(right);
    return middle == null ? left : join(left, middle.key, middle.value, withoutFirst(right));
  }

  private static @Nullable Node withoutFirst(Node tree) {
    return tree.left == null
        ? tree.right
        : balance(withoutFirst(tree.left), tree.key, tree.value, tree.right);
  }

  private static @Nullable Node withoutLast(Node tree) {
    return tree.right == null
        ? tree.left
        : balance(tree.left, tree.key, tree.value, withoutLast(tree.right));
  }

  // ---- Single updates

  /**
   * A tree with a value at a key. The key that is there stays.
   *
   * @return the tree; the same one if the value is there already, or is {@link #KEEP} and the key
   *     is there
   */
  static Node put(
      @Nullable Node tree, @Nullable Object key, @Nullable Object value, Comparator<Object> order) {
    if (tree == null) {
      return new Node(null, key, value == KEEP ? null : value, null);
    }
    int c = compare(order, key, tree.key);
    if (c == 0) {
      return value == KEEP ? tree : tree.with(tree.left, value, tree.right);
    }
    if (c < 0) {
      Node left = put(tree.left, key, value, order);
      return left == tree.left ? tree : balance(left, tree.key, tree.value, tree.right);
    }
    Node right = put(tree.right, key, value, order);
    return right == tree.right ? tree : balance(tree.left, tree.key, tree.value, right);
  }

  /** A tree without a key; the same one if the key is absent. */
  static @Nullable Node remove(
      @Nullable Node tree, @Nullable Object key, Comparator<Object> order) {
    if (tree == null) {
      return null;
    }
    int c = compare(order, key, tree.key);
    if (c == 0) {
      return join(tree.left, tree.right);
    }
    if (c < 0) {
      Node left = remove(tree.left, key, order);
      return left == tree.left ? tree : balance(left, tree.key, tree.value, tree.right);
    }
    Node right = remove(tree.right, key, order);
    return right == tree.right ? tree : balance(tree.left, tree.key, tree.value, right);
  }

  // ---- Ranges

  /** The entries above a key, with its own if {@code inclusive}; the same tree if that is all. */
  static @Nullable Node above(
      @Nullable Node tree, @Nullable Object key, boolean inclusive, Comparator<Object> order) {
    if (tree == null) {
      return null;
    }
    int c = compare(order, key, tree.key);
    if (c > 0 || (c == 0 && !inclusive)) {
      return c == 0 ? tree.right : above(tree.right, key, inclusive, order);
    }
    Node left = c == 0 ? null : above(tree.left, key, inclusive, order);
    return join(left, tree, tree.right);
  }

  /** The entries below a key, with its own if {@code inclusive}; the same tree if that is all. */
  static @Nullable Node below(
      @Nullable Node tree, @Nullable Object key, boolean inclusive, Comparator<Object> order) {
    if (tree == null) {
      return null;
    }
    int c = compare(order, key, tree.key);
    if (c < 0 || (c == 0 && !inclusive)) {
      return c == 0 ? tree.left : below(tree.left, key, inclusive, order);
    }
    Node right = c == 0 ? null : below(tree.right, key, inclusive, order);
    return join(tree.left, tree, right);
  }

  /** The three parts of a tree: below a key, at it, above it. */
  record Split(@Nullable Node below, @Nullable Node at, @Nullable Node above) {
    static final Split EMPTY = new Split(null, null, null);
  }

  /** Parts a tree at a key. */
  static Split split(@Nullable Node tree, @Nullable Object key, Comparator<Object> order) {
    if (tree == null) {
      return Split.EMPTY;
    }
    int c = compare(order, key, tree.key);
    if (c == 0) {
      return new Split(tree.left, tree, tree.right);
    }
    if (c < 0) {
      Split part = split(tree.left, key, order);
      return new Split(part.below, part.at, join(part.above, tree, tree.right));
    }
    Split part = split(tree.right, key, order);
    return new Split(join(tree.left, tree, part.below), part.at, part.above);
  }

  // ---- Bulk operations

  /**
   * The entries of both trees. Where both have a key, the key of {@code a} stays.
   *
   * @param merge answers the value for a key of both from those of {@code a} and {@code b}, and is
   *     called once for each; null if that of {@code b} is to be taken
   * @return the tree; {@code a} itself if that is what came out
   */
  static @Nullable Node union(
      @Nullable Node a,
      @Nullable Node b,
      Comparator<Object> order,
      @Nullable BinaryOperator<@Nullable Object> merge) {
    if (b == null || (a == b && (merge == null || merge == MINE))) {
      return a;
    }
    if (a == null) {
      return b;
    }
    Split other = split(b, a.key, order);
    Node left = union(a.left, other.below, order, merge);
    Object value =
        other.at == null
            ? a.value
            : merge == null ? other.at.value : merge.apply(a.value, other.at.value);
    Node right = union(a.right, other.above, order, merge);
    return left == a.left && value == a.value && right == a.right
        ? a
        : join(left, a.key, value, right);
  }

  /** The union of the keys; whatever values they have, those of {@code a} stay. */
  static @Nullable Node unionOfKeys(@Nullable Node a, @Nullable Node b, Comparator<Object> order) {
    return union(a, b, order, MINE);
  }

  /** The entries of {@code a} whose keys {@code b} has not; {@code a} itself if that is all. */
  static @Nullable Node minus(@Nullable Node a, @Nullable Node b, Comparator<Object> order) {
    if (a == null || a == b) {
      return null;
    }
    if (b == null) {
      return a;
    }
    Split other = split(b, a.key, order);
    Node left = minus(a.left, other.below, order);
    Node right = minus(a.right, other.above, order);
    return other.at == null ? join(left, a, right) : join(left, right);
  }

  /** The entries of {@code a} whose keys {@code b} has too; {@code a} itself if that is all. */
  static @Nullable Node intersect(@Nullable Node a, @Nullable Node b, Comparator<Object> order) {
    if (a == b) {
      return a;
    }
    if (a == null || b == null) {
      return null;
    }
    Split other = split(b, a.key, order);
    Node left = intersect(a.left, other.below, order);
    Node right = intersect(a.right, other.above, order);
    return other.at == null ? join(left, right) : join(left, a, right);
  }

  /**
   * Reports how {@code newer} differs from {@code older}, in the order of the keys.
   *
   * @param descending tells whether the largest key comes first
   */
  static void diff(
      @Nullable Node older,
      @Nullable Node newer,
      Comparator<Object> order,
      boolean descending,
      MapDiff<@Nullable Object, @Nullable Object> to) {
    if (older == newer) {
      return;
    }
    if (newer == null) {
      forEach(older, descending, to::removed);
      return;
    }
    if (older == null) {
      forEach(newer, descending, to::added);
      return;
    }
    Split was = split(older, newer.key, order);
    if (descending) {
      diff(was.above, newer.right, order, true, to);
    } else {
      diff(was.below, newer.left, order, false, to);
    }
    if (was.at == null) {
      to.added(newer.key, newer.value);
    } else if (!Objects.equals(was.at.value, newer.value)) {
      to.changed(newer.key, was.at.value, newer.value);
    }
    if (descending) {
      diff(was.below, newer.left, order, true, to);
    } else {
      diff(was.above, newer.right, order, false, to);
    }
  }

  /** The same for the keys; no value is looked at. */
  static void diffKeys(
      @Nullable Node older,
      @Nullable Node newer,
      Comparator<Object> order,
      boolean descending,
      SetDiff<@Nullable Object> to) {
    if (older == newer) {
      return;
    }
    if (newer == null) {
      forEach(older, descending, (key, value) -> to.removed(key));
      return;
    }
    if (older == null) {
      forEach(newer, descending, (key, value) -> to.added(key));
      return;
    }
    Split was = split(older, newer.key, order);
    if (descending) {
      diffKeys(was.above, newer.right, order, true, to);
    } else {
      diffKeys(was.below, newer.left, order, false, to);
    }
    if (was.at == null) {
      to.added(newer.key);
    }
    if (descending) {
      diffKeys(was.below, newer.left, order, true, to);
    } else {
      diffKeys(was.above, newer.right, order, false, to);
    }
  }

  /** Tells whether two trees have the same keys by their order, and, if asked, equal values. */
  static boolean equal(
      @Nullable Node a, @Nullable Node b, Comparator<Object> order, boolean keysOnly) {
    if (a == b) {
      return true;
    }
    if (a == null || b == null || a.size != b.size) {
      return false;
    }
    Split other = split(b, a.key, order);
    return other.at != null
        && (keysOnly || Objects.equals(a.value, other.at.value))
        && equal(a.left, other.below, order, keysOnly)
        && equal(a.right, other.above, order, keysOnly);
  }

  // ---- Whole trees

  /**
   * A tree of entries that are in ascending order already, without comparing.
   *
   * @param pairs keys and values in turn
   * @param from the index of the first key
   * @param to the index behind the last value
   * @return the tree, as flat as can be
   */
  static @Nullable Node ofSorted(@Nullable Object[] pairs, int from, int to) {
    if (from >= to) {
      return null;
    }
    int middle = from + ((to - from) >>> 2 << 1);
    return new Node(
        ofSorted(pairs, from, middle),
        pairs[middle],
        pairs[middle + 1],
        ofSorted(pairs, middle + 2, to));
  }

  /** Calls for each entry, from the smallest key to the largest. */
  static void forEach(@Nullable Node tree, BiConsumer<@Nullable Object, @Nullable Object> action) {
    Node at = tree;
    while (at != null) {
      forEach(at.left, action);
      action.accept(at.key, at.value);
      at = at.right;
    }
  }

  /** The same, from the largest key to the smallest if {@code descending}. */
  static void forEach(
      @Nullable Node tree,
      boolean descending,
      BiConsumer<@Nullable Object, @Nullable Object> action) {
    if (!descending) {
      forEach(tree, action);
      return;
    }
    Node at = tree;
    while (at != null) {
      forEach(at.right, true, action);
      action.accept(at.key, at.value);
      at = at.left;
    }
  }

  /**
   * A tree of the same shape and keys whose values are a function of key and value, called from the
   * smallest key to the largest.
   *
   * @return the tree; the same one if every value stayed the same object
   */
  static Node mapValues(
      Node tree, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> f) {
    Node left = tree.left == null ? null : mapValues(tree.left, f);
    Object value = f.apply(tree.key, tree.value);
    Node right = tree.right == null ? null : mapValues(tree.right, f);
    return tree.with(left, value, right);
  }
}
