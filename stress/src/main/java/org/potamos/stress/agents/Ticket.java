package org.potamos.stress.agents;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.agents.Reply;

/** One action of the chaos, and all that is known of its fate. */
final class Ticket {

  /** Something that has happened to it, and how often. */
  enum Mark {
    /** It has begun to run. */
    RUN(0),
    /** An event said that it has failed. */
    FAILED(8),
    /** The send threw, or answered false. */
    REFUSED(16),
    /** A send of several threw: it may have been among those that were taken, or not. */
    DOUBTFUL(24),
    /** An event said that it will not run. */
    REPORTED(32),
    /** It was in the list of a shutdown. */
    LISTED(40),
    /** It was cancelled in time. */
    CANCELLED(48),
    /** What the running action held so far was released, and it was among that. */
    RELEASED(56);

    /** Where its count begins among the bits of all. */
    private final int shift;

    Mark(int shift) {
      this.shift = shift;
    }
  }

  /** How it is to end if it runs. */
  enum Ending {
    SUCCEEDS,
    THROWS,
    IS_REJECTED
  }

  /** Whoever sends one thing after the other: its actions run in order at each agent. */
  static final class Sender {
    private int last;

    int next() {
      return ++last;
    }
  }

  /** One run of the body of a transaction. */
  static final class Attempt {
    private volatile boolean committed;

    void commit() {
      committed = true;
    }
  }

  /** What an agent is given: leads back to the ticket. */
  interface Ticketed {
    Ticket ticket();
  }

  private static final int BITS = 8;

  private final Cell cell;
  private final Round round;
  private final long seed;
  private final int depth;
  private final Ending ending;
  private final @Nullable Sender sender;
  private final int number;
  private final @Nullable Ticket holder;
  private final @Nullable Attempt attempt;
  private final AtomicLong marks = new AtomicLong();
  private volatile @Nullable CompletableFuture<?> future;

  Ticket(Round round, Cell cell, Origin origin, long seed, Ending ending) {
    this.round = round;
    this.cell = cell;
    this.seed = seed;
    this.ending = ending;
    this.sender = origin.sender();
    this.number = sender == null ? 0 : sender.next();
    this.holder = origin.holder();
    this.attempt = origin.attempt();
    this.depth = holder == null ? 0 : holder.depth + 1;
  }

  /** Where a send comes from. */
  record Origin(@Nullable Sender sender, @Nullable Ticket holder, @Nullable Attempt attempt) {
    static Origin of(Sender sender) {
      return new Origin(sender, null, null);
    }

    static Origin of(Ticket holder) {
      return new Origin(null, holder, null);
    }

    /** Watches and failure handlers: what they send is sent. */
    static Origin nobody() {
      return new Origin(null, null, null);
    }

    Origin in(Attempt attempt) {
      return new Origin(sender, holder, attempt);
    }

    /** Whether a send must not wait for room. */
    boolean isPlain() {
      return sender != null && attempt == null;
    }
  }

  // ------------------------------------------------------------------ what an agent is given

  private record Unary(Ticket ticket) implements Ticketed, UnaryOperator<Long> {
    @Override
    public Long apply(Long present) {
      return ticket.run(present);
    }
  }

  private record Binary(Ticket ticket) implements Ticketed, BiFunction<Long, Integer, Long> {
    @Override
    public Long apply(Long present, Integer number) {
      ticket.round.check(number == ticket.number, "an argument is not that of its action");
      return ticket.run(present);
    }
  }

  private record Asking(Ticket ticket) implements Ticketed, Function<Long, Reply<Long, Long>> {
    @Override
    public Reply<Long, Long> apply(Long present) {
      return Reply.of(ticket.run(present), ticket.seed);
    }
  }

  UnaryOperator<Long> unary() {
    return new Unary(this);
  }

  BiFunction<Long, Integer, Long> binary() {
    return new Binary(this);
  }

  Function<Long, Reply<Long, Long>> asking() {
    return new Asking(this);
  }

  private Long run(Long present) {
    mark(Mark.RUN);
    cell.enter(this);
    try {
      return round.body(this, present);
    } finally {
      cell.leave();
    }
  }

  // ------------------------------------------------------------------ what is known

  Cell cell() {
    return cell;
  }

  long seed() {
    return seed;
  }

  int depth() {
    return depth;
  }

  int number() {
    return number;
  }

  Ending ending() {
    return ending;
  }

  @Nullable Sender sender() {
    return sender;
  }

  void mark(Mark mark) {
    marks.getAndAdd(1L << mark.shift);
  }

  int count(Mark mark) {
    return (int) (marks.get() >>> mark.shift) & ((1 << BITS) - 1);
  }

  void returned(CompletableFuture<?> future) {
    this.future = future;
  }

  @Nullable CompletableFuture<?> future() {
    return future;
  }

  /** What held it has failed: it must not run, and nobody need be told. */
  boolean isDropped() {
    if (attempt != null && !attempt.committed) {
      return true;
    }
    return holder != null && holder.count(Mark.FAILED) != 0 && count(Mark.RELEASED) == 0;
  }

  /** The attempt that made it is over, or there was none. */
  boolean isReleasable() {
    return attempt == null || attempt.committed;
  }

  // ------------------------------------------------------------------ the account

  /** Says what is wrong with its fate; null if nothing is. */
  @Nullable String complaint() {
    int runs = count(Mark.RUN);
    int refusals = count(Mark.REFUSED) + count(Mark.REPORTED) + count(Mark.CANCELLED);
    if (runs > 1) {
      return "has run " + runs + " times";
    }
    if (runs == 1 && refusals != 0) {
      return "has run, and is said not to have run";
    }
    if (refusals > 1) {
      return "was reported more than once";
    }
    CompletableFuture<?> result = future;
    if (isDropped()) {
      return runs + count(Mark.REPORTED) != 0
          ? "was held by what has failed, and has run or was reported"
          : result != null && !result.isDone()
              ? "was dropped, and has a future that does not end"
              : null;
    }
    if (runs + refusals + count(Mark.DOUBTFUL) == 0) {
      return "has neither run nor was it reported";
    }
    if (count(Mark.LISTED) > count(Mark.REPORTED)) {
      return "was in the list of a shutdown, without an event";
    }
    int failures = runs == 1 && ending != Ending.SUCCEEDS ? 1 : 0;
    if (count(Mark.FAILED) != failures) {
      return "has failed " + count(Mark.FAILED) + " times, not " + failures;
    }
    return result == null ? null : complaintOf(result);
  }

  private @Nullable String complaintOf(CompletableFuture<?> result) {
    if (!result.isDone()) {
      return "has a future that does not end";
    }
    Future.State expected =
        count(Mark.CANCELLED) != 0
            ? Future.State.CANCELLED
            : count(Mark.RUN) == 0 || ending != Ending.SUCCEEDS
                ? Future.State.FAILED
                : Future.State.SUCCESS;
    if (result.state() != expected) {
      return "has a future that ended by " + result.state() + ", not " + expected;
    }
    if (expected == Future.State.SUCCESS
        && result.resultNow() instanceof Long reply
        && reply != seed) {
      return "has the reply of another action";
    }
    return null;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("action");
    for (Mark mark : List.of(Mark.values())) {
      if (count(mark) != 0) {
        text.append(' ').append(mark).append('=').append(count(mark));
      }
    }
    return text
        + " ending="
        + ending
        + " depth="
        + depth
        + (attempt == null ? "" : " inTransaction")
        + " to "
        + cell;
  }
}
