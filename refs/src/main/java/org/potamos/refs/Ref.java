package org.potamos.refs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.InvalidStateException;
import org.potamos.core.ReferenceBuilder;
import org.potamos.core.Swappable;
import org.potamos.core.internal.AbstractReference;
import org.potamos.core.internal.DeliveryTurn;
import org.potamos.core.internal.Observers;
import org.potamos.core.internal.StateNode;
import org.potamos.core.internal.ThreadState;

/**
 * A reference whose changes are coordinated with those of other refs: inside a transaction it is
 * read from one consistent state, and all changes become visible together or not at all.
 *
 * {@snippet class="org.potamos.refs.StmSnippets" region="transfer"}
 *
 * <p>Choose a ref when several values must agree: balances, a queue and its statistics, a graph.
 * For one value on its own an {@link org.potamos.core.Atom} is smaller and faster.
 *
 * <table>
 *   <caption>What each operation sees, and what makes the body run again</caption>
 *   <tr><th>operation</th><th>sees</th><th>the body runs again if another transaction ...</th></tr>
 *   <tr><td>{@link #deref()}</td><td>own change, else the snapshot</td>
 *       <td>... changes this ref, and this one writes any ref</td></tr>
 *   <tr><td>{@link #set(Object)}</td><td>nothing</td><td>never because of this ref</td></tr>
 *   <tr><td>{@link #alter(UnaryOperator)}</td><td>as {@code deref}</td><td>... changes this ref</td></tr>
 *   <tr><td>{@link #commute(UnaryOperator)}</td>
 *       <td>as {@code deref}; at commit, again, the newest value</td>
 *       <td>never because of this ref once the call has returned</td></tr>
 *   <tr><td>{@link #ensure()}</td><td>as {@code deref}</td>
 *       <td>as {@code deref}, also under {@link Isolation#SNAPSHOT}</td></tr>
 * </table>
 *
 * <p>Under {@link Isolation#SNAPSHOT} {@code deref} never makes a body run again (but for a body
 * that an invariant rejects, see {@link CommitCheck}), {@code set} does if another transaction
 * changes the ref meanwhile, and a ref that was commuted can no longer be set or altered.
 *
 * <p>Whatever looks at the snapshot, {@code commute} included, needs a version that belongs to it.
 * If another transaction has changed the ref since the body began, and the body has used something
 * else already that changed meanwhile, the body runs again, and this time finds what it needs.
 *
 * <p>Each of these operations has a form that takes the running {@link Transaction} and spares
 * itself the look-up; apart from that the two are the same.
 *
 * <h2>Outside a transaction</h2>
 *
 * {@link #deref()} answers the newest committed value, without ever waiting; two calls for two refs
 * are not coordinated. {@link #swap(UnaryOperator)}, {@link #reset} and the like change this one
 * ref in a transaction of their own; inside a transaction they are part of it. The other operations
 * throw {@link IllegalStateException}.
 *
 * <h2>Validators and watches</h2>
 *
 * The validator sees the value that a transaction would commit, once for each commit that gets that
 * far, never what was set in between. Other refs that it looks at show what is committed, not what
 * the transaction is about to commit: rules over several refs are put into force by {@link
 * Stm#enforce}. A rejection undoes the whole transaction. Watches run once for each commit that has
 * changed the ref, after it; those on the committing thread in the order of the commits, for which
 * a thread may wait for another one's watches. A watch must therefore not wait for another thread's
 * transaction on the same ref.
 *
 * <h2>Memory effects</h2>
 *
 * Those of {@link Stm}. The value itself should be immutable.
 *
 * @param <T> the type of the value; a nullable {@code T} makes null an ordinary value
 */
