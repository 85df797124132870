package org.potamos.stress.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks atoms: the changes that the operations report make one chain without gap or fork, versions
 * count by one along it, real time is respected by writes and reads, and each watch has seen the
 * same chain.
 */
final class AtomChecker {
  private final History history;
  private final Findings findings;

  AtomChecker(History history, Findings findings) {
    this.history = history;
    this.findings = findings;
  }

  void check() {
    Map<Integer, Long> last = new HashMap<>();
    history.of(Kind.FINAL).stream()
        .filter(item -> item.at(0) == Kind.ATOMS)
        .forEach(item -> last.put(item.at(1), item.get(2)));
    for (Item item : history.of(Kind.INITIAL)) {
      if (item.at(0) == Kind.ATOMS) {
        check(item.at(1), item.get(2), last);
      }
    }
  }

  private void check(int atom, long initial, Map<Integer, Long> last) {
    String what = "atom " + atom;
    findings.check(last.containsKey(atom), what + " has no final value");
    List<Item> writes = of(Kind.ATOM_WRITE, atom);
    Chain chain = new Chain(what, initial, last.get(atom), writes, 1, findings);
    checkVersions(what, writes, chain);
    checkTime(what, writes, of(Kind.ATOM_READ, atom), chain);
    checkWatches(what, atom, chain);
  }

  private List<Item> of(Kind kind, int atom) {
    return history.of(kind).stream().filter(item -> item.at(0) == atom).toList();
  }

  private void checkWatches(String what, int atom, Chain chain) {
    WatchChecker.checkSync(
        what, WatchChecker.told(history, Kind.ATOMS, atom, Kind.SYNC), chain, findings);
    WatchChecker.checkOrdered(
        what, WatchChecker.told(history, Kind.ATOMS, atom, Kind.ORDERED), chain, findings);
    WatchChecker.checkLatest(
        what, WatchChecker.told(history, Kind.ATOMS, atom, Kind.LATEST), chain, findings);
  }

  /** The version of a value, less its position, is the same for all. */
  private void checkVersions(String what, List<Item> writes, Chain chain) {
    long offset = Long.MIN_VALUE;
    for (Item write : writes) {
      int position = chain.position(write.get(2));
      if (write.get(3) >= 0 && position >= 0) {
        long own = write.get(3) - position;
        if (offset != Long.MIN_VALUE && own != offset) {
          findings.add(what + ": version " + write.get(3) + " does not count by one");
          return;
        }
        offset = own;
      }
    }
  }

  private void checkTime(String what, List<Item> writes, List<Item> reads, Chain chain) {
    List<Chain.Event> events = new ArrayList<>();
    for (Item write : writes) {
      long position = chain.position(write.get(2));
      if (position >= 0) {
        events.add(
            new Chain.Event(
                2 * position, write.get(4), write.get(5), "the change to " + write.get(2)));
      }
    }
    for (Item read : reads) {
      long position = chain.position(read.get(1));
      if (position < 0) {
        findings.add(what + ": the value " + read.get(1) + " was read and never written");
      } else {
        events.add(
            new Chain.Event(
                2 * position + 1, read.get(2), read.get(3), "a read of " + read.get(1)));
      }
    }
    Chain.checkRealTime(what, events, findings);
  }
}
