package org.potamos.core;

import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The stream of what happens inside the library and reaches no caller: failures of watches, and
 * what later modules add. For monitoring: a metric, an alarm, a test that wants to know of every
 * failure.
 *
 * <p>Listeners run on the thread on which the event happens, in the order of their subscription,
 * and should be quick. What a listener throws is logged and reaches nobody else. With no listener
 * an event costs one look at an empty list.
 */
public final class Events {
  private static final System.Logger LOGGER = System.getLogger("org.potamos");

  private static final CopyOnWriteArrayList<Listener> LISTENERS = new CopyOnWriteArrayList<>();

  /** Identity of one subscription: the same consumer may be subscribed twice. */
  private static final class Listener {
    final Consumer<? super Event> consumer;

    Listener(Consumer<? super Event> consumer) {
      this.consumer = consumer;
    }
  }

  private Events() {}

  /**
   * Registers a listener for all events from now on.
   *
   * @param listener told of each event
   * @return closes the registration
   */
  public static Subscription subscribe(Consumer<? super Event> listener) {
    Listener added = new Listener(Objects.requireNonNull(listener, "listener"));
    LISTENERS.add(added);
    return () -> LISTENERS.remove(added);
  }

  /**
   * Tells all listeners of an event; for the library and its extensions.
   *
   * @param event what happened
   */
  @SuppressWarnings("CatchingUnchecked") // a listener's failure must not reach who made the event
  public static void publish(Event event) {
    Objects.requireNonNull(event, "event");
    for (Listener listener : LISTENERS) {
      try {
        listener.consumer.accept(event);
      } catch (Throwable failure) {
        LOGGER.log(System.Logger.Level.WARNING, "event listener failed: event=" + event, failure);
      }
    }
  }
}
