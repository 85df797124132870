package org.potamos.refs.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.potamos.core.Change;
import org.potamos.core.Subscription;
import org.potamos.refs.Commit;
import org.potamos.refs.Isolation;
import org.potamos.refs.LastCommit;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;
import org.potamos.refs.TransactionOptions;
import org.potamos.refs.history.History.Kind;
import org.potamos.refs.history.History.Level;

/**
 * Threads that run random transactions on few refs, and log what they see. Nothing but the JDK and
 * the library is used here, so that it can be run on another build of the library too.
 */
final class RecordedWorkload {
  /*
   * Overview
   *
   * A transaction is a program: a list of steps that is made up before and is the same in each of
   * its attempts. Each value stored is a Cell, which names the attempt that made it.
   *
   * Times. An attempt must not seem to begin after it has chosen its snapshot. So the first begins
   * before the call of dosync, each further one when the body of the one before was left. An
   * attempt that fails ends when the body is entered again, or the call ends.
   *
   * Stamps come from the engine: from a commit listener, or, since listeners make commits take
   * turns, from the last commit of the thread.
   */

  /** A value of a ref: which one is known from the attempt, the ref and the number of the write. */
  record Cell(long writer, int ref, int number) {}

  /**
   * What to run.
   *
   * @param seed of the programs
   * @param platformThreads how many
   * @param virtualThreads how many
   * @param refs how many
   * @param transactions of each thread
   * @param isListening whether stamps come from a commit listener
   * @param isWatched whether the refs have watches and validators
   */
  record Plan(
      long seed,
      int platformThreads,
      int virtualThreads,
      int refs,
      int transactions,
      boolean isListening,
      boolean isWatched) {

    /** Threads, refs and length as they come. */
    static Plan random(SplittableRandom random, int transactions, boolean isListening) {
      return new Plan(
          random.nextLong(),
          random.nextInt(2, 9),
          random.nextInt(4) == 0 ? random.nextInt(1, 5) : 0,
          random.nextInt(2, 9),
          transactions,
          isListening,
          random.nextInt(4) == 0);
    }
  }

  /**
   * What came of it.
   *
   * @param history of all attempts
   * @param failures what was thrown that no body throws
   */
  record Run(History history, List<Throwable> failures) {}

  /** Whether the stamp of a swap can be learnt without a listener. */
  private static final boolean SWAP_IS_STAMPED = isSwapStamped();

  private static boolean isSwapStamped() {
    long before = LastCommit.stamp();
    Ref.of(1).swap(n -> n + 1);
    return LastCommit.stamp() != before;
  }

  /** How long a transaction that retries waits for a change. */
  private static final Duration LITTLE = Duration.ofNanos(200_000);

  /** How long a run may take; one that has hung fails by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Plan plan;
  private final List<Ref<Cell>> refs;
  private final HistoryRecorder recorder = new HistoryRecorder();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final CountDownLatch start = new CountDownLatch(1);
  private long newestHeard;

  /** What the watch of each ref was told last. */
  private final AtomicReferenceArray<Change<?>> lastChanges;

  private RecordedWorkload(Plan plan) {
    this.plan = plan;
    this.refs =
        IntStream.range(0, plan.refs())
            .mapToObj(ref -> Ref.of(new Cell(History.INITIAL, ref, 0)))
            .toList();
    this.lastChanges = new AtomicReferenceArray<>(plan.refs());
    if (plan.isWatched()) {
      refs.forEach(this::observe);
    }
  }

  private void observe(Ref<Cell> ref) {
    ref.setValidator((current, proposed) -> List.of());
    ref.watch(change -> {
      Change<?> before = lastChanges.getAndSet(change.newValue().ref(), change);
      boolean isNext =
          before == null
              ? change.oldValue().writer() == History.INITIAL
              : Objects.equals(before.newValue(), change.oldValue())
                  && before.version() < change.version();
      if (!isNext) {
        failures.add(new AssertionError("changes out of order: " + before + ", " + change));
      }
    });
  }

  /** Runs a plan. */
  static Run run(Plan plan) throws InterruptedException {
    RecordedWorkload workload = new RecordedWorkload(plan);
    if (!plan.isListening()) {
      return workload.run();
    }
    Subscription subscription = Stm.listen(workload::heard);
    try {
      return workload.run();
    } finally {
      subscription.close();
    }
  }

  /** Stands among the kinds of violations for whatever was thrown that no body throws. */
  static final String FAILURE = "FAILURE";

