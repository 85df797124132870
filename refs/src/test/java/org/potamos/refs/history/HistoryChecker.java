package org.potamos.refs.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.potamos.refs.history.History.Attempt;
import org.potamos.refs.history.History.Kind;
import org.potamos.refs.history.History.Level;
import org.potamos.refs.history.History.Operation;

/**
 * Decides whether a recorded {@link History} can come from an engine that keeps its promises, and
 * says what is wrong if it cannot.
 *
 * <ul>
 *   <li>All attempts, committed or not: what was read was written, by an attempt that has
 *       committed, and was its last word; own writes are seen; everything that was read was current
 *       at one moment that does not lie before the begin of the attempt (opacity).
 *   <li>Commits: stamps are unique and follow real time; no update is lost.
 *   <li>{@link Level#SERIALIZABLE} and {@link Level#READ_ONLY}: strictly serializable. What a
 *       serializable attempt has read is current at its stamp.
 *   <li>{@link Level#SNAPSHOT}: the first committer wins, what was ensured is current at the stamp,
 *       and there is no cycle but those with two neighbouring read-write edges (write skew).
 * </ul>
 */
final class HistoryChecker {

  /*
   * Overview
   *
   * A slot stands for one version. The slots of a ref lie side by side, the initial version first,
   * the others by stamp; so slot + 1 is what replaced a version, if it belongs to the same ref. A
   * version is current at the moments m with stamp(slot) <= m < stamp(slot + 1); a moment is a
   * stamp.
   *
   *   step        what it finds out
   *   1 index     attempts by id
   *   2 own       per attempt: its last write to each ref; its reads of what it wrote itself
   *   3 order     slots
   *   4 reads     per attempt: the slots that it read, and what they mean to it
   *   5 floors    per attempt: the last moment that had been seen before it began
   *   6 moments   per attempt: is there one moment that explains all its reads?
   *   7 commits   per committed attempt: was what it depends on still current?
   *   8 cycles    independent of stamps, except for the order of the versions of one ref
   *
   * Steps 6 and 7 are exact and linear, and with a correct order of stamps they imply step 8. Step
   * 8 is there since it does not depend on the meaning of stamps: it is the definition.
   *
   * Edges. ww: from a version's writer to that of the next; wr: to a reader; rw: from a reader to
   * the writer of the next. Real time would need an edge from each attempt to each that began after
   * its end. Instead the ends, sorted, form a chain of barriers: each attempt leads to the barrier
   * of its end, and from the last barrier before its begin. That is three edges per attempt.
   *
   * Two graphs. In the first, rw edges leave a snapshot attempt that has changed something only
   * from what it has ensured: nothing else was promised to it about what it only read (the mixed
   * serialization graph of Adya's thesis). In the second they all do, and cycles count if no two
   * neighbouring edges are rw. To find these, each attempt is there twice, as entered by an rw edge
   * and as entered by another; rw edges leave the second only.
   *
   * Commutes. A function that runs again at the commit is handed the newest version, outside of the
   * snapshot: Kind.REBASE. It must build on the version before its own, but belongs to no moment of
   * the body. What the body saw of it (Kind.PROVISIONAL) then promises nothing about the commit. If
   * the function did not run again, since the body went on to read or change the ref, it was a
   * read.
   */

  /** Of each kind of violation so many are described; the others are counted. */
  private static final int DESCRIBED = 4;

  private static final int MOST_STEPS_DESCRIBED = 24;

  private static final int NOWHERE = -1;
  private static final long FOREVER = Long.MAX_VALUE;

  // what a read means to its attempt
  private static final int IN_BODY = 1;
  private static final int DEPENDS = 2;
  private static final int ENSURED = 4;
  private static final int REBASED = 8;

  // labels of edges: the kind in the lowest bits, the ref above
  private static final int WW = 0;
  private static final int WR = 1;
  private static final int RW = 2;
  private static final int TIME = 3;

  private final List<Attempt> attempts;
  private final int size;
  private final Map<Long, Integer> indexOfId;
  private final int refs;

  /** The last writes of attempt a: entries writeStart[a] up to writeStart[a + 1] of the arrays. */
  private final int[] writeStart;

  private final IntList writeRef = new IntList();
  private final IntList writeNumber = new IntList();
  private int[] writeSlot = new int[0];

