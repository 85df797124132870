package org.potamos.agents;

/** What happens to the actions that wait in the queue of a failed agent when it is restarted. */
public enum Backlog {
  /** They run, in their order. */
  KEEP,
  /** They are dropped, and each is reported as an {@link UnrunAction}. */
  CLEAR
}
