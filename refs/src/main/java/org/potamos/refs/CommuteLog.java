package org.potamos.refs;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The functions that an attempt has commuted one ref by, in order; immutable, so that a nested
 * block is undone by going back to the log from before.
 *
 * @param before the functions before this one
 * @param function the function, or null if it is {@code binary}
 * @param binary the function that takes an argument, or null
 * @param argument for {@code binary}
 */
record CommuteLog(
    @Nullable CommuteLog before,
    @Nullable UnaryOperator<@Nullable Object> function,
    @Nullable BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> binary,
    @Nullable Object argument) {

  /** Of a ref that was commuted after it was set or altered: the functions have run for good. */
  static final CommuteLog FOLDED = new CommuteLog(null, null, null, null);

  boolean isFolded() {
    return function == null && binary == null;
  }

  /** Applies the last function only. */
  @Nullable Object applyLast(@Nullable Object value) {
    if (function != null) {
      return function.apply(value);
    }
    if (binary == null) {
      throw new AssertionError("a commute without a function");
    }
    return binary.apply(value, argument);
  }

  /** Applies all functions, the first one first. */
  @Nullable Object applyAll(@Nullable Object value) {
    int length = 0;
    for (CommuteLog log = this; log != null; log = log.before) {
      length++;
    }
    CommuteLog[] inOrder = new CommuteLog[length];
    for (CommuteLog log = this; log != null; log = log.before) {
      inOrder[--length] = log;
    }
    Object result = value;
    for (CommuteLog log : inOrder) {
      result = log.applyLast(result);
    }
    return result;
  }
}
