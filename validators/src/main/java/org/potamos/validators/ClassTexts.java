package org.potamos.validators;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Short texts in one line, whatever they are about. */
final class ClassTexts {
  private static final int LONGEST_KEY = 40;
  private static final int LONGEST_FIELD = 60;
  private static final int LONGEST_NAME = 160;

  private ClassTexts() {}

  /** The name of a class as it is written in source text. */
  static String name(Class<?> type) {
    return cut(type.getTypeName(), LONGEST_NAME);
  }

  /** The name of a class as a declaration would have it, as in {@code Order.Line.class}. */
  static String literal(Class<?> type) {
    String name = type.getCanonicalName();
    if (name == null) {
      return "TYPE.class";
    }
    String ofPackage = type.getPackageName();
    boolean inPackage = !ofPackage.isEmpty() && name.startsWith(ofPackage + ".");
    return cut(inPackage ? name.substring(ofPackage.length() + 1) : name, LONGEST_NAME) + ".class";
  }

  /** What to declare if objects of a class are immutable after all. */
  static String declaration(Class<?> type) {
    if (type.getCanonicalName() != null) {
      return "trusting(" + literal(type) + ")";
    }
    Class<?>[] interfaces = type.getInterfaces();
    Class<?> base = interfaces.length > 0 ? interfaces[0] : type.getSuperclass();
    return base == null || base == Object.class || base.getCanonicalName() == null
        ? "trusting(object.getClass())"
        : "trustingSubtypes(" + literal(base) + ")";
  }

  static String field(String name) {
    return cut(name, LONGEST_FIELD);
  }

  static String fields(List<String> names) {
    StringJoiner some = new StringJoiner(", ");
    names.stream().limit(3).map(ClassTexts::field).forEach(some::add);
    int more = names.size() - 3;
    return more > 0 ? some + " and " + more + " more" : some.toString();
  }

  /** The key of a map; its class if it has no text. */
  @SuppressWarnings("CatchAndPrintStackTrace")
  static String key(@Nullable Object key) {
    String text;
    try {
      text = String.valueOf(key);
    } catch (Throwable e) {
      if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
        throw e;
      }
      text = null;
    }
    return text != null || key == null
        ? cut(String.valueOf(text), LONGEST_KEY)
        : name(key.getClass());
  }

  /** The first of a text, without line ends and the like. */
  static String cut(String text, int longest) {
    int end = text.length();
    boolean cut = end > longest;
    if (cut) {
      end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
    }
    StringBuilder line = new StringBuilder(end + 1);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      line.append(Texts.isUnfit(c) ? ' ' : c);
    }
    return cut ? line.append('…').toString() : line.toString();
  }
}
