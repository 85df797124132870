package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.CapturedLog;

/** What reading the engine against its arguments has found. */
class EngineRegressionTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  /**
   * T7: an ensured ref that changes before the retry is a change; the deadline ends a test that
   * fails.
   */
  @Test
  void retry_ensuredChangedMeanwhile_runsAgain() {
    Ref<Integer> ref = refs.ref(0);
    int seen =
        Stm.options()
            .isolation(Isolation.SNAPSHOT)
            .deadline(Duration.ofSeconds(5))
            .dosync(() -> {
              int value = ref.ensure();
              if (value == 0) {
                Elsewhere.set(ref, 1);
                return Stm.retry();
              }
              return value;
            });
    assertThat(seen).isEqualTo(1);
  }

  /** T4: what a hook of an inner transaction swaps cannot be what the outer one has read. */
  @Test
  void requiresNew_hookSwapsWhatOuterHasRead_outerCommits() {
    Ref<Integer> read = refs.ref(0);
    Ref<Integer> inner = refs.ref(0);
    Ref<Integer> written = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    try (CapturedLog log = CapturedLog.of("swaps what is read")) {
      Stm.options()
          .irrevocable()
          .maxAttempts(3)
          .dosync(() -> {
            runs.incrementAndGet();
            int seen = read.deref();
            Stm.options()
                .requiresNew()
                .named("swaps what is read")
                .dosync(() -> {
                  inner.set(1);
                  Stm.afterCommit(() -> read.swap(value -> value + 1));
                });
            written.set(seen + 1);
          });
      assertThat(log.lines()).hasSize(1);
    }
    assertThat(runs).hasValue(1);
    assertThat(read.deref()).as("the swap of the hook is rejected").isZero();
  }

  /** T4: a failure tells of its own conflicts only. */
  @Test
  void failure_afterAnotherOfTheThread_namesNoConflictOfThat() {
    Ref<Integer> ref = refs.ref("formerly", 0);
    assertThatThrownBy(() ->
            Stm.options()
                .maxAttempts(1)
                .dosync(() -> {
                  int value = ref.deref();
                  Elsewhere.set(ref, value + 1);
                  ref.set(value);
                }))
        .isInstanceOf(TransactionFailedException.class)
        .hasMessageContaining("formerly");
    assertThatThrownBy(() -> Stm.dosync(() -> Stm.retry()))
        .isInstanceOf(TransactionFailedException.class)
        .hasMessageNotContaining("formerly");
  }

  /**
   * T7: each transaction waits for its own time, whatever the one before on the thread has used up.
   */
  @Test
  void retryFor_afterAnotherOfTheThread_waitsAgain() {
    Ref<Integer> ref = refs.ref(0);
    assertThatThrownBy(() ->
            Stm.options()
                .deadline(Duration.ofMillis(50))
                .dosync(() -> {
                  ref.deref();
                  Stm.retryFor(Duration.ofSeconds(10));
                }))
        .isInstanceOf(TransactionFailedException.class);
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      ref.deref();
      Stm.retryFor(Duration.ofMillis(20));
    });
    assertThat(runs).hasValue(2);
  }

  /** T4: who has lost twelve times has the right of Exclusive in the attempt after that. */
  @Test
  void thirteenthAttempt_isAlone() {
    Ref<Integer> read = refs.ref(0);
    Ref<Integer> written = refs.ref(0);
    AtomicInteger aloneAt = new AtomicInteger();
    Stm.dosync(transaction -> {
      int value = read.deref();
      if (transaction.isExclusive()) {
        aloneAt.set(transaction.attempt());
      } else {
        Elsewhere.add(read, 1);
      }
      written.set(value);
      return null;
    });
    assertThat(aloneAt).hasValue(13);
  }
}
