package org.potamos.refs;

import org.jspecify.annotations.Nullable;

/**
 * The steps of {@link CommitProtocol} for the transactions that most programs consist of: one or
 * two refs are set or altered, nothing else was read, nobody has asked for more. Without loops,
 * without anything that can throw once a lock is taken, but an overflow of the stack. Whatever does
 * not fit, or does not go smoothly, is left to the general path, which finds everything as if
 * nothing had been tried.
 */
final class QuickCommit {
  private static final int MOST = 2;

  private QuickCommit() {}

  /** Whether the quick path may be tried. */
  static boolean fits(Transaction transaction, WriteSet writes) {
    return writes.size() <= MOST
        && !writes.hasCommutes()
        && transaction.reads().isEmpty()
        && transaction.isPlain()
        && !CommitListeners.areThere();
  }

  /**
   * Commits the one or two refs written.
   *
   * @return whether it is committed; if not, the general path has to decide
   */
  static boolean tryCommit(Transaction transaction, WriteSet writes) {
    return writes.size() == 1
        ? tryCommitOne(transaction, writes.ref(0), writes)
        : writes.ref(0).id() < writes.ref(1).id()
            ? tryCommitTwo(transaction, writes.ref(0), 0, writes.ref(1), 1, writes)
            : tryCommitTwo(transaction, writes.ref(1), 1, writes.ref(0), 0, writes);
  }

  private static <T extends @Nullable Object> boolean tryCommitOne(
      Transaction transaction, Ref<T> ref, WriteSet writes) {
    Version<T> mine = writes.version(0);
    Version<T> base = mine.prev();
    if (tryCommit(transaction, ref, mine)) {
      return true;
    }
    writes.replace(0, mine.renewed(base));
    return false;
  }

  /**
   * Commits one version, of a transaction or of {@link Ref#swap} alone.
   *
   * @param mine with what it is based on below it, if anything; of no further use if it is not
   *     committed
   */
  static <T extends @Nullable Object> boolean tryCommit(
      Transaction transaction, Ref<T> ref, Version<T> mine) {
    if (!tryLock(ref, mine, mine.prev(), mine)) {
      return false;
    }
    if (isMoreToDo(transaction, ref)) {
      ref.unlock(mine);
      return false;
    }
    mine.setStamp(Version.TICKING);
    long stamp = CommitClock.tick();
    mine.setStamp(stamp);
    finish(ref, mine, Pins.areNone());
    transaction.committed(stamp);
    return true;
  }

  private static <T extends @Nullable Object, U extends @Nullable Object> boolean tryCommitTwo(
      Transaction transaction, Ref<T> first, int at, Ref<U> second, int next, WriteSet writes) {
    Version<T> mine = writes.version(at);
    Version<U> other = writes.version(next);
    Version<T> base = mine.prev();
    Version<U> otherBase = other.prev();
    if (!tryLock(first, mine, base, mine)) {
      return false;
    }
    if (!tryLock(second, other, otherBase, mine)) {
      first.unlock(mine);
      writes.replace(at, mine.renewed(base));
      return false;
    }
    if (isMoreToDo(transaction, first) || second.extension() != null) {
      mine.setStamp(Version.ABORTED);
      second.unlock(other);
      first.unlock(mine);
      writes.replace(at, mine.renewed(base));
      writes.replace(next, other.renewed(otherBase));
      return false;
    }
    mine.setStamp(Version.TICKING);
    long stamp = CommitClock.tick();
    mine.setStamp(stamp);
    other.setStamp(stamp);
    boolean unpinned = Pins.areNone();
    finish(second, other, unpinned);
    finish(first, mine, unpinned);
    transaction.committed(stamp);
    return true;
  }

  /** Without waiting; false, and as before, if the ref is locked or has changed. */
  private static <T extends @Nullable Object> boolean tryLock(
      Ref<T> ref, Version<T> mine, @Nullable Version<T> base, Version<?> decider) {
    Version<T> below = base == null ? ref.head() : base;
    if (!below.isFinished()) {
      return false;
    }
    if (base == null) {
      mine.setPrev(below);
    }
    mine.setDecider(decider);
    if (ref.casHead(below, mine)) {
      return true;
    }
    mine.setPrev(base);
    return false;
  }

  /** Requires: all locks are taken. */
  private static boolean isMoreToDo(Transaction transaction, Ref<?> ref) {
    return ref.extension() != null || Exclusive.isHeldAgainst(transaction.threadId());
  }

  private static <T extends @Nullable Object> void finish(
      Ref<T> ref, Version<T> mine, boolean unpinned) {
    if (unpinned) {
      mine.setPrev(null);
      mine.setDecider(null);
    } else {
      mine.setDecider(null);
      CommitProtocol.pruneIfPossible(ref, mine);
    }
  }
}
