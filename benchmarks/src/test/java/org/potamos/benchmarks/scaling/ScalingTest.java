package org.potamos.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.benchmarks.comparison.RawFile;
import org.potamos.benchmarks.comparison.Subject.Line;

/** Arenas keep count, and a collapse is called one. */
class ScalingTest {

  private static ScalingPage page() throws Exception {
    return new ScalingPage(
        RawFile.read(
            Path.of(Objects.requireNonNull(RawFile.class.getResource("scaling.json")).toURI())));
  }

  @Test
  void targets_lessThanSevenTenths_isMissed() throws Exception {
    // 12 with two threads, 5 with sixteen; the rival 6 and 5
    assertThat(page().targets())
        .contains(
            "| Atom, high contention, 95 % changes | 0.417, **missed** | ATOMIC_REFERENCE 0.833 |");
  }

  @Test
  void text_everyNumberOfThreads_isInTheTable() throws Exception {
    assertThat(page().text())
        .contains("| 16 platform | 5.00 ± ", "| 10,000 virtual | 8.00 ± ")
        .contains(
            "| Atom, high contention, 95 % changes | POTAMOS_ATOM 0.667, ATOMIC_REFERENCE 0.833 |")
        .doesNotContain("NaN", "Infinity", "Agent, low");
  }

  @Test
  void lines_all_areDifferent() {
    List<Line> lines = ScalingLines.lines();

    assertThat(lines).hasSize(3 * 2 * 2 * 8);
    assertThat(new HashSet<>(lines.stream().map(Line::title).toList())).hasSize(lines.size());
    assertThat(new HashSet<>(lines.stream().map(Line::question).toList()).size())
        .isEqualTo(lines.size() / 3);
  }

  @ParameterizedTest
  @EnumSource
  void check_afterAllOperations_fitsTheAccount(Contender contender) {
    for (Contention contention : Contention.values()) {
      Arena arena = contender.arena(contention.cells());
      Worker worker = new Worker(1);
      long account = worker.run(arena, Mix.WRITES, 1_000) + worker.run(arena, Mix.READS, 1_000);

      arena.check(account);
      assertThatThrownBy(() -> arena.check(account + 1)).isInstanceOf(AssertionError.class);
      arena.close();
    }
  }
}
