package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Reads that are still true at the commit. */
class EnsureTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static TransactionOptions with(Isolation isolation) {
    return Stm.options().isolation(isolation);
  }

  /** TX-38, T10: an ensured ref that was changed makes the body run again, in both isolations. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void ensure_changedMeanwhile_runsAgain(Isolation isolation) {
    Ref<Integer> ensured = refs.ref("ensured", 1);
    Ref<Integer> written = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    with(isolation)
        .dosync(() -> {
          runs.incrementAndGet();
          int value = ensured.ensure();
          if (Stm.attempt() == 1) {
            Elsewhere.set(ensured, 2);
          }
          written.set(value);
        });
    assertThat(runs).hasValue(2);
    assertThat(written.deref()).isEqualTo(2);
  }

  /** TX-38: also if it was changed before it was ensured, but after the snapshot. */
  @Test
  void ensure_changedBeforeItUnderSnapshot_endsWithTheNewestValue() {
    Ref<Integer> pin = refs.ref(0);
    Ref<Integer> ensured = refs.ref(1);
    Ref<Integer> written = refs.ref(0);
    with(Isolation.SNAPSHOT)
        .dosync(() -> {
          pin.deref();
          if (Stm.attempt() == 1) {
            Elsewhere.set(ensured, 2);
          }
          written.set(ensured.ensure());
        });
    assertThat(written.deref()).isEqualTo(2);
  }

  /** TX-37: a read that becomes an ensure later guards what was read. */
  @Test
  void ensure_afterDerefUnderSnapshot_guards() {
    Ref<Integer> ensured = refs.ref(1);
    Ref<Integer> written = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    with(Isolation.SNAPSHOT)
        .dosync(() -> {
          runs.incrementAndGet();
          int value = ensured.deref();
          if (Stm.attempt() == 1) {
            Elsewhere.set(ensured, 2);
          }
          ensured.ensure();
          written.set(value);
        });
    assertThat(written.deref()).isEqualTo(2);
    assertThat(runs).hasValue(2);
  }

  /** TX-37, T10, S8: ensure holds no lock: writers commit beside it at once, readers too. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void ensure_inAnOpenBody_blocksNobody(Isolation isolation) {
    Ref<Integer> ensured = refs.ref(1);
    AtomicInteger writerRuns = new AtomicInteger();
    with(isolation)
        .dosync(() -> {
          ensured.ensure();
          if (Stm.attempt() == 1) {
            Elsewhere.run(index ->
                Stm.options()
                    .maxAttempts(1)
                    .dosync(() -> {
                      writerRuns.incrementAndGet();
                      ensured.alter(x -> x + 1);
                    }));
            Elsewhere.run(index -> assertThat(ensured.deref()).isEqualTo(2));
          }
        });
    assertThat(writerRuns).hasValue(1);
  }

  /** TX-37: several may ensure the same ref and all commit, at once. */
  @Test
  void ensure_bySeveral_allCommit() {
    Ref<Integer> ensured = refs.ref(1);
    List<Ref<Integer>> own = List.of(refs.ref(0), refs.ref(0), refs.ref(0), refs.ref(0));
    CountDownLatch allHave = new CountDownLatch(4);
    AtomicInteger runs = new AtomicInteger();
    Threads.run(
        4,
        index ->
            with(Isolation.SNAPSHOT)
                .dosync(() -> {
                  runs.incrementAndGet();
                  own.get(index).set(ensured.ensure());
                  if (Stm.attempt() == 1) {
                    allHave.countDown();
                    Waits.await(allHave);
                  }
                }));
    assertThat(runs).hasValue(4);
    assertThat(own).allSatisfy(ref -> assertThat(ref.deref()).isEqualTo(1));
  }

  /** TX-37: ensuring twice, or what the transaction has set itself, changes nothing. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void ensure_twiceOrOfOwnChange_isAnOrdinaryRead(Isolation isolation) {
    Ref<Integer> ref = refs.ref(1);
    AtomicInteger runs = new AtomicInteger();
    with(isolation)
        .dosync(() -> {
          runs.incrementAndGet();
          assertThat(ref.ensure()).isEqualTo(1);
          assertThat(ref.ensure()).isEqualTo(1);
          ref.set(5);
          assertThat(ref.ensure()).isEqualTo(5);
        });
    assertThat(runs).hasValue(1);
    assertThat(ref.deref()).isEqualTo(5);
  }

  /** TX-39: a ref that is ensured and then set is guarded without a gap. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void ensure_thenSet_isGuardedWithoutGap(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    with(isolation)
        .dosync(() -> {
          runs.incrementAndGet();
          int value = ref.ensure();
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
          ref.set(value + 1);
        });
    assertThat(runs).hasValue(2);
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** TX-37, TX-39: a set and then an ensure under SERIALIZABLE still commits the set. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void set_thenEnsure_commitsTheSet(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    with(isolation)
        .dosync(() -> {
          ref.set(5);
          assertThat(ref.ensure()).isEqualTo(5);
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
        });
    assertThat(ref.deref()).isEqualTo(5);
  }

  /** TX-39b: an ensured ref is not changed: no validator, no version, no watch, no listener. */
  @Test
  void ensure_isNoChange() {
    AtomicInteger checks = new AtomicInteger();
    Ref<Integer> ref =
        refs.checked(
            Ref.builder(1)
                .validator(
                    x -> {
                      checks.incrementAndGet();
                      return true;
                    },
                    "counted")
                .build());
    Recorder<Integer> recorder = new Recorder<>();
    ref.watch(recorder);
    Ref<Integer> written = refs.ref(0);
    int before = checks.get();
    long version = ref.version();
    Stm.dosync(() -> written.set(ref.ensure()));
    with(Isolation.SNAPSHOT).dosync(() -> written.set(ref.ensure()));
    assertThat(checks).hasValue(before);
    assertThat(recorder.count()).isZero();
    assertThat(ref.version()).isEqualTo(version);
  }

  /** TX-38, T2: ensure in a transaction that changes nothing: it only reads. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void ensure_nothingWritten_runsAtMostTwice(Isolation isolation) {
    Ref<Integer> ref = refs.ref(1);
    AtomicInteger runs = new AtomicInteger();
    with(isolation)
        .dosync(() -> {
          runs.incrementAndGet();
          ref.ensure();
          Elsewhere.add(ref, 1);
        });
    assertThat(runs.get()).isBetween(1, 2);
  }

  /** TX-37, T6: an ensure of a nested block that was undone still guards what it has read. */
  @Test
  void ensure_inAnUndoneBlock_guards() {
    Ref<Integer> ensured = refs.ref(0);
    Ref<Integer> written = refs.ref(0);
    with(Isolation.SNAPSHOT)
        .dosync(() -> {
          int[] seen = new int[1];
          assertThatThrownBy(() ->
                  Stm.dosync(() -> {
                    seen[0] = ensured.ensure();
                    throw new IllegalArgumentException("undo");
                  }))
              .isInstanceOf(IllegalArgumentException.class);
          if (Stm.attempt() == 1) {
            Elsewhere.set(ensured, 7);
          }
          written.set(seen[0]);
        });
    assertThat(written.deref()).isEqualTo(7);
  }

  /** TX-47: a rejected transaction leaves an ensured ref free. */
  @Test
  void ensure_transactionIsRejected_leavesTheRefFree() {
    Ref<Integer> ensured = refs.ref(1);
    Ref<Integer> guarded = refs.checked(Ref.builder(1).validator(x -> x > 0, "> 0").build());
    assertThatThrownBy(() ->
            with(Isolation.SNAPSHOT)
                .dosync(() -> {
                  ensured.ensure();
                  guarded.set(-1);
                }))
        .isInstanceOf(InvalidStateException.class);
    Stm.options().maxAttempts(1).dosync(() -> ensured.set(2));
    assertThat(ensured.deref()).isEqualTo(2);
  }
}
