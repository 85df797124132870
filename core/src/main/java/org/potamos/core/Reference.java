package org.potamos.core;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A stable identity whose state is a succession of immutable values. This is what all kinds of
 * references share: reading, watching, validating, waiting; how the value is changed is what tells
 * the kinds apart.
 *
 * <p>Accept a {@code Reference} where you only read or watch, and whoever calls you keeps the
 * choice of the kind. The interface is open: others may implement it.
 *
 * {@snippet class="org.potamos.core.ReferenceSnippets" region="reference"}
 *
 * <h2>Values</h2>
 *
 * Any value, also null. It should be immutable: the reference guards which value is there, not what
 * happens inside it. References are compared by identity; two that hold equal values are not equal.
 *
 * <h2>Memory effects</h2>
 *
 * What a thread did before it installed a value <em>happens-before</em> what another thread does
 * after it has read that value by {@link #deref}, has received it in a watch, or has got it from
 * {@link #awaitValue}.
 *
 * @param <T> the type of the value; a nullable {@code T} makes null an ordinary value
 */
public interface Reference<T extends @Nullable Object> extends Supplier<T> {

  /**
   * Reads the current value. Never blocks.
   *
   * @return the value
   */
  T deref();

  /**
   * The same as {@link #deref}, for code that takes a {@link Supplier}.
   *
   * @return the value
   */
  @Override
  default T get() {
    return deref();
  }

  /**
   * The name given at construction, or one made up of the kind and a number, as in {@code
   * "Atom#12"}.
   *
   * @return the name; always the same for one reference
   */
  String name();

  /**
   * The version of the current value: 0 for the initial value, greater after each change. Compare
   * versions to learn whether something has changed since, or which of two changes came first.
   *
   * <p>By how much it grows depends on the kind of reference. With an {@link Atom} each change
   * counts one from the first look on (this method, a watch, a validator, a {@link Change}); all
   * changes before it count as one together, since an atom that nobody observes pays nothing for
   * being counted.
   *
   * @return the version
   */
  long version();

  /**
   * Data about the reference (not about its value): for tools, documentation, provenance. It has no
   * effect on changes, validators and watches, and changing it is seen by none of them.
   *
   * @return the metadata, unmodifiable; empty if there is none
   */
  Map<String, Object> metadata();

  /**
   * Replaces the metadata.
   *
   * @param metadata copied; null stands for none
   * @return the metadata now installed, unmodifiable
   */
  Map<String, Object> resetMetadata(@Nullable Map<String, ?> metadata);

  /**
   * Replaces the metadata by a function of itself, atomically. No lock is held while the function
   * runs, and it may run more than once.
   *
   * @param f from the present metadata (unmodifiable) to the next, not null
   * @return the metadata now installed, unmodifiable
   */
  Map<String, Object> alterMetadata(UnaryOperator<Map<String, Object>> f);

  /**
   * The validator that guards this reference.
   *
   * @return the validator, or null if there is none
   */
  @Nullable Validator<? super T> validator();

  /**
   * Installs a validator in place of the present one. The value that is there is checked first by
   * {@link Validator#checkInitial}. This is atomic towards all changes: once it has returned, no
   * value that the new validator rejects is visible, whatever was under way.
   *
   * <p>Inside a transaction or an action it takes effect at once and is not undone.
   *
   * @param validator the validator, or null to have none
   * @throws InvalidStateException if the present value is rejected; the previous validator stays
   * @throws IllegalStateException if called from a validator, or from a function that is just
   *     computing the next value of this reference
   */
  void setValidator(@Nullable Validator<? super T> validator);

  /**
   * Installs a validator that looks at the proposed value alone: short for {@link Validator#of}.
   *
   * @param rule holds for every value that is accepted
   * @param message says what must hold, as in {@code "must be >= 0"}
   * @throws InvalidStateException if the present value is rejected; the previous validator stays
   */
  default void setValidator(Predicate<? super T> rule, String message) {
    setValidator(Validator.<T>of(rule, message));
  }

  /**
   * Registers a watch that runs on the changing thread: {@link Delivery#SYNC}.
   *
   * @param watch called after each change
   * @return ends the registration
   */
  default Subscription watch(Watch<? super T> watch) {
    return watch(watch, Delivery.SYNC);
  }

  /**
   * Registers a watch. Registration is atomic towards all changes: those after it are delivered,
   * those before it are not. Watches of a reference run in the order of their registration.
   *
   * <p>Inside a transaction or an action it takes effect at once and is not undone. The reference
   * holds the watch until the registration ends; see {@link #watchWeakly} for the alternative.
   *
   * @param watch called after each change
   * @param delivery on which thread, in which order
   * @return ends the registration
   * @throws IllegalStateException if called from a validator, or from a function that is just
   *     computing the next value of this reference
   */
  Subscription watch(Watch<? super T> watch, Delivery delivery);

  /**
   * Registers a watch under a key, to run on the changing thread: {@link Delivery#SYNC}.
   *
   * @param key replaces an equal key
   * @param watch called after each change
   * @return ends the registration
   */
  default Subscription watch(Object key, Watch<? super T> watch) {
    return watch(key, watch, Delivery.SYNC);
  }

  /**
   * Registers a watch under a key. If a watch with an equal key is there, this one takes over its
   * key and its place in the order, and the subscription of the other has no effect any more.
   *
   * @param key compared by {@code equals}
   * @param watch called after each change
   * @param delivery on which thread, in which order
   * @return ends the registration
   * @throws IllegalStateException if called from a validator, or from a function that is just
   *     computing the next value of this reference
   */
  Subscription watch(Object key, Watch<? super T> watch, Delivery delivery);

  /**
   * Registers a watch that ends with its owner, on the changing thread: {@link Delivery#SYNC}.
   *
   * @param owner held weakly
   * @param watch called with the owner after each change; must not capture the owner
   * @param <O> the type of the owner
   * @return ends the registration earlier
   */
  default <O> Subscription watchWeakly(O owner, OwnedWatch<? super O, ? super T> watch) {
    return watchWeakly(owner, watch, Delivery.SYNC);
  }

  /**
   * Registers a watch that ends with its owner. The reference holds the owner weakly, and the owner
   * need not hold anything: once it has been collected as garbage, the registration is removed,
   * also if the reference never changes again.
   *
   * {@snippet class="org.potamos.core.ReferenceSnippets" region="weak"}
   *
   * @param owner held weakly
   * @param watch called with the owner after each change; must not capture the owner
   * @param delivery on which thread, in which order
   * @param <O> the type of the owner
   * @return ends the registration earlier
   * @throws IllegalStateException if called from a validator, or from a function that is just
   *     computing the next value of this reference
   */
  <O> Subscription watchWeakly(O owner, OwnedWatch<? super O, ? super T> watch, Delivery delivery);

  /**
   * Ends the registration of the watch with this key, if there is one.
   *
   * @param key compared by {@code equals}
   * @return whether there was one
   */
  boolean unwatch(Object key);

  /**
   * How many watches are registered: to find leaks. Threads in {@link #awaitValue} and subscribers
   * of {@link #changes} do not count.
   *
   * @return the number of watches
   */
  int watchCount();

  /**
   * Waits until the value satisfies a condition. The thread parks (a virtual thread frees its
   * carrier) and looks again after changes only. It looks at the newest value each time: a value
   * that was there for a moment between two looks is not seen.
   *
   * @param condition tested on the calling thread; without side effects
   * @return the first value seen that satisfies it
   * @throws InterruptedException if the thread is interrupted before or while it waits
   */
  T awaitValue(Predicate<? super T> condition) throws InterruptedException;

  /**
   * Waits until the value satisfies a condition, or the time is over.
   *
   * @param condition tested on the calling thread; without side effects
   * @param timeout how long to wait at most; zero looks once
   * @return the first value seen that satisfies it
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws TimeoutException if the time is over and the last look found it unsatisfied
   * @throws IllegalArgumentException if the timeout is negative
   */
  T awaitValue(Predicate<? super T> condition, Duration timeout)
      throws InterruptedException, TimeoutException;

  /**
   * The changes of this reference as a stream with back-pressure: {@link Delivery#LATEST}. A
   * subscriber without demand loses nothing but intermediate values, and holds up nobody.
   *
   * @return a publisher whose every subscriber sees the changes after its subscription
   */
  default Flow.Publisher<Change<T>> changes() {
    return changes(Delivery.LATEST);
  }

  /**
   * The changes of this reference as a stream with back-pressure. With {@link Delivery#ORDERED}
   * every change is kept until its subscriber asks for it.
   *
   * @param delivery {@code ORDERED} or {@code LATEST}, with its options
   * @return a publisher whose every subscriber sees the changes after its subscription; it never
   *     completes
   * @throws IllegalArgumentException if the mode is {@code SYNC}: a stream cannot hold up the
   *     changing thread
   */
  Flow.Publisher<Change<T>> changes(Delivery delivery);

  /**
   * Kind, name, status and value, for people. Never throws, whatever the value's own {@code
   * toString} does, and takes part in no transaction.
   *
   * @return as in {@code "Atom[name=balance, status=ready, value=100]"}
   */
  @Override
  String toString();
}
