package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The code of the page about atoms; {@link GuidePagesTest} runs it. */
class AtomGuideSnippets extends GuidePage {
  AtomGuideSnippets() {
    super("02-atoms.md");
  }

  @Test
  void swap() {
    // @start region="swap"
    Atom<Integer> hits = Atom.of(0);

    println(hits.swap(n -> n + 1)); // the value that this call has installed
    println(hits.swap(Integer::sum, 10)); // with an argument, which spares a capturing lambda
    println(hits.reset(100)); // whatever was there
    println(hits.deref());
    // @end
  }

  @Test
  void reruns() {
    // @start region="reruns"
    Atom<Integer> stock = Atom.of(10);
    List<Integer> seen = new ArrayList<>();

    stock.swap(books -> {
      seen.add(books);
      if (seen.size() == 1) {
        elsewhere(() -> stock.swap(n -> n - 1)); // another thread is quicker
      }
      return books - 2;
    });
    println("the function saw " + seen);
    println("stock " + stock.deref());
    // @end
  }

  @Test
  void effectsWrong() {
    // @start region="effectsWrong"
    Atom<Integer> stock = Atom.of(10);
    List<String> letters = new ArrayList<>();

    stock.swap(books -> {
      letters.add("sold number " + books); // wrong: runs as often as the function
      if (books == 10) {
        elsewhere(() -> stock.swap(n -> n - 1));
      }
      return books - 1;
    });
    println(letters);
    // @end
  }

  @Test
  void effectsRight() {
    // @start region="effectsRight"
    Atom<Integer> stock = Atom.of(10);
    List<String> letters = new ArrayList<>();

    Change<Integer> sale = stock.swapVals(books -> books - 1);
    letters.add("sold number " + sale.oldValue()); // once, and the number is nobody else's
    println(letters);
    // @end
  }

  @Test
  void swapVals() {
    // @start region="swapVals"
    Atom<List<String>> waiting = Atom.builder(List.of("Anne", "Ben")).name("waiting").build();

    Change<List<String>> served =
        waiting.swapVals(all -> all.isEmpty() ? all : all.subList(1, all.size()));
    if (served.isDifferent()) {
      println("next is " + served.oldValue().getFirst());
    }
    println(served);
    println(waiting.resetVals(List.of()).oldValue() + " are sent home");
    // @end
  }

  @Test
  void compare() {
    // @start region="compare"
    Atom<Integer> port = Atom.of(8080);

    println(port.compareAndSet(8080, 9090)); // by identity: this 8080 is another box
    println(port.replace(8080, 9090)); // by equals
    Integer present = port.deref();
    println(port.compareAndSet(present, 7070)); // the very object
    // @end
  }

  @Test
  void checkWrong() {
    // @start region="checkWrong"
    Atom<Integer> seats = Atom.of(1);

    if (seats.deref() > 0) {
      elsewhere(() -> seats.swap(n -> n - 1)); // somebody else takes the last one
      seats.swap(n -> n - 1); // wrong: what was checked is no longer true
    }
    println(seats.deref());
    // @end
  }

  @Test
  void checkRight() {
    // @start region="checkRight"
    Atom<Integer> seats = Atom.of(1);

    elsewhere(() -> seats.swap(n -> n - 1));
    Change<Integer> booking = seats.swapVals(n -> n > 0 ? n - 1 : n); // check and act in one
    println(booking.isDifferent() ? "booked" : "sold out");
    println(seats.deref());
    // @end
  }

  @Test
  void throwing() {
    // @start region="throwing"
    Atom<Integer> share = Atom.of(100);

    try {
      share.swap(amount -> amount / Integer.parseInt("0"));
    } catch (ArithmeticException thrown) {
      println(thrown.getMessage() + ", still " + share.deref());
    }
    // @end
  }

  @Test
  void ownChange() {
    // @start region="ownChange"
    Atom<Integer> counter = Atom.builder(0).name("counter").build();

    try {
      counter.swap(n -> counter.swap(m -> m + 1) + n); // wrong: the function changes its own atom
    } catch (IllegalStateException rejected) {
      println(rejected.getMessage());
    }
    println(counter.deref());
    // @end
  }

