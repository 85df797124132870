package org.potamos.refs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Subscription;
import org.potamos.core.Violation;
import org.potamos.core.internal.ThreadState;

/** Invariants over several refs: put into force, and asked at commit. */
final class CommitChecks {
  /*
   * Overview
   *
   * A check is kept in the extension of each of its refs. A transaction that commits asks, in step 3 of
   * CommitProtocol, each check of a ref that it writes. The check sees the new versions of the refs that are
   * written, which are locked, and of the others the newest ones, which are noted in a read set of their own.
   *
   *   I1  Whoever commits a change of a ref has found all checks of that ref that were put into force before:
   *       a check is put in while all of its refs are locked, and looked for while the ref is locked.
   *   I2  What a check has seen of refs that are not written is validated in step 5, as what the body has
   *       read is, whatever the isolation. So of two transactions that write different refs of one check
   *       exactly one passes, and the other runs again: CommitProtocol, I4. A rejection counts only if
   *       the body has read nothing older than that (under SNAPSHOT it may have).
   *   I3  A check is never shown a state that was not: what it sees of other refs was the newest up to one
   *       and the same stamp.
   *   I4  No lock is waited for while locks are held. A ref that somebody else has locked shows what lies
   *       below the lock, unless he is just deciding.
   *
   * A transaction with the right of Exclusive must not fail in step 5. Before it locks anything it waits until the
   * refs of its checks are unlocked; from then on nobody can commit a change of them (Exclusive, I1). A check
   * that is put into force after that wait can concern it all the same; but then all locks on its refs
   * have been taken later too, by owners who find the holder.
   *
   * A transaction that writes no ref with a check finds no extension, or one without checks.
   */

  /** Looks until a consistent state was seen, before the whole transaction runs again. */
  private static final int LOOKS = 8;

  private CommitChecks() {}

  // ------------------------------------------------------------------ in force

  /** Puts a check into force, if it accepts what is there. */
  static Subscription enforce(CommitCheck check) {
    requireOutside();
    EnforcedCheck made = EnforcedCheck.of(check);
    Subscription subscription = () -> end(made);
    List<Version<?>> locks = new ArrayList<>(made.size());
    try {
      for (Ref<?> ref : made.refs()) {
        locks.add(ref.lock());
      }
      CommitView view = new CommitView(made);
      for (int i = 0; i < made.size(); i++) {
        view.show(i, locks.get(i).below());
      }
      askAboutPresent(made, view);
      putIn(made);
      return subscription;
    } finally {
      for (int i = locks.size() - 1; i >= 0; i--) {
        unlock(made.ref(i), locks.get(i));
      }
    }
  }

  /** At all refs or, if memory is short, at none. Requires: they are locked. */
  private static void putIn(EnforcedCheck check) {
    boolean complete = false;
    try {
      check.refs().forEach(ref -> ref.extensionOrNew().addCheck(check));
      complete = true;
    } finally {
      if (!complete) {
        end(check);
      }
    }
  }

  private static void end(EnforcedCheck check) {
    for (int i = 0; i < check.size(); i++) {
      RefExtension<?> extension = check.ref(i).extension();
      if (extension != null) {
        extension.removeCheck(check);
      }
    }
  }

  /**
   * As at commit, inside of something that is committing: whatever would wait for the locks is
   * rejected in the check.
   */
  private static void askAboutPresent(EnforcedCheck check, CommitView view) {
    Transaction transaction = Transaction.forBegin();
    transaction.begin(TransactionOptions.DEFAULTS);
    try {
      transaction.enterCommit();
      ask(check, view, null);
    } finally {
      transaction.endAttempt();
      transaction.end();
    }
  }

  @SuppressWarnings("unchecked") // the ref's own lock
  private static <T extends @Nullable Object> void unlock(Ref<T> ref, Version<?> lock) {
    ref.unlock((Version<T>) lock);
  }

  private static void requireOutside() {
    Transaction around = Transaction.enclosingOrNull();
    if (around != null) {
      throw new IllegalStateException(
          "enforce rejected: inside a transaction, which may run again, transaction="
              + around.nameForMessages()
              + "; put invariants into force outside of transactions");
    }
    if (ThreadState.isValidatingHere()) {
      throw new IllegalStateException(
          "enforce rejected: a validator is running on this thread; it only looks, put invariants"
              + " into force where the refs are made");
    }
  }

  // ------------------------------------------------------------------ at commit

  /**
   * Asks all checks of the refs written. Requires: they are locked.
   *
   * @return false if what a check has to see changes too fast; the conflict is noted then
   * @throws CommitRejectedException if a check rejects what would be
   */
  static boolean run(Transaction transaction, WriteSet writes, Version<?> decider) {
    List<EnforcedCheck> concerned = concerned(writes);
    for (EnforcedCheck check : concerned) {
      CommitView view = look(check, transaction, writes, decider);
      if (view == null) {
        return false;
      }
      ask(check, view, transaction.name());
    }
    return true;
  }

  /**
   * Before the locks of a transaction with the right of {@link Exclusive}: waits until nobody can
   * change what its checks will see.
   */
  static void awaitSettled(Transaction transaction, WriteSet writes) {
    for (EnforcedCheck check : concerned(writes)) {
      for (Ref<?> ref : check.refs()) {
        for (int round = 0; !ref.head().isFinished(); round++) {
          Pause.briefly(round);
          Patience.check(transaction, round);
        }
      }
    }
  }

  /** Each one once. */
  private static List<EnforcedCheck> concerned(WriteSet writes) {
    List<EnforcedCheck> found = List.of();
    for (int i = 0; i < writes.size(); i++) {
      RefExtension<?> extension = writes.ref(i).extension();
      EnforcedCheck[] checks = extension == null ? null : extension.checks();
      if (checks != null) {
        for (EnforcedCheck check : checks) {
          if (found.isEmpty()) {
            found = new ArrayList<>();
          }
          if (!found.contains(check)) {
            found.add(check);
          }
        }
      }
    }
    return found;
  }

  /** What a check is to see (I3); null if it was not to be had. */
  private static @Nullable CommitView look(
      EnforcedCheck check, Transaction transaction, WriteSet writes, Version<?> decider) {
    CommitView view = new CommitView(check);
    int written = 0;
    for (int i = 0; i < check.size(); i++) {
      Ref<?> ref = check.ref(i);
      while (written < writes.size() && writes.ref(writes.inOrder(written)).id() < ref.id()) {
        written++;
      }
      if (written < writes.size() && writes.ref(writes.inOrder(written)).id() == ref.id()) {
        view.showChanged(i, writes.version(writes.inOrder(written)));
      }
    }
    for (int attempt = 1; ; attempt++) {
      ReadSet seen = new ReadSet();
      for (int i = 0; i < check.size(); i++) {
        if (!view.isChanged(i)) {
          view.show(i, check.ref(i).head().inForce());
          seen.add(check.ref(i));
        }
      }
      long now = CommitClock.now();
      Ref<?> outdated = view.firstOutdated(now, decider);
      if (outdated == null) {
        transaction.addChecked(new Transaction.Seen(seen, now));
        return view;
      }
      if (attempt == LOOKS) {
        transaction.noteConflict(Conflict.Kind.READ_CHANGED, outdated);
        return null;
      }
    }
  }

  private static void ask(EnforcedCheck check, CommitView view, @Nullable String transaction) {
    List<Violation> violations = ThreadState.current().validating(() -> check.check().check(view));
    if (!violations.isEmpty()) {
      throw new CommitRejectedException(
          check, view.changed(), view.rejected(), violations, transaction);
    }
  }
}
