package org.potamos.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.comparison.Subject.Line;

/** What is said on the command line chooses what is run and where it is filed. */
class ArgumentsTest {
  private static final String ROOT = "/project/docs/benchmarks";

  @Test
  void of_nothingSaid_isWhole() {
    Arguments said = Arguments.of(ROOT);

    assertThat(said.budget()).isEqualTo(Budget.DEFAULT);
    assertThat(said.isWhole()).isTrue();
    assertThat(said.folder()).isEqualTo(Path.of(ROOT, Campaign.today().toString()));
    assertThat(said.render()).isNull();
  }

  @Test
  void of_quickOrNarrowed_isFiledAsPart() {
    assertThat(Arguments.of(ROOT, "--budget", "quick").folder().toString()).endsWith("-part");
    assertThat(Arguments.of(ROOT, "Transfer", "-t", "2").folder().toString()).endsWith("-part");
    assertThat(Arguments.of(ROOT, "--budget", "full").folder().toString()).doesNotEndWith("-part");
  }

  @Test
  void of_folders_areBelowTheProject() {
    assertThat(Arguments.of(ROOT, "--out", "target/x").folder())
        .isEqualTo(Path.of("/project/target/x"));
    assertThat(Arguments.of(ROOT, "--render", "docs").render()).isEqualTo(Path.of("/project/docs"));
  }

  @Test
  void of_wrong_isRejected() {
    assertThatThrownBy(() -> Arguments.of(ROOT, "--budget", "huge"))
        .hasMessageContaining("one of quick, default, full");
    assertThatThrownBy(() -> Arguments.of(ROOT, "--out")).hasMessageContaining("no value");
    assertThatThrownBy(() -> Arguments.of(ROOT, "--bugdet", "full"))
        .hasMessageContaining("no such option");
  }

  @Test
  void run_helpAmongOthers_runsNothing() throws Exception {
    List<Arguments> run = new ArrayList<>();
    Arguments.run(run::add, ROOT, "--bugdet", "--help");
    Arguments.run(run::add, ROOT, "-t", "2");

    assertThat(run).containsExactly(Arguments.of(ROOT, "-t", "2"));
  }

  @Test
  void choose_eachBudget_saysItsOptions() {
    List<String> usual = List.of("-f", "1");
    List<String> full = List.of("-f", "3");

    assertThat(Budget.QUICK.choose(usual, full)).isEqualTo(Budget.QUICK.options());
    assertThat(Budget.DEFAULT.choose(usual, full)).isEqualTo(usual);
    assertThat(Budget.FULL.choose(usual, full)).isEqualTo(full);
  }

  @Test
  void forJmh_givenOption_replacesThatOfTheBudget() {
    Arguments said = Arguments.of(ROOT, "--budget", "full", "Transfer", "-f", "5");

    assertThat(said.forJmh(List.of("-f", "1", "-i", "3")))
        .containsExactly("-i", "3", "Transfer", "-f", "5");
    assertThat(said.options()).isEqualTo("--budget full Transfer -f 5");
  }

  @Test
  void subjects_lines_haveTitlesOfTheirOwnAndRivals() {
    for (Subject subject : Subjects.ALL) {
      List<String> titles = subject.lines().stream().map(Line::title).toList();
      assertThat(new HashSet<>(titles)).as(subject.name()).hasSameSizeAs(titles);
      for (Line line : subject.lines()) {
        assertThat(line.rivals().get(0)).startsWith("POTAMOS");
        assertThat(line.rivals()).anyMatch(rival -> !rival.startsWith("POTAMOS"));
      }
      for (String headline : subject.headlines().keySet()) {
        assertThat(titles).as(subject.name()).contains(headline.replaceAll(": (read|write)$", ""));
      }
    }
  }

  @Test
  void expectedMinutes_optionsSaid_countForksAndIterations() throws Exception {
    List<String> options = List.of("-f", "2", "-wi", "1", "-w", "200ms", "-i", "4", "-r", "1s");
    Line line = Subjects.ALL.get(0).lines().get(0);
    Session session = new Session("x", List.of(line), 3, options, "");

    double perFork = session.expectedMinutes(options, 0) * 60 / (2 * line.rivals().size());

    assertThat(perFork).isBetween(4.2 + 1, 4.2 + 3);
  }
}
