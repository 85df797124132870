package org.potamos.validators;

import org.jspecify.annotations.Nullable;

/** Steps of paths. */
final class Paths {
  private Paths() {}

  /** To what a map has for a key; keys are shown as values are. */
  static String key(@Nullable Object key, Context context) {
    if (key instanceof CharSequence && !context.isRedacted()) {
      String shown = context.show(key);
      return "[" + shown.replace("\"", "") + "]";
    }
    return "[" + context.show(key) + "]";
  }
}
