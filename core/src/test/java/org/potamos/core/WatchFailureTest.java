package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Watches that throw: nobody suffers, and nothing is swallowed. */
class WatchFailureTest {

  private static <T extends @Nullable Object> Watch<T> failing(Throwable thrown) {
    return change -> {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    };
  }

  /** WA-11, W2, A2: Errors of a watch are isolated like exceptions. */
  @Test
  void watch_throwsError_isIsolated() {
    List<WatchFailure> failures = new ArrayList<>();
    Recorder<Integer> last = new Recorder<>();
    Atom<Integer> atom = Atom.builder(0).onWatchFailure(failures::add).build();
    for (Throwable thrown :
        List.of(
            new AssertionError("a"),
            new StackOverflowError("b"),
            new OutOfMemoryError("c"),
            new IllegalStateException("d"))) {
      atom.watch(failing(thrown));
    }
    atom.watch(last);
    assertThatCode(() -> atom.reset(1)).doesNotThrowAnyException();
    assertThat(last.steps()).containsExactly("0->1");
    assertThat(failures.stream().map(failure -> failure.cause().getMessage()))
        .containsExactly("a", "b", "c", "d");
  }

  /** WA-11, W2: the handler runs on the thread on which the watch failed. */
  @Test
  void handler_runsOnTheThreadOfTheWatch() {
    AtomicReference<@Nullable Thread> watching = new AtomicReference<>();
    AtomicReference<@Nullable Thread> handling = new AtomicReference<>();
    Atom<Integer> atom =
        Atom.builder(0).onWatchFailure(f -> handling.set(Thread.currentThread())).build();
    atom.watch(
        change -> {
          watching.set(Thread.currentThread());
          throw new IllegalArgumentException("no");
        },
        Delivery.ORDERED);
    atom.reset(1);
    Waits.until("the handler was called", () -> handling.get() != null);
    assertThat(handling.get()).isSameAs(watching.get()).isNotSameAs(Thread.currentThread());
  }

