package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;
import org.potamos.benchmarks.stm.rivals.Cells;

/** One thread's dice, and the account of what it has done, for the check at the end. */
@State(Scope.Thread)
public class Worker {
  /** What this thread has done: changes, or by how many cells it has moved things. */
  long total;

  private long random;

  /**
   * Makes itself known to the check.
   *
   * @param workers adds up at the end
   * @param thread decides on the random numbers
   */
  @Setup
  public void join(Workers workers, ThreadParams thread) {
    random = 0x9E3779B97F4A7C15L * (thread.getThreadIndex() + 1);
    workers.add(this);
  }

  /** Moves one from a random cell to another random cell. */
  void transfer(Cells cells) {
    int size = cells.size();
    int from = next(size);
    int to = from + 1 + next(size - 1);
    if (to >= size) {
      to -= size;
    }
    total += to - from;
    cells.transfer(from, to);
  }

  /** A random number, by a shift register: cheap beside what is measured. */
  int next(int bound) {
    long x = random;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    random = x;
    return (int) (((x >>> 33) * bound) >>> 31);
  }
}
