package org.potamos.core.internal;

/**
 * A place in an order of deliveries that are made by several threads. A kind of reference whose
 * changes have to be delivered in order hands one to each round of {@code SYNC} watches.
 */
public interface DeliveryTurn {

  /** Waits until the delivery before this one has been made. Throws nothing. */
  void await();

  /** The delivery has been made, or will never be: lets the next one start. Throws nothing. */
  void end();
}
