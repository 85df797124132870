package org.potamos.agents;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Waits;

/**
 * An action that tells when it has begun, and ends when the test says so; it leaves the state as it
 * is.
 */
final class HeldAction<T extends @Nullable Object> implements UnaryOperator<T>, AutoCloseable {
  private final boolean patient;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private volatile @Nullable Thread runner;
  private volatile boolean interrupted;

  private HeldAction(boolean patient) {
    this.patient = patient;
  }

  /** Sends one that an interrupt makes fail, and waits until it runs. */
  static <T extends @Nullable Object> HeldAction<T> on(Agent<T> agent) {
    return begunOn(agent, new HeldAction<>(false));
  }

  /** Sends one that goes on waiting when it is interrupted, and waits until it runs. */
  static <T extends @Nullable Object> HeldAction<T> patientOn(Agent<T> agent) {
    return begunOn(agent, new HeldAction<>(true));
  }

  private static <T extends @Nullable Object> HeldAction<T> begunOn(
      Agent<T> agent, HeldAction<T> action) {
    agent.send(action);
    Waits.await(action.begun);
    return action;
  }

  @Override
  public T apply(T state) {
    runner = Thread.currentThread();
    begun.countDown();
    long end = System.nanoTime() + 2 * Waits.LONG.toNanos();
    while (true) {
      try {
        if (!gate.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw new AssertionError("nobody lets the action end");
        }
        return state;
      } catch (InterruptedException interrupt) {
        interrupted = true;
        if (!patient) {
          throw new IllegalStateException("the held action was interrupted", interrupt);
        }
      }
    }
  }

  /** Whether somebody has interrupted it. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /** The thread that runs it. */
  @Nullable Thread runner() {
    return runner;
  }

  /** Lets it end. */
  void end() {
    gate.countDown();
  }

  /** Lets it end, whatever the test has come to. */
  @Override
  public void close() {
    end();
  }
}
