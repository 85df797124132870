package org.potamos.benchmarks.scaling;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How scaling is measured: operations of all threads together in a microsecond. An answer is the
 * ratio of two numbers of threads in one run. Each trial ends with a check that no change was lost,
 * halved or made twice.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public abstract class ScalingBenchmark {

  /** Who keeps the cells. */
  @Param public Contender rival;

  /** How many cells there are. */
  @Param public Contention contention;

  /** How often they change. */
  @Param public Mix mix;

  private final LongAdder account = new LongAdder();
  private final AtomicLong workers = new AtomicLong();
  private Arena arena;

  /** For subclasses. */
  ScalingBenchmark() {}

  /** Makes the cells. */
  @Setup
  public void makeArena() {
    arena = rival.arena(contention.cells());
  }

  /** Moves the cells to the old generation. */
  @Setup(Level.Iteration)
  public void settle() {
    System.gc();
  }

  /** Compares with what the threads say. */
  @TearDown
  public void check() {
    arena.check(account.sum());
    arena.close();
  }

  /** What one thread needs. */
  final Worker worker() {
    return new Worker(workers.getAndIncrement());
  }

  /** Does operations on this thread. */
  final void run(Worker worker, int operations) {
    account.add(worker.run(arena, mix, operations));
  }
}
