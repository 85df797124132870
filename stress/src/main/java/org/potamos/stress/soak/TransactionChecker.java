package org.potamos.stress.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks that transactions are serializable in real time, and that no attempt has seen an
 * inconsistent state, not even one that was lost.
 *
 * <p>The order of the values of a ref is told by its {@code SYNC} watch; each value was written by
 * exactly one committed transaction. From that follows the direct serialization graph. Its nodes
 * are all attempts; those that did not commit count as transactions that only read. An edge leads
 * from one that must come first to another: <em>ww</em> from the writer of a value to the writer of
 * the next, <em>wr</em> from the writer of a value to its readers, <em>rw</em> from the readers of
 * a value to the writer of the next, <em>time</em> from what had ended to what began after it. They
 * are serializable if there is no cycle (Adya, 1999).
 */
final class TransactionChecker {
  private static final int HEAD = 4;
  private static final int EACH = 4;

  private final History history;
  private final Findings findings;
  private final List<Item> transactions;
  private final Graph graph;

  /** By ref: the writer of each position of its chain; -1 for the first one. */
  private final Map<Integer, Chain> chains = new HashMap<>();

  private final Map<Integer, int[]> writers = new HashMap<>();

  TransactionChecker(History history, Findings findings) {
    this.history = history;
    this.findings = findings;
    this.transactions = history.of(Kind.TRANSACTION);
    this.graph = new Graph(transactions.size());
  }

  void check() {
    makeChains();
    findWriters();
    addEdges();
    addTime();
    List<String> cycle = graph.cycle(i -> "T" + transactions.get(i).get(0));
    findings.check(
        cycle.isEmpty(), "transactions: not serializable, cycle " + String.join(" ", cycle));
  }

  private void makeChains() {
    Map<Integer, Long> last = new HashMap<>();
    history.of(Kind.FINAL).stream()
        .filter(item -> item.at(0) == Kind.REFS)
        .forEach(item -> last.put(item.at(1), item.get(2)));
    for (Item item : history.of(Kind.INITIAL)) {
      if (item.at(0) == Kind.REFS) {
        int ref = item.at(1);
        String what = "ref " + ref;
        List<Item> told = WatchChecker.told(history, Kind.REFS, ref, Kind.SYNC);
        Chain chain = new Chain(what, item.get(2), last.get(ref), told, 3, findings);
        WatchChecker.checkSync(what, told, chain, findings);
        WatchChecker.checkOrdered(
            what, WatchChecker.told(history, Kind.REFS, ref, Kind.ORDERED), chain, findings);
        chains.put(ref, chain);
        int[] none = new int[chain.values().size()];
        java.util.Arrays.fill(none, -1);
        writers.put(ref, none);
      }
    }
  }

  /** What a transaction has done to one ref. */
  @FunctionalInterface
  private interface Access {
    void accept(int transaction, int ref, int flags, long read, long written);
  }

  private void forEach(Access access) {
    for (int i = 0; i < transactions.size(); i++) {
      Item item = transactions.get(i);
      for (int at = HEAD; at + EACH <= item.fields().length; at += EACH) {
        access.accept(i, item.at(at), item.at(at + 1), item.get(at + 2), item.get(at + 3));
      }
    }
  }

  private boolean hasCommitted(int transaction) {
    return transactions.get(transaction).get(1) == Kind.COMMITTED;
  }

  private Chain chain(int ref) {
    return java.util.Objects.requireNonNull(chains.get(ref));
  }

  private int[] writers(int ref) {
    return java.util.Objects.requireNonNull(writers.get(ref));
  }

  private void findWriters() {
    forEach((transaction, ref, flags, read, written) -> {
      if ((flags & Kind.WROTE) == 0 || !chains.containsKey(ref)) {
        return;
      }
      int position = chain(ref).position(written);
      String who = "T" + transactions.get(transaction).get(0);
      if (!hasCommitted(transaction)) {
        findings.check(
            position < 0, "ref " + ref + ": " + who + " has failed and its value is there");
      } else if (position < 0) {
        findings.add("ref " + ref + ": " + who + " has committed and its value is not there");
      } else if (writers(ref)[position] >= 0 || position == 0) {
        findings.add("ref " + ref + ": the value " + written + " was written twice");
      } else {
        writers(ref)[position] = transaction;
      }
    });
    writers.forEach((ref, all) -> {
      for (int position = 1; position < all.length; position++) {
        if (all[position] < 0) {
          findings.add(
              "ref "
                  + ref
                  + ": nobody has committed the value "
                  + chain(ref).values().get(position));
          return;
        }
      }
    });
  }

  private void addEdges() {
    writers.forEach((ref, all) -> {
      for (int position = 2; position < all.length; position++) {
        graph.edge(all[position - 1], all[position], Graph.WW, ref);
      }
    });
    forEach((transaction, ref, flags, read, written) -> {
      if ((flags & Kind.READ) == 0 || !chains.containsKey(ref)) {
        return;
      }
      int position = chain(ref).position(read);
      if (position < 0) {
        findings.add(
            "ref "
                + ref
                + ": T"
                + transactions.get(transaction).get(0)
                + " has read "
                + read
                + ", which was never committed");
        return;
      }
      graph.edge(writers(ref)[position], transaction, Graph.WR, ref);
      if (position + 1 < writers(ref).length) {
        graph.edge(transaction, writers(ref)[position + 1], Graph.RW, ref);
      }
    });
  }

  /**
   * Not an edge for each pair, but a chain of moments: from a transaction to the moment of its end,
   * from each moment to the next, and from the last moment before a begin to the transaction.
   */
  private void addTime() {
    List<Integer> byEnd = new ArrayList<>();
    for (int i = 0; i < transactions.size(); i++) {
      byEnd.add(i);
    }
    byEnd.sort(java.util.Comparator.comparingLong(i -> transactions.get(i).get(3)));
    int first = graph.addMoments(transactions.size());
    long[] ends = new long[byEnd.size()];
    for (int k = 0; k < ends.length; k++) {
      ends[k] = transactions.get(byEnd.get(k)).get(3);
      graph.edge(byEnd.get(k), first + k, Graph.TIME, 0);
      if (k > 0) {
        graph.edge(first + k - 1, first + k, Graph.TIME, 0);
      }
    }
    for (int i = 0; i < transactions.size(); i++) {
      int before = countUpTo(ends, transactions.get(i).get(2));
      if (before > 0) {
        graph.edge(first + before - 1, i, Graph.TIME, 0);
      }
    }
  }

  /** How many of the sorted numbers are not greater. */
  private static int countUpTo(long[] sorted, long limit) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
