package org.potamos.benchmarks.stm.rivals;

import java.util.stream.Stream;
import org.openjdk.jmh.infra.Blackhole;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFunction;
import org.potamos.refs.TransactionOptions;

/** Potamos, in the form that looks the transaction up and in the form that is handed it. */
final class Potamos {
  private static final TransactionOptions READ_ONLY = Stm.options().readOnly();

  private Potamos() {}

  /** What both forms have in common. */
  abstract static class RefCells implements Cells {
    final Ref<Long>[] refs;

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no parameters
    RefCells(Long[] values) {
      refs = Stream.of(values).map(Ref::of).toArray(Ref[]::new);
    }

    @Override
    public long value(int cell) {
      return refs[cell].deref();
    }

    @Override
    public int size() {
      return refs.length;
    }

    @Override
    public int history(int cell) {
      return refs[cell].historyCount();
    }
  }

  static final class PlainCells extends RefCells {
    PlainCells(Long[] values) {
      super(values);
    }

    @Override
    public void transfer(int from, int to) {
      Stm.dosync(() -> {
        refs[from].alter(Steps.LESS);
        refs[to].alter(Steps.MORE);
      });
    }

    @Override
    public long run(int[] plan) {
      return Stm.dosync(() -> {
        long sum = 0;
        for (int step : plan) {
          if (step >= 0) {
            sum += refs[step].deref();
          } else {
            refs[~step].alter(Steps.MORE);
          }
        }
        return sum;
      });
    }

    @Override
    public Reader reader() {
      return new PlainReader(refs);
    }
  }

  static class TxCells extends RefCells {
    TxCells(Long[] values) {
      super(values);
    }

    @Override
    public void transfer(int from, int to) {
      Stm.dosync(tx -> {
        refs[from].alter(tx, Steps.LESS);
        return refs[to].alter(tx, Steps.MORE);
      });
    }

    @Override
    public long run(int[] plan) {
      return Stm.dosync(tx -> {
        long sum = 0;
        for (int step : plan) {
          if (step >= 0) {
            sum += refs[step].deref(tx);
          } else {
            refs[~step].alter(tx, Steps.MORE);
          }
        }
        return sum;
      });
    }

    @Override
    public Reader reader() {
      return new TxReader(refs, Stm.options());
    }
  }

  static final class ReadOnlyCells extends TxCells {
    ReadOnlyCells(Long[] values) {
      super(values);
    }

    @Override
    public Reader reader() {
      return new TxReader(refs, READ_ONLY);
    }
  }

  private static final class PlainReader extends Cells.Reader {
    private final Ref<Long>[] refs;

    PlainReader(Ref<Long>[] refs) {
      this.refs = refs;
    }

    @Override
    public long sum() {
      Stm.dosync(() -> {
        runs++;
        long sum = 0;
        for (Ref<Long> ref : refs) {
          sum += ref.deref();
        }
        found = sum;
      });
      return found;
    }
  }

  private static final class TxReader extends Cells.Reader {
    private final TransactionOptions options;
    private final TransactionFunction<Cells.Reader, RuntimeException> body;

    TxReader(Ref<Long>[] refs, TransactionOptions options) {
      this.options = options;
      body =
          tx -> {
            runs++;
            long sum = 0;
            for (Ref<Long> ref : refs) {
              sum += ref.deref(tx);
            }
            found = sum;
            return this;
          };
    }

    @Override
    public long sum() {
      options.dosync(body);
      return found;
    }
  }

  static final class PlainCounter implements Counter {
    private final Ref<Long> ref = Ref.of(0L);

    @Override
    public Object increment() {
      return Stm.dosync(() -> ref.alter(Steps.MORE));
    }

    @Override
    public Object swap() {
      return ref.swap(Steps.MORE);
    }

    @Override
    public void commuteAfter(int tokens) {
      Stm.dosync(() -> {
        Blackhole.consumeCPU(tokens);
        ref.commute(Steps.MORE);
      });
    }

    @Override
    public long value() {
      return ref.deref();
    }
  }

  static final class TxCounter implements Counter {
    private final Ref<Long> ref = Ref.of(0L);

    @Override
    public Object increment() {
      return Stm.dosync(tx -> ref.alter(tx, Steps.MORE));
    }

    @Override
    public Object swap() {
      return ref.swap(Steps.MORE);
    }

    @Override
    public void commuteAfter(int tokens) {
      Stm.dosync(tx -> {
        Blackhole.consumeCPU(tokens);
        return ref.commute(tx, Steps.MORE);
      });
    }

    @Override
    public long value() {
      return ref.deref();
    }
  }
}
