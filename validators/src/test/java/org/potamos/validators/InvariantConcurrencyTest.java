package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.Threads;
import org.potamos.refs.CommitRejectedException;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;

/**
 * Invariants that overlap, come and go, while random transactions of all kinds run: nobody sees a
 * state that breaks one, and each transaction that has committed is accounted for.
 */
class InvariantConcurrencyTest {
  private static final int WORKERS = 4;
  private static final int STEPS = 1_500;

  /** Always the same ones, and a new one, which the name of the test tells. */
  static LongStream seeds() {
    return LongStream.of(1, 20_261_123, System.nanoTime());
  }

  // ------------------------------------------------------------------ random transactions

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void invariants_underRandomTransactions_alwaysHold(long seed) {
    new Bank(seed).run();
  }

  /** Six accounts, and a ledger that tells what they must sum up to. */
  private static final class Bank {
    private final long seed;
    private final List<Ref<Integer>> accounts =
        IntStream.range(0, 6).mapToObj(i -> Ref.builder(20).name("account" + i).build()).toList();
    private final Ref<Integer> ledger = Ref.builder(120).name("ledger").build();
    private final LongAdder paidIn = new LongAdder();
    private final LongAdder committed = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final AtomicInteger working = new AtomicInteger(WORKERS);
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    Bank(long seed) {
      this.seed = seed;
    }

    private Ref<Integer> account(int i) {
      return accounts.get(i);
    }

    private List<Ref<Integer>> accountsAndLedger() {
      List<Ref<Integer>> all = new ArrayList<>(accounts);
      all.add(ledger);
      return all;
    }

    private static boolean isBalanced(List<Integer> values) {
      int last = values.size() - 1;
      return values.subList(0, last).stream().mapToInt(x -> x).sum() == values.get(last);
    }

    void run() {
      try (Invariant balanced =
              Invariant.over(accountsAndLedger())
                  .named("ledger")
                  .enforce(Bank::isBalanced, "sum up to the ledger");
          Invariant pair =
              Invariant.over(account(0), account(1)).enforce(Bank::isCovered, "cover");
          Invariant three =
              Invariant.over(account(1), account(2), account(3))
                  .enforce((x, y, z) -> isCovered(x, y + z), "cover each other");
          Invariant ends =
              Invariant.over(account(4), account(3))
                  .enforce((x, y) -> isCovered(50 + x, -y), "not differ by more than 50")) {
        Threads.run(WORKERS + 2, this::runThread);
        assertThat(wrong).as("seed %d", seed).isEmpty();
        int sum = accounts.stream().mapToInt(Ref::deref).sum();
        assertThat(sum).as("seed %d", seed).isEqualTo(ledger.deref());
        assertThat((long) sum).as("seed %d", seed).isEqualTo(120 + paidIn.sum());
        assertThat(committed.sum()).as("committed, seed %d", seed).isPositive();
        assertThat(rejected.sum()).as("rejected, seed %d", seed).isPositive();
      }
      accountsAndLedger().forEach(ref -> assertThat(ref.historyCount()).isZero());
    }

    private static boolean isCovered(int x, int y) {
      boolean holds = x + y >= 0;
      letOthersRun();
      return holds;
    }

    private void runThread(int index) {
      SplittableRandom random = new SplittableRandom(seed * 31 + index);
      if (index < WORKERS) {
        try {
          for (int i = 0; i < STEPS && wrong.isEmpty(); i++) {
            step(random);
          }
        } finally {
          working.decrementAndGet();
        }
      } else {
        BooleanSupplier goesOn = () -> working.get() > 0 && wrong.isEmpty();
        while (goesOn.getAsBoolean()) {
          if (index == WORKERS) {
            look();
          } else {
            comeAndGo(random);
          }
        }
      }
    }

    // ---------------------------------------------------------------- who looks

    private void look() {
      List<Integer> values =
          Stm.options()
              .readOnly()
              .dosync(() -> accountsAndLedger().stream().map(Ref::deref).toList());
      boolean holds =
          isBalanced(values)
              && isCovered(values.get(0), values.get(1))
              && values.get(1) + values.get(2) + values.get(3) >= 0
              && values.get(3) <= values.get(4) + 50;
      if (!holds) {
        wrong.add("seen: " + values);
      }
    }

