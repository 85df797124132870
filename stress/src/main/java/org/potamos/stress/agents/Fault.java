package org.potamos.stress.agents;

/** What {@code --break} injects, so that a check shows that it can fail. */
enum Fault {
  /** An action is counted as sent, and was not. */
  LOSE,
  /** An action is sent twice. */
  TWICE,
  /** Two actions of one sender are sent in the wrong order. */
  SWAP,
  /** An action that runs is also reported as not run. */
  BOTH,
  /** The report that an action will not run is overheard. */
  HIDE,
  /** Somebody does with the state of an agent what only an action may. */
  OVERLAP,
  /** An action is taken to have run, though its agent never had it. */
  ASIDE,
  /** What an action sends is sent before it has succeeded. */
  UNHELD,
  /** A future is taken for that of an action that is not its own. */
  MUTE,
  /** An action does not end. */
  STUCK,
  /** Whoever waits for an agent does not wait. */
  EARLY,
  /** An agent keeps those who wait for it waiting. */
  DEAF,
  /** What was used remains reachable. */
  LEAK,
  /** An idle agent takes more of the heap than it has to. */
  FAT
}
