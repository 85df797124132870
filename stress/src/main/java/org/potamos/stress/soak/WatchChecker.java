package org.potamos.stress.soak;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares what the watches of one reference were told with the changes that there were. */
final class WatchChecker {
  private WatchChecker() {}

  /** Those of one reference and one mode, in the order in which they were recorded. */
  static List<Item> told(History history, int space, int reference, int mode) {
    return history.of(Kind.WATCH).stream()
        .filter(item -> item.at(0) == space && item.at(1) == reference && item.at(2) == mode)
        .toList();
  }

  /** Every change once, in any order, versions in the order of the chain. */
  static void checkSync(String what, List<Item> told, Chain chain, Findings findings) {
    List<Item> sorted = told.stream().sorted(Comparator.comparingLong(i -> i.get(5))).toList();
    checkAll(what + ", SYNC watch", sorted, chain, findings);
  }

  /** Every change once, in order, without gaps. */
  static void checkOrdered(String what, List<Item> told, Chain chain, Findings findings) {
    checkAll(what + ", ORDERED watch", told, chain, findings);
  }

  private static void checkAll(String what, List<Item> told, Chain chain, Findings findings) {
    List<Long> values = chain.values();
    if (told.size() != values.size() - 1) {
      findings.add(
          what + " was told of " + told.size() + " changes, there were " + (values.size() - 1));
    }
    checkVersions(what, told, findings);
    for (int i = 0; i < told.size() && i + 1 < values.size(); i++) {
      Item item = told.get(i);
      if (item.get(3) != values.get(i) || item.get(4) != values.get(i + 1)) {
        findings.add(
            what
                + ": change "
                + i
                + " is told as "
                + item.get(3)
                + " -> "
                + item.get(4)
                + ", it was "
                + values.get(i)
                + " -> "
                + values.get(i + 1));
        return;
      }
    }
  }

  private static void checkVersions(String what, List<Item> told, Findings findings) {
    for (int i = 1; i < told.size(); i++) {
      if (told.get(i).get(5) <= told.get(i - 1).get(5)) {
        findings.add(
            what + ": version " + told.get(i).get(5) + " follows " + told.get(i - 1).get(5));
        return;
      }
    }
  }

  /** Some of the changes, in order, each from what it saw last, up to the last one. */
  static void checkLatest(String what, List<Item> told, Chain chain, Findings findings) {
    String name = what + ", LATEST watch";
    checkVersions(name, told, findings);
    long seen = chain.values().getFirst();
    Set<Long> before = new HashSet<>();
    for (Item item : told) {
      findings.check(
          item.get(3) == seen, name + ": old value " + item.get(3) + ", it saw " + seen + " last");
      findings.check(
          chain.position(item.get(4)) > chain.position(seen) && before.add(item.get(4)),
          name + ": " + item.get(4) + " after " + seen + " is not the order of the changes");
      seen = item.get(4);
    }
    findings.check(
        seen == chain.values().getLast(),
        name + " ends with " + seen + ", the reference with " + chain.values().getLast());
  }
}
