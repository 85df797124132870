package org.potamos.agents;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.potamos.core.Event;
import org.potamos.core.Events;
import org.potamos.core.Subscription;

/** Writes down the events of the library while a test runs. */
final class HeardEvents implements BeforeEachCallback, AfterEachCallback {
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private @Nullable Subscription subscription;

  @Override
  public void beforeEach(ExtensionContext context) {
    subscription = Events.subscribe(events::add);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (subscription != null) {
      subscription.close();
    }
  }

  /** The events of one kind about one agent so far. */
  <E extends Event> List<E> of(Class<E> kind, Agent<?> agent) {
    return events.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(event -> agent.equals(event.reference()))
        .toList();
  }

  /** What about one agent will not run, as in {@code "CLEARED"}. */
  List<UnrunAction.Reason> unrun(Agent<?> agent) {
    return of(UnrunAction.class, agent).stream().map(UnrunAction::reason).toList();
  }
}
