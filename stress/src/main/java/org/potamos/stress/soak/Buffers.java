package org.potamos.stress.soak;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.Transaction;
import org.potamos.refs.TransactionFailedException;
import org.potamos.refs.TransactionOptions;

/**
 * Bounded buffers made of refs, with producers and consumers on virtual threads that wait by retry:
 * each at a buffer, or at another one if that is quicker.
 */
final class Buffers implements Workload {
  private static final int THREADS_PER_BUFFER = 40;
  private static final long EMPTY = -1;
  private static final long NOTHING = -1;
  private static final int RECORDERS = 8;
  private static final TransactionOptions HURRIED =
      Stm.options().deadline(Duration.ofMillis(2)).named("soak-hurried");

  /** A ring: positions count up for ever. */
  private static final class Buffer {
    private static final int SLOTS = 8;

    private final List<Ref<Long>> slots =
        IntStream.range(0, SLOTS).mapToObj(i -> Ref.of(EMPTY)).toList();
    private final Ref<Long> head = Ref.of(0L);
    private final Ref<Long> tail = Ref.of(0L);

    /** Retries if it is full. */
    long put(Transaction tx, long item) {
      long at = tail.deref(tx);
      Ref<Long> slot = slots.get((int) (at % SLOTS));
      Stm.check(slot.deref(tx) == EMPTY);
      slot.set(tx, item);
      tail.set(tx, at + 1);
      return at;
    }

    /** Retries if it is empty. */
    long[] take(Transaction tx) {
      long at = head.deref(tx);
      Ref<Long> slot = slots.get((int) (at % SLOTS));
      long item = slot.deref(tx);
      Stm.check(item != EMPTY);
      slot.set(tx, EMPTY);
      head.set(tx, at + 1);
      return new long[] {item, at};
    }

    boolean isEmpty() {
      return head.deref().equals(tail.deref());
    }
  }

  private final World world;
  private final Meter meter = new Meter("buffers");
  private final List<Buffer> buffers;
  private final Ref<Boolean> closed = Ref.of(false);

  Buffers(World world) {
    this.world = world;
    int count = Math.max(2, world.virtualThreads() / THREADS_PER_BUFFER);
    this.buffers = IntStream.range(0, count).mapToObj(i -> new Buffer()).toList();
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public void begin(Segment segment) {
    for (int i = 0; i < buffers.size(); i++) {
      segment.recorder().add(Kind.INITIAL, Kind.BUFFERS, i, buffers.get(i).head.deref());
    }
    closed.reset(false);
    Recorder[] recorders = new Recorder[RECORDERS];
    for (int i = 0; i < RECORDERS; i++) {
      recorders[i] = segment.newRecorder();
    }
    for (int i = 0; i < world.virtualThreads(); i++) {
      long producer = i;
      segment.start(
          Thread.ofVirtual(),
          this,
          recorders[i % RECORDERS],
          i % 2 == 0 ? (actor, to) -> put(actor, to, producer) : this::take);
    }
  }

  private int any(Actor actor) {
    return actor.random().nextInt(buffers.size());
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads are not interrupted for others
  private void put(Actor actor, Recorder recorder, long producer) {
    long item = world.fresh();
    int first = any(actor);
    int second = any(actor);
    long begin = world.ticks().begin();
    long start = System.nanoTime();
    TransactionOptions options = actor.chance(8) ? HURRIED : Stm.options();
    try {
      long[] done =
          options.dosync(tx -> {
            if (closed.deref(tx)) {
              return new long[] {NOTHING, 0, tx.attempt()};
            }
            return Stm.<long[], RuntimeException>orElse(
                () -> new long[] {first, buffers.get(first).put(tx, item), tx.attempt()},
                () -> new long[] {second, buffers.get(second).put(tx, item), tx.attempt()});
          });
      if (done[0] == NOTHING) {
        recorder.add(Kind.NOT_PUT, item);
      } else {
        long end = world.ticks().end();
        recorder.add(Kind.PUT, done[0], item, producer, done[1], begin, end);
        meter.done((int) done[2], System.nanoTime() - start);
      }
    } catch (TransactionFailedException failed) {
      recorder.add(Kind.NOT_PUT, item);
      meter.rejected();
    }
    Thread.yield();
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads are not interrupted for others
  private void take(Actor actor, Recorder recorder) {
    int first = any(actor);
    int second = any(actor);
    long begin = world.ticks().begin();
    long start = System.nanoTime();
    TransactionOptions options = actor.chance(8) ? HURRIED : Stm.options();
    try {
      long[] done =
          options.dosync(tx -> {
            if (closed.deref(tx)) {
              return new long[] {NOTHING, 0, 0, tx.attempt()};
            }
            return Stm.<long[], RuntimeException>orElse(
                () -> take(tx, first), () -> take(tx, second));
          });
      if (done[0] != NOTHING) {
        record(recorder, done, begin);
        meter.done((int) done[3], System.nanoTime() - start);
      }
    } catch (TransactionFailedException failed) {
      meter.rejected();
    }
    Thread.yield();
  }

  private long[] take(Transaction tx, int from) {
    long[] taken = buffers.get(from).take(tx);
    return new long[] {from, taken[0], taken[1], tx.attempt()};
  }

  private void record(Recorder recorder, long[] taken, long begin) {
    long end = world.ticks().end();
    if (!world.strikes(Breakage.ITEM_LOSE)) {
      recorder.add(Kind.TAKE, taken[0], taken[1], taken[2], begin, end);
    }
    if (world.strikes(Breakage.ITEM_TWICE)) {
      recorder.add(Kind.TAKE, taken[0], taken[1], taken[2], begin, end);
    }
  }

  /** Whoever waits has read this ref. */
  @Override
  public void wake() {
    closed.reset(true);
  }

  /** Takes what is left. */
  @Override
  public void end(Segment segment) {
    for (int i = 0; i < buffers.size(); i++) {
      Buffer buffer = buffers.get(i);
      int from = i;
      while (!buffer.isEmpty()) {
        long begin = world.ticks().begin();
        record(segment.recorder(), Stm.dosync(tx -> take(tx, from)), begin);
      }
      segment.recorder().add(Kind.FINAL, Kind.BUFFERS, i, buffer.head.deref());
    }
  }
}
