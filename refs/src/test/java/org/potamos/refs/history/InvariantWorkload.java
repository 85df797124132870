package org.potamos.refs.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.potamos.core.Subscription;
import org.potamos.core.Violation;
import org.potamos.refs.CommitCheck;
import org.potamos.refs.CommitRejectedException;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;

/**
 * Threads that run random transactions under invariants over several refs, and look whether one is
 * ever broken. Nothing but the JDK and the library is used here, so that it can be run on another
 * build of the library too.
 */
final class InvariantWorkload {
  /*
   * Overview
   *
   * Of three accounts none is looked at alone: their sum must not be negative. Bodies withdraw only what they
   * find there, so a rejection can only have been computed from something outdated. Two twins are always
   * changed together; one invariant is about the twins and the first account, so that a commit that
   * changes the account shows them to a check. And a pair is changed without looking, rejected or not,
   * while an invariant about it comes and goes.
   */

  /** What must not be. */
  enum Finding {
    /** A state that an invariant in force rejects was seen. */
    BROKEN_STATE,
    /** So was one after enforce had returned. */
    BROKEN_AFTER_ENFORCE,
    /** A check was shown values that were never there together. */
    INCONSISTENT_VIEW,
    /** A body that kept to the invariant was rejected. */
    FALSE_REJECTION,
    /** An irrevocable body, or a preparing hook, ran twice. */
    RUN_TWICE,
    /** The workload has failed, or does not end. */
    FAILURE
  }

  private static final int THREADS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Ref<Integer>> accounts = List.of(Ref.of(2), Ref.of(2), Ref.of(2));
  private final Ref<Integer> twin = Ref.of(0);
  private final Ref<Integer> otherTwin = Ref.of(0);
  private final Ref<Integer> left = Ref.of(0);
  private final Ref<Integer> right = Ref.of(0);
  private final Set<String> found = new ConcurrentSkipListSet<>();
  private final Queue<String> report;

  private InvariantWorkload(Queue<String> report) {
    this.report = report;
  }

  /**
   * Runs until something was found.
   *
   * @param seed of the programs
   * @param rounds how many at most
   * @param transactions of each thread in a round
   * @param wanted go on until this was found; anything if empty
   * @param report is told what was found
   * @return the names of what was found
   */
  static Set<String> hunt(
      long seed, long rounds, int transactions, Set<String> wanted, StringBuilder report)
      throws InterruptedException {
    SplittableRandom seeds = new SplittableRandom(seed);
    Set<String> all = new ConcurrentSkipListSet<>();
    Queue<String> told = new ConcurrentLinkedQueue<>();
    for (long round = 0; round < rounds; round++) {
      InvariantWorkload workload = new InvariantWorkload(told);
      workload.run(seeds.split(), transactions);
      all.addAll(workload.found);
      if (wanted.isEmpty() ? !all.isEmpty() : all.stream().anyMatch(wanted::contains)) {
        report.append("round ").append(round).append(told);
        break;
      }
    }
    return all;
  }

  private void find(Finding finding, Object what) {
    if (found.add(finding.name())) {
      report.add(finding + ": " + what);
    }
  }

