package org.potamos.refs.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.potamos.refs.history.History.Attempt;
import org.potamos.refs.history.History.Kind;
import org.potamos.refs.history.History.Level;
import org.potamos.refs.history.History.Operation;

/** Histories made up, right ones and wrong ones. */
final class RandomHistories {
  private RandomHistories() {}

  /** The time from one point of a serial execution to the next. */
  private static final int STEP = 1_000;

  private static final List<Level> LEVELS =
      List.of(Level.SERIALIZABLE, Level.SNAPSHOT, Level.READ_ONLY);

  /**
   * A right history in which one read was exchanged.
   *
   * @param history the wrong one
   * @param mutated the attempt with the exchanged read
   * @param isProof whether the exchange must be found
   */
  record Mutant(History history, Attempt mutated, boolean isProof) {}

  // ------------------------------------------------------------------ serial executions

  /**
   * What an execution one after the other yields, told as if the attempts had overlapped. Snapshot
   * attempts read some points before the one at which they commit.
   */
  static History serial(Random random, int attempts, int refs) {
    return new Serial(random, refs).run(attempts);
  }

  /** A committed version. */
  private record Installed(long stamp, long writer, int number) {}

  /** An execution under way. The n-th attempt commits, or reads, at the point n; n is its stamp. */
  private static final class Serial {
    private final Random random;
    private final List<List<Installed>> versions = new ArrayList<>();

    Serial(Random random, int refs) {
      this.random = random;
      for (int ref = 0; ref < refs; ref++) {
        versions.add(new ArrayList<>(List.of(new Installed(0, History.INITIAL, 0))));
      }
    }

    History run(int attempts) {
      List<Attempt> all = new ArrayList<>();
      for (int point = 1; point <= attempts; point++) {
        all.add(attempt(point));
      }
      return new History(all);
    }

    private Attempt attempt(int point) {
      Level level = LEVELS.get(random.nextInt(LEVELS.size()));
      boolean isCommitted = random.nextInt(4) != 0;
      int back = level == Level.SNAPSHOT || !isCommitted ? random.nextInt(4) : 0;
      int moment = Math.max(0, point - 1 - back);
      Body body = new Body(point, moment);
      for (int operations = 1 + random.nextInt(6); operations > 0; operations--) {
        body.step(level, isCommitted);
      }
      boolean hasChanged = isCommitted && body.commit();
      return new Attempt(
          point,
          point % 8,
          level,
          moment * (long) STEP + random.nextInt(STEP) - random.nextInt(6 * STEP),
          point * (long) STEP + random.nextInt(6 * STEP),
          isCommitted,
          hasChanged ? point : History.NO_STAMP,
          body.operations);
    }

    private Installed at(int ref, long moment) {
      List<Installed> all = versions.get(ref);
      int i = all.size() - 1;
      while (all.get(i).stamp() > moment) {
        i--;
      }
      return all.get(i);
    }

    /** The operations of one attempt. */
    private final class Body {
      private final long id;
      private final long moment;
      private final List<Operation> operations = new ArrayList<>();
      private final int[] last = new int[versions.size()];
      private final List<Integer> commuted = new ArrayList<>();
      private int writes;

      Body(long id, long moment) {
        this.id = id;
        this.moment = moment;
      }

      void step(Level level, boolean isCommitted) {
        int ref = random.nextInt(last.length);
        boolean isCurrent = !isCommitted || at(ref, id).stamp() <= moment;
        boolean mayWrite = level != Level.READ_ONLY && isCurrent && !commuted.contains(ref);
        switch (random.nextInt(6)) {
          case 0, 1 -> {
            if (!commuted.contains(ref)) {
              see(Kind.READ, ref);
            }
          }
          case 2 -> {
            if (mayWrite) {
              see(Kind.ENSURE, ref);
            }
          }
          case 3 -> {
            if (mayWrite) {
              write(ref);
            }
          }
          case 4 -> {
            if (mayWrite) {
              see(Kind.READ, ref);
              write(ref);
            }
          }
          default -> {
            if (level != Level.READ_ONLY && last[ref] == 0 && !isTouched(ref)) {
              see(Kind.PROVISIONAL, ref);
              write(ref);
              commuted.add(ref);
            }
          }
        }
      }

      private boolean isTouched(int ref) {
        return operations.stream().anyMatch(operation -> operation.ref() == ref);
      }

