package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.InvalidStateException;
import org.potamos.core.internal.HeldEffects;

/** Effects that wait for a commit, as sends to agents do. */
class HeldEffectsTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private final List<String> log = new CopyOnWriteArrayList<>();

  private void send(String what) {
    if (!HeldEffects.hold(() -> log.add(what))) {
      log.add(what + " at once");
    }
  }

  /** An action of an agent that may still fail. */
  private static final class FakeAction implements HeldEffects.Scope {
    final List<Runnable> held = new ArrayList<>();

    @Override
    public void hold(Runnable effect) {
      held.add(effect);
    }

    void run(Runnable body) {
      HeldEffects.Scope before = HeldEffects.enterAction(this);
      try {
        body.run();
      } finally {
        HeldEffects.Scope left = HeldEffects.enterAction(before);
        assertThat(left).isSameAs(this);
      }
    }

    void succeed() {
      held.forEach(Runnable::run);
    }
  }

  // ------------------------------------------------------------------ held, dropped, once

  /** 2.8, G3: outside of a transaction nothing is held: the caller does it himself. */
  @Test
  void hold_outside_isLeftToTheCaller() {
    send("a");
    assertThat(log).containsExactly("a at once");
  }

  /** TX-50, G3: effects are held until the commit, and run in order after it. */
  @Test
  void hold_inABody_runsAfterTheCommitInOrder() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      send("a");
      ref.set(1);
      HeldEffects.hold(() -> log.add("saw " + ref.deref() + " " + Stm.isInTransaction()));
      send("b");
      assertThat(log).isEmpty();
    });
    assertThat(log).containsExactly("a", "saw 1 false", "b");
  }

  /** TX-50, T2: transactions that change nothing hold and release too. */
  @Test
  void hold_nothingChanged_runsAfterTheEnd() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> send("a"));
    Stm.options()
        .readOnly()
        .dosync(() -> {
          ref.deref();
          send("b");
          assertThat(log).containsExactly("a");
        });
    assertThat(log).containsExactly("a", "b");
  }

  /** TX-50: effects of attempts that run again are dropped: each runs once. */
  @Test
  void hold_conflict_runsOnce() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      send("attempt " + Stm.attempt());
      ref.alter(x -> x + 1);
      if (Stm.attempt() <= 2) {
        Elsewhere.add(ref, 10);
      }
    });
    assertThat(log).containsExactly("attempt 3");
  }

  /** TX-13, TX-47, TX-50: effects of a transaction that fails are dropped. */
  @Test
  void hold_transactionFails_isDropped() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).validator(x -> x >= 0, "must be >= 0").build());
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              send("body throws");
              throw new IllegalArgumentException("no");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              send("rejected");
              ref.set(-1);
            }))
        .isInstanceOf(InvalidStateException.class);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              send("vetoed");
              Stm.prepare(() -> {
                throw new IllegalArgumentException("veto");
              });
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            Stm.options()
                .maxAttempts(1)
                .dosync(() -> {
                  send("exhausted");
                  ref.alter(x -> x + 1);
                  Elsewhere.add(ref, 1);
                }))
        .isInstanceOf(TransactionFailedException.class);
    Stm.dosync(() -> send("fine"));
    assertThat(log).containsExactly("fine");
  }

  /** T7, TX-50: effects of an alternative that retries are dropped. */
  @Test
  void hold_inAnAlternativeThatRetries_isDropped() {
    String answer =
        Stm.dosync(() -> {
          send("before");
          return Stm.orElse(
              () -> {
                send("left");
                return Stm.retry();
              },
              () -> {
                send("right");
                return "right";
              });
        });
    assertThat(answer).isEqualTo("right");
    assertThat(log).containsExactly("before", "right");
  }

  /** TX-53, S3: an effect may run a transaction with effects of its own; none is lost. */
  @Test
  void effect_runsATransaction_losesNone() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      HeldEffects.hold(() -> {
        log.add("first");
        Stm.dosync(() -> {
          ref.alter(x -> x + 1);
          send("inner");
        });
      });
      send("second");
    });
    assertThat(log).containsExactly("first", "inner", "second");
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** TX-52, T12: an effect that throws takes none of the others with it. */
  @Test
  void effect_throws_othersRun() {
    try (org.potamos.core.CapturedLog captured = org.potamos.core.CapturedLog.of("bad effect")) {
      Stm.options()
          .named("bad effect")
          .dosync(() -> {
            send("a");
            HeldEffects.hold(() -> {
              throw new AssertionError("effect");
            });
            send("b");
          });
      assertThat(captured.lines()).hasSize(1);
    }
    assertThat(log).containsExactly("a", "b");
  }

  // ------------------------------------------------------------------ watches

  /** TX-52, S2: a watch that throws loses no effect, no other watch, and not the result. */
  @Test
  void watchThrows_effectsAreKept() {
    Ref<Integer> one =
        refs.checked(Ref.builder(0).onWatchFailure(failure -> log.add("reported")).build());
    Ref<Integer> two = refs.ref(0);
    one.watch(change -> {
      throw new AssertionError("watch");
    });
    one.watch(change -> log.add("second watch"));
    two.watch(change -> log.add("watch of two"));
    int answer =
        Stm.dosync(() -> {
          send("held");
          one.set(1);
          return two.set(1);
        });
    assertThat(answer).isEqualTo(1);
    assertThat(one.deref()).isEqualTo(1);
    assertThat(log)
        .containsExactlyInAnyOrder("reported", "second watch", "watch of two", "held")
        .endsWith("held");
  }

  /** TX-53, S3: a transaction in a watch neither flushes nor drops the outer one's effects. */
  @Test
  void transactionInAWatch_outerEffectsStayInPlace() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    ref.watch(
        "key",
        change -> {
          log.add("watch");
          Stm.dosync(() -> {
            send("inner committed");
            other.alter(x -> x + 1);
          });
          assertThatThrownBy(() ->
                  Stm.dosync(() -> {
                    send("inner failed");
                    other.set(-1);
                    throw new IllegalArgumentException("inner");
                  }))
              .isInstanceOf(IllegalArgumentException.class);
          log.add("watch ends");
        });
    Stm.dosync(() -> {
      send("outer");
      ref.set(1);
    });
    assertThat(log).containsExactly("watch", "inner committed", "watch ends", "outer");
    assertThat(other.deref()).isEqualTo(1);
    ref.unwatch("key");
  }

  /** TX-53: a transaction in a watch that runs again drops only its own. */
  @Test
  void transactionInAWatch_runsAgain_outerEffectsAreKept() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    ref.watch(
        "key",
        change ->
            Stm.dosync(() -> {
              send("inner " + Stm.attempt());
              other.alter(x -> x + 1);
              if (Stm.attempt() == 1) {
                Elsewhere.add(other, 10);
              }
            }));
    Stm.dosync(() -> {
      send("outer");
      ref.set(1);
    });
    assertThat(log).containsExactly("inner 2", "outer");
    ref.unwatch("key");
  }

  /** 2.8: in a watch there is no transaction any more: a send goes out at once. */
  @Test
  void hold_inAWatch_isLeftToTheCaller() {
    Ref<Integer> ref = refs.ref(0);
    ref.watch("key", change -> send("from the watch"));
    Stm.dosync(() -> {
      send("held");
      ref.set(1);
    });
    assertThat(log).containsExactly("from the watch at once", "held");
    ref.unwatch("key");
  }

  /** 2.8: in hooks after the end a send goes out at once. */
  @Test
  void hold_inHooksAfterTheEnd_isLeftToTheCaller() {
    Stm.dosync(() -> {
      Stm.afterCommit(() -> send("hook"));
      send("held");
    });
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Stm.afterRollback(() -> send("undone"));
              throw new IllegalArgumentException("no");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(log).containsExactly("held", "hook at once", "undone at once");
  }

  /** V4, TX-49, 2.8: a validator must not send. */
  @Test
  void hold_inAValidator_isRejected() {
    Ref<Integer> ref = refs.ref(0);
    ref.setValidator((current, proposed) -> {
      if (proposed != 0) {
        send("from the validator");
      }
      return List.of();
    });
    assertThatThrownBy(() -> Stm.dosync(() -> ref.set(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(log).isEmpty();
    assertThat(ref.deref()).isEqualTo(0);
  }

  // ------------------------------------------------------------------ actions

  /** TX-51, G3: effects of a transaction inside an action go to the action, in order. */
  @Test
  void hold_transactionInsideAnAction_goesToTheAction() {
    Ref<Integer> ref = refs.ref(0);
    FakeAction action = new FakeAction();
    action.run(() -> {
      send("before");
      Stm.dosync(() -> {
        send("in the transaction");
        ref.set(1);
        assertThat(action.held).hasSize(1);
      });
      send("after");
    });
    assertThat(log).isEmpty();
    assertThat(action.held).hasSize(3);
    action.succeed();
    assertThat(log).containsExactly("before", "in the transaction", "after");
  }

  /** TX-51: a transaction inside an action that fails hands nothing over. */
  @Test
  void hold_failedTransactionInsideAnAction_handsNothingOver() {
    FakeAction action = new FakeAction();
    action.run(() -> {
      send("before");
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                send("dropped");
                throw new IllegalArgumentException("no");
              }))
          .isInstanceOf(IllegalArgumentException.class);
    });
    assertThat(action.held).hasSize(1);
  }

  /** TX-51, TX-50: despite conflicts each effect is handed over once. */
  @Test
  void hold_conflictInsideAnAction_isHandedOverOnce() {
    Ref<Integer> ref = refs.ref(0);
    FakeAction action = new FakeAction();
    action.run(() ->
        Stm.dosync(() -> {
          send("attempt " + Stm.attempt());
          ref.alter(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
        }));
    action.succeed();
    assertThat(log).containsExactly("attempt 2");
  }

  /** 2.8, T12: watches and hooks of a transaction inside an action send to the action too. */
  @Test
  void hold_inWatchesAndHooksInsideAnAction_goesToTheAction() {
    Ref<Integer> ref = refs.ref(0);
    ref.watch("key", change -> send("watch"));
    FakeAction action = new FakeAction();
    action.run(() ->
        Stm.dosync(() -> {
          Stm.afterCommit(() -> send("hook"));
          send("held");
          ref.set(1);
        }));
    assertThat(log).isEmpty();
    action.succeed();
    assertThat(log).containsExactly("watch", "held", "hook");
    ref.unwatch("key");
  }

  /** TX-51: a scope that refuses an effect takes neither the commit nor the others with it. */
  @Test
  void hold_actionRefuses_commitStands() {
    Ref<Integer> ref = refs.ref(0);
    try (org.potamos.core.CapturedLog captured = org.potamos.core.CapturedLog.of("refused")) {
      HeldEffects.@Nullable Scope before =
          HeldEffects.enterAction(effect -> {
            throw new IllegalStateException("refused");
          });
      try {
        Stm.options()
            .named("refused")
            .dosync(() -> {
              send("held");
              Stm.afterCommit(() -> log.add("hook"));
              ref.set(1);
            });
      } finally {
        HeldEffects.enterAction(before);
      }
      assertThat(captured.lines()).isNotEmpty();
    }
    assertThat(ref.deref()).isEqualTo(1);
    assertThat(log).containsExactly("hook");
  }
}
