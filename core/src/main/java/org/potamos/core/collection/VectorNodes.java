package org.potamos.core.collection;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Operations on the nodes of a {@link TrieVector}: each answers a new node and shares the rest. */
@SuppressWarnings("ReferenceEquality") // an unchanged node or element is known by its identity
final class VectorNodes {
  private static final int BITS = TrieVector.BITS;
  private static final int MASK = TrieVector.WIDTH - 1;

  private VectorNodes() {}

  /** The child at a place. */
  @SuppressWarnings("NullAway") // a child that an index leads to is there (I2, I5 of TrieVector)
  static @Nullable Object[] node(@Nullable Object[] parent, int place) {
    return (@Nullable Object[]) parent[place];
  }

  /** The leaf in which an index lies. */
  static @Nullable Object[] leafAt(@Nullable Object[] root, int shift, int index) {
    @Nullable Object[] node = root;
    for (int level = shift; level > 0; level -= BITS) {
      node = node(node, (index >>> level) & MASK);
    }
    return node;
  }

  /** A node of the elements of an array from one index to another. */
  static @Nullable Object[] ofArray(@Nullable Object[] elements, int level, int start, int end) {
    if (level == 0) {
      return TrieVector.copy(elements, start, end);
    }
    long step = 1L << level;
    @Nullable Object[] node = new @Nullable Object[(int) ((end - start + step - 1) >>> level)];
    long from = start;
    for (int i = 0; i < node.length; i++, from += step) {
      node[i] = ofArray(elements, level - BITS, (int) from, (int) Math.min(end, from + step));
    }
    return node;
  }

  /** A node with another element at an index; the same node if that very object is there. */
  static @Nullable Object[] with(
      @Nullable Object[] node, int level, int index, @Nullable Object element) {
    int place = (index >>> level) & MASK;
    Object next = level == 0 ? element : with(node(node, place), level - BITS, index, element);
    if (next == node[place]) {
      return node;
    }
    @Nullable Object[] copy = node.clone();
    copy[place] = next;
    return copy;
  }

  /**
   * A node with one leaf more.
   *
   * @param trieSize how many elements there are, and so where the leaf goes
   */
  static @Nullable Object[] push(
      @Nullable Object[] node, int level, int trieSize, @Nullable Object[] leaf) {
    int place = (trieSize >>> level) & MASK;
    @Nullable Object[] child;
    if (level == BITS) {
      child = leaf;
    } else if (place < node.length) {
      child = push(node(node, place), level - BITS, trieSize, leaf);
    } else {
      child = path(level - BITS, leaf);
    }
    @Nullable Object[] copy = place < node.length ? node.clone() : Arrays.copyOf(node, place + 1);
    copy[place] = child;
    return copy;
  }

  /** A root above a full one, with one leaf more. */
  static @Nullable Object[] raise(@Nullable Object[] root, int shift, @Nullable Object[] leaf) {
    return new @Nullable Object[] {root, path(shift, leaf)};
  }

  /** A node that leads to one leaf. */
  private static @Nullable Object[] path(int level, @Nullable Object[] leaf) {
    @Nullable Object[] node = leaf;
    for (int at = 0; at < level; at += BITS) {
      node = new @Nullable Object[] {node};
    }
    return node;
  }

  /**
   * A node with the first so many elements, all other nodes left out.
   *
   * @param trieSize a multiple of 32, at least 32
   */
  static @Nullable Object[] take(@Nullable Object[] node, int level, int trieSize) {
    int last = ((trieSize - 1) >>> level) & MASK;
    @Nullable Object[] copy = Arrays.copyOf(node, last + 1);
    if (level > BITS) {
      copy[last] = take(node(node, last), level - BITS, trieSize);
    }
    return copy;
  }

  /** A node with null in place of whatever lies before an index. */
  static @Nullable Object[] cutFront(@Nullable Object[] node, int level, int index) {
    if ((index & ((1L << (level + BITS)) - 1)) == 0) {
      return node;
    }
    int first = (index >>> level) & MASK;
    @Nullable Object[] copy = node.clone();
    Arrays.fill(copy, 0, first, null);
    if (level > 0) {
      copy[first] = cutFront(node(node, first), level - BITS, index);
    }
    return copy;
  }

  static void forEach(@Nullable Object[] node, int level, Consumer<@Nullable Object> action) {
    if (level == 0) {
      for (Object element : node) {
        action.accept(element);
      }
    } else {
      for (int i = 0; i < node.length; i++) {
        forEach(node(node, i), level - BITS, action);
      }
    }
  }

  /** Hands over the elements from one index of a vector's trie to another, leaf by leaf. */
  @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
  static <E extends @Nullable Object> void forEach(
      TrieVector<E> of, int start, int end, Consumer<? super E> action) {
    int i = start;
    while (i < end) {
      @Nullable Object[] leaf = of.leafAt(i);
      int place = i & MASK;
      int last = Math.min(leaf.length, place + end - i);
      i += last - place;
      while (place < last) {
        action.accept((E) leaf[place++]);
      }
    }
  }

  /** Copies the elements from an index on into an array that has room for just these. */
  static void copyTo(TrieVector<?> from, int start, @Nullable Object[] into) {
    int i = start;
    while (i < from.size) {
      @Nullable Object[] leaf = from.leafAt(i);
      int first = i & MASK;
      int count = leaf.length - first;
      System.arraycopy(leaf, first, into, i - start, count);
      i += count;
    }
  }

  /** The hash code of the elements from an index on, as {@link java.util.List} says. */
  static int hash(TrieVector<?> of, int start) {
    int h = 1;
    int i = start;
    while (i < of.size) {
      @Nullable Object[] leaf = of.leafAt(i);
      for (int at = i & MASK; at < leaf.length; at++) {
        h = 31 * h + Objects.hashCode(leaf[at]);
      }
      i = (i | MASK) + 1;
      if (i < 0) {
        break; // the last leaf of the largest vector
      }
    }
    return h;
  }

  /** Whether two nodes of the same level, and of tries of the same size, hold equal elements. */
  static boolean equal(@Nullable Object[] a, @Nullable Object[] b, int level) {
    if (a == b) {
      return true;
    }
    if (level == 0) {
      return equalElements(a, b);
    }
    for (int i = 0; i < a.length; i++) {
      if (!equal(node(a, i), node(b, i), level - BITS)) {
        return false;
      }
    }
    return true;
  }

  static boolean equalElements(@Nullable Object[] a, @Nullable Object[] b) {
    return a == b || Arrays.equals(a, b);
  }
}
