package org.potamos.refs.terms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.terms.Term.Mode;

/** Small terms that random ones were shrunk to, each for something that once was wrong. */
class FoundByTermsTest {
  private static final Term ODD_B = new Term.CheckOdd(1);

  /** What is rejected at commit must have been computed from what is still current. */
  @Test
  void commute_validatorRejectsWhatAStaleReadHasLedTo_runsAgain() {
    Term term =
        new Term.IfOdd(
            new Term.Read(1),
            new Term.Seq(
                new Term.Commute(2, new Op(Op.Code.TIMES, 2)), new Term.Meanwhile(), Term.unit()),
            Term.unit());
    Outcome outcome = run(Mode.PLAIN, term, Map.of(0, 0, 1, 1, 2, 20, 3, 0), Map.of(1, 120, 2, 2));
    assertThat(outcome.result()).isEqualTo("value 0");
    assertThat(outcome.state()).containsEntry(1, 120).containsEntry(2, 2);
  }

  /** A function that fails at commit must have been registered because of what is still current. */
  @Test
  void commute_functionFailsBecauseOfAStaleRead_runsAgain() {
    Term term =
        new Term.IfOdd(
            new Term.Read(1),
            new Term.Seq(
                new Term.Commute(0, new Op(Op.Code.ADD_TO_EVEN, 2)),
                new Term.Meanwhile(),
                Term.unit()),
            Term.unit());
    Outcome outcome = run(Mode.PLAIN, term, Map.of(0, 0, 1, 1, 2, 0, 3, 0), Map.of(0, 1, 1, 2));
    assertThat(outcome.result()).isEqualTo("value 0");
    assertThat(outcome.state()).containsEntry(0, 1).containsEntry(1, 2);
  }

  /** What an alternative has read on top of its own commute stays read when it is undone. */
  @Test
  void orElse_leftReadsWhatItHasCommuted_staysReadWhenUndone() {
    Term left = new Term.Seq(new Term.Commute(1, new Op(Op.Code.ADD, 2)), ODD_B);
    Term right =
        new Term.Seq(new Term.Put(0, new Term.Const(1)), new Term.Meanwhile(), Term.unit());
    Outcome outcome =
        run(Mode.PLAIN, new Term.OrElse(left, right), Map.of(0, 0, 1, 0, 2, 0, 3, 0), Map.of(1, 5));
    assertThat(outcome.result()).isEqualTo("value 1");
    assertThat(outcome.state()).containsEntry(0, 0).containsEntry(1, 7);
  }

  /** The same for a ref that was commuted before the alternative. */
  @Test
  void orElse_leftReadsWhatWasCommutedBefore_staysReadWhenUndone() {
    Term term =
        new Term.Seq(
            new Term.Commute(1, new Op(Op.Code.ADD, 2)),
            new Term.OrElse(
                ODD_B,
                new Term.Seq(
                    new Term.Put(0, new Term.Const(1)), new Term.Meanwhile(), Term.unit())));
    Outcome outcome = run(Mode.PLAIN, term, Map.of(0, 0, 1, 0, 2, 0, 3, 0), Map.of(1, 5));
    assertThat(outcome.result()).isEqualTo("value 1");
    assertThat(outcome.state()).containsEntry(0, 0).containsEntry(1, 7);
  }

  /** A transaction that reads from one snapshot only never has to run again. */
  @Test
  void deref_underSnapshot_neverMakesTheBodyRunAgain() {
    Term term = new Term.Seq(new Term.Read(1), new Term.Meanwhile(), new Term.Read(1));
    Outcome outcome = run(Mode.SNAPSHOT, term, Map.of(0, 0, 1, 1, 2, 0, 3, 0), Map.of(1, 2));
    assertThat(outcome.traces()).containsExactly(List.of("b=1", "b=1"));
  }

  /** Hooks of nested blocks too run the last registered first. */
  @Test
  void afterRollback_nestedBlockWasUndoneBefore_lastRegisteredRunsFirst() {
    Term inner =
        new Term.Catch(
            new Term.Dosync(
                Mode.PLAIN,
                false,
                new Term.Seq(new Term.AfterRollback(1), new Term.Throw(Kind.UNCHECKED))),
            Set.of(Kind.UNCHECKED),
            false,
            Term.unit());
    Term term = new Term.Seq(inner, new Term.AfterRollback(2), new Term.Throw(Kind.ERROR));
    Outcome outcome = run(Mode.PLAIN, term, Map.of(0, 0, 1, 1, 2, 0, 3, 0), Map.of());
    assertThat(outcome.rollbacks()).containsExactly("rolledBack#2", "rolledBack#1");
  }

  /** An alternative of a read-only transaction is tried though one attempt only is allowed. */
  @Test
  void orElse_readOnlyWithOneAttempt_triesTheNextAlternative() {
    Ref<Integer> ref = Ref.of(0);
    int answer =
        Stm.options()
            .readOnly()
            .maxAttempts(1)
            .dosync(() -> {
              return Stm.<Integer, RuntimeException>orElse(
                  () -> {
                    Stm.check(ref.deref() == 1);
                    return 1;
                  },
                  () -> 2);
            });
    assertThat(answer).isEqualTo(2);
  }

  private static Outcome run(
      Mode mode, Term body, Map<Integer, Integer> state, Map<Integer, Integer> changes) {
    List<Ref<@Nullable Integer>> refs = EngineRun.refs(new TreeMap<>(state));
    boolean[] done = new boolean[1];
    return new EngineRun(refs, false)
        .meanwhile(() -> {
          if (!done[0]) {
            done[0] = true;
            Threads.start(thread ->
                    Stm.dosync(() -> changes.forEach((ref, value) -> refs.get(ref).set(value))))
                .join();
          }
        })
        .run(new Term.Dosync(mode, false, body), Stm.options().deadline(Waits.LONG));
  }
}
