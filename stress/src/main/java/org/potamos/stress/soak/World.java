package org.potamos.stress.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.potamos.core.Events;
import org.potamos.core.Subscription;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Watchdog;

/**
 * Everything together. Workloads that record run in segments, one after the other; others go on all
 * the time. Meanwhile threads are interrupted, and histories are checked from disk.
 */
final class World {
  /** A fault strikes each so many times that it could. */
  private static final int STRIKES = 10;

  private static final int HEAP_SAMPLES = 10;

  private final Options options;
  private final Findings findings = new Findings();
  private final Injections injections = new Injections();
  private final Interrupter interrupter = new Interrupter();
  private final LongAdder interruptsHeard = new LongAdder();
  private final Ticks ticks = new Ticks();
  private final AtomicLong values = new AtomicLong(1);
  private final AtomicLong struck = new AtomicLong();
  private final WatchRecords watches = new WatchRecords(this);
  private final HistoryChecker checker = new HistoryChecker(findings);
  private final LongAdder signs = new LongAdder();
  private final List<Meter> meters = new ArrayList<>();
  private final LiveHeap heap = new LiveHeap();
  private volatile boolean over;
  private int mostThreads;
  private long written;

  World(Options options) {
    this.options = options;
  }

  // ------------------------------------------------------------------ for workloads

  Findings findings() {
    return findings;
  }

  Injections injections() {
    return injections;
  }

  LongAdder interruptsHeard() {
    return interruptsHeard;
  }

  Ticks ticks() {
    return ticks;
  }

  int threads() {
    return options.threads();
  }

  int virtualThreads() {
    return options.virtualThreads();
  }

  /** A number that was not there before, greater than those before. */
  long fresh() {
    return values.incrementAndGet();
  }

  boolean isBroken(Breakage breakage) {
    return options.breakage() == breakage;
  }

  /** Whether a fault is to be made now. */
  boolean strikes(Breakage breakage) {
    return isBroken(breakage) && struck.incrementAndGet() % STRIKES == 0;
  }

  void goesOn() {
    signs.increment();
  }

  /** A slow checker is no hang: it reads files, and always ends. */
  void waitsForChecker() {
    meters.forEach(Meter::goesOn);
  }

  boolean isOver() {
    return over;
  }

  /** What watches are told. */
  WatchRecords watches() {
    return watches;
  }

  void enlist(Actor actor) {
    interrupter.enlist(actor, actor.random().nextInt());
  }

  // ------------------------------------------------------------------ running

  /** Runs for the time; answers what there is to report. */
  Results run(Watchdog.Hang hang) throws IOException, InterruptedException {
    Path given = options.log();
    Path directory = given == null ? Files.createTempDirectory("soak") : given;
    Files.createDirectories(directory);
    try (Stream<Path> before = Files.list(directory)) {
      if (before.findAny().isPresent()) {
        throw new IllegalArgumentException("--log must name an empty or new directory");
      }
    }
    try (Subscription _ = Events.subscribe(new Hearing(this))) {
      run(directory, hang);
    } finally {
      if (given == null) {
        delete(directory);
      }
    }
    return new Results(
        options,
        findings,
        injections,
        interrupter.sent().sum(),
        interruptsHeard.sum(),
        List.copyOf(meters),
        heap.samples(),
        heap.bound(),
        mostThreads,
        written,
        checker);
  }

