package org.potamos.benchmarks.stm.rivals;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.Blackhole;

/** A lock in each cell, taken in the order of the cells. */
final class FineLock {

  private FineLock() {}

  private static final class Cell {
    private final ReentrantLock lock = new ReentrantLock();
    private Long value;

    Cell(Long value) {
      this.value = value;
    }
  }

  static final class LockedCells implements Cells {
    private final Cell[] cells;

    LockedCells(Long[] values) {
      cells = Stream.of(values).map(Cell::new).toArray(Cell[]::new);
    }

    @Override
    public void transfer(int from, int to) {
      Cell loser = cells[from];
      Cell gainer = cells[to];
      ReentrantLock first = (from < to ? loser : gainer).lock;
      ReentrantLock second = (from < to ? gainer : loser).lock;
      first.lock();
      try {
        second.lock();
        try {
          loser.value = loser.value - 1;
          gainer.value = gainer.value + 1;
        } finally {
          second.unlock();
        }
      } finally {
        first.unlock();
      }
    }

    @Override
    public long run(int[] plan) {
      int[] order = new int[plan.length];
      for (int i = 0; i < plan.length; i++) {
        order[i] = Math.max(plan[i], ~plan[i]);
      }
      Arrays.sort(order);
      int locked = 0;
      try {
        while (locked < order.length) {
          cells[order[locked]].lock.lock();
          locked++;
        }
        long sum = 0;
        for (int step : plan) {
          if (step >= 0) {
            sum += cells[step].value;
          } else {
            Cell cell = cells[~step];
            cell.value = cell.value + 1;
          }
        }
        return sum;
      } finally {
        while (locked > 0) {
          locked--;
          cells[order[locked]].lock.unlock();
        }
      }
    }

    @Override
    public Reader reader() {
      return new LockedReader(cells);
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

  private static final class LockedReader extends Cells.Reader {
    private final Cell[] cells;

    LockedReader(Cell[] cells) {
      this.cells = cells;
    }

    @Override
    public long sum() {
      runs++;
      int locked = 0;
      try {
        long sum = 0;
        while (locked < cells.length) {
          Cell cell = cells[locked];
          cell.lock.lock();
          locked++;
          sum += cell.value;
        }
        return sum;
      } finally {
        while (locked > 0) {
          locked--;
          cells[locked].lock.unlock();
        }
      }
    }
  }

  static final class LockedCounter implements Counter {
    private final Cell cell = new Cell(0L);

    @Override
    public Object increment() {
      cell.lock.lock();
      try {
        Long next = cell.value + 1;
        cell.value = next;
        return next;
      } finally {
        cell.lock.unlock();
      }
    }

    @Override
    public Object swap() {
      return increment();
    }

    @Override
    public void commuteAfter(int tokens) {
      Blackhole.consumeCPU(tokens);
      increment();
    }

    @Override
    public long value() {
      return cell.value;
    }
  }
}
