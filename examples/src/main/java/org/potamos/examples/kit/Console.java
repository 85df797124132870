package org.potamos.examples.kit;

import java.io.PrintStream;

/** A place for lines, and for one line that is drawn over and over where there is a terminal. */
public final class Console {
  private static final int WIDTH = 78;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean isTerminal;

  /** Whether the line under the cursor is one that is drawn over and over. */
  private boolean isDrawn;

  /**
   * Makes a console.
   *
   * @param out for lines
   * @param err for complaints
   * @param isTerminal whether {@code out} obeys a carriage return
   */
  public Console(PrintStream out, PrintStream err, boolean isTerminal) {
    this.out = out;
    this.err = err;
    this.isTerminal = isTerminal;
  }

  /**
   * The console of this process.
   *
   * @return a new one
   */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again where there is no terminal
  public static Console ofProcess() {
    return new Console(
        System.out, System.err, System.console() != null && System.console().isTerminal());
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean isTerminal() {
    return isTerminal;
  }

  /**
   * Prints a line.
   *
   * @param line the line
   */
  public synchronized void say(String line) {
    clear();
    out.println(printable(line));
    out.flush();
  }

  /** Draws a line over the one drawn before; nothing if this is no terminal. */
  synchronized void draw(String line) {
    if (isTerminal) {
      String visible = printable(line);
      visible = visible.length() <= WIDTH ? visible : visible.substring(0, WIDTH);
      out.print("\r" + visible + " ".repeat(WIDTH - visible.length()) + "\r");
      out.flush();
      isDrawn = true;
    }
  }

  /**
   * Prints a line about what went wrong.
   *
   * @param line the line
   */
  public synchronized void complain(String line) {
    clear();
    out.flush();
    err.println(printable(line));
    err.flush();
  }

  private void clear() {
    if (isDrawn) {
      out.print("\r" + " ".repeat(WIDTH) + "\r");
      isDrawn = false;
    }
  }

  /** File names may contain anything, also what a terminal would obey. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\x{2028}\\x{2029}]", "?"); // C1 and bidi, too
  }
}