  @Test
  void mutableWrong() {
    // @start region="mutableWrong"
    Atom<List<String>> guests = Atom.of(new ArrayList<>());
    List<String> before = guests.deref();

    guests.swap(all -> {
      all.add("Anne"); // wrong: changes a value that others hold
      return all;
    });
    println("before: " + before);
    // @end
  }

  @Test
  void mutableRight() {
    // @start region="mutableRight"
    Atom<List<String>> guests = Atom.of(List.of());
    List<String> before = guests.deref();

    guests.swap(all -> {
      List<String> more = new ArrayList<>(all);
      more.add("Anne");
      return List.copyOf(more); // a new value; PersistentVector makes this cheap
    });
    println("before: " + before + ", after: " + guests.deref());
    // @end
  }

  @Test
  void twoAtomsWrong() {
    // @start region="twoAtomsWrong"
    Atom<Integer> savings = Atom.of(100);
    Atom<Integer> current = Atom.of(0);

    savings.swap(amount -> amount - 30);
    elsewhere(() -> println("total " + (savings.deref() + current.deref()))); // wrong: half-made
    current.swap(amount -> amount + 30);
    // @end
  }

  // @start region="accounts"
  record Accounts(int savings, int current) {
    Accounts move(int amount) {
      return new Accounts(savings - amount, current + amount);
    }

    int total() {
      return savings + current;
    }
  }

  // @end

  @Test
  void twoAtomsRight() {
    // @start region="twoAtomsRight"
    Atom<Accounts> accounts = Atom.of(new Accounts(100, 0));

    accounts.swap(Accounts::move, 30); // both fields at once
    println("total " + accounts.deref().total());
    // @end
  }

  @Test
  void derefTwiceWrong() {
    // @start region="derefTwiceWrong"
    Atom<Accounts> accounts = Atom.of(new Accounts(100, 0));

    int savings = accounts.deref().savings();
    elsewhere(() -> accounts.swap(Accounts::move, 30));
    int current = accounts.deref().current(); // wrong: of another moment
    println(savings + current);

    Accounts now = accounts.deref(); // right: one look, one moment
    println(now.savings() + now.current());
    // @end
  }

  @Test
  void awaitValue() throws InterruptedException {
    // @start region="awaitValue"
    Atom<String> phase = Atom.builder("starting").name("phase").build();
    Thread.startVirtualThread(() -> phase.reset("ready"));

    println(phase.awaitValue("ready"::equals)); // parks until somebody changes the atom
    try {
      phase.awaitValue("stopped"::equals, Duration.ofMillis(10));
    } catch (TimeoutException nobodyStopped) {
      println(phase.deref());
    }
    // @end
  }

  @Test
  void versions() {
    // @start region="versions"
    Atom<String> title = Atom.of("Potamos");
    long seen = title.version();

    println(title.version() == seen); // nothing has changed since
    title.reset("River");
    title.reset("Potamos"); // the value is as before; the version is not
    println(title.version() - seen);
    // @end
  }

  @Test
  void nulls() {
    // @start region="nulls"
    Atom<@Nullable String> user = Atom.of(null); // nobody has logged in

    user.swap(now -> now == null ? "anne" : now);
    println(user.deref());
    println(user.compareAndSet("anne", null));
    println(user.deref());
    // @end
  }

  @Test
  void named() {
    // @start region="named"
    Atom<Integer> limit =
        Atom.builder(10)
            .name("upload limit")
            .validator(n -> n > 0, "must be > 0")
            .metadata(Map.of("unit", "MB", "owner", "web"))
            .build();

    println(limit);
    println(limit.metadata().get("unit"));
    try {
      limit.reset(0);
    } catch (InvalidStateException rejected) {
      println(rejected.getMessage());
    }
    // @end
  }

  // @start region="swappable"
  static int nextTicket(Swappable<Integer> numbers) {
    return numbers.swap(n -> n + 1); // works with an atom, and with a ref too
  }

  // @end

  // @start region="reader"
  static String greeting(Reference<String> title) {
    return "Welcome to " + title.deref(); // can read and watch, and change nothing
  }

  // @end

  @Test
  void callers() {
    // @start region="callers"
    Atom<Integer> numbers = Atom.of(41);
    println(nextTicket(numbers));
    println(greeting(Atom.of("Potamos")));
    // @end
    assertThat(numbers.deref()).isEqualTo(42);
  }
}
