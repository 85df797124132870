package org.potamos.stress.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.potamos.stress.run.Run;

/**
 * The histories on disk. Each is checked as soon as it is whole, by one thread that reads nothing
 * but the file. Writing waits when {@link #WAITING} are unchecked. What was checked and is without
 * violations is deleted, the oldest first, when there is more than was allowed; at most {@link
 * #BAD} with violations are kept. So the disk holds no more than was allowed, and {@code WAITING +
 * BAD + 2} segments, each of which is limited by its number of records.
 */
final class Shelf {
  private static final int WAITING = 2;
  private static final int BAD = 4;
  private static final Path END = Path.of("");

  private final HistoryChecker checker;
  private final World world;
  private final long most;
  private final BlockingQueue<Path> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Deque<Path> kept = new ArrayDeque<>();
  private final AtomicLong written = new AtomicLong();
  private final Thread thread;
  private long keptBytes;
  private int bad;

  Shelf(World world, HistoryChecker checker, int megabytes) {
    this.world = world;
    this.checker = checker;
    this.most = (long) megabytes << 20;
    this.thread = Thread.ofPlatform().name("soak-checker").start(this::check);
  }

  /** A file is whole: it will be checked. */
  void add(Path file) throws InterruptedException, IOException {
    written.addAndGet(Files.size(file));
    while (!waiting.offer(file, 1, TimeUnit.SECONDS)) {
      world.waitsForChecker();
    }
  }

  long written() {
    return written.get();
  }

  private void check() {
    try {
      for (Path file = waiting.take(); !file.equals(END); file = waiting.take()) {
        checkAndKeep(file);
        world.goesOn();
      }
    } catch (InterruptedException impossible) {
      world.findings().add("the checker was interrupted");
    }
  }

  private void checkAndKeep(Path file) {
    try {
      keep(file, checker.check(file));
    } catch (IOException | RuntimeException failed) {
      world.findings().add("the checker has failed: " + Run.described(failed));
    }
  }

  private void keep(Path file, boolean good) throws IOException {
    if (!good) {
      bad++;
      if (bad <= BAD) {
        return;
      }
    }
    kept.add(file);
    keptBytes += Files.size(file);
    while (keptBytes > most) {
      Path oldest = kept.remove();
      keptBytes -= Files.size(oldest);
      Files.delete(oldest);
    }
  }

  /** Waits until all have been checked. */
  void finish() throws InterruptedException {
    waiting.put(END);
    thread.join();
  }
}
