package org.potamos.validators.jakarta;

import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The path of a violation as a text; {@link JakartaValidators} says how it looks. */
final class PathText {
  /*
   * Overview
   *
   * Jakarta's path is a list of nodes, Potamos' is a text. A node has a name, and perhaps a
   * position, an index or a key, which says where the node is in the one BEFORE it: lines[3].price
   * is "lines", then "price" at index 3. So a node is written as [position].name, and:
   *
   * 1. A node in an iterable writes its position: the index, the key, or nothing between the
   *    brackets if it has neither, as in a set.
   * 2. A node that is the key of a map, or is in one, writes .keys before the position: else key
   *    and value would have the same path. It is known by its container, a Map, and the type
   *    argument, the first; with a multimap or the like, by the name <map key>, which its
   *    extractor gives.
   * 3. A node without a name, a constraint of a class, writes none. Nor does an element with one of
   *    Jakarta's own names, <list element> and so on: its position says it all. Names that other
   *    extractors give are written.
   * 4. No text is longer than its limit, and each is one line: keys are objects of users, and paths
   *    stand in logs. The middle is left out: the beginning says where, the end says what.
   */

  private static final int LONGEST_KEY = 40;
  private static final int LONGEST_PATH = 200;

  private static final String MAP_KEY = "<map key>";

  private PathText() {}

  static String of(Path path) {
    StringBuilder text = new StringBuilder();
    for (Path.Node node : path) {
      append(text, node);
    }
    return printable(text.toString(), LONGEST_PATH);
  }

  private static void append(StringBuilder text, Path.Node node) {
    Container container = Container.of(node);
    if (node.isInIterable()) {
      if (container.isKeyOfMap() || isElementNamed(MAP_KEY, node)) {
        appendName(text, "keys");
      }
      text.append('[').append(position(node, container)).append(']');
    }
    String name = node.getName();
    if (name != null && !isStandardElement(node)) {
      appendName(text, name);
    }
  }

  private static void appendName(StringBuilder text, String name) {
    if (!text.isEmpty()) {
      text.append('.');
    }
    text.append(name);
  }

  private static boolean isStandardElement(Path.Node node) {
    return isElementNamed("<list element>", node)
        || isElementNamed("<iterable element>", node)
        || isElementNamed("<map value>", node)
        || isElementNamed(MAP_KEY, node);
  }

  private static boolean isElementNamed(String name, Path.Node node) {
    return node.getKind() == ElementKind.CONTAINER_ELEMENT && name.equals(node.getName());
  }

  private static String position(Path.Node node, Container container) {
    if (node.getIndex() != null) {
      return node.getIndex().toString();
    }
    Object key = node.getKey();
    if (key == null) {
      return container.isMap() ? "null" : "";
    }
    return printable(textOf(key), LONGEST_KEY);
  }

  /** A key whose {@code toString} fails must not hide what is wrong with the value. */
  private static String textOf(Object key) {
    try {
      return String.valueOf(key.toString());
    } catch (RuntimeException keyFailed) {
      return "?";
    }
  }

  private static String printable(String text, int limit) {
    StringBuilder printable = new StringBuilder(shortened(text, limit));
    for (int i = 0; i < printable.length(); i++) {
      char c = printable.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        printable.setCharAt(i, '?');
      }
    }
    return printable.toString();
  }

  private static String shortened(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int head = limit / 2;
    int tail = text.length() - (limit - head - 1);
    // no half of a pair
    head -= Character.isHighSurrogate(text.charAt(head - 1)) ? 1 : 0;
    tail += Character.isLowSurrogate(text.charAt(tail)) ? 1 : 0;
    return text.substring(0, head) + "…" + text.substring(tail);
  }

  /** What a node says of the container that it was taken from. */
  private record Container(@Nullable Class<?> type, @Nullable Integer argument) {

    static Container of(Path.Node node) {
      return switch (node.getKind()) {
        case PROPERTY -> {
          var property = node.as(Path.PropertyNode.class);
          yield new Container(property.getContainerClass(), property.getTypeArgumentIndex());
        }
        case BEAN -> {
          var bean = node.as(Path.BeanNode.class);
          yield new Container(bean.getContainerClass(), bean.getTypeArgumentIndex());
        }
        case CONTAINER_ELEMENT -> {
          var element = node.as(Path.ContainerElementNode.class);
          yield new Container(element.getContainerClass(), element.getTypeArgumentIndex());
        }
        default -> new Container(null, null); // parts of methods are not validated here
      };
    }

    boolean isMap() {
      return type != null && Map.class.isAssignableFrom(type);
    }

    boolean isKeyOfMap() {
      return isMap() && argument != null && argument == 0;
    }
  }
}