  private int[] slotStart = new int[0];
  private int[] slotWriter = new int[0];
  private long[] slotStamp = new long[0];
  private int[] slotRef = new int[0];

  /** The reads of versions of others, as the writes. */
  private final int[] readStart;

  private final IntList readSlot = new IntList();
  private final IntList readMeaning = new IntList();

  /** By begin and by end: numbers of attempts. */
  private int[] byBegin = new int[0];

  private int[] byEnd = new int[0];

  private final long[] newestSeen;
  private final long[] firstLost;
  private final long[] floor;

  private final Map<Violation.Kind, Long> counts = new EnumMap<>(Violation.Kind.class);
  private final List<Violation> violations = new ArrayList<>();

  private HistoryChecker(History history) {
    attempts = history.attempts();
    size = attempts.size();
    indexOfId = HashMap.newHashMap(size);
    writeStart = new int[size + 1];
    readStart = new int[size + 1];
    newestSeen = new long[size];
    firstLost = new long[size];
    floor = new long[size];
    int highest = -1;
    for (int a = 0; a < size; a++) {
      if (indexOfId.put(attempts.get(a).id(), a) != null) {
        throw new IllegalArgumentException("two attempts with id " + attempts.get(a).id());
      }
      for (Operation operation : attempts.get(a).operations()) {
        highest = Math.max(highest, operation.ref());
      }
    }
    refs = highest + 1;
  }

  /** Checks a history. */
  static Report check(History history) {
    HistoryChecker checker = new HistoryChecker(history);
    checker.findOwnWrites();
    checker.orderVersions();
    checker.resolveReads();
    checker.findFloors();
    checker.checkMoments();
    checker.checkCommits();
    checker.checkCycles();
    return new Report(history, checker.counts, checker.violations);
  }

  /**
   * What a check has found.
   *
   * @param history what was checked
   * @param counts how often each kind of violation was found
   * @param violations the first few of each kind
   */
  record Report(History history, Map<Violation.Kind, Long> counts, List<Violation> violations) {
    boolean isClean() {
      return counts.isEmpty();
    }

    Set<Violation.Kind> kinds() {
      return counts.keySet();
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      text.append(history.attempts().size()).append(" attempts, violations ").append(counts);
      violations.forEach(violation -> text.append("\n  ").append(violation));
      return text.toString();
    }
  }

  // ------------------------------------------------------------------ 2 own writes

  private void findOwnWrites() {
    OwnWrites own = new OwnWrites(refs);
    for (int a = 0; a < size; a++) {
      Attempt attempt = attempts.get(a);
      for (Operation operation : attempt.operations()) {
        if (operation.kind() != Kind.WRITE && operation.kind() != Kind.ROLLBACK) {
          checkOwn(a, operation, own);
        }
        own.apply(operation);
      }
      writeStart[a] = writeRef.size;
      own.collect(writeRef, writeNumber);
    }
    writeStart[size] = writeRef.size;
  }

  private void checkOwn(int a, Operation operation, OwnWrites own) {
    boolean isOwn = operation.writer() == attempts.get(a).id();
    int last = own.last(operation.ref());
    boolean isRebaseOfAnother =
        operation.kind() == Kind.REBASE && !(isOwn && own.isRebased(operation.ref()));
    boolean isRight = isRebaseOfAnother || (isOwn ? operation.number() == last : last == 0);
    if (!isRight) {
      found(
          Violation.Kind.OWN_WRITE_NOT_SEEN,
          "%s after its write %d, in %s",
          operation,
          last,
          attempts.get(a));
    }
    if (isOwn && operation.kind() == Kind.REBASE && !own.isRebased(operation.ref())) {
      found(
          Violation.Kind.LOST_UPDATE,
          "%s: at the commit a commute was applied to its own result, in %s",
          operation,
          attempts.get(a));
    }
  }

  /** The last writes of one attempt, while its operations are replayed. */
  private static final class OwnWrites {
    private final int[] last;
    private final boolean[] rebased;
    private final IntList touched = new IntList();

    /** For a rollback: which ref had which number before each operation so far. */
    private final IntList undoRef = new IntList();

    private final IntList undoNumber = new IntList();

    OwnWrites(int refs) {
      last = new int[refs];
      rebased = new boolean[refs];
    }

    int last(int ref) {
      return last[ref];
    }

    boolean isRebased(int ref) {
      return rebased[ref];
    }

