package org.potamos.agents;

import java.util.concurrent.Executor;

/**
 * Runs drains on an executor that a user has chosen.
 *
 * @param executor the executor; two dispatchers are the same if their executors are equal
 */
record ExecutorDispatcher(Executor executor) implements Dispatcher {

  @Override
  public void dispatch(Drain<?> drain) {
    executor.execute(drain);
  }
}
