package org.potamos.refs;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Subscription;
import org.potamos.core.internal.Durations;

/**
 * Transactions on {@link Ref}s: all changes of a body become visible together, or none does.
 *
 * {@snippet class="org.potamos.refs.StmSnippets" region="transfer"}
 *
 * <p>Choose a transaction when several values must agree with each other. For one value alone,
 * {@link Ref#swap} or an {@link org.potamos.core.Atom} do.
 *
 * <h2>What a body sees</h2>
 *
 * One consistent state of all refs, with its own changes on top: no body, not even one that will
 * run again, ever sees half of another transaction. Committed transactions are serializable in real
 * time ({@link Isolation#SERIALIZABLE}) unless {@link Isolation#SNAPSHOT} is chosen.
 *
 * <h2>Attempts</h2>
 *
 * A body runs without holding a lock. If another transaction has changed what it depends on, it
 * runs again from the start; so it may run more than once and must have no other effects. What
 * belongs to the outside goes into {@link #afterCommit}, into a send to an agent (held until
 * commit), or into an {@linkplain TransactionOptions#irrevocable irrevocable} transaction. Guard
 * code that must not run in a transaction by {@link #io}.
 *
 * <p>Every transaction whose body ends commits in the end: attempts are optimistic first; who has
 * lost several takes turns with others like him, the oldest first; who keeps losing runs alone. A
 * transaction that only reads never runs more than twice, and exactly once if it is declared {@link
 * TransactionOptions#readOnly}.
 *
 * <p>To make a body run again, the library throws an error without stack trace out of an operation
 * of a ref. A body that catches it changes nothing: the attempt is doomed, each further operation
 * throws it again, and the body runs again whatever it answers or throws.
 *
 * <h2>Exceptions</h2>
 *
 * An exception that leaves the body undoes all that the body did and reaches the caller unchanged,
 * checked or not. A validator's rejection at commit does the same. An interrupt ends a transaction
 * that waits or is about to run again, by {@link TransactionFailedException}, and the thread's
 * interrupt flag is set again.
 *
 * <h2>Nested blocks</h2>
 *
 * A block inside a transaction joins it. If it throws, what it did is undone before the exception
 * reaches the outer body, which may catch it and go on.
 *
 * <h2>After the commit</h2>
 *
 * In this order: watches of the refs, commit listeners, held sends, hooks of {@link #afterCommit};
 * all on the committing thread, outside the transaction and holding no lock. What they throw
 * reaches neither the caller nor each other.
 *
 * <h2>Memory effects</h2>
 *
 * What a thread did before it committed <em>happens-before</em> what another thread does after it
 * has read a value of that commit.
 */
public final class Stm {
  private Stm() {}

  // ------------------------------------------------------------------ running

  /**
   * Runs a body as a transaction; inside a transaction, as a part of it.
   *
   * @param body runs once for each attempt
   * @param <R> the type of the result
   * @param <X> the checked exceptions that the body throws
   * @return what the attempt that committed has answered
   * @throws X what the body throws; nothing has changed then
   * @throws org.potamos.core.InvalidStateException if a validator rejects a value; nothing has
   *     changed then
   * @throws TransactionFailedException if the thread is interrupted while the transaction waits or
   *     is about to run again
   */
  public static <R extends @Nullable Object, X extends Exception> R dosync(
      TransactionBody<R, X> body) throws X {
    return AttemptLoop.run(TransactionOptions.DEFAULTS, Objects.requireNonNull(body, "body"));
  }

  /**
   * Runs a body as a transaction and hands it the transaction, for the forms of the operations that
   * take it; inside a transaction, as a part of it.
   *
   * {@snippet class="org.potamos.refs.StmSnippets" region="explicit"}
   *
   * @param body runs once for each attempt
   * @param <R> the type of the result
   * @param <X> the checked exceptions that the body throws
   * @return what the attempt that committed has answered
   * @throws X what the body throws; nothing has changed then
   * @throws org.potamos.core.InvalidStateException if a validator rejects a value; nothing has
   *     changed then
   * @throws TransactionFailedException if the thread is interrupted while the transaction waits or
   *     is about to run again
   */
  public static <R extends @Nullable Object, X extends Exception> R dosync(
      TransactionFunction<R, X> body) throws X {
    return AttemptLoop.run(TransactionOptions.DEFAULTS, Objects.requireNonNull(body, "body"));
  }

