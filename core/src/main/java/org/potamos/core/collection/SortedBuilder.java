package org.potamos.core.collection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** What the builders of sorted maps and sorted sets do: many puts into a tree. */
@SuppressWarnings("ReferenceEquality") // nodes and marks are known by their identity
final class SortedBuilder {
  /*
   * Overview
   *
   * The content is a tree and a run: keys and values in turn, for puts that arrived in the direction
   * of the collection.
   *
   *   I1  each key of the run lies behind the one before it, and the first one behind every key of
   *       the tree; "behind" as the direction has it;
   *   I2  an operation writes only after its last call of the comparator, and only if nobody else
   *       wrote in between.
   *
   * By I1 a put behind the last key is one comparison and two array slots, and a run becomes a tree,
   * and is joined to the tree, without any comparison: sorted input costs O(n) in all. Any other put
   * first turns the run into tree. A run is at most LONGEST_RUN long; joining one in takes O(log n).
   *
   * I2 has two reasons. A comparator that throws leaves the builder as it was. And a comparator that
   * uses the builder it is called by, which nothing forbids, must not let the outer operation go on
   * with what it read before: that could put a key out of order into the run. So the outer one is
   * refused. What was built is safe in any case, as no node is ever written.
   *
   * Elsewhere: that one thread uses a builder at a time, ConfinedBuilder.
   */

  /** In slots, as all lengths of runs. */
  private static final int FIRST_RUN = 16;

  private static final int LONGEST_RUN = 2048;

  private static final @Nullable Object[] NO_RUN = {};

  private final Comparator<Object> order;
  private final boolean descending;

  private WeightBalancedTree.@Nullable Node tree;

  /** The key of the tree that is last in the direction; ABSENT if it is not known. */
  private @Nullable Object last = HashNode.ABSENT;

  private @Nullable Object[] run = NO_RUN;

  /** The end of the run in its array. */
  private int end;

  /** Counts whatever is written here, for I2. */
  private int writes;

  SortedBuilder(
      WeightBalancedTree.@Nullable Node tree, Comparator<Object> order, boolean descending) {
    this.tree = tree;
    this.order = order;
    this.descending = descending;
  }

  int size() {
    return WeightBalancedTree.size(tree) + end / 2;
  }

  boolean contains(@Nullable Object key) {
    return getOrAbsent(key) != HashNode.ABSENT;
  }

  /** The value of a key; null if there is none. */
  @Nullable Object get(@Nullable Object key) {
    Object value = getOrAbsent(key);
    return value == HashNode.ABSENT ? null : value;
  }

  private @Nullable Object getOrAbsent(@Nullable Object key) {
    int before = writes;
    if (end > 0 && compare(key, run[0], before) >= 0) {
      int i = indexInRun(key, before);
      return i < 0 ? HashNode.ABSENT : run[i + 1];
    }
    KeyOrder.requireComparable(tree, key, order);
    WeightBalancedTree.Node node = WeightBalancedTree.find(tree, key, order);
    requireUndisturbed(before);
    return node == null ? HashNode.ABSENT : node.value;
  }

