package org.potamos.refs.terms;

import org.jspecify.annotations.Nullable;
import org.potamos.core.InvalidStateException;
import org.potamos.refs.TransactionFailedException;

/** What a term can throw. */
enum Kind {
  /** A checked exception. */
  CHECKED,
  /** An unchecked one. */
  UNCHECKED,
  /** An error. */
  ERROR,
  /** A refusal of the library. */
  ILLEGAL,
  /** A validator's rejection; only at commit, so that no term can catch it. */
  INVALID;

  /** The checked exception of terms. */
  static final class CheckedFailure extends Exception {
    private static final long serialVersionUID = 1L;

    CheckedFailure() {
      super("checked", null, false, false);
    }
  }

  /** The unchecked exception of terms. */
  static final class UncheckedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncheckedFailure() {
      super("unchecked", null, false, false);
    }
  }

  /** The error of terms. */
  static final class FatalFailure extends Error {
    private static final long serialVersionUID = 1L;

    FatalFailure() {
      super("error", null, false, false);
    }
  }

  /**
   * The kind of something thrown; null for the signals of the engine and for what is unexpected.
   */
  static @Nullable Kind of(Throwable thrown) {
    return switch (thrown) {
      case CheckedFailure e -> CHECKED;
      case UncheckedFailure e -> UNCHECKED;
      case FatalFailure e -> ERROR;
      case InvalidStateException e -> INVALID;
      case TransactionFailedException e -> null;
      case IllegalStateException e -> ILLEGAL;
      default -> null;
    };
  }
}
