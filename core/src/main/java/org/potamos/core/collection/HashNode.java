package org.potamos.core.collection;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node of the hash trie: a {@link TrieNode} on the levels where the hash still tells keys apart,
 * a {@link CollisionNode} below them, for keys whose hashes are wholly equal.
 */
@SuppressWarnings("ReferenceEquality") // an unchanged node or element is known by its identity
abstract sealed class HashNode permits TrieNode, CollisionNode {
  /** Bits of the hash that one level consumes. */
  static final int BITS = 5;

  /** A value to put that leaves the value of a key that is there, as {@code add} of a set does. */
  static final Object KEEP = new Object();

  /** Answered by look-ups that must tell an absent key from one whose value is null. */
  static final Object ABSENT = new Object();

  /** The token of the builder that may write in place; null if nobody ever will. */
  final @Nullable EditToken owner;

  /** How many entries are here and below. */
  int size;

  HashNode(@Nullable EditToken owner, int size) {
    this.owner = owner;
    this.size = size;
  }

  /**
   * The hash by which the trie is built. The trie consumes low bits first; folding the high half
   * into the low one spreads keys that differ in high bits only, and keeps small integers dense.
   */
  static int hashOf(@Nullable Object key) {
    if (key == null) {
      return 0;
    }
    int h = key.hashCode();
    return h ^ (h >>> 16);
  }

  /** Whether a key that is looked for is the key that is there; asks the one that is looked for. */
  static boolean same(@Nullable Object sought, @Nullable Object there) {
    return sought == there || (sought != null && sought.equals(there));
  }

  final boolean isOwnedBy(@Nullable EditToken token) {
    return token != null && owner == token && !token.isExpired();
  }

  /**
   * The value of a key.
   *
   * @param shift how many bits of the hash the levels above have consumed
   * @param absent what to answer if the key is not here
   */
  abstract @Nullable Object get(int shift, int hash, @Nullable Object key, @Nullable Object absent);

  /**
   * This node with a value put at a key. Answers {@code this} if nothing changed, and also if it
   * was written in place, which the size may tell.
   *
   * @param value the value, or {@link #KEEP}
   * @param token the token of the builder at work, or null
   */
  abstract HashNode put(
      int shift, int hash, @Nullable Object key, @Nullable Object value, @Nullable EditToken token);

  /**
   * This node without a key. Answers {@code this} as {@link #put} does. A node that keeps a single
   * entry is left to the caller, who takes the entry in its place (canonical form).
   */
  abstract HashNode remove(int shift, int hash, @Nullable Object key, @Nullable EditToken token);

  /** The key of a node that has a single entry. */
  abstract @Nullable Object onlyKey();

  /** The value of a node that has a single entry. */
  abstract @Nullable Object onlyValue();

  /** Calls {@code action} for each entry, in the order of iteration. */
  abstract void forEach(BiConsumer<@Nullable Object, @Nullable Object> action);

  /** A node of the same shape with other values; {@code this} if all values stayed. */
  abstract HashNode mapValues(BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> f);

  /** Entries of this node itself, in the order of iteration, keys and values in turn. */
  abstract @Nullable Object[] ownEntries();

  /** How many slots {@link #ownEntries} uses, from the first on. */
  abstract int ownEntryEnd();
}
