package org.potamos.validators;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts of values for messages: short, on one line, whatever the value is. */
final class Texts {
  private static final int LONGEST = 60;
  private static final int MOST_ELEMENTS = 5;

  private Texts() {}

  /** What a redaction makes of a value; never throws, since a message must not hide a rejection. */
  static String shown(@Nullable Object value, Redaction redaction) {
    try {
      String text = redaction.show(value);
      return cut(text == null ? "null" : text);
    } catch (Throwable unusable) {
      String name = value == null ? "null" : value.getClass().getName();
      return cut("(" + name + ", which has no text)");
    }
  }

  /** For arguments of factories, which are part of a program. */
  static String shown(@Nullable Object value) {
    return shown(value, Redaction.NONE);
  }

  /** The text of a value: of a collection only its first elements, since it may be huge. */
  static String raw(@Nullable Object value) {
    if (value instanceof Class<?> type) {
      return type.getTypeName();
    }
    if (value instanceof CharSequence text) {
      return '"' + text.subSequence(0, Math.min(text.length(), LONGEST + 1)).toString() + '"';
    }
    if (value instanceof Collection<?> collection) {
      return elements(collection.iterator(), collection.size());
    }
    if (value instanceof Map<?, ?> map) {
      return elements(map.entrySet().iterator(), map.size());
    }
    if (value != null && value.getClass().isArray()) {
      return array(value);
    }
    return String.valueOf(value);
  }

  private static String elements(Iterator<?> iterator, int size) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < MOST_ELEMENTS && iterator.hasNext() && text.length() <= LONGEST; i++) {
      text.append(i == 0 ? "" : ", ").append(element(iterator.next()));
    }
    return end(text, size);
  }

  private static String array(Object array) {
    int size = Array.getLength(array);
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < Math.min(MOST_ELEMENTS, size); i++) {
      text.append(i == 0 ? "" : ", ").append(element(Array.get(array, i)));
    }
    return end(text, size);
  }

  private static String end(StringBuilder text, int size) {
    return size > MOST_ELEMENTS
        ? cut(text.toString()) + ", ... " + size + " in all]"
        : text.append(']').toString();
  }

  private static String element(@Nullable Object element) {
    boolean nested = element instanceof Collection || element instanceof Map;
    return nested ? "[...]" : String.valueOf(element);
  }

  /** On one line, without control characters, at most so many characters and three dots. */
  private static String cut(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), LONGEST) + 3);
    int i = 0;
    while (i < text.length() && line.length() < LONGEST) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      line.appendCodePoint(isUnfit(character) ? ' ' : character);
    }
    return i < text.length() ? line.append("...").toString() : line.toString();
  }

  /** Control characters, and what ends a line without being one. */
  static boolean isUnfit(int character) {
    return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
  }
}
