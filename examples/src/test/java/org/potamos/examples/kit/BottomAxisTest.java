package org.potamos.examples.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.examples.kit.LineChart.Point;

/** The axis below is the same in each kind of chart that has one. */
class BottomAxisTest {
  private static final int WIDTH = 760;

  static Stream<Svg> charts() {
    List<Point> points = List.of(new Point(0, 0), new Point(2_000_000, 1));
    return Stream.of(
        new LineChart("t", "ms", "y").line("a", points).draw(),
        new LaneChart("t", "ms", 20, List.of("a")).span("a", 0, 2_000_000, "k").draw());
  }

  @ParameterizedTest
  @MethodSource("charts")
  void draw_longLastLabel_isInsideOfTheDrawing(Svg chart) {
    List<MatchResult> labels =
        Pattern.compile("<text x=\"([\\d.]+)\" [^>]*>(\\d(,000,000|00,000)?)</text>")
            .matcher(chart.toString())
            .results()
            .toList();

    assertThat(labels).extracting(label -> label.group(2)).contains("0", "2,000,000");
    for (MatchResult label : labels) {
      double middle = Double.parseDouble(label.group(1));
      double half = Svg.widthOf(label.group(2), 12) / 2;
      assertThat(middle + half).as(label.group()).isLessThanOrEqualTo(WIDTH);
    }
  }
}
