package org.potamos.refs;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.GuidePage;
import org.potamos.core.Subscription;
import org.potamos.core.collection.PersistentVector;

/** The code of the page about refs; {@link GuidePagesTest} runs it. */
class RefGuideSnippets extends GuidePage {
  RefGuideSnippets() {
    super("03-refs.md");
  }

  @Test
  void allOrNothing() {
    // @start region="allOrNothing"
    Ref<Integer> savings = Ref.of(100);
    Ref<Integer> current = Ref.of(0);

    try {
      Stm.dosync(() -> {
        savings.alter(amount -> amount - 30);
        current.alter(amount -> amount + Integer.parseInt("thirty")); // throws
      });
    } catch (NumberFormatException reachesTheCaller) {
      println(savings.deref() + " and " + current.deref()); // nothing has happened
    }
    // @end
  }

  @Test
  void conflict() {
    // @start region="conflict"
    Ref<Integer> stock = Ref.of(10);

    Stm.dosync(() -> {
      int books = stock.deref();
      if (Stm.attempt() == 1) {
        elsewhere(() -> stock.swap(n -> n - 1)); // another thread is quicker
      }
      stock.set(books - 2);
      println("attempt " + Stm.attempt() + " has seen " + books);
    });
    println("stock " + stock.deref());
    // @end
  }

  @Test
  void readOnly() {
    // @start region="readOnly"
    Ref<Integer> left = Ref.of(50);
    Ref<Integer> right = Ref.of(50);

    int total =
        Stm.options()
            .readOnly()
            .dosync(() -> {
              int seen = left.deref();
              elsewhere(() ->
                  Stm.dosync(() -> {
                    left.alter(n -> n - 20);
                    right.alter(n -> n + 20);
                  }));
              println("attempt " + Stm.attempt());
              return seen + right.deref(); // as it was when the body began
            });
    println(total + ", and now " + left.deref() + " and " + right.deref());
    // @end
  }

