package org.potamos.stress.soak;

import java.util.function.Consumer;
import org.potamos.agents.ActionFailure;
import org.potamos.agents.UnrunAction;
import org.potamos.core.Event;
import org.potamos.core.WatchFailure;
import org.potamos.refs.HookFailure;
import org.potamos.stress.run.Run;

/**
 * Hears all events of the library: what was thrown on purpose is counted back, the rest is wrong.
 */
final class Hearing implements Consumer<Event> {
  private final World world;

  Hearing(World world) {
    this.world = world;
  }

  @Override
  public void accept(Event event) {
    switch (event) {
      case WatchFailure failure -> hear(failure.cause(), failure);
      case HookFailure failure -> hear(failure.cause(), failure);
      case ActionFailure<?> failure -> {
        if (failure.action() instanceof Act) {
          hear(failure.cause(), failure);
        }
      }
      case UnrunAction unrun -> {
        if (unrun.action() instanceof Act act) {
          act.unrun();
        }
      }
      default -> world.goesOn();
    }
  }

  private void hear(Throwable cause, Event event) {
    if (cause instanceof Injected injected) {
      if (injected.isOf(world.injections())) {
        world.injections().heard(injected);
      }
    } else if (!(event instanceof ActionFailure<?>)) {
      world.findings().add("unexpected failure: " + event + ", " + Run.described(cause));
    }
  }
}
