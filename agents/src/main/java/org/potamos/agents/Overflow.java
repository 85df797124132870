package org.potamos.agents;

/** What a send does when the queue of a bounded agent is full. */
public enum Overflow {
  /**
   * The sender waits for room. Inside an action or a transaction it is rejected instead, since
   * waiting there could wait for itself.
   */
  BLOCK,
  /** The send is rejected with {@link AgentRejectedException}. */
  REJECT,
  /** The action that has waited longest is dropped, and reported as an {@link UnrunAction}. */
  DROP_OLDEST,
  /** The new action is dropped, and reported as an {@link UnrunAction}. */
  DROP_NEWEST
}
