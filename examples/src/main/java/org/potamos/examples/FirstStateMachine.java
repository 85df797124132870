package org.potamos.examples;

import static org.potamos.examples.FirstStateMachine.Status.CANCELLED;
import static org.potamos.examples.FirstStateMachine.Status.NEW;
import static org.potamos.examples.FirstStateMachine.Status.PAID;
import static org.potamos.examples.FirstStateMachine.Status.SHIPPED;
import static org.potamos.validators.Transitions.stateMachine;
import static org.potamos.validators.Transitions.unchanged;
import static org.potamos.validators.Validators.at;

import java.util.List;
import java.util.Map;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.validators.Rule;

/** The README's rules about steps: an order whose status follows a state machine. */
public final class FirstStateMachine {
  private FirstStateMachine() {}

  enum Status {
    NEW,
    PAID,
    SHIPPED,
    CANCELLED
  }

  // README
  record Order(int number, Status status) {}

  static final Rule<Order> LIFE =
      at("number", Order::number, unchanged())
          .and(
              at(
                  "status",
                  Order::status,
                  stateMachine(Map.of(NEW, List.of(PAID, CANCELLED), PAID, List.of(SHIPPED)))
                      .startingIn(NEW)));

  // README

  /**
   * Pays an order, then tries what is not allowed.
   *
   * @param args none
   */
  public static void main(String[] args) {
    // README
    Atom<Order> order = Atom.builder(new Order(17, NEW)).name("order").validator(LIFE).build();
    order.swap(o -> new Order(o.number(), PAID));
    for (Order next : List.of(new Order(17, CANCELLED), new Order(18, SHIPPED))) {
      try {
        order.reset(next);
      } catch (InvalidStateException rejected) {
        System.out.println(rejected.getMessage());
      }
    }
    System.out.println(order.deref());
    // README
  }
}
