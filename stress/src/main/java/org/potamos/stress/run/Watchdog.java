package org.potamos.stress.run;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Ends the process with 2 when a scenario has made no progress for long; writes down all threads.
 */
public final class Watchdog implements AutoCloseable {
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
    return new Watchdog(
        Thread.ofPlatform().name("watchdog").daemon().start(() -> watch(name, run)));
  }

  private static void watch(String name, Run run) {
    long seen = -1;
    long since = System.nanoTime();
    while (true) {
      long now = run.progress();
      if (now != seen) {
        seen = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
        giveUp(name, run);
      }
      try {
        Thread.sleep(PERIOD);
      } catch (InterruptedException closed) {
        return;
      }
    }
  }

  private static void giveUp(String name, Run run) {
    System.out.printf("%-14s HANGS: no progress for %s; %s%n", name, PATIENCE, run.summary());
    run.violations().forEach(violation -> System.out.println("    VIOLATION: " + violation));
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
