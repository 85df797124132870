package org.potamos.benchmarks.comparison;

import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.potamos.benchmarks.Rounds;

/** Something that is compared with rivals: its lines, and the tables of its campaign. */
public interface Subject {

  /**
   * One line: a question, and who answers it.
   *
   * @param title what pages call it
   * @param question what is run
   * @param rivals who answers, by the names that the benchmark has for them; forms of Potamos first
   */
  record Line(String title, Rounds.Question question, List<String> rivals) {
    /** Copies the rivals. */
    public Line {
      rivals = List.copyOf(rivals);
    }
  }

  /** {@return its name in files} */
  String name();

  /** {@return what its page is about, in one sentence} */
  String about();

  /** {@return how many rounds there are as annotated} */
  int forks();

  /** {@return all lines in which there is a rival} */
  List<Line> lines();

  /** {@return the titles of the lines, and who of Potamos, that stand for the subject} */
  Map<String, String> headlines();

  /**
   * Tells which rivals do less than Potamos, so that nobody would have them in its place who needs
   * what it does: they show what that costs.
   *
   * @return what they do not do, by their names
   */
  Map<String, String> baselines();

  /**
   * Writes the tables that the campaign of the subject files.
   *
   * @param results by title of line and rival
   * @return sections in Markdown
   */
  String tables(Map<String, Map<String, RunResult>> results);
}
