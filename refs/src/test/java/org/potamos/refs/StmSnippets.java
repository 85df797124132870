package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Subscription;
import org.potamos.core.collection.PersistentVector;

/** What the Javadoc and the guide show; {@link SnippetsTest} runs it. */
class StmSnippets {

  @Test
  void transfer() {
    // @start region="transfer"
    Ref<Integer> savings = Ref.of(100);
    Ref<Integer> current = Ref.of(0);

    Stm.dosync(() -> {
      savings.alter(amount -> amount - 30);
      current.alter(amount -> amount + 30);
    });

    int total = Stm.dosync(() -> savings.deref() + current.deref()); // 100, whatever runs beside it
    // @end
    assertThat(total).isEqualTo(100);
    assertThat(current.deref()).isEqualTo(30);
  }

  @Test
  void explicit() {
    List<Ref<Integer>> balances = List.of(Ref.of(1), Ref.of(2), Ref.of(3));
    // @start region="explicit"
    int sum =
        Stm.dosync(tx -> {
          int total = 0;
          for (Ref<Integer> balance : balances) {
            total += balance.deref(tx); // spares each of them the look-up
          }
          return total;
        });
    // @end
    assertThat(sum).isEqualTo(6);
  }

  @Test
  void options() {
    Ref<Integer> stock = Ref.of(5);
    // @start region="options"
    TransactionOptions order =
        Stm.options().named("order").deadline(Duration.ofSeconds(2)).maxAttempts(1_000);
    TransactionOptions report = Stm.options().named("report").readOnly();

    order.dosync(() -> {
      stock.alter(pieces -> pieces - 1);
    });
    int left = report.dosync(() -> stock.deref()); // runs exactly once, beside any writers
    // @end
    assertThat(left).isEqualTo(4);
  }

  @Test
  void builder() {
    List<String> log = new ArrayList<>();
    // @start region="builder"
    Ref<Integer> balance =
        Ref.builder(100)
            .name("balance")
            .validator(amount -> amount >= 0, "must be >= 0")
            .watch(change -> log.add(change.oldValue() + " -> " + change.newValue()))
            .build();

    Stm.dosync(() -> {
      balance.alter(amount -> amount - 200); // not valid, but nobody looks before the commit
      balance.alter(amount -> amount + 170);
    }); // log: "100 -> 70"
    // @end
    assertThat(log).containsExactly("100 -> 70");
    assertThatThrownBy(() -> balance.swap(amount -> amount - 71))
        .isInstanceOf(InvalidStateException.class);
  }

  @Test
  void retry() throws InterruptedException {
    // @start region="retry"
    Ref<PersistentVector<String>> queue = Ref.of(PersistentVector.of());

    Thread consumer =
        Thread.startVirtualThread(() -> {
          String next =
              Stm.dosync(() -> {
                Stm.check(!queue.deref().isEmpty()); // else: wait until queue changes
                String first = queue.deref().getFirst();
                queue.alter(all -> all.subList(1, all.size()));
                return first;
              });
          System.out.println(next);
        });
    queue.swap(all -> all.plus("letter"));
    // @end
    consumer.join();
    assertThat(queue.deref()).isEmpty();
  }

  @Test
  void orElse() {
    Ref<Integer> cash = Ref.of(10);
    Ref<Integer> card = Ref.of(100);
    // @start region="orElse"
    String paidBy =
        Stm.dosync(() ->
            Stm.orElse(
                () -> {
                  Stm.check(cash.alter(amount -> amount - 30) >= 0); // undone if it retries
                  return "cash";
                },
                () -> {
                  Stm.check(card.alter(amount -> amount - 30) >= 0);
                  return "card";
                }));
    // @end
    assertThat(paidBy).isEqualTo("card");
    assertThat(cash.deref()).isEqualTo(10);
    assertThat(card.deref()).isEqualTo(70);
  }

  @Test
  void writeSkew() {
    // @start region="writeSkew"
    Ref<Boolean> anneOnCall = Ref.of(true);
    Ref<Boolean> benOnCall = Ref.of(true);

    Runnable anneLeaves =
        () ->
            Stm.dosync(() -> {
              if (benOnCall.deref()) { // still true when this commits, or the body runs again
                anneOnCall.set(false);
              }
            });
    // @end
    anneLeaves.run();
    assertThat(anneOnCall.deref()).isFalse();
  }

  @Test
  void commute() {
    Ref<Integer> visits = Ref.of(0);
    // @start region="commute"
    Stm.dosync(() -> {
      // ... whatever the transaction is about ...
      visits.commute(n -> n + 1); // applied again, to the newest value, at commit
    });
    // @end
    assertThat(visits.deref()).isEqualTo(1);
  }

  @Test
  void hooks() {
    Ref<String> status = Ref.of("ordered");
    List<String> outbox = new ArrayList<>();
    // @start region="hooks"
    Stm.dosync(() -> {
      status.set("paid");
      Stm.afterCommit(() -> outbox.add("receipt")); // once, however often the body runs
    });
    // @end
    assertThat(outbox).containsExactly("receipt");
  }

  @Test
  void irrevocable() {
    Ref<Integer> number = Ref.of(7);
    List<String> printer = new ArrayList<>();
    // @start region="irrevocable"
    Stm.options()
        .irrevocable()
        .dosync(() -> {
          int ticket = number.alter(n -> n + 1);
          Stm.io("print", () -> printer.add("ticket " + ticket)); // the body runs exactly once
        });
    // @end
    assertThat(printer).containsExactly("ticket 8");
  }

  @Test
  void single() {
    // @start region="single"
    Ref<Integer> hits = Ref.of(0);
    hits.swap(n -> n + 1); // on its own; inside a transaction it is a part of it
    // @end
    assertThat(hits.deref()).isEqualTo(1);
  }

  @Test
  void listener() {
    List<Commit> log = new CopyOnWriteArrayList<>();
    Ref<Integer> a = Ref.of(1);
    Ref<Integer> b = Ref.of(2);
    // @start region="listener"
    Subscription subscription = Stm.listen(commit -> log.add(commit));
    Stm.dosync(() -> {
      a.set(10);
      b.set(20);
    });
    subscription.close();
    // @end
    assertThat(log)
        .filteredOn(commit -> commit.changes().getFirst().reference().equals(a))
        .singleElement()
        .satisfies(commit -> assertThat(commit.changes()).hasSize(2));
  }
}
