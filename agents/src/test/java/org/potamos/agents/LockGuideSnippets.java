package org.potamos.agents;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.GuidePage;
import org.potamos.core.InvalidStateException;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;

/** The code of the page for those who come from locks; {@link GuidePagesTest} runs it. */
@SuppressWarnings({
  "LockNotBeforeTry",
  "NullAway",
  "UnnecessaryAsync"
}) // locks as people know them; the keys that are updated are there
class LockGuideSnippets extends GuidePage {
  LockGuideSnippets() {
    super("08-coming-from-locks.md");
  }

  // @start region="lockedSeats"
  static final class LockedSeats {
    private int free = 1;

    synchronized boolean book() {
      if (free == 0) {
        return false;
      }
      free--;
      return true;
    }
  }

  // @end

  // @start region="seats"
  static final class Seats {
    private final Atom<Integer> free = Atom.of(1);

    boolean book() {
      return free.swapVals(n -> n == 0 ? n : n - 1).isDifferent();
    }
  }

  // @end

  @Test
  void booking() {
    // @start region="booking"
    LockedSeats locked = new LockedSeats();
    Seats seats = new Seats();
    println(locked.book() + ", " + locked.book());
    println(seats.book() + ", " + seats.book());
    // @end
  }

  // @start region="lockedRange"
  static final class LockedRange {
    private int from = 0;
    private int to = 10;

    synchronized void set(int newFrom, int newTo) {
      if (newFrom > newTo) {
        throw new IllegalArgumentException("from > to");
      }
      from = newFrom;
      to = newTo;
    }

    synchronized int length() { // readers wait for writers, and for each other
      return to - from;
    }
  }

  // @end

  // @start region="range"
  record Range(int from, int to) {
    int length() {
      return to - from;
    }
  }

  // @end

  @Test
  void ranges() {
    // @start region="ranges"
    LockedRange locked = new LockedRange();
    locked.set(5, 8);

    Atom<Range> range =
        Atom.builder(new Range(0, 10))
            .name("range")
            .validator(r -> r.from() <= r.to(), "from must be <= to")
            .build();
    range.reset(new Range(5, 8));
    println(locked.length() + " and " + range.deref().length()); // a reader waits for nobody
    try {
      range.swap(r -> new Range(9, r.to()));
    } catch (InvalidStateException rejected) {
      println(rejected.violations());
    }
    // @end
  }

  // @start region="lockedQueue"
  static final class LockedQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Queue<String> queue = new ArrayDeque<>();

    void put(String element) {
      lock.lock();
      try {
        queue.add(element);
        notEmpty.signal(); // forget this, and somebody waits for ever
      } finally {
        lock.unlock();
      }
    }

