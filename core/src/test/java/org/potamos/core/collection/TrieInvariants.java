package org.potamos.core.collection;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a hash trie is well formed and canonical, and whether two tries have the same shape.
 *
 * <p>Deliberately written from the description of the form alone: it shares no code with the tries
 * but the names of their fields.
 */
@SuppressWarnings("ReferenceEquality") // that it is the same object is what is tested
final class TrieInvariants {
  /*
   * The form:
   *
   *   T1  no slot is both entry and child: data & kids == 0
   *   T2  slots holds the entries (key, value, ...), then the children, and nothing else
   *   T3  size counts the entries at and below a node
   *   T4  a key lies where its hash says, 5 bits a level, the low ones first
   *   T5  a child holds at least two entries: a single one belongs to its parent (canonical)
   *   T6  below the last level there are collision nodes, of at least two unequal keys of one hash
   *   T7  a collision node is a tree if and only if it holds more than 8 keys of one class, which is
   *       Comparable to itself, and no two of which tie
   */
  private static final int LAST_LEVEL_SHIFT = 30;
  private static final int MOST_LINEAR_KEYS = 8;

  private final boolean hasValues;

  private TrieInvariants(boolean hasValues) {
    this.hasValues = hasValues;
  }

  static void check(PersistentMap<?, ?> map) {
    new TrieInvariants(true).checkRoot(map.root);
  }

  static void check(PersistentSet<?> set) {
    new TrieInvariants(false).checkRoot(set.root);
  }

  /** What the tries are to do with a hash code: fold the high half into the low one. */
  static int folded(@Nullable Object key) {
    int code = Objects.hashCode(key);
    return code ^ (code >>> 16);
  }

  private void checkRoot(TrieNode root) {
    checkNode(root, 0, 0, "root");
  }

  /** {@return the number of entries at and below the node} */
  private int checkNode(HashNode node, int shift, int prefix, String path) {
    if (shift > LAST_LEVEL_SHIFT) {
      require(node instanceof CollisionNode, "T6 no collision node below the last level", path);
      return checkCollision((CollisionNode) node, prefix, path);
    }
    require(node instanceof TrieNode, "T6 a collision node above the last level", path);
    TrieNode trie = (TrieNode) node;
    require((trie.data & trie.kids) == 0, "T1 a slot is both entry and child", path);
    int entries = Integer.bitCount(trie.data);
    int children = Integer.bitCount(trie.kids);
    require(trie.slots.length == 2 * entries + children, "T2 length=", trie.slots.length, path);
    int size = entries;
    int nextEntry = 0;
    int nextChild = trie.slots.length - 1;
    for (int i = 0; i < 32; i++) {
      int bit = 1 << i;
      if ((trie.data & bit) != 0) {
        String here = path + "/" + i;
        checkEntry(trie, nextEntry, prefix | i << shift, shift, here);
        nextEntry += 2;
      } else if ((trie.kids & bit) != 0) {
        String here = path + "/" + i;
        require(trie.slots[nextChild] instanceof HashNode, "T2 a child's place has no node", here);
        HashNode child = (HashNode) Objects.requireNonNull(trie.slots[nextChild]);
        int below = checkNode(child, shift + 5, prefix | i << shift, here);
        require(below >= 2, "T5 a child holds entries=", below, here);
        size += below;
        nextChild--;
      }
    }
    require(trie.size == size, "T3 size=", trie.size, path);
    return size;
  }

  private void checkEntry(TrieNode trie, int index, int place, int shift, String path) {
    Object key = trie.slots[index];
    int mask = shift == LAST_LEVEL_SHIFT ? -1 : (1 << (shift + 5)) - 1;
    require((folded(key) & mask) == place, "T4 hash=", folded(key), path);
    checkValue(trie.slots[index + 1], path);
  }

  private void checkValue(@Nullable Object value, String path) {
    require(
        !hasValues
            || (value != HashNode.ABSENT && value != HashNode.KEEP && !(value instanceof HashNode)),
        "T2 a mark or a node stands in the place of a value",
        path);
  }

