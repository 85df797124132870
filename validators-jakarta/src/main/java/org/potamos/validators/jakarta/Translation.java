package org.potamos.validators.jakarta;

import jakarta.validation.ConstraintViolation;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.potamos.core.Violation;

/** One violation of Jakarta as one of Potamos; its path is made in {@link PathText}. */
final class Translation {
  /** The attributes that every constraint has: they say when it is checked, not what it demands. */
  private static final Set<String> COMMON =
      Set.of("groups", "message", "payload", "validationAppliesTo");

  private Translation() {}

  static Violation of(ConstraintViolation<?> violation) {
    var constraint = violation.getConstraintDescriptor();
    return new Violation(
        PathText.of(violation.getPropertyPath()),
        code(constraint.getAnnotation().annotationType().getSimpleName()),
        // an interpolator of one's own may answer null
        Objects.requireNonNullElse(violation.getMessage(), violation.getMessageTemplate()),
        arguments(constraint.getAttributes()));
  }

  /**
   * The name with its first word in lower case: {@code notNull}, {@code url} for {@code URL},
   * {@code urlList} for {@code URLList}.
   */
  static String code(String name) {
    int capitals = 0;
    while (capitals < name.length() && Character.isUpperCase(name.charAt(capitals))) {
      capitals++;
    }
    boolean lastBeginsAWord =
        capitals > 1 && capitals < name.length() && Character.isLowerCase(name.charAt(capitals));
    int word = lastBeginsAWord ? capitals - 1 : capitals;
    return name.substring(0, word).toLowerCase(Locale.ROOT) + name.substring(word);
  }

  private static List<Object> arguments(Map<String, Object> attributes) {
    Map<String, Object> telling = new TreeMap<>(attributes);
    telling.keySet().removeAll(COMMON);
    List<Object> arguments = new ArrayList<>();
    telling.values().forEach(value -> arguments.add(comparable(value)));
    return arguments;
  }

  /** Arrays are equal only to themselves, and could be written to: they become lists. */
  private static Object comparable(Object value) {
    if (!value.getClass().isArray()) {
      return value;
    }
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      elements.add(Array.get(value, i));
    }
    return Collections.unmodifiableList(elements);
  }
}