    /** An invariant more, for some time: it holds from the return of enforce until close. */
    private void comeAndGo(SplittableRandom random) {
      int i = random.nextInt(6);
      int j = (i + 1 + random.nextInt(5)) % 6;
      int least = random.nextInt(-40, 20);
      try (Invariant coming =
          Invariant.over(account(i), account(j))
              .enforce((x, y) -> isCovered(x, y - least), "be >= " + least)) {
        for (int n = random.nextInt(20); n >= 0; n--) {
          int sum = Stm.options().readOnly().dosync(() -> account(i).deref() + account(j).deref());
          if (sum < least) {
            wrong.add(sum + " seen under " + coming + ", which must be >= " + least);
          }
          look();
        }
      } catch (CommitRejectedException ignored) {
        look();
      }
    }

    // ---------------------------------------------------------------- who changes

    private void step(SplittableRandom random) {
      int from = random.nextInt(1 + random.nextInt(6)); // the first are soon at their limit
      int to = (from + 1 + random.nextInt(5)) % 6;
      int amount = random.nextInt(1, 30);
      int kind = random.nextInt(12);
      try {
        switch (kind) {
          case 0 -> {
            account(from).swap(x -> x + amount);
            wrong.add("a change of one account alone was committed");
          }
          case 1 -> {
            Stm.dosync(() -> ledger.commute(x -> x - amount));
            wrong.add("a change of the ledger alone was committed");
          }
          case 2 -> {
            int change = random.nextBoolean() ? amount : -amount;
            options(random).dosync(() -> payIn(account(from), change, random.split()));
            paidIn.add(change);
          }
          case 3 ->
              Stm.dosync(() -> { // commits on its own, whatever becomes of what is around it
                Stm.options()
                    .requiresNew()
                    .dosync(() -> payIn(account(from), amount, random.split()));
                paidIn.add(amount);
                move(account(from == 0 ? 5 : 0), account(from == 1 ? 4 : 1), 100, false);
              });
          default -> {
            SplittableRandom own = random.split();
            options(random).dosync(() -> transfer(account(from), account(to), amount, own));
          }
        }
        committed.increment();
      } catch (CommitRejectedException rejection) {
        rejected.increment();
        if (rejection.changedRefs().isEmpty()) {
          wrong.add("changed nothing: " + rejection);
        }
      } catch (IllegalStateException unexpected) {
        if (kind != 3) { // the outer one may have lost what the inner one changes
          throw unexpected;
        }
      }
    }

    private static TransactionOptions options(SplittableRandom random) {
      return switch (random.nextInt(8)) {
        case 0 -> Stm.options().irrevocable();
        case 1, 2, 3 -> Stm.options();
        default -> Stm.options().isolation(Isolation.SNAPSHOT);
      };
    }

    private int payIn(Ref<Integer> account, int amount, SplittableRandom random) {
      if (random.nextBoolean()) {
        account.commute(Integer::sum, amount);
        return ledger.commute(Integer::sum, amount);
      }
      ledger.alter(Integer::sum, amount);
      return account.alter(Integer::sum, amount);
    }

    private void transfer(Ref<Integer> from, Ref<Integer> to, int amount, SplittableRandom random) {
      switch (random.nextInt(7)) {
        case 0 -> move(from, to, amount, true);
        case 1 -> {
          if (from.ensure() >= amount) {
            move(from, to, amount, false);
          }
        }
        case 2 -> Stm.dosync(() -> move(from, to, amount, false));
        case 3 -> {
          move(from, to, amount, false);
          Stm.prepare(() -> {});
        }
        case 4 -> Stm.beforeCommit(() -> move(from, to, amount, false));
        case 5 -> { // in between the sum is wrong
          from.alter(x -> x - 1_000);
          to.set(to.deref() + 1_000 + amount);
          from.alter(x -> x + 1_000 - amount);
        }
        default -> {
          move(from, to, amount, false);
          letOthersRun();
        }
      }
    }

    private static void move(Ref<Integer> from, Ref<Integer> to, int amount, boolean commutes) {
      if (commutes) {
        from.commute(x -> x - amount);
        to.commute(x -> x + amount);
      } else {
        to.alter(x -> x + amount);
        from.alter(x -> x - amount);
      }
    }
  }

  /** In rules and bodies, so that they overlap on few processors. */
  @SuppressWarnings("ThreadPriorityCheck") // that is what it is for
  private static void letOthersRun() {
    if (ThreadLocalRandom.current().nextInt(3) == 0) {
      Thread.yield();
    }
  }

  // ------------------------------------------------------------------ races, one by one