    void apply(Operation operation) {
      undoRef.add(operation.ref());
      undoNumber.add(operation.kind() == Kind.WRITE ? last[operation.ref()] : NOWHERE);
      switch (operation.kind()) {
        case WRITE -> {
          last[operation.ref()] = operation.number();
          touched.add(operation.ref());
        }
        case REBASE -> {
          rebased[operation.ref()] = true;
          touched.add(operation.ref());
        }
        case ROLLBACK -> {
          for (int i = undoRef.size - 1; i >= operation.number(); i--) {
            if (undoNumber.get(i) != NOWHERE) {
              last[undoRef.get(i)] = undoNumber.get(i);
              undoNumber.set(i, NOWHERE);
            }
          }
        }
        case READ, ENSURE, PROVISIONAL -> {}
      }
    }

    /** Hands over what is left, and starts anew. */
    void collect(IntList refs, IntList numbers) {
      for (int i = 0; i < touched.size; i++) {
        int ref = touched.get(i);
        if (last[ref] != 0) {
          refs.add(ref);
          numbers.add(last[ref]);
        }
        last[ref] = 0;
        rebased[ref] = false;
      }
      touched.clear();
      undoRef.clear();
      undoNumber.clear();
    }
  }

  // ------------------------------------------------------------------ 3 order of the versions

  private void orderVersions() {
    long[] stamps = new long[size];
    for (int a = 0; a < size; a++) {
      stamps[a] = attempts.get(a).stamp();
    }
    int[] byStamp = order(stamps);
    int[] count = new int[refs + 1];
    for (int a = 0; a < size; a++) {
      if (attempts.get(a).isCommitted()) {
        for (int w = writeStart[a]; w < writeStart[a + 1]; w++) {
          count[writeRef.get(w) + 1]++;
        }
      }
    }
    for (int ref = 0; ref < refs; ref++) {
      count[ref + 1] += count[ref] + 1;
    }
    slotStart = count;
    int slots = count[refs];
    slotWriter = new int[slots];
    slotStamp = new long[slots];
    slotRef = new int[slots];
    writeSlot = new int[writeRef.size];
    Arrays.fill(writeSlot, NOWHERE);
    int[] next = Arrays.copyOf(count, refs);
    for (int ref = 0; ref < refs; ref++) {
      addSlot(next, ref, NOWHERE, History.NO_STAMP);
    }
    int previous = NOWHERE;
    for (int a : byStamp) {
      if (!attempts.get(a).isCommitted()) {
        continue;
      }
      if (stamps[a] == History.NO_STAMP) {
        if (writeStart[a] < writeStart[a + 1]) {
          found(Violation.Kind.MISSING_STAMP, "%s", attempts.get(a));
        }
      } else {
        if (previous != NOWHERE && stamps[previous] == stamps[a]) {
          found(
              Violation.Kind.DUPLICATE_STAMP, "%s and %s", attempts.get(previous), attempts.get(a));
        }
        previous = a;
      }
      for (int w = writeStart[a]; w < writeStart[a + 1]; w++) {
        writeSlot[w] = addSlot(next, writeRef.get(w), a, stamps[a]);
      }
    }
  }

  private int addSlot(int[] next, int ref, int writer, long stamp) {
    int slot = next[ref]++;
    slotRef[slot] = ref;
    slotWriter[slot] = writer;
    slotStamp[slot] = stamp;
    return slot;
  }

  private boolean isLast(int slot) {
    return slot + 1 == slotStart[slotRef[slot] + 1];
  }

  /** The moment from which on the version is no longer current. */
  private long replacedAt(int slot) {
    return isLast(slot) ? FOREVER : slotStamp[slot + 1];
  }

  // ------------------------------------------------------------------ 4 reads

