package org.potamos.stress.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * A transaction that reads very much and writes one ref, beside writers that never pause: it
 * commits after few attempts, every time.
 */
final class LongUpdate implements Scenario {
  private static final int REFS = 1_000;
  private static final int WRITERS = 2;

  private final List<Ref<Integer>> refs =
      IntStream.range(0, REFS).mapToObj(i -> Ref.of(0)).toList();

  private final Ref<Long> sum = Ref.of(0L);
  private final LongAdder commits = new LongAdder();

  @Override
  public void run(Run run) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    threads.addAll(run.start(1, Thread.ofPlatform(), WRITERS, random -> write(run, random)));
    threads.addAll(run.start(1, Thread.ofPlatform(), 1, random -> sumUp(run)));
    run.join(threads);
    List<Ref<?>> all = new ArrayList<>(refs);
    all.add(sum);
    Rest.check(run, all);
    run.note(
        String.format(Locale.ROOT, "%,d commits of %,d reads and a write", commits.sum(), REFS));
  }

  private void write(Run run, SplittableRandom random) {
    Ref<Integer> one = refs.get(random.nextInt(REFS));
    Ref<Integer> other = refs.get(random.nextInt(REFS));
    run.done(
        Stm.dosync(tx -> {
          one.alter(tx, x -> x + 1);
          other.alter(tx, x -> x - 1);
          return tx.attempt();
        }));
  }

  private void sumUp(Run run) {
    run.done(
        Stm.dosync(tx -> {
          long found = 0;
          for (Ref<Integer> ref : refs) {
            found += ref.deref(tx);
          }
          run.check(found == 0, "a long update has seen the sum " + found);
          sum.set(tx, found);
          return tx.attempt();
        }));
    commits.increment();
  }
}
