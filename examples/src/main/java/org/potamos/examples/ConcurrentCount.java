package org.potamos.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.potamos.core.Atom;
import org.potamos.core.Delivery;
import org.potamos.core.Watch;

/** Counts files with a virtual thread for each, which add what they find to one atom. */
final class ConcurrentCount {
  /** How many files are open at once: neither file descriptors nor memory run out. */
  private static final int OPEN_FILES = 64;

  private final List<FoundFile> files;
  private final Atom<Tally> tally;
  private final Map<Path, String> unreadable = new ConcurrentSkipListMap<>();
  private final LongAdder runs = new LongAdder();

  ConcurrentCount(List<FoundFile> files, Watch<Tally> progress) {
    this.files = files;
    tally =
        Atom.builder(Tally.EMPTY)
            .name("tally")
            .validator(Tally.rules(files.size()))
            .watch(progress, Delivery.LATEST)
            .build();
  }

  /** Counts all files and returns when every thread has ended. */
  void run() throws InterruptedException {
    Semaphore open = new Semaphore(OPEN_FILES);
    List<Future<?>> tasks = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (FoundFile file : files) {
        open.acquire();
        tasks.add(
            threads.submit(() -> {
              try {
                count(file);
              } finally {
                open.release();
              }
            }));
      }
    }
    for (Future<?> task : tasks) {
      if (task.state() == Future.State.FAILED) {
        throw new IllegalStateException("count failed: see the cause", task.exceptionNow());
      }
    }
  }

  private void count(FoundFile file) {
    Outcome outcome = file.count(); // once: what is inside swap may run again
    if (outcome instanceof Outcome.Unreadable failure) {
      unreadable.put(file.path(), failure.reason());
    }
    tally.swap(
        (current, more) -> {
          runs.increment(); // the one side effect, wanted for each run
          return current.plus(more);
        },
        outcome);
  }

  Atom<Tally> tally() {
    return tally;
  }

  /** The files that could not be read, and why. */
  Map<Path, String> unreadable() {
    return unreadable;
  }

  /** How often a swap had to compute again. */
  long reruns() {
    return runs.sum() - tally.deref().files();
  }
}
