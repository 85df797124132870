package org.potamos.core.collection;

import org.jspecify.annotations.Nullable;

/** What the builders of maps and sets share: the trie in work, and who may write into it. */
@SuppressWarnings(
    "ReferenceEquality") // whether the trie has changed is known by its root's identity
abstract class HashTrieBuilder<B extends HashTrieBuilder<B>> extends ConfinedBuilder<B> {
  /*
   * Overview
   *
   * Nodes that carry the token are written in place. An operation calls users' code (hashCode, equals)
   * on its way down, and that code may call this very builder. Two rules keep such calls harmless:
   *
   *   I1  an operation that begins while another is at work, below it on the stack, lets the other's
   *       token expire. So it finds none of the other's nodes changed under it, and neither does the
   *       other: both copy.
   *   I2  an operation that ends with another root than it began with has been overtaken by one inside
   *       it, and is refused: what the inner one did stands.
   *
   * If users' code throws, atWork stays set. The next operation then takes a new token, and copies
   * what the old one had made: right, and rare.
   */

  private TrieNode root;

  /** The mark of the nodes that may be written in place; null until there is one. */
  private @Nullable EditToken token;

  /** Whether an operation is under way, or has ended by an exception. */
  private boolean atWork;

  HashTrieBuilder(TrieNode root) {
    this.root = root;
  }

  /** The trie, for looking up. */
  final TrieNode root() {
    requireUser();
    return root;
  }

  final void putEntry(@Nullable Object key, @Nullable Object value) {
    requireUser();
    TrieNode before = root;
    EditToken mine = beginEdit();
    install(before, before.putRoot(key, value, mine));
  }

  final void removeKey(@Nullable Object key) {
    requireUser();
    TrieNode before = root;
    EditToken mine = beginEdit();
    install(before, before.removeRoot(key, mine));
  }

  /** The trie as an immutable value: nothing in it will be written again. */
  final TrieNode share() {
    requireUser();
    endEdits();
    return root;
  }

  /** Puts another trie in the place of the one that {@link #share} has answered. */
  final void replace(TrieNode shared, TrieNode next) {
    requireUser();
    install(shared, next);
  }

  /** Number of entries. */
  final int count() {
    requireUser();
    return root.size;
  }

  private EditToken beginEdit() {
    EditToken mine = token;
    if (mine == null || atWork) {
      endEdits();
      mine = new EditToken();
      token = mine;
    }
    atWork = true;
    return mine;
  }

  private void endEdits() {
    if (token != null) {
      token.expire();
      token = null;
    }
  }

  private void install(TrieNode before, TrieNode next) {
    if (root != before) {
      throw new IllegalStateException(
          "builder rejected: equals or hashCode of a key has changed the builder that called it;"
              + " what it did stands, this operation is left out");
    }
    root = next;
    atWork = false;
  }
}
