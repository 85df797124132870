package org.potamos.core.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.Validator;

/**
 * Who has a say in the changes of a reference, or hears of them: its validator and its
 * registrations, in the order in which they were made. Immutable; a {@link StateNode} holds one.
 *
 * @param <T> the type of the value
 */
public final class Observers<T extends @Nullable Object> {
  private static final Observers<Object> NONE = new Observers<>(null, List.of());

  private final @Nullable Validator<? super T> validator;

  /** All, in order; {@link #sync} and {@link #signalled} are the same, sorted by kind. */
  private final List<Registration<T>> registrations;

  private final SyncWatch<T>[] sync;
  private final Signalled<T>[] signalled;
  private final boolean ordered;

  @SuppressWarnings("unchecked") // arrays of a generic type, filled from a list of that type only
  private Observers(@Nullable Validator<? super T> validator, List<Registration<T>> registrations) {
    this.validator = validator;
    this.registrations = registrations;
    List<SyncWatch<T>> onThread = new ArrayList<>();
    List<Signalled<T>> elsewhere = new ArrayList<>();
    boolean anyOrdered = false;
    for (Registration<T> registration : registrations) {
      if (registration instanceof SyncWatch<T> watch) {
        onThread.add(watch);
      } else if (registration instanceof Signalled<T> other) {
        elsewhere.add(other);
        anyOrdered |= other.isOrdered();
      }
    }
    this.sync = onThread.toArray(SyncWatch[]::new);
    this.signalled = elsewhere.toArray(Signalled[]::new);
    this.ordered = anyOrdered;
  }

  /**
   * No validator and no watches.
   *
   * @param <T> the type of the value
   * @return always the same object
   */
  @SuppressWarnings("unchecked") // holds nothing of type T
  public static <T extends @Nullable Object> Observers<T> none() {
    return (Observers<T>) (Observers<?>) NONE;
  }

  /**
   * The validator.
   *
   * @return the validator, or null if there is none
   */
  public @Nullable Validator<? super T> validator() {
    return validator;
  }

  /**
   * Tells whether a change has to be announced to anybody.
   *
   * @return true if there are registrations
   */
  public boolean isWatched() {
    return sync.length + signalled.length != 0;
  }

  /**
   * Tells whether a watch runs on the changing thread.
   *
   * @return true if so
   */
  public boolean isWatchedInSync() {
    return sync.length != 0;
  }

  /** Whether somebody needs every state. */
  boolean isOrdered() {
    return ordered;
  }

  int watchCount() {
    int count = 0;
    for (Registration<T> registration : registrations) {
      count += registration.isWatch() ? 1 : 0;
    }
    return count;
  }

  /** Those who look for themselves come first: they run no user's code here. */
  void announce(Change<T> change, ThreadState thread, @Nullable DeliveryTurn turn) {
    for (Signalled<T> registration : signalled) {
      registration.signal();
    }
    if (sync.length != 0) {
      thread.rounds().deliver(sync, change, turn);
    } else if (turn != null) {
      turn.end();
    }
  }

  Observers<T> withValidator(@Nullable Validator<? super T> next) {
    return new Observers<>(next, registrations);
  }

  /** With one more; in place of the one with an equal key, if there is one. */
  Observers<T> with(Registration<T> added) {
    List<Registration<T>> next = new ArrayList<>(registrations);
    Registration<T> present = added.key() == null ? null : withKey(added.key());
    if (present == null) {
      next.add(added);
    } else {
      next.set(next.indexOf(present), added);
    }
    return new Observers<>(validator, List.copyOf(next));
  }

  /** Without one; this if it is not here. */
  Observers<T> without(Registration<T> removed) {
    if (!registrations.contains(removed)) {
      return this;
    }
    List<Registration<T>> next = new ArrayList<>(registrations);
    next.remove(removed);
    return new Observers<>(validator, List.copyOf(next));
  }

  @Nullable Registration<T> withKey(Object key) {
    for (Registration<T> registration : registrations) {
      if (key.equals(registration.key())) {
        return registration;
      }
    }
    return null;
  }
}
