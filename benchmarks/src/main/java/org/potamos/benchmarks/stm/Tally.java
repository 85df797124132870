package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.potamos.benchmarks.stm.rivals.Cells;

/**
 * One reading thread: adds up, checks each sum, and counts how often the body ran and how many
 * versions were kept meanwhile.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
@SuppressWarnings("NullAway.Init") // by JMH: at the first sum
public class Tally {
  /** A look at a cell's history costs a sum of 10 too much to be done each time. */
  private static final int SUMS_A_LOOK = 16;

  /** Sums in this iteration. */
  public long sums;

  /** Runs of the body for them. */
  public long bodies;

  /** The most runs of the body for one of them. */
  public long mostBodies;

  /** The most versions of a cell seen, besides the newest. */
  public long mostHistory;

  private Cells.Reader reader;
  private int looked;

  long sum(Cells cells) {
    if (reader == null) {
      reader = cells.reader();
    }
    long before = reader.runs();
    long sum = reader.sum();
    long runs = reader.runs() - before;
    if (sum != cells.size() * StmBenchmark.INITIAL) {
      throw new AssertionError("sum=" + sum + ", expected=" + cells.size() * StmBenchmark.INITIAL);
    }
    sums++;
    bodies += runs;
    mostBodies = Math.max(mostBodies, runs);
    if (sums % SUMS_A_LOOK == 0) {
      look(cells);
    }
    return sum;
  }

  private void look(Cells cells) {
    looked = looked + 1 < cells.size() ? looked + 1 : 0;
    mostHistory = Math.max(mostHistory, cells.history(looked));
  }
}
