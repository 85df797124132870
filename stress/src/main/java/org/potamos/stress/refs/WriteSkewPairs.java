package org.potamos.stress.refs;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.potamos.core.Subscription;
import org.potamos.core.Violation;
import org.potamos.refs.CommitCheck;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Pairs of which each side may be given up as long as the other one is there. Serializable
 * transactions never give up both; snapshot isolation may, and so shows that the scenario can see
 * it. With an invariant for each pair it never does, and no body that looked before is rejected.
 */
final class WriteSkewPairs implements Scenario {
  private static final int PAIRS = 8;
  private static final int THREADS = 8;

  /** Two refs, and the invariant that one of them is there. */
  private record Pair(Ref<Integer> left, Ref<Integer> right) implements CommitCheck {

    @Override
    public String name() {
      return "one of two";
    }

    @Override
    public List<Ref<Integer>> refs() {
      return List.of(left, right);
    }

    @Override
    public List<Violation> check(View view) {
      return view.valueOf(left) + view.valueOf(right) > 0
          ? List.of()
          : List.of(Violation.of("one must be there"));
    }
  }

  private final List<Pair> pairs =
      IntStream.range(0, PAIRS).mapToObj(i -> new Pair(Ref.of(1), Ref.of(1))).toList();

  @Override
  public void run(Run run) throws InterruptedException {
    long serializable = count(run, Isolation.SERIALIZABLE);
    long snapshot = count(run, Isolation.SNAPSHOT);
    reset();
    List<Subscription> inForce = pairs.stream().map(Stm::enforce).toList();
    long invariant = count(run, Isolation.SNAPSHOT);
    inForce.forEach(Subscription::close);
    run.check(serializable == 0, serializable + " write skews under SERIALIZABLE");
    run.check(invariant == 0, invariant + " write skews under SNAPSHOT with an invariant");
    Rest.check(run, pairs.stream().map(Pair::left).toList());
    Rest.check(run, pairs.stream().map(Pair::right).toList());
    run.note(
        String.format(
            Locale.ROOT,
            "write skews: 0 wanted and %d seen under SERIALIZABLE, %s under SNAPSHOT,"
                + " 0 wanted and %d seen under SNAPSHOT with an invariant",
            serializable,
            snapshot == 0 ? "none seen" : Long.toString(snapshot),
            invariant));
  }

  private void reset() {
    for (Pair pair : pairs) {
      pair.left.reset(1);
      pair.right.reset(1);
    }
  }

  private long count(Run run, Isolation isolation) throws InterruptedException {
    reset();
    TransactionOptions options = Stm.options().isolation(isolation);
    LongAdder skews = new LongAdder();
    run.platform(1.0 / 3, THREADS, random -> step(run, options, skews, random));
    return skews.sum();
  }

  private void step(Run run, TransactionOptions options, LongAdder skews, SplittableRandom random) {
    Pair pair = pairs.get(random.nextInt(PAIRS));
    Ref<Integer> own = random.nextBoolean() ? pair.left : pair.right;
    run.done(
        options.dosync(tx -> {
          int present = pair.left.deref(tx) + pair.right.deref(tx);
          Run.mayYield(random);
          if (present == 2) {
            own.set(tx, 0);
          } else {
            if (present == 0) {
              skews.increment();
            }
            pair.left.set(tx, 1);
            pair.right.set(tx, 1);
          }
          return tx.attempt();
        }));
  }
}
