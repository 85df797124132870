package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.internal.HeldEffects;

/** The signal that unwinds a body, in the hands of code that catches everything. */
class ControlFlowTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private final Ref<Integer> one = refs.ref("one", 0);
  private final Ref<Integer> two = refs.ref("two", 0);
  private final Ref<Integer> result = refs.ref("result", 0);
  private final AtomicInteger runs = new AtomicInteger();

  /** Dooms the first attempt, and answers the signal in it. */
  private @Nullable Throwable doomedAtFirst() {
    if (runs.incrementAndGet() != 1) {
      return null;
    }
    Throwable signal = Elsewhere.doom(one, two);
    assertThat(signal).as("the signal").isNotNull();
    return signal;
  }

  private void requireCommittedOnSecondRun() {
    assertThat(runs).hasValue(2);
    assertThat(result.deref()).isEqualTo(100);
    assertThat(one.deref()).isEqualTo(100);
    assertThat(two.deref()).isEqualTo(100);
  }

  /** T5, TX-60: the signal is an Error without stack trace, cause or room for suppressed ones. */
  @Test
  void signal_isAStacklessError() {
    AtomicReference<@Nullable Throwable> caught = new AtomicReference<>();
    Stm.dosync(() -> {
      Throwable signal = doomedAtFirst();
      if (signal != null) {
        caught.set(signal);
      }
      result.set(one.deref());
    });
    Throwable signal = Objects.requireNonNull(caught.get());
    assertThat(signal).isInstanceOf(Error.class);
    assertThat(signal.getStackTrace()).isEmpty();
    signal.addSuppressed(new IllegalStateException("leak"));
    assertThat(signal.getSuppressed()).isEmpty();
    requireCommittedOnSecondRun();
  }

  /** T5, TX-61, S1: a signal that is swallowed at the end of the body: it runs again. */
  @Test
  void swallowedAtTheEnd_runsAgain() {
    Stm.dosync(() -> {
      result.set(one.deref());
      doomedAtFirst();
    });
    requireCommittedOnSecondRun();
  }

  /** T5, TX-61: after swallowing, each further operation throws the signal again. */
  @Test
  void swallowed_furtherOperationsThrowAgain() {
    List<Class<?>> thrown = new ArrayList<>();
    Stm.dosync(tx -> {
      Throwable signal = doomedAtFirst();
      if (signal != null) {
        List<Runnable> operations =
            List.of(
                () -> result.deref(),
                () -> result.deref(tx),
                () -> result.set(7),
                () -> result.set(tx, 7),
                () -> result.alter(x -> x + 7),
                () -> result.alter(tx, x -> x + 7),
                () -> result.commute(x -> x + 7),
                () -> result.ensure(),
                () -> one.deref(),
                () -> result.swap(x -> x + 7),
                () -> Stm.dosync(() -> result.set(7)));
        for (Runnable operation : operations) {
          try {
            operation.run();
            thrown.add(Void.class);
          } catch (Throwable again) {
            thrown.add(again.getClass());
          }
        }
        assertThat(thrown).hasSize(operations.size()).containsOnly(signal.getClass());
      }
      result.set(one.deref());
      return null;
    });
    requireCommittedOnSecondRun();
  }

  /** T5, TX-62: no update is lost if the signal is swallowed and an old value is set. */
  @Test
  void swallowedAndOldValueSet_losesNoUpdate() {
    Stm.dosync(() -> {
      int old = result.deref();
      if (runs.incrementAndGet() == 1) {
        Elsewhere.add(result, 100);
        try {
          Elsewhere.doom(one, two);
        } catch (Throwable swallowed) {
          // as a careless library does
        }
      }
      try {
        result.set(old + 1);
      } catch (Throwable swallowed) {
        // as a careless library does
      }
    });
    assertThat(result.deref()).isEqualTo(101);
    assertThat(runs).hasValue(2);
  }

  /** T5, TX-63: operations in a finally block do not replace the signal by something else. */
  @Test
  void operationInFinally_runsAgain() {
    Stm.dosync(() -> {
      try {
        Throwable signal = doomedAtFirst();
        if (signal instanceof Error error) {
          throw error;
        }
      } finally {
        result.set(one.deref());
      }
    });
    requireCommittedOnSecondRun();
  }

  /** T5, TX-64: a signal wrapped in an exception: the body runs again, nothing comes out. */
  @Test
  void wrapped_runsAgain() {
    Stm.dosync(() -> {
      Throwable signal = doomedAtFirst();
      if (signal != null) {
        throw new IllegalStateException("wrapped", signal);
      }
      result.set(one.deref());
    });
    requireCommittedOnSecondRun();
  }

  /** T5, TX-14, S17: any exception of an attempt that is doomed loses against its running again. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void somethingElseThrownAfterTheSignal_runsAgain(Isolation isolation) {
    Stm.options()
        .isolation(isolation)
        .dosync(() -> {
          if (runs.incrementAndGet() == 1) {
            Throwable signal = Elsewhere.doom(one, two);
            if (signal != null) {
              throw new ArithmeticException("of a doomed attempt");
            }
          }
          result.set(one.deref());
        });
    if (runs.get() == 2) {
      requireCommittedOnSecondRun();
    } else {
      assertThat(isolation).isEqualTo(Isolation.SNAPSHOT);
    }
  }

  /** T5, TX-13: a checked exception of a doomed attempt does not come out either. */
  @Test
  void checkedExceptionAfterTheSignal_runsAgain() throws Exception {
    Stm.dosync(() -> {
      if (doomedAtFirst() != null) {
        throw new java.io.IOException("of a doomed attempt");
      }
      result.set(one.deref());
    });
    requireCommittedOnSecondRun();
  }

  /** T5: a body that returns normally early after swallowing: its answer is not used. */
  @Test
  void swallowedAndReturned_theAnswerIsNotUsed() {
    String answer =
        Stm.dosync(() -> {
          if (doomedAtFirst() != null) {
            return "doomed";
          }
          result.set(one.deref());
          return "committed";
        });
    assertThat(answer).isEqualTo("committed");
    requireCommittedOnSecondRun();
  }

  /** A delay that caches what its computation throws, as Clojure's does. */
  private static final class CachingDelay<T> {
    private final Supplier<T> computation;
    private @Nullable Throwable failure;
    private @Nullable T value;

    CachingDelay(Supplier<T> computation) {
      this.computation = computation;
    }

    T force() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (value == null) {
        try {
          value = computation.get();
        } catch (Throwable thrown) {
          failure = thrown;
          throw thrown;
        }
      }
      return value;
    }
  }

  /** T5, TX-65: a cached signal thrown in a later, healthy attempt cannot do harm unnoticed. */
  @Test
  void cachedSignal_thrownOutsideItsAttempt_reachesTheCallerOrRunsAgainButNeverForEver() {
    CachingDelay<Integer> delay =
        new CachingDelay<>(() -> {
          Throwable signal = Elsewhere.doom(one, two);
          if (signal instanceof Error error) {
            throw error;
          }
          return 1;
        });
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.options()
                .maxAttempts(50)
                .dosync(() -> {
                  attempts.incrementAndGet();
                  result.set(delay.force());
                }))
        .isInstanceOf(Throwable.class);
    assertThat(attempts.get()).as("attempts burnt by a cached signal").isLessThan(10);
    assertThat(result.deref()).isEqualTo(0);
    assertThat(Stm.isInTransaction()).isFalse();
    assertThat(one.deref()).isEqualTo(100);
  }

  /** T5, TX-65: a signal thrown outside of any transaction is just an error there. */
  @Test
  void cachedSignal_thrownOutside_leavesRefsUsable() {
    AtomicReference<@Nullable Throwable> kept = new AtomicReference<>();
    Stm.dosync(() -> {
      Throwable signal = doomedAtFirst();
      if (signal != null) {
        kept.set(signal);
      }
      result.set(one.deref());
    });
    assertThat(kept.get()).isNotNull();
    assertThat(one.deref()).isEqualTo(100);
    assertThat(Stm.dosync(() -> one.alter(x -> x + 1))).isEqualTo(101);
  }

  /** T5: retry that is swallowed: the attempt is over all the same. */
  @Test
  void retry_swallowed_isARetryAllTheSame() {
    AtomicInteger signals = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      if (one.deref() == 0) {
        Elsewhere.add(one, 100);
        try {
          Stm.retry();
        } catch (Throwable swallowed) {
          signals.incrementAndGet();
        }
        try {
          result.set(-1);
        } catch (Throwable swallowed) {
          signals.incrementAndGet();
        }
        return;
      }
      result.set(one.deref());
    });
    assertThat(signals).hasValue(2);
    assertThat(runs).hasValue(2);
    assertThat(result.deref()).isEqualTo(100);
  }

  /** T5: retry that is wrapped, or followed by something else thrown. */
  @Test
  void retry_wrappedOrReplaced_isARetryAllTheSame() {
    for (boolean wrapped : List.of(true, false)) {
      Ref<Integer> gate = refs.ref(0);
      AtomicInteger attempts = new AtomicInteger();
      Stm.dosync(() -> {
        attempts.incrementAndGet();
        if (gate.deref() == 0) {
          Elsewhere.set(gate, 1);
          try {
            Stm.retry();
          } catch (Throwable signal) {
            if (wrapped) {
              throw new IllegalStateException(signal);
            }
            throw new AssertionError("other");
          }
        }
      });
      assertThat(attempts).hasValue(2);
    }
  }

  /** T5, T6: a nested block that swallows the signal cannot save the attempt. */
  @Test
  void swallowedByAnOuterBlock_runsAgain() {
    Stm.dosync(() -> {
      try {
        Stm.dosync(() -> {
          Throwable signal = doomedAtFirst();
          if (signal instanceof Error error) {
            throw error;
          }
        });
      } catch (Throwable swallowed) {
        assertThat(swallowed).isInstanceOf(Error.class);
      }
      try {
        result.set(one.deref());
      } catch (Throwable swallowed) {
        assertThat(swallowed).isInstanceOf(Error.class);
      }
    });
    requireCommittedOnSecondRun();
  }

  /** T5: held effects and hooks of an attempt whose signal was swallowed are dropped. */
  @Test
  void swallowed_dropsEffectsAndHooks() {
    List<String> log = new ArrayList<>();
    Stm.dosync(() -> {
      Throwable signal = doomedAtFirst();
      if (signal == null) {
        HeldEffects.hold(() -> log.add("held"));
        Stm.afterCommit(() -> log.add("after"));
        result.set(one.deref());
        return;
      }
      boolean isLeftToTheCaller = false;
      try {
        isLeftToTheCaller = !HeldEffects.hold(() -> log.add("held of a doomed attempt"));
      } catch (Throwable swallowed) {
        // either way it must not run
      }
      assertThat(isLeftToTheCaller).as("the caller would send at once").isFalse();
      try {
        Stm.afterCommit(() -> log.add("after of a doomed attempt"));
      } catch (Throwable swallowed) {
        // either way it must not run
      }
    });
    assertThat(log).containsExactly("held", "after");
    requireCommittedOnSecondRun();
  }

  /** T5, TX-61: no operation of a doomed attempt acts as if it were outside of the transaction. */
  @Test
  void swallowed_operationsOutsideOfTransactionsDoNotAct() {
    List<Integer> notRejected = new ArrayList<>();
    Stm.dosync(() -> {
      if (doomedAtFirst() != null) {
        List<Runnable> operations =
            List.of(
                () -> result.swapVals(x -> x + 7),
                () -> result.resetVals(7),
                () -> result.reset(7),
                () -> result.compareAndSet(result.deref(), 7),
                () -> result.replace(0, 7),
                () -> Stm.options().readOnly().dosync(() -> result.deref()),
                () -> Stm.io("mail", () -> {}),
                () -> Stm.retry(),
                () -> Stm.check(false));
        for (Runnable operation : operations) {
          try {
            operation.run();
            notRejected.add(operations.indexOf(operation));
          } catch (Throwable signalOrRejection) {
            assertThat(Elsewhere.thrown(index -> assertThat(result.deref()).isEqualTo(0))).isNull();
          }
        }
      }
      result.set(one.deref());
    });
    assertThat(notRejected).isEmpty();
    requireCommittedOnSecondRun();
  }

  /** T1, T5: a doomed attempt is still inside the transaction: it is not half outside. */
  @Test
  void doomed_isStillInTheTransaction() {
    List<Boolean> inside = new ArrayList<>();
    Stm.dosync(() -> {
      if (doomedAtFirst() != null) {
        inside.add(Stm.isInTransaction());
        assertThatThrownBy(() -> Stm.io("mail", () -> {})).isInstanceOf(Throwable.class);
      }
      result.set(one.deref());
    });
    assertThat(inside).containsExactly(true);
    requireCommittedOnSecondRun();
  }

  /** CM-13: printing a ref in a body joins nothing and swallows nothing. */
  @Test
  void toString_inABody_joinsNothing() {
    Stm.dosync(() -> {
      runs.incrementAndGet();
      one.deref();
      if (Stm.attempt() == 1) {
        Elsewhere.dosync(() -> {
          two.set(5);
        });
      }
      assertThat(two.toString()).contains("two").contains("value=5");
      result.set(1);
    });
    assertThat(runs).as("toString is no read").hasValue(1);
  }

  /** TX-14: an exception of an attempt that saw a consistent state is the caller's, at once. */
  @Test
  void exceptionOfAHealthyAttempt_reachesTheCallerAtOnce() {
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              runs.incrementAndGet();
              one.deref();
              throw new ArithmeticException("healthy");
            }))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("healthy");
    assertThat(runs).hasValue(1);
  }
}
