package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What must not be handed in is rejected clearly, and leaves everything as it was. */
@SuppressWarnings("NullAway") // what is tested is the rejection of null
class BadInputTest {

  private static void assertRejectsNull(String parameter, ThrowingCallable call) {
    assertThatThrownBy(call)
        .as(parameter)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining(parameter);
  }

  /** What a validator must not answer. */
  private static List<Violation> none() {
    return null;
  }

  /** AT-03: each operation rejects a null function, and nothing has changed. */
  @Test
  void swap_nullFunction_isRejected() {
    Recorder<Integer> recorder = new Recorder<>();
    for (Atom<Integer> atom : List.of(Atom.of(1), Atom.builder(1).watch(recorder).build())) {
      assertRejectsNull("f", () -> atom.swap((UnaryOperator<Integer>) null));
      assertRejectsNull("f", () -> atom.swapVals((UnaryOperator<Integer>) null));
      assertRejectsNull("f", () -> atom.swap((BiFunction<Integer, Integer, Integer>) null, 1));
      assertRejectsNull("f", () -> atom.swapVals((BiFunction<Integer, Integer, Integer>) null, 1));
      assertThat(atom.deref()).isEqualTo(1);
      assertThat(atom.version()).isZero();
    }
    assertThat(recorder.count()).isZero();
  }

  /** WA-04, W3: every way to register rejects null, and registers nothing. */
  @Test
  void watch_null_isRejected() {
    Atom<Integer> atom = Atom.of(1);
    Watch<Integer> watch = change -> {};
    OwnedWatch<Object, Integer> owned = (owner, change) -> {};
    Object owner = new Object();
    assertRejectsNull("watch", () -> atom.watch((Watch<Integer>) null));
    assertRejectsNull("watch", () -> atom.watch((Watch<Integer>) null, Delivery.SYNC));
    assertRejectsNull("delivery", () -> atom.watch(watch, (Delivery) null));
    assertRejectsNull("key", () -> atom.watch((Object) null, watch));
    assertRejectsNull("key", () -> atom.watch(null, watch, Delivery.SYNC));
    assertRejectsNull("watch", () -> atom.watch("key", (Watch<Integer>) null));
    assertRejectsNull("watch", () -> atom.watch("key", null, Delivery.SYNC));
    assertRejectsNull("delivery", () -> atom.watch("key", watch, null));
    assertRejectsNull("owner", () -> atom.watchWeakly(null, owned));
    assertRejectsNull("owner", () -> atom.watchWeakly(null, owned, Delivery.SYNC));
    assertRejectsNull("watch", () -> atom.watchWeakly(owner, null));
    assertRejectsNull("watch", () -> atom.watchWeakly(owner, null, Delivery.SYNC));
    assertRejectsNull("delivery", () -> atom.watchWeakly(owner, owned, null));
    assertRejectsNull("key", () -> atom.unwatch(null));
    assertThat(atom.watchCount()).isZero();
  }

  /** A10: waiting rejects a null condition and a null timeout. */
  @Test
  void awaitValue_null_isRejected() {
    Atom<Integer> atom = Atom.of(1);
    assertRejectsNull("condition", () -> atom.awaitValue(null));
    assertRejectsNull("condition", () -> atom.awaitValue(null, Duration.ZERO));
    assertRejectsNull("timeout", () -> atom.awaitValue(n -> true, null));
  }

