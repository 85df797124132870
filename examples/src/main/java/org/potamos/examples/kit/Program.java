package org.potamos.examples.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * An example that runs alone: its options are annotated fields whose initial values are the
 * defaults, and its work is {@link #run}.
 *
 * <p>Exit codes: 0 if every check held, 1 if one did not or something failed on the way, 2 if the
 * input was rejected, after one line that says why. Pictures are written when all is done, so a
 * rejected or failed run leaves nothing.
 */
@Command(
    sortOptions = false,
    sortSynopsis = false,
    usageHelpAutoWidth = true,
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = Program.EXIT_CODES)
public abstract class Program {
  /** The last line of every program's help. */
  public static final String EXIT_CODES =
      "Exit code: 0 if all checks hold, 1 if not, 2 if an argument is rejected.";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      order = 1000,
      description = "where the pictures go (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("target", "gallery");

  @Option(names = "--help", usageHelp = true, order = 1001, description = "shows this and ends")
  private boolean isHelp;

  /** For subclasses. */
  protected Program() {}

  /**
   * Rejects options that do not make sense, before anything is done.
   *
   * @throws BadInputException if one does not
   */
  protected void checkOptions() throws BadInputException {}

  /**
   * Does the work.
   *
   * @param show where lines, progress, checks and pictures go
   * @throws BadInputException if an input turns out to be unusable
   * @throws Exception if something else fails
   */
  protected abstract void run(Show show) throws Exception;

  /**
   * The file name of the page that shows the pictures.
   *
   * @param name the name of the program
   * @return a file name
   */
  protected String page(String name) {
    return name + ".html";
  }

  /**
   * Runs a program in this process.
   *
   * @param program the program, new
   * @param console where its lines go
   * @param args the command line
   * @return the exit code
   */
  public static int execute(Program program, Console console, String... args) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // SVG and URLs have 0 to 9 everywhere
    try {
      CommandLine line = parse(program, args);
      if (program.isHelp) {
        console.out().print(line.getUsageMessage());
        return 0;
      }
      Gallery gallery = new Gallery(program.out);
      gallery.requireWritable();
      Show show = new Show(console);
      visit(program, line, show);
      String page = program.page(line.getCommandName());
      gallery.write(page, "Potamos: " + line.getCommandName(), show.rooms());
      console.say("");
      console.say("The pictures: " + program.out.resolve(page));
      return show.failedChecks() == 0 ? 0 : 1;
    } catch (CommandLine.ParameterException | BadInputException bad) {
      console.complain("argument rejected: %s; see --help".formatted(bad.getMessage()));
      return 2;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      console.complain("interrupted");
      return 1;
    } catch (Exception | OutOfMemoryError failure) {
      if (isOutOfMemory(failure)) {
        console.complain(
            "argument rejected: too large for %d MB of memory; give less, or java -Xmx more"
                .formatted(Runtime.getRuntime().maxMemory() >> 20));
        return 2;
      }
      console.complain("failed: " + failure);
      failure.printStackTrace(console.err());
      return 1;
    }
  }

  private static boolean isOutOfMemory(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof OutOfMemoryError)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  /**
   * Runs another program as a part of this one: its lines and pictures are added to what this one
   * shows.
   *
   * @param program the program, new
   * @param show what this one shows
   * @param args the command line of the other
   * @throws Exception what it throws
   */
  protected static void visit(Program program, Show show, String... args) throws Exception {
    visit(program, parse(program, args), show);
  }

  private static void visit(Program program, CommandLine line, Show show) throws Exception {
    show.enter(
        line.getCommandName(),
        String.join(" ", line.getCommandSpec().usageMessage().description()));
    program.run(show);
  }

  private static CommandLine parse(Program program, String... args) throws BadInputException {
    CommandLine line = new CommandLine(program);
    line.setExpandAtFiles(false);
    line.registerConverter(Duration.class, Durations::parse);
    line.parseArgs(args);
    if (!program.isHelp) {
      program.checkOptions();
    }
    return line;
  }

  /**
   * Rejects a number that is out of range.
   *
   * @param option the name of the option
   * @param value what was given
   * @param min the least that is accepted
   * @param max the most that is accepted
   * @throws BadInputException if it is not
   */
  protected static void requireBetween(String option, long value, long min, long max)
      throws BadInputException {
    if (value < min || value > max) {
      throw new BadInputException(
          String.format(Locale.ROOT, "must be from %d to %d, %s=%d", min, max, option, value));
    }
  }

  /**
   * Rejects a time that is out of range.
   *
   * @param option the name of the option
   * @param value what was given
   * @param min the least that is accepted
   * @param max the most that is accepted
   * @throws BadInputException if it is not
   */
  protected static void requireBetween(String option, Duration value, Duration min, Duration max)
      throws BadInputException {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new BadInputException(
          "must be from %s to %s, %s=%s"
              .formatted(
                  Durations.format(min), Durations.format(max), option, Durations.format(value)));
    }
  }
}
