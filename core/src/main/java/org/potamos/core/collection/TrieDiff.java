package org.potamos.core.collection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Comparison of two hash tries, node by node: are they equal, and what differs. */
@SuppressWarnings("ReferenceEquality") // what is the same object needs no comparison
final class TrieDiff {
  /*
   * Overview
   *
   * Equal content has equal shape (I3 of TrieNode), so two tries are equal if their nodes are, pair by
   * pair; a pair that is the same object needs no look. A difference is found by the same walk: a
   * place of a node holds nothing, an entry or a child in either trie, and only places that are not
   * the same object are looked into. Its cost is that of the nodes on the paths to what differs.
   *
   *              newer: nothing   newer: entry              newer: child
   *   older: nothing     -        added                     all added
   *   older: entry   removed      changed, or one of each   all added but for the one key
   *   older: child   all removed  all removed but one       one level down
   *
   * Sets are tries whose values nobody looks at, so the walk is told to compare keys only.
   */

  private TrieDiff() {}

  // Equality.

  static boolean equal(HashNode a, HashNode b, boolean keysOnly) {
    if (a == b) {
      return true;
    }
    if (a.size != b.size) {
      return false;
    }
    if (!(a instanceof TrieNode x) || !(b instanceof TrieNode y)) {
      return equalOneByOne(a, b, keysOnly);
    }
    if (x.data != y.data || x.kids != y.kids) {
      return false;
    }
    @Nullable Object[] mine = x.slots;
    @Nullable Object[] theirs = y.slots;
    int end = x.ownEntryEnd();
    for (int i = 0; i < end; i += 2) {
      if (!HashNode.same(mine[i], theirs[i])
          || !(keysOnly || Objects.equals(mine[i + 1], theirs[i + 1]))) {
        return false;
      }
    }
    for (int i = end; i < mine.length; i++) {
      if (mine[i] != theirs[i] && !equal(x.child(i), y.child(i), keysOnly)) {
        return false;
      }
    }
    return true;
  }

  /** Collision nodes: their arrays are in the order of arrival, which may differ. */
  private static boolean equalOneByOne(HashNode a, HashNode b, boolean keysOnly) {
    @Nullable Object[] entries = a.ownEntries();
    for (int i = 0; i < 2 * a.size; i += 2) {
      Object there = find(b, entries[i]);
      if (there == HashNode.ABSENT || !(keysOnly || Objects.equals(entries[i + 1], there))) {
        return false;
      }
    }
    return true;
  }

  /** The value of a key in a collision node. */
  private static @Nullable Object find(HashNode collision, @Nullable Object key) {
    return collision.get(
        TrieNode.LAST_SHIFT + HashNode.BITS, HashNode.hashOf(key), key, HashNode.ABSENT);
  }

  // Difference.

  static void diff(TrieNode older, TrieNode newer, MapDiff<@Nullable Object, @Nullable Object> to) {
    new Walk(to, false).nodes(older, newer);
  }

  @SuppressWarnings("unchecked") // the tries hold what was put
  static void diffKeys(TrieNode older, TrieNode newer, SetDiff<?> to) {
    SetDiff<@Nullable Object> elements = (SetDiff<@Nullable Object>) to;
    MapDiff<@Nullable Object, @Nullable Object> keys =
        new MapDiff<>() {
          @Override
          public void added(@Nullable Object key, @Nullable Object value) {
            elements.added(key);
          }

          @Override
          public void removed(@Nullable Object key, @Nullable Object value) {
            elements.removed(key);
          }

          @Override
          public void changed(@Nullable Object key, @Nullable Object was, @Nullable Object is) {
            // A set has no values; whatever stands there is not looked at.
          }
        };
    new Walk(keys, true).nodes(older, newer);
  }

  private record Walk(MapDiff<@Nullable Object, @Nullable Object> to, boolean keysOnly) {

    void nodes(HashNode older, HashNode newer) {
      if (older == newer) {
        return;
      }
      if (older instanceof TrieNode was && newer instanceof TrieNode is) {
        places(was, is);
      } else {
        oneByOne(older, newer);
      }
    }

    private void places(TrieNode was, TrieNode is) {
      for (int rest = was.data | was.kids | is.data | is.kids; rest != 0; rest &= rest - 1) {
        int bit = rest & -rest;
        HashNode oldChild = (was.kids & bit) == 0 ? null : was.child(was.childIndex(bit));
        HashNode newChild = (is.kids & bit) == 0 ? null : is.child(is.childIndex(bit));
        int oldEntry = (was.data & bit) == 0 ? -1 : was.entryIndex(bit);
        int newEntry = (is.data & bit) == 0 ? -1 : is.entryIndex(bit);
        if (oldChild != null && newChild != null) {
          nodes(oldChild, newChild);
        } else if (oldChild != null) {
          if (newEntry < 0) {
            oldChild.forEach(to::removed);
          } else {
            allButOne(oldChild, is.slots[newEntry], is.slots[newEntry + 1], false);
          }
        } else if (newChild != null) {
          if (oldEntry < 0) {
            newChild.forEach(to::added);
          } else {
            allButOne(newChild, was.slots[oldEntry], was.slots[oldEntry + 1], true);
          }
        } else if (oldEntry < 0) {
          to.added(is.slots[newEntry], is.slots[newEntry + 1]);
        } else if (newEntry < 0) {
          to.removed(was.slots[oldEntry], was.slots[oldEntry + 1]);
        } else {
          entries(
              was.slots[oldEntry],
              was.slots[oldEntry + 1],
              is.slots[newEntry],
              is.slots[newEntry + 1]);
        }
      }
    }

    private void entries(
        @Nullable Object oldKey,
        @Nullable Object oldValue,
        @Nullable Object newKey,
        @Nullable Object newValue) {
      if (HashNode.same(newKey, oldKey)) {
        values(newKey, oldValue, newValue);
      } else {
        to.removed(oldKey, oldValue);
        to.added(newKey, newValue);
      }
    }

    private void values(
        @Nullable Object key, @Nullable Object oldValue, @Nullable Object newValue) {
      if (!keysOnly && !Objects.equals(oldValue, newValue)) {
        to.changed(key, oldValue, newValue);
      }
    }

    /** One side has a child, the other a single entry at the same place. */
    private void allButOne(
        HashNode child, @Nullable Object key, @Nullable Object value, boolean childIsNewer) {
      boolean[] met = {false};
      child.forEach((there, itsValue) -> {
        if (!met[0] && HashNode.same(key, there)) {
          met[0] = true;
          if (childIsNewer) {
            values(there, value, itsValue);
          } else {
            values(key, itsValue, value);
          }
        } else if (childIsNewer) {
          to.added(there, itsValue);
        } else {
          to.removed(there, itsValue);
        }
      });
      if (!met[0]) {
        if (childIsNewer) {
          to.removed(key, value);
        } else {
          to.added(key, value);
        }
      }
    }

    /** Collision nodes. */
    private void oneByOne(HashNode older, HashNode newer) {
      older.forEach((key, value) -> {
        if (find(newer, key) == HashNode.ABSENT) {
          to.removed(key, value);
        }
      });
      newer.forEach((key, value) -> {
        Object was = find(older, key);
        if (was == HashNode.ABSENT) {
          to.added(key, value);
        } else {
          values(key, was, value);
        }
      });
    }
  }
}
