package org.potamos.stress.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Transfers between accounts. The sum never changes, whoever looks: transactions of all kinds, also
 * in attempts that will run again. Outside of transactions single calls never see the new value of
 * one ref and then the old value of another one of the same commit.
 */
final class BankTransfers implements Scenario {
  private static final int ACCOUNTS = 64;
  private static final int START = 100;
  private static final TransactionOptions READ_ONLY = Stm.options().readOnly();

  private final List<Ref<Integer>> accounts =
      IntStream.range(0, ACCOUNTS).mapToObj(i -> Ref.of(START)).toList();

  /** Both count the transfers. */
  private final Ref<Long> first = Ref.of(0L);

  private final Ref<Long> second = Ref.of(0L);

  @Override
  public void run(Run run) throws InterruptedException {
    for (int threads : new int[] {2, 8, 64}) {
      run.platform(0.25, threads, random -> step(run, random));
      checkSum(run, "after " + threads + " threads");
    }
    run.virtual(0.25, 10_000, random -> step(run, random));
    checkSum(run, "after the virtual threads");
    List<Ref<?>> all = new ArrayList<>(accounts);
    all.add(first);
    all.add(second);
    Rest.check(run, all);
    run.note(
        String.format(
            Locale.ROOT,
            "%,d transfers by 2, 8, 64 and 10,000 virtual threads, sum constant",
            first.deref()));
  }

  private void checkSum(Run run, String when) {
    int sum = accounts.stream().mapToInt(Ref::deref).sum();
    run.check(sum == ACCOUNTS * START, "the sum is " + sum + " " + when);
    run.check(first.deref().equals(second.deref()), "a transfer was counted once only");
  }

  private void step(Run run, SplittableRandom random) {
    switch (random.nextInt(16)) {
      case 0 -> audit(run, READ_ONLY, random, false);
      case 1 -> audit(run, Stm.options(), random, false);
      case 2 -> audit(run, Stm.options(), random, true);
      case 3 -> lookFromOutside(run);
      default -> transfer(run, random);
    }
  }

  private void transfer(Run run, SplittableRandom random) {
    Ref<Integer> from = accounts.get(random.nextInt(ACCOUNTS));
    Ref<Integer> to = accounts.get(random.nextInt(ACCOUNTS));
    int amount = random.nextInt(10);
    run.done(
        Stm.dosync(tx -> {
          from.alter(tx, x -> x - amount);
          Run.mayYield(random);
          to.alter(tx, x -> x + amount);
          first.commute(tx, x -> x + 1);
          second.commute(tx, x -> x + 1);
          return tx.attempt();
        }));
  }

  private void audit(Run run, TransactionOptions options, SplittableRandom random, boolean writes) {
    run.done(
        options.dosync(tx -> {
          int sum = 0;
          for (Ref<Integer> account : accounts) {
            sum += account.deref(tx);
          }
          run.check(sum == ACCOUNTS * START, "a transaction has seen the sum " + sum);
          if (writes) {
            accounts.get(random.nextInt(ACCOUNTS)).alter(tx, x -> x);
          }
          return tx.attempt();
        }));
  }

  private void lookFromOutside(Run run) {
    long earlier = second.deref();
    long later = first.deref();
    run.check(earlier <= later, "new, then old: " + earlier + ", " + later);
    earlier = first.deref();
    later = second.deref();
    run.check(earlier <= later, "new, then old: " + earlier + ", " + later);
    run.done(1);
  }
}