  /**
   * Runs random plans until one of them shows something that must not be.
   *
   * @param seed of the plans
   * @param attempts how many to record at most, all plans together
   * @param transactions of each thread of a plan
   * @param wanted go on until one of these kinds of violations was found; any kind if empty
   * @param report is told what was found
   * @return the names of the kinds found
   */
  static Set<String> hunt(
      long seed, long attempts, int transactions, Set<String> wanted, StringBuilder report)
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> found = new TreeSet<>();
    long recorded = 0;
    while (recorded < attempts) {
      Plan plan = Plan.random(random, transactions, false);
      Run run = run(plan);
      HistoryChecker.Report checked = HistoryChecker.check(run.history());
      recorded += run.history().attempts().size();
      checked.kinds().forEach(kind -> found.add(kind.name()));
      if (!run.failures().isEmpty()) {
        found.add(FAILURE);
      }
      if (wanted.isEmpty() ? !found.isEmpty() : found.stream().anyMatch(wanted::contains)) {
        report.append(plan).append('\n').append(describe(run, checked));
        break;
      }
      if (run.history().attempts().isEmpty()) {
        break;
      }
    }
    return found;
  }

  /** What was found, for the reader of a failed test. */
  static String describe(Run run, HistoryChecker.Report report) {
    StringBuilder text = new StringBuilder(report.toString());
    for (Throwable failure : run.failures()) {
      text.append("\n  failure: ").append(failure);
      for (StackTraceElement element : failure.getStackTrace()) {
        text.append("\n    at ").append(element);
      }
    }
    return text.toString();
  }

  private Run run() throws InterruptedException {
    SplittableRandom seeds = new SplittableRandom(plan.seed());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < plan.platformThreads() + plan.virtualThreads(); i++) {
      SplittableRandom own = seeds.split();
      Runnable work = () -> work(own);
      threads.add(
          i < plan.platformThreads()
              ? Thread.ofPlatform().daemon().unstarted(work)
              : Thread.ofVirtual().unstarted(work));
    }
    threads.forEach(Thread::start);
    start.countDown();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        AssertionError hung = new AssertionError("the run has hung, or takes too long");
        hung.setStackTrace(thread.getStackTrace());
        return new Run(new History(List.of()), List.of(hung));
      }
    }
    return new Run(recorder.history(), List.copyOf(failures));
  }

  private void heard(Commit commit) {
    if (commit.stamp() <= newestHeard) {
      failures.add(new AssertionError("commits out of order: " + commit + " after " + newestHeard));
    }
    newestHeard = commit.stamp();
    for (Change<?> change : commit.changes()) {
      if (change.newValue() instanceof Cell cell && refs.get(cell.ref()) == change.reference()) {
        recorder.stamp(cell.writer(), commit.stamp());
      }
    }
  }

  private void work(SplittableRandom random) {
    try {
      start.await();
      for (int i = 0; i < plan.transactions(); i++) {
        if (random.nextInt(8) == 0 && (plan.isListening() || SWAP_IS_STAMPED)) {
          swap(random.nextInt(plan.refs()));
        } else {
          new Execution(Program.random(random, plan.refs())).run();
        }
      }
    } catch (Throwable failure) {
      failures.add(failure);
    }
  }

  /** A transaction of one operation; each run of the function counts as an attempt. */
  private void swap(int ref) {
    HistoryRecorder.Recording[] attempt = new HistoryRecorder.Recording[1];
    long lastStamp = LastCommit.stamp();
    long[] begin = {recorder.now()};
    refs.get(ref)
        .swap(cell -> {
          if (attempt[0] != null) {
            attempt[0].aborted();
          }
          attempt[0] = recorder.begin(Level.SERIALIZABLE, begin[0]);
          saw(attempt[0], Kind.READ, cell);
          Cell next = nextCell(attempt[0], ref);
          begin[0] = recorder.now();
          return next;
        });
    long stamp = LastCommit.stamp();
    if (plan.isListening() || stamp == lastStamp) {
      attempt[0].committed();
    } else {
      attempt[0].committed(stamp);
    }
  }

  private static void saw(HistoryRecorder.Recording attempt, Kind kind, Cell cell) {
    attempt.saw(kind, cell.ref(), cell.writer(), cell.number());
  }

  private static Cell nextCell(HistoryRecorder.Recording attempt, int ref) {
    return new Cell(attempt.id(), ref, attempt.write(ref));
  }

  // ------------------------------------------------------------------ programs

  /** What a step does. */
  private enum Action {
    DEREF,
    SET,
    ALTER,
    COMMUTE,
    ENSURE,
    /** Opens a nested block: the next {@code count} steps. */
    BLOCK,
    /** As a block, but it fails at its end, and its failure is caught. */
    FAILING_BLOCK,
    /** Alters by a function that reads the ref numbered {@code count} too. */
    ALTER_BY_ANOTHER,
    /** Tries the next {@code count} steps, takes them back, and goes on. */
    ALTERNATIVE,
    /** Reads in a transaction of its own. */
    READ_ASIDE,
    /** Waits a little for a change, the first time. */
    RETRY,
    /** Takes part in a two-phase commit. */
    PREPARE,
    /** Fails, and with it the block or the transaction. */
    FAIL,
    /** Gives way to other threads. */
    YIELD
  }

  /**
   * A step.
   *
   * @param action what is done
   * @param ref on which ref
   * @param count how many steps belong to a block
   */
  private record Step(Action action, int ref, int count) {}

  /**
   * A transaction to be.
   *
   * @param level what it asks for
   * @param isIrrevocable whether it must run once
   * @param isStubborn whether its body swallows whatever the operations throw, and goes on
   * @param steps in order
   */
  private record Program(Level level, boolean isIrrevocable, boolean isStubborn, List<Step> steps) {
    private static final List<Action> READING = List.of(Action.DEREF, Action.DEREF, Action.ENSURE);

    private static final List<Action> WRITING =
        List.of(
            Action.DEREF,
            Action.DEREF,
            Action.DEREF,
            Action.SET,
            Action.ALTER,
            Action.ALTER_BY_ANOTHER,
            Action.ENSURE,
            Action.COMMUTE);

    static Program random(SplittableRandom random, int refs) {
      Level level =
          switch (random.nextInt(8)) {
            case 0, 1 -> Level.READ_ONLY;
            case 2, 3 -> Level.SNAPSHOT;
            default -> Level.SERIALIZABLE;
          };
      boolean writes = level != Level.READ_ONLY && random.nextInt(4) != 0;
      List<Action> actions = writes ? WRITING : READING;
      List<Step> steps = new ArrayList<>();
      int length = 1 + random.nextInt(6);
      for (int i = 0; i < length; i++) {
        int ref = random.nextInt(refs);
        switch (random.nextInt(24)) {
          case 0 -> steps.add(new Step(Action.BLOCK, ref, random.nextInt(3)));
          case 1 -> steps.add(new Step(Action.FAILING_BLOCK, ref, random.nextInt(3)));
          case 2 -> steps.add(new Step(Action.ALTERNATIVE, ref, random.nextInt(3)));
          case 3, 4 -> steps.add(new Step(Action.YIELD, ref, 0));
          case 5 -> steps.add(new Step(Action.READ_ASIDE, ref, random.nextInt(refs)));
          default ->
              steps.add(
                  new Step(actions.get(random.nextInt(actions.size())), ref, random.nextInt(refs)));
        }
      }
      switch (random.nextInt(160)) {
        case 0, 1, 2, 3 -> steps.add(new Step(Action.FAIL, 0, 0));
        case 4 -> steps.add(new Step(Action.RETRY, 0, 0));
        case 5 -> steps.add(new Step(Action.PREPARE, 0, 0));
        default -> {}
      }
      return new Program(
          level,
          level == Level.SERIALIZABLE && random.nextInt(100) == 0,
          random.nextInt(16) == 0,
          steps);
    }

    TransactionOptions options() {
      TransactionOptions options =
          switch (level) {
            case SERIALIZABLE -> Stm.options();
            case SNAPSHOT -> Stm.options().isolation(Isolation.SNAPSHOT);
            case READ_ONLY -> Stm.options().readOnly();
          };
      return isIrrevocable ? options.irrevocable() : options;
    }
  }

  // ------------------------------------------------------------------ execution

  /** Thrown by bodies on purpose. */
  private static final class BodyFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BodyFailure() {
      super("on purpose", null, false, false);
    }
  }

  /** One transaction of one thread. */
  private final class Execution {
    private final Program program;
    private HistoryRecorder.Recording attempt;
    private long begin;

    /** The refs commuted in this attempt, as bits: SNAPSHOT does not allow them to be changed. */
    private long commuted;

    /** Whether the body has swallowed the signal to stop. */
    private boolean isDoomed;

    Execution(Program program) {
      this.program = program;
    }

    void run() {
      long lastStamp = LastCommit.stamp();
      begin = recorder.now();
      try {
        program.options().dosync(this::body);
      } catch (BodyFailure onPurpose) {
        attempt.aborted();
        return;
      } catch (TransactionFailedException failure) {
        attempt.aborted();
        if (failure.reason() != TransactionFailedException.Reason.NOTHING_READ) {
          throw failure;
        }
        return;
      }
      if (isDoomed) {
        throw new AssertionError("an attempt was committed that had been told to stop");
      }
      long stamp = LastCommit.stamp();
      if (plan.isListening() || stamp == lastStamp) {
        attempt.committed();
      } else {
        attempt.committed(stamp);
      }
    }

    private void body() {
      if (attempt != null) {
        attempt.aborted();
      }
      attempt = recorder.begin(program.level(), begin);
      commuted = 0;
      isDoomed = false;
      try {
        run(0, program.steps().size());
      } finally {
        begin = recorder.now();
      }
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private void run(int from, int to) {
      int at = from;
      while (at < to) {
        Step step = program.steps().get(at++);
        switch (step.action()) {
          case BLOCK, FAILING_BLOCK -> {
            int end = Math.min(to, at + step.count());
            block(at, end, step.action() == Action.FAILING_BLOCK);
            at = end;
          }
          case ALTERNATIVE -> {
            int end = Math.min(to, at + step.count());
            alternative(at, end);
            at = end;
          }
          case READ_ASIDE -> readAside(step);
          case RETRY -> {
            if (!program.isIrrevocable()) {
              Stm.retryFor(LITTLE);
            }
          }
          case PREPARE -> Stm.prepare(() -> {});
          case FAIL -> throw new BodyFailure();
          case YIELD -> Thread.yield(); // to meet more schedules
          default -> {
            if (program.isStubborn()) {
              runStubbornly(step);
            } else {
              operate(step.action(), step.ref(), step.count());
            }
          }
        }
      }
    }

    private void block(int from, int to, boolean fails) {
      int mark = attempt.mark();
      long commutedBefore = commuted;
      try {
        Stm.dosync(() -> {
          run(from, to);
          if (fails) {
            throw new BodyFailure();
          }
        });
      } catch (BodyFailure onPurpose) {
        attempt.rollback(mark);
        commuted = commutedBefore;
      }
    }

    private void alternative(int from, int to) {
      if (program.isIrrevocable()) {
        return;
      }
      int mark = attempt.mark();
      long commutedBefore = commuted;
      Stm.<Boolean, RuntimeException>orElse(
          () -> {
            run(from, to);
            return Stm.retry();
          },
          () -> {
            attempt.rollback(mark);
            commuted = commutedBefore;
            return true;
          });
    }

    /** Reads two refs, declared read-only or not; an attempt of its own. */
    private void readAside(Step step) {
      boolean isDeclared = (step.count() & 1) == 0;
      HistoryRecorder.Recording[] own = new HistoryRecorder.Recording[1];
      long[] ownBegin = {recorder.now()};
      TransactionOptions options = Stm.options().requiresNew();
      (isDeclared ? options.readOnly() : options)
          .dosync(() -> {
            if (own[0] != null) {
              own[0].aborted();
            }
            own[0] = recorder.begin(isDeclared ? Level.READ_ONLY : Level.SERIALIZABLE, ownBegin[0]);
            try {
              saw(own[0], Kind.READ, refs.get(step.ref()).deref());
              saw(own[0], Kind.READ, refs.get(step.count()).deref());
            } finally {
              ownBegin[0] = recorder.now();
            }
          });
      own[0].committed();
    }

    /** A body that swallows the signal to stop must not be able to do harm. */
    private void runStubbornly(Step step) {
      try {
        operate(step.action(), step.ref(), step.count());
      } catch (Error signal) {
        isDoomed = true;
      }
    }

    private void operate(Action action, int number, int other) {
      Ref<Cell> ref = refs.get(number);
      boolean mayChange = program.level() != Level.SNAPSHOT || (commuted >> number & 1) == 0;
      switch (action) {
        case SET -> {
          if (mayChange) {
            Cell next = nextCell(attempt, number);
            ref.set(next);
          }
        }
        case ALTER -> {
          if (mayChange) {
            HistoryRecorder.Recording present = attempt;
            ref.alter(cell -> {
              saw(present, Kind.READ, cell);
              return nextCell(present, number);
            });
          }
        }
        case ALTER_BY_ANOTHER -> {
          if (mayChange) {
            HistoryRecorder.Recording present = attempt;
            ref.alter(cell -> {
              saw(present, Kind.READ, cell);
              saw(present, Kind.READ, refs.get(other).deref());
              return nextCell(present, number);
            });
          }
        }
        case COMMUTE -> {
          commuted |= 1L << number;
          HistoryRecorder.Recording present = attempt;
          boolean[] again = new boolean[1];
          ref.commute(cell -> {
            saw(present, again[0] ? Kind.REBASE : Kind.PROVISIONAL, cell);
            return nextCell(present, number);
          });
          again[0] = true;
        }
        case ENSURE -> saw(attempt, Kind.ENSURE, ref.ensure());
        default -> saw(attempt, Kind.READ, ref.deref());
      }
    }
  }
}
