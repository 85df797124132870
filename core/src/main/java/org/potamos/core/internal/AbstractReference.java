package org.potamos.core.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.Event;
import org.potamos.core.Events;
import org.potamos.core.InvalidStateException;
import org.potamos.core.OwnedWatch;
import org.potamos.core.Reference;
import org.potamos.core.Subscription;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.core.Watch;
import org.potamos.core.WatchFailure;

/**
 * What all kinds of references have in common: name, metadata, validator, watches, waiting. A kind
 * adds how its state is kept ({@link #observe}, {@link #casNode}) and how it is changed.
 *
 * @param <T> the type of the value
 */
public abstract class AbstractReference<T extends @Nullable Object> implements Reference<T> {
  /*
   * Overview
   *
   * A kind of reference changes its value in four steps, for each attempt:
   *
   *   1 requireOutside...  not from a validator, not from this reference's own function; requireRoom: not
   *                        from an endless chain of watches
   *   2 requireValid       the validator of the node that the attempt started from agrees
   *   3 advance            one compare-and-set from that node to the next
   *   4 announce           to the observers of the next node, after the last attempt, outside of all
   *                        guards
   *
   *   I1  The validator that is asked in step 2 is in force when step 3 succeeds: it is part of the node
   *       that step 3 compares. Installing a validator replaces the node, so an attempt in flight fails
   *       and asks the new one (V3).
   *   I2  A change is announced to exactly the registrations that were in its node: registering replaces
   *       the node too, so each change comes either before a registration or after it.
   *   I3  No lock is held anywhere, so users' code (functions, validators, watches, equals) can delay
   *       only itself.
   *
   * Elsewhere: what may call what on one thread, ThreadState; the order of SYNC rounds,
   * NotificationRounds; ORDERED and LATEST, Channel and Cursor; waiting, ValueAwaiter.
   */

  private static final System.Logger LOGGER = System.getLogger("org.potamos");

  private static final VarHandle DETAILS;

