package org.potamos.core.collection;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the entries of a hash trie: those of a node first, then those of its children.
 *
 * @param <T> what is made of an entry
 */
abstract class TrieIterator<T extends @Nullable Object> implements RankIterator<T> {
  /*
   * Overview
   *
   * entries[next..end) are the entries of the node in work that are still to come. Behind them come
   * the children that are still to be visited: level counts the nodes of the path that have any, and
   * for each of them nodes[level] and left[level] tell the node and how many of its children are left;
   * as children stand in slots in reverse, the next one stands at left - 1 behind the node's entries.
   *
   * Invariant: next < end, or the iteration is over. So hasNext is one comparison, and a map of a few
   * entries, whose root has no children, is iterated without any other object.
   */

  @Nullable Object[] entries;
  int next;
  private int end;

  /** The path; null until a node with children is met. */
  private @Nullable TrieNode @Nullable [] nodes;

  private int[] left = NO_LEVELS;
  private int level = -1;

  private static final int[] NO_LEVELS = {};

  TrieIterator(TrieNode root) {
    entries = root.ownEntries();
    end = root.ownEntryEnd();
    pushChildren(root);
    if (end == 0) {
      descend();
    }
  }

  /** Stands before the entry of the given rank in the order of iteration; 0 is the first. */
  TrieIterator(TrieNode root, int rank) {
    HashNode node = root;
    int skip = rank;
    while (true) {
      entries = node.ownEntries();
      end = node.ownEntryEnd();
      if (2 * (long) skip < end || !(node instanceof TrieNode branch) || branch.kids == 0) {
        if (node instanceof TrieNode last) {
          pushChildren(last);
        }
        break;
      }
      skip -= end / 2;
      pushChildren(branch);
      HashNode child = nextChild();
      while (skip >= child.size && level >= 0 && left[level] > 0) {
        skip -= child.size;
        child = nextChild();
      }
      node = child;
    }
    next = Math.min(2 * skip, end);
    if (next == end) {
      descend();
    }
  }

  private void pushChildren(TrieNode node) {
    int count = Integer.bitCount(node.kids);
    if (count == 0) {
      return;
    }
    @Nullable TrieNode[] path = nodes;
    if (path == null) {
      path = new @Nullable TrieNode[TrieNode.LAST_SHIFT / HashNode.BITS + 1];
      nodes = path;
      left = new int[path.length];
    }
    level++;
    path[level] = node;
    left[level] = count;
  }

  @SuppressWarnings("NullAway") // called while level >= 0 only: there is a path, and a node on it
  private HashNode nextChild() {
    TrieNode node = nodes[level];
    int index = node.ownEntryEnd() + --left[level];
    return node.child(index);
  }

  /**
   * Goes to the next node that has entries of its own; leaves {@code next == end} if none is left.
   */
  private void descend() {
    while (level >= 0) {
      if (left[level] == 0) {
        level--;
        continue;
      }
      HashNode node = nextChild();
      entries = node.ownEntries();
      next = 0;
      end = node.ownEntryEnd();
      if (node instanceof TrieNode branch) {
        pushChildren(branch);
      }
      if (end != 0) {
        return;
      }
    }
    next = 0;
    end = 0;
  }

  @Override
  public final boolean hasNext() {
    return next < end;
  }

  @Override
  public final T next() {
    int i = next;
    if (i >= end) {
      throw new NoSuchElementException();
    }
    @Nullable Object[] from = entries;
    next = i + 2;
    if (i + 2 == end) {
      descend();
    }
    return of(from, i);
  }

  /** What is made of the entry at {@code entries[i]} and {@code entries[i + 1]}. */
  abstract T of(@Nullable Object[] entries, int i);

  @Override
  public final void remove() {
    throw Mutators.refused("remove");
  }

  @Override
  public final void forEachRemaining(Consumer<? super T> action) {
    forNext(Integer.MAX_VALUE, action);
  }

  /** Hands over the next so many elements, or as many as there are. */
  @Override
  public final void forNext(int count, Consumer<? super T> action) {
    Objects.requireNonNull(action, "action");
    int due = count;
    while (next < end && due > 0) {
      @Nullable Object[] from = entries;
      int first = next;
      int last = (int) Math.min(end, first + 2L * due);
      due -= (last - first) / 2;
      for (int i = first; i < last; i += 2) {
        action.accept(of(from, i));
      }
      next = last;
      if (last == end) {
        descend();
      }
    }
  }

  /** The keys. */
  static final class Keys<K extends @Nullable Object> extends TrieIterator<K> {
    Keys(TrieNode root) {
      super(root);
    }

    Keys(TrieNode root, int rank) {
      super(root, rank);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
    K of(@Nullable Object[] entries, int i) {
      return (K) entries[i];
    }
  }

  /** The values. */
  static final class Values<V extends @Nullable Object> extends TrieIterator<V> {
    Values(TrieNode root) {
      super(root);
    }

    Values(TrieNode root, int rank) {
      super(root, rank);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
    V of(@Nullable Object[] entries, int i) {
      return (V) entries[i + 1];
    }
  }

  /** The entries. */
  static final class Entries<K extends @Nullable Object, V extends @Nullable Object>
      extends TrieIterator<Map.Entry<K, V>> {
    Entries(TrieNode root) {
      super(root);
    }

    Entries(TrieNode root, int rank) {
      super(root, rank);
    }

    @Override
    Map.Entry<K, V> of(@Nullable Object[] entries, int i) {
      return TrieViews.entry(entries, i);
    }
  }
}