  @Test
  void skewWrong() {
    // @start region="skewWrong"
    Ref<Boolean> anneOnCall = Ref.of(true);
    Ref<Boolean> benOnCall = Ref.of(true);

    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          if (benOnCall.deref()) { // wrong: nothing guards what was only read
            if (Stm.attempt() == 1) {
              elsewhere(() -> benOnCall.reset(false)); // Ben leaves meanwhile
            }
            anneOnCall.set(false);
          }
        });
    println("on call: Anne " + anneOnCall.deref() + ", Ben " + benOnCall.deref());
    // @end
  }

  @Test
  void skewRight() {
    // @start region="skewRight"
    Ref<Boolean> anneOnCall = Ref.of(true);
    Ref<Boolean> benOnCall = Ref.of(true);

    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          if (benOnCall.ensure()) { // still true at commit, or the body runs again
            if (Stm.attempt() == 1) {
              elsewhere(() -> benOnCall.reset(false));
            }
            anneOnCall.set(false);
          }
        });
    println("on call: Anne " + anneOnCall.deref() + ", Ben " + benOnCall.deref());
    // @end
  }

  @Test
  void commuted() {
    // @start region="commuted"
    Ref<Integer> visits = Ref.of(0);

    Stm.dosync(() -> {
      int number = visits.commute(Integer::sum, 1);
      elsewhere(() -> visits.swap(n -> n + 100)); // no conflict: the body runs once
      println("attempt " + Stm.attempt() + " sees " + number);
    });
    println("committed " + visits.deref()); // so the answer of commute is no ticket number
    // @end
  }

  @Test
  void ticket() {
    // @start region="ticket"
    Ref<Integer> visits = Ref.of(0);

    int ticket =
        Stm.dosync(() -> {
          int number = visits.alter(n -> n + 1); // needs the exact value: alter
          if (Stm.attempt() == 1) {
            elsewhere(() -> visits.swap(n -> n + 100));
          }
          return number;
        });
    println("ticket " + ticket + " of " + visits.deref());
    // @end
  }

  // @start region="buffer"
  /** Holds up to a number of elements; who takes waits for one, who puts waits for room. */
  static final class Buffer<T> {
    private final Ref<PersistentVector<T>> elements = Ref.of(PersistentVector.of());
    private final int capacity;

    Buffer(int capacity) {
      this.capacity = capacity;
    }

    void put(T element) {
      Stm.dosync(() -> {
        Stm.check(elements.deref().size() < capacity); // else: wait for room
        elements.alter(all -> all.plus(element));
      });
    }

    T take() {
      return Stm.dosync(() -> {
        Stm.check(!elements.deref().isEmpty()); // else: wait for an element
        T first = elements.deref().getFirst();
        elements.alter(all -> all.subList(1, all.size()));
        return first;
      });
    }
  }

  // @end

  @Test
  void buffered() throws InterruptedException {
    // @start region="buffered"
    Buffer<String> buffer = new Buffer<>(1);
    Thread producer =
        Thread.startVirtualThread(() -> List.of("one", "two", "three").forEach(buffer::put));

    println(buffer.take() + ", " + buffer.take() + ", " + buffer.take());
    producer.join();
    // @end
  }

  @Test
  void both() {
    // @start region="both"
    Buffer<String> letters = new Buffer<>(10);
    Buffer<String> parcels = new Buffer<>(10);
    parcels.put("a parcel");

    // two waiting operations make a third: whichever has something first
    String first = Stm.dosync(() -> Stm.orElse(letters::take, parcels::take));
    println(first);

    letters.put("a letter");
    Stm.dosync(() -> parcels.put(letters.take())); // taken and put, or neither
    println(parcels.take());
    // @end
  }

  @Test
  void deadline() {
    // @start region="deadline"
    Ref<Integer> stock = Ref.builder(0).name("stock").build();

    try {
      Stm.options()
          .named("order")
          .deadline(Duration.ofMillis(20))
          .dosync(() -> {
            Stm.check(stock.deref() > 0); // waits, but not for ever
            stock.alter(n -> n - 1);
          });
    } catch (TransactionFailedException failed) {
      println(failed.transactionName() + ": " + failed.reason());
      println("last conflict: " + failed.lastConflict());
    }
    // @end
  }

  @Test
  void retryFor() {
    // @start region="retryFor"
    Ref<PersistentVector<String>> queue = Ref.of(PersistentVector.of());

    String next =
        Stm.dosync(() -> {
          if (queue.deref().isEmpty()) {
            Stm.retryFor(Duration.ofMillis(10)); // returns when that time is up
            return "nothing came";
          }
          return queue.deref().getFirst();
        });
    println(next);
    // @end
  }

  @Test
  void nested() {
    // @start region="nested"
    Ref<Integer> stock = Ref.of(10);
    Ref<Integer> extras = Ref.of(0);

    Stm.dosync(() -> {
      stock.alter(n -> n - 1);
      try {
        Stm.dosync(() -> {
          extras.set(5);
          throw new IllegalArgumentException("no such extra");
        });
      } catch (IllegalArgumentException innerIsUndone) {
        println(innerIsUndone.getMessage());
      }
    });
    println(stock.deref() + " and " + extras.deref());
    // @end
  }

  @Test
  void hookOrder() {
    // @start region="hookOrder"
    Ref<String> status = Ref.of("ordered");
    status.watch(change -> println("watch: " + change.newValue()));
    Subscription listening =
        Stm.listen(commit -> {
          if ("pay".equals(commit.transactionName())) {
            println("listener: " + commit.changes().size() + " change");
          }
        });

    Stm.options()
        .named("pay")
        .dosync(() -> {
          Stm.afterCommit(() -> println("after commit"));
          Stm.prepare(() -> println("prepare: the last chance to veto"));
          Stm.beforeCommit(() -> println("before commit: may still change refs"));
          status.set("paid");
        });
    listening.close();
    // @end
  }

  @Test
  void rolledBack() {
    // @start region="rolledBack"
    Ref<Integer> stock = Ref.of(10);

    Stm.dosync(() -> {
      int attempt = Stm.attempt();
      Stm.afterRollback(() -> println("attempt " + attempt + " is undone"));
      int books = stock.deref();
      if (attempt == 1) {
        elsewhere(() -> stock.swap(n -> n - 1));
      }
      stock.set(books - 1);
    });
    println(stock.deref());
    // @end
  }

  @Test
  void effectWrong() {
    // @start region="effectWrong"
    Ref<Integer> stock = Ref.of(10);

    Stm.dosync(() -> {
      int books = stock.deref();
      println("mail: number " + books + " is sold"); // wrong: once for each run of the body
      if (Stm.attempt() == 1) {
        elsewhere(() -> stock.swap(n -> n - 1));
      }
      stock.set(books - 1);
    });
    // @end
  }

  @Test
  void effectRight() {
    // @start region="effectRight"
    Ref<Integer> stock = Ref.of(10);

    Stm.dosync(() -> {
      int books = stock.deref();
      Stm.afterCommit(() -> println("mail: number " + books + " is sold"));
      if (Stm.attempt() == 1) {
        elsewhere(() -> stock.swap(n -> n - 1));
      }
      stock.set(books - 1);
    });
    // @end
  }

  @Test
  void catchWrong() {
    // @start region="catchWrong"
    Ref<Integer> stock = Ref.of(10);

    Stm.dosync(() -> {
      try {
        int books = stock.deref();
        if (Stm.attempt() == 1) {
          elsewhere(() -> stock.swap(n -> n - 1));
        }
        stock.set(books - 1);
        Stm.check(books < 10); // in the first attempt, waits for a change
      } catch (Throwable everything) { // wrong: also catches what ends an attempt
        println("cannot sell"); // though it can: the body runs again
      }
    });
    println(stock.deref()); // no harm to the refs
    // @end
  }

  @Test
  void nothingRead() {
    // @start region="nothingRead"
    Ref<Integer> stock = Ref.of(0);
    int seenBefore = stock.deref(); // wrong: read outside of the transaction

    try {
      Stm.dosync(() -> Stm.check(seenBefore > 0));
    } catch (TransactionFailedException failed) {
      println(failed.reason()); // nothing could ever wake it, so it does not wait
    }
    // @end
  }

  @Test
  void threadWrong() {
    // @start region="threadWrong"
    Ref<Integer> stock = Ref.builder(10).name("stock").build();

    Stm.dosync(() -> {
      stock.alter(n -> n - 1);
      elsewhere(() -> { // a thread that the body starts is not in the transaction
        println("it reads " + stock.deref());
        try {
          stock.alter(n -> n - 1); // wrong
        } catch (IllegalStateException rejected) {
          println(rejected.getMessage());
        }
      });
    });
    println(stock.deref());
    // @end
  }

  @Test
  void atomWrong() {
    // @start region="atomWrong"
    Ref<Integer> stock = Ref.of(0);
    Atom<Integer> sold = Atom.of(0);

    try {
      Stm.dosync(() -> {
        sold.swap(n -> n + 1); // wrong: at once, and not undone
        if (stock.alter(n -> n - 1) < 0) {
          throw new IllegalStateException("sold out");
        }
      });
    } catch (IllegalStateException soldOut) {
      println(soldOut.getMessage() + ", stock " + stock.deref() + ", sold " + sold.deref());
    }
    // @end
  }

  @Test
  void twoReads() {
    // @start region="twoReads"
    Ref<Integer> left = Ref.of(50);
    Ref<Integer> right = Ref.of(50);

    int seen = left.deref(); // wrong: two reads outside are of two moments
    elsewhere(() ->
        Stm.dosync(() -> {
          left.alter(n -> n - 20);
          right.alter(n -> n + 20);
        }));
    println(seen + right.deref());
    int now = Stm.dosync(() -> left.deref() + right.deref()); // right: of one moment
    println(now);
    // @end
  }

  @Test
  void history() {
    // @start region="history"
    Ref<Integer> price = Ref.of(1);

    Stm.options()
        .readOnly()
        .dosync(() -> {
          price.deref();
          elsewhere(() -> {
            price.swap(n -> n + 1);
            price.swap(n -> n + 1);
            price.swap(n -> n + 1);
          });
          println("while somebody needs it: " + price.historyCount());
        });
    price.swap(n -> n + 1);
    println("afterwards: " + price.historyCount());
    // @end
  }
}
