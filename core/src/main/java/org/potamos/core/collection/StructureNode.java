package org.potamos.core.collection;

import org.jspecify.annotations.Nullable;

/**
 * A node of a persistent collection, and how to look into it: the one place outside the collections
 * that knows what all of them are made of.
 *
 * <p>What holds nothing is no node: there is one empty list, one empty trie and one empty array for
 * all collections.
 */
sealed interface StructureNode {
  /*
   * The object model by which sizes are estimated is that of HotSpot with compressed references and
   * without compact headers, which is what most programs run with: 12 bytes of header, 16 for an
   * array with its length, 4 bytes for a reference or an int, all rounded up to 8.
   */

  /** The object that stands for the node: two nodes are the same if this is the same object. */
  Object object();

  /** How large the object is, and the array that belongs to it, in bytes. */
  long bytes();

  /** Tells what is in the node, slot by slot. */
  void tellSlots(Slots to);

  /** Told what is in a node. */
  interface Slots {
    /** A slot with an element, or with a key whose value is nobody's concern. */
    void element(@Nullable Object element);

    /** A slot with a key and its value. */
    void entry(@Nullable Object key, @Nullable Object value);

    /**
     * A slot for a child.
     *
     * @param slot the name of the slot: a word, or nothing if there is only one
     * @param child the child; null if there is none
     */
    void child(String slot, @Nullable StructureNode child);
  }

  /**
   * Tells the nodes from which all nodes of a collection are reached.
   *
   * @param operation the method of {@link Sharing} that was given the collection
   */
  static void tellRoots(String operation, Object collection, Slots to) {
    switch (collection) {
      case PersistentList<?> list -> to.child("", Cell.of(list));
      case TrieVector<?> vector -> tellRoots(vector, 0, to);
      case VectorSlice<?> slice -> tellRoots(slice.trie, slice.from, to);
      case PersistentSet<?> set -> to.child("", Branch.of(set.root, false));
      case PersistentMap<?, ?> map -> to.child("", Branch.of(map.root, true));
      case PersistentSortedSet<?> set -> to.child("", Fork.of(set.root, false));
      case PersistentSortedMap<?, ?> map -> to.child("", Fork.of(map.root, true));
      default ->
          throw new IllegalArgumentException(
              operation
                  + " rejected: not a persistent collection, type="
                  + collection.getClass().getName()
                  + "; give a PersistentVector, PersistentList, PersistentSet, PersistentMap,"
                  + " PersistentSortedSet or PersistentSortedMap");
    }
  }

  private static void tellRoots(TrieVector<?> vector, int from, Slots to) {
    to.child("root", Leaves.of(vector.root, vector.shift, from));
    to.child("tail", Leaves.of(vector.tail, 0, from - (vector.size - vector.tail.length)));
  }

  /** The size of an object with so many fields, all of them references or ints. */
  private static long objectBytes(int fields) {
    return aligned(12 + 4L * fields);
  }

  private static long arrayBytes(int length) {
    return aligned(16 + 4L * length);
  }

  private static long aligned(long bytes) {
    return (bytes + 7) & -8;
  }

  /** A cell of a {@link PersistentList}: head, tail, size. */
  record Cell(PersistentList<?> object) implements StructureNode {
    static @Nullable StructureNode of(PersistentList<?> list) {
      return list.isEmpty() ? null : new Cell(list);
    }

    @Override
    public long bytes() {
      return objectBytes(3);
    }

    @Override
    public void tellSlots(Slots to) {
      to.element(object.head());
      to.child("tail", of(object.tail()));
    }
  }

  /**
   * An array of a {@link PersistentVector}.
   *
   * @param shift 0 if the array holds elements, 5 if its children do, and so on
   * @param hidden how many elements at its left were cut off
   */
  @SuppressWarnings("ArrayRecordComponent") // the array is the node, and nobody compares records
  record Leaves(@Nullable Object[] object, int shift, int hidden) implements StructureNode {
    static @Nullable StructureNode of(@Nullable Object @Nullable [] array, int shift, int hidden) {
      return array == null || array.length == 0 ? null : new Leaves(array, shift, hidden);
    }

    @Override
    public long bytes() {
      return arrayBytes(object.length);
    }

    @Override
    public void tellSlots(Slots to) {
      for (int i = 0; i < object.length; i++) {
        if (shift > 0) {
          int hiddenThere = hidden - (i << shift);
          to.child("s" + i, of((@Nullable Object @Nullable []) object[i], shift - 5, hiddenThere));
        } else if (i < hidden) {
          to.child("s" + i, null);
        } else {
          to.element(object[i]);
        }
      }
    }
  }

  /** A {@link TrieNode}: owner, size, data, kids and the array of slots. */
  record Branch(TrieNode object, boolean withValues) implements StructureNode {
    static @Nullable StructureNode of(HashNode node, boolean withValues) {
      if (node.size == 0) {
        return null;
      }
      return switch (node) {
        case TrieNode branch -> new Branch(branch, withValues);
        case CollisionNode collision -> new Collision(collision, withValues);
      };
    }

    @Override
    public long bytes() {
      return objectBytes(5) + arrayBytes(object.slots.length);
    }

    @Override
    public void tellSlots(Slots to) {
      tellEntries(object.slots, object.ownEntryEnd(), withValues, to);
      int places = object.kids;
      while (places != 0) {
        int place = Integer.numberOfTrailingZeros(places);
        places &= places - 1;
        to.child("s" + place, of(object.child(object.childIndex(1 << place)), withValues));
      }
    }

    static void tellEntries(@Nullable Object[] entries, int end, boolean withValues, Slots to) {
      for (int i = 0; i < end; i += 2) {
        tellEntry(entries[i], entries[i + 1], withValues, to);
      }
    }

    static void tellEntry(
        @Nullable Object key, @Nullable Object value, boolean withValues, Slots to) {
      if (withValues) {
        to.entry(key, value);
      } else {
        to.element(key);
      }
    }
  }

  /** A {@link CollisionNode}: owner, size, and the array of entries or the tree. */
  record Collision(CollisionNode object, boolean withValues) implements StructureNode {
    @Override
    public long bytes() {
      @Nullable Object @Nullable [] entries = object.entries;
      return objectBytes(4) + (entries == null ? 0 : arrayBytes(entries.length));
    }

    @Override
    public void tellSlots(Slots to) {
      @Nullable Object @Nullable [] entries = object.entries;
      if (entries == null) {
        to.child("tree", Fork.of(object.tree, withValues));
      } else {
        Branch.tellEntries(entries, entries.length, withValues, to);
      }
    }
  }

  /** A {@link WeightBalancedTree.Node}: key, value, left, right, size. */
  record Fork(WeightBalancedTree.Node object, boolean withValues) implements StructureNode {
    static @Nullable StructureNode of(WeightBalancedTree.@Nullable Node tree, boolean withValues) {
      return tree == null ? null : new Fork(tree, withValues);
    }

    @Override
    public long bytes() {
      return objectBytes(5);
    }

    @Override
    public void tellSlots(Slots to) {
      to.child("left", of(object.left, withValues));
      Branch.tellEntry(object.key, object.value, withValues, to);
      to.child("right", of(object.right, withValues));
    }
  }
}
