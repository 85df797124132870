package org.potamos.stress.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.potamos.core.InvalidStateException;
import org.potamos.refs.CommitRejectedException;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.run.Run;
import org.potamos.stress.soak.Injected.Place;
import org.potamos.validators.Invariant;

/**
 * Transfers under an invariant, with auditors, long readers, pairs that write skew would break, and
 * counters by commute. The sum is the same for whoever looks, also in attempts that will run again.
 */
final class Bank implements Background {
  private static final int ACCOUNTS = 16;
  private static final int START = 1_000;
  private static final int PAIRS = 4;
  private static final int LONG_READS = 50;
  private static final TransactionOptions READ_ONLY = Stm.options().readOnly();
  private static final TransactionOptions SNAPSHOT = Stm.options().isolation(Isolation.SNAPSHOT);

  private final World world;
  private final Meter meter = new Meter("bank");
  private final List<Ref<Integer>> accounts =
      IntStream.range(0, ACCOUNTS).mapToObj(i -> Ref.of(START)).toList();

  /** Of each two that follow one another one at least is never below zero. */
  private final List<Ref<Integer>> pairs =
      IntStream.range(0, 2 * PAIRS).mapToObj(i -> Ref.of(1)).toList();

  private final List<Ref<Long>> counters = List.of(Ref.of(0L), Ref.of(0L));
  private final LongAdder counted = new LongAdder();
  private final Invariant invariant;

  Bank(World world) {
    this.world = world;
    this.invariant =
        Invariant.over(accounts)
            .named("soak-sum")
            .enforce(
                balances -> sum(balances) == ACCOUNTS * START, "add up to " + ACCOUNTS * START);
    if (world.isBroken(Breakage.SUM)) {
      invariant.close();
    }
  }

  private static int sum(List<? extends Integer> balances) {
    int sum = 0;
    for (int balance : balances) {
      sum += balance;
    }
    return sum;
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public int platformThreads() {
    return Math.max(2, world.threads() / 2);
  }

  @Override
  public int virtualThreads() {
    return Math.min(100, world.virtualThreads() / 10);
  }

  @Override
  public void step(Actor actor) {
    long start = System.nanoTime();
    try {
      int runs =
          switch (actor.random().nextInt(16)) {
            case 0 -> audit(READ_ONLY, 1);
            case 1 -> audit(Stm.options(), 1);
            case 2 -> audit(READ_ONLY, LONG_READS);
            case 3 -> auditAndChange(actor);
            case 4 -> steal(actor);
            case 5, 6 -> skew(actor);
            case 7, 8 -> count(actor);
            case 9 -> transfer(actor, SNAPSHOT, false);
            case 10 -> transfer(actor, Stm.options(), actor.chance(4));
            default -> transfer(actor, Stm.options(), false);
          };
      actor.succeeded();
      meter.done(runs, System.nanoTime() - start);
      world.findings().check(runs <= Run.MOST_RUNS, "bank: a body has run " + runs + " times");
    } catch (Injected injected) {
      actor.hear(injected);
    } catch (InvalidStateException | TransactionFailedException failed) {
      actor.supersede();
      meter.rejected();
    }
  }

  private static <T> T any(Actor actor, List<T> all) {
    return all.get(actor.random().nextInt(all.size()));
  }

  private int transfer(Actor actor, TransactionOptions options, boolean fails) {
    Ref<Integer> from = any(actor, accounts);
    Ref<Integer> to = any(actor, accounts);
    int amount = actor.random().nextInt(10);
    return options.dosync(tx -> {
      actor.supersede();
      from.alter(tx, x -> x - amount);
      Run.mayYield(actor.random());
      if (fails) {
        throw actor.inject(Place.BODY);
      }
      to.alter(tx, x -> x + amount);
      return tx.attempt();
    });
  }

  /** Something that the invariant must not let through. */
  private int steal(Actor actor) {
    Ref<Integer> from = any(actor, accounts);
    try {
      int runs =
          Stm.dosync(tx -> {
            from.alter(tx, x -> x - 1);
            return tx.attempt();
          });
      if (!world.isBroken(Breakage.SUM)) {
        world.findings().add("bank: a commit has broken the invariant");
      }
      return runs;
    } catch (CommitRejectedException rejected) {
      world
          .findings()
          .check(rejected.referenceName().equals("soak-sum"), "bank: rejected by something else");
      meter.rejected();
      return 1;
    }
  }

  private int audit(TransactionOptions options, int times) {
    return options.dosync(tx -> {
      for (int i = 0; i < times; i++) {
        int sum = 0;
        for (Ref<Integer> account : accounts) {
          sum += account.deref(tx);
        }
        checkSum(sum);
      }
      return tx.attempt();
    });
  }

  private void checkSum(int sum) {
    if (sum != ACCOUNTS * START) {
      world.findings().add("bank: a transaction has seen the sum " + sum);
    }
  }

  private int auditAndChange(Actor actor) {
    Ref<Integer> one = any(actor, accounts);
    return Stm.dosync(tx -> {
      int sum = 0;
      for (Ref<Integer> account : accounts) {
        sum += account.deref(tx);
      }
      checkSum(sum);
      one.alter(tx, x -> x);
      return tx.attempt();
    });
  }

  /** Takes from one if the other is not below zero; gives back else. */
  private int skew(Actor actor) {
    int pair = 2 * actor.random().nextInt(PAIRS);
    int mine = actor.random().nextInt(2);
    Ref<Integer> own = pairs.get(pair + mine);
    Ref<Integer> other = pairs.get(pair + 1 - mine);
    return Stm.dosync(tx -> {
      int others = other.deref(tx);
      int present = own.deref(tx);
      if (others < 0 && present < 0) {
        world.findings().add("bank: write skew, both of a pair are below zero");
      }
      Run.mayYield(actor.random());
      own.set(tx, others >= 0 && present >= 0 ? -1 : 1);
      return tx.attempt();
    });
  }

  private int count(Actor actor) {
    boolean fails = actor.chance(16);
    int runs =
        Stm.dosync(tx -> {
          actor.supersede();
          counters.get(0).commute(tx, x -> x + 1);
          counters.get(1).commute(tx, x -> x + 1);
          if (fails) {
            throw actor.inject(Place.BODY);
          }
          return tx.attempt();
        });
    counted.increment();
    if (world.strikes(Breakage.COUNT)) {
      counted.increment();
    }
    return runs;
  }

  @Override
  public void end() {
    List<Integer> balances = new ArrayList<>();
    accounts.forEach(account -> balances.add(account.deref()));
    checkSum(sum(balances));
    for (Ref<Long> counter : counters) {
      world
          .findings()
          .check(
              counter.deref() == counted.sum(),
              "bank: " + counted.sum() + " commutes have made " + counter.deref());
    }
    accounts.forEach(account ->
        world.findings().check(account.historyCount() == 0, "bank: versions are kept at rest"));
    invariant.close();
  }
}
