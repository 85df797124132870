/**
 * Asynchronous references: an {@link org.potamos.agents.Agent} is a queue of actions in front of a
 * state, run one at a time on virtual threads.
 */
module org.potamos.agents {
  requires transitive org.potamos.core;
  requires static transitive org.jspecify;

  exports org.potamos.agents;
}
