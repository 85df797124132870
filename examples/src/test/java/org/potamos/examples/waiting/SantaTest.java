package org.potamos.examples.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.examples.kit.ProgramRun;
import org.potamos.refs.Stm;

/** Groups, who goes first, the end, and whether the checks would see a fault. */
@Timeout(30)
class SantaTest {
  @TempDir Path directory;

  @Test
  void run_small_allChecksHold() {
    ProgramRun run = run(new Workshop(9, 3));

    assertThat(run.failures()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.complaints()).isEmpty();
    assertThat(run.successes()).hasSize(5);
    assertThat(run.lines()).anyMatch(line -> line.contains("10 of 10 elves"));
    assertThat(directory)
        .isDirectoryContaining("glob:**santa.svg")
        .isDirectoryContaining("glob:**santa.html");
  }

  @Test
  void groups_ofFourElves_areSeen() {
    ProgramRun run = run(new Workshop(9, 4));

    assertThat(run.code()).isOne();
    assertThat(run.failures()).singleElement().asString().contains("groups were served");
  }

  /** Who has left the study stays in the room: the next group is not alone. */
  @Test
  void room_notLeft_isSeen() {
    ProgramRun run =
        run(
            new Workshop(9, 3) {
              @Override
              void leave(String who, Group group) {
                Stm.dosync(group.out()::pass);
              }
            });

    assertThat(run.code()).isOne();
    assertThat(run.failures())
        .anyMatch(line -> line.contains("someone was there who was not called"))
        .anyMatch(line -> line.contains("groups were served"));
  }

  @Test
  void chooseGroup_elvesFirst_isSeen() {
    ProgramRun run =
        run(
            new Workshop(9, 3) {
              @Override
              Group callGroup() {
                return Stm.orElse(elves()::callGroup, reindeer()::callGroup);
              }
            });

    assertThat(run.code()).isOne();
    assertThat(run.failures()).singleElement().asString().contains("reindeer went first");
  }

  /** Nobody comes out again: the program ends, and says who is left. */
  @Test
  void leave_neverPossible_isGivenUp() {
    ProgramRun run =
        ProgramRun.of(
            new Santa(
                new Workshop(9, 3) {
                  @Override
                  void leave(String who, Group group) {
                    Stm.dosync(() -> Stm.check(room().isEmpty()));
                  }
                },
                Duration.ofMillis(200)),
            "--out=" + directory,
            "--deliveries=1",
            "--pace=50us");

    assertThat(run.code()).isOne();
    assertThat(run.failures())
        .anyMatch(line -> line.contains("threads that have not ended: [Santa, reindeer 1"));
  }

  @Test
  void run_interrupted_endsAtOnce() {
    Thread.currentThread().interrupt();
    ProgramRun run = run(new Workshop(9, 3));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(run.code()).isOne();
    assertThat(run.complaints()).containsExactly("interrupted");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--deliveries=0",
        "--deliveries=-1",
        "--deliveries=100000",
        "--deliveries=some",
        "--pace=0ms",
        "--pace=1s",
        "--pace=1",
        "--elves=3"
      })
  void run_badOption_isRejectedInOneLine(String option) {
    ProgramRun.assertRejected(new Santa(), directory, option);
  }

  @Test
  void run_help_tellsOptionsWithDefaults() {
    ProgramRun run = ProgramRun.of(new Santa(), "--help");

    assertThat(run.code()).isZero();
    assertThat(String.join("\n", run.lines()))
        .contains("--deliveries", "default: 10", "--pace", "--seed");
  }

  private ProgramRun run(Workshop workshop) {
    return ProgramRun.of(
        new Santa(workshop, Duration.ofSeconds(20)),
        "--out=" + directory,
        "--deliveries=2",
        "--pace=100us");
  }
}
