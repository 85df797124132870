package org.potamos.agents;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.GuidePage;
import org.potamos.core.Subscription;
import org.potamos.core.collection.PersistentMap;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;

/** The code of the page about performance; {@link GuidePagesTest} runs it. */
@SuppressWarnings("ReferenceEquality") // what is shown: it is the same object
class PerformanceGuideSnippets extends GuidePage {
  private static final TransactionOptions SUM = Stm.options().named("sum").readOnly();

  PerformanceGuideSnippets() {
    super("09-performance.md");
  }

  @Test
  void cheapSwap() {
    AtomicInteger parsed = new AtomicInteger();
    // @start region="cheapSwap"
    Atom<PersistentMap<String, Integer>> prices = Atom.of(PersistentMap.of());

    int price = parse(parsed, "3"); // what needs no present value is done before, and once
    prices.swap(all -> {
      if (!all.containsKey("milk")) {
        elsewhere(() -> prices.swap(other -> other.with("milk", 2)));
      }
      return all.with("tea", price); // the function only puts it in
    });
    println(prices.deref().size() + " prices, parsed " + parsed.get());
    // @end
  }

  @Test
  void dearSwap() {
    AtomicInteger parsed = new AtomicInteger();
    // @start region="dearSwap"
    Atom<PersistentMap<String, Integer>> prices = Atom.of(PersistentMap.of());

    prices.swap(all -> {
      int price = parse(parsed, "3"); // wrong: done again in each run
      if (!all.containsKey("milk")) {
        elsewhere(() -> prices.swap(other -> other.with("milk", 2)));
      }
      return all.with("tea", price);
    });
    println(prices.deref().size() + " prices, parsed " + parsed.get());
    // @end
  }

  private static int parse(AtomicInteger count, String text) {
    count.incrementAndGet();
    return Integer.parseInt(text);
  }

  @Test
  void readOnly() {
    // @start region="readOnly"
    List<Ref<Integer>> cells = IntStream.range(0, 1_000).mapToObj(Ref::of).toList();

    int sum = // SUM is a constant: Stm.options().named("sum").readOnly()
        SUM.dosync(tx -> {
          int total = 0;
          for (Ref<Integer> cell : cells) {
            total += cell.deref(tx); // spares each of them the look-up of the transaction
          }
          return total;
        });
    println(sum);
    // @end
  }

  @Test
  void sameObject() {
    // @start region="sameObject"
    PersistentMap<String, Integer> prices = PersistentMap.of("tea", 3);
    println(prices.with("tea", 3) == prices); // nothing to change: the same object, no copy

    PersistentMap.Builder<String, Integer> builder = prices.builder();
    for (int i = 0; i < 1_000; i++) {
      builder.put("article " + i, i); // in place, since nobody else can see it yet
    }
    println(builder.build().size());
    // @end
  }

  @Test
  void batch() throws InterruptedException {
    // @start region="batch"
    Agent<Integer> total = Agent.of(0);
    List<Integer> numbers = IntStream.rangeClosed(1, 1_000).boxed().toList();

    total.send((sum, all) -> sum + all.stream().mapToInt(Integer::intValue).sum(), numbers);
    total.await(); // one action, not a thousand
    println(total.deref() + " in " + total.processedCount() + " action");
    // @end
  }

  @Test
  void countRuns() {
    // @start region="countRuns"
    Ref<Integer> stock = Ref.of(10);
    LongAdder bodies = new LongAdder(); // no reference: it is to count runs that are undone, too
    LongAdder commits = new LongAdder();

    Stm.dosync(() -> {
      bodies.increment();
      int books = stock.deref();
      if (Stm.attempt() == 1) {
        elsewhere(() -> stock.swap(n -> n - 1));
      }
      stock.set(books - 1);
      Stm.afterCommit(commits::increment);
    });
    println(bodies.sum() + " runs for " + commits.sum() + " commit");
    // @end
  }

  @Test
  void countSwaps() {
    // @start region="countSwaps"
    Atom<Integer> hits = Atom.of(0);
    LongAdder runs = new LongAdder();

    hits.swap(n -> {
      runs.increment();
      if (n == 0) {
        elsewhere(() -> hits.swap(m -> m + 1));
      }
      return n + 1;
    });
    println(runs.sum() + " runs for 1 change");
    // @end
  }

  @Test
  void listenToCommits() {
    // @start region="listenToCommits"
    Ref<Integer> stock = Ref.builder(10).name("stock").build();
    Subscription listening =
        Stm.listen(commit -> {
          if ("order".equals(commit.transactionName())) {
            commit
                .changes()
                .forEach(change -> println(change.oldValue() + " -> " + change.newValue()));
          }
        });
    Stm.options()
        .named("order")
        .dosync(() -> {
          stock.alter(n -> n - 1);
        });
    listening.close(); // while somebody listens, commits take turns
    // @end
  }
}
