package org.potamos.agents;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.GuidePage;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The code of the page for those who come from Clojure; {@link GuidePagesTest} runs it. */
class ClojureGuideSnippets extends GuidePage {
  ClojureGuideSnippets() {
    super("07-coming-from-clojure.md");
  }

  @Test
  void same() throws InterruptedException {
    // @start region="same"
    Atom<PersistentMap<String, Integer>> scores = Atom.of(PersistentMap.of());
    scores.swap(all -> all.update("anne", n -> n == null ? 1 : n + 1));

    Ref<Integer> from = Ref.of(100);
    Ref<Integer> to = Ref.of(0);
    Stm.dosync(() -> {
      from.alter(n -> n - 30);
      to.commute(Integer::sum, 30);
    });

    Agent<PersistentVector<String>> log = Agent.of(PersistentVector.of());
    log.send(PersistentVector::plus, "done");
    log.await();
    println(scores.deref() + " " + from.deref() + " " + to.deref() + " " + log.deref());
    // @end
  }

  @Test
  void watchThrows() {
    // @start region="watchThrows"
    Atom<Integer> level =
        Atom.builder(0)
            .onWatchFailure(failure -> println("reported: " + failure.cause().getMessage()))
            .build();
    level.watch(change -> {
      throw new IllegalStateException("no screen");
    });

    println(level.compareAndSet(0, 1)); // Clojure throws here, though the change stands
    // @end
  }

  @Test
  void skew() {
    // @start region="skew"
    Ref<Integer> cats = Ref.of(1);
    Ref<Integer> dogs = Ref.of(1);

    Stm.dosync(() -> { // at most three animals
      if (cats.deref() + dogs.deref() < 3) {
        if (Stm.attempt() == 1) {
          elsewhere(() -> dogs.swap(n -> n + 1)); // somebody else adds a dog meanwhile
        }
        cats.alter(n -> n + 1);
      }
    });
    println(cats.deref() + dogs.deref()); // Clojure, without ensure: 4
    // @end
  }

  @Test
  void nestedCatch() {
    // @start region="nestedCatch"
    Ref<Integer> stock = Ref.of(10);

    Stm.dosync(() -> {
      try {
        Stm.dosync(() -> {
          stock.set(0);
          throw new IllegalStateException("no");
        });
      } catch (IllegalStateException innerIsUndone) {
        println(stock.deref()); // Clojure: 0
      }
    });
    // @end
  }

  @Test
  void alterAfterCommute() {
    // @start region="alterAfterCommute"
    Ref<Integer> visits = Ref.of(0);

    Stm.dosync(() -> {
      visits.commute(n -> n + 1);
      visits.alter(n -> n * 10); // Clojure: IllegalStateException
    });
    println(visits.deref());
    // @end
  }

  @Test
  void promise() {
    // @start region="promise"
    CompletableFuture<String> promise = new CompletableFuture<>(); // promise, deliver, deref
    Thread.startVirtualThread(() -> promise.complete("delivered"));
    println(promise.join());

    CompletableFuture<Integer> future = // future
        CompletableFuture.supplyAsync(() -> 6 * 7, Thread::startVirtualThread);
    println(future.join());
    // @end
  }
}
