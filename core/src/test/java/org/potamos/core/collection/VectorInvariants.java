package org.potamos.core.collection;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a vector's trie has the one form that its size allows. Deliberately written from the
 * description of the form alone: it shares no code with the vectors but the names of their fields.
 */
final class VectorInvariants {
  /*
   * The form:
   *
   *   V1  the tail holds the last 1 to 32 elements, none if there are none, and is exact in length
   *   V2  the rest lies in full leaves of 32, below inner nodes that are exact in length
   *   V3  the trie is no higher than it must be, unless it is that of a slice
   *   V4  what lies before a slice's first element is null, element or node; nothing else is
   *       missing
   *   V5  a slice begins behind the first element of its trie and before its tail, below the first
   *       child of the root, and has more than 32 elements
   */
  private static final int WIDTH = 32;

  private final int from;
  private final long end;

  /** Full nodes seen to be right already, of any level: they may be shared within one trie. */
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private VectorInvariants(int from, int end) {
    this.from = from;
    this.end = end;
  }

  static void check(PersistentVector<?> vector) {
    switch (vector) {
      case TrieVector<?> trie -> checkTrie(trie, 0);
      case VectorSlice<?> slice -> {
        TrieVector<?> trie = slice.trie;
        int inTrie = trie.size - trie.tail.length;
        require(slice.from > 0 && slice.from < inTrie, "V5 from=" + slice.from);
        require(slice.from < 1L << trie.shift, "V5 from=" + slice.from + ", shift=" + trie.shift);
        require(trie.size - slice.from > WIDTH, "V5 a slice of " + (trie.size - slice.from));
        require(slice.size() == trie.size - slice.from, "V5 size=" + slice.size());
        checkTrie(trie, slice.from);
      }
    }
  }

  private static void checkTrie(TrieVector<?> trie, int from) {
    int inTail = trie.size == 0 ? 0 : (trie.size - 1) % WIDTH + 1;
    require(trie.tail.length == inTail, "V1 size=" + trie.size + ", tail=" + trie.tail.length);
    int inTrie = trie.size - inTail;
    require(trie.shift % 5 == 0 && trie.shift >= 5, "V3 shift=" + trie.shift);
    require(inTrie <= 1L << (trie.shift + 5), "V3 too low, shift=" + trie.shift);
    require(
        trie.shift == 5 || from > 0 || inTrie > 1L << trie.shift,
        "V3 too high, shift=" + trie.shift + ", size=" + trie.size);
    if (inTrie == 0) {
      require(trie.root == null, "V2 a root above nothing");
    } else {
      new VectorInvariants(from, inTrie).checkNode(trie.root, trie.shift, 0);
    }
  }

  /** Checks the node whose first element has the index start; it holds 2^(shift + 5) if full. */
  private void checkNode(@Nullable Object node, int shift, long start) {
    long behind = start + (1L << (shift + 5));
    if (behind <= from) {
      if (node != null) {
        throw malformed("V4 something before the slice is alive, index=" + start);
      }
      return;
    }
    if (!(node instanceof Object[] array)) {
      throw malformed("V4 no node, index=" + start + ", shift=" + shift);
    }
    boolean isFull = start >= from && behind <= end;
    if (isFull && !seen.add(node)) {
      return;
    }
    long child = 1L << shift;
    int due = (int) ((Math.min(behind, end) - start + child - 1) / child);
    if (array.length != due) {
      throw malformed("V2 length=" + array.length + ", due=" + due + ", index=" + start);
    }
    if (shift > 0) {
      for (int i = 0; i < due; i++) {
        checkNode(array[i], shift - 5, start + i * child);
      }
    } else {
      if (due != WIDTH) {
        throw malformed("V2 a leaf of length=" + due + ", index=" + start);
      }
      for (long i = start; i < from; i++) {
        if (array[(int) (i - start)] != null) {
          throw malformed("V4 an element before the slice, index=" + i);
        }
      }
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw malformed(what);
    }
  }

  /** For what is checked once a node: a text made for nothing would cost more than the check. */
  private static AssertionError malformed(String what) {
    return new AssertionError("vector invariant " + what);
  }
}