  private void resolveReads() {
    boolean[] rebased = new boolean[refs];
    for (int a = 0; a < size; a++) {
      readStart[a] = readSlot.size;
      List<Operation> operations = attempts.get(a).operations();
      boolean hasRollback = false;
      for (Operation operation : operations) {
        rebased[operation.ref()] |= operation.kind() == Kind.REBASE;
        hasRollback |= operation.kind() == Kind.ROLLBACK;
      }
      for (int i = 0; i < operations.size(); i++) {
        Operation operation = operations.get(i);
        if (operation.kind() == Kind.WRITE
            || operation.kind() == Kind.ROLLBACK
            || operation.writer() == attempts.get(a).id()) {
          continue;
        }
        int slot = slotOf(a, operation);
        if (slot == NOWHERE) {
          continue;
        }
        boolean undone = hasRollback && isUndone(operations, i);
        int meaning =
            switch (operation.kind()) {
              case READ -> IN_BODY | DEPENDS;
              case ENSURE -> IN_BODY | DEPENDS | (undone ? 0 : ENSURED);
              case PROVISIONAL -> IN_BODY | (undone || rebased[operation.ref()] ? 0 : DEPENDS);
              case REBASE -> DEPENDS | REBASED;
              case WRITE, ROLLBACK -> throw new AssertionError(operation);
            };
        for (int r = readStart[a]; r < readSlot.size; r++) {
          if ((readMeaning.get(r) & meaning & IN_BODY) != 0
              && readSlot.get(r) != slot
              && slotRef[readSlot.get(r)] == slotRef[slot]) {
            found(Violation.Kind.NON_REPEATABLE_READ, "%s in %s", operation, attempts.get(a));
          }
        }
        readSlot.add(slot);
        readMeaning.add(meaning);
      }
      for (Operation operation : operations) {
        rebased[operation.ref()] = false;
      }
    }
    readStart[size] = readSlot.size;
  }

  private static boolean isUndone(List<Operation> operations, int i) {
    for (int later = i + 1; later < operations.size(); later++) {
      Operation operation = operations.get(later);
      if (operation.kind() == Kind.ROLLBACK && operation.number() <= i) {
        return true;
      }
    }
    return false;
  }

  private int slotOf(int a, Operation operation) {
    if (operation.writer() == History.INITIAL) {
      return slotStart[operation.ref()];
    }
    Attempt reader = attempts.get(a);
    int writer = indexOfId.getOrDefault(operation.writer(), NOWHERE);
    if (writer == NOWHERE) {
      found(Violation.Kind.INVENTED_VERSION, "%s in %s", operation, reader);
      return NOWHERE;
    }
    Attempt source = attempts.get(writer);
    if (source.begin() > reader.end()) {
      found(Violation.Kind.FUTURE_READ, "%s in %s, from %s", operation, reader, source);
    }
    for (int w = writeStart[writer]; w < writeStart[writer + 1]; w++) {
      if (writeSlot[w] != NOWHERE
          && writeRef.get(w) == operation.ref()
          && writeNumber.get(w) == operation.number()) {
        return writeSlot[w];
      }
    }
    Violation.Kind kind;
    if (!hasWritten(source, operation)) {
      kind = Violation.Kind.INVENTED_VERSION;
    } else if (source.isCommitted()) {
      kind = Violation.Kind.INTERMEDIATE_READ;
    } else if (source.end() < reader.begin()) {
      kind = Violation.Kind.ABORTED_READ;
    } else {
      kind = Violation.Kind.DIRTY_READ;
    }
    found(kind, "%s in %s, from %s", operation, reader, source);
    return NOWHERE;
  }

  private static boolean hasWritten(Attempt attempt, Operation read) {
    for (Operation operation : attempt.operations()) {
      if (operation.kind() == Kind.WRITE
          && operation.ref() == read.ref()
          && operation.number() == read.number()) {
        return true;
      }
    }
    return false;
  }

  // ------------------------------------------------------------------ 5 floors

  private void findFloors() {
    long[] begins = new long[size];
    long[] ends = new long[size];
    for (int a = 0; a < size; a++) {
      begins[a] = attempts.get(a).begin();
      ends[a] = attempts.get(a).end();
      newestSeen[a] = History.NO_STAMP;
      firstLost[a] = FOREVER;
      for (int r = readStart[a]; r < readStart[a + 1]; r++) {
        if ((readMeaning.get(r) & IN_BODY) != 0) {
          newestSeen[a] = Math.max(newestSeen[a], slotStamp[readSlot.get(r)]);
          firstLost[a] = Math.min(firstLost[a], replacedAt(readSlot.get(r)));
        }
      }
    }
    byBegin = order(begins);
    byEnd = order(ends);
    long seen = History.NO_STAMP;
    int ended = 0;
    for (int a : byBegin) {
      while (ended < size && ends[byEnd[ended]] < begins[a]) {
        int other = byEnd[ended++];
        seen = Math.max(seen, Math.max(attempts.get(other).stamp(), newestSeen[other]));
      }
      floor[a] = seen;
    }
  }

