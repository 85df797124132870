package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every reference promises, whatever its kind. A kind binds the suite by extending it; the ids
 * are those of the behaviour contract.
 */
public abstract class ReferenceContract {

  /** For the bindings. */
  protected ReferenceContract() {}

  /** The kind as {@code toString} and made-up names show it. */
  protected abstract String kind();

  /** Makes a reference with options. */
  protected abstract <T extends @Nullable Object> Reference<T> reference(
      T initial, Consumer<ReferenceBuilder<T, ?>> options);

  /**
   * Installs a value from outside of any transaction or action. When it returns, the change has
   * been made and its {@code SYNC} watches have run; if the validator rejects the value, it throws
   * what {@link Validator} promises.
   */
  protected abstract <T extends @Nullable Object> void change(Reference<T> reference, T next);

  /** Whether validators and {@code SYNC} watches run on the thread that calls {@link #change}. */
  protected boolean deliversSyncOnCaller() {
    return true;
  }

  /**
   * Whether each change counts one from the first look on; if not, versions grow by an amount that
   * depends on other references.
   */
  protected boolean countsVersions() {
    return true;
  }

  /** Checks the version after a change that followed a look. */
  private void assertFollows(long version, long before) {
    if (countsVersions()) {
      assertThat(version).isEqualTo(before + 1);
    } else {
      assertThat(version).isGreaterThan(before);
    }
  }

  /** Makes a reference without options. */
  protected final <T extends @Nullable Object> Reference<T> reference(T initial) {
    return reference(initial, options -> {});
  }

  private static Validator<Integer> nonNegative() {
    return Validator.of(value -> value >= 0, "must be >= 0");
  }

  // ------------------------------------------------------------------ values and identity

  @Nested
  class Values {

    /** CM-10, R1: null is a value like any other, at the start and later. */
    @Test
    void null_anywhere_isAnOrdinaryValue() throws Exception {
      Reference<@Nullable String> reference = reference((@Nullable String) null);
      List<String> steps = new ArrayList<>();
      reference.watch(change -> steps.add(Recorder.step(change)));
      assertThat(reference.deref()).isNull();
      assertThat(reference.get()).isNull();
      assertThat(reference.awaitValue(Objects::isNull)).isNull();
      change(reference, "a");
      change(reference, null);
      change(reference, null);
      assertThat(reference.deref()).isNull();
      assertThat(steps).containsExactly("null->a", "a->null", "null->null");
      assertThat(reference.toString()).contains("value=null");
    }

    /** CM-10, R1: a validator sees null, and may accept or reject it. */
    @Test
    void null_withValidator_isCheckedLikeAnyValue() {
      Reference<@Nullable String> reference = reference((@Nullable String) "a");
      reference.setValidator(Validator.<@Nullable String>of(Objects::nonNull, "must not be null"));
      assertThatThrownBy(() -> change(reference, null))
          .isInstanceOfSatisfying(
              InvalidStateException.class,
              rejection -> assertThat(rejection.rejectedValue()).isNull());
      assertThat(reference.deref()).isEqualTo("a");
    }

    /** CM-11: references are equal to themselves only, whatever they hold. */
    @Test
    void equals_sameContent_isIdentity() {
      Reference<String> one = reference("a");
      Reference<String> other = reference("a");
      assertThat(List.of(one, other)).containsExactly(one, other).doesNotHaveDuplicates();
      assertThat(one).isNotEqualTo(other);
      assertThat(one.hashCode()).isEqualTo(System.identityHashCode(one));
      change(one, "b");
      assertThat(one.hashCode()).isEqualTo(System.identityHashCode(one));
    }

    /** CM-14: references are not serializable. */
    @Test
    void serialization_isRefused() throws Exception {
      Reference<String> reference = reference("a");
      try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
        assertThatThrownBy(() -> out.writeObject(reference))
            .isInstanceOf(NotSerializableException.class);
      }
    }

    /** CM-15: a reference is a supplier of its present value. */
    @Test
    void get_asSupplier_followsTheState() {
      Reference<Integer> reference = reference(1);
      Supplier<Integer> supplier = reference;
      assertThat(supplier.get()).isEqualTo(1);
      change(reference, 2);
      assertThat(supplier.get()).isEqualTo(2);
    }