@SuppressWarnings("exports") // the superclass is shared with our other modules and is not an API
public final class Ref<T extends @Nullable Object> extends AbstractReference<T>
    implements Swappable<T> {
  /*
   * Overview
   *
   * A ref is the head of its chain of versions; see Version for what a head can be. What a transaction does
   * with it is in Transaction and CommitProtocol. Here: what is done to one ref alone.
   *
   * Observers and their state (the mirror, RefExtension) change under the commit lock only: casNode locks
   * the ref for that, by a pending version that is never committed. Readers do not notice.
   *
   * The quick path of swap is a QuickCommit of one ref. It is taken only if nobody has asked for more: no
   * transaction here, no extension, no commit listener. Everything else is a transaction.
   */

  private static final VarHandle HEAD;
  private static final VarHandle EXTENSION;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(Ref.class, "head", Version.class);
      EXTENSION = lookup.findVarHandle(Ref.class, "extension", RefExtension.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Quick attempts of {@link #swap} before it becomes a transaction. */
  private static final int QUICK_ATTEMPTS = 64;

  private static final AtomicLong IDS = new AtomicLong();

  /** The order in which refs are locked; that of their construction. */
  private final long id = IDS.incrementAndGet();

  /**
   * The newest version, or the pending one that locks the ref. Locked by compare-and-set, unlocked
   * by its owner in release mode or by giving the version its stamp; read as volatile: both {@link
   * Exclusive} and {@link WaitList} rest on a write before a read on both sides. Pinned by
   * RefSnapshotStress and RetryWakeStress.
   */
  private volatile Version<T> head;

  /**
   * Null until somebody asks for more than a value. Set once, by compare-and-set. Volatile: who
   * finds a ref unlocked must find what was installed under the lock.
   */
  private volatile @Nullable RefExtension<T> extension;

  @SuppressWarnings("NullAway") // head is set by way of HEAD
  private Ref(T initial) {
    // as with a final field: a ref that is published by a race is never seen without its value
    HEAD.set(this, Version.initial(initial));
    VarHandle.releaseFence();
  }

  // ------------------------------------------------------------------ construction

  /**
   * Makes a ref without name, validator and watches. Inside a transaction too its initial value is
   * there at once, whatever becomes of the transaction.
   *
   * @param initial the value it starts with
   * @param <T> the type of the value
   * @return the ref
   */
  public static <T extends @Nullable Object> Ref<T> of(T initial) {
    return new Ref<>(initial);
  }

  /**
   * Starts a ref with options.
   *
   * {@snippet class="org.potamos.refs.StmSnippets" region="builder"}
   *
   * @param initial the value it starts with
   * @param <T> the type of the value
   * @return a builder for it
   */
  public static <T extends @Nullable Object> Builder<T> builder(T initial) {
    return new Builder<>(initial);
  }

  /**
   * Collects the options of a ref.
   *
   * @param <T> the type of the value
   */
  public static final class Builder<T extends @Nullable Object>
      extends ReferenceBuilder<T, Builder<T>> {
    private final T initial;
    private int minHistory;

    private Builder(T initial) {
      this.initial = initial;
    }

    @Override
    protected Builder<T> self() {
      return this;
    }

    /**
     * Asks for older values to be kept: see {@link Ref#minHistory()}.
     *
     * @param versions how many beside the newest
     * @return this builder
     * @throws IllegalArgumentException if the number is negative
     */
    public Builder<T> minHistory(int versions) {
      minHistory = requireHistory(versions);
      return this;
    }

    /**
     * Makes the ref: first its metadata is set, then the validator checks the initial value, then
     * the watches are registered.
     *
     * @return a new ref
     * @throws InvalidStateException if the validator rejects the initial value; there is no ref
     *     then
     */
    public Ref<T> build() {
      Ref<T> ref = new Ref<>(initial);
      if (minHistory != 0) {
        ref.setMinHistory(minHistory);
      }
      ref.configure(name(), metadata(), failureHandler(), validator());
      registerWatches(ref);
      return ref;
    }
  }

  // ------------------------------------------------------------------ in a transaction

  /**
   * The value: inside a transaction what it has set itself, else that of its snapshot; outside, the
   * newest committed one.
   *
   * @return the value
   */
  @Override
  public T deref() {
    Transaction transaction = Transaction.ofThreadOrNull();
    if (transaction == null || transaction.isIdle()) {
      return head.inForce().value;
    }
    if (transaction.isRunning()) {
      return transaction.read(this);
    }
    if (transaction.isCommitting()) { // a validator looks around, at what is committed
      return head.inForce().value;
    }
    throw transaction.refusal("deref", this);
  }

  /**
   * As {@link #deref()}, in a transaction that the caller has at hand.
   *
   * @param transaction the running transaction
   * @return the value
   * @throws IllegalStateException if the transaction does not run on this thread
   */
  public T deref(Transaction transaction) {
    transaction.requireHere("deref", this);
    return transaction.read(this);
  }

  /**
   * Sets the value, to be committed with the transaction.
   *
   * @param value the next value
   * @return {@code value}
   * @throws IllegalStateException outside a transaction, in one that is read-only, in a commute
   *     function, a validator or a preparing hook; under {@link Isolation#SNAPSHOT} also after
   *     {@link #commute(UnaryOperator)}
   */
  public T set(T value) {
    return Transaction.require("set", this).set(this, value);
  }

  /**
   * As {@link #set(Object)}, in a transaction that the caller has at hand.
   *
   * @param transaction the running transaction
   * @param value the next value
   * @return {@code value}
   * @throws IllegalStateException as {@link #set(Object)}
   */
  public T set(Transaction transaction, T value) {
    transaction.requireHere("set", this);
    return transaction.set(this, value);
  }

  /**
   * Sets the value to a function of the present one.
   *
   * @param f computes the next value; runs once for each attempt
   * @return the next value
   * @throws IllegalStateException as {@link #set(Object)}
   */
  public T alter(UnaryOperator<T> f) {
    Objects.requireNonNull(f, "f");
    return Transaction.require("alter", this).alter(this, f, null, null);
  }

  /**
   * Sets the value to a function of the present one and an argument. With a function that captures
   * nothing, as in {@code balance.alter(Integer::sum, 5)}, the call allocates nothing of its own
   * but the new version.
   *
   * @param f computes the next value; runs once for each attempt
   * @param argument handed to {@code f} behind the present value
   * @param <A> the type of the argument
   * @return the next value
   * @throws IllegalStateException as {@link #set(Object)}
   */
  public <A extends @Nullable Object> T alter(
      BiFunction<? super T, ? super A, ? extends T> f, A argument) {
    Objects.requireNonNull(f, "f");
    return Transaction.require("alter", this).alter(this, null, f, argument);
  }

  /**
   * As {@link #alter(UnaryOperator)}, in a transaction that the caller has at hand.
   *
   * @param transaction the running transaction
   * @param f computes the next value; runs once for each attempt
   * @return the next value
   * @throws IllegalStateException as {@link #set(Object)}
   */
  public T alter(Transaction transaction, UnaryOperator<T> f) {
    Objects.requireNonNull(f, "f");
    transaction.requireHere("alter", this);
    return transaction.alter(this, f, null, null);
  }

  /**
   * As {@link #alter(BiFunction, Object)}, in a transaction that the caller has at hand.
   *
   * @param transaction the running transaction
   * @param f computes the next value; runs once for each attempt
   * @param argument handed to {@code f} behind the present value
   * @param <A> the type of the argument
   * @return the next value
   * @throws IllegalStateException as {@link #set(Object)}
   */
  public <A extends @Nullable Object> T alter(
      Transaction transaction, BiFunction<? super T, ? super A, ? extends T> f, A argument) {
    Objects.requireNonNull(f, "f");
    transaction.requireHere("alter", this);
    return transaction.alter(this, null, f, argument);
  }

  /**
   * Changes the value by a function for which the order does not matter, so that transactions which
   * do nothing else to this ref do not conflict: counting, adding to a set.
   *
   * <p>The function runs at once on the value that the transaction sees, and once more at commit on
   * the newest value; what is committed is the latter result, and may differ from what this call
   * answers. A ref that is read or altered after it was commuted becomes an ordinary one, whose
   * functions do not run again. (Under {@link Isolation#SNAPSHOT} altering it is an {@link
   * IllegalStateException}.) A ref that was set or altered before is changed at once, and the
   * function does not run again.
   *
   * @param f computes the next value; runs twice or more; must use no refs and send nothing
   * @return what the transaction sees now
   * @throws IllegalStateException as {@link #set(Object)}
   */
  public T commute(UnaryOperator<T> f) {
    Objects.requireNonNull(f, "f");
    return Transaction.require("commute", this).commute(this, f, null, null);
  }

  /**
   * As {@link #commute(UnaryOperator)}, with an argument for the function.
   *
   * @param f computes the next value; runs twice or more; must use no refs and send nothing
   * @param argument handed to {@code f} behind the present value
   * @param <A> the type of the argument
   * @return what the transaction sees now
   * @throws IllegalStateException as {@link #set(Object)}
   */
  public <A extends @Nullable Object> T commute(
      BiFunction<? super T, ? super A, ? extends T> f, A argument) {
    Objects.requireNonNull(f, "f");
    return Transaction.require("commute", this).commute(this, null, f, argument);
  }

  /**
   * As {@link #commute(UnaryOperator)}, in a transaction that the caller has at hand.
   *
   * @param transaction the running transaction
   * @param f computes the next value; runs twice or more; must use no refs and send nothing
   * @return what the transaction sees now
   * @throws IllegalStateException as {@link #set(Object)}
   */
  public T commute(Transaction transaction, UnaryOperator<T> f) {
    Objects.requireNonNull(f, "f");
    transaction.requireHere("commute", this);
    return transaction.commute(this, f, null, null);
  }

  /**
   * As {@link #commute(BiFunction, Object)}, in a transaction that the caller has at hand.
   *
   * @param transaction the running transaction
   * @param f computes the next value; runs twice or more; must use no refs and send nothing
   * @param argument handed to {@code f} behind the present value
   * @param <A> the type of the argument
   * @return what the transaction sees now
   * @throws IllegalStateException as {@link #set(Object)}
   */
  public <A extends @Nullable Object> T commute(
      Transaction transaction, BiFunction<? super T, ? super A, ? extends T> f, A argument) {
    Objects.requireNonNull(f, "f");
    transaction.requireHere("commute", this);
    return transaction.commute(this, null, f, argument);
  }

  /**
   * Reads the value, and sees to it that it is still the newest when the transaction commits, under
   * {@link Isolation#SNAPSHOT} too. No lock is held while the body runs.
   *
   * @return the value
   * @throws IllegalStateException outside a transaction, in a commute function, a validator or a
   *     preparing hook
   */
  public T ensure() {
    return Transaction.require("ensure", this).ensure(this);
  }

  /**
   * As {@link #ensure()}, in a transaction that the caller has at hand.
   *
   * @param transaction the running transaction
   * @return the value
   * @throws IllegalStateException as {@link #ensure()}
   */
  public T ensure(Transaction transaction) {
    transaction.requireHere("ensure", this);
    return transaction.ensure(this);
  }

  // ------------------------------------------------------------------ on its own

  @Override
  public T swap(UnaryOperator<T> f) {
    return swap(Objects.requireNonNull(f, "f"), null, null);
  }

  @Override
  public <A extends @Nullable Object> T swap(
      BiFunction<? super T, ? super A, ? extends T> f, A argument) {
    return swap(null, Objects.requireNonNull(f, "f"), argument);
  }

  /** Quick attempts first; see the overview. */
  private <A extends @Nullable Object> T swap(
      @Nullable UnaryOperator<T> f,
      @Nullable BiFunction<? super T, ? super A, ? extends T> g,
      A argument) {
    Transaction transaction = Transaction.ofThread();
    if (transaction.isIdle()
        && !transaction.isInner() // what surrounds it may depend on this ref: CommitProtocol looks
        && !CommitListeners.areThere()
        && !isValidating()) {
      for (int attempt = 0; attempt < QUICK_ATTEMPTS && extension == null; attempt++) {
        Version<T> before = head;
        if (before.isFinished()) {
          T next =
              f != null
                  ? f.apply(before.value)
                  : Objects.requireNonNull(g).apply(before.value, argument);
          Version<T> mine = Version.pending(next);
          mine.setPrev(before);
          if (QuickCommit.tryCommit(transaction, this, mine)) {
            return next;
          }
        }
        Pause.briefly(attempt);
      }
    }
    requireNotValidating("swap");
    return Stm.dosync(tx -> tx.alter(this, f, g, argument));
  }

  @Override
  public Change<T> swapVals(UnaryOperator<T> f) {
    Objects.requireNonNull(f, "f");
    return change("swapVals", tx -> tx.alter(this, f, null, null));
  }

  @Override
  public <A extends @Nullable Object> Change<T> swapVals(
      BiFunction<? super T, ? super A, ? extends T> f, A argument) {
    Objects.requireNonNull(f, "f");
    return change("swapVals", tx -> tx.alter(this, null, f, argument));
  }

  @Override
  public T reset(T value) {
    return swap(null, Ref::second, value);
  }

  @Override
  public Change<T> resetVals(T value) {
    return change("resetVals", tx -> tx.set(this, value));
  }

  private static <T extends @Nullable Object> T second(T current, T value) {
    return value;
  }

  /**
   * A change that has a version must have been committed, so it cannot be part of a transaction.
   */
  private Change<T> change(String operation, TransactionFunction<T, RuntimeException> step) {
    requireNotValidating(operation);
    Transaction around = Transaction.enclosingOrNull();
    if (around != null) {
      throw new IllegalStateException(
          operation
              + " rejected: a transaction runs on this thread, and the version of the change is"
              + " known at its commit only, ref="
              + name()
              + ", transaction="
              + around.nameForMessages()
              + "; use alter or set, and a watch or a commit listener");
    }
    Step<T> done = new Step<>();
    Stm.dosync(tx -> {
      done.before = tx.read(this);
      done.after = step.apply(tx);
      return null;
    });
    return done.asChange(this, Transaction.ofThread().committedStamp());
  }

  /** What the attempt that has committed did. */
  private static final class Step<T extends @Nullable Object> {
    private @Nullable T before;
    private @Nullable T after;

    @SuppressWarnings("NullAway") // null only if the ref held null
    private Change<T> asChange(Ref<T> ref, long stamp) {
      return new Change<>(ref, before, after, stamp);
    }
  }

  @Override
  public boolean compareAndSet(T expected, T next) {
    return setIf("compareAndSet", expected, next, false);
  }

  @Override
  public boolean replace(T expected, T next) {
    return setIf("replace", expected, next, true);
  }

  @SuppressWarnings("ReferenceEquality") // what compareAndSet promises
  private boolean setIf(String operation, T expected, T next, boolean byEquals) {
    requireNotValidating(operation);
    return Stm.dosync(tx -> {
      T current = tx.read(this);
      if (current != expected && !(byEquals && Objects.equals(current, expected))) {
        return false;
      }
      tx.set(this, next);
      return true;
    });
  }

  private void requireNotValidating(String operation) {
    if (isValidating()) {
      requireOutsideOfOwnCode(operation, ThreadState.current());
    }
  }

  // ------------------------------------------------------------------ version, history

  /**
   * The version of the newest committed value: 0 for the initial one, else the stamp of the commit
   * that has set it, which is the same for all refs of that commit; see {@link Commit#stamp}.
   * Greater after each change, but not by one.
   *
   * @return the version
   */
  @Override
  public long version() {
    return head.inForce().fate();
  }

  /**
   * How many older versions are kept: those that running read-only transactions need, and as many
   * as {@link #minHistory()} asks for. With nobody reading from the past it is 0.
   *
   * @return the number of versions beside the newest
   */
  public int historyCount() {
    return VersionChain.lengthBelow(head.inForce());
  }

  /**
   * How many older versions are kept in any case. No transaction needs that: it is for looking at a
   * heap dump, or for tests. 0 unless set.
   *
   * @return the number of versions beside the newest
   */
  public int minHistory() {
    RefExtension<T> present = extension;
    return present == null ? 0 : present.minHistory;
  }

  /**
   * Asks for older versions to be kept, from the next commits on; what is superfluous then goes
   * with the next commit, or with {@link #trimHistory}.
   *
   * @param versions how many beside the newest
   * @throws IllegalArgumentException if the number is negative
   */
  public void setMinHistory(int versions) {
    extensionOrNew().minHistory = requireHistory(versions);
  }

  private static int requireHistory(int versions) {
    if (versions < 0) {
      throw new IllegalArgumentException(
          "minHistory rejected: versions=" + versions + " is negative; use 0 or more");
    }
    return versions;
  }

  /** Lets go of all older versions but those that a running transaction needs. */
  public void trimHistory() {
    VersionChain.trim(this, 0);
  }

  // ------------------------------------------------------------------ as a reference

  @Override
  protected String kind() {
    return "Ref";
  }

  @Override
  protected T peek() {
    return head.inForce().value;
  }

  @Override
  protected void requireAwaitable() {
    Transaction around = Transaction.enclosingOrNull();
    if (around != null) {
      throw new IllegalStateException(
          "awaitValue rejected: inside a transaction the value does not change, ref="
              + name()
              + ", transaction="
              + around.nameForMessages()
              + "; use Stm.retry or Stm.check");
    }
  }

  @Override
  protected Observers<T> observers() {
    RefExtension<T> present = extension;
    StateNode<T> mirror = present == null ? null : present.mirror;
    return mirror == null ? Observers.none() : mirror.observers();
  }

  @Override
  protected StateNode<T> observe() {
    RefExtension<T> present = extensionOrNew();
    StateNode<T> mirror = present.mirror;
    if (mirror == null) {
      Version<T> lock = lock();
      try {
        mirror = present.mirror;
        if (mirror == null) {
          Version<T> newest = lock.below();
          mirror = StateNode.unobserved(newest.value, newest.stamp());
          present.mirror = mirror;
        }
      } finally {
        unlock(lock);
      }
    }
    return mirror;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // nodes are identities
  protected boolean casNode(StateNode<T> expected, StateNode<T> next) {
    RefExtension<T> present = extensionOrNew();
    Version<T> lock = lock();
    try {
      if (present.mirror != expected) {
        return false;
      }
      present.mirror = next;
      return true;
    } finally {
      unlock(lock);
    }
  }

  /** Takes the commit lock, for something that is no commit. */
  Version<T> lock() {
    Transaction around = Transaction.enclosingOrNull();
    if (around != null && !around.isRunning() && !around.isOver()) {
      throw new IllegalStateException(
          "change of watches or validator rejected: the transaction is committing, ref="
              + name()
              + ", transaction="
              + around.nameForMessages()
              + "; do it before or after");
    }
    Version<T> lock = Version.pending(peek());
    lock.setDecider(lock);
    for (int round = 0; ; round++) {
      Version<T> present = head;
      if (present.isFinished()) {
        lock.setPrev(present);
        if (casHead(present, lock)) {
          return lock;
        }
      }
      Pause.briefly(round);
    }
  }

  /** Puts back what is below a lock that will not be committed. */
  void unlock(Version<T> lock) {
    lock.setStamp(Version.ABORTED);
    HEAD.setRelease(this, lock.below());
  }

  /** After a commit: this thread holds the lock, so nobody else writes the mirror. */
  void installMirror(RefExtension<T> present, StateNode<T> before, StateNode<T> after) {
    settle(before);
    present.mirror = after;
    settle(after);
  }

  /** Asks the validator; requires the commit lock. */
  void requireAcceptable(StateNode<T> mirror, T proposed, ThreadState thread) {
    requireRoom("commit", mirror.observers(), thread);
    requireValid(mirror.observers(), mirror.value(), proposed, thread);
  }

  void announce(
      Change<T> change, StateNode<T> after, ThreadState thread, @Nullable DeliveryTurn turn) {
    announceInTurn(change, after, thread, turn);
  }

  // ------------------------------------------------------------------ for the engine

  long id() {
    return id;
  }

  Version<T> head() {
    return head;
  }

  boolean casHead(Version<T> expected, Version<T> next) {
    return HEAD.compareAndSet(this, expected, next);
  }

  @Nullable RefExtension<T> extension() {
    return extension;
  }

  RefExtension<T> extensionOrNew() {
    RefExtension<T> present = extension;
    while (present == null) {
      EXTENSION.compareAndSet(this, null, new RefExtension<T>());
      present = extension;
    }
    return present;
  }

  /** After a commit of this ref. */
  void wakeWaiting() {
    RefExtension<T> present = extension;
    if (present != null) {
      present.waiting.wakeAll();
    }
  }
}
