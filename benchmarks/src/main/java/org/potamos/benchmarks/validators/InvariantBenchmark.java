package org.potamos.benchmarks.validators;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.validators.Invariant;

/**
 * What does a declared invariant cost the transactions that it concerns, and those that it does
 * not?
 *
 * <p>A score is the time of one transfer between two refs. Target: {@code ELSEWHERE} takes as long
 * as {@code NONE}. {@code BY_HAND} is what one would write without invariants: a body that looks at
 * the sum itself, and is serializable.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="validators.InvariantBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class InvariantBenchmark extends ValidatorBenchmark {
  private static final int REFS = 100;
  private static final long INITIAL = 1_000_000;

  /** More than two refs ever have together, or one that loses and one that keeps. */
  private static final long MOST = 4 * INITIAL;

  /** Which invariants are in force. */
  public enum Declared {
    /** None in the whole process. */
    NONE,
    /** One over two refs that the transfer does not touch. */
    ELSEWHERE,
    /** One over the two refs of the transfer. */
    BOTH,
    /** One over one ref of the transfer and another one. */
    ONE,
    /** One over all hundred refs. */
    HUNDRED,
    /** None, but the body does its work for the two refs. */
    BY_HAND
  }

  /** Which invariants are in force. */
  @Param public Declared rival;

  private List<Ref<Long>> refs;
  private @Nullable Invariant invariant;
  private long moved;

  /** Makes the refs. */
  @Setup
  public void makeRefs() {
    refs = IntStream.range(0, REFS).mapToObj(i -> Ref.of(Long.valueOf(INITIAL))).toList();
    invariant =
        switch (rival) {
          case NONE, BY_HAND -> null;
          case ELSEWHERE -> overTwo(2, 3);
          case BOTH -> overTwo(0, 1);
          case ONE -> overTwo(0, 2);
          case HUNDRED ->
              Invariant.over(refs)
                  .enforce(
                      values -> {
                        long sum = 0;
                        for (Long value : values) {
                          sum += value;
                        }
                        return sum == REFS * INITIAL;
                      },
                      "keep the sum");
        };
  }

  private Invariant overTwo(int first, int second) {
    return Invariant.over(refs.get(first), refs.get(second))
        .enforce((a, b) -> a + b <= MOST, "have no more than " + MOST + " in all");
  }

  /** That nothing was lost, and that the invariant was in force. */
  @TearDown
  public void check() {
    long first = refs.get(0).deref();
    if (first != INITIAL - moved || refs.get(1).deref() != INITIAL + moved) {
      throw new AssertionError("moved: expected=" + moved + ", actual=" + (INITIAL - first));
    }
    if (invariant != null && rival != Declared.ELSEWHERE) {
      requireRejected();
      invariant.close();
    }
  }

  private void requireRejected() {
    try {
      Stm.dosync(() -> {
        refs.get(0).set(Long.MAX_VALUE / 2);
      });
    } catch (IllegalStateException rejected) {
      return;
    }
    throw new AssertionError("the invariant is not in force");
  }

  /**
   * Takes one from the first ref and adds it to the second.
   *
   * @return the value of the second
   */
  @Benchmark
  public Long transfer() {
    moved++;
    Ref<Long> from = refs.get(0);
    Ref<Long> to = refs.get(1);
    boolean byHand = rival == Declared.BY_HAND;
    return Stm.dosync(tx -> {
      long less = from.alter(tx, value -> value - 1);
      Long more = to.alter(tx, value -> value + 1);
      if (byHand && less + more > MOST) {
        throw new IllegalStateException("must have no more than " + MOST + " in all");
      }
      return more;
    });
  }
}
