package org.potamos.examples.kit;

import java.util.ArrayList;
import java.util.List;

/** What a program has to show: lines, how far it is, checks, and pictures. Safe for threads. */
public final class Show {
  private static final int BAR = 30;

  private final Console console;
  private final List<Gallery.Room> rooms = new ArrayList<>();
  private String stage = "";
  private int quarter;
  private long lastDone;
  private long lastTotal;

  /**
   * Makes one, with a room that has no name.
   *
   * @param console where lines go
   */
  public Show(Console console) {
    this.console = console;
    rooms.add(new Gallery.Room("", "", List.of(), List.of()));
  }

  /**
   * Prints a line.
   *
   * @param line the line
   */
  public synchronized void say(String line) {
    console.say("  " + line);
  }

  /**
   * Tells how far a stage is: as a bar on a terminal, as a line each quarter elsewhere. What is
   * less than told before for the same stage is not drawn, so threads need not agree.
   *
   * @param name what is under way
   * @param done how much is done
   * @param total how much there is
   */
  public synchronized void progress(String name, long done, long total) {
    if (!name.equals(stage)) {
      stage = name;
      quarter = 0;
    } else if (total == lastTotal && done < lastDone) {
      return;
    }
    lastDone = done;
    lastTotal = total;
    int reached = share(4, done, total);
    if (console.isTerminal()) {
      int filled = share(BAR, done, total);
      console.draw("  [%s%s] %s".formatted("#".repeat(filled), ".".repeat(BAR - filled), name));
    } else if (reached > quarter) {
      console.say("  %s: %d %%".formatted(name, 25 * reached));
    }
    quarter = Math.max(quarter, reached);
  }

  /** As much of a whole as is done; all of it if there is nothing to do. */
  private static int share(int whole, long done, long total) {
    return total <= 0 ? whole : (int) (whole * Math.clamp(done, 0, total) / total);
  }

  /**
   * Prints whether something holds that has to; the program fails if it does not.
   *
   * @param what the claim, with the figures that were found
   * @param holds whether it holds
   */
  public synchronized void check(String what, boolean holds) {
    Gallery.Check check = new Gallery.Check(what, holds);
    say(check.line());
    rooms.add(rooms.removeLast().with(check));
  }

  /** Begins a room of the gallery: what is shown from here on belongs to a program. */
  synchronized void enter(String name, String about) {
    rooms.add(new Gallery.Room(name, about, List.of(), List.of()));
    console.say("");
    console.say(name + ": " + about);
  }

  /**
   * Adds a picture to the gallery.
   *
   * @param picture the picture
   */
  public synchronized void picture(Picture picture) {
    rooms.add(rooms.removeLast().with(picture));
  }

  /** The rooms that have pictures. */
  synchronized List<Gallery.Room> rooms() {
    return rooms.stream().filter(room -> !room.pictures().isEmpty()).toList();
  }

  /**
   * How many checks did not hold.
   *
   * @return a number from 0 on
   */
  public synchronized int failedChecks() {
    return rooms.stream().mapToInt(Gallery.Room::failedChecks).sum();
  }
}
