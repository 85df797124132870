package org.potamos.examples;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.potamos.examples.ants.Ants;
import org.potamos.examples.bank.Bank;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.Show;
import picocli.CommandLine.Command;

/** Runs every example once, and makes one page of all pictures. */
@Command(
    name = "tour",
    description = "Runs every example in a few seconds, and leaves a gallery of what they show.")
public final class Tour extends Program {

  /**
   * An example on the way.
   *
   * @param name its name
   * @param program makes it
   * @param args its options: smaller than the defaults where those take long
   */
  record Stop(String name, Supplier<Program> program, List<String> args) {}

  static final List<Stop> STOPS =
      List.of(
          new Stop("bank", Bank::new, List.of()),
          new Stop("ants", Ants::new, List.of("--speed", "120", "--compare")));

  @Override
  protected String page() {
    return "index.html";
  }

  @Override
  protected void run(Show show) throws Exception {
    long start = System.nanoTime();
    for (Stop stop : STOPS) {
      visit(stop.program().get(), show, stop.args().toArray(String[]::new));
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    show.say("");
    show.say("%d programs in %d s".formatted(STOPS.size(), time.toSeconds()));
  }
}
