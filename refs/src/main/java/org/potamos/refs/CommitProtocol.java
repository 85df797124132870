package org.potamos.refs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what an attempt has written visible, all at once, or proves that it must not be. */
final class CommitProtocol {
  /*
   * Overview
   *
   * The body has ended. C is the commit stamp, D the decider: one of the new versions, which decides for
   * all (see Version).
   *
   *   step           what happens                                           what holds from here on
   *   1 lock         each written ref, by id: its new version becomes        nobody else can change these refs;
   *                  the head, by compare-and-set, pending, decided by D     every wait is ordered             I1
   *   2 yield        if another transaction has the right of Exclusive:      its reads stay what they are
   *                  unlock, wait, start over
   *   3 compute      commutes run on what is locked; validators;             all user's code has run           I2
   *                  invariants (CommitChecks); hooks
   *   4 tick         D is TICKING; draw C; D is undecided(C)                 who reads a clock of C or more
   *                                                                          finds the refs locked             I3
   *   5 validate     what was read is the newest up to C                     it stays so: C is in the past     I4
   *   6 decide       the stamp of D becomes C                                committed, everywhere at once     I5
   *   7 finish       each version gets its stamp; chains are pruned          the refs are unlocked
   *
   *   I1  Locks are taken in the order of ids, and a waiting transaction holds only locks of smaller ids.
   *   I2  From step 4 on nothing is called that can wait for users' code, and up to step 6 everything that
   *       can fail is followed by taking the locks back.
   *   I3  Drawing C comes after the last lock, and after D is TICKING. So whoever reads S from the clock and
   *       then finds a ref unlocked, or its lock's decider PENDING, knows that no commit up to S is still to
   *       come there. Drawing earlier would let a reader with S >= C pass before the lock: half a commit.
   *   I4  A ref that was read has changed up to C if its head is another version with a stamp below C, or
   *       is locked by a transaction that may still commit below C. For the latter we wait until it is decided.
   *       It waits only for still smaller stamps, so there is no cycle; stamps are unique, so of two
   *       transactions that have each read what the other writes exactly one waits, and fails.
   *   I5  A reader takes a pending version for what D says. There is one store.
   *
   * The one hard argument: opacity of readers that find a pending head (Transaction.find). Let the reader have
   * S. If D is PENDING, or undecided above S, the version below is the newest up to S, by I3. If D has a stamp c
   * <= S, the new version is. If D is TICKING, or undecided at or below S, the reader waits for some
   * instructions of the owner. There is no other case.
   *
   * Failure. Steps 1 to 5 may throw (users' code, memory): the locks taken are taken back by putting the
   * version below each of them back as head; D becomes ABORTED first, so nobody waits for it. Step 6 and 7
   * store into objects that are there. What remains is an overflow of the stack in these steps themselves: it
   * can leave a ref locked (docs/design/commit-protocol.md, known limits).
   *
   * Elsewhere: when to run again, AttemptLoop; what invariants see, CommitChecks; what the order of watches is, Announcements and CommitTurn;
   * which versions are kept, VersionChain and Pins. QuickCommit has the same steps for one or two refs and
   * nothing to validate.
   */

  private CommitProtocol() {}

  /**
   * Commits what the attempt has written.
   *
   * @return whether it is committed; if not, the conflict is noted with the transaction
   */
  static boolean commit(Transaction transaction) {
    WriteSet writes = transaction.writes();
    transaction.enterCommit();
    boolean prepares = transaction.hasPreparingHooks();
    if (prepares && !areSettled(transaction)) {
      return false;
    }
    if (writes.isEmpty()) {
      if (prepares) {
        transaction.hooks().runPrepare();
      }
      return true;
    }
    writes.sort();
    if (transaction.isInner()) {
      requireUntouchedOutside(transaction, writes);
    }
    int locked = 0;
    Version<?> decider = null;
    boolean ordered = false;
    boolean decided = false;
    Announcements announcements = null;
    try {
      if (prepares || transaction.isExclusive()) {
        CommitChecks.awaitSettled(transaction, writes);
      }
      locked = lockAll(transaction, writes);
      if (locked == 0) {
        return false;
      }
      decider = writes.version(0);
      boolean extended = isExtended(writes);
      if ((extended || writes.hasCommutes()) && !compute(transaction, writes, extended, decider)) {
        return false;
      }
      if (prepares) {
        transaction.hooks().runPrepare();
      }
      boolean listened = CommitListeners.areThere();
      if (listened) {
        CommitListeners.lock();
        ordered = true;
      }
      decider.setStamp(Version.TICKING);
      long stamp = CommitClock.tick();
      if (transaction.readsToValidate() != null || !transaction.checked().isEmpty()) {
        decider.setStamp(Version.undecided(stamp));
        if (!isStillCurrent(transaction, stamp, decider)) {
          return false;
        }
      }
      if (extended || listened) {
        announcements = Announcements.of(writes, stamp, transaction.name(), listened);
        transaction.announce(announcements);
      }
      if (transaction.name() != null) {
        TransactionNames.note(stamp, transaction.name());
      }
      decider.setStamp(stamp);
      decided = true;
      finish(writes, stamp, extended, announcements);
      transaction.committed(stamp);
      return true;
    } finally {
      if (!decided) {
        takeBack(writes, locked, decider);
        if (announcements != null) {
          announcements.drop();
        }
      }
      if (ordered) {
        CommitListeners.unlock();
      }
    }
  }