  private void run(SplittableRandom seeds, int transactions) throws InterruptedException {
    try (Subscription enforced =
            enforce("sum", accounts, view -> sum(view::valueOf, accounts) >= 0);
        Subscription enforcedToo =
            enforce("twins", List.of(twin, accounts.get(0), otherTwin), view -> isWhole(view))) {
      CountDownLatch start = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom own = seeds.split();
        boolean enforces = i == 0;
        threads.add(
            Thread.ofPlatform()
                .daemon()
                .start(() -> {
                  try {
                    start.await();
                    for (int n = 0; n < transactions; n++) {
                      if (enforces) {
                        comeAndGo();
                      } else {
                        step(own);
                      }
                    }
                  } catch (Throwable failure) {
                    find(Finding.FAILURE, failure);
                  }
                }));
      }
      start.countDown();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      for (Thread thread : threads) {
        if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
          find(Finding.FAILURE, "does not end: " + List.of(thread.getStackTrace()));
        }
      }
      look();
    }
  }

  private boolean isWhole(CommitCheck.View view) {
    if (!view.valueOf(twin).equals(view.valueOf(otherTwin))) {
      find(Finding.INCONSISTENT_VIEW, view.valueOf(twin) + ", " + view.valueOf(otherTwin));
    }
    return true;
  }

  private static int sum(Function<Ref<Integer>, Integer> read, List<Ref<Integer>> refs) {
    return refs.stream().map(read).mapToInt(Integer::intValue).sum();
  }

  // ------------------------------------------------------------------ transactions

  private void step(SplittableRandom random) {
    switch (random.nextInt(8)) {
      case 0 -> look();
      case 1 -> changeTwins();
      case 2, 3 -> changeUnseen(random);
      default -> withdraw(random);
    }
  }

  private void look() {
    int sum = Stm.options().readOnly().dosync(() -> sum(Ref::deref, accounts));
    if (sum < 0) {
      find(Finding.BROKEN_STATE, sum);
    }
  }

  private void changeTwins() {
    Stm.dosync(() -> {
      int next = twin.deref() + 1;
      otherTwin.set(next);
      twin.set(next);
    });
  }

  private void withdraw(SplittableRandom random) {
    Ref<Integer> account = accounts.get(random.nextInt(accounts.size()));
    boolean isIrrevocable = random.nextInt(24) == 0;
    TransactionOptions options =
        isIrrevocable
            ? Stm.options().irrevocable()
            : Stm.options()
                .isolation(random.nextInt(3) == 0 ? Isolation.SERIALIZABLE : Isolation.SNAPSHOT);
    boolean prepares = random.nextInt(32) == 0;
    boolean commutes = random.nextBoolean();
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger prepared = new AtomicInteger();
    try {
      options.dosync(() -> {
        runs.incrementAndGet();
        int amount = sum(Ref::deref, accounts) > 0 ? -1 : 2;
        if (commutes) {
          account.commute(x -> x + amount);
        } else {
          account.alter(x -> x + amount);
        }
        if (prepares) {
          Stm.prepare(prepared::incrementAndGet);
        }
      });
    } catch (CommitRejectedException rejected) {
      find(Finding.FALSE_REJECTION, rejected);
    }
    if (prepared.get() > 1 || (isIrrevocable && runs.get() > 1)) {
      find(Finding.RUN_TWICE, "body=" + runs + ", prepare=" + prepared);
    }
  }

  private void changeUnseen(SplittableRandom random) {
    Ref<Integer> ref = random.nextBoolean() ? left : right;
    int next = random.nextInt(3) - 1;
    try {
      if (random.nextBoolean()) {
        ref.reset(next);
      } else {
        Stm.options().isolation(Isolation.SNAPSHOT).dosync(() -> ref.set(next));
      }
    } catch (CommitRejectedException ignored) {
      return;
    }
  }

  private void comeAndGo() {
    List<Ref<Integer>> pair = List.of(left, right);
    try (Subscription enforced = enforce("pair", pair, view -> sum(view::valueOf, pair) >= 0)) {
      for (int i = 0; i < 4; i++) {
        int sum = Stm.options().readOnly().dosync(() -> sum(Ref::deref, pair));
        if (sum < 0) {
          find(Finding.BROKEN_AFTER_ENFORCE, sum);
        }
      }
    } catch (CommitRejectedException ignored) {
      Thread.onSpinWait();
    }
  }

  private static Subscription enforce(
      String name, List<Ref<Integer>> refs, Function<CommitCheck.View, Boolean> rule) {
    return Stm.enforce(
        new CommitCheck() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public Collection<Ref<Integer>> refs() {
            return refs;
          }

          @Override
          public List<Violation> check(View view) {
            return rule.apply(view) ? List.of() : List.of(Violation.of("must hold"));
          }
        });
  }
}
