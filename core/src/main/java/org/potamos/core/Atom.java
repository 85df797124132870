package org.potamos.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.Observers;
import org.potamos.core.internal.StateNode;
import org.potamos.core.internal.ThreadState;
import org.potamos.core.internal.TurnTaking;

/**
 * A reference to one value that changes on its own: each change is atomic, is visible at once, and
 * has nothing to do with any other reference.
 *
 * <p>Choose an atom when a single value is the whole story: a counter, a routing table, the current
 * configuration. When two values must change together, use refs in a transaction; when nobody has
 * to wait for the change, send it to an agent.
 *
 * {@snippet class="org.potamos.core.AtomSnippets" region="first"}
 *
 * <h2>Retries</h2>
 *
 * {@link #swap} computes the next value without holding a lock and installs it only if the value it
 * started from is still there; if not, it computes again. The function may therefore run more than
 * once: keep it free of side effects. Values are compared by identity, never by {@code equals}, so
 * that a change from a value to another and back is the only thing that can go unnoticed, and it
 * does no harm. Under contention threads wait for each other for some microseconds (some hundred if
 * the function takes that long), which makes repetitions rare; nobody ever waits without bound, so
 * a function that blocks delays no one but its own caller for long.
 *
 * <p>A function that throws leaves the atom as it was, and the exception reaches the caller. A
 * function must not change its own atom: that is rejected with {@link IllegalStateException},
 * before anything has changed. (If another thread computes at the same moment, the inner change may
 * stand; the exception is thrown in any case.)
 *
 * <h2>Validators and watches</h2>
 *
 * The validator sees every candidate before any other thread can; rejecting one leaves the atom as
 * it was. Watches run after the change: on the changing thread, unless another {@link Delivery} was
 * chosen. The changes of two threads may reach a {@code SYNC} watch in either order, so a watch
 * reads its argument and does not call {@link #deref}; or it is {@code ORDERED}.
 *
 * <h2>Memory effects</h2>
 *
 * Those of an {@link java.util.concurrent.atomic.AtomicReference}: {@code deref} is a volatile
 * read, every change a volatile compare-and-set. Whatever a thread did before it installed a value
 * <em>happens-before</em> whatever another thread does after it reads that value. The value itself
 * should be immutable; the atom guards the reference, not what lies behind it.
 *
 * <h2>Inside transactions</h2>
 *
 * An atom takes no part in them: a change made in the body of a transaction happens at once, and
 * again each time the body runs.
 *
 * @param <T> the type of the value; a nullable {@code T} makes null an ordinary value
 */
@SuppressWarnings("exports") // the superclass is shared with our other modules and is not an API
public final class Atom<T extends @Nullable Object> extends TurnTaking<T> implements Swappable<T> {
  /*
   * Overview
   *
   * An atom is bare or observed. A bare one keeps its value in `state` directly, and a change is one
   * compare-and-set, as with an AtomicReference. The first watch, validator, waiting thread or look at a
   * version makes it observed for good: `state` is then OBSERVED, and `node` holds value, version and
   * observers; each change installs a new node.
   *
   *   I1  `state` becomes OBSERVED once, and stays so. A bare attempt in flight expects a value there and
   *       finds OBSERVED: it fails, repeats, and finds out. So no bare change is made after a validator or
   *       a watch has been installed.
   *   I2  When `state` is OBSERVED, `node` holds the node that is in force, and never again null or
   *       OPENING. The step from bare to observed is made by one thread at a time, which has put OPENING
   *       into `node` first; it writes the node with the present value, then replaces that very value in
   *       `state` by OBSERVED, and starts over if it has changed meanwhile. Other threads that want the
   *       same wait for it (some instructions, no user's code); readers and changes do not wait.
   *   I3  The first node has version 0 if there was no change so far (TurnTaking, I3), else 1. Nobody has
   *       seen a version before; from there on they are counted one by one. Counting
   *       unobserved changes would show in the cost of each: docs/decisions/0003.
   *
   * One comparison with a constant is all that deref has to do beside reading `state`. The quick path of
   * swap makes one attempt; whatever it meets (somebody else computing, a lost race, a first change) it
   * leaves to the slow path, which is complete in itself.
   *
   * Elsewhere: who goes first, TurnTaking; the steps of an observed change, AbstractReference. Below:
   * construction, reading, swap, reset, compareAndSet; then the representation.
   */

