package org.potamos.benchmarks.stm;

import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.potamos.benchmarks.stm.rivals.Steps;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.Transaction;
import org.potamos.refs.TransactionFunction;
import org.potamos.refs.TransactionOptions;

/**
 * What does a transfer between two refs of 1,024 cost when a feature is used? What features cost
 * that are not used is in {@link TransferBenchmark}.
 *
 * <p>An answer is the ratio to {@code NONE} in the same run. Each trial checks that watches,
 * validators and hooks have been called.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.FeatureBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class FeatureBenchmark extends StmBenchmark {
  private static final int REFS = 1_024;

  /** What is used. */
  public enum Feature {
    /** Nothing. */
    NONE,
    /** A body made once, and not for each transfer. */
    KEPT_BODY,
    /** A name in the options. */
    NAME,
    /** A watch on each ref. */
    WATCH,
    /** A validator on each ref. */
    VALIDATOR,
    /** An action after the commit. */
    AFTER_COMMIT
  }

  /** What is used. */
  @Param public Feature feature;

  private Ref<Long>[] refs;
  private TransactionOptions options;

  /** Counts calls of watches, validators and hooks, by whoever is the only thread. */
  private long calls;

  /**
   * Makes the refs.
   *
   * @param benchmark must be on one thread, since that counts without protection
   */
  @Setup
  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no parameters
  public void makeRefs(BenchmarkParams benchmark) {
    require("threads", 1, benchmark.getThreads());
    refs = Stream.generate(() -> Ref.of(Long.valueOf(INITIAL))).limit(REFS).toArray(Ref[]::new);
    options = feature == Feature.NAME ? Stm.options().named("transfer") : Stm.options();
    for (Ref<Long> ref : refs) {
      if (feature == Feature.WATCH) {
        ref.watch(change -> calls++);
      } else if (feature == Feature.VALIDATOR) {
        ref.setValidator(value -> calls++ >= 0, "must hold");
      }
    }
    calls = 0;
  }

  /**
   * Compares with what the thread says.
   *
   * @param workers the only thread
   */
  @TearDown
  public void check(Workers workers) {
    long sum = Stream.of(refs).mapToLong(ref -> ref.deref() - INITIAL).sum();
    require("sum", 0, sum);
    switch (feature) {
      case WATCH, VALIDATOR -> require("calls", 2 * workers.total(), calls);
      case AFTER_COMMIT -> require("calls", workers.total(), calls);
      case NONE, KEPT_BODY, NAME -> require("calls", 0, calls);
    }
  }

  /** The transfers of the only thread. */
  @State(Scope.Thread)
  public static class Transfers {
    private Ref<Long> from;
    private Ref<Long> to;

    private final TransactionFunction<Long, RuntimeException> body =
        tx -> {
          from.alter(tx, Steps.LESS);
          return to.alter(tx, Steps.MORE);
        };

    void next(Worker worker, Ref<Long>[] refs) {
      int first = worker.next(REFS);
      from = refs[first];
      to = refs[(first + 1 + worker.next(REFS - 1)) % REFS];
      worker.total++;
    }
  }

  /**
   * Takes one from a ref and adds it to another.
   *
   * @param worker has dice
   * @param transfers this thread's
   * @return the value of the second
   */
  @Benchmark
  public Object transfer(Worker worker, Transfers transfers) {
    transfers.next(worker, refs);
    return switch (feature) {
      case KEPT_BODY -> Stm.dosync(transfers.body);
      case AFTER_COMMIT -> transferWithHook(transfers.from, transfers.to);
      case NONE, NAME, WATCH, VALIDATOR -> transfer(transfers.from, transfers.to);
    };
  }

  private Long transfer(Ref<Long> from, Ref<Long> to) {
    return options.dosync(tx -> transfer(tx, from, to));
  }

  private Long transferWithHook(Ref<Long> from, Ref<Long> to) {
    return options.dosync(tx -> {
      Stm.afterCommit(() -> calls++);
      return transfer(tx, from, to);
    });
  }

  private static Long transfer(Transaction tx, Ref<Long> from, Ref<Long> to) {
    from.alter(tx, Steps.LESS);
    return to.alter(tx, Steps.MORE);
  }
}