  /**
   * Runs a body without result as a transaction; inside a transaction, as a part of it.
   *
   * @param body runs once for each attempt
   * @param <X> the checked exceptions that the body throws
   * @throws X what the body throws; nothing has changed then
   * @throws org.potamos.core.InvalidStateException if a validator rejects a value; nothing has
   *     changed then
   * @throws TransactionFailedException if the thread is interrupted while the transaction waits or
   *     is about to run again
   */
  public static <X extends Exception> void dosync(TransactionAction<X> body) throws X {
    AttemptLoop.<@Nullable Void, X>run(
        TransactionOptions.DEFAULTS, Objects.requireNonNull(body, "body"));
  }

  /**
   * The options to start from: serializable, without name and limits.
   *
   * @return always the same object
   */
  public static TransactionOptions options() {
    return TransactionOptions.DEFAULTS;
  }

  // ------------------------------------------------------------------ inside a transaction

  /**
   * Tells whether this thread is inside a transaction, also if its present attempt is already lost.
   *
   * @return true if so
   */
  public static boolean isInTransaction() {
    return Transaction.enclosingOrNull() != null;
  }

  /**
   * The number of the present attempt.
   *
   * @return 1 for the first run of the body
   * @throws IllegalStateException outside a transaction
   */
  public static int attempt() {
    return Transaction.require("attempt").attempt();
  }

  /**
   * Gives up the present attempt until a ref that it has read changes, then runs the body again.
   * The thread parks meanwhile (a virtual thread frees its carrier). Inside {@link #orElse} the
   * next alternative is tried instead.
   *
   * {@snippet class="org.potamos.refs.StmSnippets" region="retry"}
   *
   * @param <R> any type: the method never returns
   * @return never
   * @throws IllegalStateException outside a transaction, and in an irrevocable one
   * @throws TransactionFailedException (out of the transaction) if it has read no ref, if its
   *     deadline passes or if the thread is interrupted
   */
  @SuppressWarnings({
    "DoNotCallSuggester",
    "TypeParameterUnusedInFormals"
  }) // fits wherever a value is due
  public static <R extends @Nullable Object> R retry() {
    throw Transaction.require("retry").retry();
  }

  /**
   * As {@link #retry}, but for a limited time: once this transaction has waited that long at calls
   * of this method, the call returns and the body goes on.
   *
   * @param atMost how long to wait, all attempts together; zero returns at once
   * @throws IllegalArgumentException if the duration is negative
   * @throws IllegalStateException outside a transaction, and in an irrevocable one
   */
  public static void retryFor(Duration atMost) {
    Durations.requireNotNegative("retryFor", atMost);
    Transaction.require("retryFor").retryFor(Durations.nanos(atMost));
  }

  /**
   * Goes on if a condition holds, else {@linkplain #retry retries}.
   *
   * @param condition computed from what was read from refs
   * @throws IllegalStateException outside a transaction, and in an irrevocable one
   */
  public static void check(boolean condition) {
    Transaction transaction = Transaction.require("check");
    if (!condition) {
      throw transaction.retry();
    }
  }

  /**
   * Runs the first alternative; if it {@linkplain #retry retries}, undoes it and runs the next. If
   * all retry, the whole retries, and any ref read by any of them wakes it. An exception of an
   * alternative is not an alternative: it leaves.
   *
   * {@snippet class="org.potamos.refs.StmSnippets" region="orElse"}
   *
   * @param first tried first
   * @param others tried in this order, each if those before it have retried; at least one
   * @param <R> the type of the result
   * @param <X> the checked exceptions that the alternatives throw
   * @return the result of the first alternative that does not retry
   * @throws X what that alternative throws
   * @throws IllegalStateException outside a transaction
   * @throws IllegalArgumentException if there is no other alternative
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read, never written or handed out
  public static <R extends @Nullable Object, X extends Exception> R orElse(
      TransactionBody<? extends R, ? extends X> first,
      TransactionBody<? extends R, ? extends X>... others)
      throws X {
    return Alternatives.run(Transaction.require("orElse"), first, others);
  }

  // ------------------------------------------------------------------ hooks

  /**
   * Runs an action just before the transaction commits, still inside it: the action may read and
   * change refs. For derived values that must agree with what the whole transaction did. Actions
   * run in the order of registration; what they throw undoes the transaction.
   *
   * @param action runs at the end of this attempt, if it gets there
   * @throws IllegalStateException outside a transaction
   */
  public static void beforeCommit(Runnable action) {
    Transaction.require("beforeCommit").hooks().beforeCommit(action);
  }