    /** CM-10: the very object that was installed comes back, not an equal one. */
    @Test
    void deref_afterChange_answersTheVeryObject() {
      Object first = new Object();
      Object second = new Object();
      Reference<Object> reference = reference(first);
      assertThat(reference.deref()).isSameAs(first);
      change(reference, second);
      assertThat(reference.deref()).isSameAs(second);
    }
  }

  // ------------------------------------------------------------------ names

  @Nested
  class Names {

    /** R2: a name given at construction is kept and shown. */
    @Test
    void name_given_isShown() {
      Reference<Integer> reference = reference(100, options -> options.name("balance"));
      assertThat(reference.name()).isEqualTo("balance");
      assertThat(reference.toString())
          .isEqualTo(kind() + "[name=balance, status=ready, value=100]");
    }

    /** R2: without a name, one is made up of kind and number, and stays. */
    @Test
    void name_notGiven_isKindAndNumber() {
      Reference<Integer> one = reference(1);
      Reference<Integer> other = reference(1);
      String name = one.name();
      assertThat(name).matches(kind() + "#\\d+");
      assertThat(other.name()).matches(kind() + "#\\d+").isNotEqualTo(name);
      change(one, 2);
      assertThat(one.name()).isEqualTo(name);
      assertThat(one.toString()).isEqualTo(kind() + "[name=" + name + ", status=ready, value=2]");
    }

    /** R2: the text of a value is shown up to a thousand characters. */
    @Test
    void toString_longValue_isCut() {
      Reference<String> reference = reference("x".repeat(1_000));
      assertThat(reference.toString()).endsWith(", value=" + "x".repeat(1_000) + "]");
      change(reference, "y".repeat(1_001));
      assertThat(reference.toString())
          .endsWith(", value=" + "y".repeat(1_000) + "... (1001 characters)]");
    }

    /** CM-12, R2: toString does not throw when the value's own does. */
    @Test
    void toString_valueThrows_doesNotThrow() {
      Reference<Object> reference =
          reference(
              new Object() {
                @Override
                public String toString() {
                  throw new UnsupportedOperationException("no text");
                }
              },
              options -> options.name("mute"));
      assertThat(reference.toString()).startsWith(kind() + "[name=mute, status=ready, value=");
    }

    /** CM-12, R2: toString does not throw when the value's own answers null. */
    @Test
    void toString_valueAnswersNull_doesNotThrow() {
      Reference<Object> reference =
          reference(
              new Object() {
                @Override
                @SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // a badly written value
                public String toString() {
                  return null;
                }
              });
      assertThat(reference.toString()).startsWith(kind() + "[");
    }

    /** CM-12, R2: toString ends although the value leads back to the reference. */
    @Test
    void toString_valueHoldsTheReference_ends() {
      Reference<List<Object>> reference = reference(List.<Object>of(), o -> o.name("ring"));
      change(reference, List.<Object>of(reference));
      assertThat(reference.toString()).startsWith(kind() + "[name=ring");
    }

    /** CM-12: toString of a change names the reference. */
    @Test
    void toString_ofAChange_namesReferenceVersionAndValues() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(1, o -> o.name("count").watch(recorder));
      change(reference, 2);
      assertThat(recorder.only().toString())
          .isEqualTo("count v" + reference.version() + ": 1 -> 2");
    }
  }

  // ------------------------------------------------------------------ construction

  @Nested
  class Construction {

    /** CM-01, CM-02: all options together, in any order. */
    @Test
    void options_inAnyOrder_allHold() {
      Recorder<Integer> recorder = new Recorder<>();
      Validator<Integer> validator = nonNegative();
      List<Reference<Integer>> references =
          List.of(
              reference(
                  1,
                  o ->
                      o.name("n")
                          .validator(validator)
                          .metadata(Map.of("unit", "EUR"))
                          .watch("key", recorder)
                          .onWatchFailure(failure -> {})),
              reference(
                  1,
                  o ->
                      o.onWatchFailure(failure -> {})
                          .watch("key", recorder)
                          .metadata(Map.of("unit", "EUR"))
                          .validator(validator)
                          .name("n")));
      for (Reference<Integer> reference : references) {
        assertThat(reference.name()).isEqualTo("n");
        assertThat(reference.validator()).isSameAs(validator);
        assertThat(reference.metadata()).isEqualTo(Map.of("unit", "EUR"));
        assertThat(reference.watchCount()).isEqualTo(1);
        assertThat(reference.deref()).isEqualTo(1);
        change(reference, 2);
      }
      assertThat(recorder.steps()).containsExactly("1->2", "1->2");
    }

    /** CM-04: null for the validator or the metadata stands for none. */
    @Test
    void options_null_standForNone() {
      Reference<Integer> reference =
          reference(-1, o -> o.validator((Validator<Integer>) null).metadata(null));
      assertThat(reference.validator()).isNull();
      assertThat(reference.metadata()).isEmpty();
    }

    /** CM-05, V1: the validator checks the initial value at once, on this thread, as a start. */
    @Test
    void validator_atConstruction_checksTheInitialValue() {
      List<String> calls = new ArrayList<>();
      Thread caller = Thread.currentThread();
      Validator<Integer> validator =
          new Validator<>() {
            @Override
            public List<Violation> check(Integer current, Integer proposed) {
              calls.add("check");
              return List.of();
            }

            @Override
            public List<Violation> checkInitial(Integer initial) {
              calls.add("initial " + initial + (Thread.currentThread() == caller ? "" : "!"));
              return List.of();
            }
          };
      reference(5, o -> o.validator(validator));
      assertThat(calls).containsExactly("initial 5");
    }

    /** CM-06: a rejected initial value ends construction; nobody else hears of it. */
    @Test
    void validator_rejectsInitialValue_thereIsNoReference() {
      Recorder<Integer> recorder = new Recorder<>();
      List<WatchFailure> failures = new ArrayList<>();
      assertThatThrownBy(() ->
              reference(
                  -1,
                  o ->
                      o.name("balance")
                          .validator(nonNegative())
                          .watch(recorder)
                          .onWatchFailure(failures::add)))
          .isInstanceOfSatisfying(
              InvalidStateException.class,
              rejection -> {
                assertThat(rejection.reference()).isNull();
                assertThat(rejection.referenceName()).isEqualTo("balance");
                assertThat(rejection.rejectedValue()).isEqualTo(-1);
                assertThat(rejection.violations()).containsExactly(Violation.of("must be >= 0"));
              });
      assertThat(recorder.count()).isZero();
      assertThat(failures).isEmpty();
    }

    /** CM-06, VA-03: what the validator throws for the initial value arrives unchanged. */
    @Test
    void validator_throwsForInitialValue_itPropagates() {
      IllegalArgumentException thrown = new IllegalArgumentException("no");
      assertThatThrownBy(() ->
              reference(
                  1,
                  o ->
                      o.validator((current, proposed) -> {
                        throw thrown;
                      })))
          .isSameAs(thrown);
    }

    /** CM-08: metadata is copied at construction, and null inside it is refused. */
    @Test
    void metadata_atConstruction_isCopiedAndChecked() {
      Map<String, Object> source = new HashMap<>(Map.of("unit", "EUR"));
      Reference<Integer> reference = reference(1, o -> o.metadata(source));
      source.put("unit", "USD");
      assertThat(reference.metadata()).isEqualTo(Map.of("unit", "EUR"));
    }
  }

  // ------------------------------------------------------------------ metadata

  @Nested
  class Metadata {

    /** ME-01: metadata is empty at first; resetting installs a copy and answers it. */
    @Test
    void resetMetadata_installsACopy() {
      Reference<Integer> reference = reference(1);
      assertThat(reference.metadata()).isEmpty();
      Map<String, Object> source = new HashMap<>(Map.of("unit", "EUR"));
      Map<String, Object> answer = reference.resetMetadata(source);
      source.clear();
      assertThat(answer).isEqualTo(Map.of("unit", "EUR"));
      assertThat(reference.metadata()).isEqualTo(answer);
      assertThat(reference.resetMetadata(null)).isEmpty();
      assertThat(reference.metadata()).isEmpty();
    }

    /** ME-01: metadata cannot be modified from outside. */
    @Test
    void metadata_isUnmodifiable() {
      Map<String, Object> source = new HashMap<>(Map.of("unit", "EUR"));
      Reference<Integer> reference = reference(1, o -> o.metadata(source));
      assertThatThrownBy(() -> reference.metadata().put("a", "b"))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> reference.resetMetadata(source).clear())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> reference.metadata().clear())
          .isInstanceOf(UnsupportedOperationException.class);
    }

    /** ME-01: altering applies the function to the present metadata and answers the result. */
    @Test
    void alterMetadata_installsTheResult() {
      Reference<Integer> reference = reference(1, o -> o.metadata(Map.of("a", 1)));
      Map<String, Object> answer = reference.alterMetadata(present -> with(present, "b", 2));
      assertThat(answer).isEqualTo(Map.of("a", 1, "b", 2));
      assertThat(reference.metadata()).isEqualTo(answer);
    }

    /** ME-01: a function that fails, or answers null, leaves the metadata as it was. */
    @Test
    @SuppressWarnings("NullAway") // a function that breaks its promise
    void alterMetadata_functionFails_keepsThePresent() {
      Reference<Integer> reference = reference(1, o -> o.metadata(Map.of("a", 1)));
      IllegalArgumentException thrown = new IllegalArgumentException("no");
      assertThatThrownBy(() ->
              reference.alterMetadata(present -> {
                throw thrown;
              }))
          .isSameAs(thrown);
      assertThatThrownBy(() -> reference.alterMetadata(present -> null))
          .isInstanceOf(NullPointerException.class);
      assertThat(reference.metadata()).isEqualTo(Map.of("a", 1));
    }

    /** ME-01, A9: concurrent alterations are all kept. */
    @Test
    void alterMetadata_byManyThreads_losesNothing() {
      Reference<Integer> reference = reference(1);
      Threads.run(
          4,
          thread -> {
            for (int i = 0; i < 250; i++) {
              reference.alterMetadata(
                  present -> with(present, "n", (int) present.getOrDefault("n", 0) + 1));
            }
          });
      assertThat(reference.metadata()).isEqualTo(Map.of("n", 1000));
    }

    /** ME-02, A9: nothing uses the reference's own monitor, so nobody outside can block it. */
    @Test
    void monitor_heldByAnother_blocksNothing() {
      Reference<Integer> reference = reference(1);
      Recorder<Integer> recorder = new Recorder<>();
      synchronized (reference) {
        Threads.start(
                thread -> {
                  reference.resetMetadata(Map.of("a", 1));
                  reference.alterMetadata(present -> with(present, "b", 2));
                  Subscription subscription = reference.watch("key", recorder);
                  reference.setValidator(nonNegative());
                  change(reference, 2);
                  reference.awaitValue(value -> value == 2);
                  subscription.close();
                  reference.unwatch("key");
                })
            .join();
      }
      assertThat(recorder.steps()).containsExactly("1->2");
    }

    /** ME-02, A9: no lock is held while the function runs. */
    @Test
    void alterMetadata_functionBlocks_stopsNobody() {
      Reference<Integer> reference = reference(1);
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Threads.Running slow =
          Threads.start(thread ->
              reference.alterMetadata(present -> {
                entered.countDown();
                Waits.await(release);
                return with(present, "slow", true);
              }));
      Waits.await(entered);
      reference.resetMetadata(Map.of("quick", true));
      assertThat(reference.metadata()).isEqualTo(Map.of("quick", true));
      release.countDown();
      slow.join();
      assertThat(reference.metadata()).isEqualTo(Map.of("quick", true, "slow", true));
    }

    /** ME-03: metadata is never validated, fires no watch, and is no change. */
    @Test
    void metadata_changed_isNoChangeOfTheReference() {
      Recorder<Integer> recorder = new Recorder<>();
      AtomicInteger checks = new AtomicInteger();
      Reference<Integer> reference =
          reference(
              1,
              o ->
                  o.watch(recorder)
                      .validator((current, proposed) -> {
                        checks.incrementAndGet();
                        return List.of();
                      }));
      int checksBefore = checks.get();
      long versionBefore = reference.version();
      reference.resetMetadata(Map.of("a", 1));
      reference.alterMetadata(present -> Map.of());
      assertThat(recorder.count()).isZero();
      assertThat(checks.get()).isEqualTo(checksBefore);
      assertThat(reference.version()).isEqualTo(versionBefore);
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
      Map<String, Object> copy = new HashMap<>(map);
      copy.put(key, value);
      return copy;
    }
  }

  // ------------------------------------------------------------------ versions

  @Nested
  class Versions {

    /** W1: the initial value has version 0. */
    @Test
    void version_initially_is0() {
      assertThat(reference(1).version()).isZero();
      assertThat(reference(1, o -> o.validator(nonNegative())).version()).isZero();
    }

    /** W1: each change counts one, from the first look on. */
    @Test
    void version_afterALook_countsEachChange() {
      Reference<Integer> reference = reference(0);
      assertThat(reference.version()).isZero();
      for (int i = 1; i <= 10; i++) {
        long before = reference.version();
        change(reference, i);
        assertFollows(reference.version(), before);
      }
    }

    /** W1: changes before the first look count too. */
    @Test
    void version_changedBeforeTheFirstLook_isPositive() {
      Reference<Integer> reference = reference(0);
      change(reference, 1);
      change(reference, 2);
      long version = reference.version();
      assertThat(version).isPositive();
      change(reference, 3);
      assertFollows(reference.version(), version);
    }

    /** W1: a rejected change has no version. */
    @Test
    void version_changeRejected_stays() {
      Reference<Integer> reference = reference(0, o -> o.validator(nonNegative()));
      change(reference, 1);
      long version = reference.version();
      assertThatThrownBy(() -> change(reference, -1)).isInstanceOf(InvalidStateException.class);
      assertThat(reference.version()).isEqualTo(version);
    }

    /**
     * W1, WA-13: under many threads every version is given out once, from 1 on if each counts one.
     */
    @Test
    void version_byManyThreads_isGivenOutOnce() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(0, o -> o.watch(recorder));
      Threads.run(4, thread -> IntStream.range(0, 200).forEach(i -> change(reference, i)));
      List<Long> versions = recorder.changes().stream().map(Change::version).sorted().toList();
      assertThat(versions).hasSize(800).doesNotHaveDuplicates().endsWith(reference.version());
      if (countsVersions()) {
        assertThat(versions).isEqualTo(LongStream.rangeClosed(1, 800).boxed().toList());
      }
    }
  }

  // ------------------------------------------------------------------ validators

  @Nested
  class Validators {

    /** VA-01: at most one validator; the next replaces it, null removes it. */
    @Test
    void setValidator_replacesAndRemoves() {
      Reference<Integer> reference = reference(1);
      Validator<Integer> even = Validator.of(value -> value % 2 == 0, "must be even");
      Validator<Integer> positive = nonNegative();
      assertThat(reference.validator()).isNull();
      reference.setValidator(positive);
      assertThat(reference.validator()).isSameAs(positive);
      change(reference, 2);
      reference.setValidator(even);
      assertThat(reference.validator()).isSameAs(even);
      change(reference, -2);
      assertThatThrownBy(() -> change(reference, 3)).isInstanceOf(InvalidStateException.class);
      reference.setValidator(null);
      assertThat(reference.validator()).isNull();
      change(reference, 3);
      assertThat(reference.deref()).isEqualTo(3);
    }

    /** VA-02, V1: a validator sees the current and the proposed value. */
    @Test
    void check_seesCurrentAndProposedValue() {
      List<String> calls = new CopyOnWriteArrayList<>();
      Reference<Integer> reference = reference(1);
      reference.setValidator((current, proposed) -> {
        calls.add(current + "->" + proposed);
        return List.of();
      });
      change(reference, 2);
      change(reference, 3);
      assertThat(calls).containsExactly("1->1", "1->2", "2->3");
    }

    /** VA-02, V1: rules about steps can be expressed, and accept every start. */
    @Test
    void transition_ruleAboutSteps_holds() {
      Reference<Integer> reference =
          reference(
              5, o -> o.validator(Validator.<Integer>transition((a, b) -> b > a, "must increase")));
      change(reference, 6);
      assertThatThrownBy(() -> change(reference, 6)).hasMessageContaining("must increase");
      assertThat(reference.deref()).isEqualTo(6);
    }

    /** VA-03, V2: a rejection says which reference, why and what, but not the value in the text. */
    @Test
    void rejection_carriesReferenceViolationsAndValue() {
      Violation first = new Violation("iban", "length", "too short", List.of(22));
      Violation second = Violation.of("is locked");
      Reference<String> reference = reference("ok", o -> o.name("account"));
      reference.setValidator(
          (current, proposed) -> proposed.equals("ok") ? List.of() : List.of(first, second));
      assertThatThrownBy(() -> change(reference, "secret-4711"))
          .isInstanceOf(IllegalStateException.class)
          .isInstanceOfSatisfying(
              InvalidStateException.class,
              rejection -> {
                assertThat(rejection.reference()).isSameAs(reference);
                assertThat(rejection.referenceName()).isEqualTo("account");
                assertThat(rejection.violations()).containsExactly(first, second);
                assertThat(rejection.rejectedValue()).isEqualTo("secret-4711");
                assertThat(rejection)
                    .hasMessageContainingAll("account", "too short", "iban", "is locked")
                    .message()
                    .doesNotContain("4711");
              });
      assertThat(reference.deref()).isEqualTo("ok");
    }

    /** VA-03: a RuntimeException of the validator propagates unchanged and rejects the value. */
    @Test
    void validator_throwsRuntimeException_itPropagates() {
      assertPropagates(new IllegalArgumentException("no"));
    }

    /** VA-03: an Error of the validator propagates unchanged and rejects the value. */
    @Test
    void validator_throwsError_itPropagates() {
      assertPropagates(new AssertionError("no"));
    }

    private void assertPropagates(Throwable thrown) {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(1, o -> o.watch(recorder));
      reference.setValidator((current, proposed) -> {
        if (proposed == 13) {
          throw sneaky(thrown);
        }
        return List.of();
      });
      assertThatThrownBy(() -> change(reference, 13)).isSameAs(thrown);
      assertThat(reference.deref()).isEqualTo(1);
      assertThat(reference.version()).isZero();
      change(reference, 2);
      assertThat(recorder.steps()).containsExactly("1->2");
    }

    private static RuntimeException sneaky(Throwable thrown) {
      if (thrown instanceof Error error) {
        throw error;
      }
      return (RuntimeException) thrown;
    }

    /** VA-04: a validator that rejects the present value is not installed; the previous stays. */
    @Test
    void setValidator_presentValueRejected_keepsThePrevious() {
      Validator<Integer> previous = Validator.of(value -> value < 100, "must be < 100");
      Reference<Integer> reference = reference(-1, o -> o.validator(previous));
      assertThatThrownBy(() -> reference.setValidator(nonNegative()))
          .isInstanceOfSatisfying(
              InvalidStateException.class,
              rejection -> {
                assertThat(rejection.reference()).isSameAs(reference);
                assertThat(rejection.rejectedValue()).isEqualTo(-1);
              });
      assertThat(reference.validator()).isSameAs(previous);
      change(reference, -2);
      assertThatThrownBy(() -> change(reference, 100)).isInstanceOf(InvalidStateException.class);
      assertThat(reference.deref()).isEqualTo(-2);
    }

    /** VA-04, VA-03: what a new validator throws at installation propagates; the previous stays. */
    @Test
    void setValidator_newOneThrows_keepsThePrevious() {
      Reference<Integer> reference = reference(1);
      IllegalArgumentException thrown = new IllegalArgumentException("no");
      assertThatThrownBy(() ->
              reference.setValidator((current, proposed) -> {
                throw thrown;
              }))
          .isSameAs(thrown);
      assertThat(reference.validator()).isNull();
      change(reference, 2);
      assertThat(reference.deref()).isEqualTo(2);
    }

    /** VA-06: the validator runs before the value is visible and before any watch. */
    @Test
    void validator_runsBeforeVisibilityAndWatches() {
      List<String> log = new CopyOnWriteArrayList<>();
      Reference<Integer> reference = reference(1);
      reference.watch(change -> log.add("watch " + reference.deref()));
      reference.setValidator((current, proposed) -> {
        if (proposed == 2) {
          log.add("check " + reference.deref());
        }
        return List.of();
      });
      change(reference, 2);
      assertThat(log).containsExactly("check 1", "watch 2");
    }

    /** VA-06, WA-10: a rejected value is announced to nobody. */
    @Test
    void validator_rejects_noWatchRuns() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(1, o -> o.validator(nonNegative()).watch(recorder));
      assertThatThrownBy(() -> change(reference, -1)).isInstanceOf(InvalidStateException.class);
      assertThat(recorder.count()).isZero();
    }

    /** VA-07: a validator runs on the thread that proposes the value. */
    @Test
    void validator_runsOnTheProposingThread() {
      AtomicReference<@Nullable Thread> seen = new AtomicReference<>();
      Reference<Integer> reference = reference(1);
      reference.setValidator((current, proposed) -> {
        seen.set(Thread.currentThread());
        return List.of();
      });
      assertThat(seen.get()).isSameAs(Thread.currentThread());
      change(reference, 2);
      if (deliversSyncOnCaller()) {
        assertThat(seen.get()).isSameAs(Thread.currentThread());
      }
    }

    /** VA-08: a validator installed by setValidator takes effect at once. */
    @Test
    void setValidator_takesEffectAtOnce() {
      Reference<Integer> reference = reference(1);
      reference.setValidator(value -> value >= 0, "must be >= 0");
      assertThatThrownBy(() -> change(reference, -1)).hasMessageContaining("must be >= 0");
    }

    /** VA-09, V4: a validator that changes another reference is stopped. */
    @Test
    void validator_changesAnotherReference_isRejected() {
      Reference<Integer> other = reference(0);
      Reference<Integer> reference = reference(1);
      reference.setValidator((current, proposed) -> {
        if (proposed == 2) {
          change(other, 1);
        }
        return List.of();
      });
      assertThatThrownBy(() -> change(reference, 2)).isInstanceOf(IllegalStateException.class);
      assertThat(other.deref()).isZero();
      assertThat(reference.deref()).isEqualTo(1);
      change(other, 5);
      change(reference, 3);
      assertThat(other.deref()).isEqualTo(5);
      assertThat(reference.deref()).isEqualTo(3);
    }

    /** V4: a validator that takes its time blocks no reader. */
    @Test
    void validator_slow_blocksNoReader() {
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Reference<Integer> reference = reference(1);
      reference.setValidator((current, proposed) -> {
        if (proposed == 2) {
          entered.countDown();
          Waits.await(release);
        }
        return List.of();
      });
      Threads.Running writer = Threads.start(thread -> change(reference, 2));
      Waits.await(entered);
      Threads.start(
              thread -> {
                assertThat(reference.deref()).isEqualTo(1);
                assertThat(reference.toString()).contains("value=1");
                assertThat(reference.version()).isZero();
              })
          .join();
      release.countDown();
      writer.join();
      assertThat(reference.deref()).isEqualTo(2);
    }
  }

  // ------------------------------------------------------------------ watches

  @Nested
  class Watches {

    /** WA-01, W1: a watch is told the reference, the old and the new value, and the version. */
    @Test
    void watch_isToldTheChange() {
      Recorder<String> recorder = new Recorder<>();
      Reference<String> reference = reference("a");
      reference.watch("key", recorder);
      change(reference, "b");
      assertThat(recorder.only()).isEqualTo(new Change<>(reference, "a", "b", reference.version()));
      assertFollows(reference.version(), 0);
    }

    /** WA-01, A8: a watch for any object fits every reference. */
    @Test
    void watch_ofAMoreGeneralType_fits() {
      Recorder<Object> recorder = new Recorder<>();
      Reference<String> words = reference("a");
      Reference<Integer> numbers = reference(1);
      words.watch(recorder);
      numbers.watch(recorder);
      change(words, "b");
      change(numbers, 2);
      assertThat(recorder.steps()).containsExactly("a->b", "1->2");
    }

    /** WA-02, W3: an equal key replaces the watch silently, in its place of the order. */
    @Test
    void watch_underAnEqualKey_replacesInPlace() {
      List<String> log = new CopyOnWriteArrayList<>();
      Reference<Integer> reference = reference(1);
      reference.watch("first", change -> log.add("old"));
      reference.watch("second", change -> log.add("second"));
      reference.watch("first", change -> log.add("new"));
      assertThat(reference.watchCount()).isEqualTo(2);
      assertThat(log).isEmpty();
      change(reference, 2);
      assertThat(log).containsExactly("new", "second");
    }

    /** WA-02, W3: the subscription of a replaced watch has no effect any more. */
    @Test
    void close_afterReplacement_doesNothing() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(1);
      Subscription replaced = reference.watch("key", change -> {});
      Subscription present = reference.watch("key", recorder);
      replaced.close();
      change(reference, 2);
      assertThat(recorder.count()).isEqualTo(1);
      present.close();
      change(reference, 3);
      assertThat(recorder.count()).isEqualTo(1);
    }

    /** WA-03, W3: keys are compared by equals, so 1 and 1L are two. */
    @Test
    void keys_areComparedByEquals() {
      Reference<Integer> reference = reference(1);
      reference.watch(List.of("a"), change -> {});
      reference.watch(new ArrayList<>(List.of("a")), change -> {});
      reference.watch((Object) 1, change -> {});
      reference.watch((Object) 1L, change -> {});
      assertThat(reference.watchCount()).isEqualTo(3);
      assertThat(reference.unwatch(List.of("a"))).isTrue();
      assertThat(reference.watchCount()).isEqualTo(2);
    }

    /** WA-03, WA-04, W3: null keys and null watches are rejected. */
    @Test
    @SuppressWarnings("NullAway") // what is tested is the rejection of null
    void watch_null_isRejected() {
      Reference<Integer> reference = reference(1);
      Watch<Integer> watch = change -> {};
      assertThatThrownBy(() -> reference.watch((Object) null, watch))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> reference.watch((Watch<Integer>) null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> reference.watch("key", (Watch<Integer>) null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> reference.unwatch(null)).isInstanceOf(NullPointerException.class);
      assertThat(reference.watchCount()).isZero();
    }

    /** WA-05: removing by key tells whether there was a watch; an absent key is no error. */
    @Test
    void unwatch_tellsWhetherThereWasOne() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(1);
      reference.watch("key", recorder);
      assertThat(reference.unwatch("other")).isFalse();
      assertThat(reference.unwatch("key")).isTrue();
      assertThat(reference.unwatch("key")).isFalse();
      change(reference, 2);
      assertThat(recorder.count()).isZero();
      assertThat(reference.watchCount()).isZero();
    }

    /** WA-05, W3: a subscription closes its own watch, once, and never fails. */
    @Test
    void close_twice_endsThatWatchOnly() {
      Recorder<Integer> mine = new Recorder<>();
      Recorder<Integer> theirs = new Recorder<>();
      Reference<Integer> reference = reference(1);
      Subscription subscription = reference.watch(mine);
      reference.watch(theirs);
      subscription.close();
      subscription.close();
      change(reference, 2);
      assertThat(mine.count()).isZero();
      assertThat(theirs.count()).isEqualTo(1);
      assertThat(reference.watchCount()).isEqualTo(1);
    }

    /** W3: the same watch registered twice without a key runs twice, and ends one by one. */
    @Test
    void watch_sameTwiceWithoutKey_isTwoRegistrations() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(1);
      Subscription one = reference.watch(recorder);
      Subscription other = reference.watch(recorder);
      change(reference, 2);
      assertThat(recorder.count()).isEqualTo(2);
      one.close();
      change(reference, 3);
      assertThat(recorder.count()).isEqualTo(3);
      other.close();
      change(reference, 4);
      assertThat(recorder.count()).isEqualTo(3);
    }

    /** W3: subscriptions can be joined, and fit try-with-resources. */
    @Test
    void and_closesBoth() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(1);
      try (Subscription both = reference.watch(recorder).and(reference.watch(recorder))) {
        assertThat(both).isNotNull();
        change(reference, 2);
      }
      change(reference, 3);
      assertThat(recorder.steps()).containsExactly("1->2", "1->2");
    }

    /** WA-06: a watch does not run at registration. */
    @Test
    void watch_atRegistration_isNotCalled() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(1, o -> o.watch(recorder));
      reference.watch(recorder);
      reference.watch("key", recorder);
      assertThat(recorder.count()).isZero();
    }

    /** WA-07: watches added or removed during a round do not affect it. */
    @Test
    void watches_changedDuringARound_doNotAffectIt() {
      List<String> log = new CopyOnWriteArrayList<>();
      Reference<Integer> reference = reference(1);
      reference.watch(change -> {
        log.add("a" + change.newValue());
        reference.unwatch("b");
        reference.watch("c", later -> log.add("c" + later.newValue()));
      });
      reference.watch("b", change -> log.add("b" + change.newValue()));
      change(reference, 2);
      change(reference, 3);
      assertThat(log).containsExactly("a2", "b2", "a3", "c3");
    }

    /** WA-07: a watch may end its own registration. */
    @Test
    void watch_closesItself_runsOnce() {
      AtomicReference<@Nullable Subscription> own = new AtomicReference<>();
      AtomicInteger calls = new AtomicInteger();
      Reference<Integer> reference = reference(1);
      own.set(
          reference.watch(change -> {
            calls.incrementAndGet();
            Objects.requireNonNull(own.get()).close();
          }));
      change(reference, 2);
      change(reference, 3);
      assertThat(calls.get()).isEqualTo(1);
    }

    /** WA-08, W2: watches run in the order of registration, with and without keys. */
    @Test
    void watches_runInTheOrderOfRegistration() {
      List<Integer> log = new CopyOnWriteArrayList<>();
      Reference<Integer> reference = reference(1, o -> o.watch(change -> log.add(0)));
      for (int i = 1; i < 50; i++) {
        int index = i;
        if (i % 2 == 0) {
          reference.watch(change -> log.add(index));
        } else {
          reference.watch("key" + (i * 7919 % 50), change -> log.add(index));
        }
      }
      change(reference, 2);
      assertThat(log).containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    }

    /** WA-09, W4: by default a watch runs on the changing thread, before the change returns. */
    @Test
    void watch_byDefault_runsOnTheChangingThread() {
      AtomicReference<@Nullable Thread> seen = new AtomicReference<>();
      Reference<Integer> reference = reference(1);
      reference.watch(change -> seen.set(Thread.currentThread()));
      change(reference, 2);
      assertThat(seen.get()).isNotNull();
      if (deliversSyncOnCaller()) {
        assertThat(seen.get()).isSameAs(Thread.currentThread());
      }
    }

    /** WA-09, W4: no lock is held while a watch runs: others change, watch and read meanwhile. */
    @Test
    void watch_slow_blocksNoReaderAndNoRegistration() {
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Reference<Integer> reference = reference(1);
      Subscription slow =
          reference.watch(change -> {
            entered.countDown();
            Waits.await(release);
          });
      Threads.Running writer = Threads.start(thread -> change(reference, 2));
      Waits.await(entered);
      Threads.start(
              thread -> {
                assertThat(reference.deref()).isEqualTo(2);
                reference.watch("other", change -> {});
                reference.setValidator(nonNegative());
                slow.close();
                assertThat(reference.watchCount()).isEqualTo(1);
              })
          .join();
      release.countDown();
      writer.join();
    }

    /** WA-10, W6: a change to an equal, or to the same value is announced too. */
    @Test
    void watch_equalValue_isAnnounced() {
      Recorder<String> recorder = new Recorder<>();
      String value = "a";
      Reference<String> reference = reference(value, o -> o.watch(recorder));
      change(reference, value);
      change(reference, String.valueOf(new char[] {'a'}));
      assertThat(recorder.steps()).containsExactly("a->a", "a->a");
      assertThat(recorder.changes()).noneMatch(Change::isDifferent);
    }

    /** WA-10, W6: onlyIfChanged leaves out changes between equal values. */
    @Test
    void onlyIfChanged_equalValue_isLeftOut() {
      Recorder<String> recorder = new Recorder<>();
      Reference<String> reference =
          reference("a", o -> o.watch(recorder, Delivery.SYNC.onlyIfChanged()));
      change(reference, String.valueOf(new char[] {'a'}));
      change(reference, "b");
      change(reference, "b");
      assertThat(recorder.steps()).containsExactly("a->b");
    }

    /** WA-10: validators, metadata and registrations announce nothing. */
    @Test
    void watch_noChangeOfTheValue_isNotCalled() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(1, o -> o.watch(recorder));
      reference.setValidator(nonNegative());
      reference.setValidator(null);
      reference.resetMetadata(Map.of("a", 1));
      reference.watch(change -> {}).close();
      assertThat(recorder.count()).isZero();
    }

    /** WA-11, W2: when a watch throws, the change stands, the others run, the caller is spared. */
    @Test
    void watch_throws_isIsolated() {
      List<String> log = new CopyOnWriteArrayList<>();
      List<WatchFailure> failures = new CopyOnWriteArrayList<>();
      IllegalArgumentException thrown = new IllegalArgumentException("no");
      Reference<Integer> reference = reference(1, o -> o.onWatchFailure(failures::add));
      reference.watch(change -> log.add("before"));
      reference.watch(
          "bad",
          change -> {
            throw thrown;
          });
      reference.watch(change -> log.add("after"));
      assertThatCode(() -> change(reference, 2)).doesNotThrowAnyException();
      assertThat(reference.deref()).isEqualTo(2);
      assertThat(log).containsExactly("before", "after");
      assertThat(failures)
          .containsExactly(
              new WatchFailure(
                  reference, "bad", new Change<>(reference, 1, 2, reference.version()), thrown));
    }

    /** W2: a failure of a watch is an event of the library too. */
    @Test
    void watch_throws_isAnEvent() {
      List<Event> events = new CopyOnWriteArrayList<>();
      Reference<Integer> reference = reference(1, o -> o.onWatchFailure(failure -> {}));
      Watch<Integer> bad =
          change -> {
            throw new IllegalArgumentException("no");
          };
      reference.watch(bad);
      Consumer<Event> listener =
          event -> {
            if (reference.equals(event.reference())) {
              events.add(event);
            }
          };
      try (Subscription listening = Events.subscribe(listener)) {
        assertThat(listening).isNotNull();
        change(reference, 2);
      }
      change(reference, 3);
      assertThat(events)
          .singleElement()
          .isInstanceOfSatisfying(
              WatchFailure.class,
              failure -> {
                assertThat(failure.key()).isSameAs(bad);
                assertThat(failure.cause()).hasMessage("no");
              });
    }

    /** WA-13, W4: ordered delivery is gap-free, however many threads change the reference. */
    @Test
    void ordered_byManyThreads_isOneChain() {
      Recorder<Integer> recorder = new Recorder<>();
      Reference<Integer> reference = reference(-1);
      reference.watch(recorder, Delivery.ORDERED);
      Threads.run(
          4, thread -> IntStream.range(0, 200).forEach(i -> change(reference, thread * 1000 + i)));
      recorder.awaitCount(800);
      assertChain(recorder.changes(), -1, reference.deref(), countsVersions());
    }

    /** WA-14: reading the reference inside a watch shows the announced value or a newer one. */
    @Test
    void deref_insideAWatch_isNotOlderThanTheChange() {
      Reference<Integer> reference = reference(0);
      ConcurrentLinkedQueue<String> older = new ConcurrentLinkedQueue<>();
      AtomicInteger calls = new AtomicInteger();
      reference.watch(change -> {
        calls.incrementAndGet();
        if (reference.version() < change.version()) {
          older.add(change.toString());
        }
      });
      Threads.run(2, thread -> IntStream.range(0, 500).forEach(i -> change(reference, i)));
      assertThat(calls.get()).isEqualTo(1000);
      assertThat(older).isEmpty();
    }

    /** WA-15: the number of watches is known; waiting threads and subscribers do not count. */
    @Test
    void watchCount_countsWatchesOnly() {
      Reference<Integer> reference = reference(1);
      assertThat(reference.watchCount()).isZero();
      reference.watch(change -> {});
      reference.watch("key", change -> {}, Delivery.LATEST);
      reference.watchWeakly(this, (owner, change) -> {});
      assertThat(reference.watchCount()).isEqualTo(3);
      Demand<Change<Integer>> subscriber = Demand.on(reference.changes());
      Threads.Running waiting = Threads.startVirtual(t -> reference.awaitValue(v -> v == 2));
      Waits.untilParked(waiting.thread());
      assertThat(reference.watchCount()).isEqualTo(3);
      subscriber.cancel();
      change(reference, 2);
      waiting.join();
      assertThat(reference.watchCount()).isEqualTo(3);
    }

    /** WA-15, A8: a weak watch runs with its owner, and ends by its subscription too. */
    @Test
    void watchWeakly_ownerAlive_runsUntilClosed() {
      List<String> owner = new CopyOnWriteArrayList<>();
      Reference<Integer> reference = reference(1);
      Subscription subscription =
          reference.watchWeakly(owner, (list, change) -> list.add(Recorder.step(change)));
      change(reference, 2);
      subscription.close();
      change(reference, 3);
      assertThat(owner).containsExactly("1->2");
      assertThat(reference.watchCount()).isZero();
    }
  }

  /** Checks that changes are one chain from a start to an end, without gap. */
  static void assertChain(List<? extends Change<?>> changes, Object first, Object last) {
    assertChain(changes, first, last, true);
  }

  private static void assertChain(
      List<? extends Change<?>> changes, Object first, Object last, boolean countsVersions) {
    Object previous = first;
    long version = 0;
    for (Change<?> change : changes) {
      if (countsVersions) {
        assertThat(change.version()).isEqualTo(version + 1);
      } else {
        assertThat(change.version()).isGreaterThan(version);
      }
      assertThat((Object) change.oldValue()).isSameAs(previous);
      previous = change.newValue();
      version = change.version();
    }
    assertThat(previous).isSameAs(last);
  }

  // ------------------------------------------------------------------ waiting

  @Nested
  class Waiting {

    /** A10, CM-17: a value that is there already is answered at once. */
    @Test
    void awaitValue_alreadyTrue_returnsAtOnce() throws Exception {
      Reference<Integer> reference = reference(1);
      assertThat(reference.awaitValue(value -> value == 1)).isEqualTo(1);
      assertThat(reference.awaitValue(value -> value == 1, Duration.ZERO)).isEqualTo(1);
    }

    /** A10, CM-17: a waiting thread is woken by the change that satisfies it. */
    @Test
    void awaitValue_changedLater_returnsTheValue() {
      Reference<String> reference = reference("starting");
      AtomicReference<@Nullable String> seen = new AtomicReference<>();
      Threads.Running waiting =
          Threads.startVirtual(t -> seen.set(reference.awaitValue("ready"::equals)));
      Waits.untilParked(waiting.thread());
      change(reference, "warming up");
      change(reference, "ready");
      waiting.join();
      assertThat(seen.get()).isEqualTo("ready");
    }

    /** A10, CM-17: when the time is over, a TimeoutException says so. */
    @Test
    void awaitValue_timeIsOver_throws() {
      Reference<Integer> reference = reference(1, o -> o.name("slow"));
      assertThatThrownBy(() -> reference.awaitValue(value -> value == 2, Duration.ofMillis(5)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("slow");
      assertThatThrownBy(() -> reference.awaitValue(value -> value == 2, Duration.ZERO))
          .isInstanceOf(TimeoutException.class);
    }
  }

  // ------------------------------------------------------------------ streams

  @Nested
  class Streams {

    /** A8: the changes after subscription come as a stream, as they are asked for. */
    @Test
    void changes_ordered_arriveOnDemand() {
      Reference<Integer> reference = reference(0);
      change(reference, 1);
      Demand<Change<Integer>> subscriber = Demand.on(reference.changes(Delivery.ORDERED));
      for (int i = 2; i <= 5; i++) {
        change(reference, i);
      }
      subscriber.request(2).awaitCount(2);
      subscriber.request(Long.MAX_VALUE).awaitCount(4);
      assertThat(subscriber.items().stream().map(Recorder::step))
          .containsExactly("1->2", "2->3", "3->4", "4->5");
    }

    /** A8: a stream of the newest change conflates what was not asked for. */
    @Test
    void changes_latest_conflates() {
      Reference<Integer> reference = reference(0);
      Demand<Change<Integer>> subscriber = Demand.on(reference.changes());
      for (int i = 1; i <= 100; i++) {
        change(reference, i);
      }
      subscriber.request(1).awaitCount(1);
      assertThat(subscriber.items().stream().map(Recorder::step)).containsExactly("0->100");
    }

    /** A8: a stream cannot hold up the changing thread. */
    @Test
    void changes_sync_isRejected() {
      assertThatThrownBy(() -> reference(1).changes(Delivery.SYNC))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
