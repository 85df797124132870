package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wrong use is an exception that says what to do; it never corrupts anything. */
class MisuseTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static final String VALUE = "secret-4711";

  private final Ref<String> ref = refs.ref("account", VALUE);

  /** Operations of a ref that need a transaction. */
  private Map<String, Runnable> operations() {
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put("set", () -> ref.set("x" + VALUE));
    all.put("alter", () -> ref.alter(value -> value));
    all.put("alter with argument", () -> ref.alter((value, other) -> other, "x"));
    all.put("commute", () -> ref.commute(value -> value));
    all.put("commute with argument", () -> ref.commute((value, other) -> other, "x"));
    all.put("ensure", () -> ref.ensure());
    return all;
  }

  private Map<String, Runnable> operations(Transaction tx) {
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put("deref", () -> ref.deref(tx));
    all.put("set", () -> ref.set(tx, "x" + VALUE));
    all.put("alter", () -> ref.alter(tx, value -> value));
    all.put("alter with argument", () -> ref.alter(tx, (value, other) -> other, "x"));
    all.put("commute", () -> ref.commute(tx, value -> value));
    all.put("commute with argument", () -> ref.commute(tx, (value, other) -> other, "x"));
    all.put("ensure", () -> ref.ensure(tx));
    return all;
  }

  private void requireRejected(String what, Runnable operation) {
    assertThatThrownBy(operation::run)
        .as(what)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("account")
        .hasMessageContaining(Thread.currentThread().getName())
        .hasMessageContaining(";")
        .hasMessageNotContaining("4711");
    assertThat(ref.deref()).isEqualTo(VALUE);
  }

  // ------------------------------------------------------------------ not in a transaction

  /** RF-05, T14: outside of a transaction; the message names ref, thread and what to do. */
  @Test
  void operation_outside_isRejected() {
    operations()
        .forEach((what, operation) -> {
          requireRejected(what, operation);
          assertThatThrownBy(operation::run).as(what).hasMessageContaining("dosync");
        });
    assertThat(Stm.isInTransaction()).isFalse();
  }

  /** RF-05, T14: the operations of Stm too. */
  @Test
  void stmOperation_outside_isRejected() {
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put("attempt", () -> Stm.attempt());
    all.put("retry", () -> Stm.retry());
    all.put("retryFor", () -> Stm.retryFor(Duration.ofSeconds(1)));
    all.put("check", () -> Stm.check(true));
    all.put("orElse", () -> Stm.orElse(() -> 1, () -> 2));
    all.put("beforeCommit", () -> Stm.beforeCommit(() -> {}));
    all.put("prepare", () -> Stm.prepare(() -> {}));
    all.put("afterCommit", () -> Stm.afterCommit(() -> {}));
    all.put("afterRollback", () -> Stm.afterRollback(() -> {}));
    all.forEach((what, operation) ->
        assertThatThrownBy(operation::run)
            .as(what)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(what)
            .hasMessageContaining(Thread.currentThread().getName())
            .hasMessageContaining("dosync"));
  }

  /** TX-19, T14, S21: a thread started by the body is outside; it reads committed values. */
  @Test
  void operation_inAThreadOfTheBody_isRejected() {
    Ref<Integer> count = refs.ref(0);
    Stm.dosync(() -> {
      count.set(1);
      Elsewhere.run(index -> {
        assertThat(Stm.isInTransaction()).isFalse();
        assertThat(count.deref()).isEqualTo(0);
        operations().forEach(this::requireRejected);
      });
    });
    assertThat(count.deref()).isEqualTo(1);
  }

  /** TX-19, T14: the transaction object is of no use on another thread. */
  @Test
  void transaction_onAnotherThread_isRejected() {
    Stm.dosync(tx -> {
      Elsewhere.run(index -> operations(tx).forEach(this::requireRejected));
      return null;
    });
  }

  /** T14: nor inside another transaction on another thread. */
  @Test
  void transaction_onAnotherThreadInATransaction_isRejected() {
    AtomicInteger rejected = new AtomicInteger();
    Stm.dosync(tx -> {
      Elsewhere.dosync(() ->
          operations(tx)
              .forEach((what, operation) -> {
                assertThatThrownBy(operation::run)
                    .as(what)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("account")
                    .hasMessageNotContaining("4711");
                rejected.incrementAndGet();
              }));
      return null;
    });
    assertThat(rejected).hasValue(7);
  }

  /** T14: the transaction object is of no use after the body has ended, however it ended. */
  @Test
  void transaction_afterItsEnd_isRejected() {
    AtomicReference<@Nullable Transaction> leaked = new AtomicReference<>();
    Stm.dosync(tx -> {
      leaked.set(tx);
      return null;
    });
    Transaction tx = Objects.requireNonNull(leaked.get());
    operations(tx).forEach(this::requireRejected);
    Elsewhere.run(index -> operations(tx).forEach(this::requireRejected));
    assertThatThrownBy(() ->
            Stm.dosync(failing -> {
              leaked.set(failing);
              throw new IllegalArgumentException("no");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    operations(Objects.requireNonNull(leaked.get())).forEach(this::requireRejected);
    assertThat(tx.toString()).isNotEmpty();
  }

  /** T14: in hooks after the end the object is of no use either. */
  @Test
  void transaction_inAfterCommit_isRejected() {
    List<String> done = new ArrayList<>();
    Stm.dosync(tx -> {
      Stm.afterCommit(() -> {
        operations(tx).forEach(this::requireRejected);
        operations().forEach(this::requireRejected);
        done.add("checked");
      });
      return null;
    });
    assertThat(done).containsExactly("checked");
  }

  /** T14, 2.9: in watches there is no transaction any more. */
  @Test
  void operation_inAWatch_isRejected() {
    Ref<Integer> watched = refs.ref(0);
    List<String> done = new ArrayList<>();
    watched.watch(
        "key",
        change -> {
          operations().forEach(this::requireRejected);
          Stm.io(
              "in a watch",
              () -> {
                done.add("checked");
              });
        });
    Stm.dosync(() -> watched.set(1));
    watched.unwatch("key");
    assertThat(done).containsExactly("checked");
  }

  /** T14: an object of the outer transaction does not act inside one that does not join it. */
  @Test
  void outerTransaction_insideRequiresNew_isRejectedOrActsOnTheOuter() {
    Ref<Integer> count = refs.ref("count", 0);
    Stm.dosync(outer -> {
      Stm.options()
          .requiresNew()
          .dosync(inner -> {
            if (outer != inner) {
              assertThatThrownBy(() -> count.set(outer, 1))
                  .isInstanceOf(IllegalStateException.class);
            }
            return null;
          });
      return count.set(outer, 2);
    });
    assertThat(count.deref()).isEqualTo(2);
  }

  // ------------------------------------------------------------------ arguments

  /** Null bodies, hooks and names are rejected by name. */
  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void nullArgument_isRejectedByName() {
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put("body of dosync", () -> Stm.dosync((TransactionBody<String, RuntimeException>) null));
    all.put("action", () -> Stm.dosync((TransactionAction<RuntimeException>) null));
    all.put("function", () -> Stm.dosync((TransactionFunction<String, RuntimeException>) null));
    all.put(
        "with options",
        () -> Stm.options().dosync((TransactionBody<String, RuntimeException>) null));
    all.put("listener", () -> Stm.listen(null));
    all.put("io what", () -> Stm.io(null, () -> 1));
    all.put("local", () -> TransactionLocal.of(null));
    all.put(
        "in a body",
        () -> Stm.dosync(() -> Stm.dosync((TransactionAction<RuntimeException>) null)));
    all.put("beforeCommit", () -> Stm.dosync(() -> Stm.beforeCommit(null)));
    all.put("prepare", () -> Stm.dosync(() -> Stm.prepare(null)));
    all.put("afterCommit", () -> Stm.dosync(() -> Stm.afterCommit(null)));
    all.put("afterRollback", () -> Stm.dosync(() -> Stm.afterRollback(null)));
    all.put("retryFor", () -> Stm.dosync(() -> Stm.retryFor(null)));
    all.put("transaction", () -> ref.deref(null));
    all.forEach((what, call) ->
        assertThatThrownBy(call::run).as(what).isInstanceOf(NullPointerException.class));
    assertThat(Stm.isInTransaction()).isFalse();
  }

  /** S13: negative durations are rejected, and the message says which. */
  @Test
  void negativeDuration_isRejected() {
    assertThatThrownBy(() -> Stm.options().deadline(Duration.ofMillis(-5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deadline");
    assertThatThrownBy(() -> Stm.dosync(() -> Stm.retryFor(Duration.ofMillis(-5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("retryFor");
    assertThatThrownBy(() -> Stm.retryFor(Duration.ofMillis(-5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ------------------------------------------------------------------ what must stay outside

  /** T11, TX-18: outside of a transaction io just runs its code and answers its result. */
  @Test
  void io_outside_runs() throws Exception {
    List<String> done = new ArrayList<>();
    int answer = Stm.io("ask", () -> 42);
    Stm.io(
        "write",
        () -> {
          done.add("written");
        });
    assertThat(answer).isEqualTo(42);
    assertThat(done).containsExactly("written");
    assertThatThrownBy(() ->
            Stm.io(
                "fail",
                () -> {
                  throw new java.io.IOException("disk");
                }))
        .isInstanceOf(java.io.IOException.class)
        .hasMessage("disk");
  }

  /** T11, TX-18: inside it is rejected; the message says what, where, and what to do instead. */
  @Test
  void io_inside_isRejectedAndDoesNotRun() {
    List<String> done = new ArrayList<>();
    Map<String, TransactionAction<RuntimeException>> all = new LinkedHashMap<>();
    all.put(
        "action",
        () ->
            Stm.io(
                "send mail",
                () -> {
                  done.add("sent");
                }));
    all.put("result", () -> Stm.io("send mail", () -> done.add("sent")));
    all.put("nested", () -> Stm.dosync(() -> Stm.io("send mail", () -> done.add("sent"))));
    all.forEach((what, body) ->
        assertThatThrownBy(() -> Stm.options().named("order").dosync(body))
            .as(what)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("send mail")
            .hasMessageContaining("order")
            .hasMessageContaining("afterCommit"));
    assertThatThrownBy(
            () -> Stm.options().readOnly().dosync(() -> Stm.io("send mail", () -> done.add("s"))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(done).isEmpty();
  }

  /** T11: in commute functions, validators and hooks before the end it is rejected too. */
  @Test
  void io_insideTheCommit_isRejected() {
    Ref<Integer> count = refs.ref(0);
    List<String> done = new ArrayList<>();
    assertThatThrownBy(() ->
            Stm.dosync(() ->
                count.commute(x -> {
                  Stm.io("mail", () -> done.add("commute"));
                  return x + 1;
                })))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            Stm.dosync(() -> Stm.beforeCommit(() -> Stm.io("mail", () -> done.add("before")))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(done).isEmpty();
    assertThat(count.deref()).isZero();
  }

  /** T11: after the end, in hooks and watches, it runs. */
  @Test
  void io_inHooksAfterTheEnd_runs() {
    List<String> done = new ArrayList<>();
    Stm.dosync(() -> Stm.afterCommit(() -> Stm.io("mail", () -> done.add("after commit"))));
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Stm.afterRollback(() -> Stm.io("mail", () -> done.add("after rollback")));
              throw new IllegalArgumentException("no");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(done).containsExactly("after commit", "after rollback");
  }

  // ------------------------------------------------------------------ waiting and changing alone

  /** 2.9: waiting for a value inside a transaction could never end: it is rejected. */
  @Test
  void awaitValue_inside_isRejected() {
    Stm.dosync(() -> {
      assertThatThrownBy(() -> ref.awaitValue(value -> false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("account")
          .hasMessageContaining("retry")
          .hasMessageNotContaining("4711");
    });
  }

  /** W1: swapVals and resetVals answer a committed change, so they are rejected inside. */
  @Test
  void swapVals_inside_isRejected() {
    Stm.dosync(() -> {
      for (Runnable operation :
          List.<Runnable>of(
              () -> ref.swapVals(value -> value),
              () -> ref.swapVals((value, other) -> other, "x"),
              () -> ref.resetVals("x"))) {
        assertThatThrownBy(operation::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("account")
            .hasMessageNotContaining("4711");
      }
      assertThat(ref.deref()).isEqualTo(VALUE);
    });
  }

  /** S14: unnamed refs and transactions show in messages by what they are called. */
  @Test
  void message_unnamedRef_showsItsMadeUpName() {
    Ref<Integer> unnamed = refs.ref(0);
    assertThatThrownBy(() -> unnamed.set(1)).hasMessageContaining(unnamed.name());
  }
}