  /**
   * Runs an action when nothing but the action itself can keep the transaction from committing: all
   * values are computed and valid, and nobody else can interfere. For an external resource that has
   * to agree, as in a two-phase commit. To veto, throw: the transaction is undone and the exception
   * reaches the caller. If the action returns, the transaction commits, unless a later action
   * vetoes.
   *
   * <p>Other transactions cannot commit while the action runs; reading goes on. The action must not
   * use refs.
   *
   * @param action runs at most once for the whole transaction
   * @throws IllegalStateException outside a transaction
   */
  public static void prepare(Runnable action) {
    Transaction.require("prepare").hooks().prepare(action);
  }

  /**
   * Runs an action after the transaction has committed, outside of it and holding no lock. What it
   * throws is logged and published as {@link HookFailure}, and reaches nobody else.
   *
   * @param action runs once, after watches, commit listeners and held sends; dropped if the attempt
   *     or the nested block that has registered it is undone
   * @throws IllegalStateException outside a transaction
   */
  public static void afterCommit(Runnable action) {
    Transaction.require("afterCommit").hooks().afterCommit(action);
  }

  /**
   * Runs an action if what this attempt did is undone: because it has to run again, retries, or
   * throws; also if only the nested block or the alternative that has registered it is undone. It
   * runs after the attempt has ended, outside of the transaction, the last registered first. What
   * it throws is logged and published as {@link HookFailure}, and reaches nobody else.
   *
   * @param action runs at most once for each registration
   * @throws IllegalStateException outside a transaction
   */
  public static void afterRollback(Runnable action) {
    Transaction.require("afterRollback").hooks().afterRollback(action);
  }

  /**
   * Registers a listener for all commits of all transactions, {@link Ref#swap} and its like
   * included. While there is a listener, commits take turns; without one they pay one look.
   *
   * @param listener called on the committing thread before {@code dosync} returns, in the order of
   *     the commits; what it throws is logged and published as {@link HookFailure}
   * @return ends the registration
   */
  public static Subscription listen(CommitListener listener) {
    return CommitListeners.add(Objects.requireNonNull(listener, "listener"));
  }

  // ------------------------------------------------------------------ invariants

  /**
   * Puts an invariant over several refs into force: from now on no transaction commits a state that
   * it rejects, whatever its isolation. Transactions that change none of the refs pay nothing.
   *
   * <p>The values that are there are checked while nobody can change them. As long as the invariant
   * is in force, its refs keep each other alive.
   *
   * @param check is asked here once, and then at each commit that changes one of its refs
   * @return ends it
   * @throws CommitRejectedException if it rejects the values that are there; it is not in force
   *     then
   * @throws IllegalArgumentException if it names no refs
   * @throws IllegalStateException inside a transaction or validator
   */
  public static Subscription enforce(CommitCheck check) {
    return CommitChecks.enforce(Objects.requireNonNull(check, "check"));
  }

  // ------------------------------------------------------------------ what must stay outside

  /**
   * Marks code that must not run in a transaction, since a body may run more than once. Outside it
   * just runs the code, and so it does in an {@linkplain TransactionOptions#irrevocable
   * irrevocable} transaction.
   *
   * @param what named in the message, as in {@code "send mail"}
   * @param body the code
   * @param <R> the type of the result
   * @param <X> the checked exceptions that the code throws
   * @return what the code answers
   * @throws X what the code throws
   * @throws IllegalStateException inside a transaction that may run again; the code has not run
   */
  public static <R extends @Nullable Object, X extends Exception> R io(
      String what, TransactionBody<R, X> body) throws X {
    requireNoRerun(what);
    return body.run();
  }

  /**
   * As {@link #io(String, TransactionBody)}, without a result.
   *
   * @param what named in the message, as in {@code "send mail"}
   * @param body the code
   * @param <X> the checked exceptions that the code throws
   * @throws X what the code throws
   * @throws IllegalStateException inside a transaction that may run again; the code has not run
   */
  public static <X extends Exception> void io(String what, TransactionAction<X> body) throws X {
    requireNoRerun(what);
    body.run();
  }

  private static void requireNoRerun(String what) {
    Objects.requireNonNull(what, "what");
    Transaction running = Transaction.enclosingOrNull();
    if (running != null && !running.isIrrevocable()) {
      throw new IllegalStateException(
          "io rejected: a transaction is running on this thread and may run its body again, what="
              + what
              + ", transaction="
              + running.nameForMessages()
              + "; use Stm.afterCommit, or an irrevocable transaction");
    }
  }
}