    String take() throws InterruptedException {
      lock.lock();
      try {
        while (queue.isEmpty()) {
          notEmpty.await();
        }
        return queue.remove();
      } finally {
        lock.unlock();
      }
    }
  }

  // @end

  // @start region="queue"
  static final class RefQueue {
    private final Ref<PersistentVector<String>> queue = Ref.of(PersistentVector.of());

    void put(String element) {
      queue.swap(all -> all.plus(element)); // wakes whoever has read the queue and waits
    }

    String take() {
      return Stm.dosync(() -> {
        Stm.check(!queue.deref().isEmpty());
        String first = queue.deref().getFirst();
        queue.alter(all -> all.subList(1, all.size()));
        return first;
      });
    }
  }

  // @end

  @Test
  void waiting() throws InterruptedException {
    // @start region="waiting"
    LockedQueue locked = new LockedQueue();
    Thread.startVirtualThread(() -> locked.put("one"));
    println(locked.take());

    RefQueue refs = new RefQueue();
    Thread.startVirtualThread(() -> refs.put("two"));
    println(refs.take());
    // @end
  }

  // @start region="lockedPrices"
  static final class LockedPrices {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ConcurrentHashMap<String, Integer> prices = new ConcurrentHashMap<>();

    void raiseAll() {
      lock.writeLock().lock();
      try {
        prices.replaceAll((article, price) -> price + 1);
      } finally {
        lock.writeLock().unlock();
      }
    }

    int sum() {
      lock.readLock().lock();
      try {
        return prices.values().stream().mapToInt(Integer::intValue).sum();
      } finally {
        lock.readLock().unlock();
      }
    }
  }

  // @end

  @Test
  void snapshot() {
    // @start region="snapshot"
    LockedPrices locked = new LockedPrices();
    locked.prices.put("tea", 3);
    locked.raiseAll();
    println(locked.sum());

    Atom<PersistentMap<String, Integer>> prices = Atom.of(PersistentMap.of("tea", 3, "milk", 2));
    PersistentMap<String, Integer> seen = prices.deref(); // a snapshot, for as long as you like
    elsewhere(() -> prices.swap(all -> all.update("tea", n -> n + 1).update("milk", n -> n + 1)));
    println(seen.values().stream().mapToInt(Integer::intValue).sum());
    println(prices.deref().values().stream().mapToInt(Integer::intValue).sum());
    // @end
  }

  @Test
  void deadlockWrong() {
    // @start region="deadlockWrong"
    ReentrantLock anne = new ReentrantLock();
    ReentrantLock ben = new ReentrantLock();

    anne.lock(); // from Anne to Ben: Anne's lock first
    elsewhere(() -> {
      ben.lock(); // from Ben to Anne, meanwhile: Ben's lock first
      try {
        println("the other has Anne's lock: " + tryFor10Millis(anne)); // lock() would hang here
      } finally {
        ben.unlock();
      }
    });
    anne.unlock();
    // @end
  }

  private static boolean tryFor10Millis(ReentrantLock lock) {
    try {
      return lock.tryLock(10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      throw new AssertionError("interrupted", interrupted);
    }
  }

  @Test
  void deadlockRight() {
    // @start region="deadlockRight"
    Ref<Integer> anne = Ref.of(100);
    Ref<Integer> ben = Ref.of(100);

    Stm.dosync(() -> {
      anne.alter(n -> n - 30);
      if (Stm.attempt() == 1) {
        elsewhere(() ->
            Stm.dosync(() -> { // in the other order: no lock is held, so nobody hangs
              ben.alter(n -> n - 10);
              anne.alter(n -> n + 10);
            }));
      }
      ben.alter(n -> n + 30);
    });
    println(anne.deref() + " and " + ben.deref());
    // @end
  }

  @Test
  void onceWrong() {
    AtomicInteger loads = new AtomicInteger();
    // @start region="onceWrong"
    Atom<@Nullable String> config = Atom.of(null);

    config.swap(now -> {
      if (now != null) {
        return now;
      }
      if (loads.get() == 0) {
        elsewhere(() -> config.swap(other -> other == null ? load(loads) : other));
        return load(loads); // wrong: two threads that are first at once both load
      }
      return load(loads);
    });
    println(loads.get() + " loads");
    // @end
  }

  private static String load(AtomicInteger loads) {
    return "config " + loads.incrementAndGet();
  }

  @Test
  void onceRight() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    // @start region="onceRight"
    Atom<@Nullable FutureTask<String>> config = Atom.of(null);

    FutureTask<String> mine = new FutureTask<>(() -> load(loads)); // does nothing yet
    FutureTask<String> chosen = config.swap(now -> now == null ? mine : now);
    if (chosen != null) {
      chosen.run(); // runs once, whoever calls it
      println(chosen.get() + ", " + loads.get() + " load");
    }
    // @end
  }

  @Test
  void timeout() throws InterruptedException {
    // @start region="timeout"
    ReentrantLock lock = new ReentrantLock();
    lock.lock(); // somebody is in there
    elsewhere(() -> println("lock: " + tryFor10Millis(lock)));
    lock.unlock();

    Ref<Integer> free = Ref.of(0);
    try {
      Stm.options()
          .deadline(Duration.ofMillis(10))
          .dosync(() -> {
            Stm.check(free.deref() > 0);
            free.alter(n -> n - 1);
          });
    } catch (TransactionFailedException failed) {
      println("transaction: " + failed.reason());
    }
    // @end
  }

  // @start region="permits"
  static final class Permits {
    private final Ref<Integer> free;

    Permits(int permits) {
      free = Ref.of(permits);
    }

    void acquire(int permits) {
      Stm.dosync(() -> {
        Stm.check(free.deref() >= permits);
        free.alter(n -> n - permits);
      });
    }

    void release(int permits) {
      free.swap(n -> n + permits);
    }
  }

  // @end

  @Test
  void semaphore() {
    // @start region="semaphore"
    Permits connections = new Permits(2);
    Permits files = new Permits(1);

    Stm.dosync(() -> {
      connections.acquire(2);
      files.acquire(1); // both or neither: no thread holds one and waits for the other
    });
    println(connections.free.deref() + " and " + files.free.deref());
    connections.release(2);
    // @end
  }

  @Test
  void latch() throws InterruptedException {
    // @start region="latch"
    CountDownLatch latch = new CountDownLatch(2);
    Thread.startVirtualThread(latch::countDown);
    Thread.startVirtualThread(latch::countDown);
    latch.await();

    Atom<Integer> left = Atom.of(2);
    Thread.startVirtualThread(() -> left.swap(n -> n - 1));
    Thread.startVirtualThread(() -> left.swap(n -> n - 1));
    println(left.awaitValue(n -> n == 0)); // any condition, also one that comes and goes
    // @end
  }

  @Test
  void atomicReference() {
    // @start region="atomicReference"
    AtomicReference<Integer> plain = new AtomicReference<>(1);
    println(plain.getAndUpdate(n -> n + 1) + ", " + plain.get());

    Atom<Integer> atom = Atom.of(1);
    println(atom.swapVals(n -> n + 1).oldValue() + ", " + atom.deref());
    // @end
  }

  @Test
  void concurrentMap() {
    // @start region="concurrentMap"
    ConcurrentHashMap<String, Integer> plain = new ConcurrentHashMap<>();
    plain.merge("tea", 1, Integer::sum); // atomic for one key

    Atom<PersistentMap<String, Integer>> counts = Atom.of(PersistentMap.of("tea", 1, "milk", 1));
    counts.swap(
        all -> // atomic for as many keys as you like
        all.update("tea", n -> n - 1).update("milk", n -> n + 1));
    println(counts.deref().get("tea") + " and " + counts.deref().get("milk"));
    // @end
  }

  @Test
  void lockStays() {
    // @start region="lockStays"
    ReentrantLock lock = new ReentrantLock();
    List<String> mutable = new ArrayList<>();

    lock.lock();
    try {
      mutable.add("written"); // a mutable object, and an effect that must happen once
    } finally {
      lock.unlock();
    }
    println(mutable);
    // @end
  }
}
