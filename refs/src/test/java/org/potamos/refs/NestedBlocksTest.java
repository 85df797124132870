package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Recorder;
import org.potamos.core.internal.HeldEffects;

/** Blocks inside a transaction: they join it, and are undone alone. */
class NestedBlocksTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static final TransactionOptions NEW = Stm.options().requiresNew();

  private static final class Undo extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Runs a nested block that throws at its end, and catches that. */
  private static void undone(TransactionAction<RuntimeException> block) {
    try {
      Stm.dosync(() -> {
        block.run();
        throw new Undo();
      });
      throw new AssertionError("the block has not thrown");
    } catch (Undo expected) {
      // what the test is about
    }
  }

  // ------------------------------------------------------------------ joining

  /** TX-11: a nested block sees what the outer one did, and commits with it, not before. */
  @Test
  void nested_joins() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    ref.watch(recorder);
    Stm.dosync(outer -> {
      ref.set(1);
      int inner =
          Stm.dosync(tx -> {
            assertThat(tx).isSameAs(outer);
            return ref.alter(tx, x -> x + 1);
          });
      assertThat(inner).isEqualTo(2);
      assertThat(recorder.count()).isZero();
      Elsewhere.run(index -> assertThat(ref.deref()).isEqualTo(0));
      return ref.alter(outer, x -> x + 10);
    });
    assertThat(ref.deref()).isEqualTo(12);
    assertThat(recorder.steps()).containsExactly("0->12");
  }

  /** TX-11: outer and nested block read the same snapshot. */
  @Test
  void nested_readsTheSameSnapshot() {
    Ref<Integer> one = refs.ref(1);
    Ref<Integer> two = refs.ref(1);
    AtomicInteger runs = new AtomicInteger();
    String seen =
        Stm.options()
            .readOnly()
            .dosync(() -> {
              runs.incrementAndGet();
              int first = one.deref();
              Elsewhere.dosync(() -> {
                one.set(2);
                two.set(2);
              });
              return first + "," + Stm.dosync(() -> one.deref() + "," + two.deref());
            });
    assertThat(seen).isEqualTo("1,1,1");
    assertThat(runs).hasValue(1);
  }

  /** TX-11: if the outer body throws after the nested block, both are undone. */
  @Test
  void outer_throws_undoesTheNestedBlockToo() {
    Ref<Integer> ref = refs.ref(0);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Stm.dosync(() -> ref.set(5));
              throw new Undo();
            }))
        .isInstanceOf(Undo.class);
    assertThat(ref.deref()).isEqualTo(0);
  }

  /** TX-11: a conflict found in a nested block runs the outermost body again. */
  @Test
  void nested_conflict_runsTheOutermostBodyAgain() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    List<String> log = new ArrayList<>();
    Stm.dosync(() -> {
      log.add("outer");
      Stm.dosync(() -> {
        log.add("inner");
        if (Stm.attempt() == 1) {
          assertThat(Elsewhere.doom(one, two)).isInstanceOf(Error.class);
        }
        one.alter(x -> x + 1);
      });
    });
    assertThat(log).containsExactly("outer", "inner", "outer", "inner");
    assertThat(one.deref()).isEqualTo(101);
  }

  // ------------------------------------------------------------------ undone alone

  /** TX-12, T6, S16: a nested block that throws undoes its changes; the outer body goes on. */
  @Test
  void nested_throws_undoesItsChangesOnly() {
    Ref<Integer> both = refs.ref(0);
    Ref<Integer> innerOnly = refs.ref(0);
    Ref<Integer> outerOnly = refs.ref(0);
    Stm.dosync(() -> {
      both.set(1);
      outerOnly.set(1);
      undone(() -> {
        both.set(2);
        innerOnly.set(2);
        assertThat(both.deref()).isEqualTo(2);
      });
      assertThat(both.deref()).isEqualTo(1);
      assertThat(innerOnly.deref()).isEqualTo(0);
      both.alter(x -> x + 10);
    });
    assertThat(both.deref()).isEqualTo(11);
    assertThat(innerOnly.deref()).isEqualTo(0);
    assertThat(outerOnly.deref()).isEqualTo(1);
  }

  /** TX-12, T6: what only an undone block has set is no change: no watch, no new version. */
  @Test
  void nested_throws_itsRefsAreNotChanged() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    ref.watch(recorder);
    long before = ref.version();
    Stm.dosync(() -> {
      other.set(1);
      undone(() -> ref.set(2));
      undone(() -> ref.alter(x -> x + 1));
      undone(() -> ref.commute(x -> x + 1));
    });
    assertThat(recorder.count()).isZero();
    assertThat(ref.version()).isEqualTo(before);
  }

  /** TX-12, T6: commutes of an undone block are undone, those of the outer one are not. */
  @Test
  void nested_throws_undoesItsCommutes() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    AtomicInteger undoneCalls = new AtomicInteger();
    Stm.dosync(() -> {
      undoneCalls.set(0);
      ref.commute(x -> x + 1);
      undone(() -> {
        ref.commute(x -> {
          undoneCalls.incrementAndGet();
          return x + 10;
        });
        other.commute(x -> x + 10);
      });
      ref.commute(x -> x + 100);
      assertThat(undoneCalls).hasValue(1);
      if (Stm.attempt() == 1) {
        Elsewhere.add(ref, 1000);
      }
    });
    assertThat(ref.deref()).isEqualTo(1101);
    assertThat(other.deref()).isEqualTo(0);
    assertThat(undoneCalls).hasValue(1);
  }

  /** T9, T6: a commute that was undone with its block does not make the body run again. */
  @Test
  void nested_commutesAndThrows_doesNotRunAgainBecauseOfIt() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      ref.commute(x -> x + 1);
      undone(() -> {
        ref.commute(x -> x + 10);
        other.commute(x -> x + 10);
      });
      ref.commute(x -> x + 100);
      if (Stm.attempt() == 1) {
        Elsewhere.add(ref, 1000);
      }
    });
    assertThat(ref.deref()).isEqualTo(1101);
    assertThat(runs).hasValue(1);
  }

  /** TX-12, T6, T9: a set of the nested block over a commute of the outer one is undone to it. */
  @Test
  void nested_setsACommutedRefAndThrows_theCommuteIsBack() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      ref.commute(x -> x + 1);
      undone(() -> {
        ref.set(500);
        assertThat(ref.commute(x -> x + 1)).isEqualTo(501);
      });
      assertThat(ref.deref()).isEqualTo(1);
    });
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** TX-12, T6: a commute of the nested block over a set of the outer one is undone to it. */
  @Test
  void nested_commutesASetRefAndThrows_theSetIsBack() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      ref.set(5);
      undone(() -> ref.commute(x -> x * 100));
      assertThat(ref.deref()).isEqualTo(5);
    });
    assertThat(ref.deref()).isEqualTo(5);
  }

  /** TX-12, T6, G3: held effects and hooks of an undone block are dropped, in order. */
  @Test
  void nested_throws_dropsItsEffectsAndHooks() {
    List<String> log = new ArrayList<>();
    Stm.dosync(() -> {
      hold(log, "held 1");
      Stm.afterCommit(() -> log.add("hook 1"));
      Stm.beforeCommit(() -> log.add("before 1"));
      undone(() -> {
        hold(log, "held wrong");
        Stm.afterCommit(() -> log.add("hook wrong"));
        Stm.beforeCommit(() -> log.add("before wrong"));
        Stm.prepare(() -> log.add("prepare wrong"));
      });
      hold(log, "held 2");
      Stm.afterCommit(() -> log.add("hook 2"));
      Stm.beforeCommit(() -> log.add("before 2"));
    });
    assertThat(log).containsExactly("before 1", "before 2", "held 1", "held 2", "hook 1", "hook 2");
  }

  private static void hold(List<String> log, String what) {
    assertThat(HeldEffects.hold(() -> log.add(what))).isTrue();
  }

  /** TX-12, T6: afterRollback of an undone block runs, though the transaction commits. */
  @Test
  void nested_throws_runsItsAfterRollback() {
    Ref<Integer> ref = refs.ref(0);
    List<String> log = new ArrayList<>();
    Stm.dosync(() -> {
      Stm.afterRollback(() -> log.add("outer wrong"));
      undone(() ->
          Stm.afterRollback(() -> {
            assertThat(Stm.isInTransaction()).isFalse();
            log.add("inner");
          }));
      assertThat(log).isEmpty();
      ref.set(1);
    });
    assertThat(log).containsExactly("inner");
  }

  /** TX-12, T6: variables of the transaction are undone with the block that has set them. */
  @Test
  void nested_throws_undoesItsLocals() {
    TransactionLocal<String> local = TransactionLocal.of(() -> "initial");
    TransactionLocal<String> other = TransactionLocal.of(() -> "initial");
    Stm.dosync(() -> {
      local.set("outer");
      undone(() -> {
        assertThat(local.get()).isEqualTo("outer");
        local.set("inner");
        other.set("inner");
      });
      assertThat(local.get()).isEqualTo("outer");
      assertThat(other.get()).isEqualTo("initial");
    });
  }

  /** T1, T6: what an undone block has read is still guarded: the caller may depend on it. */
  @Test
  void nested_throws_itsReadsCount() {
    Ref<Integer> read = refs.ref(0);
    Ref<Integer> written = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      AtomicInteger seen = new AtomicInteger();
      undone(() -> seen.set(read.deref()));
      if (Stm.attempt() == 1) {
        Elsewhere.set(read, 7);
      }
      written.set(seen.get());
    });
    assertThat(written.deref()).isEqualTo(7);
    assertThat(runs).hasValue(2);
  }

  /** T6: blocks nested three deep are each undone to their own start. */
  @Test
  void nested_threeDeep_isUndoneLevelByLevel() {
    Ref<String> ref = refs.ref("");
    Stm.dosync(() -> {
      ref.alter(String::concat, "1");
      undone(() -> {
        ref.alter(String::concat, "2");
        undone(() -> ref.alter(String::concat, "3"));
        assertThat(ref.deref()).isEqualTo("12");
        Stm.dosync(() -> ref.alter(String::concat, "4"));
        assertThat(ref.deref()).isEqualTo("124");
      });
      assertThat(ref.deref()).isEqualTo("1");
      Stm.dosync(() -> {
        ref.alter(String::concat, "5");
        undone(() -> ref.alter(String::concat, "6"));
      });
    });
    assertThat(ref.deref()).isEqualTo("15");
  }

  /** T6: many undone blocks in one transaction leave nothing behind. */
  @Test
  void nested_undoneManyTimes_leavesNothing() {
    Ref<Integer> ref = refs.ref(0);
    List<Ref<Integer>> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add(refs.ref(0));
    }
    Stm.dosync(() -> {
      for (int i = 0; i < 50; i++) {
        ref.alter(x -> x + 1);
        undone(() -> {
          ref.alter(x -> x + 1000);
          many.forEach(other -> other.alter(x -> x + 1));
        });
      }
    });
    assertThat(ref.deref()).isEqualTo(50);
    assertThat(many).allSatisfy(other -> assertThat(other.deref()).isEqualTo(0));
  }

  /** T6, T13: a checked exception of a nested block undoes it too. */
  @Test
  void nested_throwsChecked_isUndone() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      try {
        Stm.dosync(() -> {
          ref.set(1);
          throw new IOException("inner");
        });
        throw new AssertionError("the block has not thrown");
      } catch (IOException expected) {
        ref.alter(x -> x + 10);
      }
    });
    assertThat(ref.deref()).isEqualTo(10);
  }

  // ------------------------------------------------------------------ requiresNew

  /** Options: a new transaction inside another commits although the outer one is undone. */
  @Test
  void requiresNew_outerIsUndone_stays() {
    Ref<Integer> outer = refs.ref(0);
    Ref<Integer> log = refs.ref(0);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              outer.set(1);
              NEW.dosync(() -> log.set(1));
              Elsewhere.run(index -> assertThat(log.deref()).isEqualTo(1));
              throw new Undo();
            }))
        .isInstanceOf(Undo.class);
    assertThat(outer.deref()).isEqualTo(0);
    assertThat(log.deref()).isEqualTo(1);
  }

  /** Options: a new transaction sees nothing of what the outer one has not committed. */
  @Test
  void requiresNew_seesCommittedValuesOnly() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> log = refs.ref(0);
    Stm.dosync(() -> {
      ref.set(1);
      NEW.dosync(tx -> log.set(tx, 100 + ref.deref(tx)));
      assertThat(ref.deref()).isEqualTo(1);
    });
    assertThat(log.deref()).isEqualTo(100);
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** Options: a new transaction that throws is undone alone. */
  @Test
  void requiresNew_throws_outerGoesOn() {
    Ref<Integer> outer = refs.ref(0);
    Ref<Integer> inner = refs.ref(0);
    Stm.dosync(() -> {
      outer.set(1);
      assertThatThrownBy(() ->
              NEW.dosync(() -> {
                inner.set(1);
                throw new Undo();
              }))
          .isInstanceOf(Undo.class);
      assertThat(Stm.isInTransaction()).isTrue();
    });
    assertThat(outer.deref()).isEqualTo(1);
    assertThat(inner.deref()).isEqualTo(0);
  }

  /** Options: a new transaction has attempts, watches and hooks of its own. */
  @Test
  void requiresNew_hasItsOwnAttemptsWatchesAndHooks() {
    Ref<Integer> outer = refs.ref(0);
    Ref<Integer> inner = refs.ref(0);
    List<String> log = new ArrayList<>();
    inner.watch(change -> log.add("watch " + Recorder.step(change)));
    Stm.dosync(() -> {
      outer.set(1);
      Stm.afterCommit(() -> log.add("outer hook"));
      NEW.dosync(() -> {
        inner.alter(x -> x + 1);
        Stm.afterCommit(() -> log.add("inner hook"));
        if (Stm.attempt() == 1) {
          Elsewhere.run(index -> inner.swap(x -> x + 10));
        }
      });
      log.add("attempt " + Stm.attempt());
    });
    assertThat(log)
        .containsExactly("watch 0->10", "watch 10->11", "inner hook", "attempt 1", "outer hook");
  }

  /** Options: changing what the outer transaction has changed could never commit: ISE. */
  @Test
  void requiresNew_changesWhatTheOuterHasTouched_isRejected() {
    Ref<Integer> changed = refs.ref("touched", 0);
    Ref<Integer> read = refs.ref("looked-at", 0);
    Stm.dosync(() -> {
      changed.set(1);
      read.deref();
      assertThatThrownBy(() -> NEW.dosync(() -> changed.set(2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("touched");
      assertThatThrownBy(() -> NEW.dosync(() -> read.set(2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("looked-at");
    });
    assertThat(changed.deref()).isEqualTo(1);
    assertThat(read.deref()).isEqualTo(0);
  }

  /** Options: outside a transaction requiresNew is an ordinary transaction. */
  @Test
  void requiresNew_outside_isOrdinary() {
    Ref<Integer> ref = refs.ref(0);
    int one = NEW.dosync(() -> ref.alter(x -> x + 1));
    assertThat(one).isEqualTo(1);
  }

  /** Options, T6: held effects of a new transaction stay although the outer one is undone. */
  @Test
  void requiresNew_outerIsUndone_itsEffectsStay() {
    Ref<Integer> inner = refs.ref(0);
    List<String> log = new ArrayList<>();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              hold(log, "outer");
              NEW.dosync(() -> {
                inner.set(1);
                hold(log, "inner");
              });
              throw new Undo();
            }))
        .isInstanceOf(Undo.class);
    assertThat(inner.deref()).isEqualTo(1);
    assertThat(log).containsExactly("inner");
  }

  /** Options: a new transaction inside a new transaction inside one. */
  @Test
  void requiresNew_threeDeep_eachCommitsAlone() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    Ref<Integer> three = refs.ref(0);
    Stm.dosync(() -> {
      one.set(1);
      NEW.dosync(() -> {
        two.set(2);
        NEW.dosync(() -> three.set(3));
        Elsewhere.run(index -> assertThat(two.deref()).isEqualTo(0));
      });
      Elsewhere.run(index -> assertThat(two.deref()).isEqualTo(2));
    });
    assertThat(List.of(one.deref(), two.deref(), three.deref())).containsExactly(1, 2, 3);
  }

  // ------------------------------------------------------------------ options of nested blocks

  /** Options: a nested block that is read-only rejects changes; the outer one may change after. */
  @Test
  void nestedReadOnly_rejectsChangesOfTheBlockOnly() {
    Ref<Integer> ref = refs.ref("guarded", 0);
    Stm.dosync(() -> {
      ref.set(1);
      int seen = Stm.options().readOnly().dosync(() -> ref.deref());
      assertThat(seen).isEqualTo(1);
      assertThatThrownBy(() -> Stm.options().readOnly().dosync(() -> ref.set(2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("guarded");
      ref.alter(x -> x + 10);
    });
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** Options: blocks inside a read-only one are read-only too. */
  @Test
  void nestedInReadOnly_changesAreRejected() {
    Ref<Integer> ref = refs.ref("guarded", 0);
    Stm.options()
        .readOnly()
        .dosync(() -> {
          assertThatThrownBy(() -> Stm.dosync(() -> ref.set(1)))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("guarded");
        });
    Stm.dosync(() -> {
      Stm.options()
          .readOnly()
          .dosync(() -> {
            assertThatThrownBy(() -> Stm.dosync(() -> ref.commute(x -> x + 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("guarded");
          });
      ref.set(5);
    });
    assertThat(ref.deref()).isEqualTo(5);
  }

  /** Options: a SERIALIZABLE block inside a SNAPSHOT transaction would promise too much: ISE. */
  @Test
  void serializableInsideSnapshot_isRejected() {
    Ref<Integer> ref = refs.ref(0);
    Stm.options()
        .named("lax")
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          assertThatThrownBy(
                  () -> Stm.options().isolation(Isolation.SERIALIZABLE).dosync(() -> ref.set(1)))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("lax");
          ref.set(2);
        });
    assertThat(ref.deref()).isEqualTo(2);
  }

  /** Options: without an isolation a block takes the outer one's; SNAPSHOT joins SERIALIZABLE. */
  @Test
  void isolation_notWeakened_joins() {
    Ref<Integer> read = refs.ref(0);
    Ref<Integer> written = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          Stm.dosync(() -> written.alter(x -> x + 1));
          Stm.options().isolation(Isolation.SNAPSHOT).dosync(() -> written.alter(x -> x + 1));
        });
    Stm.options()
        .isolation(Isolation.SERIALIZABLE)
        .dosync(() -> {
          runs.incrementAndGet();
          int seen = Stm.options().isolation(Isolation.SNAPSHOT).dosync(() -> read.deref());
          if (Stm.attempt() == 1) {
            Elsewhere.set(read, 10);
          }
          written.alter(x -> x + seen);
        });
    assertThat(runs).as("the outer one stays serializable").hasValue(2);
    assertThat(written.deref()).isEqualTo(12);
  }

  /** Options: requiresNew may choose any isolation, whatever the outer one has. */
  @Test
  void serializableRequiresNewInsideSnapshot_runs() {
    Ref<Integer> ref = refs.ref(0);
    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          NEW.isolation(Isolation.SERIALIZABLE).dosync(() -> ref.set(1));
        });
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** Options: an irrevocable block inside one that is not cannot keep its promise: ISE. */
  @Test
  void irrevocableInsideOrdinary_isRejected() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.options()
        .named("ordinary")
        .dosync(() -> {
          assertThatThrownBy(
                  () -> Stm.options().irrevocable().dosync(() -> ref.set(runs.incrementAndGet())))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("ordinary");
          ref.set(-1);
        });
    assertThat(runs).hasValue(0);
    assertThat(ref.deref()).isEqualTo(-1);
  }

  /** Options: inside an irrevocable transaction ordinary and irrevocable blocks join. */
  @Test
  void insideIrrevocable_blocksJoin() {
    Ref<Integer> ref = refs.ref(0);
    Stm.options()
        .irrevocable()
        .dosync(() -> {
          Stm.dosync(() -> ref.alter(x -> x + 1));
          Stm.options().irrevocable().dosync(() -> ref.alter(x -> x + 1));
          int answer = Stm.dosync(() -> Stm.io("ask", () -> 40));
          ref.alter(Integer::sum, answer);
        });
    assertThat(ref.deref()).isEqualTo(42);
  }

  /** Options: name, deadline and limit of attempts are those of the outermost block. */
  @Test
  void limitsOfANestedBlock_haveNoEffect() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    AtomicReference<@Nullable String> name = new AtomicReference<>();
    Stm.options()
        .named("outermost")
        .dosync(() -> {
          runs.incrementAndGet();
          Stm.options()
              .named("inner")
              .maxAttempts(1)
              .deadline(Duration.ZERO)
              .dosync(tx -> {
                name.set(tx.name());
                ref.alter(tx, x -> x + 1);
                if (tx.attempt() == 1) {
                  Elsewhere.add(ref, 10);
                }
                return null;
              });
        });
    assertThat(runs).hasValue(2);
    assertThat(name).hasValue("outermost");
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** T6: a new transaction that waits or fails leaves the thread in the outer one. */
  @Test
  void requiresNew_failsByItsLimits_outerGoesOn() {
    Ref<Integer> outer = refs.ref(0);
    Ref<Integer> inner = refs.ref(0);
    Stm.dosync(() -> {
      outer.set(1);
      assertThatThrownBy(() ->
              NEW.maxAttempts(1)
                  .dosync(() -> {
                    inner.alter(x -> x + 1);
                    Elsewhere.add(inner, 10);
                  }))
          .isInstanceOf(TransactionFailedException.class);
      assertThat(outer.deref()).isEqualTo(1);
      outer.alter(x -> x + 1);
    });
    assertThat(outer.deref()).isEqualTo(2);
    assertThat(inner.deref()).isEqualTo(10);
  }
}