  private void run(Path directory, Watchdog.Hang hang) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(options.seed());
    List<Background> background = List.of(new Bank(this), new Churn(this));
    List<Workload> workloads = new ArrayList<>();
    background.forEach(each -> meters.add(each.meter()));
    List<Watchdog> watchdogs = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    Thread interrupting = interrupter.start(random.nextLong());
    Shelf shelf = new Shelf(this, checker, options.keptMegabytes());
    try {
      Runnable begun =
          () -> {
            background.forEach(each -> start(each, random.nextLong(), threads));
            meters.forEach(meter ->
                watchdogs.add(
                    Watchdog.over(meter.name(), meter::progress, options.patience(), hang)));
          };
      segments(directory, shelf, workloads, begun, random);
      over = true;
      for (Thread thread : threads) {
        thread.join();
      }
      interrupter.stop();
      interrupting.join();
      written = shelf.written();
    } finally {
      shelf.finish();
    }
    for (Workload workload : workloads) {
      workload.close();
    }
    watchdogs.forEach(Watchdog::close);
    background.forEach(Background::end);
    injections.judge(findings);
    findings.check(
        interrupter.sent().sum() == interruptsHeard.sum(),
        interrupter.sent().sum() + " interrupts, " + interruptsHeard.sum() + " heard");
    workloads.clear();
    goesOn();
    heap.sample();
    heap.judge(findings);
  }

  /** One segment after the other, as long as there is time. */
  private void segments(
      Path directory,
      Shelf shelf,
      List<Workload> workloads,
      Runnable begun,
      SplittableRandom random)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long nanos = options.time().toNanos();
    int number = 0;
    do {
      HistoryWriter writer = new HistoryWriter(directory, options.seed(), number);
      try (writer) {
        long left = nanos - (System.nanoTime() - start);
        Segment segment =
            new Segment(
                this,
                writer,
                random.nextLong(),
                Math.min(options.segment().toNanos(), Math.max(left, 100_000_000)),
                options.records());
        if (number == 0) {
          workloads.addAll(
              List.of(
                  new AtomLedger(this, segment),
                  new RefHistory(this, segment),
                  new Buffers(this),
                  new AgentLedger(this, segment)));
          workloads.forEach(workload -> meters.add(workload.meter()));
          begun.run();
        }
        run(segment, workloads);
      }
      number++;
      shelf.add(writer.file());
      workloads.forEach(workload -> workload.meter().goesOn());
      if ((double) (System.nanoTime() - start) / nanos * HEAP_SAMPLES >= heap.samples().size()) {
        goesOn();
        heap.sample();
        options.progress().accept(progress(number, System.nanoTime() - start));
      }
    } while (System.nanoTime() - start < nanos);
  }

  /** For who waits for an hour. */
  private String progress(int segments, long nanos) {
    return String.format(
        Locale.ROOT,
        "%.1f min: %d segments, %,d operations, %d violations, live heap %.1f MB",
        nanos / 60e9,
        segments,
        meters.stream().mapToLong(Meter::operations).sum(),
        findings.count(),
        heap.samples().getLast() / 1e6);
  }

  private void run(Segment segment, List<Workload> workloads) throws InterruptedException {
    workloads.forEach(workload -> workload.begin(segment));
    mostThreads = Math.max(mostThreads, segment.threadCount() + Thread.activeCount());
    segment.awaitEnd();
    workloads.forEach(Workload::wake);
    segment.join(workloads);
    for (Workload workload : workloads) {
      workload.end(segment);
      workloads.forEach(each -> each.meter().goesOn());
    }
  }

  private void start(Background background, long seed, List<Thread> threads) {
    int all = background.platformThreads() + background.virtualThreads();
    for (int i = 0; i < all; i++) {
      Thread.Builder builder =
          i < background.platformThreads()
              ? Thread.ofPlatform().name(background.meter().name() + "-" + i)
              : Thread.ofVirtual();
      long own = seed + 31L * i;
      AtomicBoolean stuck = new AtomicBoolean();
      threads.add(builder.start(() -> go(background, own, stuck)));
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads are not interrupted for others
  private void go(Background background, long seed, AtomicBoolean stuck) {
    Actor actor = new Actor(this, background.meter(), seed);
    enlist(actor);
    try {
      while (!over && !stuck.get()) {
        background.step(actor);
        actor.endStep();
        Thread.yield();
        stuck.set(background instanceof Bank && isBroken(Breakage.STUCK));
      }
    } catch (Throwable thrown) {
      findings.add(background.meter().name() + " has thrown " + Run.described(thrown));
    } finally {
      actor.end();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
