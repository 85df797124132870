package org.potamos.stress.soak;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks buffers: what was put was taken exactly once, in the order in which it was put, after it
 * was put; what failed to be put was never taken.
 */
final class BufferChecker {
  private final History history;
  private final Findings findings;

  BufferChecker(History history, Findings findings) {
    this.history = history;
    this.findings = findings;
  }

  void check() {
    Map<Integer, Long> last = new HashMap<>();
    history.of(Kind.FINAL).stream()
        .filter(item -> item.at(0) == Kind.BUFFERS)
        .forEach(item -> last.put(item.at(1), item.get(2)));
    Map<Integer, List<Item>> puts = byBuffer(Kind.PUT);
    Map<Integer, List<Item>> takes = byBuffer(Kind.TAKE);
    for (Item item : history.of(Kind.INITIAL)) {
      if (item.at(0) == Kind.BUFFERS) {
        int buffer = item.at(1);
        List<Item> in = puts.getOrDefault(buffer, new ArrayList<>());
        List<Item> out = takes.getOrDefault(buffer, new ArrayList<>());
        in.sort(Comparator.comparingLong(put -> put.get(3)));
        out.sort(Comparator.comparingLong(take -> take.get(2)));
        check("buffer " + buffer, item.get(2), last.get(buffer), in, out);
      }
    }
    Set<Long> never = new HashSet<>();
    history.of(Kind.NOT_PUT).forEach(item -> never.add(item.get(0)));
    for (Item take : history.of(Kind.TAKE)) {
      findings.check(
          !never.contains(take.get(1)),
          "buffer " + take.at(0) + ": " + take.get(1) + " was taken, although it was not put");
    }
  }

  private Map<Integer, List<Item>> byBuffer(Kind kind) {
    Map<Integer, List<Item>> result = new HashMap<>();
    for (Item item : history.of(kind)) {
      result.computeIfAbsent(item.at(0), buffer -> new ArrayList<>()).add(item);
    }
    return result;
  }

  private void check(
      String what,
      long base,
      @org.jspecify.annotations.Nullable Long last,
      List<Item> in,
      List<Item> out) {
    checkPositions(what + ", put", base, in, 3);
    checkPositions(what + ", taken", base, out, 2);
    findings.check(
        in.size() == out.size(), what + ": " + in.size() + " were put, " + out.size() + " taken");
    findings.check(
        last != null && last == base + in.size(),
        what + ": " + in.size() + " were put, it ends at " + last + ", it began at " + base);
    checkProducers(what, in);
    for (int i = 0; i < Math.min(in.size(), out.size()); i++) {
      Item put = in.get(i);
      Item take = out.get(i);
      if (put.get(1) != take.get(1)) {
        findings.add(
            what + ": position " + put.get(3) + " had " + put.get(1) + ", taken " + take.get(1));
        return;
      }
      findings.check(
          take.get(4) > put.get(4), what + ": " + put.get(1) + " was taken before it was put");
    }
    checkTime(what + ", put", in, 3);
    checkTime(what + ", taken", out, 2);
  }

  private void checkPositions(String what, long base, List<Item> sorted, int field) {
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i).get(field) != base + i) {
        findings.add(what + ": position " + sorted.get(i).get(field) + " instead of " + (base + i));
        return;
      }
    }
  }

  private void checkProducers(String what, List<Item> in) {
    Map<Long, Long> latest = new HashMap<>();
    for (Item put : in) {
      Long before = latest.put(put.get(2), put.get(1));
      findings.check(
          before == null || before < put.get(1),
          what + ": items of producer " + put.get(2) + " overtake one another");
    }
  }

  private void checkTime(String what, List<Item> items, int field) {
    List<Chain.Event> events = new ArrayList<>();
    for (Item item : items) {
      events.add(
          new Chain.Event(
              item.get(field), item.get(field + 1), item.get(field + 2), "item " + item.get(1)));
    }
    Chain.checkRealTime(what, events, findings);
  }
}
