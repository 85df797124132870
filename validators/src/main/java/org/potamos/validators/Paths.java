package org.potamos.validators;

import org.jspecify.annotations.Nullable;

/** Steps of paths. */
final class Paths {
  private Paths() {}

  /** To what a map has for a key; keys are shown as values are. */
  static String key(@Nullable Object key, Context context) {
    if (key instanceof CharSequence && !context.isRedacted()) {
      String shown = context.show(key);
      return "[" + withoutQuotes(shown) + "]";
    }
    return "[" + context.show(key) + "]";
  }

  /** Without those around it; where it was cut, the closing one is missing. */
  private static String withoutQuotes(String shown) {
    int start = shown.startsWith("\"") ? 1 : 0;
    int end = shown.length() - (shown.endsWith("\"") ? 1 : 0);
    return shown.substring(start, end);
  }
}
