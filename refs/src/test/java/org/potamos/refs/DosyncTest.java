package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Atom;
import org.potamos.core.Recorder;

/** Running a body: results, exceptions, attempts, options. */
class DosyncTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  // ------------------------------------------------------------------ shapes of bodies

  private final Ref<Integer> shaped = refs.ref(0);

  private Integer answer() {
    return shaped.alter(x -> x + 1);
  }

  private void act() {
    shaped.alter(x -> x + 1);
  }

  private Integer withTransaction(Transaction transaction) {
    return shaped.alter(transaction, x -> x + 1);
  }

  private Integer failing() throws IOException {
    throw new IOException("from a method reference");
  }

  private void failingAction() throws FileNotFoundException {
    throw new FileNotFoundException("from an action");
  }

  /** TX-10: a body answers the value of its last expression; one without result answers nothing. */
  @Test
  void dosync_anyShapeOfBody_runsItOnce() {
    int one = Stm.dosync(() -> shaped.alter(x -> x + 1));
    int two =
        Stm.dosync(() -> {
          return shaped.alter(x -> x + 1);
        });
    Stm.dosync(() -> {
      shaped.alter(x -> x + 1);
    });
    int four = Stm.dosync(tx -> shaped.alter(tx, x -> x + 1));
    int five = Stm.dosync(this::answer);
    Stm.dosync(this::act);
    int seven = Stm.dosync(this::withTransaction);
    TransactionBody<Integer, RuntimeException> body = shaped::deref;
    TransactionFunction<Integer, RuntimeException> function = shaped::deref;
    TransactionAction<RuntimeException> action = this::act;
    assertThat(Stm.dosync(body)).isEqualTo(7);
    assertThat(Stm.dosync(function)).isEqualTo(7);
    Stm.dosync(action);
    assertThat(List.of(one, two, four, five, seven)).containsExactly(1, 2, 4, 5, 7);
    assertThat(shaped.deref()).isEqualTo(8);
  }

  /** TX-10: the same shapes with options. */
  @Test
  void dosync_anyShapeOfBodyWithOptions_runsItOnce() {
    TransactionOptions options = Stm.options().named("shapes");
    int one = options.dosync(() -> shaped.alter(x -> x + 1));
    options.dosync(() -> {
      shaped.alter(x -> x + 1);
    });
    int three = options.dosync(tx -> shaped.alter(tx, x -> x + 1));
    int four = options.dosync(this::answer);
    options.dosync(this::act);
    int six = options.dosync(this::withTransaction);
    assertThat(List.of(one, three, four, six)).containsExactly(1, 3, 4, 6);
    assertThat(shaped.deref()).isEqualTo(6);
  }

  /** TX-10, R1: a body may answer null, and an empty one answers nothing. */
  @Test
  void dosync_bodyAnswersNull_answersNull() {
    @Nullable String none = Stm.dosync(() -> (@Nullable String) null);
    assertThat(none).isNull();
    Stm.dosync(() -> {});
    @Nullable String noneEither = Stm.dosync(tx -> (@Nullable String) null);
    assertThat(noneEither).isNull();
  }

  /** T13: checked exceptions of a body are those of the call, without wrapping. */
  @Test
  void dosync_bodyThrowsChecked_throwsTheVeryException() {
    IOException thrown = new IOException("disk");
    try {
      Stm.dosync(() -> {
        shaped.set(1);
        throw thrown;
      });
      throw new AssertionError("nothing thrown");
    } catch (IOException caught) {
      assertThat(caught).isSameAs(thrown);
    }
    try {
      Stm.dosync(this::failing);
      throw new AssertionError("nothing thrown");
    } catch (IOException caught) {
      assertThat(caught).hasMessage("from a method reference");
    }
    try {
      Stm.dosync(this::failingAction);
      throw new AssertionError("nothing thrown");
    } catch (FileNotFoundException caught) {
      assertThat(caught).hasMessage("from an action");
    }
    try {
      Stm.options().named("checked").dosync(this::failing);
      throw new AssertionError("nothing thrown");
    } catch (IOException caught) {
      assertThat(caught).hasMessage("from a method reference");
    }
    assertThat(shaped.deref()).isEqualTo(0);
  }

  /** T13: code that is generic in its exception passes it on through nested blocks. */
  @Test
  void dosync_nestedBodyThrowsChecked_needsNoWrapping() {
    assertThatThrownBy(() -> nested(new IOException("inner")))
        .isInstanceOf(IOException.class)
        .hasMessage("inner");
    assertThatThrownBy(() -> nested(new InterruptedException("mine")))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("mine");
  }

  private static <X extends Exception> int nested(X thrown) throws X {
    return Stm.dosync(() ->
        Stm.<Integer, X>dosync(() -> {
          throw thrown;
        }));
  }

  /** T13: bodies that are callables fit by a method reference. */
  @Test
  void dosync_callable_fits() throws Exception {
    Callable<Integer> callable = () -> shaped.alter(x -> x + 5);
    int five = Stm.dosync(callable::call);
    assertThat(five).isEqualTo(5);
    AtomicInteger runs = new AtomicInteger();
    Runnable runnable = runs::incrementAndGet;
    Stm.dosync(runnable::run);
    assertThat(runs).hasValue(1);
  }

  // ------------------------------------------------------------------ exceptions

  /** TX-13: whatever leaves the body undoes all of it, and reaches the caller as it is. */
  @Test
  void dosync_bodyThrows_undoesAllAndRunsOnce() {
    Ref<Integer> one = refs.ref(1);
    Ref<Integer> two = refs.ref(1);
    Ref<Integer> three = refs.ref(1);
    Recorder<Integer> recorder = new Recorder<>();
    one.watch(recorder);
    List<Throwable> all =
        List.of(
            new IllegalArgumentException("runtime"),
            new AssertionError("error"),
            new StackOverflowError("vm error"),
            new IOException("checked"));
    for (Throwable thrown : all) {
      AtomicInteger runs = new AtomicInteger();
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                runs.incrementAndGet();
                one.set(2);
                two.alter(x -> x + 1);
                three.commute(x -> x + 1);
                if (thrown instanceof Error error) {
                  throw error;
                }
                throw (Exception) thrown;
              }))
          .isSameAs(thrown);
      assertThat(runs).hasValue(1);
    }
    assertThat(List.of(one.deref(), two.deref(), three.deref())).containsExactly(1, 1, 1);
    assertThat(recorder.count()).isZero();
    assertThat(Stm.isInTransaction()).isFalse();
  }

  /** TX-13: after a transaction that failed, the thread's next one works. */
  @Test
  void dosync_afterOneThatFailed_works() {
    Ref<Integer> ref = refs.ref(0);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                ref.set(99);
                throw new IllegalArgumentException("no");
              }))
          .isInstanceOf(IllegalArgumentException.class);
      Stm.dosync(() -> ref.alter(x -> x + 1));
    }
    assertThat(ref.deref()).isEqualTo(3);
  }

  // ------------------------------------------------------------------ attempts

  /** TX-15: a body that runs again starts from scratch, on new values. */
  @Test
  void dosync_conflict_runsAgainFromScratch() {
    Ref<Integer> read = refs.ref(1);
    Ref<Integer> written = refs.ref(0);
    Ref<Integer> onlyFirst = refs.ref(0);
    Ref<Integer> commuted = refs.ref(0);
    List<Integer> attempts = new ArrayList<>();
    Stm.dosync(tx -> {
      attempts.add(tx.attempt());
      assertThat(Stm.attempt()).isEqualTo(tx.attempt());
      assertThat(written.deref()).isEqualTo(0);
      assertThat(commuted.deref()).isEqualTo(0);
      int value = read.deref();
      written.set(value * 10);
      if (tx.attempt() == 1) {
        onlyFirst.set(1);
        commuted.commute(x -> x + 1);
        Elsewhere.set(read, 2);
      }
      return null;
    });
    assertThat(attempts).containsExactly(1, 2);
    assertThat(written.deref()).isEqualTo(20);
    assertThat(onlyFirst.deref()).isEqualTo(0);
    assertThat(commuted.deref()).isEqualTo(0);
  }

  /** TX-15, AT-01: what a body does to an atom is neither undone nor done only once. */
  @Test
  void dosync_conflict_repeatsEffectsOnAtoms() {
    Atom<Integer> atom = Atom.of(0);
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      atom.swap(x -> x + 1);
      ref.alter(x -> x + 1);
      if (Stm.attempt() == 1) {
        Elsewhere.add(ref, 10);
      }
    });
    assertThat(atom.deref()).isEqualTo(2);
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** TX-10: the result is that of the attempt that has committed. */
  @Test
  void dosync_conflict_answersTheResultOfTheLastAttempt() {
    Ref<Integer> ref = refs.ref(0);
    int result =
        Stm.dosync(() -> {
          int value = ref.alter(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
          return value * 100 + Stm.attempt();
        });
    assertThat(result).isEqualTo(1102);
  }

  /** TX-01, S15: a transaction that changes nothing is no commit: no version advances. */
  @Test
  void dosync_changesNothing_advancesNoVersion() {
    Ref<Integer> ref = refs.ref(0);
    long first = ref.swapVals(x -> x).version();
    for (int i = 0; i < 100; i++) {
      Stm.dosync(() -> {
        ref.deref();
      });
      Stm.options().readOnly().dosync(() -> ref.deref());
      Stm.dosync(() -> {});
    }
    long second = ref.swapVals(x -> x).version();
    assertThat(second).isEqualTo(first + 1);
  }

  /** T4: isInTransaction is true in a body only. */
  @Test
  void isInTransaction_isTrueInABodyOnly() {
    assertThat(Stm.isInTransaction()).isFalse();
    List<Boolean> inside = new ArrayList<>();
    Stm.dosync(() -> {
      inside.add(Stm.isInTransaction());
      Elsewhere.run(index -> inside.add(Stm.isInTransaction()));
      Stm.dosync(() -> inside.add(Stm.isInTransaction()));
      inside.add(Stm.isInTransaction());
    });
    assertThat(inside).containsExactly(true, false, true, true);
    assertThat(Stm.isInTransaction()).isFalse();
  }

  // ------------------------------------------------------------------ options

  /** S14: options are immutable; each step answers new ones, and the start is always the same. */
  @Test
  void options_areImmutable() {
    TransactionOptions start = Stm.options();
    TransactionOptions named = start.named("one");
    TransactionOptions both = named.readOnly();
    Ref<Integer> ref = refs.ref(0);
    assertThat(Stm.options()).isSameAs(start);
    String none = start.dosync(tx -> String.valueOf(tx.name()));
    assertThat(none).isEqualTo("null");
    named.dosync(tx -> ref.set(tx, 1));
    assertThatThrownBy(() -> both.dosync(tx -> ref.set(tx, 2)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** S14: the name shows in the transaction and its toString, which says the attempt too. */
  @Test
  void named_showsInTheTransaction() {
    List<String> texts = new ArrayList<>();
    Stm.options()
        .named("transfer")
        .dosync(tx -> {
          assertThat(tx.name()).isEqualTo("transfer");
          texts.add(tx.toString());
          return null;
        });
    assertThat(texts).singleElement().asString().contains("transfer").contains("1");
    Stm.dosync(tx -> {
      assertThat(tx.name()).isNull();
      assertThat(tx.toString()).isNotEmpty();
      return null;
    });
  }

  /** S14: all options together, in two orders, do the same. */
  @Test
  void options_allTogether_hold() {
    Ref<Integer> ref = refs.ref(5);
    List<TransactionOptions> same =
        List.of(
            Stm.options()
                .named("all")
                .isolation(Isolation.SNAPSHOT)
                .readOnly()
                .deadline(Duration.ofMinutes(1))
                .maxAttempts(3),
            Stm.options()
                .maxAttempts(3)
                .deadline(Duration.ofMinutes(1))
                .readOnly()
                .isolation(Isolation.SNAPSHOT)
                .named("all"));
    for (TransactionOptions options : same) {
      String seen = options.dosync(tx -> tx.name() + ref.deref(tx));
      assertThat(seen).isEqualTo("all5");
    }
  }

  /** S14: options that make no sense are rejected at once, and the message says which. */
  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void options_senseless_areRejected() {
    TransactionOptions start = Stm.options();
    assertThatThrownBy(() -> start.named(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> start.named("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> start.named(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> start.isolation(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> start.deadline(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> start.deadline(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    for (int limit : List.of(0, -1, Integer.MIN_VALUE)) {
      assertThatThrownBy(() -> start.maxAttempts(limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(limit));
    }
  }

  /** S14: a deadline too long for any clock is no deadline. */
  @Test
  void deadline_longerThanAnyClock_isNone() {
    Ref<Integer> ref = refs.ref(0);
    Stm.options()
        .deadline(Duration.ofSeconds(Long.MAX_VALUE))
        .dosync(() -> {
          ref.alter(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
        });
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** T2: a transaction declared to read only reads, and rejects changes by naming ref and name. */
  @Test
  void readOnly_change_isRejected() {
    Ref<Integer> ref = refs.ref("guarded", 4711);
    List<TransactionAction<RuntimeException>> changes =
        List.of(
            () -> ref.set(1),
            () -> ref.alter(x -> x + 1),
            () -> ref.commute(x -> x + 1),
            () -> ref.swap(x -> x + 1),
            () -> ref.reset(1));
    for (TransactionAction<RuntimeException> change : changes) {
      assertThatThrownBy(() -> Stm.options().named("viewer").readOnly().dosync(change))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("guarded")
          .hasMessageContaining("viewer")
          .hasMessageNotContaining("4711");
    }
    assertThat(ref.deref()).isEqualTo(4711);
  }

  /** T2: ensure in a transaction that only reads is a read. */
  @Test
  void readOnly_ensure_isARead() {
    Ref<Integer> ref = refs.ref(5);
    AtomicInteger runs = new AtomicInteger();
    int seen =
        Stm.options()
            .readOnly()
            .dosync(() -> {
              runs.incrementAndGet();
              int value = ref.ensure();
              Elsewhere.set(ref, 6);
              return value * 10 + ref.ensure();
            });
    assertThat(seen).isEqualTo(55);
    assertThat(runs).hasValue(1);
  }

  /** TX-16: there is no limit of attempts by default: a transaction survives many conflicts. */
  @Test
  void dosync_manyConflicts_hasNoLimit() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger left = new AtomicInteger(4);
    Stm.dosync(() -> {
      ref.alter(x -> x + 1);
      if (left.decrementAndGet() >= 0) {
        Elsewhere.add(ref, 10);
      }
    });
    assertThat(ref.deref()).isEqualTo(41);
  }

  /** T1, memory effects: what a thread did before its commit is seen by who reads the commit. */
  @Test
  void dosync_publishesWhatWasDoneBefore() {
    Ref<int[]> ref = refs.ref(new int[1]);
    AtomicReference<@Nullable Integer> seen = new AtomicReference<>();
    int[] box = new int[1];
    box[0] = 42;
    Elsewhere.run(index -> Stm.dosync(() -> ref.set(box)));
    seen.set(ref.deref()[0]);
    assertThat(seen).hasValue(42);
  }
}
