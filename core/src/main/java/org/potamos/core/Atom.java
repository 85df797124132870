package org.potamos.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.Observers;
import org.potamos.core.internal.StateNode;
import org.potamos.core.internal.TurnTaking;

/**
 * A reference to one value that changes on its own: each change is atomic, is visible at once, and
 * has nothing to do with any other reference.
 *
 * <p>Choose an atom when a single value is the whole story: a counter, a routing table, the current
 * configuration. When two values must change together, use refs in a transaction; when nobody has
 * to wait for the change, send it to an agent.
 *
 * <p>
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
   * version makes it observed for good: `state` then holds a StateNode (value, version, observers), and
   * each change installs a new one.
   *
   *   I1  `state` holds a StateNode only if `observed` was set before. So deref and the bare paths read
   *       `state` first and `observed` second: whoever gets a node finds the flag set (the node was
   *       installed by a compare-and-set after the flag was written).
   *   I2  Once `state` holds a node it holds nodes for ever. A bare attempt in flight expects a value and
   *       finds a node: it fails, repeats, and finds out.
   *   I3  `count` is at least 1 when `state` holds anything but the initial value: it is raised before the
   *       compare-and-set. It is raised without synchronization, so that concurrent changes may count as
   *       fewer, and failed attempts count too. Nobody has seen a version before the atom is observed, and
   *       exact counting starts from there.
   *
   * Why the fast paths are written out: swap is called with many functions, and everything beside the call of
   * the function has to fit into a few instructions. Each fast path makes one attempt; whatever it meets
   * (a busy gate, a lost race, a validator in use somewhere) it leaves to the slow path, which
   * is complete in itself.
   *
   * Elsewhere: the gate and the waiting, TurnTaking; the steps of an observed change, AbstractReference.
   * Below: construction, reading, swap, reset, compareAndSet; then the representation.
   */

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Atom.class, "state", Object.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /**
   * The value, or the node that holds it. Read as volatile, written by compare-and-set with
   * volatile effects only (AT-15): publication of values, and the order of changes of several atoms
   * as seen by several threads. Pinned by AtomStress.Publication and AtomStress.StoreBuffering.
   */
  private volatile @Nullable Object state;

  /**
   * See I3. Plain and racy on purpose: nobody reads it exactly, and a reader who finds a value
   * finds the raise that came before it, or a racing one that is not smaller than 1.
   */
  private long count;

  /**
   * See I1. Plain: it is read after {@code state}, and matters only to whoever found a node there.
   */
  private boolean observed;

  private Atom(T initial) {
    // the constructor's volatile write, so that an atom published by a race is never seen without
    // its value
    this.state = initial;
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
   * <p>
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
    return observed ? valueIn(present) : asValue(present);
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
    if (!observed && isGateIdle() && !areValidatorsInUse()) {
      T next;
      boolean installed;
      markGate();
      try {
        next = apply(f, g, asValue(present), argument);
        installed = casBare(present, next);
      } finally {
        leaveGate();
      }
      if (installed) {
        return next;
      }
    }
    return asValue(swapInTurn("swap", f, g, argument, false));
  }

  /**
   * Attempts until one succeeds, bare or observed, each in its turn. The first attempt on an idle
   * gate is marked there alone; repetitions are marked exactly.
   *
   * @return the change if it is wanted (the atom must be observed then), the new value otherwise
   */
  private <A extends @Nullable Object> @Nullable Object swapInTurn(
      String operation,
      @Nullable UnaryOperator<T> f,
      @Nullable BiFunction<? super T, ? super A, ? extends T> g,
      A argument,
      boolean wantsChange) {
    requireOutsideOfOwnCode(operation);
    StateNode<T> before = null;
    StateNode<T> after = null;
    T next;
    boolean exact = !isGateIdle();
    if (exact) {
      enterComputation();
    }
    try {
      while (true) {
        awaitTurn();
        Object present = state;
        if (isNode(present)) {
          before = asNode(present);
          requireRoom(operation, before.observers());
          next = apply(f, g, before.value(), argument);
          requireValid(before.observers(), before.value(), next);
          after = before.changedTo(next);
          if (advance(before, after)) {
            break;
          }
        } else {
          next = apply(f, g, asValue(present), argument);
          if (casBare(present, next)) {
            return next;
          }
        }
        if (!exact) {
          exact = true;
          enterComputation();
        }
      }
    } finally {
      leaveGate();
      if (exact) {
        exitComputation();
      }
    }
    if (wantsChange) {
      Change<T> change = changeBetween(before, after);
      announce(after.observers(), change);
      return change;
    }
    announce(before, after);
    return next;
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
    if (observed || !isGateIdle() || areValidatorsInUse() || !casBare(present, value)) {
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
    requireOutsideOfOwnCode("compareAndSet");
    return setIf("compareAndSet", expected, next, false);
  }

  @Override
  public boolean replace(T expected, T next) {
    requireOutsideOfOwnCode("replace");
    return setIf("replace", expected, next, true);
  }

  /** Compares first and validates only what matches (ruling V5). */
  @SuppressWarnings("ReferenceEquality") // what compareAndSet promises
  private boolean setIf(String operation, T expected, T next, boolean byEquals) {
    while (true) {
      Object present = state;
      boolean bare = !isNode(present);
      T current = bare ? asValue(present) : asNode(present).value();
      if (current != expected && !(byEquals && Objects.equals(current, expected))) {
        return false;
      }
      if (bare) {
        if (casBare(present, next)) {
          return true;
        }
      } else {
        StateNode<T> before = asNode(present);
        requireRoom(operation, before.observers());
        requireValid(before.observers(), current, next);
        StateNode<T> after = before.changedTo(next);
        if (advance(before, after)) {
          announce(before, after);
          return true;
        }
      }
      Thread.onSpinWait();
    }
  }

  // ------------------------------------------------------------------ representation

  /** Raises the count first (I3). Requires: {@code expected} is not a node. */
  private boolean casBare(@Nullable Object expected, T next) {
    count++;
    return STATE.compareAndSet(this, expected, next);
  }

  @Override
  protected String kind() {
    return "Atom";
  }

  @Override
  protected StateNode<T> observe() {
    while (true) {
      Object present = state;
      if (isNode(present)) {
        return asNode(present);
      }
      observed = true;
      StateNode<T> node = StateNode.unobserved(asValue(present), count);
      if (STATE.compareAndSet(this, present, node)) {
        return node;
      }
    }
  }

  @Override
  protected Observers<T> observers() {
    Object present = state;
    return isNode(present) ? asNode(present).observers() : Observers.none();
  }

  @Override
  protected boolean casNode(StateNode<T> expected, StateNode<T> next) {
    return STATE.compareAndSet(this, expected, next);
  }

  @Override
  protected long progress() {
    Object present = state;
    return isNode(present) ? asNode(present).version() : count;
  }

  private static boolean isNode(@Nullable Object present) {
    return present instanceof StateNode<?>;
  }

  private T valueIn(@Nullable Object present) {
    return isNode(present) ? asNode(present).value() : asValue(present);
  }

  /** Requires: {@code present} is a node. */
  @SuppressWarnings({"unchecked", "NullAway"}) // state holds a T or a StateNode<T>
  private StateNode<T> asNode(@Nullable Object present) {
    return (StateNode<T>) present;
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