  /** Once enforce has returned, nobody sees a state that it rejects, and none stays. */
  @Test
  void enforce_racingWithCommits_noBadStateIsVisible() {
    for (int round = 0; round < 300; round++) {
      Ref<Integer> a = Ref.of(0);
      Ref<Integer> b = Ref.of(0);
      BooleanSupplier holds =
          () -> Stm.options().readOnly().dosync(() -> a.deref() + b.deref()) >= 0;
      Threads.run(
          3,
          index -> {
            if (index == 0) {
              try {
                Invariant.over(a, b)
                    .enforce(
                        (x, y) -> {
                          letOthersRun();
                          return x + y >= 0;
                        },
                        "not be negative");
                for (int i = 0; i < 20; i++) {
                  assertThat(holds.getAsBoolean()).as("after enforce").isTrue();
                }
              } catch (CommitRejectedException rejection) {
                assertThat(rejection.changedRefs()).isEmpty();
              }
            } else {
              for (int i = 0; i < 6; i++) {
                int value = i % 2 == 0 ? 1 : -1;
                try {
                  if (index == 1) {
                    a.reset(value);
                  } else {
                    Stm.options().isolation(Isolation.SNAPSHOT).dosync(() -> b.set(value));
                  }
                } catch (CommitRejectedException rejection) {
                  assertThat(rejection.changedRefs()).hasSize(1);
                }
              }
            }
          });
    }
  }

  /** Bodies that look before they withdraw are never rejected, and never both succeed. */
  @Test
  void enforce_withdrawalsThatLook_areNeverRejected() {
    for (int round = 0; round < 300; round++) {
      Ref<Integer> a = Ref.of(2);
      Ref<Integer> b = Ref.of(1);
      LongAdder withdrawn = new LongAdder();
      try (Invariant enforced =
          Invariant.over(a, b).enforce((x, y) -> x + y >= 0, "not be negative")) {
        Threads.run(
            4,
            index -> {
              Ref<Integer> own = index % 2 == 0 ? a : b;
              for (int i = 0; i < 3; i++) {
                boolean has =
                    Stm.options()
                        .isolation(Isolation.SNAPSHOT)
                        .dosync(() -> {
                          if (a.deref() + b.deref() < 1) {
                            return false;
                          }
                          letOthersRun();
                          own.alter(x -> x - 1);
                          return true;
                        });
                withdrawn.add(has ? 1 : 0);
              }
            });
        assertThat(a.deref() + b.deref()).isZero();
        assertThat(withdrawn.sum()).isEqualTo(3);
      }
    }
  }

  /** On virtual threads too, with refs that everybody wants. */
  @Test
  void enforce_virtualThreads_allEndAndAreCounted() {
    List<Ref<Integer>> refs = IntStream.range(0, 8).mapToObj(i -> Ref.of(0)).toList();
    LongAdder rejected = new LongAdder();
    try (Invariant enforced =
        Invariant.over(refs)
            .enforce(all -> all.stream().mapToInt(x -> x).sum() <= 150, "not exceed 150")) {
      Threads.runVirtual(
          20,
          index -> {
            for (int i = 0; i < 10; i++) {
              Ref<Integer> own = refs.get((index + i) % refs.size());
              try {
                if (i % 2 == 0) {
                  own.swap(x -> x + 1);
                } else {
                  Stm.dosync(() -> own.commute(x -> x + 1));
                }
              } catch (CommitRejectedException ignored) {
                rejected.increment();
              }
            }
          });
      assertThat(refs.stream().mapToInt(Ref::deref).sum()).isEqualTo(150);
      assertThat(rejected.sum()).isEqualTo(50);
    }
  }

  /** Whoever closes races with commits, which are checked or not, and with another enforce. */
  @Test
  void close_racingWithCommitsAndEnforce_leavesNothingBehind() {
    Ref<Integer> a = Ref.of(0);
    Ref<Integer> b = Ref.of(0);
    Threads.run(
        3,
        index -> {
          for (int i = 0; i < 400; i++) {
            if (index == 0) {
              try {
                Invariant.over(a, b).enforce((x, y) -> x + y >= 0, "not be negative").close();
              } catch (CommitRejectedException ignored) {
                a.reset(0);
                b.reset(0);
              }
            } else {
              int next = i % 3 - 1;
              try {
                (index == 1 ? a : b).reset(next);
              } catch (CommitRejectedException rejection) {
                assertThat(rejection.violations()).hasSize(1);
              }
            }
          }
        });
    Stm.dosync(() -> {
      a.set(-5);
      b.set(-5);
    });
    assertThat(a.deref()).as("nothing is in force any more").isEqualTo(-5);
  }
}
