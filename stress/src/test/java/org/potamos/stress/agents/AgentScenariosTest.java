package org.potamos.stress.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * The long runs of agents in small: each scenario passes, and each of its checks finds the fault
 * that is injected for it. Alone, since heap, events and the shared group belong to the process.
 */
@Isolated
class AgentScenariosTest {
  private static final long SEED = 42;
  private static final long NANOS = Duration.ofMillis(300).toNanos();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** For what never happens. */
  private static final Duration SHORT = Duration.ofMillis(500);

  private static final int FEW = 50_000;

  private static final Logger LOGGER = Logger.getLogger("org.potamos");
  private static @Nullable Level before;

  /** What fails on purpose is logged. */
  @BeforeAll
  static void silence() {
    before = LOGGER.getLevel();
    LOGGER.setLevel(Level.OFF);
  }

  @AfterAll
  static void restore() {
    LOGGER.setLevel(before);
  }

  private static Scenario scenario(String name, @Nullable Fault fault) {
    Breaker breaker = new Breaker(fault);
    Duration patience =
        switch (fault) {
          case STUCK, DEAF, MUTE -> SHORT;
          case null, default -> PATIENCE;
        };
    return switch (name) {
      case "Million" -> new Million(breaker, FEW);
      case "Producers" -> new Producers(breaker);
      case "Rings" -> new Rings(breaker);
      case "Awaits" -> new Awaits(breaker, patience);
      case "Closings" -> new Closings(breaker, patience);
      case "Chaos" -> new Chaos(breaker, SEED, patience);
      case "FlatHeap" -> new FlatHeap(breaker);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Run runOf(Scenario scenario, long nanos) throws Exception {
    Run run = new Run(SEED, nanos);
    scenario.run(run);
    return run;
  }

  /** Nothing is lost, doubled, overtaken or kept, whatever fails. G2 to G9. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Million", "Producers", "Rings", "Awaits", "Closings", "Chaos", "FlatHeap"})
  void run_unbroken_passes(String name) throws Exception {
    assertThat(runOf(scenario(name, null), NANOS).violations()).isEmpty();
  }

  /** Each check can fail: it finds the fault that is injected for it. G2 to G9. */
  @ParameterizedTest
  @CsvSource({
    "Million, LOSE, have made the sum",
    "Million, TWICE, have made the sum",
    "Million, FAT, idle agents take",
    "Producers, LOSE, after",
    "Producers, TWICE, after",
    "Producers, SWAP, after",
    "Producers, EARLY, await has returned after",
    "Rings, LOSE, instead of",
    "Rings, TWICE, instead of",
    "Awaits, DEAF, nobody has ended a wait",
    "Closings, LOSE, accepted",
    "Closings, TWICE, accepted",
    "Closings, BOTH, accepted",
    "Closings, HIDE, accepted",
    "Closings, STUCK, quiet=false",
    "Chaos, LOSE, has neither run nor was it reported",
    "Chaos, TWICE, has run 2 times",
    "Chaos, SWAP, change places",
    "Chaos, BOTH, is said not to have run",
    "Chaos, HIDE, has neither run nor was it reported",
    "Chaos, OVERLAP, overlap",
    "Chaos, ASIDE, counts",
    "Chaos, UNHELD, was held by what has failed",
    "Chaos, MUTE, has a future that does not end",
    "Chaos, STUCK, busy for ever",
    "FlatHeap, LEAK, the heap grows",
  })
  void run_broken_findsTheFault(String name, Fault fault, String complaint) throws Exception {
    Iterable<String> violations = runOf(scenario(name, fault), NANOS).violations();
    for (int times = 4; times <= 16 && !isAmong(complaint, violations); times *= 4) {
      violations = runOf(scenario(name, fault), times * NANOS).violations(); // chance hid it
    }
    assertThat(violations).anySatisfy(violation -> assertThat(violation).contains(complaint));
  }

  private static boolean isAmong(String complaint, Iterable<String> violations) {
    return StreamSupport.stream(violations.spliterator(), false)
        .anyMatch(violation -> violation.contains(complaint));
  }
}
