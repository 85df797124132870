package org.potamos.agents;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the process from ending while agents have something to do (ruling G8). Virtual threads are
 * daemons: without this a program whose {@code main} returns after sending would lose what it has
 * sent.
 */
final class KeepAlive {
  /*
   * Overview
   *
   * One platform thread, no daemon, that looks from time to time whether any group is busy, and ends
   * when none was for some looks in a row. So senders pay one look at a field, and the thread is there
   * only while agents work.
   *
   *   I1  An agent becomes busy: it is counted (Activity, I1), then PRESENT is read. The thread ends:
   *       PRESENT is cleared, then the counts are read. So either the thread sees the count and stays,
   *       or the sender sees that it is gone, and starts another one.
   *
   * System.exit and signals end the process at once, as they do with other threads.
   */

  private static final System.Logger LOGGER = System.getLogger("org.potamos");

  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  /** So many quiet looks in a row, and the thread ends. */
  private static final int QUIET_LOOKS = 5;

  private static final VarHandle PRESENT;

  static {
    try {
      PRESENT =
          MethodHandles.lookup().findStaticVarHandle(KeepAlive.class, "present", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private static final CopyOnWriteArrayList<WeakReference<Activity>> ACTIVITIES =
      new CopyOnWriteArrayList<>();

  /** Whether the thread is there, or is being started. Volatile: I1. */
  private static volatile boolean present;

  private KeepAlive() {}

  /** From now on the process does not end while this one is not quiet. */
  static void watch(Activity activity) {
    ACTIVITIES.removeIf(reference -> reference.get() == null);
    ACTIVITIES.add(new WeakReference<>(activity));
  }

  /** Requires: what is to keep the process alive is counted already. */
  static void require() {
    if (!present && PRESENT.compareAndSet(false, true)) {
      try {
        Thread.ofPlatform()
            .daemon(false)
            .name("agents-keep-alive")
            .inheritInheritableThreadLocals(false)
            .start(KeepAlive::run);
      } catch (Throwable failure) {
        present = false;
        LOGGER.log(
            System.Logger.Level.WARNING,
            "no thread to keep the process alive; actions that still wait when main returns may be"
                + " lost",
            failure);
      }
    }
  }

  private static void run() {
    Thread.currentThread().setContextClassLoader(null);
    int quietLooks = 0;
    while (true) {
      LockSupport.parkNanos(LOOK_NANOS);
      boolean interrupted = Thread.interrupted(); // or parking would end at once for ever
      // what was woken between two looks and is quiet again does not count: or who sends from a
      // daemon thread from time to time would keep the process alive for ever
      quietLooks = !interrupted && isQuiet() ? quietLooks + 1 : 0;
      if (quietLooks >= QUIET_LOOKS) {
        present = false;
        if (isQuiet() || !PRESENT.compareAndSet(false, true)) {
          return;
        }
        quietLooks = 0;
      }
    }
  }

  private static boolean isQuiet() {
    for (WeakReference<Activity> reference : ACTIVITIES) {
      Activity activity = reference.get();
      if (activity != null && !activity.isQuiet()) {
        return false;
      }
    }
    return true;
  }
}