  private int checkCollision(CollisionNode node, int hash, String path) {
    require((node.entries == null) != (node.tree == null), "T7 two forms, or none", path);
    List<@Nullable Object> keys = new ArrayList<>();
    node.forEach((key, value) -> {
      keys.add(key);
      checkValue(value, path);
    });
    if (node.entries != null) {
      require(
          node.entries.length == 2 * keys.size(), "T2 entries.length=", node.entries.length, path);
      for (int i = 0; i < keys.size(); i++) {
        require(node.entries[2 * i] == keys.get(i), "T2 forEach and entries differ", path);
      }
    }
    require(keys.size() >= 2, "T6 a collision node holds entries=", keys.size(), path);
    require(node.size == keys.size(), "T3 size=", node.size, path);
    for (Object key : keys) {
      require(folded(key) == hash, "T4 hash=", folded(key), path);
    }
    Set<@Nullable Object> unequal = new HashSet<>(keys);
    require(unequal.size() == keys.size(), "T6 two keys are equal", path);
    require((node.tree != null) == belongInATree(keys), "T7 another form is due", path);
    return keys.size();
  }

  private static boolean belongInATree(List<@Nullable Object> keys) {
    if (keys.size() <= MOST_LINEAR_KEYS) {
      return false;
    }
    Object first = keys.get(0);
    if (first == null || !isComparableToItself(first.getClass())) {
      return false;
    }
    for (Object key : keys) {
      if (key == null || key.getClass() != first.getClass()) {
        return false;
      }
    }
    for (int i = 0; i < keys.size(); i++) {
      for (int j = i + 1; j < keys.size(); j++) {
        if (compare(keys.get(i), keys.get(j)) == 0) {
          return false;
        }
      }
    }
    return true;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the caller has seen that both are of one class
  private static int compare(@Nullable Object a, @Nullable Object b) {
    return ((Comparable<@Nullable Object>) a).compareTo(b);
  }

  private static boolean isComparableToItself(Class<?> type) {
    for (Type face : type.getGenericInterfaces()) {
      if (face instanceof ParameterizedType generic
          && generic.getRawType() == Comparable.class
          && generic.getActualTypeArguments()[0] == type) {
        return true;
      }
    }
    return false;
  }

  /**
   * Requires that two tries of equal content agree node by node. Only the order within a collision
   * node may differ.
   */
  static void checkSameShape(PersistentMap<?, ?> a, PersistentMap<?, ?> b) {
    new TrieInvariants(true).checkSame(a.root, b.root, "root");
  }

  /** As for maps; the values behind a set's keys are nobody's business. */
  static void checkSameShape(PersistentSet<?> a, PersistentSet<?> b) {
    new TrieInvariants(false).checkSame(a.root, b.root, "root");
  }

  private void checkSame(@Nullable Object a, @Nullable Object b, String path) {
    if (a instanceof TrieNode x && b instanceof TrieNode y) {
      require(x.data == y.data && x.kids == y.kids, "shape: the bitmaps differ", path);
      require(x.size == y.size, "shape: sizes differ, " + x.size + " and " + y.size, path);
      int entryEnd = 2 * Integer.bitCount(x.data);
      for (int i = 0; i < entryEnd; i += 2) {
        require(Objects.equals(x.slots[i], y.slots[i]), "shape: the keys differ", path + "#" + i);
        require(
            !hasValues || Objects.equals(x.slots[i + 1], y.slots[i + 1]),
            "shape: the values differ",
            path + "#" + i);
      }
      for (int i = entryEnd; i < x.slots.length; i++) {
        checkSame(x.slots[i], y.slots[i], path + "#" + i);
      }
    } else if (a instanceof CollisionNode x && b instanceof CollisionNode y) {
      require((x.tree == null) == (y.tree == null), "shape: tree and array", path);
      require(contentOf(x).equals(contentOf(y)), "shape: collision nodes differ", path);
    } else {
      require(false, "shape: two kinds of nodes", path);
    }
  }

  private Set<List<@Nullable Object>> contentOf(CollisionNode node) {
    Set<List<@Nullable Object>> content = new HashSet<>();
    node.forEach((key, value) -> {
      List<@Nullable Object> pair = new ArrayList<>();
      pair.add(key);
      pair.add(hasValues ? value : null);
      content.add(pair);
    });
    return content;
  }

  /** As below; the text is only made if it is needed. */
  private static void require(boolean holds, String what, int fact, String path) {
    if (!holds) {
      require(false, what + fact, path);
    }
  }

  private static void require(boolean holds, String what, String path) {
    if (!holds) {
      throw new AssertionError("trie invariant " + what + ", path=" + path);
    }
  }
}
