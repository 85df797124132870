package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.Change;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** What the operations of a ref answer, alone and one after the other in one transaction. */
class RefOperationsTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  // ------------------------------------------------------------------ what they answer

  /** RF-06: set, alter, ensure, commute and deref answer what the transaction sees then. */
  @Test
  void operations_inATransaction_answerWhatItSees() {
    Ref<Integer> ref = refs.ref(0);
    List<Integer> answers =
        Stm.dosync(() -> {
          List<Integer> all = new ArrayList<>();
          all.add(ref.set(5));
          all.add(ref.alter(x -> x + 1));
          all.add(ref.ensure());
          all.add(ref.commute(x -> x + 1));
          all.add(ref.commute(Integer::sum, 1));
          all.add(ref.deref());
          return all;
        });
    assertThat(answers).containsExactly(5, 6, 6, 7, 8, 8);
    assertThat(ref.deref()).isEqualTo(8);
  }

  /** RF-06: the forms that take the transaction do the same as those that look it up. */
  @Test
  void operations_withTheTransaction_doTheSame() {
    Ref<Integer> ref = refs.ref(0);
    List<Integer> answers =
        Stm.dosync(tx -> {
          List<Integer> all = new ArrayList<>();
          all.add(ref.deref(tx));
          all.add(ref.set(tx, 5));
          all.add(ref.alter(tx, x -> x + 1));
          all.add(ref.alter(tx, Integer::sum, 10));
          all.add(ref.ensure(tx));
          all.add(ref.commute(tx, x -> x + 1));
          all.add(ref.commute(tx, Integer::sum, 2));
          all.add(ref.deref(tx));
          return all;
        });
    assertThat(answers).containsExactly(0, 5, 6, 16, 16, 17, 19, 19);
    assertThat(ref.deref()).isEqualTo(19);
  }

  /** RF-06, AT-04: functions of two arguments get the present value first. */
  @Test
  void alter_withArgument_getsThePresentValueFirst() {
    Ref<String> ref = refs.ref("a");
    Stm.dosync(() -> {
      ref.alter(String::concat, "b");
      ref.alter(String::concat, "c");
    });
    Stm.dosync(() -> ref.commute(String::concat, "d"));
    assertThat(ref.swap(String::concat, "e")).isEqualTo("abcde");
  }

  /** CM-10, R1: null goes through every operation of a ref. */
  @Test
  void null_throughEveryOperation_isAValue() {
    Ref<@Nullable String> ref = refs.ref((@Nullable String) null);
    List<@Nullable String> answers = new ArrayList<>();
    Stm.dosync(() -> {
      answers.clear();
      answers.add(ref.deref());
      answers.add(ref.ensure());
      answers.add(ref.set("a"));
      answers.add(ref.set(null));
      answers.add(ref.alter(value -> value == null ? null : "wrong"));
      answers.add(ref.commute((value, argument) -> argument, (@Nullable String) null));
    });
    assertThat(answers).containsExactly(null, null, "a", null, null, null);
    assertThat(ref.deref()).isNull();
    assertThat(ref.reset("b")).isEqualTo("b");
    assertThat(ref.compareAndSet("b", null)).isTrue();
    assertThat(ref.replace(null, "c")).isTrue();
    assertThat(ref.swap(value -> null)).isNull();
    assertThat(ref.version()).isGreaterThan(0);
  }

  /** CM-10: what was set is the very object that is read, in and after the transaction. */
  @Test
  void deref_afterSet_answersTheVeryObject() {
    Object first = new Object();
    Object second = new Object();
    Ref<Object> ref = refs.ref(first);
    Stm.dosync(() -> {
      assertThat(ref.deref()).isSameAs(first);
      assertThat(ref.set(second)).isSameAs(second);
      assertThat(ref.deref()).isSameAs(second);
    });
    assertThat(ref.deref()).isSameAs(second);
  }

  /** RF-01, RF-04: a ref is readable in transactions that began before it was made. */
  @Test
  void deref_refYoungerThanTheTransaction_answersItsInitialValue() {
    Ref<Integer> old = refs.ref(1);
    AtomicReference<@Nullable Ref<Integer>> young = new AtomicReference<>();
    AtomicInteger runs = new AtomicInteger();
    int sum =
        Stm.options()
            .readOnly()
            .dosync(() -> {
              runs.incrementAndGet();
              int first = old.deref();
              Elsewhere.run(index -> {
                Elsewhere.set(old, 50);
                young.set(refs.ref(10));
              });
              return first + Objects.requireNonNull(young.get()).deref();
            });
    assertThat(sum).isEqualTo(11);
    assertThat(runs).hasValue(1);
  }

  /** RF-02: a ref made in a transaction that is undone keeps its initial value. */
  @Test
  void of_inATransactionThatIsUndone_keepsTheInitialValue() {
    AtomicReference<@Nullable Ref<Integer>> escaped = new AtomicReference<>();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Ref<Integer> made = refs.ref(1);
              escaped.set(made);
              made.set(2);
              throw new IllegalArgumentException("undo");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Objects.requireNonNull(escaped.get()).deref()).isEqualTo(1);
  }

  /** RF-02: a ref made in a transaction takes part in it like any other. */
  @Test
  void of_inATransaction_worksNormally() {
    Ref<Integer> made =
        Stm.dosync(() -> {
          Ref<Integer> ref = refs.ref(1);
          assertThat(ref.deref()).isEqualTo(1);
          ref.alter(x -> x + 1);
          ref.commute(x -> x * 10);
          return ref;
        });
    assertThat(made.deref()).isEqualTo(20);
  }

  /** RF-03: outside a transaction deref answers the newest committed value, not what is pending. */
  @Test
  void deref_outside_answersTheNewestCommittedValue() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger seen = new AtomicInteger(-1);
    Stm.dosync(() -> {
      ref.set(1);
      Elsewhere.run(index -> seen.set(ref.deref()));
    });
    assertThat(seen).hasValue(0);
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** RF-03: deref outside does not wait for a commit in progress, here in its preparing hook. */
  @Test
  void deref_outsideWhileACommitIsInProgress_doesNotWait() {
    Ref<Integer> ref = refs.ref(0);
    CountDownLatch preparing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Threads.Running committer =
        Threads.start(index ->
            Stm.dosync(() -> {
              ref.set(1);
              Stm.prepare(() -> {
                preparing.countDown();
                Waits.await(release);
              });
            }));
    Waits.await(preparing);
    assertThat(ref.deref()).isEqualTo(0);
    assertThat(Stm.dosync(() -> ref.deref())).isEqualTo(0);
    assertThat(ref.toString()).contains("value=0");
    release.countDown();
    committer.join();
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** RF-07: under SNAPSHOT the misuse "alter after commute" is found before the function runs. */
  @Test
  void alter_afterCommuteUnderSnapshot_doesNotRunTheFunction() {
    Ref<Integer> ref = refs.ref("count", 0);
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.options()
                .isolation(Isolation.SNAPSHOT)
                .dosync(() -> {
                  ref.commute(x -> x + 1);
                  ref.alter(x -> {
                    calls.incrementAndGet();
                    return x + 1;
                  });
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("count");
    assertThat(calls).hasValue(0);
    assertThat(ref.deref()).isEqualTo(0);
  }

  /** TX-13: an exception of alter's function leaves the body, and nothing has changed. */
  @Test
  void alter_functionThrows_undoesTheTransaction() {
    Ref<Integer> ref = refs.ref(0);
    IllegalArgumentException thrown = new IllegalArgumentException("no");
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.set(1);
              ref.alter(x -> {
                throw thrown;
              });
            }))
        .isSameAs(thrown);
    assertThat(ref.deref()).isEqualTo(0);
  }

  /** RF-06: an exception of alter's function that the body catches leaves the value as it was. */
  @Test
  void alter_functionThrowsAndBodyCatches_valueIsAsBefore() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      ref.set(1);
      assertThatThrownBy(() ->
              ref.alter(x -> {
                throw new IllegalArgumentException("no");
              }))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(ref.deref()).isEqualTo(1);
    });
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** W1, A1: swapVals and resetVals answer the exact objects and the version. */
  @Test
  void swapVals_answersExactObjectsAndVersion() {
    String before = new String("before");
    Ref<String> ref = refs.ref(before);
    Change<String> swapped = ref.swapVals(value -> value + "!");
    assertThat(swapped.reference()).isSameAs(ref);
    assertThat(swapped.oldValue()).isSameAs(before);
    assertThat(swapped.newValue()).isSameAs(ref.deref());
    assertThat(swapped.version()).isEqualTo(ref.version());
    Change<String> reset = ref.resetVals("after");
    assertThat(reset.oldValue()).isSameAs(swapped.newValue());
    assertThat(reset.newValue()).isEqualTo("after");
    assertThat(reset.version()).isEqualTo(ref.version()).isGreaterThan(swapped.version());
    assertThat(ref.swapVals(String::concat, "?").newValue()).isEqualTo("after?");
  }

  /** AT-06, A1: compareAndSet compares by identity, replace by equals. */
  @Test
  void compareAndSet_comparesByIdentity_replaceByEquals() {
    String held = new String("a");
    String equal = new String("a");
    Ref<String> ref = refs.ref(held);
    assertThat(ref.compareAndSet(equal, "b")).isFalse();
    assertThat(ref.deref()).isSameAs(held);
    assertThat(ref.replace(equal, "b")).isTrue();
    assertThat(ref.compareAndSet("c", "d")).isFalse();
    assertThat(ref.deref()).isEqualTo("b");
  }

  /** V5, AT-06: the validator is asked only if the comparison holds. */
  @Test
  void compareAndSet_invalidAndNotMatching_isFalse() {
    Ref<Integer> ref = refs.checked(Ref.builder(1).validator(x -> x > 0, "must be > 0").build());
    assertThat(ref.compareAndSet(1000, -1)).isFalse();
    assertThat(ref.replace(1000, -1)).isFalse();
    assertThatThrownBy(() -> ref.replace(1, -1)).isInstanceOf(InvalidStateException.class);
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** RF-05: swap and its like need no transaction, and inside one they are part of it. */
  @Test
  void swap_insideATransaction_isPartOfIt() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              assertThat(ref.swap(x -> x + 1)).isEqualTo(1);
              assertThat(ref.reset(7)).isEqualTo(7);
              assertThat(other.replace(0, 3)).isTrue();
              assertThat(other.compareAndSet(9, 3)).isFalse();
              throw new IllegalArgumentException("undo");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ref.deref()).isEqualTo(0);
    assertThat(other.deref()).isEqualTo(0);
    Stm.dosync(() -> {
      ref.swap(x -> x + 1);
      ref.swap(Integer::sum, 5);
      assertThat(ref.deref()).isEqualTo(6);
    });
    assertThat(ref.deref()).isEqualTo(6);
  }

  /** AT-02, A2: concurrent swaps lose nothing. */
  @Test
  void swap_byManyThreads_losesNothing() {
    Ref<Integer> ref = refs.ref(0);
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 2000; i++) {
            ref.swap(Integer::sum, 1);
          }
        });
    assertThat(ref.deref()).isEqualTo(8000);
  }

  /** AT-13, A2: a function of swap that changes its own ref is rejected or counted, never hangs. */
  @Test
  void swap_functionChangesItsOwnRef_isRejectedOrAccounted() {
    Ref<Integer> ref = refs.ref("own", 0);
    AtomicInteger nested = new AtomicInteger();
    try {
      ref.swap(x -> {
        if (nested.incrementAndGet() > 100) {
          throw new AssertionError("the function runs for ever");
        }
        ref.swap(y -> y + 10);
        return x + 1;
      });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessageContaining("own");
    }
    assertThat(nested.get()).isLessThan(100);
  }

  // ------------------------------------------------------------------ null arguments

  /** RF-05: functions must not be null; the message names the argument, and nothing has changed. */
  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void nullFunction_isANullPointerException() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(tx -> {
      assertThatThrownBy(() -> ref.alter((UnaryOperator<Integer>) null)).satisfies(named("f"));
      assertThatThrownBy(() -> ref.commute((UnaryOperator<Integer>) null)).satisfies(named("f"));
      assertThatThrownBy(() -> ref.alter(tx, (UnaryOperator<Integer>) null)).satisfies(named("f"));
      assertThatThrownBy(() -> ref.commute(tx, (UnaryOperator<Integer>) null))
          .satisfies(named("f"));
      assertThat(ref.set(1)).isEqualTo(1);
      return null;
    });
    assertThatThrownBy(() -> ref.swap((UnaryOperator<Integer>) null)).satisfies(named("f"));
    assertThatThrownBy(() -> ref.swapVals((UnaryOperator<Integer>) null)).satisfies(named("f"));
    assertThat(ref.deref()).isEqualTo(1);
  }

  private static java.util.function.Consumer<Throwable> named(String argument) {
    return thrown ->
        assertThat(thrown).isInstanceOf(NullPointerException.class).hasMessage(argument);
  }

  // ------------------------------------------------------------------ history

  /** RF-08, T3: a fresh ref has no history, and without readers writing adds none. */
  @Test
  void historyCount_nobodyReads_staysZero() {
    Ref<Integer> ref = refs.ref(0);
    assertThat(ref.historyCount()).isZero();
    assertThat(ref.minHistory()).isZero();
    for (int i = 0; i < 20; i++) {
      Stm.dosync(() -> ref.alter(x -> x + 1));
      ref.swap(x -> x + 1);
      assertThat(ref.historyCount()).isZero();
    }
  }

  /** RF-08, TX-41: history grows by one with each commit up to minHistory, and no further. */
  @Test
  void minHistory_set_growsUpToIt() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).minHistory(3).build());
    assertThat(ref.minHistory()).isEqualTo(3);
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Stm.dosync(() -> ref.alter(x -> x + 1));
      counts.add(ref.historyCount());
    }
    assertThat(counts).containsExactly(1, 2, 3, 3, 3, 3);
  }

  /** RF-08: swap keeps history like a transaction. */
  @Test
  void minHistory_changedBySwap_growsUpToIt() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).minHistory(2).build());
    for (int i = 0; i < 5; i++) {
      ref.swap(x -> x + 1);
    }
    assertThat(ref.historyCount()).isEqualTo(2);
  }

  /** TX-42, S18: lowering minHistory shrinks the history with the next commit. */
  @Test
  void setMinHistory_lowered_shrinksWithTheNextCommit() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).minHistory(5).build());
    for (int i = 0; i < 10; i++) {
      ref.swap(x -> x + 1);
    }
    assertThat(ref.historyCount()).isEqualTo(5);
    ref.setMinHistory(2);
    assertThat(ref.minHistory()).isEqualTo(2);
    Stm.dosync(() -> ref.set(0));
    assertThat(ref.historyCount()).isEqualTo(2);
    ref.setMinHistory(0);
    ref.swap(x -> x + 1);
    assertThat(ref.historyCount()).isZero();
  }

  /** RF-09, S18: trimHistory lets go of everything but the newest version. */
  @Test
  void trimHistory_nobodyReads_keepsTheNewestOnly() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).minHistory(5).build());
    for (int i = 0; i < 10; i++) {
      ref.swap(x -> x + 1);
    }
    ref.trimHistory();
    assertThat(ref.historyCount()).isZero();
    assertThat(ref.deref()).isEqualTo(10);
    ref.swap(x -> x + 1);
    assertThat(ref.historyCount()).isEqualTo(1);
  }

  /** RF-09, T3: trimHistory keeps what a running reader needs. */
  @Test
  void trimHistory_somebodyReads_keepsWhatHeNeeds() {
    Ref<Integer> pin = refs.ref(0);
    Ref<Integer> ref = refs.ref(0);
    Stm.options()
        .readOnly()
        .dosync(() -> {
          pin.deref();
          Elsewhere.run(index -> {
            Elsewhere.set(ref, 1);
            ref.trimHistory();
          });
          assertThat(ref.deref()).isEqualTo(0);
        });
  }

  /** RF-08: a negative history is rejected, and the message says so. */
  @Test
  void minHistory_negative_isRejected() {
    Ref<Integer> ref = refs.ref(0);
    assertThatThrownBy(() -> ref.setMinHistory(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> Ref.builder(0).minHistory(-7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-7");
    assertThat(ref.minHistory()).isZero();
  }

  // ------------------------------------------------------------------ combinations

  @SuppressWarnings("ImmutableEnumChecker") // of lambdas that capture nothing
  enum Op {
    DEREF(ref -> ref.deref(), value -> value),
    SET(ref -> ref.set(50), value -> 50),
    ALTER(ref -> ref.alter(x -> x + 1), value -> value + 1),
    COMMUTE(ref -> ref.commute(x -> x * 2), value -> value * 2),
    ENSURE(ref -> ref.ensure(), value -> value);

    private final Function<Ref<Integer>, Integer> run;
    private final UnaryOperator<Integer> model;

    Op(Function<Ref<Integer>, Integer> run, UnaryOperator<Integer> model) {
      this.run = run;
      this.model = model;
    }

    boolean isWrite() {
      return this == SET || this == ALTER;
    }
  }

  /** One row and column of table 2.4.10. */
  record Case(Isolation isolation, List<Op> ops) {
    boolean isRejected() {
      int commuted = ops.indexOf(Op.COMMUTE);
      return isolation == Isolation.SNAPSHOT
          && commuted >= 0
          && ops.subList(commuted, ops.size()).stream().anyMatch(Op::isWrite);
    }
  }

  static List<Case> combinations() {
    List<Case> all = new ArrayList<>();
    for (Isolation isolation : Isolation.values()) {
      for (Op first : Op.values()) {
        all.add(new Case(isolation, List.of(first)));
        for (Op second : Op.values()) {
          all.add(new Case(isolation, List.of(first, second)));
          for (Op third : Op.values()) {
            all.add(new Case(isolation, List.of(first, second, third)));
          }
        }
      }
    }
    return all;
  }

  /**
   * 2.4.10, TX-22, TX-23, TX-27, TX-32, TX-33, T9: operations on one ref follow each other as on a
   * variable; only under SNAPSHOT is a commuted ref not set or altered any more.
   */
  @ParameterizedTest
  @MethodSource("combinations")
  void combination_ofOperationsOnOneRef_isAsOnAVariable(Case combination) {
    Ref<Integer> ref = refs.ref("combined", 3);
    List<Integer> answers = new ArrayList<>();
    AtomicInteger runs = new AtomicInteger();
    TransactionAction<RuntimeException> body =
        () -> {
          runs.incrementAndGet();
          answers.clear();
          for (Op op : combination.ops()) {
            answers.add(op.run.apply(ref));
          }
        };
    TransactionOptions options = Stm.options().isolation(combination.isolation());
    if (combination.isRejected()) {
      assertThatThrownBy(() -> options.dosync(body))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("combined");
      assertThat(ref.deref()).isEqualTo(3);
    } else {
      options.dosync(body);
      List<Integer> expected = new ArrayList<>();
      int value = 3;
      for (Op op : combination.ops()) {
        value = op.model.apply(value);
        expected.add(value);
      }
      assertThat(answers).isEqualTo(expected);
      assertThat(ref.deref()).isEqualTo(value);
    }
    assertThat(runs).hasValue(1);
  }

  /** TX-27: under SNAPSHOT the rejection can be caught, and the rest commits. */
  @Test
  void setAfterCommute_caughtUnderSnapshot_commitsTheRest() {
    Ref<Integer> ref = refs.ref(0);
    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          ref.commute(x -> x + 1);
          assertThatThrownBy(() -> ref.set(100)).isInstanceOf(IllegalStateException.class);
        });
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** 2.4.10, RF-04: another ref's changes do not show, whatever was done before. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void deref_afterForeignChangeOfAReadRef_answersTheSameAgain(Isolation isolation) {
    Ref<Integer> ref = refs.ref(1);
    List<Integer> seen = new ArrayList<>();
    Stm.options()
        .isolation(isolation)
        .dosync(() -> {
          seen.clear();
          seen.add(ref.deref());
          if (Stm.attempt() == 1) {
            Elsewhere.set(ref, 2);
          }
          seen.add(ref.deref());
          seen.add(ref.commute(x -> x + 10));
        });
    assertThat(seen.get(0)).isEqualTo(seen.get(1));
    assertThat(seen.get(2)).isEqualTo(seen.get(0) + 10);
    assertThat(ref.deref()).isEqualTo(12);
  }
}
