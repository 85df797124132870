package org.potamos.refs;

import org.jspecify.annotations.Nullable;
import org.potamos.refs.TransactionFailedException.Reason;

/**
 * Attempt after attempt, until one commits or the transaction has to give up. Nothing about refs.
 */
final class AttemptLoop {
  private AttemptLoop() {}

  /** Runs a body as a transaction, or as a part of the one that runs on this thread. */
  static <R extends @Nullable Object, X extends Exception> R run(
      TransactionOptions options, TransactionFunction<R, X> body) throws X {
    Transaction transaction = Transaction.forBegin();
    return transaction.isIdle()
        ? runOutermost(transaction, options, body)
        : runInside(transaction, options, body);
  }

  // ------------------------------------------------------------------ outermost

  private static <R extends @Nullable Object, X extends Exception> R runOutermost(
      Transaction transaction, TransactionOptions options, TransactionFunction<R, X> body)
      throws X {
    transaction.begin(options);
    if (options.isLimited()) {
      beginLimited(transaction);
    }
    while (true) {
      R result = null;
      boolean committed = false;
      try {
        result = body.apply(transaction);
        committed = transaction.isRunning() && tryCommit(transaction);
      } catch (Throwable failure) {
        if (!transaction.isOver()) {
          throw giveUp(transaction, failure);
        }
      }
      if (committed) {
        finish(transaction);
        return asResult(result);
      }
      prepareAnother(transaction);
    }
  }

  /** The body has answered it, whatever its type. */
  @SuppressWarnings("NullAway") // null only if the body has answered null
  private static <R extends @Nullable Object> R asResult(@Nullable R result) {
    return result;
  }

  private static void beginLimited(Transaction transaction) {
    Contention contention = transaction.contention(); // the time counts from here
    if (transaction.options().isIrrevocable()) {
      try {
        contention.takeRight();
      } catch (Throwable failure) {
        throw giveUp(transaction, failure);
      }
      transaction.beginExclusive();
    }
  }

  private static boolean tryCommit(Transaction transaction) {
    Hooks hooks = transaction.hooksOrNull();
    if (hooks != null) {
      hooks.runBeforeCommit();
      if (!transaction.isRunning()) {
        return false;
      }
      if (transaction.hasPreparingHooks()) {
        transaction.contention().takeRight();
      }
    } else {
      WriteSet writes = transaction.writes();
      if (writes.isEmpty()
          || (QuickCommit.fits(transaction, writes)
              && QuickCommit.tryCommit(transaction, writes))) {
        return true;
      }
    }
    return CommitProtocol.commit(transaction);
  }

  private static void finish(Transaction transaction) {
    Aftermath aftermath = transaction.takeAftermath();
    end(transaction);
    if (aftermath != null) {
      aftermath.run();
    }
  }

  private static void end(Transaction transaction) {
    transaction.endAttempt();
    Contention contention = transaction.contentionOrNull();
    if (contention != null) {
      contention.leave();
    }
    transaction.end();
  }

  /** Undoes everything, and passes the failure on. */
  private static RuntimeException giveUp(Transaction transaction, Throwable failure) {
    Hooks hooks = transaction.hooksOrNull();
    Locals locals = transaction.currentLocals();
    String name = transaction.name();
    end(transaction);
    if (hooks != null) {
      rollBack(hooks, locals, name);
    }
    if (failure instanceof AttemptSignal) {
      throw new IllegalStateException(
          "transaction failed: the body has thrown the signal of an earlier attempt, transaction="
              + (name == null ? "(unnamed)" : name)
              + "; something in it keeps what was thrown and throws it again: never cache an Error",
          failure);
    }
    return AttemptLoop.<RuntimeException>unchanged(failure);
  }

  /** Throws whatever it is: the body declares it. */
  @SuppressWarnings("unchecked") // erased
  private static <E extends Throwable> RuntimeException unchanged(Throwable failure) throws E {
    throw (E) failure;
  }