  // ------------------------------------------------------------------ 6 one moment for all reads

  private void checkMoments() {
    for (int a = 0; a < size; a++) {
      Attempt attempt = attempts.get(a);
      if (newestSeen[a] >= firstLost[a]) {
        found(
            Violation.Kind.INCONSISTENT_SNAPSHOT,
            "saw a commit with stamp %d and not that with stamp %d: %s",
            newestSeen[a],
            firstLost[a],
            attempt);
      } else if (floor[a] >= firstLost[a]) {
        found(
            Violation.Kind.STALE_SNAPSHOT,
            "stamp %d had been seen before it began, and it did not see stamp %d: %s",
            floor[a],
            firstLost[a],
            attempt);
      }
      if (attempt.stamp() != History.NO_STAMP && attempt.stamp() <= floor[a]) {
        found(
            Violation.Kind.STAMP_AGAINST_TIME,
            "stamp %d had been seen before it began: %s",
            floor[a],
            attempt);
      }
    }
  }

  // ------------------------------------------------------------------ 7 commits

  private void checkCommits() {
    for (int a = 0; a < size; a++) {
      if (!hasChanged(a)) {
        continue;
      }
      Attempt attempt = attempts.get(a);
      boolean isSnapshot = attempt.level() == Level.SNAPSHOT;
      for (int r = readStart[a]; r < readStart[a + 1]; r++) {
        int slot = readSlot.get(r);
        int meaning = readMeaning.get(r);
        int own = ownSlot(a, slotRef[slot]);
        boolean isRebasedRef = isSnapshot && own != NOWHERE && isRebased(a, slotRef[slot]);
        boolean builtOn =
            own != NOWHERE
                && (meaning & DEPENDS) != 0
                && (!isRebasedRef || (meaning & (REBASED | ENSURED)) != 0);
        if (builtOn && own != slot + 1) {
          found(
              Violation.Kind.LOST_UPDATE,
              "read %s, replaced %s: %s",
              version(slot),
              version(own - 1),
              attempt);
        } else if (own == NOWHERE
            && isBinding(a, meaning)
            && (replacedAt(slot) < attempt.stamp() || slotStamp[slot] >= attempt.stamp())) {
          found(
              isSnapshot ? Violation.Kind.ENSURE_BROKEN : Violation.Kind.READ_CHANGED_BEFORE_COMMIT,
              "read %s, which was replaced by stamp %d: %s",
              version(slot),
              replacedAt(slot),
              attempt);
        }
      }
      if (isSnapshot) {
        checkFirstCommitter(a);
      }
    }
  }

  private void checkFirstCommitter(int a) {
    for (int w = writeStart[a]; w < writeStart[a + 1]; w++) {
      int replaced = writeSlot[w] - 1;
      if (slotStamp[replaced] >= firstLost[a] && !isRebased(a, writeRef.get(w))) {
        found(
            Violation.Kind.FIRST_COMMITTER_OVERWRITTEN,
            "did not see stamp %d, replaced %s: %s",
            firstLost[a],
            version(replaced),
            attempts.get(a));
      }
    }
  }

  private boolean hasChanged(int a) {
    return attempts.get(a).isCommitted()
        && attempts.get(a).stamp() != History.NO_STAMP
        && writeStart[a] < writeStart[a + 1];
  }

  /** Whether what was read had to be current still at the commit. */
  private boolean isBinding(int a, int meaning) {
    boolean isSnapshotWriter = attempts.get(a).level() == Level.SNAPSHOT && hasChanged(a);
    return isSnapshotWriter ? (meaning & ENSURED) != 0 : (meaning & DEPENDS) != 0;
  }

  private boolean isRebased(int a, int ref) {
    for (int r = readStart[a]; r < readStart[a + 1]; r++) {
      if ((readMeaning.get(r) & REBASED) != 0 && slotRef[readSlot.get(r)] == ref) {
        return true;
      }
    }
    return false;
  }

  private int ownSlot(int a, int ref) {
    for (int w = writeStart[a]; w < writeStart[a + 1]; w++) {
      if (writeRef.get(w) == ref) {
        return writeSlot[w];
      }
    }
    return NOWHERE;
  }

  // ------------------------------------------------------------------ 8 cycles

