package org.potamos.examples;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.potamos.examples.ants.Ants;
import org.potamos.examples.bank.Bank;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.Show;
import org.potamos.examples.river.River;
import org.potamos.examples.shop.Storefront;
import org.potamos.examples.waiting.Philosophers;
import org.potamos.examples.waiting.Santa;
import org.potamos.examples.words.Words;
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
          new Stop("river", River::new, List.of("--largest", "100000")),
          new Stop("ants", Ants::new, List.of("--speed", "120", "--compare")),
          new Stop("bank", Bank::new, List.of()),
          new Stop("philosophers", Philosophers::new, List.of()),
          new Stop("santa", Santa::new, List.of()),
          new Stop(
              "words",
              Words::new,
              List.of(
                  "--min-length=4",
                  "--endings=java,md,xml",
                  "--search=atom watch",
                  "--search=retr*")),
          new Stop("shop", Storefront::new, List.of("--orders=1000")));

  @Override
  protected String page(String name) {
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
