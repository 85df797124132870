package org.potamos.stress.agents;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What the accounts of the chaos add up to. */
final class Tally {
  private final LongAdder runs = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder reports = new LongAdder();
  private final LongAdder cancels = new LongAdder();
  private final LongAdder drops = new LongAdder();
  private final LongAdder groups = new LongAdder();

  void add(Ticket ticket) {
    runs.add(ticket.count(Ticket.Mark.RUN));
    failures.add(ticket.count(Ticket.Mark.FAILED));
    refusals.add(ticket.count(Ticket.Mark.REFUSED));
    reports.add(ticket.count(Ticket.Mark.REPORTED));
    cancels.add(ticket.count(Ticket.Mark.CANCELLED));
    if (ticket.isDropped()) {
      drops.increment();
    }
  }

  void addGroup() {
    groups.increment();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d actions ran (%,d failed), %,d were refused, %,d reported, %,d cancelled, %,d dropped"
            + " with what held them, %,d groups ended",
        runs.sum(),
        failures.sum(),
        refusals.sum(),
        reports.sum(),
        cancels.sum(),
        drops.sum(),
        groups.sum());
  }
}
