package org.potamos.validators;

import java.util.List;
import java.util.stream.Collectors;

/** What rules require, put together. */
final class Phrases {
  private static final int LONGEST = 300;
  private static final String LEFT_OUT = " or ...";

  private Phrases() {}

  /** Each rule's phrase in brackets. */
  static String joined(List<? extends Rule<?>> rules, String between) {
    return bounded(
        rules.stream().map(rule -> "(" + rule.phrase() + ")").collect(Collectors.joining(between)));
  }

  /** Adds a reason in brackets, unless there is too much already. */
  static void append(StringBuilder reasons, String reason) {
    if (reasons.length() <= LONGEST) {
      reasons.append(reasons.isEmpty() ? "" : " or ").append('(').append(reason).append(')');
    } else if (!reasons.toString().endsWith(LEFT_OUT)) {
      reasons.append(LEFT_OUT);
    }
  }

  /** On one line, and cut. */
  static String bounded(String text) {
    String line = text.replaceAll("\\R", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
