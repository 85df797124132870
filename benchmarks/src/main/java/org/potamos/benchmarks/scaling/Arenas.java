package org.potamos.benchmarks.scaling;

import static org.potamos.benchmarks.scaling.Arena.require;

import java.util.stream.Stream;
import org.potamos.benchmarks.agents.rivals.Engine;
import org.potamos.benchmarks.agents.rivals.Finish;
import org.potamos.benchmarks.agents.rivals.Host;
import org.potamos.benchmarks.agents.rivals.Mailbox;
import org.potamos.benchmarks.rivals.Cell;
import org.potamos.benchmarks.rivals.Rival;
import org.potamos.benchmarks.stm.rivals.Cells;

/** The arenas, over the adapters that the other benchmarks use. */
final class Arenas {

  private Arenas() {}

  /** Cells that change on their own. */
  static Arena ofCells(Rival rival, int size) {
    return new CellArena(Stream.generate(rival::cell).limit(size).toArray(Cell[]::new));
  }

  /** Cells that change together: one is taken from one and added to another. */
  static Arena ofRefs(org.potamos.benchmarks.stm.rivals.Engine engine, int size) {
    return new RefArena(engine.cells(Math.max(2, size), Arena.INITIAL));
  }

  /** Cells that change by what is sent to them. */
  static Arena ofMailboxes(Engine engine, int size) {
    Host host = engine.start();
    return new MailboxArena(host, host.mailboxes(size, Arena.INITIAL));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record CellArena(Cell[] cells) implements Arena {
    @Override
    public long read(Worker worker) {
      return (Long) cells[worker.next(cells.length)].deref();
    }

    @Override
    public long write(Worker worker) {
      cells[worker.next(cells.length)].swap(worker.swap);
      return 1;
    }

    @Override
    public void check(long account) {
      long sum = Stream.of(cells).mapToLong(cell -> (Long) cell.deref()).sum();
      require("sum", account, sum);
    }
  }

  private record RefArena(Cells cells) implements Arena {
    @Override
    public long read(Worker worker) {
      int size = cells.size();
      int first = worker.next(size);
      int second = first + 1 == size ? 0 : first + 1;
      long sum = cells.run(new int[] {first, second});
      if (size == 2) {
        require("sum of a snapshot", 2 * INITIAL, sum);
      }
      return sum;
    }

    @Override
    public long write(Worker worker) {
      int size = cells.size();
      int from = worker.next(size);
      int to = from + 1 + worker.next(size - 1);
      if (to >= size) {
        to -= size;
      }
      cells.transfer(from, to);
      return (long) to - from;
    }

    @Override
    public void check(long account) {
      long sum = 0;
      long moved = 0;
      for (int i = 0; i < cells.size(); i++) {
        sum += cells.value(i) - INITIAL;
        moved += i * (cells.value(i) - INITIAL);
      }
      require("sum", 0, sum);
      require("moved", account, moved);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record MailboxArena(Host host, Mailbox[] mailboxes) implements Arena {
    @Override
    public long read(Worker worker) {
      return mailboxes[worker.next(mailboxes.length)].deref();
    }

    @Override
    public long write(Worker worker) {
      mailboxes[worker.next(mailboxes.length)].send(worker.action);
      worker.sent();
      return 1;
    }

    @Override
    public void await(Worker worker) {
      worker.awaitActions();
    }

    @Override
    public void check(long account) {
      require("sum", mailboxes.length * INITIAL + account, Finish.sum(mailboxes));
    }

    @Override
    public void close() {
      host.close();
    }
  }
}
