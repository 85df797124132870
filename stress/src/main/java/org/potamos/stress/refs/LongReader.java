package org.potamos.stress.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Long transactions that only read, beside writers that never pause: declared read-only they run
 * once, else at most twice; and each ref keeps no more old versions than snapshots are pinned.
 */
final class LongReader implements Scenario {
  private static final int REFS = 1_000;
  private static final int START = 10;
  private static final int WRITERS = 2;
  private static final int READERS = 2;
  private static final int READS_BEFORE_PAUSE = 100;

  /*
   * How many older versions a ref may have when somebody looks:
   *
   *   1 for each reader                  the version of the stamp that its slot says, settled or not
   *   1 for each writer, if several are  the same: a writer that has lost may be pinned when it runs again
   *   1 for each writer                  it has put a version on top, and has not pruned what is below
   *
   * The limits do not depend on how long a thread is held up, but for one case: a reader that was overtaken by
   * commits at sixteen looks at the clock in a row makes writers keep everything for three instructions
   * (Pins, KEEP_ALL). To be held up just there as well is not to be expected in a run of any length.
   */

  /** One reader and one writer, which never loses. */
  private static final int MOST_OLD_ALONE = 1 + 1;

  private static final int MOST_OLD = READERS + WRITERS + WRITERS;

  private final List<Ref<Integer>> refs =
      IntStream.range(0, REFS).mapToObj(i -> Ref.of(START)).toList();

  private final LongAccumulator mostOld = new LongAccumulator(Math::max, 0);
  private final LongAccumulator mostOldAlone = new LongAccumulator(Math::max, 0);
  private final LongAccumulator mostRunsDeclared = new LongAccumulator(Math::max, 0);
  private final LongAccumulator mostRuns = new LongAccumulator(Math::max, 0);

  @Override
  public void run(Run run) throws InterruptedException {
    List<Thread> alone = new ArrayList<>();
    alone.addAll(run.start(0.5, Thread.ofPlatform(), 1, random -> write(run, random)));
    alone.addAll(run.start(0.5, Thread.ofPlatform(), 1, random -> read(run, true)));
    alone.addAll(
        run.start(0.5, Thread.ofPlatform(), 1, random -> look(run, MOST_OLD_ALONE, mostOldAlone)));
    run.join(alone);
    List<Thread> several = new ArrayList<>();
    several.addAll(run.start(0.5, Thread.ofPlatform(), WRITERS, random -> write(run, random)));
    several.addAll(run.start(0.5, Thread.ofPlatform(), 1, random -> read(run, true)));
    several.addAll(run.start(0.5, Thread.ofPlatform(), 1, random -> read(run, false)));
    several.addAll(run.start(0.5, Thread.ofPlatform(), 1, random -> look(run, MOST_OLD, mostOld)));
    run.join(several);
    Rest.check(run, refs);
    run.note(
        String.format(
            Locale.ROOT,
            "at most %d runs declared read-only and %d undeclared, at most %d old versions of a ref"
                + " with one reader and one writer, %d with two of each",
            mostRunsDeclared.get(),
            mostRuns.get(),
            mostOldAlone.get(),
            mostOld.get()));
  }

  private void write(Run run, SplittableRandom random) {
    Ref<Integer> from = refs.get(random.nextInt(REFS));
    Ref<Integer> to = refs.get(random.nextInt(REFS));
    run.done(
        Stm.dosync(tx -> {
          from.alter(tx, x -> x - 1);
          to.alter(tx, x -> x + 1);
          return tx.attempt();
        }));
  }

  private void read(Run run, boolean declared) {
    TransactionOptions options = declared ? Stm.options().readOnly() : Stm.options();
    int[] runs = new int[1];
    options.dosync(tx -> {
      runs[0]++;
      int sum = 0;
      for (int i = 0; i < REFS; i++) {
        sum += refs.get(i).deref(tx);
        if (i % READS_BEFORE_PAUSE == 0) {
          LockSupport.parkNanos(1_000);
        }
      }
      run.check(sum == REFS * START, "a long reader has seen the sum " + sum);
      return sum;
    });
    run.done(runs[0]);
    int allowed = declared ? 1 : 2;
    run.check(runs[0] <= allowed, "a long reader has run " + runs[0] + " times");
    (declared ? mostRunsDeclared : mostRuns).accumulate(runs[0]);
  }

  private void look(Run run, int allowed, LongAccumulator most) {
    for (Ref<Integer> ref : refs) {
      int old = ref.historyCount();
      most.accumulate(old);
      run.check(old <= allowed, "a ref has " + old + " older versions");
    }
    LockSupport.parkNanos(100_000);
  }
}
