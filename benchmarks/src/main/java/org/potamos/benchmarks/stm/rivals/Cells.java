package org.potamos.benchmarks.stm.rivals;

/** Some numbered cells, whose values agree with each other. */
public interface Cells {

  /** How often a plan reads or writes. */
  int STEPS = 16;

  /**
   * Takes one from a cell and adds it to another, atomically.
   *
   * @param from loses one
   * @param to another cell, gains one
   */
  void transfer(int from, int to);

  /**
   * Reads the cells of a plan and adds up what is read; adds one to those that the plan writes; all
   * atomically.
   *
   * @param plan {@link #STEPS} cells, each not negative if it is read, its complement if it is
   *     written; a cell may come twice
   * @return the sum of what was read
   */
  long run(int[] plan);

  /**
   * Makes what reads all cells.
   *
   * @return for one thread
   */
  Reader reader();

  /**
   * Reads one cell while nobody changes it.
   *
   * @param cell its number
   * @return the value
   */
  long value(int cell);

  /**
   * How many cells there are.
   *
   * @return the number
   */
  int size();

  /**
   * Looks how many versions a cell keeps at the moment, besides the newest one.
   *
   * @param cell its number
   * @return the number; 0 where there is no such thing
   */
  default int history(int cell) {
    return 0;
  }

  /** Adds up all cells, from one consistent state, and counts how often its body runs for that. */
  abstract class Reader {
    /** Runs of the body so far. */
    long runs;

    /** What the last run of the body has found. */
    long found;

    /** For adapters. */
    Reader() {}

    /**
     * Adds up.
     *
     * @return the sum of all cells
     */
    public abstract long sum();

    /**
     * How often the body has run.
     *
     * @return the number of runs, also those whose result was thrown away
     */
    public long runs() {
      return runs;
    }
  }
}
