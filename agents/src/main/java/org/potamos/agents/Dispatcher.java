package org.potamos.agents;

/** Where the drains of agents run. */
@FunctionalInterface
interface Dispatcher {

  /**
   * Has a drain run, some time.
   *
   * @param drain run once
   * @throws RuntimeException if it will not be run
   */
  void dispatch(Drain<?> drain);
}
