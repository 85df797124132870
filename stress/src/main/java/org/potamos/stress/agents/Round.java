package org.potamos.stress.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.potamos.agents.ActionFailure;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentFailedException;
import org.potamos.agents.AgentGroup;
import org.potamos.agents.AgentRejectedException;
import org.potamos.agents.Agents;
import org.potamos.agents.Backlog;
import org.potamos.agents.ErrorMode;
import org.potamos.agents.FailureDecision;
import org.potamos.agents.Overflow;
import org.potamos.agents.UnrunAction;
import org.potamos.core.Event;
import org.potamos.core.Events;
import org.potamos.core.Subscription;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;
import org.potamos.stress.agents.Ticket.Attempt;
import org.potamos.stress.agents.Ticket.Ending;
import org.potamos.stress.agents.Ticket.Mark;
import org.potamos.stress.agents.Ticket.Origin;
import org.potamos.stress.agents.Ticket.Sender;
import org.potamos.stress.run.Run;

/** One account of the {@link Chaos}: agents, senders, and every action that was sent meanwhile. */
final class Round implements AutoCloseable {
  /*
   * Overview
   *
   *   senders    threads of both kinds, each with a number of its own for each of its actions
   *   actions    Tickets; they send further ones, which are held
   *   trouble    a thread that pauses, resumes, restarts and clears agents, one that closes groups and
   *              puts new ones in their place, one that interrupts senders
   *   the end    senders stop; agents are resumed and restarted until all groups are quiet. Then each
   *              ticket says what is wrong with it.
   */

  private static final List<Overflow> POLICIES = List.of(Overflow.values());
  private static final int WINGS = 4;
  private static final int CELLS_PER_WING = 5;
  private static final int PLATFORM_SENDERS = 4;
  private static final int VIRTUAL_SENDERS = 40;
  private static final int MOST_DEPTH = 2;
  private static final int LONG_QUEUE = 200;
  private static final int RECENT = 32;
  private static final int REFS = 4;
  private static final long TROUBLE_NANOS = 200_000;
  private static final long CLOSING_NANOS = 10_000_000;
  private static final long NURSING_NANOS = 200_000;

  private final Run run;
  private final Breaker breaker;
  private final SplittableRandom seeds;
  private final Duration patience;
  private final Tally tally;
  private final Queue<Ticket> tickets = new ConcurrentLinkedQueue<>();
  private final Queue<Cell> everyCell = new ConcurrentLinkedQueue<>();
  private final Queue<AgentGroup> everyGroup = new ConcurrentLinkedQueue<>();
  private final AtomicReferenceArray<@Nullable Cell> cells =
      new AtomicReferenceArray<>(WINGS * CELLS_PER_WING);
  private final AtomicReferenceArray<@Nullable Ticket> recent = new AtomicReferenceArray<>(RECENT);
  private final List<Ref<Long>> refs = IntStream.range(0, REFS).mapToObj(i -> Ref.of(0L)).toList();
  private final ExecutorService pool =
      Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
  private final Subscription hearing;

  /** What injected faults keep busy ends when this opens. */
  private final CountDownLatch over = new CountDownLatch(1);

  private volatile boolean ending;

  Round(Run run, Breaker breaker, long seed, Duration patience, Tally tally) {
    this.run = run;
    this.breaker = breaker;
    this.seeds = new SplittableRandom(seed);
    this.patience = patience;
    this.tally = tally;
    this.hearing = Events.subscribe(this::hear);
    for (int wing = 0; wing < WINGS; wing++) {
      populate(wing, seeds.split());
    }
  }

  // ------------------------------------------------------------------ the course

  void go(long nanos) throws InterruptedException {
    List<Thread> senders = new ArrayList<>();
    senders.addAll(senders(Thread.ofPlatform(), PLATFORM_SENDERS, nanos));
    senders.addAll(senders(Thread.ofVirtual(), VIRTUAL_SENDERS, nanos));
    List<Thread> trouble = new ArrayList<>();
    trouble.add(every(TROUBLE_NANOS, nanos, this::disturb));
    trouble.add(every(CLOSING_NANOS, nanos, this::replaceGroup));
    trouble.add(
        every(
            TROUBLE_NANOS,
            nanos,
            random -> senders.get(random.nextInt(senders.size())).interrupt()));
    run.join(trouble);
    ending = true;
    boolean quiet = awaitSenders(senders) && becomesQuiet();
    check(quiet, "agents are busy for ever: " + busy());
    over.countDown();
    if (quiet) {
      account();
    } else {
      awaitSenders(senders);
    }
  }