  private void checkCycles() {
    ConflictGraph strict =
        new ConflictGraph(
            2 * size,
            edges -> {
              addSerializationEdges(edges);
              addTimeEdges(edges, size);
            });
    List<int[]> knots = strict.knots();
    if (!knots.isEmpty()) {
      reportSerializationCycles(strict, knots);
    }
    if (hasSnapshotWriters()) {
      ConflictGraph doubled =
          new ConflictGraph(
              3 * size,
              edges -> {
                addSnapshotEdges(edges);
                addTimeEdges(edges, 2 * size);
              });
      for (int[] knot : doubled.knots()) {
        foundCycle(Violation.Kind.SNAPSHOT_CYCLE, doubled, knot, label -> true);
      }
    }
  }

  private void reportSerializationCycles(ConflictGraph strict, List<int[]> knots) {
    boolean[] explained = new boolean[2 * size];
    ConflictGraph timeless = new ConflictGraph(size, this::addSerializationEdges);
    for (int[] knot : timeless.knots()) {
      for (int node : knot) {
        explained[node] = true;
      }
      boolean isFlow = !timeless.shortCycle(knot, label -> (label & 3) != RW).isEmpty();
      if (isFlow) {
        foundCycle(Violation.Kind.INFORMATION_CYCLE, timeless, knot, label -> (label & 3) != RW);
      } else {
        foundCycle(Violation.Kind.SERIALIZATION_CYCLE, timeless, knot, label -> true);
      }
    }
    for (int[] knot : knots) {
      if (Arrays.stream(knot).noneMatch(node -> explained[node])) {
        foundCycle(Violation.Kind.REAL_TIME_CYCLE, strict, knot, label -> true);
      }
    }
  }

  private boolean hasSnapshotWriters() {
    for (int a = 0; a < size; a++) {
      if (attempts.get(a).level() == Level.SNAPSHOT && hasChanged(a)) {
        return true;
      }
    }
    return false;
  }

  /** The first graph: node a is attempt a. */
  private void addSerializationEdges(ConflictGraph.Edges edges) {
    for (int slot = 0; slot < slotWriter.length; slot++) {
      if (slotWriter[slot] != NOWHERE && !isLast(slot)) {
        edges.add(slotWriter[slot], slotWriter[slot + 1], label(WW, slot));
      }
    }
    for (int a = 0; a < size; a++) {
      if (!attempts.get(a).isCommitted()) {
        continue;
      }
      for (int r = readStart[a]; r < readStart[a + 1]; r++) {
        int slot = readSlot.get(r);
        int meaning = readMeaning.get(r);
        if ((meaning & DEPENDS) != 0 && slotWriter[slot] != NOWHERE) {
          edges.add(slotWriter[slot], a, label(WR, slot));
        }
        if (isBinding(a, meaning) && !isLast(slot) && slotWriter[slot + 1] != a) {
          edges.add(a, slotWriter[slot + 1], label(RW, slot));
        }
      }
    }
  }

  /** The second graph: node a + size is attempt a too, as entered by an rw edge. */
  private void addSnapshotEdges(ConflictGraph.Edges edges) {
    for (int slot = 0; slot < slotWriter.length; slot++) {
      if (slotWriter[slot] != NOWHERE
          && !isLast(slot)
          && !isCommuted(slotWriter[slot + 1], slotRef[slot])) {
        addBoth(edges, slotWriter[slot], slotWriter[slot + 1], label(WW, slot));
      }
    }
    for (int a = 0; a < size; a++) {
      if (!attempts.get(a).isCommitted()) {
        continue;
      }
      for (int r = readStart[a]; r < readStart[a + 1]; r++) {
        int slot = readSlot.get(r);
        int meaning = readMeaning.get(r);
        boolean atCommit = attempts.get(a).level() == Level.SNAPSHOT && (meaning & REBASED) != 0;
        if ((meaning & DEPENDS) == 0) {
          continue;
        }
        if (slotWriter[slot] != NOWHERE && !atCommit) {
          addBoth(edges, slotWriter[slot], a, label(WR, slot));
        }
        if (!isLast(slot) && slotWriter[slot + 1] != a) {
          edges.add(a, slotWriter[slot + 1] + size, label(RW, slot));
        }
      }
    }
  }

  /** Whether the attempt replaced the ref's value at its commit only, outside of its snapshot. */
  private boolean isCommuted(int a, int ref) {
    return attempts.get(a).level() == Level.SNAPSHOT && isRebased(a, ref);
  }

