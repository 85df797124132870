package org.potamos.benchmarks.stm.rivals;

import clojure.lang.AFn;
import clojure.lang.IFn;
import clojure.lang.LockingTransaction;
import clojure.lang.Ref;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.Blackhole;

/** Clojure's refs, called from Java. */
final class Clojure {
  private static final IFn LESS =
      new AFn() {
        @Override
        public Object invoke(Object value) {
          return (Long) value - 1;
        }
      };

  private static final IFn MORE =
      new AFn() {
        @Override
        public Object invoke(Object value) {
          return (Long) value + 1;
        }
      };

  private Clojure() {}

  private static <R> R dosync(Callable<R> body) {
    try {
      @SuppressWarnings("unchecked") // it answers what the body answers
      R result = (R) LockingTransaction.runInTransaction(body);
      return result;
    } catch (Exception e) {
      throw new IllegalStateException("no transaction", e);
    }
  }

  static final class RefCells implements Cells {
    private final Ref[] refs;

    RefCells(Long[] values) {
      refs = Stream.of(values).map(Ref::new).toArray(Ref[]::new);
    }

    @Override
    public void transfer(int from, int to) {
      dosync(() -> {
        refs[from].alter(LESS, null);
        return refs[to].alter(MORE, null);
      });
    }

    @Override
    public long run(int[] plan) {
      return dosync(() -> {
        long sum = 0;
        for (int step : plan) {
          if (step >= 0) {
            sum += (Long) refs[step].deref();
          } else {
            refs[~step].alter(MORE, null);
          }
        }
        return sum;
      });
    }

    @Override
    public Reader reader() {
      return new RefReader(refs);
    }

    @Override
    public long value(int cell) {
      return (Long) refs[cell].deref();
    }

    @Override
    public int size() {
      return refs.length;
    }

    @Override
    public int history(int cell) {
      return refs[cell].getHistoryCount();
    }
  }

  private static final class RefReader extends Cells.Reader {
    private final Callable<Cells.Reader> body;

    RefReader(Ref[] refs) {
      body =
          () -> {
            runs++;
            long sum = 0;
            for (Ref ref : refs) {
              sum += (Long) ref.deref();
            }
            found = sum;
            return this;
          };
    }

    @Override
    public long sum() {
      dosync(body);
      return found;
    }
  }

  /** There is no form for a single operation but the transaction. */
  static final class RefCounter implements Counter {
    private final Ref ref = new Ref(0L);

    @Override
    public Object increment() {
      return dosync(() -> ref.alter(MORE, null));
    }

    @Override
    public Object swap() {
      return increment();
    }

    @Override
    public void commuteAfter(int tokens) {
      dosync(() -> {
        Blackhole.consumeCPU(tokens);
        return ref.commute(MORE, null);
      });
    }

    @Override
    public long value() {
      return (Long) ref.deref();
    }
  }
}
