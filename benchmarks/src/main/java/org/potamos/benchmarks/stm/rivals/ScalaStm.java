package org.potamos.benchmarks.stm.rivals;

import java.util.stream.Stream;
import org.openjdk.jmh.infra.Blackhole;
import scala.Function1;
import scala.concurrent.stm.InTxn;
import scala.concurrent.stm.Ref;
import scala.concurrent.stm.TxnExecutor;
import scala.concurrent.stm.TxnUnknown$;
import scala.concurrent.stm.japi.STM;

/**
 * ScalaSTM as Scala uses it, {@code atomic { implicit txn => ... }}: its façade for Java looks the
 * transaction up at each operation. The façade is used to make refs, and for the form for a single
 * operation.
 */
final class ScalaStm {
  private static final TxnExecutor ATOMIC = TxnExecutor.defaultAtomic();
  private static final Function1<Long, Long> LESS = value -> value - 1;
  private static final Function1<Long, Long> MORE = value -> value + 1;

  private ScalaStm() {}

  private static <R> R atomic(Function1<InTxn, R> body) {
    return ATOMIC.apply(body, TxnUnknown$.MODULE$);
  }

  static final class RefCells implements Cells {
    private final Ref<Long>[] refs;

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no parameters
    RefCells(Long[] values) {
      refs = Stream.of(values).map(value -> STM.newRef(value).ref()).toArray(Ref[]::new);
    }

    @Override
    public void transfer(int from, int to) {
      atomic(txn -> {
        refs[from].transform(LESS, txn);
        refs[to].transform(MORE, txn);
        return this;
      });
    }

    @Override
    public long run(int[] plan) {
      return atomic(txn -> {
        long sum = 0;
        for (int step : plan) {
          if (step >= 0) {
            sum += refs[step].get(txn);
          } else {
            refs[~step].transform(MORE, txn);
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
      return refs[cell].single().get();
    }

    @Override
    public int size() {
      return refs.length;
    }
  }

  private static final class RefReader extends Cells.Reader {
    private final Function1<InTxn, Cells.Reader> body;

    RefReader(Ref<Long>[] refs) {
      body =
          txn -> {
            runs++;
            long sum = 0;
            for (Ref<Long> ref : refs) {
              sum += ref.get(txn);
            }
            found = sum;
            return this;
          };
    }

    @Override
    public long sum() {
      atomic(body);
      return found;
    }
  }

  static final class RefCounter implements Counter {
    private final Ref.View<Long> view = STM.newRef(0L);
    private final Ref<Long> ref = view.ref();

    @Override
    public Object increment() {
      return atomic(txn -> ref.transformAndGet(MORE, txn));
    }

    @Override
    public Object swap() {
      return view.transformAndGet(MORE);
    }

    @Override
    public void commuteAfter(int tokens) {
      atomic(txn -> {
        Blackhole.consumeCPU(tokens);
        ref.transform(MORE, txn);
        return this;
      });
    }

    @Override
    public long value() {
      return view.get();
    }
  }
}