  /** Some wait for room in the queues of paused agents. */
  private boolean awaitSenders(List<Thread> senders) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (Thread sender : senders) {
      while (!sender.join(Duration.ofNanos(NURSING_NANOS))) {
        nurse();
        if (System.nanoTime() - end > 0) {
          return false;
        }
      }
      run.goesOn();
    }
    return true;
  }

  private List<Thread> senders(Thread.Builder builder, int count, long nanos) {
    SplittableRandom random = seeds.split();
    long end = System.nanoTime() + nanos;
    return Crew.start(
        run,
        builder,
        count,
        index -> {
          SplittableRandom own = new SplittableRandom(random.nextLong() + index);
          Sender sender = new Sender();
          do {
            step(own, sender);
            Thread.interrupted(); // not for the next step
            run.done();
          } while (System.nanoTime() - end < 0);
        });
  }

  private Thread every(long pause, long nanos, Run.Step step) {
    SplittableRandom random = seeds.split();
    long end = System.nanoTime() + nanos;
    return Crew.start(
            run,
            Thread.ofPlatform(),
            1,
            index -> {
              while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(pause);
                step.run(random);
              }
            })
        .getFirst();
  }

  /** Lets all agents go on, until nothing is left. */
  private boolean becomesQuiet() throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() - end < 0) {
      nurse();
      boolean quiet = true;
      for (AgentGroup group : everyGroup) {
        quiet &= group.awaitQuiescence(Duration.ofNanos(NURSING_NANOS));
      }
      if (quiet && everyCell.stream().noneMatch(Round::isHeldUp)) {
        return true;
      }
      run.goesOn();
    }
    return false;
  }

  private static boolean isHeldUp(Cell cell) {
    return cell.agent().queueLength() != 0 && (cell.agent().isFailed() || cell.agent().isPaused());
  }

  private String busy() throws InterruptedException {
    StringBuilder text = new StringBuilder();
    for (AgentGroup group : everyGroup) {
      if (!group.awaitQuiescence(Duration.ZERO)) {
        text.append(group).append(' ');
      }
    }
    everyCell.stream().filter(Round::isHeldUp).forEach(cell -> text.append(cell).append(' '));
    return text.toString();
  }

  private void nurse() {
    for (Cell cell : everyCell) {
      if (cell.agent().isPaused()) {
        attempt(() -> cell.agent().resume());
      }
      if (cell.agent().isFailed()) {
        attempt(() -> cell.agent().restart(0L));
      }
    }
  }

  @Override
  public void close() {
    over.countDown();
    hearing.close();
    pool.shutdown(); // what it has taken still runs: agents of the shared group outlive this
    everyGroup.stream()
        .filter(group -> !group.equals(AgentGroup.shared()))
        .forEach(AgentGroup::shutdownNow);
  }

  // ------------------------------------------------------------------ the account

  private void account() {
    long end = System.nanoTime() + patience.toNanos();
    Map<Cell, int[]> ran = new HashMap<>();
    for (Ticket ticket : tickets) {
      int[] counts = ran.computeIfAbsent(ticket.cell(), cell -> new int[2]);
      counts[0] += ticket.count(Mark.RUN);
      counts[1] += ticket.count(Mark.FAILED);
    }
    ran.forEach((cell, counts) -> {
      check(cell.begun() == counts[0], counts[0] + " actions have made " + cell.begun());
      Agent<Long> agent = cell.agent();
      check(
          agent.processedCount() == counts[0] - counts[1] && agent.failedCount() == counts[1],
          cell
              + " counts "
              + agent.processedCount()
              + " successes and "
              + agent.failedCount()
              + " failures of "
              + counts[0]
              + " runs, of which "
              + counts[1]
              + " failed");
    });
    for (Ticket ticket : tickets) {
      awaitFuture(ticket, end);
      String complaint = ticket.complaint();
      if (complaint != null) {
        run.violation(ticket + " " + complaint);
      }
      tally.add(ticket);
    }
    everyGroup.forEach(group -> tally.addGroup());
  }

  /** The future of what has failed its agent ends a moment after the agent is quiet. */
  private static void awaitFuture(Ticket ticket, long end) {
    CompletableFuture<?> future = ticket.future();
    while (future != null && !future.isDone() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TROUBLE_NANOS);
    }
  }

  void check(boolean holds, String what) {
    run.check(holds, what);
  }

  private void hear(Event event) {
    switch (event) {
      case UnrunAction unrun when unrun.action() instanceof Ticket.Ticketed ticketed -> {
        if (!breaker.strikes(Fault.HIDE)) {
          ticketed.ticket().mark(Mark.REPORTED);
        }
      }
      case ActionFailure<?> failure when failure.action() instanceof Ticket.Ticketed ticketed -> {
        ticketed.ticket().mark(Mark.FAILED);
        if (!String.valueOf(failure.cause().getMessage()).contains(Chaos.FAULT)) {
          run.violation("an action has failed by " + Run.described(failure.cause()));
        }
      }
      default -> {}
    }
  }

  // ------------------------------------------------------------------ agents and groups

  /** Makes a new group, with new agents; the last wing is that of the shared group. */
  private void populate(int wing, SplittableRandom random) {
    AgentGroup group = group(wing, random);
    everyGroup.add(group);
    for (int i = 0; i < CELLS_PER_WING; i++) {
      Cell cell = cell(group, random);
      everyCell.add(cell);
      cells.set(wing * CELLS_PER_WING + i, cell);
    }
  }

  private AgentGroup group(int wing, SplittableRandom random) {
    if (wing == WINGS - 1) {
      return AgentGroup.shared();
    }
    AgentGroup.Builder builder =
        AgentGroup.builder().daemon().closeTimeout(Duration.ofMillis(random.nextInt(20)));
    switch (wing) {
      case 1 -> builder.executor(pool);
      case 2 -> builder.executor(this::executeOrRefuse);
      default -> {}
    }
    if (random.nextBoolean()) {
      builder.onFailure(failure -> mayThrow());
    }
    return builder.build();
  }

  private Cell cell(AgentGroup group, SplittableRandom random) {
    Agent.Builder<Long> builder = Agent.builder(0L).group(group);
    StringBuilder kind = new StringBuilder();
    if (random.nextBoolean()) {
      Overflow overflow = POLICIES.get(random.nextInt(POLICIES.size()));
      int capacity = 1 + random.nextInt(8);
      builder.capacity(capacity, overflow);
      kind.append(overflow).append(capacity);
    }
    switch (random.nextInt(8)) {
      case 0 -> {
        builder.executor(this::executeOrRefuse);
        kind.append(" refused");
      }
      case 1 -> {
        builder.executor(Runnable::run);
        kind.append(" on callers");
      }
      default -> {}
    }
    if (random.nextBoolean()) {
      builder.errorMode(ErrorMode.CONTINUE);
    }
    if (random.nextBoolean()) {
      builder.onFailure(this::decide);
    }
    boolean validated = random.nextBoolean();
    if (validated) {
      builder.validator(Round::isAcceptable, Chaos.FAULT);
      builder.watch(change -> mayThrow());
      builder.watch(change -> maySend());
    }
    return new Cell(this, builder.build(), kind.toString().strip(), validated);
  }

  private static boolean isAcceptable(Long state) {
    return state >= 0;
  }

  private static void mayThrow() {
    if (ThreadLocalRandom.current().nextInt(8) == 0) {
      throw new IllegalArgumentException(Chaos.FAULT);
    }
  }

  /** From a watch or a handler: never waits. */
  private void maySend() {
    if (!ending && ThreadLocalRandom.current().nextInt(8) == 0) {
      SplittableRandom random = new SplittableRandom(ThreadLocalRandom.current().nextLong());
      Ticket ticket = ticket(random, any(random), Origin.nobody());
      trySend(ticket);
    }
  }

  private FailureDecision<Long> decide(ActionFailure<Long> failure) {
    maySend();
    return switch (ThreadLocalRandom.current().nextInt(6)) {
      case 0 -> FailureDecision.fail();
      case 1 -> FailureDecision.restart(ThreadLocalRandom.current().nextLong(-1, 10));
      case 2 -> throw new IllegalArgumentException(Chaos.FAULT);
      default -> FailureDecision.skip();
    };
  }

  private void executeOrRefuse(Runnable task) {
    if (ThreadLocalRandom.current().nextInt(8) == 0) {
      throw new RejectedExecutionException(Chaos.FAULT);
    }
    pool.execute(task);
  }

  // ------------------------------------------------------------------ trouble

  private Cell any(SplittableRandom random) {
    Cell cell = cells.get(random.nextInt(cells.length()));
    if (cell == null) {
      throw new AssertionError("a place without an agent");
    }
    return cell;
  }

  private void disturb(SplittableRandom random) {
    Agent<Long> agent = any(random).agent();
    switch (random.nextInt(8)) {
      case 0 -> agent.pause();
      case 1 -> agent.setErrorMode(random.nextBoolean() ? ErrorMode.FAIL : ErrorMode.CONTINUE);
      default -> {
        if (agent.isPaused()) {
          attempt(agent::resume);
        }
        if (agent.isFailed()) {
          Backlog backlog = random.nextInt(3) == 0 ? Backlog.CLEAR : Backlog.KEEP;
          attempt(() -> agent.restart(0L, backlog));
        }
      }
    }
  }

  /** Others may have done it, and executors may refuse. */
  private static void attempt(Runnable change) {
    try {
      change.run();
    } catch (AgentRejectedException refused) {
      Thread.onSpinWait();
    } catch (IllegalStateException notFailed) {
      Thread.onSpinWait();
    }
  }

  private void replaceGroup(SplittableRandom random) throws InterruptedException {
    int wing = random.nextInt(WINGS - 1);
    Cell before = cells.get(wing * CELLS_PER_WING);
    populate(wing, random);
    if (before != null) {
      AgentGroup group = before.agent().group();
      switch (random.nextInt(4)) {
        case 0 -> shutdown(group);
        case 1 -> {
          Thread.currentThread().interrupt();
          group.close();
          check(Thread.interrupted(), "close has swallowed an interrupt");
        }
        case 2 -> group.close();
        default -> group.close(Duration.ofNanos(random.nextInt(5_000_000)));
      }
    }
  }

  private void shutdown(AgentGroup group) {
    for (UnrunAction unrun : group.shutdownNow()) {
      if (unrun.action() instanceof Ticket.Ticketed ticketed) {
        ticketed.ticket().mark(Mark.LISTED);
      }
    }
  }

  // ------------------------------------------------------------------ what senders do

  private void step(SplittableRandom random, Sender sender) throws InterruptedException {
    Origin origin = Origin.of(sender);
    switch (random.nextInt(12)) {
      case 0, 1 -> transaction(random, origin, new ArrayList<>());
      case 2 -> cancelRecent(random);
      case 3 -> await(random);
      default -> send(random, any(random), origin, new ArrayList<>());
    }
  }

  private void await(SplittableRandom random) throws InterruptedException {
    Duration timeout = Duration.ofNanos(random.nextInt(1_000_000));
    try {
      switch (random.nextInt(3)) {
        case 0 -> Agents.await(timeout, any(random).agent(), any(random).agent());
        case 1 -> any(random).agent().group().awaitQuiescence(timeout);
        default -> any(random).agent().await(timeout);
      }
    } catch (AgentFailedException | AgentRejectedException ended) {
      Thread.onSpinWait();
    } catch (InterruptedException interrupted) {
      Thread.onSpinWait();
    }
  }

  private void cancelRecent(SplittableRandom random) {
    Ticket ticket = recent.getAndSet(random.nextInt(RECENT), null);
    if (ticket != null) {
      cancel(ticket);
    }
  }

  private static void cancel(Ticket ticket) {
    CompletableFuture<?> future = ticket.future();
    if (future != null && future.cancel(true)) {
      ticket.mark(Mark.CANCELLED);
    }
  }

  /** A body that sends, and that may fail or run again. */
  private void transaction(SplittableRandom random, Origin origin, List<Ticket> sent) {
    Attempt[] latest = new Attempt[1];
    List<Ticket> all = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    boolean fails = random.nextInt(4) == 0;
    try {
      Stm.dosync(() -> {
        Attempt attempt = new Attempt();
        latest[0] = attempt;
        all.clear();
        for (int i = 0; i < count; i++) {
          refs.get(random.nextInt(REFS)).alter(x -> x + 1);
          send(random, any(random), origin.in(attempt), all);
          Run.mayYield(random);
        }
        if (fails) {
          throw new IllegalArgumentException(Chaos.FAULT);
        }
      });
      latest[0].commit();
      sent.addAll(all);
    } catch (IllegalArgumentException | TransactionFailedException failed) {
      Thread.onSpinWait();
    }
  }

  private Ticket ticket(SplittableRandom random, Cell cell, Origin origin) {
    Ending end =
        switch (random.nextInt(12)) {
          case 0 -> Ending.THROWS;
          case 1 -> cell.isValidated() ? Ending.IS_REJECTED : Ending.SUCCEEDS;
          default -> Ending.SUCCEEDS;
        };
    Ticket ticket = new Ticket(this, cell, origin, random.nextLong(), end);
    tickets.add(ticket);
    return ticket;
  }

  /** In one of many ways; what was sent is added. */
  private void send(SplittableRandom random, Cell cell, Origin origin, List<Ticket> sent) {
    Agent<Long> agent = cell.agent();
    if (origin.isPlain() && agent.queueLength() > LONG_QUEUE) {
      LockSupport.parkNanos(TROUBLE_NANOS);
      return;
    }
    if (random.nextInt(16) == 0) {
      sendAll(random, cell, origin, sent);
      return;
    }
    Ticket ticket = ticket(random, cell, origin);
    sent.add(ticket);
    if (breaks(ticket, random, cell, origin)) {
      return;
    }
    try {
      switch (random.nextInt(10)) {
        case 0, 1 -> agent.send(ticket.unary());
        case 2 -> agent.send(ticket.binary(), ticket.number());
        case 3 -> agent.sendVia(executor(random), ticket.unary());
        case 4 -> agent.sendVia(executor(random), ticket.binary(), ticket.number());
        case 5 -> expect(random, ticket, agent.sendAndReport(ticket.unary()));
        case 6 -> expect(random, ticket, agent.sendAndReport(ticket.binary(), ticket.number()));
        case 7 -> expect(random, ticket, agent.ask(ticket.asking()));
        case 8 -> trySend(ticket);
        default -> trySend(ticket, Duration.ofNanos(random.nextInt(100_000)));
      }
      if (breaker.strikes(Fault.BOTH)) {
        Events.publish(new UnrunAction(agent, ticket.unary(), UnrunAction.Reason.DROPPED));
      }
    } catch (AgentFailedException | AgentRejectedException refused) {
      ticket.mark(Mark.REFUSED);
    }
  }

  /** Injects a fault; answers whether the action is not to be sent. */
  private boolean breaks(Ticket ticket, SplittableRandom random, Cell cell, Origin origin) {
    if (breaker.strikes(Fault.LOSE)) {
      return true;
    }
    if (breaker.strikes(Fault.ASIDE)) {
      ticket.mark(Mark.RUN);
      return true;
    }
    if (willFail(origin.holder()) && breaker.strikes(Fault.UNHELD)) {
      Thread.ofVirtual().start(() -> trySend(ticket));
      return true;
    }
    if (breaker.strikes(Fault.TWICE)) {
      trySend(ticket);
    }
    if (breaker.strikes(Fault.SWAP)) {
      trySend(ticket(random, cell, origin));
    }
    if (breaker.strikes(Fault.OVERLAP)) {
      cell.intrude();
      LockSupport.parkNanos(10 * TROUBLE_NANOS);
      cell.leave();
    }
    return false;
  }

  private static boolean willFail(@Nullable Ticket holder) {
    return holder != null && holder.ending() != Ending.SUCCEEDS;
  }

  private static void trySend(Ticket ticket) {
    try {
      if (!ticket.cell().agent().trySend(ticket.unary())) {
        ticket.mark(Mark.REFUSED);
      }
    } catch (AgentFailedException | AgentRejectedException refused) {
      ticket.mark(Mark.REFUSED);
    }
  }

  private static void trySend(Ticket ticket, Duration timeout) {
    try {
      if (!ticket.cell().agent().trySend(ticket.unary(), timeout)) {
        ticket.mark(Mark.REFUSED);
      }
    } catch (InterruptedException interrupted) {
      ticket.mark(Mark.REFUSED);
    }
  }

  private void sendAll(SplittableRandom random, Cell cell, Origin origin, List<Ticket> sent) {
    List<Ticket> some = new ArrayList<>();
    List<UnaryOperator<Long>> actions = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Ticket ticket = ticket(random, cell, origin);
      some.add(ticket);
      actions.add(ticket.unary());
    }
    sent.addAll(some);
    try {
      cell.agent().sendAll(actions);
    } catch (AgentFailedException | AgentRejectedException refused) {
      some.forEach(ticket -> ticket.mark(Mark.DOUBTFUL));
    }
  }

  private Executor executor(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> pool;
      case 1 -> this::executeOrRefuse;
      default -> Runnable::run;
    };
  }

  private void expect(SplittableRandom random, Ticket ticket, CompletableFuture<?> future) {
    ticket.returned(future);
    if (breaker.strikes(Fault.MUTE)) {
      ticket.returned(new CompletableFuture<>());
    } else if (random.nextInt(8) == 0) {
      cancel(ticket);
    } else {
      recent.set(random.nextInt(RECENT), ticket);
    }
  }

  // ------------------------------------------------------------------ what actions do

  /** Runs within an action. */
  Long body(Ticket ticket, Long present) {
    SplittableRandom random = new SplittableRandom(ticket.seed());
    List<Ticket> children = new ArrayList<>(0);
    if (ticket.depth() < MOST_DEPTH && random.nextInt(3) == 0) {
      beget(ticket, random, children);
    }
    if (random.nextInt(64) == 0) {
      LockSupport.parkNanos(random.nextInt(50_000));
    }
    if (Thread.currentThread().isVirtual() && breaker.strikes(Fault.STUCK)) { // not who resumes it
      awaitEnd();
    }
    AgentGroup group = ticket.cell().agent().group();
    if (random.nextInt(4_000) == 0 && !group.equals(AgentGroup.shared())) {
      shutdown(group);
    }
    return switch (ticket.ending()) {
      case THROWS -> throw fault(random);
      case IS_REJECTED -> -1L;
      case SUCCEEDS -> present + 1;
    };
  }

  private void beget(Ticket ticket, SplittableRandom random, List<Ticket> children) {
    Origin origin = Origin.of(ticket);
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      if (random.nextInt(4) == 0) {
        transaction(random, origin, children);
      } else {
        send(random, any(random), origin, children);
      }
    }
    if (random.nextInt(4) == 0) {
      children.forEach(child -> {
        if (child.isReleasable()) {
          child.mark(Mark.RELEASED);
        }
      });
      Agents.releasePendingSends();
    }
  }

  private void awaitEnd() {
    while (over.getCount() != 0) {
      try {
        over.await();
      } catch (InterruptedException ignored) {
        Thread.onSpinWait();
      }
    }
  }

  private static Error fault(SplittableRandom random) {
    switch (random.nextInt(8)) {
      case 0 -> throw new IllegalStateException(Chaos.FAULT);
      case 1 -> throw new InternalError(Chaos.FAULT);
      case 2 -> throw new StackOverflowError(Chaos.FAULT);
      case 3 -> throw new AssertionError(Chaos.FAULT);
      default -> throw new IllegalArgumentException(Chaos.FAULT);
    }
  }
}
