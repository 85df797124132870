package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.potamos.core.Event;
import org.potamos.core.Events;
import org.potamos.core.Subscription;
import org.potamos.core.WatchFailure;

/** Fails a test if an action or a watch failed, or an action was not run, and nobody took it. */
final class NothingFailed implements BeforeEachCallback, AfterEachCallback {
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private @Nullable Subscription subscription;

  @Override
  public void beforeEach(ExtensionContext context) {
    subscription =
        Events.subscribe(event -> {
          if (event instanceof ActionFailure<?>
              || event instanceof UnrunAction
              || event instanceof WatchFailure) {
            events.add(event);
          }
        });
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (subscription != null) {
      subscription.close();
    }
    assertThat(events).as("failures that the test did not expect").isEmpty();
  }

  /** All events of one kind so far, which are expected then. */
  <E extends Event> List<E> take(Class<E> kind) {
    List<E> taken = events.stream().filter(kind::isInstance).map(kind::cast).toList();
    events.removeAll(taken);
    return taken;
  }

  /** The causes of all failed actions so far, which are expected then. */
  List<Throwable> takeCauses() {
    List<Throwable> causes = new ArrayList<>();
    for (ActionFailure<?> failure : take(actionFailure())) {
      causes.add(failure.cause());
    }
    return causes;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal has no type argument
  private static Class<ActionFailure<?>> actionFailure() {
    return (Class) ActionFailure.class;
  }
}
