package org.potamos.benchmarks.stm.rivals;

import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;

/** A stamped lock in each cell. */
final class Stamped {
  /** Then a reader takes the locks. */
  private static final int OPTIMISTIC_RUNS = 64;

  private Stamped() {}

  private static final class Cell {
    private final StampedLock lock = new StampedLock();
    private Long value;

    Cell(Long value) {
      this.value = value;
    }
  }

  static final class StampedCells implements Cells {
    private final Cell[] cells;

    StampedCells(Long[] values) {
      cells = Stream.of(values).map(Cell::new).toArray(Cell[]::new);
    }

    @Override
    public void transfer(int from, int to) {
      Cell loser = cells[from];
      Cell gainer = cells[to];
      StampedLock first = (from < to ? loser : gainer).lock;
      StampedLock second = (from < to ? gainer : loser).lock;
      long firstStamp = first.writeLock();
      try {
        long secondStamp = second.writeLock();
        try {
          loser.value = loser.value - 1;
          gainer.value = gainer.value + 1;
        } finally {
          second.unlockWrite(secondStamp);
        }
      } finally {
        first.unlockWrite(firstStamp);
      }
    }

    @Override
    public long run(int[] plan) {
      throw new UnsupportedOperationException("for readers");
    }

    @Override
    public Reader reader() {
      return new StampedReader(cells);
    }

    @Override
    public long value(int cell) {
      return cells[cell].value;
    }

    @Override
    public int size() {
      return cells.length;
    }
  }

  private static final class StampedReader extends Cells.Reader {
    private final Cell[] cells;
    private final long[] stamps;

    StampedReader(Cell[] cells) {
      this.cells = cells;
      stamps = new long[cells.length];
    }

    @Override
    public long sum() {
      for (int run = 0; run < OPTIMISTIC_RUNS; run++) {
        runs++;
        long sum = 0;
        for (int i = 0; i < cells.length; i++) {
          stamps[i] = cells[i].lock.tryOptimisticRead();
          sum += cells[i].value;
        }
        if (areValid()) {
          return sum;
        }
      }
      return sumLocked();
    }

    private boolean areValid() {
      for (int i = 0; i < cells.length; i++) {
        if (!cells[i].lock.validate(stamps[i])) {
          return false;
        }
      }
      return true;
    }

    private long sumLocked() {
      runs++;
      int locked = 0;
      try {
        long sum = 0;
        while (locked < cells.length) {
          stamps[locked] = cells[locked].lock.readLock();
          sum += cells[locked].value;
          locked++;
        }
        return sum;
      } finally {
        while (locked > 0) {
          locked--;
          cells[locked].lock.unlockRead(stamps[locked]);
        }
      }
    }
  }
}
