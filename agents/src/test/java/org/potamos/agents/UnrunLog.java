package org.potamos.agents;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.potamos.core.Events;
import org.potamos.core.Subscription;

/** Writes down the events of actions that will not run. */
final class UnrunLog implements AutoCloseable {
  private final List<UnrunAction> all = new CopyOnWriteArrayList<>();
  private final Subscription subscription;

  private UnrunLog(Predicate<UnrunAction> wanted) {
    subscription =
        Events.subscribe(event -> {
          if (event instanceof UnrunAction unrun && wanted.test(unrun)) {
            all.add(unrun);
          }
        });
  }

  /** Of all agents of a group. */
  static UnrunLog of(AgentGroup group) {
    return new UnrunLog(unrun -> unrun.agent().group().equals(group));
  }

  /** Of one agent. */
  static UnrunLog of(Agent<?> agent) {
    return new UnrunLog(unrun -> unrun.agent().equals(agent));
  }

  /** All events so far. */
  List<UnrunAction> all() {
    return all;
  }

  /** The functions that were sent, and will not run. */
  List<Object> actions() {
    return all.stream().map(UnrunAction::action).toList();
  }

  /** Why they will not run, each reason once. */
  List<UnrunAction.Reason> reasons() {
    return all.stream().map(UnrunAction::reason).distinct().toList();
  }

  @Override
  public void close() {
    subscription.close();
  }
}
