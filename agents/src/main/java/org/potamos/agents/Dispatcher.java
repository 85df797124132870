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

  /**
   * Has a drain run again, after others that wait.
   *
   * @param drain has run a batch on the calling thread
   * @param scope the calling thread's
   * @throws RuntimeException if it will not be run
   */
  default void again(Drain<?> drain, ActionScope scope) {
    dispatch(drain);
  }

  /**
   * Lets others go first, if that needs no submission.
   *
   * @param scope the calling thread's
   * @return whether the calling thread may go on with its present drain
   */
  default boolean goesOn(ActionScope scope) {
    return false;
  }
}
