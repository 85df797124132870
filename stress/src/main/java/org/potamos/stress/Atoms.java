package org.potamos.stress;

import org.jspecify.annotations.Nullable;
import org.potamos.core.Atom;

/** Atoms in each of the conditions in which their changes take a different path. */
final class Atoms {
  private Atoms() {}

  /** Bare, before its first change. */
  static <T extends @Nullable Object> Atom<T> fresh(T value) {
    return Atom.of(value);
  }

  /** Bare, changed before: its swap and reset try the quick path first. */
  static <T extends @Nullable Object> Atom<T> calm(T value) {
    Atom<T> atom = Atom.of(value);
    atom.reset(value);
    return atom;
  }

  /** Observed, without validator and watches. */
  static <T extends @Nullable Object> Atom<T> observed(T value) {
    Atom<T> atom = Atom.of(value);
    atom.version();
    return atom;
  }
}
