package org.potamos.refs;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.Durations;

/**
 * How a transaction is run: immutable, so that one object can be kept in a constant and used by
 * many threads. Start from {@link Stm#options}.
 *
 * {@snippet class="org.potamos.refs.StmSnippets" region="options"}
 *
 * <h2>Nested blocks</h2>
 *
 * A block inside a transaction joins it, so name, deadline and limit of attempts are those of the
 * outermost block. What would weaken the promise made to a block is an {@link
 * IllegalStateException}: a {@code SERIALIZABLE} block inside a {@code SNAPSHOT} transaction, an
 * {@link #irrevocable} block inside one that is not. With {@link #requiresNew} a block does not
 * join.
 */
public final class TransactionOptions {
  static final TransactionOptions DEFAULTS =
      new TransactionOptions(null, null, false, null, Integer.MAX_VALUE, false, false);

  private final @Nullable String name;
  private final @Nullable Isolation isolation;
  private final boolean readOnly;
  private final @Nullable Duration deadline;
  private final int maxAttempts;
  private final boolean requiresNew;
  private final boolean irrevocable;

  private TransactionOptions(
      @Nullable String name,
      @Nullable Isolation isolation,
      boolean readOnly,
      @Nullable Duration deadline,
      int maxAttempts,
      boolean requiresNew,
      boolean irrevocable) {
    this.name = name;
    this.isolation = isolation;
    this.readOnly = readOnly;
    this.deadline = deadline;
    this.maxAttempts = maxAttempts;
    this.requiresNew = requiresNew;
    this.irrevocable = irrevocable;
  }

  // ------------------------------------------------------------------ choosing

