package org.potamos.refs.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.potamos.refs.history.History.Attempt;
import org.potamos.refs.history.History.Kind;
import org.potamos.refs.history.History.Level;
import org.potamos.refs.history.History.Operation;

/**
 * Collects a {@link History} while it happens.
 *
 * <p>Each thread appends to a list of its own, and nothing that threads share is written while they
 * record: a recorder that made them meet would hide what it is to find. {@link #history} is called
 * when all of them have been joined.
 */
final class HistoryRecorder {
  private final LongSupplier clock;
  private final AtomicInteger threads = new AtomicInteger();
  private final Queue<Log> logs = new ConcurrentLinkedQueue<>();

  private final ThreadLocal<Log> own =
      ThreadLocal.withInitial(() -> {
        Log log = new Log(threads.incrementAndGet());
        logs.add(log);
        return log;
      });

  /** Stamps that become known only after the end of their attempt, or on another thread. */
  private final Map<Long, Long> stamps = new ConcurrentHashMap<>();

  /** A recorder that uses {@link System#nanoTime}, which needs no meeting of the threads. */
  HistoryRecorder() {
    this(System::nanoTime);
  }

  /**
   * A recorder with a clock of its own.
   *
   * @param clock must not run backwards, seen by all threads together; equal times order nothing
   */
  HistoryRecorder(LongSupplier clock) {
    this.clock = clock;
  }

  long now() {
    return clock.getAsLong();
  }

  /**
   * Opens an attempt of this thread.
   *
   * @param begin a time that was read before the attempt could have chosen its snapshot
   */
  Recording begin(Level level, long begin) {
    return new Recording(own.get(), level, begin);
  }

  /** Tells the stamp of an attempt that ends, or has ended, by {@link Recording#committed()}. */
  void stamp(long attempt, long stamp) {
    Long before = stamps.putIfAbsent(attempt, stamp);
    if (before != null && before != stamp) {
      throw new IllegalStateException(
          "attempt " + attempt + " was stamped twice: " + before + " and " + stamp);
    }
  }

  /** Everything that was recorded; requires that the threads that recorded were joined. */
  History history() {
    List<Attempt> all = new ArrayList<>();
    for (Log log : logs) {
      for (Attempt attempt : log.attempts) {
        Long stamp =
            attempt.isCommitted() && attempt.stamp() == History.NO_STAMP
                ? stamps.get(attempt.id())
                : null;
        all.add(stamp == null ? attempt : stamped(attempt, stamp));
      }
    }
    return new History(all);
  }

  private static Attempt stamped(Attempt attempt, long stamp) {
    return new Attempt(
        attempt.id(),
        attempt.thread(),
        attempt.level(),
        attempt.begin(),
        attempt.end(),
        true,
        stamp,
        attempt.operations());
  }

  /** What one thread has recorded. */
  private static final class Log {
    private final int thread;
    private final List<Attempt> attempts = new ArrayList<>();
    private int begun;

    Log(int thread) {
      this.thread = thread;
    }
  }

  /** One attempt while it runs; confined to its thread. */
  final class Recording {
    private final Log log;
    private final long id;
    private final Level level;
    private final long begin;
    private final List<Operation> operations = new ArrayList<>(8);
    private int writes;

    private Recording(Log log, Level level, long begin) {
      this.log = log;
      this.level = level;
      this.begin = begin;
      this.id = ((long) log.thread << 32) | ++log.begun;
    }

    long id() {
      return id;
    }

    /** Logs that the body, or a commuting function, was handed a value. */
    void saw(Kind kind, int ref, long writer, int number) {
      operations.add(new Operation(kind, ref, writer, number));
    }

    /** Logs a write and answers the number that, with the id and the ref, names its value. */
    int write(int ref) {
      operations.add(new Operation(Kind.WRITE, ref, id, ++writes));
      return writes;
    }

    /** Where a nested block begins. */
    int mark() {
      return operations.size();
    }

    /** Logs that the nested block that began there was undone. */
    void rollback(int mark) {
      operations.add(new Operation(Kind.ROLLBACK, 0, History.INITIAL, mark));
    }

    /** Ends the attempt; its stamp, if it has one, is told by {@link HistoryRecorder#stamp}. */
    void committed() {
      end(true, History.NO_STAMP);
    }

    void committed(long stamp) {
      end(true, stamp);
    }

    void aborted() {
      end(false, History.NO_STAMP);
    }

    private void end(boolean committed, long stamp) {
      log.attempts.add(
          new Attempt(id, log.thread, level, begin, now(), committed, stamp, operations));
    }
  }
}