  /**
   * WA-11, W2: without a handler the failure is logged as a warning with the name and the cause.
   */
  @Test
  void watch_throwsWithoutHandler_isLogged() {
    IllegalArgumentException thrown = new IllegalArgumentException("no");
    try (CapturedLog log = CapturedLog.of("unhandled-4711")) {
      Atom<String> atom = Atom.builder("a").name("unhandled-4711").build();
      atom.watch(failing(thrown));
      atom.reset("secret-value");
      assertThat(log.lines())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.level()).isEqualTo("WARNING");
            assertThat(line.message()).doesNotContain("secret-value");
            assertThat(line.thrown()).isSameAs(thrown);
          });
    }
  }

  /** WA-11, W2: with a handler nothing is logged. */
  @Test
  void watch_throwsWithHandler_isNotLogged() {
    try (CapturedLog log = CapturedLog.of("handled-4711")) {
      Atom<String> atom = Atom.builder("a").name("handled-4711").onWatchFailure(f -> {}).build();
      atom.watch(failing(new IllegalArgumentException("no")));
      atom.reset("b");
      assertThat(log.lines()).isEmpty();
    }
  }

  /** WA-11, W2: a handler that throws is logged, and nobody else suffers. */
  @Test
  void handler_throws_isLogged() {
    Recorder<Integer> last = new Recorder<>();
    try (CapturedLog log = CapturedLog.of("bad-handler-4711")) {
      Atom<Integer> atom =
          Atom.builder(0)
              .name("bad-handler-4711")
              .onWatchFailure(failure -> {
                throw new AssertionError("handler");
              })
              .build();
      atom.watch(failing(new IllegalArgumentException("watch")));
      atom.watch(last);
      assertThatCode(() -> atom.reset(1)).doesNotThrowAnyException();
      assertThat(last.steps()).containsExactly("0->1");
      assertThat(log.lines())
          .isNotEmpty()
          .anySatisfy(line ->
              assertThat(line.thrown())
                  .hasMessage("handler")
                  .hasSuppressedException(new IllegalArgumentException("watch")));
    }
  }

  /** WA-11, W2: each failure is an event, with and without a handler. */
  @Test
  void watch_throws_isAnEventOfTheLibrary() {
    Atom<Integer> handled = Atom.builder(0).onWatchFailure(failure -> {}).build();
    Atom<Integer> logged = Atom.builder(0).name("event-4711").build();
    List<Event> events = new CopyOnWriteArrayList<>();
    Consumer<Event> listener =
        event -> {
          if (handled.equals(event.reference()) || logged.equals(event.reference())) {
            events.add(event);
          }
        };
    handled.watch(failing(new IllegalArgumentException("1")));
    logged.watch(failing(new IllegalArgumentException("2")));
    Subscription listening = Events.subscribe(listener);
    try (CapturedLog log = CapturedLog.of("event-4711")) {
      handled.reset(1);
      logged.reset(1);
      listening.close();
      listening.close();
      handled.reset(2);
      assertThat(log.lines()).hasSize(1);
    }
    assertThat(events)
        .hasSize(2)
        .allSatisfy(event -> assertThat(event).isInstanceOf(WatchFailure.class));
  }

  /** W2: a listener of events that throws reaches nobody; the others are told. */
  @Test
  void listener_throws_isLogged() {
    Atom<Integer> atom =
        Atom.builder(0).name("bad-listener-4711").onWatchFailure(failure -> {}).build();
    List<Event> events = new CopyOnWriteArrayList<>();
    atom.watch(failing(new IllegalArgumentException("watch")));
    Consumer<Event> bad =
        event -> {
          if (atom.equals(event.reference())) {
            throw new IllegalArgumentException("listener");
          }
        };
    Consumer<Event> good =
        event -> {
          if (atom.equals(event.reference())) {
            events.add(event);
          }
        };
    try (CapturedLog log = CapturedLog.of("bad-listener-4711");
        Subscription both = Events.subscribe(bad).and(Events.subscribe(good))) {
      assertThat(both).isNotNull();
      assertThat(atom.reset(1)).isEqualTo(1);
      assertThat(events).hasSize(1);
      assertThat(log.lines())
          .singleElement()
          .satisfies(line -> assertThat(line.thrown()).hasMessage("listener"));
    }
  }

  /** W2, V2: the text of a failure names the reference and the version, but no value. */
  @Test
  void toString_ofAFailure_showsNoValue() {
    List<WatchFailure> failures = new ArrayList<>();
    Atom<String> atom = Atom.builder("a").name("text").onWatchFailure(failures::add).build();
    atom.watch("key", failing(new IllegalArgumentException("no")));
    atom.reset("secret-value");
    assertThat(failures.get(0).toString())
        .contains("text", "version=1", "IllegalArgumentException")
        .doesNotContain("secret-value");
  }

  /** W2: the text of a failure without a change says that the executor is at fault. */
  @Test
  void toString_ofARejectedDelivery_saysSo() {
    List<WatchFailure> failures = new ArrayList<>();
    ManualExecutor executor = new ManualExecutor();
    Atom<String> atom = Atom.builder("a").name("text").onWatchFailure(failures::add).build();
    atom.watch("key", new Recorder<>(), Delivery.ORDERED.on(executor));
    executor.reject(true);
    atom.reset("b");
    assertThat(failures.get(0).toString())
        .startsWith("delivery rejected: reference=text, cause=")
        .contains("RejectedExecutionException")
        .doesNotContain("version=");
  }

  /** WA-11, W2: an interrupt of the thread by a failing watch stays set. */
  @Test
  void watch_interruptsItsThread_flagStays() {
    Atom<Integer> atom = Atom.builder(0).onWatchFailure(failure -> {}).build();
    atom.watch(change -> {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException("no");
    });
    atom.reset(1);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(atom.deref()).isEqualTo(1);
  }

  /** W2: a handler may change the reference; that is announced after the round. */
  @Test
  void handler_changesTheReference_isAnnounced() {
    AtomicReference<@Nullable Atom<Integer>> own = new AtomicReference<>();
    Recorder<Integer> last = new Recorder<>();
    Atom<Integer> atom =
        Atom.builder(0)
            .onWatchFailure(failure -> {
              Atom<Integer> present = own.get();
              if (present != null && present.deref() == 1) {
                present.reset(2);
              }
            })
            .build();
    own.set(atom);
    atom.watch(failing(new IllegalArgumentException("no")));
    atom.watch(last);
    atom.reset(1);
    assertThat(last.steps()).containsExactly("0->1", "1->2");
  }
}