  private void addBoth(ConflictGraph.Edges edges, int from, int to, int label) {
    edges.add(from, to, label);
    edges.add(from + size, to, label);
  }

  /** The barriers are the nodes from {@code base} on, in the order of the ends. */
  private void addTimeEdges(ConflictGraph.Edges edges, int base) {
    int barriers = 0;
    int ended = 0;
    for (int a : byBegin) {
      while (ended < size && attempts.get(byEnd[ended]).end() < attempts.get(a).begin()) {
        int other = byEnd[ended++];
        if (attempts.get(other).isCommitted()) {
          for (int node = other; node < base; node += size) {
            edges.add(node, base + barriers, TIME);
          }
          if (barriers > 0) {
            edges.add(base + barriers - 1, base + barriers, TIME);
          }
          barriers++;
        }
      }
      if (barriers > 0 && attempts.get(a).isCommitted()) {
        edges.add(base + barriers - 1, a, TIME);
      }
    }
  }

  private int label(int kind, int slot) {
    return slotRef[slot] << 2 | kind;
  }

  // ------------------------------------------------------------------ reports

  private void foundCycle(
      Violation.Kind kind, ConflictGraph graph, int[] knot, IntPredicate allowed) {
    if (isEnough(kind)) {
      return;
    }
    List<ConflictGraph.Step> cycle = graph.shortCycle(knot, allowed);
    StringBuilder text = new StringBuilder();
    int described = 0;
    for (ConflictGraph.Step step : cycle) {
      if (++described > MOST_STEPS_DESCRIBED) {
        text.append("\n    ... ").append(cycle.size() - MOST_STEPS_DESCRIBED).append(" more steps");
        break;
      }
      boolean fromBarrier = isBarrier(graph, step.from());
      boolean toBarrier = isBarrier(graph, step.to());
      if (!fromBarrier) {
        text.append("\n    ").append(attempts.get(step.from() % size));
      }
      if (toBarrier) {
        text.append(fromBarrier ? "" : "\n      ended before");
      } else if (!fromBarrier) {
        text.append("\n      ")
            .append(
                switch (step.label() & 3) {
                  case WW -> "was overwritten (ww) on r";
                  case WR -> "was read (wr) on r";
                  default -> "did not see the write (rw) on r";
                })
            .append(step.label() >> 2)
            .append(" by");
      }
    }
    add(kind, knot.length + " attempts and barriers depend on each other, among them" + text);
  }

  private boolean isBarrier(ConflictGraph graph, int node) {
    return node >= graph.nodes() - size && graph.nodes() > size;
  }

  private String version(int slot) {
    return "r"
        + slotRef[slot]
        + (slotWriter[slot] == NOWHERE
            ? "=initial"
            : "=" + attempts.get(slotWriter[slot]).id() + " (stamp " + slotStamp[slot] + ")");
  }

  @SuppressWarnings("AnnotateFormatMethod") // would cost a dependency
  private void found(Violation.Kind kind, String format, Object... facts) {
    if (!isEnough(kind)) {
      add(kind, String.format(format, facts));
    }
  }

  private boolean isEnough(Violation.Kind kind) {
    if (counts.getOrDefault(kind, 0L) < DESCRIBED) {
      return false;
    }
    counts.merge(kind, 1L, Long::sum);
    return true;
  }

  private void add(Violation.Kind kind, String message) {
    counts.merge(kind, 1L, Long::sum);
    violations.add(new Violation(kind, message));
  }

  // ------------------------------------------------------------------ small tools

  /** The positions of the keys, by ascending key; equal keys by position. */
  private static int[] order(long[] keys) {
    long[] sorted = keys.clone();
    Arrays.parallelSort(sorted);
    long[] ranked = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      ranked[i] = (long) firstIndexOf(sorted, keys[i]) << 32 | i;
    }
    Arrays.parallelSort(ranked);
    int[] order = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      order[i] = (int) ranked[i];
    }
    return order;
  }

  private static int firstIndexOf(long[] sorted, long key) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** A list of ints that grows. */
  private static final class IntList {
    private int[] elements = new int[64];
    private int size;

    void add(int element) {
      if (size == elements.length) {
        elements = Arrays.copyOf(elements, 2 * size);
      }
      elements[size++] = element;
    }

    int get(int index) {
      return elements[index];
    }

    void set(int index, int element) {
      elements[index] = element;
    }

    void clear() {
      size = 0;
    }
  }
}
