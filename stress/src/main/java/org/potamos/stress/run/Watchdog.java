package org.potamos.stress.run;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Ends the process with 2 when a scenario has made no progress for long; writes down all threads.
 */
public final class Watchdog implements AutoCloseable {
  /** What to do about something that hangs. */
  @FunctionalInterface
  public interface Hang {
    /**
     * Called on the thread of the watchdog, which ends afterwards.
     *
     * @param name what hangs
     * @param patience for how long
     */
    void noProgress(String name, Duration patience);
  }

  /** Writes down all threads and ends the process with 2. */
  public static final Hang ENDS_PROCESS = Watchdog::endProcess;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Thread thread;

  private Watchdog(Thread thread) {
    this.thread = thread;
  }

  /**
   * Watches over a run.
   *
   * @param name of the scenario
   * @param run whose progress it is
   * @return ends the watch when closed
   */
  public static Watchdog over(String name, Run run) {
    return over(
        name,
        run::progress,
        PATIENCE,
        (hanging, patience) -> {
          System.out.printf("%-14s %s%n", name, run.summary());
          run.violations().forEach(violation -> System.out.println("    VIOLATION: " + violation));
          endProcess(hanging, patience);
        });
  }

  /**
   * Watches over something.
   *
   * @param name what it is
   * @param progress grows as long as it goes on
   * @param patience how long it may stay the same
   * @param hang what to do then
   * @return ends the watch when closed
   */
  public static Watchdog over(String name, LongSupplier progress, Duration patience, Hang hang) {
    return new Watchdog(
        Thread.ofPlatform()
            .name("watchdog")
            .daemon()
            .start(() -> watch(name, progress, patience, hang)));
  }

  private static void watch(String name, LongSupplier progress, Duration patience, Hang hang) {
    long seen = -1;
    long since = System.nanoTime();
    while (true) {
      long now = progress.getAsLong();
      if (now != seen) {
        seen = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > patience.toNanos()) {
        hang.noProgress(name, patience);
        return;
      }
      try {
        Thread.sleep(PERIOD);
      } catch (InterruptedException closed) {
        return;
      }
    }
  }

  private static void endProcess(String name, Duration patience) {
    System.out.printf("%-14s HANGS: no progress for %s%n", name, patience);
    try {
      Path file = Path.of("hang-" + name + "-threads.txt").toAbsolutePath();
      Files.deleteIfExists(file);
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
      System.out.println("    all threads: " + file);
    } catch (IOException failed) {
      System.out.println("    the threads cannot be written down: " + failed);
    }
    System.out.flush();
    Runtime.getRuntime().halt(2);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