  /** What another transaction of this thread depends on cannot be changed without ruining that. */
  private static void requireUntouchedOutside(Transaction transaction, WriteSet writes) {
    for (int i = 0; i < writes.size(); i++) {
      Ref<?> ref = writes.ref(i);
      if (transaction.isTouchedOutside(ref)) {
        throw new IllegalStateException(
            "commit rejected: a transaction that requires to be new changes what the transaction"
                + " around it has touched, so that one could never commit, ref="
                + ref.name()
                + ", transaction="
                + transaction.nameForMessages()
                + "; leave requiresNew() out, or touch the ref in one of the two only");
      }
    }
  }

  /**
   * Before preparing hooks: whether all that was read is the newest, and nobody can change it any
   * more. Requires: the transaction has the right of {@link Exclusive}, and holds no locks.
   */
  private static boolean areSettled(Transaction transaction) {
    ReadSet reads = transaction.readsToValidate();
    Ref<?> outdated = reads == null ? null : reads.firstNotHead(transaction.snapshot());
    if (outdated == null) {
      return true;
    }
    transaction.noteConflict(Conflict.Kind.READ_CHANGED, outdated);
    return false;
  }

  // ------------------------------------------------------------------ 1 lock, 2 yield

  /**
   * Locks all written refs, and waits if another transaction has the right of {@link Exclusive}.
   *
   * @return how many are locked; 0 if one has changed
   */
  private static int lockAll(Transaction transaction, WriteSet writes) {
    int round = 0;
    while (true) {
      Version<?> decider = writes.version(0);
      int locked = 0;
      boolean complete = false;
      try {
        while (locked < writes.size()
            && lock(transaction, writes, writes.inOrder(locked), decider)) {
          locked++;
        }
        complete = locked == writes.size();
        if (!complete) {
          return 0;
        }
        if (transaction.isExclusive() || !Exclusive.isHeldAgainst(transaction.threadId())) {
          return locked;
        }
        complete = false;
      } finally {
        if (!complete) {
          takeBack(writes, locked, decider);
        }
      }
      writes.renewVersions();
      do {
        Exclusive.await(transaction.threadId(), round);
        Patience.check(transaction, round++);
      } while (Exclusive.isHeldAgainst(transaction.threadId()));
    }
  }

  /** Locks one ref; false if it has changed. */
  private static boolean lock(
      Transaction transaction, WriteSet writes, int at, Version<?> decider) {
    return lock(transaction, writes.ref(at), writes, at, decider);
  }

  @SuppressWarnings("ReferenceEquality") // versions are identities
  private static <T extends @Nullable Object> boolean lock(
      Transaction transaction, Ref<T> ref, WriteSet writes, int at, Version<?> decider) {
    Version<T> mine = writes.version(at);
    Version<T> base = writes.commutes(at) == null ? mine.prev() : null;
    mine.setDecider(decider);
    int round = 0;
    while (true) {
      Version<T> head = ref.head();
      if (head.isFinished()) {
        if (base != null ? head != base : isTooNew(transaction, head, writes, at)) {
          transaction.noteConflict(Conflict.Kind.WRITE_CHANGED, ref);
          return false;
        }
        mine.setPrev(head);
        if (ref.casHead(head, mine)) {
          return true;
        }
      } else {
        Pause.briefly(round);
        Patience.check(transaction, round++);
      }
    }
  }

  /** First committer wins, for a ref set without having been read (SNAPSHOT). */
  private static boolean isTooNew(
      Transaction transaction, Version<?> head, WriteSet writes, int at) {
    return transaction.isSnapshotIsolated()
        && writes.commutes(at) == null
        && Long.compareUnsigned(head.stamp(), transaction.snapshot()) > 0;
  }

