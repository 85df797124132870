package org.potamos.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.potamos.benchmarks.comparison.Pair.Figure;
import org.potamos.benchmarks.comparison.Pair.Verdict;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Pages and charts say what the raw data of a small run says, and nothing else. */
class PagesTest {
  private static final List<String> FILES =
      List.of("atoms", "transactions", "agents", "collections", "scaling");

  @TempDir Path folder;

  @BeforeEach
  void copyAndRender() throws IOException {
    for (String name : FILES) {
      try (InputStream in = PagesTest.class.getResourceAsStream(name + ".json")) {
        Files.copy(Objects.requireNonNull(in, name), folder.resolve(name + ".json"));
      }
    }
    Pages.render(folder);
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  /** From one heading to the next. */
  private static String section(String text, String heading) {
    int from = text.indexOf("## " + heading + "\n");
    assertThat(from).as(heading).isNotNegative();
    int to = text.indexOf("\n## ", from + 1);
    return text.substring(from, to < 0 ? text.length() : to);
  }

  @Test
  void render_rivalBeyondTheErrors_isListedWithHowMuch() throws IOException {
    String atoms = text("atoms.md");

    assertThat(section(atoms, "Where a rival is faster"))
        .contains("| swap, 1 thread | POTAMOS | ATOMIC_REFERENCE 2.00 × |")
        .doesNotContain("CLOJURE", "deref");
    assertThat(section(atoms, "Where Potamos is faster"))
        .contains("| swap, 1 thread | POTAMOS | CLOJURE 2.00 × |");
    assertThat(section(text("README.md"), "Atoms: where a rival is faster"))
        .contains("| swap, 1 thread | POTAMOS | ATOMIC_REFERENCE 2.00 × |");
    assertThat(text("README.md")).contains("| 4 | 0 | 1 | 1 | 2 |");
  }

  @Test
  void render_errorsOverlapOrAreUnknown_isNoise() throws IOException {
    String noise = section(text("atoms.md"), "Within noise");

    // one iteration has no error, so five times as fast is not said to be faster
    assertThat(noise).contains("| deref, 1 thread | POTAMOS | CLOJURE 0.200 ×, ATOMIC_REFERENCE");
  }

  @Test
  void render_lessIsBetter_ratioIsOfSpeeds() throws IOException {
    assertThat(section(text("collections.md"), "Where a rival is faster"))
        .contains("| map get hit, 1k | POTAMOS | KOTLINX 2.00 × |");
    assertThat(section(text("transactions.md"), "Where a rival is faster"))
        .contains("| latency of a transfer | POTAMOS | FINE_LOCK ");
  }

  @Test
  void render_threadsThatDoDifferentThings_areComparedApart() throws IOException {
    String transactions = text("transactions.md");

    assertThat(section(transactions, "Where a rival is faster"))
        .contains("| sum of 10 beside a writer: write | POTAMOS | SCALA_STM 2.01 × |");
    assertThat(section(transactions, "Where Potamos is faster"))
        .contains(
            "| sum of 10 beside a writer: read | POTAMOS | SCALA_STM one of them has done nothing"
                + " |");
  }

  @Test
  void render_tablesOfCampaigns_areMadeOfRawData() throws IOException {
    assertThat(text("atoms.md"))
        .contains("| AtomBenchmark.swap | POTAMOS | 100.00 ops/us |", "| 24.0 | 1.000 |")
        .contains("| AtomBenchmark.swap | ATOMIC_REFERENCE | 200.00 ops/us |", "| 1.500 |");
    assertThat(text("transactions.md"))
        .contains("| POTAMOS | 1.00 | ± ", "| 50.00 | 1.10, ≤ 2.00 | 1.00 |")
        .contains("| FINE_LOCK | 55 | 60 | 60 |");
    assertThat(text("agents.md"))
        .contains("| POTAMOS | 9.55 | ± ", "| PEKKO | 5.15 | ± ", "| 1.85 × |");
    assertThat(text("collections.md")).contains("| map get hit, 1k | 8.10 ns ± ");
  }

  @Test
  void render_everyFile_hasFiniteNumbersOnly() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> !each.toString().endsWith(".json")).toList()) {
        assertThat(Files.readString(file))
            .as(file.getFileName().toString())
            .doesNotContain("NaN", "Infinity", "∞", "null");
      }
    }
  }

  @Test
  void render_charts_areXmlWithOpaqueBackground() throws Exception {
    for (String name :
        List.of("atoms", "transactions", "agents", "collections", "scaling", "overview")) {
      Document chart = parsed(name);
      NodeList rects = chart.getElementsByTagName("rect");
      assertThat(rects.getLength()).as(name).isPositive();
      assertThat(rects.item(0).getAttributes().getNamedItem("fill").getNodeValue())
          .isEqualTo("white");
    }
  }

  private Document parsed(String name) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(folder.resolve(name + ".svg").toFile());
  }

  @Test
  void render_chartOfBars_hasErrorsWhereTheyAreKnown() throws Exception {
    String bars = parsed("atoms").getDocumentElement().getTextContent();

    assertThat(bars).contains("200 ± 5.28", "5,000 ± ?", "more is better");
    // six rivals, five with an error: a line and two caps each
    assertThat(text("atoms.svg").split("stroke-width=\"1.2\"", -1)).hasSize(1 + 5 * 3);
  }

  @Test
  void render_overview_namesTheFastestPeerAndTheFastestBaselineApart() throws Exception {
    String overview = parsed("overview").getDocumentElement().getTextContent();

    assertThat(overview).contains("2.00 × CLOJURE", "(0.50 × ATOMIC_REFERENCE)");
    assertThat(text("README.md")).contains("- atoms, ATOMIC_REFERENCE: neither watches nor");
  }

  @Test
  void baselines_areRivals() {
    assertThat(Subjects.ALL)
        .allSatisfy(subject ->
            assertThat(subject.lines().stream().flatMap(line -> line.rivals().stream()))
                .containsAll(subject.baselines().keySet()));
  }

  @Test
  void render_again_changesNothing() throws IOException {
    String before = text("README.md") + text("transactions.md") + text("scaling.svg");

    Pages.render(folder);

    assertThat(text("README.md") + text("transactions.md") + text("scaling.svg")).isEqualTo(before);
  }

  @Test
  void render_folderWithoutRuns_isRejected(@TempDir Path empty) {
    assertThatThrownBy(() -> Pages.render(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no JSON of a run there");
  }

  @Test
  void rawFile_writtenAndRead_isTheSame() throws IOException {
    for (String name : FILES) {
      Path again = folder.resolve(name + "-again.json");
      RawFile file = RawFile.read(folder.resolve(name + ".json"));

      file.write(again);

      // seven digits are kept
      assertThat(Pair.figures(RawFile.read(again).results()))
          .hasToString(Pair.figures(file.results()).toString());
      assertThat(RawFile.read(again).environment()).isEqualTo(file.environment());
    }
  }

  @Test
  void pair_figures_areMeansAndErrorsOfAllForks() {
    Map<String, Map<String, RunResult>> results =
        RawFile.read(folder.resolve("atoms.json")).results();
    List<Pair> pairs = Pair.all(Pair.figures(results));
    Figure own = pairs.get(0).own();

    assertThat(own.mean()).isEqualTo(100);
    // Student's t for 3 degrees of freedom at 99.9 %, times the deviation, by the root of 4
    assertThat(own.error()).isCloseTo(12.924 * Math.sqrt(2.0 / 3) / 2, within(0.01));
    assertThat(pairs.get(0).verdict()).isEqualTo(Verdict.RIVAL_FASTER);
    assertThat(pairs.get(0).ratio()).hasValue(0.5);
  }
}
