package org.potamos.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.GuidePage;
import org.potamos.core.InvalidStateException;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The code of the page about choosing a reference; {@link GuidePagesTest} runs it. */
@SuppressWarnings("NullAway") // the keys that are looked up are there
class WhichReferenceSnippets extends GuidePage {
  WhichReferenceSnippets() {
    super("01-which-reference.md");
  }

  @Test
  void three() throws InterruptedException {
    // @start region="three"
    Atom<Integer> hits = Atom.of(0); // one value, changed now
    hits.swap(n -> n + 1);

    Ref<Integer> savings = Ref.of(100); // values that agree with each other
    Ref<Integer> current = Ref.of(0);
    Stm.dosync(() -> {
      savings.alter(amount -> amount - 30);
      current.alter(amount -> amount + 30);
    });

    Agent<PersistentVector<String>> log = Agent.of(PersistentVector.of()); // changed later
    log.send(PersistentVector::plus, "moved 30");
    log.await(); // only since the next line prints it

    println(hits.deref() + ", " + savings.deref() + " + " + current.deref() + ", " + log.deref());
    // @end
  }

  @Test
  void transferByRefs() {
    // @start region="transferByRefs"
    Ref<Integer> anne =
        Ref.builder(100).name("anne").validator(n -> n >= 0, "must be >= 0").build();
    Ref<Integer> ben = Ref.builder(0).name("ben").validator(n -> n >= 0, "must be >= 0").build();

    try {
      Stm.dosync(() -> {
        ben.alter(n -> n + 130);
        anne.alter(n -> n - 130);
      });
    } catch (InvalidStateException rejected) {
      println(rejected.getMessage());
    }
    println(anne.deref() + " and " + ben.deref());
    // @end
  }

  @Test
  void transferByAtom() {
    // @start region="transferByAtom"
    Atom<PersistentMap<String, Integer>> accounts =
        Atom.of(PersistentMap.of("anne", 100, "ben", 0, "cy", 50));
    AtomicInteger runs = new AtomicInteger();

    accounts.swap(all -> {
      if (runs.incrementAndGet() == 1) {
        elsewhere(() -> accounts.swap(other -> other.with("cy", 51))); // nothing to do with us
      }
      return all.with("anne", all.get("anne") - 30).with("ben", all.get("ben") + 30);
    });
    println(runs + " runs, since somebody has changed the account of Cy");
    // @end
  }

  @Test
  void transferByAgents() throws InterruptedException {
    // @start region="transferByAgents"
    Agent<Integer> anne = Agent.builder(100).validator(n -> n >= 0, "must be >= 0").build();
    Agent<Integer> ben = Agent.builder(0).validator(n -> n >= 0, "must be >= 0").build();
    anne.setErrorMode(ErrorMode.CONTINUE);

    anne.send(n -> n - 130); // rejected, some time later; the caller does not hear of it
    ben.send(n -> n + 130); // and this one does not know
    anne.await();
    ben.await();
    println(anne.deref() + " and " + ben.deref());
    // @end
  }

  @Test
  void slowByAgent() throws InterruptedException {
    // @start region="slowByAgent"
    Agent<PersistentVector<String>> archive = Agent.of(PersistentVector.of());

    archive.send(all -> all.plus(readSlowly("a.txt"))); // returns at once
    archive.send(all -> all.plus(readSlowly("b.txt"))); // begins when the first has ended
    archive.await();
    println(archive.deref());
    // @end
  }

  private String readSlowly(String file) {
    println("reading " + file);
    return file;
  }

  @Test
  void slowByAtom() {
    // @start region="slowByAtom"
    Atom<PersistentVector<String>> archive = Atom.of(PersistentVector.of());

    archive.swap(all -> {
      if (all.isEmpty()) {
        elsewhere(() -> archive.swap(other -> other.plus("b.txt")));
      }
      return all.plus(readSlowly("a.txt")); // wrong: I/O in a function that may run again
    });
    println(archive.deref());
    // @end
  }

  @Test
  void counter() {
    // @start region="counter"
    LongAdder requests = new LongAdder(); // only counted, read now and then: no reference needed
    requests.increment();

    Atom<Long> tickets = Atom.of(0L); // each caller needs its own number: an atom
    println("ticket " + tickets.swap(n -> n + 1) + ", requests " + requests.sum());
    // @end
  }

  @Test
  void granularity() {
    // @start region="granularity"
    PersistentMap<String, Ref<Integer>> stock =
        PersistentMap.of("tea", Ref.of(10), "coffee", Ref.of(10));

    Stm.dosync(() -> {
      elsewhere(() -> stock.get("coffee").swap(n -> n - 1)); // another ref: no conflict
      stock.get("tea").alter(n -> n - 1);
      println("attempt " + Stm.attempt());
    });
    // @end
  }

  @Test
  void sendInTransaction() throws InterruptedException {
    // @start region="sendInTransaction"
    Ref<Integer> stock = Ref.of(10);
    Agent<PersistentVector<String>> letters = Agent.of(PersistentVector.of());

    Stm.dosync(() -> {
      int books = stock.deref();
      letters.send(PersistentVector::plus, "sold number " + books); // held until the commit
      if (Stm.attempt() == 1) {
        elsewhere(() -> stock.swap(n -> n - 1)); // so the body runs again
      }
      stock.set(books - 1);
    });
    letters.await();
    println(letters.deref());
    // @end
  }

  @Test
  void atomInTransaction() {
    // @start region="atomInTransaction"
    Ref<Integer> stock = Ref.of(10);
    Atom<Integer> bodies = Atom.of(0);

    Stm.dosync(() -> {
      bodies.swap(n -> n + 1); // at once, each time the body runs, and never undone
      int books = stock.deref();
      if (Stm.attempt() == 1) {
        elsewhere(() -> stock.swap(n -> n - 1));
      }
      stock.set(books - 1);
    });
    println("sold 1, counted " + bodies.deref());
    // @end
  }

  @Test
  void mutable() {
    // @start region="mutable"
    Ref<List<String>> names = Ref.of(new ArrayList<>());

    try {
      Stm.dosync(() -> {
        names.alter(all -> {
          all.add("Anne"); // wrong: changes the value that is there
          return all;
        });
        throw new IllegalStateException("undo this");
      });
    } catch (IllegalStateException undone) {
      println("after the rollback: " + names.deref());
    }
    // @end
  }
}