  /** In {@code state}: look into {@code node}. */
  private static final Object OBSERVED = new Object();

  /** In {@code node}: a thread is about to make the atom observed. */
  private static final StateNode<?> OPENING = StateNode.unobserved("opening", -1);

  private static final VarHandle STATE;
  private static final VarHandle NODE;

  static {
    try {
      NODE = MethodHandles.lookup().findVarHandle(Atom.class, "node", StateNode.class);
      STATE = MethodHandles.lookup().findVarHandle(Atom.class, "state", Object.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /**
   * The value, or the node that holds it. Read as volatile, written by compare-and-set with
   * volatile effects only (AT-15): publication of values, and the order of changes of several atoms
   * as seen by several threads. Pinned by AtomPublicationStress and AtomStoreBufferingStress.
   */
  private volatile @Nullable Object state;

  /**
   * The node of an observed atom; null or OPENING before. Read as volatile, and only after {@code
   * state} was found to be OBSERVED (I2); changed by compare-and-set. Volatile for the same reasons
   * as {@code state}, whose place it takes.
   */
  private volatile @Nullable StateNode<T> node;

  private Atom(T initial) {
    // as with a final field: an atom that is published by a race is never seen without its value
    STATE.set(this, initial);
    VarHandle.releaseFence();
  }

  // ------------------------------------------------------------------ construction

  /**
   * Makes an atom without name, validator and watches.
   *
   * @param initial the value it starts with
   * @param <T> the type of the value
   * @return the atom
   */
  public static <T extends @Nullable Object> Atom<T> of(T initial) {
    return new Atom<>(initial);
  }

  /**
   * Starts an atom with options.
   *
   * {@snippet class="org.potamos.core.AtomSnippets" region="builder"}
   *
   * @param initial the value it starts with
   * @param <T> the type of the value
   * @return a builder for it
   */
  public static <T extends @Nullable Object> Builder<T> builder(T initial) {
    return new Builder<>(initial);
  }

  /**
   * Collects the options of an atom.
   *
   * @param <T> the type of the value
   */
  public static final class Builder<T extends @Nullable Object>
      extends ReferenceBuilder<T, Builder<T>> {
    private final T initial;

    private Builder(T initial) {
      this.initial = initial;
    }

    @Override
    protected Builder<T> self() {
      return this;
    }

    /**
     * Makes the atom: first its metadata is set, then the validator checks the initial value, then
     * the watches are registered.
     *
     * @return a new atom
     * @throws InvalidStateException if the validator rejects the initial value; there is no atom
     *     then
     */
    public Atom<T> build() {
      Atom<T> atom = new Atom<>(initial);
      atom.configure(name(), metadata(), failureHandler(), validator());
      registerWatches(atom);
      return atom;
    }
  }

  // ------------------------------------------------------------------ reading

  @Override
  public T deref() {
    Object present = state;
    return present == OBSERVED ? node().value() : asValue(present);
  }

  @Override
  public long version() {
    return observe().version();
  }

  // ------------------------------------------------------------------ swap

  @Override
  public T swap(UnaryOperator<T> f) {
    return swapFirst(Objects.requireNonNull(f, "f"), null, null);
  }

  @Override
  public <A extends @Nullable Object> T swap(
      BiFunction<? super T, ? super A, ? extends T> f, A argument) {
    return swapFirst(null, Objects.requireNonNull(f, "f"), argument);
  }

  @Override
  public Change<T> swapVals(UnaryOperator<T> f) {
    Objects.requireNonNull(f, "f");
    observe();
    return asChange(swapInTurn("swapVals", f, null, null, true));
  }

  @Override
  public <A extends @Nullable Object> Change<T> swapVals(
      BiFunction<? super T, ? super A, ? extends T> f, A argument) {
    Objects.requireNonNull(f, "f");
    observe();
    return asChange(swapInTurn("swapVals", null, f, argument, true));
  }

  /** One attempt on a bare atom that nobody else is changing; otherwise, the slow path. */
  private <A extends @Nullable Object> T swapFirst(
      @Nullable UnaryOperator<T> f,
      @Nullable BiFunction<? super T, ? super A, ? extends T> g,
      A argument) {
    Object present = state;
    if (present != OBSERVED && isCalm() && !isValidating()) {
      T next;
      enter();
      try {
        next = apply(f, g, asValue(present), argument);
      } catch (Throwable failure) {
        leave();
        throw failure;
      }
      boolean installed = STATE.compareAndSet(this, present, next);
      leave();
      if (installed) {
        return next;
      }
    }
    return present == OBSERVED
        ? swapObserved(f, g, argument)
        : asValue(swapInTurn("swap", f, g, argument, false));
  }

  /** One attempt on an observed atom that nobody else is changing; otherwise, the slow path. */
  private <A extends @Nullable Object> T swapObserved(
      @Nullable UnaryOperator<T> f,
      @Nullable BiFunction<? super T, ? super A, ? extends T> g,
      A argument) {
    ThreadState thread = ThreadState.current();
    if (isCalm() && !thread.isValidating()) {
      StateNode<T> before = node();
      requireRoom("swap", before.observers(), thread);
      StateNode<T> after;
      enter();
      try {
        T next = apply(f, g, before.value(), argument);
        requireValid(before.observers(), before.value(), next, thread);
        after = before.changedTo(next);
      } catch (Throwable failure) {
        leave();
        throw failure;
      }
      boolean installed = advance(before, after);
      leave();
      if (installed) {
        announce(before, after, thread);
        return after.value();
      }
    }
    return asValue(swapInTurn("swap", f, g, argument, false));
  }

  /**
   * Attempts until one succeeds, bare or observed, each in its turn. The first attempt at a free
   * gate is marked there alone; all others are marked exactly, before anything is computed.
   *
   * @return the change if it is wanted (the atom must be observed then), the new value otherwise
   */
  private <A extends @Nullable Object> @Nullable Object swapInTurn(
      String operation,
      @Nullable UnaryOperator<T> f,
      @Nullable BiFunction<? super T, ? super A, ? extends T> g,
      A argument,
      boolean wantsChange) {
    ThreadState thread = ThreadState.current();
    requireOutsideOfOwnCode(operation, thread);
    StateNode<T> before;
    StateNode<T> after;
    boolean exact = false;
    boolean lost = false;
    Turn turn = tryTurn();
    try {
      while (true) {
        if (turn == Turn.NONE) {
          if (!exact) {
            exact = true;
            enterComputation(thread);
          }
          turn = awaitTurn(lost);
        }
        Object present = state;
        if (present == OBSERVED) {
          before = node();
          requireRoom(operation, before.observers(), thread);
          T next = apply(f, g, before.value(), argument);
          requireValid(before.observers(), before.value(), next, thread);
          after = before.changedTo(next);
          if (advance(before, after)) {
            break;
          }
        } else {
          T next = apply(f, g, asValue(present), argument);
          if (casBare(present, next)) {
            return next;
          }
        }
        lost = true;
        if (turn == Turn.GATE) { // a claim stays
          endTurn(turn);
        }
        turn = Turn.NONE;
      }
    } finally {
      endTurn(turn);
      if (exact) {
        exitComputation(thread);
      }
    }
    if (wantsChange) {
      return announced(before, after, thread);
    }
    announce(before, after, thread);
    return after.value();
  }

  private static <T extends @Nullable Object, A extends @Nullable Object> T apply(
      @Nullable UnaryOperator<T> f,
      @Nullable BiFunction<? super T, ? super A, ? extends T> g,
      T current,
      A argument) {
    return f != null ? f.apply(current) : Objects.requireNonNull(g).apply(current, argument);
  }

  // ------------------------------------------------------------------ reset

  @Override
  public T reset(T value) {
    Object present = state;
    if (present == OBSERVED || !isCalm() || isValidating() || !casBare(present, value)) {
      swapInTurn("reset", null, Atom::second, value, false);
    }
    return value;
  }

  @Override
  public Change<T> resetVals(T value) {
    observe();
    return asChange(swapInTurn("resetVals", null, Atom::second, value, true));
  }

  private static <T extends @Nullable Object> T second(T current, T value) {
    return value;
  }

  // ------------------------------------------------------------------ compareAndSet, replace

  @Override
  public boolean compareAndSet(T expected, T next) {
    return setIf("compareAndSet", expected, next, false);
  }

  @Override
  public boolean replace(T expected, T next) {
    return setIf("replace", expected, next, true);
  }

  /** Compares first and validates only what matches (ruling V5). */
  @SuppressWarnings("ReferenceEquality") // what compareAndSet promises
  private boolean setIf(String operation, T expected, T next, boolean byEquals) {
    if (!isCalm() || isValidating()) {
      requireOutsideOfOwnCode(operation, ThreadState.current());
    }
    while (true) {
      Object present = state;
      StateNode<T> before = present == OBSERVED ? node() : null;
      T current = before == null ? asValue(present) : before.value();
      if (current != expected && !(byEquals && Objects.equals(current, expected))) {
        return false;
      }
      if (before == null) {
        if (casBare(present, next)) {
          return true;
        }
      } else {
        ThreadState thread = ThreadState.current();
        requireRoom(operation, before.observers(), thread);
        requireValid(before.observers(), current, next, thread);
        StateNode<T> after = before.changedTo(next);
        if (advance(before, after)) {
          announce(before, after, thread);
          return true;
        }
      }
      Thread.onSpinWait();
    }
  }

  // ------------------------------------------------------------------ representation

  /** Requires: {@code expected} is not OBSERVED. */
  private boolean casBare(@Nullable Object expected, T next) {
    beforeChange();
    return STATE.compareAndSet(this, expected, next);
  }

  @Override
  protected String kind() {
    return "Atom";
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // the thread waited for has a few instructions left
  protected StateNode<T> observe() {
    while (state != OBSERVED) {
      if (NODE.compareAndSet(this, null, OPENING)) {
        boolean opened = false; // and node is null again if this fails, for lack of memory or stack
        try {
          while (!opened) {
            Object present = state;
            node = StateNode.unobserved(asValue(present), isChanged() ? 1 : 0);
            opened = STATE.compareAndSet(this, present, OBSERVED);
          }
          beforeChange(); // versions are counted from here: the trace has served, and only slows
          // changes
        } finally {
          if (!opened) {
            node = null;
          }
        }
      } else {
        Thread.yield();
      }
    }
    return node();
  }

  @Override
  protected Observers<T> observers() {
    return state == OBSERVED ? node().observers() : Observers.none();
  }

  @Override
  protected boolean casNode(StateNode<T> expected, StateNode<T> next) {
    return NODE.compareAndSet(this, expected, next);
  }

  @Override
  protected @Nullable Object presentState() {
    Object present = state;
    return present == OBSERVED ? node : present;
  }

  /** Requires: {@code state} was found to be OBSERVED. */
  @SuppressWarnings("NullAway") // I2
  private StateNode<T> node() {
    return node;
  }

  /** Requires: {@code present} is not a node. */
  @SuppressWarnings({"unchecked", "NullAway"}) // null is a T if T says so
  private T asValue(@Nullable Object present) {
    return (T) present;
  }

  /** Requires: {@code result} is what {@link #swapInTurn} answers if the change is wanted. */
  @SuppressWarnings({"unchecked", "NullAway"})
  private Change<T> asChange(@Nullable Object result) {
    return (Change<T>) result;
  }
}