  private static void rollBack(Hooks hooks, @Nullable Locals locals, @Nullable String name) {
    Locals shown = locals == null ? new Locals() : locals;
    Locals before = Transaction.ofThread().showLocalsToHooks(shown);
    try {
      hooks.runAfterRollback(name);
    } finally {
      Transaction.ofThread().showLocalsToHooks(before);
    }
  }

  // ------------------------------------------------------------------ between attempts

  /** Ends the attempt that has failed, waits as long as it has to, and begins the next. */
  private static void prepareAnother(Transaction transaction) {
    try {
      if (transaction.isRetrying()) {
        awaitChange(transaction);
      } else {
        boolean lost = transaction.lastConflict() != null;
        endFailed(transaction);
        Patience.requireAnother(transaction);
        if (lost) {
          transaction.contention().lost();
          Patience.requireAnother(transaction);
        }
      }
    } catch (Throwable failure) {
      throw giveUp(transaction, failure);
    }
    transaction.beginAgain(transaction.contention().isAlone());
  }

  private static void endFailed(Transaction transaction) {
    Hooks hooks = transaction.hooksOrNull();
    Locals locals = transaction.currentLocals();
    transaction.endAttempt();
    transaction.contention().leave();
    if (hooks != null) {
      transaction.suspend(); // hooks run outside of it, and may run transactions of their own
      try {
        rollBack(hooks, locals, transaction.name());
      } finally {
        transaction.resume();
      }
    }
  }

  private static void awaitChange(Transaction transaction) {
    ReadSet reads = transaction.readsToWaitFor();
    if (reads.isEmpty()) {
      throw Patience.failure(transaction, Reason.NOTHING_READ);
    }
    transaction.noteRetry();
    Patience.requireAnother(transaction);
    RetryWait wait = RetryWait.on(reads, transaction.waitsSince());
    try {
      endFailed(transaction);
      if (wait != null) {
        RetryBudget budget = transaction.retryBudget();
        long start = System.nanoTime();
        wait.await(Math.min(budget.limit(), transaction.contention().nanosLeft()));
        budget.waited(System.nanoTime() - start);
      }
    } finally {
      if (wait != null) {
        wait.leave();
      }
    }
    Patience.requireAnother(transaction);
  }

  // ------------------------------------------------------------------ inside another

  private static <R extends @Nullable Object, X extends Exception> R runInside(
      Transaction transaction, TransactionOptions options, TransactionFunction<R, X> body)
      throws X {
    if (!transaction.isRunning()) {
      throw transaction.refusal("dosync");
    }
    if (options.isNew()) {
      Transaction inner = transaction.suspend();
      try {
        return runOutermost(inner, options, body);
      } finally {
        transaction.resume();
      }
    }
    requireNotWeakened(transaction, options);
    boolean wasWritable = transaction.isWritable();
    Savepoint savepoint = transaction.savepoint();
    if (options.isReadOnly()) {
      transaction.enterReadOnly();
    }
    R result;
    try {
      result = body.apply(transaction);
    } catch (Throwable failure) {
      if (transaction.isRunning()) {
        transaction.rollBackTo(savepoint);
      }
      throw failure;
    } finally {
      if (options.isReadOnly()) {
        transaction.exitReadOnly(wasWritable);
      }
    }
    if (!transaction.isRunning()) {
      throw transaction.refusal("dosync");
    }
    transaction.leave(savepoint);
    return result;
  }

  private static void requireNotWeakened(Transaction transaction, TransactionOptions options) {
    if (options.chosenIsolation() == Isolation.SERIALIZABLE && transaction.isSnapshotIsolated()) {
      throw new IllegalStateException(
          "dosync rejected: a SERIALIZABLE block inside a SNAPSHOT transaction, transaction="
              + transaction.nameForMessages()
              + "; run the outer one SERIALIZABLE, or use requiresNew()");
    }
    if (options.isIrrevocable() && !transaction.isIrrevocable()) {
      throw new IllegalStateException(
          "dosync rejected: an irrevocable block inside a transaction that may run again,"
              + " transaction="
              + transaction.nameForMessages()
              + "; make the outer one irrevocable, or use requiresNew()");
    }
  }
}
