package org.potamos.examples.waiting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads that end together: if one fails, all are interrupted, and none is left when the
 * crew is closed. A transaction that waits obeys an interrupt, as everything that waits should.
 */
final class Crew implements AutoCloseable {

  /** What a member does. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private final List<Thread> members = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Adds a member, who starts when all are there. */
  void add(String name, Work work) {
    members.add(
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                work.run();
              } catch (Throwable thrown) {
                if (failure.compareAndSet(null, thrown)) { // those after it were interrupted
                  members.forEach(Thread::interrupt);
                }
              }
            }));
  }

  /**
   * Starts all and waits until they have ended.
   *
   * @param patience how long at most
   * @return the names of those that have not ended
   * @throws Exception what the first member to fail has thrown
   */
  List<String> run(Duration patience) throws Exception {
    members.forEach(Thread::start);
    long end = System.nanoTime() + patience.toNanos();
    for (Thread member : members) {
      member.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
    switch (failure.get()) {
      case Error error -> throw error;
      case Exception exception -> throw exception;
      case null, default -> {}
    }
    return members.stream().filter(Thread::isAlive).map(Thread::getName).toList();
  }

  /** Interrupts whoever is still there, and waits for the end of all. */
  @Override
  public void close() {
    failure.compareAndSet(null, new InterruptedException("closed"));
    members.forEach(Thread::interrupt);
    boolean wasInterrupted = false;
    for (Thread member : members) {
      while (member.isAlive()) {
        try {
          member.join();
        } catch (InterruptedException _) {
          wasInterrupted = true; // not before the last has ended
        }
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
