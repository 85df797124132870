package org.potamos.examples.river;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.collection.PersistentList;
import org.potamos.core.collection.PersistentVector;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.LineChart;
import org.potamos.examples.kit.LineChart.Point;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.ProgramRun;
import org.potamos.examples.kit.Show;

/** The program as a whole, in this process; and that its checks can fail. */
class RiverTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console() {
    return new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
  }

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of(options));
    args.addAll(List.of("--out", directory.resolve("gallery").toString()));
    return Program.execute(new River(), console(), args.toArray(String[]::new));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  // The program.

  @Test
  void run_defaults_showsTheEssay() throws IOException {
    assertThat(run("--largest", "1000")).isZero();

    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(out())
        .contains(
            "river v1: [1, 2, 3] -> [4, 1, 2, 3]\n",
            "river v2: [4, 1, 2, 3] -> [5, 2, 3]\n",
            "ok      whoever holds an ArrayList of [1, 2, 3] now holds [4, 1, 2, 3]\n",
            "ok      whoever holds listv1 still holds [1, 2, 3]: [1, 2, 3]\n",
            "ok      listv3 is [5, 2, 3], and shares 2 of the 3 cells of listv1",
            "ok      listv3: 48 bytes shared and 24 new are the 72 bytes of the whole\n",
            "ok      vector: an update makes 2 of 5 nodes, at most 2 are allowed\n")
        .doesNotContain("FAILED");
    assertThat(Files.readString(directory.resolve("gallery/river.svg")))
        .contains(
            "listv2 shares 3 cells, 72 bytes with listv1; new: 1 cell, 24 bytes",
            "listv3 shares 2 cells, 48 bytes with listv2; new: 1 cell, 24 bytes");
    assertThat(directory.resolve("gallery"))
        .isDirectoryContaining("glob:**/river.dot")
        .isDirectoryContaining("glob:**/river-vector.svg")
        .isDirectoryContaining("glob:**/river-hash-map.svg")
        .isDirectoryContaining("glob:**/river-sorted-map.svg")
        .isDirectoryContaining("glob:**/river-cost.svg")
        .isDirectoryContaining("glob:**/river.html");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--elements=7 --size=1 --entries=1 --largest=10",
        "--elements=-999,9999,4,5,5,4,0,1 --size=1057 --entries=500 --largest=99 --max-nodes=0",
        "--size=32 --entries=33 --largest=100 --max-nodes=1000"
      })
  void run_otherSizes_allChecksHold(String options) {
    assertThat(run(options.split(" "))).as(this::out).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--elements=",
        "--elements=a",
        "--elements=1,2,3,4,5,6,7,8,9",
        "--elements=1,10000",
        "--size=0",
        "--size=-1",
        "--size=1000001",
        "--entries=0",
        "--entries=99999999999",
        "--max-nodes=-1",
        "--max-nodes=1001",
        "--largest=9",
        "--largest=1000001",
        "--unknown",
        "stray"
      })
  void run_badInput_isRejectedInOneLine(String option) {
    ProgramRun.assertRejected(new River(), directory, option);
  }

  @Test
  void run_help_tellsDefaults() {
    assertThat(run("--help")).isZero();

    assertThat(out())
        .contains("--elements", "(default: 1,2,3)", "--size", "(default: 100)", "--max-nodes");
    assertThat(directory).isEmptyDirectory();
  }

  // Checks that fail.

  @Test
  void check_copiedStates_areExposed() {
    PersistentList<Integer> first = PersistentList.of(1, 2, 3);
    Show show = new Show(console());

    River.check(
        show,
        new River.States(first, PersistentList.of(4, 1, 2, 3), PersistentList.of(5, 2, 3)),
        List.of(1, 2, 3));

    assertThat(show.failedChecks()).isEqualTo(2);
    assertThat(out())
        .contains("FAILED  listv2 is [4, 1, 2, 3], and its tail is listv1 itself")
        .contains("FAILED  listv3 is [5, 2, 3], and shares 0 of the 3 cells of listv1");
  }

  @Test
  void check_changedFirstState_isExposed() {
    PersistentList<Integer> changed = PersistentList.of(9, 2, 3);
    Show show = new Show(console());

    River.check(
        show, new River.States(changed, changed.plus(4), changed.tail().plus(5)), List.of(1, 2, 3));

    assertThat(show.failedChecks()).isEqualTo(1);
    assertThat(out()).contains("FAILED  whoever holds listv1 still holds [1, 2, 3]: [9, 2, 3]");
  }

  @Test
  void checkUpdate_copyOfTheWhole_isExposed() {
    PersistentVector<Integer> vector = PersistentVector.copyOf(new ArrayList<>(List.of(1, 2)));
    for (int i = 3; i <= 100; i++) {
      vector = vector.plus(i);
    }
    Show show = new Show(console());

    River.checkUpdate(show, "vector", vector, PersistentVector.copyOf(new ArrayList<>(vector)), 2);

    assertThat(show.failedChecks()).isEqualTo(1);
    assertThat(out())
        .contains("FAILED  vector: an update makes 5 of 5 nodes, at most 2 are allowed");
  }

  // Logarithmic axes of the chart.

  @Test
  void logarithmicChart_decades_areEquallyFarApart() {
    List<Point> points = List.of(new Point(10, 1), new Point(100, 10), new Point(1000, 100));

    String svg = new LineChart("t", "x", "y").logarithmic().line("l", points).draw().toString();

    assertThat(svg).contains("M80 248L410 156L740 64").contains(">1,000</text>", ">1</text>");
  }

  @Test
  void logarithmicChart_zero_isRejected() {
    LineChart chart = new LineChart("t", "x", "y").logarithmic();
    chart.line("l", List.of(new Point(10, 0), new Point(100, 10)));

    assertThatThrownBy(chart::draw)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("axis rejected: no logarithm, min=0.0");
  }
}
