package org.potamos.examples.words;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.potamos.core.Change;
import org.potamos.core.Watch;
import org.potamos.examples.kit.LineChart;
import org.potamos.examples.kit.LineChart.Point;
import org.potamos.examples.kit.Picture;
import org.potamos.examples.kit.Show;

/**
 * Watches the totals while files are indexed: tells how far that is, and looks at the whole index.
 *
 * <p>As a {@code LATEST} watch it hears of the newest totals whenever it is ready for them, and
 * delays nobody, however long it looks. It may still be called when the last file is done; so the
 * last look is that of {@link #finish}.
 */
final class Progress implements Watch<Totals> {
  private record Look(double millis, Totals totals, boolean isWhole) {}

  private final Show show;
  private final WordIndex index;
  private final long start = System.nanoTime();
  private final List<Look> looks = new ArrayList<>();
  private boolean isFinished;

  Progress(Show show, WordIndex index) {
    this.show = show;
    this.index = index;
  }

  @Override
  public synchronized void changed(Change<? extends Totals> change) {
    if (!isFinished) {
      look();
    }
  }

  synchronized void finish() {
    look();
    isFinished = true;
  }

  private void look() {
    Snapshot seen = index.snapshot();
    looks.add(new Look((System.nanoTime() - start) / 1e6, seen.totals(), seen.isWhole()));
    show.progress(
        "indexed, of the files found so far", seen.totals().done(), seen.totals().found());
  }

  /** How often the index was looked at while it grew. */
  synchronized int looks() {
    return looks.size();
  }

  /** How often there was a file in it in part. */
  synchronized long torn() {
    return looks.stream().filter(look -> !look.isWhole).count();
  }

  synchronized Picture picture() {
    LineChart chart =
        new LineChart(
                "Found, read and indexed at the same time", "time, ms", "% of the final number")
            .from(0)
            .line("files found", line(Totals::found))
            .line("files done", line(Totals::done))
            .line("words indexed", line(Totals::words));
    return Picture.of(
        "words-progress.svg",
        "How the index grows",
        "%sOf %d looks at the growing index, %d saw a file in part."
            .formatted(
                isOverlapping() ? "Reading began before finding ended. " : "", looks(), torn()),
        chart.draw().toString());
  }

  private boolean isOverlapping() {
    int found = looks.getLast().totals.found();
    return looks.stream().anyMatch(look -> look.totals.done() > 0 && look.totals.found() < found);
  }

  private List<Point> line(ToLongFunction<Totals> number) {
    double last = Math.max(1, number.applyAsLong(looks.getLast().totals));
    List<Point> points = new ArrayList<>(List.of(new Point(0, 0)));
    looks.forEach(
        look -> points.add(new Point(look.millis, 100 * number.applyAsLong(look.totals) / last)));
    return points;
  }
}
