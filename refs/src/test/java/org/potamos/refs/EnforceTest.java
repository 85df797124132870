package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Atom;
import org.potamos.core.Subscription;
import org.potamos.core.Threads;
import org.potamos.core.Violation;
import org.potamos.core.Waits;

/** Putting invariants into force, and ending them. */
class EnforceTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  // ------------------------------------------------------------------ present values

  @Test
  void enforce_accepted_hasAskedOnceAboutThePresentValues() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(2);
    List<Thread> threads = new ArrayList<>();
    Sums check = Sums.atLeast(3, b, a).inside(() -> threads.add(Thread.currentThread()));
    try (Subscription enforced = Stm.enforce(check)) {
      assertThat(check.shown()).containsExactly("2+1");
      assertThat(threads).containsExactly(Thread.currentThread());
      assertThat(Stm.isInTransaction()).isFalse();
    }
  }

  @Test
  void enforce_rejected_tellsWhyAndIsNotInForce() {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> b = refs.ref("b", 2);
    Sums check = Sums.atLeast(4, b, a);
    assertThatThrownBy(() -> Stm.enforce(check))
        .isInstanceOfSatisfying(
            CommitRejectedException.class,
            rejection -> {
              assertThat(rejection)
                  .hasMessage(
                      "enforce rejected: invariant=sum >= 4, refs=[a, b], violations=1"
                          + " (must hold: sum >= 4); the invariant is not in force");
              assertThat(rejection.changedRefs()).isEmpty();
              assertThat(rejection.reference()).isSameAs(a);
              assertThat(rejection.rejectedValue()).isEqualTo(1);
              assertThat(rejection.referenceName()).isEqualTo("sum >= 4");
            });
    a.reset(-5);
    assertThat(check.shown()).hasSize(1);
    assertThat(a.extension()).as("still without anything else to do").isNull();
  }

  @Test
  void enforce_checkThrows_isNotInForceAndNothingIsLocked() {
    Ref<Integer> a = refs.ref(1);
    for (Error thrown :
        List.of(new AssertionError("own"), new OutOfMemoryError(), new StackOverflowError())) {
      Sums check = Sums.any(a);
      check.inside(() -> {
        throw thrown;
      });
      assertThatThrownBy(() -> Stm.enforce(check)).isSameAs(thrown);
      a.swap(x -> x + 1);
      assertThat(check.shown()).hasSize(1);
      assertThat(Stm.isInTransaction()).isFalse();
    }
    assertThat(a.deref()).isEqualTo(4);
  }

  @Test
  void enforce_contradictsAnother_isRejected() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    try (Subscription enforced = Stm.enforce(Sums.atLeast(2, a, b))) {
      assertThatThrownBy(() -> Stm.enforce(Sums.atMost(1, a, b)))
          .isInstanceOf(CommitRejectedException.class);
      a.reset(5);
      assertThatThrownBy(() -> a.reset(0)).isInstanceOf(CommitRejectedException.class);
    }
  }

  // ------------------------------------------------------------------ bad input

  private static CommitCheck check(@Nullable String name, @Nullable Collection<Ref<?>> refs) {
    return new CommitCheck() {
      @Override
      @SuppressWarnings("NullAway") // on purpose
      public String name() {
        return name;
      }

      @Override
      @SuppressWarnings("NullAway") // on purpose
      public Collection<Ref<?>> refs() {
        return refs;
      }

      @Override
      public List<Violation> check(View view) {
        return List.of();
      }
    };
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void enforce_badInput_isRejected() {
    Ref<Integer> a = refs.ref(1);
    assertThatThrownBy(() -> Stm.enforce(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Stm.enforce(check(null, List.of(a))))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("name");
    assertThatThrownBy(() -> Stm.enforce(check("x", null)))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Stm.enforce(check("x", Arrays.asList(a, null))))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("ref");
    assertThatThrownBy(() -> Stm.enforce(check(" ", List.of(a))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("blank");
    assertThatThrownBy(() -> Stm.enforce(check("x", List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("enforce rejected: invariant=x names no refs; name at least one");
    assertThat(a.extension()).isNull();
  }

  // ------------------------------------------------------------------ where it is called

  @Test
  void enforce_insideATransactionOrAValidator_isRejected() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> guarded = refs.ref(1);
    Sums check = Sums.any(a);
    List<Consumer<Runnable>> places =
        List.of(
            step -> Stm.dosync(step::run),
            step -> Stm.options().irrevocable().dosync(step::run),
            step -> Stm.options().readOnly().dosync(step::run),
            step -> Stm.dosync(() -> Stm.options().requiresNew().dosync(step::run)),
            step -> Stm.dosync(() -> Stm.beforeCommit(step)),
            step -> Stm.dosync(() -> Stm.prepare(step)),
            step -> Stm.dosync(() -> a.commute(x -> after(step, x))),
            step -> Stm.dosync(() -> a.alter(x -> after(step, x))),
            step -> {
              guarded.setValidator((current, proposed) -> {
                step.run();
                return List.of();
              });
            },
            step -> {
              Atom<Integer> atom = Atom.of(1);
              atom.setValidator((current, proposed) -> {
                step.run();
                return List.of();
              });
            },
            step -> Stm.enforce(Sums.any(guarded).inside(step)));
    for (Consumer<Runnable> place : places) {
      assertThatThrownBy(() -> place.accept(() -> Stm.enforce(check)))
          .as("place %d", places.indexOf(place))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("enforce rejected");
    }
    a.reset(2);
    assertThat(check.shown()).isEmpty();
  }

  private static int after(Runnable step, int value) {
    step.run();
    return value;
  }

  @Test
  void enforce_afterATransaction_isFine() {
    Ref<Integer> a = refs.ref(1);
    List<Consumer<Runnable>> places =
        List.of(
            step -> {
              a.watch("key", change -> step.run());
              a.swap(x -> x + 1);
              a.unwatch("key");
            },
            step -> {
              try (Subscription listening = Stm.listen(commit -> step.run())) {
                a.swap(x -> x + 1);
              }
            },
            step ->
                Stm.dosync(() -> {
                  a.alter(x -> x + 1);
                  Stm.afterCommit(step);
                }),
            step ->
                assertThatThrownBy(() ->
                        Stm.dosync(() -> {
                          Stm.afterRollback(step);
                          a.set(-1);
                          throw new IllegalArgumentException("undo");
                        }))
                    .isInstanceOf(IllegalArgumentException.class));
    for (Consumer<Runnable> place : places) {
      List<Subscription> made = new ArrayList<>();
      place.accept(() -> made.add(Stm.enforce(Sums.atLeast(0, a))));
      assertThat(made).as("place %d", places.indexOf(place)).hasSize(1);
      assertThatThrownBy(() -> a.reset(-1)).isInstanceOf(CommitRejectedException.class);
      made.forEach(Subscription::close);
    }
  }

  /** Between two attempts hooks run outside of the transaction, which obeys the new invariant. */
  @Test
  void enforce_whileABodyIsOpen_commitObeysIt() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    List<Subscription> made = new CopyOnWriteArrayList<>();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              a.set(-5);
              b.set(1);
              Elsewhere.run(unused -> made.add(Stm.enforce(Sums.atLeast(0, a, b))));
            }))
        .isInstanceOf(CommitRejectedException.class);
    assertThat(a.deref()).isEqualTo(1);
    made.getFirst().close();
  }

  @Test
  void enforce_whileAnIrrevocableBodyIsOpen_commitObeysIt() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    List<Subscription> made = new CopyOnWriteArrayList<>();
    List<String> log = new ArrayList<>();
    assertThatThrownBy(() ->
            Stm.options()
                .irrevocable()
                .dosync(() -> {
                  log.add("body");
                  a.set(b.deref() - 7);
                  Elsewhere.run(unused -> made.add(Stm.enforce(Sums.atLeast(0, a, b))));
                }))
        .isInstanceOf(CommitRejectedException.class);
    assertThat(log).containsExactly("body");
    made.getFirst().close();
  }

  @Test
  void enforce_interrupted_isFineAndKeepsTheFlag() {
    Ref<Integer> a = refs.ref(1);
    Thread.currentThread().interrupt();
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a))) {
      assertThat(Thread.interrupted()).isTrue();
      assertThatThrownBy(() -> a.reset(-1)).isInstanceOf(CommitRejectedException.class);
    }
  }

  // ------------------------------------------------------------------ who waits for whom

  @Test
  void enforce_whileACommitIsUnderWay_seesWhatItCommits() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    CountDownLatch validating = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    b.setValidator((current, proposed) -> {
      if (proposed == -5) {
        validating.countDown();
        Waits.await(release);
      }
      return List.of();
    });
    Threads.Running committer = Threads.start(unused -> b.reset(-5));
    Waits.await(validating);
    Sums check = Sums.atLeast(0, a, b);
    Threads.Running enforcer =
        Threads.start(unused ->
            assertThatThrownBy(() -> Stm.enforce(check))
                .isInstanceOf(CommitRejectedException.class));
    Waits.untilParked(enforcer.thread());
    assertThat(check.shown()).isEmpty();
    assertThat(a.deref() + b.deref()).isEqualTo(2);
    release.countDown();
    committer.join();
    enforcer.join();
    assertThat(check.shown()).containsExactly("1+-5");
    b.setValidator(null);
  }

  @Test
  void enforce_slow_holdsUpWritersOfTheRefsOnly() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    Ref<Integer> other = refs.ref(1);
    CountDownLatch checking = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Sums check =
        Sums.atLeast(0, a, b)
            .inside(() -> {
              checking.countDown();
              Waits.await(release);
            });
    List<Subscription> made = new CopyOnWriteArrayList<>();
    Threads.Running enforcer = Threads.start(unused -> made.add(Stm.enforce(check)));
    Waits.await(checking);
    assertThat(a.deref() + b.deref()).isEqualTo(2);
    assertThat(a.version() + a.historyCount()).isZero();
    assertThat((int) Stm.options().readOnly().dosync(() -> a.deref() + b.deref())).isEqualTo(2);
    Stm.options().maxAttempts(1).dosync(() -> other.set(a.deref() + b.deref()));
    other.swap(x -> x + 1);
    Threads.Running good = Threads.start(unused -> b.swap(x -> x + 1));
    Threads.Running bad =
        Threads.start(unused ->
            assertThatThrownBy(() -> Stm.dosync(() -> a.set(-100)))
                .isInstanceOf(CommitRejectedException.class));
    Waits.untilParked(good.thread());
    Waits.untilParked(bad.thread());
    assertThat(b.deref()).isEqualTo(1);
    release.countDown();
    enforcer.join();
    good.join();
    bad.join();
    assertThat(List.of(a.deref(), b.deref(), other.deref())).containsExactly(1, 2, 3);
    made.getFirst().close();
  }

  /** Overlapping sets in opposite orders do not wait for each other for ever. */
  @Test
  void enforce_overlappingSetsAtOnce_allEnd() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    Ref<Integer> c = refs.ref(1);
    List<List<Ref<Integer>>> sets = List.of(List.of(a, b, c), List.of(c, b), List.of(b, a));
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 200; i++) {
            if (index == 3) {
              Stm.dosync(() -> {
                c.alter(x -> x + 1);
                a.alter(x -> x + 1);
              });
            } else {
              CommitCheck check = check("any", List.copyOf(sets.get(index)));
              Stm.enforce(check).close();
            }
          }
        });
    assertThat(List.of(a.deref(), c.deref())).containsOnly(201);
    for (Ref<Integer> ref : List.of(a, b, c)) {
      assertThat(isChecked(ref)).isFalse();
    }
  }

  // ------------------------------------------------------------------ end

  private static boolean isChecked(Ref<?> ref) {
    RefExtension<?> extension = ref.extension();
    return extension != null && extension.checks() != null;
  }

  @Test
  void close_severalTimesAndAnywhere_endsItOnce() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    Sums ended = Sums.atLeast(0, a, b);
    Sums other = Sums.any(a, b);
    Subscription subscription = Stm.enforce(ended);
    try (Subscription enforced = Stm.enforce(other)) {
      Elsewhere.run(unused -> subscription.close());
      subscription.close();
      Stm.dosync(() -> {
        subscription.close();
        a.set(-5);
      });
      assertThat(a.deref()).isEqualTo(-5);
      assertThat(ended.shown()).hasSize(1);
      assertThat(other.shown()).hasSize(2);
    }
    assertThat(isChecked(a)).isFalse();
  }

  @Test
  void close_insideATransactionThatIsUndone_staysClosed() {
    Ref<Integer> a = refs.ref(1);
    Subscription subscription = Stm.enforce(Sums.atLeast(0, a));
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              subscription.close();
              throw new IllegalArgumentException("undo");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    a.reset(-1);
    assertThat(a.deref()).isEqualTo(-1);
  }

  @Test
  void close_insideTheCheckItself_isFine() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    List<Subscription> made = new CopyOnWriteArrayList<>();
    Sums check = Sums.atLeast(0, a, b);
    made.add(Stm.enforce(check));
    check.inside(() -> made.getFirst().close());
    assertThatThrownBy(() -> a.reset(-5)).isInstanceOf(CommitRejectedException.class);
    a.reset(-5);
    assertThat(a.deref()).isEqualTo(-5);
  }

  /** Afterwards the ref is as it was, and can be put under another one. */
  @Test
  void enforce_againAndAgain_keepsNothing() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    for (int i = 0; i < 100; i++) {
      Subscription subscription = Stm.enforce(Sums.atLeast(i, a, b));
      a.swap(x -> x + 1);
      subscription.close();
    }
    assertThat(a.deref()).isEqualTo(101);
    assertThat(isChecked(a)).isFalse();
    assertThat(isChecked(b)).isFalse();
  }
}
