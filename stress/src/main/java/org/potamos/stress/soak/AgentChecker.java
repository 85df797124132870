package org.potamos.stress.soak;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks agents: each action that was taken has run exactly once or was reported not to run, those
 * that were refused or held by something that failed have not run, those of one sender ran in their
 * order, the state is what the actions that succeeded make of it, and a wait has not returned
 * before what was sent before it had begun.
 */
final class AgentChecker {
  private final History history;
  private final Findings findings;
  private final Map<Long, Item> runs = new HashMap<>();
  private final Map<Long, Item> sends = new HashMap<>();
  private final Set<Long> unrun = new HashSet<>();

  AgentChecker(History history, Findings findings) {
    this.history = history;
    this.findings = findings;
  }

  void check() {
    for (Item run : history.of(Kind.RUN)) {
      findings.check(
          runs.put(run.get(1), run) == null, name(run.get(1)) + " has run more than once");
    }
    history.of(Kind.UNRUN).forEach(item -> unrun.add(item.get(1)));
    for (Item send : history.of(Kind.SEND)) {
      findings.check(
          sends.put(send.get(0), send) == null, name(send.get(0)) + " was recorded twice");
      checkFate(send);
    }
    runs.keySet()
        .forEach(
            id -> findings.check(sends.containsKey(id), name(id) + " has run and was never sent"));
    checkStates();
    checkOrder();
    checkAwaits();
  }

  private static String name(long id) {
    return "action " + id;
  }

  private void checkFate(Item send) {
    long id = send.get(0);
    boolean ran = runs.containsKey(id);
    boolean reported = unrun.contains(id);
    switch (send.at(5)) {
      case Kind.TAKEN -> {
        findings.check(
            ran || reported, name(id) + " was taken and has neither run nor was said not to");
        findings.check(!ran || !reported, name(id) + " has run and was said not to");
        Item run = runs.get(id);
        findings.check(
            run == null || run.get(0) == send.get(1), name(id) + " has run at another agent");
      }
      case Kind.REFUSED -> findings.check(!ran, name(id) + " was refused and has run");
      default -> findings.check(!ran, name(id) + " was held by what has failed, and has run");
    }
  }

  /** The records of one agent are in the order of its actions. */
  private void checkStates() {
    Map<Long, Long> states = new HashMap<>();
    for (Item item : history.of(Kind.INITIAL)) {
      if (item.at(0) == Kind.AGENTS) {
        states.put(item.get(1), item.get(2));
      }
    }
    for (Item run : history.of(Kind.RUN)) {
      long before = states.getOrDefault(run.get(0), run.get(2));
      findings.check(
          before == run.get(2),
          "agent "
              + run.get(0)
              + ": "
              + name(run.get(1))
              + " has found another state than was left");
      findings.check(
          run.get(3) == Act.next(run.get(2), run.get(1)),
          "agent " + run.get(0) + ": " + name(run.get(1)) + " has computed something else");
      states.put(run.get(0), run.at(4) == Kind.SUCCEEDED ? run.get(3) : run.get(2));
    }
    for (Item item : history.of(Kind.FINAL)) {
      if (item.at(0) == Kind.AGENTS) {
        Long state = states.get(item.get(1));
        findings.check(
            state != null && state == item.get(2),
            "agent " + item.get(1) + " ends with another state than its actions make");
        checkWatches(item.at(1));
      }
    }
  }

  /** What the ordered watch was told: each from where the one before has led, up to the end. */
  private void checkWatches(int agent) {
    List<Item> ordered = WatchChecker.told(history, Kind.AGENTS, agent, Kind.ORDERED);
    List<Item> sync = WatchChecker.told(history, Kind.AGENTS, agent, Kind.SYNC);
    findings.check(
        ordered.size() == sync.size(),
        "agent "
            + agent
            + ": the watches were told of "
            + sync.size()
            + " and "
            + ordered.size()
            + " changes");
    long changes =
        history.of(Kind.RUN).stream()
            .filter(run -> run.at(0) == agent && run.at(4) == Kind.SUCCEEDED)
            .count();
    long told = ordered.stream().filter(item -> item.get(3) != item.get(4)).count();
    boolean isWatched = !ordered.isEmpty() || !sync.isEmpty();
    findings.check(
        !isWatched || told == changes,
        "agent " + agent + ": " + changes + " changes, the ordered watch was told of " + told);
    for (int i = 1; i < ordered.size(); i++) {
      if (ordered.get(i).get(3) != ordered.get(i - 1).get(4)
          || ordered.get(i).get(5) <= ordered.get(i - 1).get(5)) {
        findings.add("agent " + agent + ": the ordered watch was told of a gap at " + i);
        return;
      }
    }
  }

  private void checkOrder() {
    Map<String, Long> latest = new HashMap<>();
    for (Item run : history.of(Kind.RUN)) {
      Item send = sends.get(run.get(1));
      if (send != null && send.get(2) >= 0) {
        Long before = latest.put(run.get(0) + "/" + send.get(2), send.get(3));
        findings.check(
            before == null || before < send.get(3),
            "agent " + run.get(0) + ": actions of sender " + send.get(2) + " change places");
      }
    }
  }

  private void checkAwaits() {
    Map<String, List<Item>> bySender = new HashMap<>();
    for (Item send : history.of(Kind.SEND)) {
      if (send.at(5) == Kind.TAKEN && runs.containsKey(send.get(0))) {
        bySender
            .computeIfAbsent(send.get(1) + "/" + send.get(2), key -> new java.util.ArrayList<>())
            .add(send);
      }
    }
    for (Item wait : history.of(Kind.AWAITED)) {
      for (Item send : bySender.getOrDefault(wait.get(0) + "/" + wait.get(1), List.of())) {
        Item run = runs.get(send.get(0));
        if (send.get(3) <= wait.get(2) && run != null && run.get(5) >= wait.get(3)) {
          findings.add(
              "agent " + wait.get(0) + ": a wait has returned before " + name(send.get(0)));
        }
      }
    }
  }
}
