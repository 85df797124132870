/**
 * Asynchronous references: an {@code Agent} is a queue of actions in front of a state, run one at a
 * time on virtual threads.
 *
 * <p>The module has no content yet; its name and coordinates are reserved.
 */
module org.potamos.agents {
  requires transitive org.potamos.core;
}