  // ------------------------------------------------------------------ 3 compute

  /**
   * Runs commutes, validators and invariants. What they throw counts only if the body would come to
   * the same with what is there now; else it has to run again, and may come to something that is
   * valid.
   */
  private static boolean compute(
      Transaction transaction, WriteSet writes, boolean extended, Version<?> decider) {
    boolean checking = false;
    try {
      if (writes.hasCommutes()) {
        Functions.runCommutes(transaction, writes);
      }
      if (extended) {
        Functions.validate(writes);
        checking = true;
        return CommitChecks.run(transaction, writes, decider);
      }
      return true;
    } catch (Throwable rejection) {
      transaction.enterCommit();
      long now = CommitClock.now();
      if (isStillCurrent(transaction, now, decider)
          && (!checking || hasSeenTheNewest(transaction, now, decider))) {
        throw rejection;
      }
      return false;
    }
  }

  private static boolean isExtended(WriteSet writes) {
    for (int i = 0; i < writes.size(); i++) {
      if (writes.ref(i).extension() != null) {
        return true;
      }
    }
    return false;
  }

  // ------------------------------------------------------------------ 5 validate

  private static boolean isStillCurrent(Transaction transaction, long bound, Version<?> decider) {
    if (!areStillCurrent(transaction.readsToValidate(), transaction, bound, decider)) {
      return false;
    }
    List<Transaction.Seen> checked = transaction.checked();
    for (int i = 0; i < checked.size(); i++) { // an iterator would be an object for each commit
      Transaction.Seen seen = checked.get(i);
      if (!areStillCurrent(seen.refs(), seen.since(), transaction, bound, decider)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether what an invariant says against a body may count. Under SNAPSHOT a body may have read
   * what is outdated by now, but the invariant was asked about the newest: then the body has to see
   * that too, as if it had ensured what it has read.
   */
  private static boolean hasSeenTheNewest(Transaction transaction, long bound, Version<?> decider) {
    return areStillCurrent(transaction.reads(), transaction, bound, decider);
  }

  private static boolean areStillCurrent(
      @Nullable ReadSet reads, Transaction transaction, long bound, Version<?> decider) {
    return reads == null
        || areStillCurrent(reads, transaction.snapshot(), transaction, bound, decider);
  }

  private static boolean areStillCurrent(
      ReadSet reads, long since, Transaction transaction, long bound, Version<?> decider) {
    Ref<?> outdated = reads.firstOutdated(since, bound, decider);
    if (outdated == null) {
      return true;
    }
    transaction.noteConflict(Conflict.Kind.READ_CHANGED, outdated);
    return false;
  }

  // ------------------------------------------------------------------ 7 finish

  private static void finish(
      WriteSet writes, long stamp, boolean extended, @Nullable Announcements announcements) {
    if (announcements != null) {
      announcements.install();
    }
    boolean unpinned = !extended && Pins.areNone();
    for (int i = 0; i < writes.size(); i++) {
      Version<?> version = writes.version(i);
      version.setStamp(stamp);
      if (unpinned) {
        version.setPrev(null);
      }
      version.setDecider(null);
    }
    for (int i = 0; !unpinned && i < writes.size(); i++) {
      prune(writes.ref(i), writes, i);
    }
    for (int i = 0; extended && i < writes.size(); i++) {
      writes.ref(i).wakeWaiting();
    }
  }

  private static <T extends @Nullable Object> void prune(Ref<T> ref, WriteSet writes, int at) {
    pruneIfPossible(ref, writes.version(at));
  }

  /**
   * Needs memory, which may be short: then the chain stays longer than necessary until the next
   * commit, and nothing else happens.
   */
  static <T extends @Nullable Object> void pruneIfPossible(Ref<T> ref, Version<T> version) {
    try {
      VersionChain.prune(ref, version, ref.minHistory());
    } catch (OutOfMemoryError tooLate) {
      return; // committed all the same
    }
  }

  /** Unlocks what is locked, as if nothing had been. */
  private static void takeBack(WriteSet writes, int locked, @Nullable Version<?> decider) {
    if (locked == 0) {
      return;
    }
    if (decider != null) {
      decider.setStamp(Version.ABORTED);
    }
    for (int i = locked - 1; i >= 0; i--) {
      int at = writes.inOrder(i);
      unlock(writes.ref(at), writes, at);
    }
  }

  private static <T extends @Nullable Object> void unlock(Ref<T> ref, WriteSet writes, int at) {
    ref.unlock(writes.version(at));
  }
}
