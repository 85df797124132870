package org.potamos.examples.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.potamos.core.InvalidStateException;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.validators.Invariant;

/**
 * Write skew: a couple has 60 in each of two accounts, and may not take out more than there is in
 * both. Ada takes 100 from the one, and Ben from the other, at the same moment. Each looks at both
 * accounts, and each changes one only, so neither overwrites what the other has written.
 *
 * <p>Here both always look before either of them writes, and Ada is always the first to write:
 * gates see to it. What happens then depends on what keeps the rule.
 */
final class WriteSkew {
  private static final int AMOUNT = 100;

  /** What keeps the rule that both accounts together are never below zero. */
  enum Keeper {
    SNAPSHOT("transaction, Isolation.SNAPSHOT", true),
    ENSURE("the same, and ensure on the other account", false),
    INVARIANT("the same, and a declared Invariant", false),
    SERIALIZABLE("transaction as it is by default", false),
    PLAIN_FIELDS("plain fields", true),
    SYNCHRONIZED("synchronized", false);

    final String title;
    final boolean isBreakingTheRule;

    Keeper(String title, boolean isBreakingTheRule) {
      this.title = title;
      this.isBreakingTheRule = isBreakingTheRule;
    }
  }

  /** Something that somebody did; a payment is what the rule is about. */
  record Event(String who, String what, boolean isPayment) {}

  /** What came of it: what was done in which order, and what is left in both accounts. */
  record Outcome(Keeper keeper, List<Event> events, int sum) {}

  private final Keeper keeper;
  private final List<Event> events = new ArrayList<>();
  private final CyclicBarrier bothHaveLooked = new CyclicBarrier(2);
  private final CountDownLatch adaHasTheLock = new CountDownLatch(1);
  private final CountDownLatch adaIsDone = new CountDownLatch(1);

  private WriteSkew(Keeper keeper) {
    this.keeper = keeper;
  }

  /** Lets both withdraw, and answers what came of it. */
  static Outcome run(Keeper keeper) throws Exception {
    return new WriteSkew(keeper).run();
  }

  private Outcome run() throws Exception {
    return switch (keeper) {
      case SNAPSHOT, ENSURE, SERIALIZABLE, INVARIANT -> onRefs();
      case PLAIN_FIELDS, SYNCHRONIZED -> onFields();
    };
  }

  private Outcome onRefs() throws Exception {
    Ref<Integer> adas = Ref.builder(60).name("Ada's").build();
    Ref<Integer> bens = Ref.builder(60).name("Ben's").build();
    try (Invariant _ = keeper == Keeper.INVARIANT ? solvent(adas, bens) : null) {
      both(() -> withdraw("Ada", adas, bens), () -> withdraw("Ben", bens, adas));
    }
    return new Outcome(keeper, events, Stm.dosync(() -> adas.deref() + bens.deref()));
  }

  private static Invariant solvent(Ref<Integer> adas, Ref<Integer> bens) {
    return Invariant.over(adas, bens)
        .named("solvent")
        .enforce((a, b) -> a + b >= 0, "be at least 0 together");
  }

  /** The code is the same for all keepers, but for the isolation and the call of ensure. */
  private void withdraw(String who, Ref<Integer> own, Ref<Integer> other) {
    TransactionOptions options =
        Stm.options()
            .named(who)
            .isolation(keeper == Keeper.SERIALIZABLE ? Isolation.SERIALIZABLE : Isolation.SNAPSHOT);
    try {
      boolean isPaid =
          options.dosync(() -> {
            int there = own.deref() + (keeper == Keeper.ENSURE ? other.ensure() : other.deref());
            looked(who, there, Stm.attempt());
            if (there < AMOUNT) {
              return false;
            }
            own.alter(balance -> balance - AMOUNT);
            return true;
          });
      tellPayment(who, isPaid);
    } catch (InvalidStateException rejected) {
      tell(who, "is rejected", false);
    }
  }

  private Outcome onFields() throws Exception {
    int[] accounts = {60, 60};
    both(() -> withdraw("Ada", accounts, 0), () -> withdraw("Ben", accounts, 1));
    return new Outcome(keeper, events, accounts[0] + accounts[1]);
  }

  private void withdraw(String who, int[] accounts, int own) {
    if (keeper == Keeper.SYNCHRONIZED) {
      if (who.equals("Ben")) {
        await(adaHasTheLock); // so that Ben is the second to come
      }
      synchronized (accounts) {
        adaHasTheLock.countDown();
        withdrawUnguarded(who, accounts, own);
      }
    } else {
      withdrawUnguarded(who, accounts, own);
    }
  }

  private void withdrawUnguarded(String who, int[] accounts, int own) {
    int there = accounts[0] + accounts[1];
    looked(who, there, 1);
    boolean isPaid = there >= AMOUNT;
    if (isPaid) {
      accounts[own] -= AMOUNT;
    }
    tellPayment(who, isPaid);
  }

  // The gates. They are for this demonstration: in a body, never wait but by retry.

  private void looked(String who, int there, int attempt) {
    tell(who, (attempt == 1 ? "sees " : "again: sees ") + there, false);
    if (attempt == 1 && bothLook() && who.equals("Ben")) {
      await(adaIsDone);
    }
  }

  /** Waits for the other one to look; a lock, if it is there, keeps the other one from that. */
  private boolean bothLook() {
    try {
      bothHaveLooked.await(keeper == Keeper.SYNCHRONIZED ? 50 : 10_000, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | BrokenBarrierException apart) {
      if (keeper == Keeper.SYNCHRONIZED) {
        return false;
      }
      throw new IllegalStateException("the other one has not looked", apart);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private void tellPayment(String who, boolean isPaid) {
    tell(who, isPaid ? "takes " + AMOUNT : "takes nothing", isPaid);
  }

  private void tell(String who, String what, boolean isPayment) {
    synchronized (events) {
      events.add(new Event(who, what, isPayment));
    }
  }

  /** Runs both; Ada's gate opens however she ends, or Ben would wait for ever. */
  private void both(Runnable ada, Runnable ben) throws Exception {
    Runnable adaToHerEnd =
        () -> {
          try {
            ada.run();
          } finally {
            adaIsDone.countDown();
          }
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Object>> tasks =
          List.of(Executors.callable(adaToHerEnd), Executors.callable(ben));
      for (Future<Object> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }
}
