package org.potamos.benchmarks.stm.rivals;

import java.util.concurrent.locks.ReentrantLock;

/** One lock for all cells. */
final class OneLock {

  private OneLock() {}

  static final class LockedCells implements Cells {
    private final ReentrantLock lock = new ReentrantLock();
    private final Long[] values;

    LockedCells(Long[] values) {
      this.values = values.clone();
    }

    @Override
    public void transfer(int from, int to) {
      lock.lock();
      try {
        values[from] = values[from] - 1;
        values[to] = values[to] + 1;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public long run(int[] plan) {
      lock.lock();
      try {
        long sum = 0;
        for (int step : plan) {
          if (step >= 0) {
            sum += values[step];
          } else {
            values[~step] = values[~step] + 1;
          }
        }
        return sum;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Reader reader() {
      return new LockedReader(lock, values);
    }

    @Override
    public long value(int cell) {
      return values[cell];
    }

    @Override
    public int size() {
      return values.length;
    }
  }

  private static final class LockedReader extends Cells.Reader {
    private final ReentrantLock lock;
    private final Long[] values;

    LockedReader(ReentrantLock lock, Long[] values) {
      this.lock = lock;
      this.values = values;
    }

    @Override
    public long sum() {
      runs++;
      lock.lock();
      try {
        long sum = 0;
        for (Long value : values) {
          sum += value;
        }
        return sum;
      } finally {
        lock.unlock();
      }
    }
  }
}
