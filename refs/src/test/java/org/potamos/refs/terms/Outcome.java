package org.potamos.refs.terms;

import java.util.List;
import java.util.Map;

/**
 * What running a term led to.
 *
 * @param result the value, what was thrown, or that the term waits
 * @param state the values of all refs afterwards
 * @param events watches, commits, effects and hooks, in order
 * @param rollbacks hooks of afterRollback, in order
 * @param traces what each attempt has seen, in order; of the interpreter there is one
 * @param fewestCommutes how often commute functions must have run at least
 * @param mostCommutes how often commute functions may have run at most
 */
record Outcome(
    String result,
    Map<Integer, Integer> state,
    List<String> events,
    List<String> rollbacks,
    List<List<String>> traces,
    int fewestCommutes,
    int mostCommutes) {

  /** It waits for a change. */
  static final String WAITS = "waits";

  /** It would wait, but has read nothing. */
  static final String WAITS_IN_VAIN = "waits in vain";

  /** One of both: whether what it did is a read is left open. */
  static final String WAITS_SOMEHOW = "waits, perhaps in vain";

  boolean waits() {
    return result.startsWith(WAITS);
  }

  /** Without what a first attempt left, which another one has followed. */
  Outcome asRunOnce(Outcome expected) {
    return new Outcome(
        result,
        state,
        events,
        rollbacks.subList(
            Math.max(0, rollbacks.size() - expected.rollbacks.size()), rollbacks.size()),
        traces.subList(traces.size() - 1, traces.size()),
        expected.fewestCommutes,
        expected.mostCommutes);
  }

  static String value(int value) {
    return "value " + Op.show(value);
  }

  static String thrown(Kind kind) {
    return "thrown " + kind;
  }

  /** What another outcome differs in; empty if in nothing. */
  String difference(Outcome actual) {
    boolean sameResult =
        result.equals(actual.result) || (result.equals(WAITS_SOMEHOW) && actual.waits());
    StringBuilder text = new StringBuilder();
    note(text, sameResult, "result", result, actual.result);
    note(text, state.equals(actual.state), "state", state, actual.state);
    note(text, events.equals(actual.events), "events", events, actual.events);
    note(text, rollbacks.equals(actual.rollbacks), "rollbacks", rollbacks, actual.rollbacks);
    note(text, traces.equals(actual.traces), "what was seen", traces, actual.traces);
    note(
        text,
        waits()
            || (actual.fewestCommutes >= fewestCommutes && actual.fewestCommutes <= mostCommutes),
        "runs of commute functions",
        fewestCommutes + ".." + mostCommutes,
        actual.fewestCommutes);
    return text.toString();
  }

  private static void note(
      StringBuilder text, boolean same, String what, Object expected, Object actual) {
    if (!same) {
      text.append("  ").append(what).append(": expected ").append(expected);
      text.append(" but was ").append(actual).append('\n');
    }
  }
}