      private void see(Kind kind, int ref) {
        Installed seen = last[ref] != 0 ? new Installed(id, id, last[ref]) : at(ref, moment);
        operations.add(new Operation(kind, ref, seen.writer(), seen.number()));
      }

      private void write(int ref) {
        last[ref] = ++writes;
        operations.add(new Operation(Kind.WRITE, ref, id, writes));
      }

      /** Installs the writes; answers whether there were any. */
      boolean commit() {
        for (int ref : commuted) {
          Installed newest = at(ref, id);
          operations.add(new Operation(Kind.REBASE, ref, newest.writer(), newest.number()));
          write(ref);
        }
        boolean hasChanged = false;
        for (int ref = 0; ref < last.length; ref++) {
          if (last[ref] != 0) {
            versions.get(ref).add(new Installed(id, id, last[ref]));
            hasChanged = true;
          }
        }
        return hasChanged;
      }
    }
  }

  // ------------------------------------------------------------------ wrong ones

  /** Exchanges the version that one read has seen for another committed one of the same ref. */
  static Mutant exchangeRead(Random random, History history) {
    while (true) {
      int a = random.nextInt(history.attempts().size());
      Attempt attempt = history.attempts().get(a);
      if (attempt.operations().isEmpty()) {
        continue;
      }
      int o = random.nextInt(attempt.operations().size());
      Operation operation = attempt.operations().get(o);
      if ((operation.kind() != Kind.READ && operation.kind() != Kind.ENSURE)
          || operation.writer() == attempt.id()) {
        continue;
      }
      List<Operation> others = lastWrites(history, operation);
      if (others.isEmpty()) {
        continue;
      }
      Operation other = others.get(random.nextInt(others.size()));
      List<Operation> operations = new ArrayList<>(attempt.operations());
      operations.set(
          o, new Operation(operation.kind(), operation.ref(), other.writer(), other.number()));
      Attempt mutated = with(attempt, operations);
      List<Attempt> all = new ArrayList<>(history.attempts());
      all.set(a, mutated);
      boolean isProof =
          attempt.stamp() != History.NO_STAMP && attempt.level() == Level.SERIALIZABLE;
      return new Mutant(new History(all), mutated, isProof);
    }
  }

  /** The writes that others have committed to the ref, without the one that was read. */
  private static List<Operation> lastWrites(History history, Operation read) {
    List<Operation> result = new ArrayList<>();
    for (Attempt attempt : history.attempts()) {
      if (attempt.isCommitted() && attempt.id() != read.writer()) {
        attempt.operations().stream()
            .filter(o -> o.kind() == Kind.WRITE && o.ref() == read.ref())
            .reduce((earlier, later) -> later)
            .ifPresent(result::add);
      }
    }
    return result;
  }

  private static Attempt with(Attempt attempt, List<Operation> operations) {
    return new Attempt(
        attempt.id(),
        attempt.thread(),
        attempt.level(),
        attempt.begin(),
        attempt.end(),
        attempt.isCommitted(),
        attempt.stamp(),
        operations);
  }

  /**
   * Committed attempts that each read some refs, as it happens, and then write some. Most of these
   * histories are wrong.
   */
  static History arbitrary(Random random, int attempts, int refs, Level level) {
    int[][] number = new int[attempts + 1][refs];
    for (int id = 1; id <= attempts; id++) {
      int writes = 0;
      for (int ref = 0; ref < refs; ref++) {
        if (random.nextInt(2) == 0 || (ref == refs - 1 && writes == 0)) {
          number[id][ref] = ++writes;
        }
      }
    }
    List<Attempt> all = new ArrayList<>();
    for (int id = 1; id <= attempts; id++) {
      List<Operation> operations = new ArrayList<>();
      for (int ref = 0; ref < refs; ref++) {
        // mostly what a serial execution in the order of the ids would have seen
        int writer = random.nextInt(3) == 0 ? random.nextInt(attempts + 1) : id - 1;
        while (writer > 0 && (writer == id || number[writer][ref] == 0)) {
          writer--;
        }
        if (random.nextInt(3) != 0) {
          operations.add(new Operation(Kind.READ, ref, writer, number[writer][ref]));
        }
      }
      for (int ref = 0; ref < refs; ref++) {
        if (number[id][ref] != 0) {
          operations.add(new Operation(Kind.WRITE, ref, id, number[id][ref]));
        }
      }
      long begin = 10L * id - random.nextInt(30);
      all.add(new Attempt(id, id, level, begin, begin + random.nextInt(30), true, id, operations));
    }
    return new History(all);
  }
}