  static {
    try {
      DETAILS =
          MethodHandles.lookup()
              .findVarHandle(AbstractReference.class, "details", ReferenceDetails.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Length from which {@link #toString} cuts the text of a value off. */
  private static final int LONGEST_TEXT = 1_000;

  /**
   * Name and metadata; null as long as there are none. Volatile, changed by compare-and-set:
   * whoever reads it must find the map's content.
   */
  private volatile @Nullable ReferenceDetails details;

  /** For subclasses. */
  protected AbstractReference() {}

  // ------------------------------------------------------------------ what a kind provides

  /**
   * The kind of this reference, as in made-up names.
   *
   * @return for example {@code "Atom"}
   */
  protected abstract String kind();

  /**
   * The present node. From the first call on, every change installs a node.
   *
   * @return the node that holds the current value
   */
  protected abstract StateNode<T> observe();

  /**
   * Who observes the reference now, without making it observed.
   *
   * @return validator and watches
   */
  protected abstract Observers<T> observers();

  /**
   * Replaces the node, with the memory effects of a volatile compare-and-set.
   *
   * @param expected compared by identity
   * @param next the node to install
   * @return whether it was installed
   */
  protected abstract boolean casNode(StateNode<T> expected, StateNode<T> next);

  /**
   * Tells whether this thread is inside a function that computes the next value of this reference.
   *
   * @param thread the calling thread's
   * @return true if so
   */
  protected boolean isComputingHere(ThreadState thread) {
    return thread.isComputing(this);
  }

  /**
   * The condition of the reference, as shown by {@link #toString}.
   *
   * @return for example {@code "ready"}
   */
  protected String status() {
    return "ready";
  }

  /**
   * The present value, outside of whatever is running on this thread.
   *
   * @return what {@link #deref} answers, unless that depends on a transaction
   */
  protected T peek() {
    return deref();
  }

  /**
   * Rejects waiting for a value where that would wait for ever. Allowed everywhere unless
   * overridden.
   */
  protected void requireAwaitable() {}

  // ------------------------------------------------------------------ steps of a change

  /**
   * Tells whether this thread is inside a validator. Costs nothing as long as no validator was ever
   * run.
   *
   * @return true if so
   */
  protected static boolean isValidating() {
    return ThreadState.isValidatingHere();
  }

  /**
   * Step 1, before the first attempt: rejects what comes from within a validator, or from within
   * the function that computes this reference's own next value.
   *
   * @param operation named in the message
   * @param thread the calling thread's
   */
  protected final void requireOutsideOfOwnCode(String operation, ThreadState thread) {
    if (thread.isValidating()) {
      throw new IllegalStateException(
          operation
              + " rejected: a validator is running on this thread, reference="
              + name()
              + ", thread="
              + Thread.currentThread().getName()
              + "; a validator only looks, use a watch to react to a change");
    }
    if (isComputingHere(thread)) {
      throw new IllegalStateException(
          operation
              + " rejected: the function that computes the next value changes its own reference,"
              + " reference="
              + name()
              + "; return the value instead");
    }
  }

  /**
   * Step 1, for each attempt: rejects a change that comes from an endless chain of watches.
   *
   * @param operation named in the message
   * @param observers those of the state that would be changed
   * @param thread the calling thread's
   */
  protected final void requireRoom(String operation, Observers<T> observers, ThreadState thread) {
    if (observers.isWatchedInSync()) {
      thread.rounds().requireRoom(this, operation);
    }
  }

  /**
   * Step 2: asks the validator.
   *
   * @param observers those of the state that would be changed
   * @param current the value that is there
   * @param proposed the value that would replace it
   * @param thread the calling thread's
   * @throws InvalidStateException if it says no
   */
  protected final void requireValid(
      Observers<T> observers, T current, T proposed, ThreadState thread) {
    Validator<? super T> validator = observers.validator();
    if (validator != null) {
      List<Violation> violations;
      thread.enterValidator();
      try {
        violations = validator.check(current, proposed);
      } finally {
        thread.exitValidator();
      }
      requireNone(violations, this, proposed);
    }
  }

  private void requireInitiallyValid(
      @Nullable Validator<? super T> validator, T initial, @Nullable Reference<?> shown) {
    if (validator != null) {
      ThreadState thread = ThreadState.current();
      List<Violation> violations;
      thread.enterValidator();
      try {
        violations = validator.checkInitial(initial);
      } finally {
        thread.exitValidator();
      }
      requireNone(violations, shown, initial);
    }
  }

  private void requireNone(
      List<Violation> violations, @Nullable Reference<?> shown, @Nullable Object rejected) {
    if (!Objects.requireNonNull(violations, "a validator answered null instead of a list")
        .isEmpty()) {
      throw new InvalidStateException(name(), shown, violations, rejected);
    }
  }

  /**
   * Step 3: from one node to the next.
   *
   * @param from the node that the attempt started from
   * @param to the node to install
   * @return whether {@code from} was still there
   */
  protected final boolean advance(StateNode<T> from, StateNode<T> to) {
    from.settle();
    if (!casNode(from, to)) {
      return false;
    }
    to.settle();
    return true;
  }

  /**
   * Makes sure that the node before this one leads to it, for a kind that installs nodes without
   * {@link #advance}.
   *
   * @param node installed, or about to be replaced
   */
  protected static void settle(StateNode<?> node) {
    node.settle();
  }

  /**
   * Step 4: tells the observers. Requires that no function and no validator is on the stack.
   *
   * @param before the node that was replaced
   * @param after the node that replaced it
   * @param thread the calling thread's
   */
  protected final void announce(StateNode<T> before, StateNode<T> after, ThreadState thread) {
    if (after.observers().isWatched()) {
      after.observers().announce(changeBetween(before, after), thread, null);
    }
  }

  /**
   * Step 4 for a kind whose changes are delivered in an order that was fixed before.
   *
   * @param change what happened
   * @param after the node that it led to
   * @param thread the calling thread's
   * @param turn the place of this change in the order; ended in any case
   */
  protected final void announceInTurn(
      Change<T> change, StateNode<T> after, ThreadState thread, @Nullable DeliveryTurn turn) {
    after.observers().announce(change, thread, turn);
  }

  /**
   * Step 4 for a caller who wants to know the change.
   *
   * @param before the node that was replaced
   * @param after the node that replaced it
   * @param thread the calling thread's
   * @return the change
   */
  protected final Change<T> announced(StateNode<T> before, StateNode<T> after, ThreadState thread) {
    Change<T> change = changeBetween(before, after);
    after.observers().announce(change, thread, null);
    return change;
  }

  /**
   * What happened between two nodes.
   *
   * @param before the node that was replaced
   * @param after the node that replaced it
   * @return the change
   */
  protected final Change<T> changeBetween(StateNode<T> before, StateNode<T> after) {
    return new Change<>(this, before.value(), after.value(), after.version());
  }

  /**
   * Marks a thread as computing the next value of this reference: exact, for any nesting.
   *
   * @param thread the calling thread's
   */
  protected final void enterComputation(ThreadState thread) {
    thread.enterComputation(this);
  }

  /**
   * Takes the mark of {@link #enterComputation} back.
   *
   * @param thread the calling thread's
   */
  protected final void exitComputation(ThreadState thread) {
    thread.exitComputation();
  }

  // ------------------------------------------------------------------ construction

  /**
   * Gives a reference that nobody else knows yet its name, metadata and validator. CM-05: the
   * metadata is set when the validator sees the initial value.
   *
   * @param name the name, or null
   * @param metadata the metadata, unmodifiable
   * @param failureHandler told of failing watches, or null for the log
   * @param validator the validator, or null
   * @throws InvalidStateException if the validator rejects the initial value
   */
  protected final void configure(
      @Nullable String name,
      Map<String, Object> metadata,
      @Nullable Consumer<? super WatchFailure> failureHandler,
      @Nullable Validator<? super T> validator) {
    if (name != null || !metadata.isEmpty() || failureHandler != null) {
      details = new ReferenceDetails(name, metadata, failureHandler);
    }
    if (validator != null) {
      requireInitiallyValid(validator, peek(), null);
      reconfigure(present -> present.withValidator(validator));
    }
  }

  // ------------------------------------------------------------------ name, metadata

  @Override
  public final String name() {
    ReferenceDetails present = details;
    while (present == null || present.name() == null) {
      ReferenceDetails from = present == null ? ReferenceDetails.NONE : present;
      DETAILS.compareAndSet(this, present, from.withMadeUpName(kind()));
      present = details;
    }
    return present.name();
  }

  @Override
  public final Map<String, Object> metadata() {
    ReferenceDetails present = details;
    return present == null ? Map.of() : present.metadata();
  }

  @Override
  public final Map<String, Object> resetMetadata(@Nullable Map<String, ?> metadata) {
    Map<String, Object> copy = metadata == null ? Map.of() : Map.copyOf(metadata);
    return alterMetadata(present -> copy);
  }

  @Override
  public final Map<String, Object> alterMetadata(UnaryOperator<Map<String, Object>> f) {
    Objects.requireNonNull(f, "f");
    while (true) {
      ReferenceDetails present = details;
      ReferenceDetails from = present == null ? ReferenceDetails.NONE : present;
      Map<String, Object> next =
          Map.copyOf(Objects.requireNonNull(f.apply(from.metadata()), "f answered null"));
      if (DETAILS.compareAndSet(this, present, from.withMetadata(next))) {
        return next;
      }
    }
  }

  // ------------------------------------------------------------------ validator

  @Override
  public final @Nullable Validator<? super T> validator() {
    return observers().validator();
  }

  @Override
  public final void setValidator(@Nullable Validator<? super T> validator) {
    requireOutsideOfOwnCode("setValidator", ThreadState.current());
    while (true) {
      StateNode<T> present = observe();
      requireInitiallyValid(validator, present.value(), this);
      if (advance(present, present.observedBy(present.observers().withValidator(validator)))) {
        return;
      }
    }
  }

  // ------------------------------------------------------------------ watches

  @Override
  public final Subscription watch(Watch<? super T> watch, Delivery delivery) {
    return register(null, watch, delivery);
  }

  @Override
  public final Subscription watch(Object key, Watch<? super T> watch, Delivery delivery) {
    return register(Objects.requireNonNull(key, "key"), watch, delivery);
  }

  @Override
  public final <O> Subscription watchWeakly(
      O owner, OwnedWatch<? super O, ? super T> watch, Delivery delivery) {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(watch, "watch");
    WeakOwner<O, T> weak = new WeakOwner<>(owner, watch);
    return weak.endWith(owner, register(null, weak, delivery));
  }

  private Subscription register(@Nullable Object key, Watch<? super T> watch, Delivery delivery) {
    Objects.requireNonNull(watch, "watch");
    Objects.requireNonNull(delivery, "delivery");
    requireOutsideOfOwnCode("watch", ThreadState.current());
    IsolatedWatch<T> isolated = new IsolatedWatch<>(this, key, watch, delivery.isOnlyIfChanged());
    Registration<T> added =
        delivery.mode() == Delivery.Mode.SYNC
            ? new SyncWatch<>(this, key, isolated)
            : new WatchChannel<>(this, key, isolated, delivery);
    register(added);
    return added;
  }

  /** From the node that this installs on, changes are announced to the registration. */
  final void register(Registration<T> added) {
    while (true) {
      StateNode<T> present = observe();
      StateNode<T> next = present.observedBy(present.observers().with(added));
      added.startAt(next);
      if (advance(present, next)) {
        Object key = added.key();
        Registration<T> replaced = key == null ? null : present.observers().withKey(key);
        if (replaced != null) {
          replaced.replaced();
        }
        return;
      }
    }
  }

  /** After this, changes are no longer announced to the registration. */
  final void remove(Registration<T> removed) {
    reconfigure(present -> present.without(removed));
  }

  private void reconfigure(UnaryOperator<Observers<T>> change) {
    while (true) {
      Observers<T> before = observers();
      if (change.apply(before) == before) {
        return;
      }
      StateNode<T> present = observe();
      Observers<T> after = change.apply(present.observers());
      if (advance(present, present.observedBy(after))) {
        return;
      }
    }
  }

  @Override
  public final boolean unwatch(Object key) {
    Objects.requireNonNull(key, "key");
    Registration<T> present = observers().withKey(key);
    if (present == null || present.isClosed()) {
      return false;
    }
    present.close();
    return true;
  }

  @Override
  public final int watchCount() {
    return observers().watchCount();
  }

  /** A watch failed: tells whoever wants to know, and nobody else (ruling W2). */
  final void report(WatchFailure failure) {
    ReferenceDetails present = details;
    Consumer<? super WatchFailure> handler = present == null ? null : present.failureHandler();
    if (handler == null) {
      log(failure, failure.cause());
    } else {
      try {
        handler.accept(failure);
      } catch (Throwable handlerFailure) {
        logBoth(failure, handlerFailure);
      }
    }
    Events.publish(failure);
  }

  /** A handler may throw on what it was told of. */
  @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
  private static void logBoth(WatchFailure failure, Throwable handlerFailure) {
    if (handlerFailure != failure.cause()) {
      handlerFailure.addSuppressed(failure.cause());
    }
    log(failure, handlerFailure);
  }

  private static void log(Event event, Throwable thrown) {
    LOGGER.log(System.Logger.Level.WARNING, event.toString(), thrown);
  }

  // ------------------------------------------------------------------ waiting, streams, text

  @Override
  public final T awaitValue(Predicate<? super T> condition) throws InterruptedException {
    requireAwaitable();
    return ValueAwaiter.await(this, condition);
  }

  @Override
  public final T awaitValue(Predicate<? super T> condition, Duration timeout)
      throws InterruptedException, TimeoutException {
    requireAwaitable();
    return ValueAwaiter.await(this, condition, timeout);
  }

  @Override
  public final Flow.Publisher<Change<T>> changes(Delivery delivery) {
    return ChangePublisher.of(this, delivery);
  }

  @Override
  public final String toString() {
    return kind() + "[name=" + name() + ", status=" + status() + ", value=" + textOfValue() + "]";
  }

  private String textOfValue() {
    try {
      Object value = peek();
      String text = String.valueOf(value == null ? null : value.toString());
      return text.length() <= LONGEST_TEXT
          ? text
          : text.substring(0, LONGEST_TEXT) + "... (" + text.length() + " characters)";
    } catch (Throwable failure) {
      return "<toString failed: " + failure.getClass().getName() + ">";
    }
  }
}
