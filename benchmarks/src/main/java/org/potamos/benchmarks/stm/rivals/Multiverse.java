package org.potamos.benchmarks.stm.rivals;

import java.util.stream.Stream;
import org.multiverse.api.GlobalStmInstance;
import org.multiverse.api.StmUtils;
import org.multiverse.api.TxnExecutor;
import org.multiverse.api.callables.TxnCallable;
import org.multiverse.api.callables.TxnLongCallable;
import org.multiverse.api.callables.TxnVoidCallable;
import org.multiverse.api.functions.Function;
import org.multiverse.api.references.TxnRef;
import org.openjdk.jmh.infra.Blackhole;

/** Multiverse. The transaction is handed to each operation. */
final class Multiverse {
  private static final Function<Long> LESS = value -> value - 1;
  private static final Function<Long> MORE = value -> value + 1;

  private Multiverse() {}

  /** One for each kind of transaction: it starts with the cheapest and learns what it needs. */
  private static TxnExecutor executor(boolean readOnly) {
    return GlobalStmInstance.getGlobalStmInstance()
        .newTxnFactoryBuilder()
        .setReadonly(readOnly)
        .setMaxRetries(Integer.MAX_VALUE)
        .newTxnExecutor();
  }

  static final class RefCells implements Cells {
    private final TxnExecutor transfers = executor(false);
    private final TxnExecutor plans = executor(false);
    private final TxnExecutor reads = executor(true);
    private final TxnRef<Long>[] refs;

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no parameters
    RefCells(Long[] values) {
      refs = Stream.of(values).map(StmUtils::newTxnRef).toArray(TxnRef[]::new);
    }

    @Override
    public void transfer(int from, int to) {
      transfers.execute(txn -> {
        refs[from].alterAndGet(txn, LESS);
        refs[to].alterAndGet(txn, MORE);
      });
    }

    @Override
    public long run(int[] plan) {
      TxnLongCallable body =
          txn -> {
            long sum = 0;
            for (int step : plan) {
              if (step >= 0) {
                sum += refs[step].get(txn);
              } else {
                refs[~step].alterAndGet(txn, MORE);
              }
            }
            return sum;
          };
      return plans.execute(body);
    }

    @Override
    public Reader reader() {
      return new RefReader(refs, reads);
    }

    @Override
    public long value(int cell) {
      return refs[cell].atomicGet();
    }

    @Override
    public int size() {
      return refs.length;
    }
  }

  private static final class RefReader extends Cells.Reader {
    private final TxnExecutor executor;
    private final TxnVoidCallable body;

    RefReader(TxnRef<Long>[] refs, TxnExecutor executor) {
      this.executor = executor;
      body =
          txn -> {
            runs++;
            long sum = 0;
            for (TxnRef<Long> ref : refs) {
              sum += ref.get(txn);
            }
            found = sum;
          };
    }

    @Override
    public long sum() {
      executor.execute(body);
      return found;
    }
  }

  static final class RefCounter implements Counter {
    private final TxnExecutor increments = executor(false);
    private final TxnExecutor commutes = executor(false);
    private final TxnRef<Long> ref = StmUtils.newTxnRef(0L);

    @Override
    public Object increment() {
      TxnCallable<Long> body = txn -> ref.alterAndGet(txn, MORE);
      return increments.execute(body);
    }

    @Override
    public Object swap() {
      return ref.atomicAlterAndGet(MORE);
    }

    @Override
    public void commuteAfter(int tokens) {
      commutes.execute(txn -> {
        Blackhole.consumeCPU(tokens);
        ref.commute(txn, MORE);
      });
    }

    @Override
    public long value() {
      return ref.atomicGet();
    }
  }
}
