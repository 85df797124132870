package org.potamos.examples;

import java.io.PrintStream;
import org.potamos.core.Change;
import org.potamos.core.Watch;

/**
 * Draws how far the count is: one line over and over on a terminal, a line each quarter elsewhere.
 *
 * <p>As a {@code LATEST} watch it may miss tallies, and it may still be running when the last file
 * is done; so the last line is drawn by {@link #finish}, and nothing after it.
 */
final class Progress implements Watch<Tally> {
  private final PrintStream out;
  private final boolean isTerminal;
  private final int found;
  private int quarter;
  private boolean isFinished;

  Progress(PrintStream out, boolean isTerminal, int found) {
    this.out = out;
    this.isTerminal = isTerminal;
    this.found = found;
  }

  @Override
  public synchronized void changed(Change<? extends Tally> change) {
    if (isFinished) {
      return;
    }
    Tally tally = change.newValue();
    int reached = (int) (4L * tally.files() / found);
    if (isTerminal) {
      out.print("\r" + line(tally)); // never shorter than the line before: totals only grow
      out.flush();
    } else if (reached > quarter && reached < 4) {
      out.println(line(tally));
    }
    quarter = reached;
  }

  synchronized void finish(Tally tally) {
    isFinished = true;
    out.println((isTerminal ? "\r" : "") + line(tally));
  }

  private String line(Tally tally) {
    return "  %d of %d files, %d words".formatted(tally.files(), found, tally.words());
  }
}
