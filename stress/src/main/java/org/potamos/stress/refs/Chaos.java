package org.potamos.stress.refs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Subscription;
import org.potamos.refs.Commit;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Transfers of every kind, while everything fails that can: bodies, alter and commute functions,
 * validators, hooks, watches and listeners throw whatever there is, threads are interrupted,
 * deadlines and limits strike. Nothing of that may leave a lock, an old version, a waiting
 * transaction or half of a transfer.
 */
final class Chaos implements Scenario {
  private static final int ACCOUNTS = 24;
  private static final int START = 1_000;
  private static final int PLATFORM_THREADS = 6;
  private static final int VIRTUAL_THREADS = 200;

  /** One call of so many fails. */
  private static final int RARITY = 40;

  private static final TransactionOptions READ_ONLY = Stm.options().readOnly();
  private static final TransactionOptions SNAPSHOT = Stm.options().isolation(Isolation.SNAPSHOT);
  private static final TransactionOptions IRREVOCABLE = Stm.options().irrevocable();
  private static final TransactionOptions SHORT = Stm.options().deadline(Duration.ofNanos(200_000));
  private static final TransactionOptions ONE_ATTEMPT = Stm.options().maxAttempts(1);
  private static final TransactionOptions NEW = Stm.options().requiresNew();

  /** What is thrown on purpose; errors and others begin with the same text. */
  private static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    private Fault() {
      super(FAULT);
    }
  }

  private static final String FAULT = "chaos";

  private final List<Ref<Integer>> accounts =
      IntStream.range(0, ACCOUNTS).mapToObj(i -> Ref.of(START)).toList();

  /** Changed by swaps only, each of which counts. */
  private final Ref<Long> swaps = Ref.of(0L);

  /** Changed by transactions inside others. */
  private final Ref<Long> inner = Ref.of(0L);

  private final LongAdder swapped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder committed = new LongAdder();
  private final LongAdder interrupted = new LongAdder();
  private volatile boolean calm = true;

  /** The stamp of the commit that was announced last; plain, since announcements take turns. */
  private long lastStamp;

  @Override
  public void run(Run run) throws InterruptedException {
    observe();
    calm = false;
    Subscription listening = Stm.listen(commit -> listen(run, commit));
    chaos(run);
    listening.close();
    chaos(run);
    calm = true;
    List<Ref<?>> all = new ArrayList<>(accounts);
    all.add(swaps);
    all.add(inner);
    Rest.check(run, all);
    int sum = accounts.stream().mapToInt(Ref::deref).sum();
    run.check(sum == ACCOUNTS * START, "the sum is " + sum);
    run.check(swaps.deref() == swapped.sum(), swapped.sum() + " swaps have made " + swaps.deref());
    run.note(
        String.format(
            Locale.ROOT,
            "%,d committed, %,d failed, %,d interrupts; no lock, version, waiter or amount is left"
                + " over",
            committed.sum(),
            failed.sum(),
            interrupted.sum()));
  }

  private void chaos(Run run) throws InterruptedException {
    List<Thread> threads =
        new ArrayList<>(
            run.start(0.5, Thread.ofPlatform(), PLATFORM_THREADS, random -> step(run, random)));
    threads.addAll(
        run.start(0.5, Thread.ofVirtual(), VIRTUAL_THREADS, random -> step(run, random)));
    List<Thread> victims = List.copyOf(threads);
    threads.addAll(run.start(0.5, Thread.ofPlatform(), 1, random -> interrupt(victims, random)));
    run.join(threads);
  }

  private void interrupt(List<Thread> victims, SplittableRandom random) {
    victims.get(random.nextInt(victims.size())).interrupt();
    interrupted.increment();
    LockSupport.parkNanos(100_000);
  }

  // ------------------------------------------------------------------ faults

  /** Fails now and then, in one of several ways. */
  private void mayFail() {
    if (!calm && ThreadLocalRandom.current().nextInt(RARITY) == 0) {
      switch (ThreadLocalRandom.current().nextInt(4)) {
        case 0 -> throw new IllegalArgumentException(FAULT);
        case 1 -> throw new OutOfMemoryError(FAULT);
        case 2 -> throw new AssertionError(FAULT);
        default -> Chaos.<RuntimeException>sneak(new Fault());
      }
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: a checked exception
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static boolean isExpected(Throwable thrown) {
    return thrown instanceof TransactionFailedException
        || thrown instanceof InvalidStateException
        || (thrown.getMessage() != null && thrown.getMessage().equals(FAULT));
  }

  /** Half of the accounts are observed from the start, by something that fails. */
  private void observe() {
    for (int i = 0; i < ACCOUNTS; i += 2) {
      Ref<Integer> account = accounts.get(i);
      account.setValidator(this::isAcceptable, "must be acceptable");
      account.watch(change -> mayFail());
    }
  }

  private boolean isAcceptable(Integer balance) {
    mayFail();
    return calm || balance != START / 2;
  }

  private void listen(Run run, Commit commit) {
    run.check(commit.stamp() > lastStamp, "commits were announced out of order");
    lastStamp = commit.stamp();
    mayFail();
  }

  // ------------------------------------------------------------------ steps

  private void step(Run run, SplittableRandom random) {
    try {
      switch (random.nextInt(15)) {
        case 0 -> transfer(run, Stm.options(), random);
        case 1 -> transfer(run, SNAPSHOT, random);
        case 2 -> transfer(run, IRREVOCABLE, random);
        case 3 -> transfer(run, SHORT, random);
        case 4 -> transfer(run, ONE_ATTEMPT, random);
        case 5 -> transferByCommutes(run, random);
        case 6 -> transferWithHooks(run, random);
        case 7 -> transferInBlocks(run, random);
        case 8 -> transferAfterAlternative(run, random);
        case 9 -> transferWithInner(run, random);
        case 10 -> transferDeaf(run, random);
        case 11 -> waitInVain(random);
        case 12 -> swap(run);
        case 13 -> observeForAMoment(random);
        default -> audit(run);
      }
      committed.increment();
    } catch (Throwable thrown) {
      failed.increment();
      if (!isExpected(thrown)) {
        run.violation("thrown: " + Run.described(thrown) + ", cause " + thrown.getCause());
      }
    }
    run.goesOn();
    Thread.interrupted(); // not for the next step
  }

  private Ref<Integer> any(SplittableRandom random) {
    return accounts.get(random.nextInt(ACCOUNTS));
  }

  private void move(Ref<Integer> from, Ref<Integer> to, SplittableRandom random) {
    int amount = random.nextInt(10);
    from.alter(x -> x - amount);
    Run.mayYield(random);
    mayFail();
    to.alter(x -> {
      mayFail();
      return x + amount;
    });
    mayFail();
  }

  private void transfer(Run run, TransactionOptions options, SplittableRandom random) {
    Ref<Integer> from = any(random);
    Ref<Integer> to = any(random);
    Ref<Integer> third = any(random);
    run.done(
        options.dosync(tx -> {
          third.ensure(tx);
          move(from, to, random);
          return tx.attempt();
        }));
  }

  private void transferByCommutes(Run run, SplittableRandom random) {
    Ref<Integer> from = any(random);
    Ref<Integer> to = any(random);
    int amount = random.nextInt(10);
    run.done(
        Stm.dosync(tx -> {
          from.commute(x -> {
            mayFail();
            return x - amount;
          });
          to.commute(x -> {
            mayFail();
            return x + amount;
          });
          return tx.attempt();
        }));
  }

  private void transferWithHooks(Run run, SplittableRandom random) {
    Ref<Integer> from = any(random);
    Ref<Integer> to = any(random);
    boolean prepares = random.nextInt(4) == 0;
    run.done(
        Stm.dosync(tx -> {
          Stm.beforeCommit(() -> move(to, from, random));
          if (prepares) {
            Stm.prepare(this::mayFail);
          }
          Stm.afterCommit(this::mayFail);
          Stm.afterRollback(this::mayFail);
          move(from, to, random);
          return tx.attempt();
        }));
  }

  /** A block that fails is undone, and the whole goes on. */
  private void transferInBlocks(Run run, SplittableRandom random) {
    Ref<Integer> from = any(random);
    Ref<Integer> to = any(random);
    run.done(
        Stm.dosync(tx -> {
          for (int i = 0; i < 3; i++) {
            try {
              Stm.dosync(() -> move(from, to, random));
            } catch (RuntimeException fault) {
              mayFail();
            }
          }
          return tx.attempt();
        }));
  }

  private void transferAfterAlternative(Run run, SplittableRandom random) {
    Ref<Integer> from = any(random);
    Ref<Integer> to = any(random);
    run.done(
        Stm.dosync(tx ->
            Stm.<Integer, RuntimeException>orElse(
                () -> {
                  from.alter(x -> x - 1);
                  return Stm.retry();
                },
                () -> {
                  move(from, to, random);
                  return tx.attempt();
                })));
  }

  private void transferWithInner(Run run, SplittableRandom random) {
    Ref<Integer> from = any(random);
    Ref<Integer> to = any(random);
    run.done(
        Stm.dosync(tx -> {
          move(from, to, random);
          NEW.dosync(() -> {
            inner.alter(x -> x + 1);
            mayFail();
          });
          return tx.attempt();
        }));
  }

  /** A body that does not listen: it catches what tells it to stop, and goes on. */
  private void transferDeaf(Run run, SplittableRandom random) {
    Ref<Integer> from = any(random);
    Ref<Integer> to = any(random);
    run.done(
        Stm.dosync(tx -> {
          deaf(() -> from.alter(x -> x - 1));
          Run.mayYield(random);
          deaf(() -> to.alter(x -> x + 1));
          return tx.attempt();
        }));
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // it is caught on purpose
  private static void deaf(Runnable action) {
    try {
      action.run();
    } catch (Throwable signal) {
      Thread.onSpinWait();
    }
  }

  /** For a balance that no account ever has; ended by its deadline, or an interrupt. */
  private void waitInVain(SplittableRandom random) {
    Ref<Integer> one = any(random);
    Ref<Integer> other = any(random);
    if (random.nextBoolean()) {
      SHORT.dosync(() -> Stm.check(one.deref() + other.deref() == Integer.MAX_VALUE));
    } else {
      Stm.dosync(() -> {
        int balance = one.deref() + other.deref();
        if (balance != Integer.MAX_VALUE) {
          Stm.retryFor(Duration.ofNanos(300_000));
        }
      });
    }
  }

  private void swap(Run run) {
    swaps.swap(x -> {
      mayFail();
      return x + 1;
    });
    swapped.increment();
    run.done(1);
  }

  /** Watches and validators come and go while transactions commit. */
  private void observeForAMoment(SplittableRandom random) {
    Ref<Integer> account = any(random);
    try (Subscription _ = account.watch(change -> mayFail())) {
      account.setValidator(this::isAcceptable, "must be acceptable");
      Run.mayYield(random);
    }
  }

  private void audit(Run run) {
    run.done(
        READ_ONLY.dosync(tx -> {
          int sum = 0;
          for (Ref<Integer> account : accounts) {
            sum += account.deref(tx);
          }
          run.check(sum == ACCOUNTS * START, "a transaction has seen the sum " + sum);
          mayFail();
          return tx.attempt();
        }));
  }
}
