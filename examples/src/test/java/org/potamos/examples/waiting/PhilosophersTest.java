package org.potamos.examples.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.examples.kit.ProgramRun;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** Forks, meals, the deadlock, and whether the checks would see a fault. */
@Timeout(30)
class PhilosophersTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void run_severalSizes_allChecksHold(int philosophers) {
    ProgramRun run = run(DiningTable::new, "--philosophers", "" + philosophers);

    assertThat(run.failures()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.complaints()).isEmpty();
    assertThat(run.successes())
        .hasSize(10)
        .filteredOn(line -> line.contains("meals were eaten"))
        .hasSize(3)
        .allMatch(line -> line.contains("%1$d of %1$d".formatted(5 * philosophers)));
    assertThat(run.successes())
        .anyMatch(line -> line.contains("expected: yes; left hungry: " + philosophers));
    assertThat(directory)
        .isDirectoryContaining("glob:**philosophers.svg")
        .isDirectoryContaining("glob:**philosophers-spare.svg")
        .isDirectoryContaining("glob:**philosophers-deadlock.svg")
        .isDirectoryContaining("glob:**philosophers-waits.svg")
        .isDirectoryContaining("glob:**philosophers.html");
  }

  /** All sit down together, without a look at forks. */
  @Test
  void takeBoth_forksNotAskedFor_isSeen() {
    ProgramRun run =
        run((philosophers, timeline) ->
            new DiningTable(philosophers, timeline) {
              private final CyclicBarrier allEat = new CyclicBarrier(philosophers);

              @Override
              void takeBoth(int who) {
                Stm.dosync(() -> beginMeal(who, EATING));
                await(allEat);
              }

              @Override
              void takeBothInTurn(int who) {
                takeBoth(who);
              }
            });

    assertThat(run.code()).isOne();
    assertThat(run.failures())
        .anyMatch(line -> line.contains("table was looked at"))
        .anyMatch(line -> line.contains("recorded meals that overlap"));
  }

  /** Philosopher 0 takes forks only when nobody else will eat any more. */
  @Test
  void takeBothInTurn_overtaking_isSeen() {
    ProgramRun run =
        run((philosophers, timeline) ->
            new DiningTable(philosophers, timeline) {
              @Override
              void takeBothInTurn(int who) {
                Stm.dosync(() -> {
                  boolean isLast =
                      everybody().allMatch(other -> other == 0 || seat(other).meals() == 5);
                  Stm.check(who != 0 || isLast);
                  takeBoth(who);
                });
              }
            });

    assertThat(run.code()).isOne();
    assertThat(run.failures()).singleElement().asString().contains("overtaken twice");
  }

  @Test
  void takeOneByOne_bothAtOnce_isNoDeadlock() {
    ProgramRun run =
        run((philosophers, timeline) ->
            new DiningTable(philosophers, timeline) {
              @Override
              boolean takeOneByOne(int who) {
                takeBoth(who);
                return true;
              }
            });

    assertThat(run.code()).isOne();
    assertThat(run.failures()).singleElement().asString().contains("expected: no; left hungry: 0");
  }

  /** A fork that nobody ever puts back: the program ends, and leaves no thread. */
  @Test
  void takeBothInTurn_neverPossible_isGivenUp() {
    List<Thread> threads = new ArrayList<>();
    Ref<Integer> nothing = Ref.of(0);
    BiFunction<Integer, Timeline, DiningTable> tables =
        (philosophers, timeline) ->
            new DiningTable(philosophers, timeline) {
              @Override
              void takeBothInTurn(int who) {
                synchronized (threads) {
                  threads.add(Thread.currentThread());
                }
                Stm.dosync(() -> Stm.check(nothing.deref() > 0));
              }
            };
    ProgramRun run =
        ProgramRun.of(
            new Philosophers(tables, Duration.ofMillis(300)),
            "--out=" + directory,
            "--meals=1",
            "--eating=0ms",
            "--thinking=0ms");

    assertThat(run.code()).isOne();
    assertThat(run.failures())
        .anyMatch(line -> line.contains("0 of 5 meals were eaten, threads that have not ended: 5"));
    assertThat(threads).hasSize(5).noneMatch(Thread::isAlive);
  }

  /** What one thread throws ends all the others, and is what is reported. */
  @Test
  void run_threadFails_isReported() {
    ProgramRun run =
        run((philosophers, timeline) ->
            new DiningTable(philosophers, timeline) {
              @Override
              void takeBoth(int who) {
                throw new UnsupportedOperationException("no hands");
              }
            });

    assertThat(run.code()).isOne();
    assertThat(run.complaints())
        .first()
        .asString()
        .contains("UnsupportedOperationException: no hands");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void run_interrupted_endsAtOnce() {
    Thread.currentThread().interrupt();
    ProgramRun run = run(DiningTable::new);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(run.code()).isOne();
    assertThat(run.complaints()).containsExactly("interrupted");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--philosophers=1",
        "--philosophers=51",
        "--meals=0",
        "--meals=-3",
        "--meals=1000000",
        "--meals=many",
        "--eating=1s",
        "--thinking=soon",
        "--seed=x",
        "--forks=3"
      })
  void run_badOption_isRejectedInOneLine(String option) {
    ProgramRun.assertRejected(new Philosophers(), directory, option);
  }

  @Test
  void run_help_tellsOptionsWithDefaults() {
    ProgramRun run = ProgramRun.of(new Philosophers(), "--help");

    assertThat(run.code()).isZero();
    assertThat(String.join("\n", run.lines()))
        .contains("--philosophers", "default: 5", "--meals", "default: 40", "--seed");
  }

  private ProgramRun run(BiFunction<Integer, Timeline, DiningTable> tables, String... more) {
    List<String> args = new ArrayList<>(List.of(more));
    args.addAll(List.of("--out=" + directory, "--meals=5", "--eating=100us", "--thinking=200us"));
    return ProgramRun.of(
        new Philosophers(tables, Duration.ofSeconds(20)), args.toArray(String[]::new));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException failure) {
      throw new IllegalStateException("await failed: see the cause", failure);
    }
  }
}