  /**
   * Gives the transaction a name, which shows in messages, in {@link Commit} and in the {@link
   * Conflict} of those who come too late because of it.
   *
   * @param name not blank
   * @return options with the name
   * @throws IllegalArgumentException if the name is blank
   */
  public TransactionOptions named(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException("named rejected: the name is blank");
    }
    return new TransactionOptions(
        name, isolation, readOnly, deadline, maxAttempts, requiresNew, irrevocable);
  }

  /**
   * Chooses the isolation. Without it a transaction is {@link Isolation#SERIALIZABLE}, and a nested
   * block takes what the outer one has.
   *
   * @param isolation what is promised about refs that are only read
   * @return options with the isolation
   */
  public TransactionOptions isolation(Isolation isolation) {
    return new TransactionOptions(
        name,
        Objects.requireNonNull(isolation, "isolation"),
        readOnly,
        deadline,
        maxAttempts,
        requiresNew,
        irrevocable);
  }

  /**
   * Declares that the body changes no ref. It then runs exactly once (unless it calls {@code
   * retry}), on a snapshot that no writer can take away, and delays nobody. A change inside is an
   * {@link IllegalStateException}.
   *
   * @return options for a transaction that only reads
   */
  public TransactionOptions readOnly() {
    return new TransactionOptions(
        name, isolation, true, deadline, maxAttempts, requiresNew, irrevocable);
  }

  /**
   * Limits the time, from the begin of the first attempt. It is looked at between attempts and
   * while the transaction waits: a body that is running is not interrupted.
   *
   * @param deadline how long the transaction may take; zero allows the first attempt only
   * @return options with the deadline
   * @throws IllegalArgumentException if the duration is negative
   */
  public TransactionOptions deadline(Duration deadline) {
    Durations.requireNotNegative("deadline", deadline);
    return new TransactionOptions(
        name, isolation, readOnly, deadline, maxAttempts, requiresNew, irrevocable);
  }

  /**
   * Limits how often the body may run. Being woken from {@code retry} counts too.
   *
   * @param maxAttempts at least 1
   * @return options with the limit
   * @throws IllegalArgumentException if the number is less than 1
   */
  public TransactionOptions maxAttempts(int maxAttempts) {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException(
          "maxAttempts rejected: maxAttempts=" + maxAttempts + "; it must be at least 1");
    }
    return new TransactionOptions(
        name, isolation, readOnly, deadline, maxAttempts, requiresNew, irrevocable);
  }

  /**
   * Makes the block a transaction of its own also inside another, which waits meanwhile: it commits
   * or fails independently, and sees nothing of what the outer one has not committed. For a log
   * that must stay when the transaction is rolled back, for example. It must not change what the
   * outer transaction has touched: that could never commit, and is an {@link
   * IllegalStateException}.
   *
   * @return options for a block that does not join
   */
  public TransactionOptions requiresNew() {
    return new TransactionOptions(
        name, isolation, readOnly, deadline, maxAttempts, true, irrevocable);
  }

  /**
   * Makes the body run exactly once: the one place inside a transaction where I/O is allowed, since
   * no conflict can make it run again. There is one irrevocable transaction at a time, and no other
   * transaction commits a change while it runs; reading goes on. It still fails if its body throws
   * or a validator rejects what it did; {@code retry} is an {@link IllegalStateException}.
   *
   * @return options for a transaction that runs once
   */
  public TransactionOptions irrevocable() {
    return new TransactionOptions(
        name, isolation, readOnly, deadline, maxAttempts, requiresNew, true);
  }

  // ------------------------------------------------------------------ running

  /**
   * Runs a body as a transaction with these options; see {@link Stm#dosync(TransactionBody)}.
   *
   * @param body runs once for each attempt
   * @param <R> the type of the result
   * @param <X> the checked exceptions that the body throws
   * @return what the attempt that committed has answered
   * @throws X what the body throws; nothing has changed then
   * @throws TransactionFailedException if a limit of the options strikes, or the thread is
   *     interrupted
   */
  public <R extends @Nullable Object, X extends Exception> R dosync(TransactionBody<R, X> body)
      throws X {
    return AttemptLoop.run(this, Objects.requireNonNull(body, "body"));
  }

  /**
   * Runs a body as a transaction with these options; see {@link Stm#dosync(TransactionFunction)}.
   *
   * @param body runs once for each attempt
   * @param <R> the type of the result
   * @param <X> the checked exceptions that the body throws
   * @return what the attempt that committed has answered
   * @throws X what the body throws; nothing has changed then
   * @throws TransactionFailedException if a limit of the options strikes, or the thread is
   *     interrupted
   */
  public <R extends @Nullable Object, X extends Exception> R dosync(TransactionFunction<R, X> body)
      throws X {
    return AttemptLoop.run(this, Objects.requireNonNull(body, "body"));
  }

  /**
   * Runs a body without result as a transaction with these options; see {@link
   * Stm#dosync(TransactionAction)}.
   *
   * @param body runs once for each attempt
   * @param <X> the checked exceptions that the body throws
   * @throws X what the body throws; nothing has changed then
   * @throws TransactionFailedException if a limit of the options strikes, or the thread is
   *     interrupted
   */
  public <X extends Exception> void dosync(TransactionAction<X> body) throws X {
    AttemptLoop.<@Nullable Void, X>run(this, Objects.requireNonNull(body, "body"));
  }

  // ------------------------------------------------------------------ for the engine

  @Nullable String name() {
    return name;
  }

  /** What was asked for; null if nothing was. */
  @Nullable Isolation chosenIsolation() {
    return isolation;
  }

  boolean isSnapshot() {
    return isolation == Isolation.SNAPSHOT;
  }

  /** Whether a commit needs to know nothing of these options. */
  boolean isPlain() {
    return name == null && isolation != Isolation.SNAPSHOT;
  }

  boolean isReadOnly() {
    return readOnly;
  }

  @Nullable Duration deadlineOrNull() {
    return deadline;
  }

  int attemptLimit() {
    return maxAttempts;
  }

  boolean isNew() {
    return requiresNew;
  }

  /** Whether something has to be looked after from the first attempt on. */
  boolean isLimited() {
    return deadline != null || maxAttempts != Integer.MAX_VALUE || irrevocable;
  }

  boolean isIrrevocable() {
    return irrevocable;
  }
}
