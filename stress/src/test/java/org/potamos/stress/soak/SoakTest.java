package org.potamos.stress.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.stress.run.Watchdog;

/**
 * The soak in small: it passes, each check has something to check, and each fault is found. Alone,
 * since heap and events belong to the process.
 */
@Isolated
class SoakTest {
  private static final Logger LOGGER = Logger.getLogger("org.potamos");
  private static @Nullable Level before;

  @TempDir Path directory;

  private final Queue<String> hanging = new ConcurrentLinkedQueue<>();
  private final Watchdog.Hang hang = (name, patience) -> hanging.add(name);

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

  private static Options options(Duration time) {
    return Options.defaults()
        .withTime(time)
        .withSeed(42)
        .withThreads(3, 100)
        .withSegment(250, 20_000, 64);
  }

  private record Outcome(int code, String out) {}

  private Outcome run(String... args) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = Soak.run(new PrintStream(out, true, StandardCharsets.UTF_8), hang, args);
    return new Outcome(code, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void run_unbroken_passesAndChecksSomethingOfEachKind() throws Exception {
    Results results = new World(options(Duration.ofMillis(2_500))).run(hang);
    assertThat(results.findings().first()).isEmpty();
    assertThat(hanging).isEmpty();
    for (Kind kind : Kind.values()) {
      assertThat(results.checker().records(kind)).as(kind.name()).isPositive();
    }
    assertThat(results.meters())
        .hasSize(6)
        .allSatisfy(meter -> assertThat(meter.operations()).isPositive())
        .allSatisfy(meter -> assertThat(meter.latency().count()).isEqualTo(meter.operations()));
    for (Injected.Place place : Injected.Place.values()) {
      assertThat(results.injections().of(place).heard()).as(place.name()).isPositive();
    }
    assertThat(results.interruptsSent()).isPositive().isEqualTo(results.interruptsHeard());
    assertThat(results.checker().segments()).isGreaterThan(1);
    assertThat(results.checker().bytes()).isPositive().isEqualTo(results.bytesWritten());
  }

  @ParameterizedTest
  @Tag("twins")
  @CsvSource({
    "ATOM_LOSE, gap after the value",
    "ATOM_STALE, real time: a read",
    "WATCH_SKIP, ORDERED watch",
    "WATCH_TWICE, ORDERED watch",
    "WATCH_DEAF, SYNC watch",
    "TX_STALE, not serializable",
    "TX_SKEW, not serializable",
    "TX_DIRTY, has failed and its value is there",
    "AGENT_LOSE, has neither run nor",
    "AGENT_TWICE, has run more than once",
    "AGENT_SWAP, change places",
    "AGENT_UNHELD, held by what has failed",
    "ITEM_LOSE, taken: position",
    "ITEM_TWICE, taken: position",
    "SUM, has seen the sum",
    "COUNT, commutes have made",
    "DEAF, injections: WATCH has thrown",
    "LEAK, dropped references are still reachable"
  })
  void run_broken_isFound(Breakage breakage, String expected) throws Exception {
    Duration time = Duration.ofMillis(300);
    Results results = new World(options(time).withBreakage(breakage)).run(hang);
    while (results.hasPassed() && time.toSeconds() < 10) { // on a busy machine little happens
      time = time.multipliedBy(2);
      results = new World(options(time).withBreakage(breakage)).run(hang);
    }
    assertThat(results.hasPassed()).isFalse();
    assertThat(results.findings().first())
        .anySatisfy(found -> assertThat(found).contains(expected));
  }

  @Test
  void run_stuckWorkload_isSeenByTheWatchdog() throws Exception {
    Options options =
        options(Duration.ofMillis(3_500))
            .withPatience(Duration.ofMillis(500))
            .withBreakage(Breakage.STUCK);
    new World(options).run(hang);
    assertThat(hanging).contains("bank");
  }

  @Test
  void run_withLogAndReport_leavesBothAndTheLogCanBeCheckedLater() throws Exception {
    Path log = directory.resolve("log");
    Path report = directory.resolve("report.md");
    Outcome ran =
        run(
            "--minutes",
            "0.01",
            "--seed",
            "7",
            "--virtual",
            "50",
            "--segment",
            "200",
            "--log",
            log.toString(),
            "--report",
            report.toString());
    assertThat(ran.code()).as(ran.out()).isZero();
    assertThat(ran.out()).contains(Files.readString(report));
    assertThat(Files.readString(report))
        .contains("# Soak: passed", "| seed | 7 |", "Verdict: no violation")
        .doesNotContain(directory.toString());
    Outcome checked = run("--check", log.toString());
    assertThat(checked.code()).isZero();
    assertThat(checked.out()).contains("passed");
    assertThat(run("--minutes", "0.01", "--log", log.toString()).code()).isEqualTo(2);
    truncateOne(log);
    Outcome damaged = run("--check", log.toString());
    assertThat(damaged.code()).isEqualTo(1);
    assertThat(damaged.out()).contains("cannot be read: the file ends early");
  }

  private static void truncateOne(Path log) throws IOException {
    try (var files = Files.list(log)) {
      Path first = files.sorted().findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(first);
      Files.write(first, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    }
  }

  @Test
  void run_littleRoomOnDisk_deletesWhatWasCheckedAndStaysBelow() throws Exception {
    Path log = directory.resolve("log");
    Options options =
        options(Duration.ofSeconds(2)).withSegment(50, 5_000, 1).withPaths(log, null, null);
    Results results = new World(options).run(hang);
    assertThat(results.findings().first()).isEmpty();
    long kept = 0;
    try (var files = Files.list(log)) {
      for (Path file : files.toList()) {
        kept += Files.size(file);
      }
    }
    assertThat(kept).isBetween(1L, 1L << 20).isLessThanOrEqualTo(results.bytesWritten());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--minutes",
        "--minutes x",
        "--minutes 0",
        "--minutes -1",
        "--threads 0",
        "--virtual NaN",
        "--what 1",
        "--break NOTHING",
        "--seed 1.5",
        "--check does-not-exist"
      })
  void run_badArguments_answersTwoAndSaysHow(String args) throws Exception {
    Outcome outcome = run(args.split(" ", -1));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).contains("--minutes N");
  }

  @Test
  void breakages_all_haveATest() {
    assertThat(List.of(Breakage.values())).hasSize(19); // 18 in run_broken_isFound, and STUCK
  }
}
