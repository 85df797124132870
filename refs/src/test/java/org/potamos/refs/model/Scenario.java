package org.potamos.refs.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which transactions each thread runs, how many slots there are, and under which rules. */
final class Scenario {

  static final int REFS = 2;

  private final String name;
  private final int slots;
  private final int initialValue;
  private final List<List<Transaction>> threads;
  private final Set<Deviation> deviations;

  /** The same transactions, numbered over all threads. */
  private final List<Transaction> transactions = new ArrayList<>();

  /** The number of each thread's first transaction. */
  private final int[] first;

  /** The id of the version that a transaction's attempt creates for a ref. */
  private final int[][][] created;

  private final List<String> versionNames = new ArrayList<>(List.of("null", "a", "b"));

  private Scenario(
      String name,
      int slots,
      int initialValue,
      List<List<Transaction>> threads,
      Set<Deviation> deviations) {
    this.name = name;
    this.slots = slots;
    this.initialValue = initialValue;
    this.threads = threads;
    this.deviations = deviations;
    this.first = new int[threads.size()];
    for (int t = 0; t < threads.size(); t++) {
      first[t] = transactions.size();
      transactions.addAll(threads.get(t));
    }
    this.created = new int[transactions.size()][][];
    for (int x = 0; x < created.length; x++) {
      Transaction transaction = transactions.get(x);
      created[x] = new int[transaction.attempts()][REFS];
      for (int attempt = 0; attempt < transaction.attempts(); attempt++) {
        for (int ref = 0; ref < REFS; ref++) {
          if ((transaction.mayWrite() & 1 << ref) != 0) {
            created[x][attempt][ref] = versionNames.size();
            versionNames.add("ab".charAt(ref) + "'" + (x + 1) + (attempt == 0 ? "" : "retry"));
          }
        }
      }
    }
  }

  /** A scenario without threads: both refs are 0, {@code slots} readers can be pinned at a time. */
  static Scenario named(String name, int slots) {
    return new Scenario(name, slots, 0, List.of(), Set.of());
  }

  Scenario startingAt(int value) {
    return new Scenario(name, slots, value, threads, deviations);
  }

  /** One more thread, which runs these transactions one after the other. */
  Scenario thread(Transaction... program) {
    List<List<Transaction>> more = new ArrayList<>(threads);
    more.add(List.of(program));
    return new Scenario(name, slots, initialValue, List.copyOf(more), deviations);
  }

  Scenario with(Deviation... more) {
    Set<Deviation> union = EnumSet.noneOf(Deviation.class);
    union.addAll(deviations);
    union.addAll(List.of(more));
    return new Scenario(name, slots, initialValue, threads, union);
  }

  boolean has(Deviation deviation) {
    return deviations.contains(deviation);
  }

  int slots() {
    return slots;
  }

  int initialValue() {
    return initialValue;
  }

  int threadCount() {
    return threads.size();
  }

  int transactionCount() {
    return transactions.size();
  }

  int versionCount() {
    return versionNames.size();
  }

  String versionName(int version) {
    return versionNames.get(version);
  }

  /** How many transactions a thread runs. */
  int length(int thread) {
    return threads.get(thread).size();
  }

  Transaction transaction(int number) {
    return transactions.get(number);
  }

  /** The number of a thread's transaction, counted over all threads. */
  int number(int thread, int index) {
    return first[thread] + index;
  }

  int created(int number, int attempt, int ref) {
    return created[number][attempt][ref];
  }

  @Override
  public String toString() {
    return deviations.isEmpty() ? name : name + " " + deviations;
  }
}