  /** ME-01: metadata rejects a null function, and null inside the map. */
  @Test
  void metadata_null_isRejected() {
    Atom<Integer> atom = Atom.builder(1).metadata(Map.of("a", 1)).build();
    Map<String, @Nullable Object> nullValue = new HashMap<>();
    nullValue.put("b", null);
    Map<@Nullable String, Object> nullKey = new HashMap<>();
    nullKey.put(null, 1);
    assertRejectsNull("f", () -> atom.alterMetadata(null));
    assertThatThrownBy(() -> atom.resetMetadata(nullValue))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> atom.resetMetadata(nullKey)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Atom.builder(1).metadata(nullValue))
        .isInstanceOf(NullPointerException.class);
    assertThat(atom.metadata()).isEqualTo(Map.of("a", 1));
  }

  /** A8: a stream rejects a null delivery, a null subscriber, and SYNC. */
  @Test
  void changes_badDelivery_isRejected() {
    Atom<Integer> atom = Atom.of(1);
    assertRejectsNull("delivery", () -> atom.changes(null));
    assertRejectsNull("subscriber", () -> atom.changes().subscribe(null));
    assertThatThrownBy(() -> atom.changes(Delivery.SYNC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SYNC");
    assertThatThrownBy(() -> atom.changes(Delivery.SYNC.onlyIfChanged()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** W4: an executor belongs to the modes that have one. */
  @Test
  void on_badExecutor_isRejected() {
    assertRejectsNull("executor", () -> Delivery.ORDERED.on((Executor) null));
    assertRejectsNull("executor", () -> Delivery.SYNC.on((Executor) null));
    assertThatThrownBy(() -> Delivery.SYNC.on(Runnable::run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SYNC");
  }

  /** A12, CM-02, R2: the builder rejects what is null or blank, and options given twice. */
  @Test
  void builder_badOptions_areRejected() {
    Watch<Integer> watch = change -> {};
    Atom.Builder<Integer> builder = Atom.builder(1);
    assertRejectsNull("name", () -> builder.name(null));
    assertThatThrownBy(() -> builder.name(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.name("")).isInstanceOf(IllegalArgumentException.class);
    assertRejectsNull("watch", () -> builder.watch((Watch<Integer>) null));
    assertRejectsNull("delivery", () -> builder.watch(watch, (Delivery) null));
    assertRejectsNull("key", () -> builder.watch((Object) null, watch));
    assertRejectsNull("watch", () -> builder.watch("key", (Watch<Integer>) null));
    assertRejectsNull("delivery", () -> builder.watch("key", watch, null));
    assertRejectsNull("handler", () -> builder.onWatchFailure(null));
    assertRejectsNull("rule", () -> builder.validator((Predicate<Integer>) null, "any"));
    builder
        .name("once")
        .validator(n -> n > 0, "must be > 0")
        .metadata(Map.of("a", 1))
        .onWatchFailure(failure -> {});
    assertThatThrownBy(() -> builder.name("twice")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.validator(n -> true, "any"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("validator");
    assertThatThrownBy(() -> builder.metadata(Map.of())).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.onWatchFailure(failure -> {}))
        .isInstanceOf(IllegalStateException.class);
    Atom<Integer> atom = builder.build();
    assertThat(atom.name()).isEqualTo("once");
    assertThat(atom.metadata()).isEqualTo(Map.of("a", 1));
    assertThat(atom.watchCount()).isZero();
    assertThatThrownBy(() -> atom.reset(0)).hasMessageContaining("must be > 0");
  }

  /** VA-03: the factories of validators and violations reject null. */
  @Test
  void validatorFactories_null_areRejected() {
    assertRejectsNull("rule", () -> Validator.of((Predicate<Object>) null, "any"));
    assertRejectsNull(
        "rule", () -> Validator.transition((BiPredicate<Object, Object>) null, "any"));
    assertRejectsNull("message", () -> Validator.of(value -> true, null));
    assertRejectsNull("message", () -> Validator.transition((a, b) -> true, null));
    assertRejectsNull("message", () -> Violation.of(null));
    assertRejectsNull("path", () -> new Violation(null, "", "m", List.of()));
    assertRejectsNull("code", () -> new Violation("", null, "m", List.of()));
    assertThatThrownBy(() -> new Violation("", "", "m", null))
        .isInstanceOf(NullPointerException.class);
  }

  /** VA-03: a predicate and its message come together in setValidator too. */
  @Test
  void setValidator_nullRuleOrMessage_isRejected() {
    Atom<Integer> atom = Atom.of(1);
    assertRejectsNull("rule", () -> atom.setValidator((Predicate<Integer>) null, "any"));
    assertRejectsNull("message", () -> atom.setValidator(n -> true, null));
    assertThat(atom.validator()).isNull();
  }

  /** R1, VA-03: the arguments of a violation may be null, and are copied. */
  @Test
  void violation_arguments_areCopied() {
    List<@Nullable Object> arguments = new ArrayList<>(Arrays.asList(1, null));
    Violation violation = new Violation("a.b", "size", "too long", arguments);
    arguments.clear();
    assertThat(violation.arguments()).containsExactly(1, null);
    assertThat(violation.toString()).isEqualTo("a.b: too long");
    assertThatThrownBy(() -> violation.arguments().add(2))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /** VA-03: a validator that answers null breaks its promise: clear exception, no change. */
  @Test
  void validator_answersNull_isRejectedClearly() {
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.builder(1).name("odd").watch(recorder).build();
    Validator<Integer> bad = (current, proposed) -> none();
    assertThatThrownBy(() -> atom.setValidator(bad)).hasMessageContaining("validator");
    assertThat(atom.validator()).isNull();
    assertThatThrownBy(() -> Atom.builder(1).validator(bad).build())
        .hasMessageContaining("validator");
    atom.setValidator((current, proposed) -> proposed == 2 ? none() : List.of());
    List<Consumer<Atom<Integer>>> operations =
        List.of(
            a -> a.swap(n -> 2), a -> a.reset(2), a -> a.compareAndSet(1, 2), a -> a.replace(1, 2));
    for (Consumer<Atom<Integer>> operation : operations) {
      assertThatThrownBy(() -> operation.accept(atom))
          .isInstanceOf(RuntimeException.class)
          .hasMessageContaining("validator");
    }
    assertThat(atom.deref()).isEqualTo(1);
    assertThat(atom.version()).isZero();
    assertThat(recorder.count()).isZero();
    assertThat(atom.reset(3)).isEqualTo(3);
  }

  /** CM-06: an initial value that is rejected leaves no atom, for a null value too. */
  @Test
  void build_initialValueRejected_throws() {
    assertThatThrownBy(() -> Atom.builder(-1).validator(n -> n >= 0, "must be >= 0").build())
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining("must be >= 0");
    assertThatThrownBy(() ->
            Atom.<@Nullable String>builder(null)
                .validator(s -> s != null, "must not be null")
                .build())
        .isInstanceOf(InvalidStateException.class);
  }

  /** W2: the stream of events rejects null. */
  @Test
  void events_null_isRejected() {
    assertRejectsNull("listener", () -> Events.subscribe(null));
    assertRejectsNull("event", () -> Events.publish(null));
  }

  /** W3: joining a subscription with null is rejected. */
  @Test
  void and_null_isRejected() {
    Subscription subscription = () -> {};
    assertRejectsNull("other", () -> subscription.and(null));
  }

  /** A10: a negative timeout is rejected with the timeout in the text. */
  @Test
  void awaitValue_negativeTimeout_isRejected() {
    Atom<Integer> atom = Atom.of(1);
    assertThatThrownBy(() -> atom.awaitValue(n -> true, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> atom.awaitValue(n -> true, Duration.ofSeconds(Long.MIN_VALUE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** WA-03, W2: a key whose equals throws fails its caller alone, and registers nothing. */
  @Test
  void watch_keyThatThrows_leavesTheWatchesAsTheyWere() {
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.builder(1).watch("key", recorder).build();
    Object bad = new BadKey();
    try {
      atom.watch(bad, change -> {});
      atom.watch(bad, change -> {});
    } catch (UnsupportedOperationException expected) {
      assertThat(expected).hasMessage("no equals");
    }
    atom.reset(2);
    assertThat(recorder.steps()).containsExactly("1->2");
    assertThat(atom.watchCount()).isBetween(1, 3);
  }

  private static final class BadKey {
    @Override
    public boolean equals(@Nullable Object other) {
      throw new UnsupportedOperationException("no equals");
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  /** AT-07, W6: values whose equals throws harm replace and filtered watches alone. */
  @Test
  void equals_throws_leavesTheAtomUsable() {
    List<WatchFailure> failures = new ArrayList<>();
    Recorder<Object> all = new Recorder<>();
    Object first = new BadKey();
    Object second = new BadKey();
    Atom<Object> atom = Atom.builder(first).onWatchFailure(failures::add).build();
    atom.watch(change -> {}, Delivery.SYNC.onlyIfChanged());
    atom.watch(all);
    assertThatThrownBy(() -> atom.replace(new BadKey(), second))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(atom.deref()).isSameAs(first);
    assertThat(atom.reset(second)).isSameAs(second);
    assertThat(all.count()).isEqualTo(1);
    assertThat(failures).hasSize(1);
  }
}