  /** The index of a key that is not before the run, or -1. */
  private int indexInRun(@Nullable Object key, int before) {
    int low = 0;
    int high = end / 2 - 1;
    int middle = high; // the most likely one, if puts come in order
    while (low <= high) {
      int c = compare(key, run[2 * middle], before);
      if (c == 0) {
        return 2 * middle;
      }
      if (c < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
      middle = (low + high) >>> 1;
    }
    return -1;
  }

  /** Puts a value at a key, or {@link WeightBalancedTree#KEEP}; a key that is there stays. */
  void put(@Nullable Object key, @Nullable Object value) {
    int before = writes;
    if (end > 0) {
      int c = compare(key, run[end - 2], before);
      if (c > 0) {
        append(key, value);
        return;
      }
      if (c == 0) {
        if (value != WeightBalancedTree.KEEP) {
          run[end - 1] = value;
          writes++;
        }
        return;
      }
      endRun();
      before = writes;
    } else if (tree == null) {
      compare(key, key, before);
      append(key, value);
      return;
    } else if (compare(key, lastOf(tree), before) > 0) {
      append(key, value);
      return;
    }
    WeightBalancedTree.Node next = WeightBalancedTree.put(tree, key, value, order);
    requireUndisturbed(before);
    if (next != tree) {
      tree = next; // with the same last key
      writes++;
    }
  }

  /** Puts a value at a key, or a function of the value that is there and of this one. */
  void merge(@Nullable Object key, @Nullable Object value, BinaryOperator<@Nullable Object> merge) {
    Object there = getOrAbsent(key);
    put(key, there == HashNode.ABSENT ? value : merge.apply(there, value));
  }

  /** Removes a key, if it is there. */
  void remove(@Nullable Object key) {
    endRun();
    int before = writes;
    KeyOrder.requireComparable(tree, key, order);
    WeightBalancedTree.Node next = WeightBalancedTree.remove(tree, key, order);
    requireUndisturbed(before);
    set(next);
  }

  /** Puts all entries of a tree in the same order; as {@link WeightBalancedTree#union}. */
  void putTree(
      WeightBalancedTree.@Nullable Node more, @Nullable BinaryOperator<@Nullable Object> merge) {
    endRun();
    int before = writes;
    WeightBalancedTree.Node next = WeightBalancedTree.union(tree, more, order, merge);
    requireUndisturbed(before);
    set(next);
  }

  /** Adds all keys of a tree in the same order; as {@link WeightBalancedTree#unionOfKeys}. */
  void addTree(WeightBalancedTree.@Nullable Node more) {
    endRun();
    int before = writes;
    WeightBalancedTree.Node next = WeightBalancedTree.unionOfKeys(tree, more, order);
    requireUndisturbed(before);
    set(next);
  }

  /** The whole content. An operation that is at work here, below this call, is over by I2. */
  WeightBalancedTree.@Nullable Node build() {
    endRun();
    writes++;
    return tree;
  }

  private void set(WeightBalancedTree.@Nullable Node next) {
    if (next != tree) {
      tree = next;
      last = HashNode.ABSENT;
      writes++;
    }
  }

  private @Nullable Object lastOf(WeightBalancedTree.Node nonEmpty) {
    if (last == HashNode.ABSENT) {
      last = WeightBalancedTree.nth(nonEmpty, descending ? 0 : nonEmpty.size - 1).key;
    }
    return last;
  }

  private void append(@Nullable Object key, @Nullable Object value) {
    if (end == LONGEST_RUN) {
      endRun();
    }
    if (end == run.length) {
      run = Arrays.copyOf(run, end == 0 ? FIRST_RUN : 2 * end);
    }
    run[end] = key;
    run[end + 1] = value == WeightBalancedTree.KEEP ? null : value;
    end += 2;
    writes++;
  }

  /** Turns the run into tree. Calls nobody. */
  private void endRun() {
    if (end == 0) {
      return;
    }
    @Nullable Object lastOfRun = run[end - 2];
    if (descending) {
      WeightBalancedTree.Node front = WeightBalancedTree.ofSorted(backwards(), 0, end);
      tree = WeightBalancedTree.join(front, tree);
    } else {
      tree = WeightBalancedTree.join(tree, WeightBalancedTree.ofSorted(run, 0, end));
    }
    last = lastOfRun;
    Arrays.fill(run, 0, end, null); // keeps nothing alive that is removed later
    end = 0;
    writes++;
  }

  private @Nullable Object[] backwards() {
    @Nullable Object[] all = new @Nullable Object[end];
    for (int i = 0; i < end; i += 2) {
      all[end - 2 - i] = run[i];
      all[end - 1 - i] = run[i + 1];
    }
    return all;
  }

  /** Compares in the direction. */
  private int compare(@Nullable Object key, @Nullable Object there, int before) {
    int c = KeyOrder.compare(order, descending, key, there);
    requireUndisturbed(before);
    return c;
  }

  private void requireUndisturbed(int before) {
    if (writes != before) {
      throw new IllegalStateException(
          "builder rejected the operation: the comparator it called has changed the builder,"
              + " writes="
              + (writes - before)
              + "; compare without using the builder");
    }
  }
}
