package org.potamos.validators;

import org.jspecify.annotations.Nullable;

/**
 * How values appear in the messages of violations: as they are, not at all, or in part.
 *
 * {@snippet class="org.potamos.validators.ValidatorSnippets" region="redaction"}
 *
 * <p>A rule is given one by {@link Rule#shown}; it holds for everything inside that rule. What it
 * answers is cut to 60 characters, and what it throws is not let out: the message then tells only
 * the class of the value. It is asked only when a value is rejected, on the thread that proposes
 * the value.
 *
 * <p>It concerns messages and keys in paths. {@link
 * org.potamos.core.InvalidStateException#rejectedValue()} still has the value itself.
 */
@FunctionalInterface
public interface Redaction {
  /** Shows values as their {@code toString} does, text in quotes: what rules do unless told. */
  Redaction NONE = Texts::raw;

  /** Shows {@code (hidden)} in place of every value. */
  Redaction HIDDEN = value -> "(hidden)";

  /**
   * The text that stands for a value.
   *
   * @param value a value that was rejected, a part of it, its size, or the key of an entry
   * @return what may be read by whoever reads logs
   */
  String show(@Nullable Object value);
}
