package org.potamos.stress.refs;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Transactions of snapshot isolation which each ensure what the other one changes. They get along:
 * each commits after few attempts, and of two that overlap one sees what the other did.
 */
final class EnsurePairs implements Scenario {
  private static final int PAIRS = 2;
  private static final int THREADS = 8;
  private static final TransactionOptions SNAPSHOT = Stm.options().isolation(Isolation.SNAPSHOT);

  /** Of the two at most one is 1. */
  private record Pair(Ref<Integer> left, Ref<Integer> right) {}

  private final List<Pair> pairs =
      IntStream.range(0, PAIRS).mapToObj(i -> new Pair(Ref.of(0), Ref.of(0))).toList();

  @Override
  public void run(Run run) throws InterruptedException {
    run.platform(0.5, 2, random -> step(run, random));
    run.platform(0.5, THREADS, random -> step(run, random));
    Rest.check(run, pairs.stream().map(Pair::left).toList());
    Rest.check(run, pairs.stream().map(Pair::right).toList());
    run.note(String.format(Locale.ROOT, "each commits after at most %d attempts", Run.MOST_RUNS));
  }

  private void step(Run run, SplittableRandom random) {
    Pair pair = pairs.get(random.nextInt(PAIRS));
    boolean toLeft = random.nextBoolean();
    Ref<Integer> own = toLeft ? pair.left : pair.right;
    Ref<Integer> other = toLeft ? pair.right : pair.left;
    run.done(
        SNAPSHOT.dosync(tx -> {
          int ensured = other.ensure(tx);
          Run.mayYield(random);
          run.check(ensured + own.deref(tx) <= 1, "both sides of a pair are taken");
          own.set(tx, 1 - ensured);
          return tx.attempt();
        }));
  }
}
