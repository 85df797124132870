package org.potamos.examples.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.potamos.examples.kit.LineChart.Point;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Drawings are SVG that anybody can read, and show what they were given. */
class ChartsTest {

  private static Document parsed(Svg svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.toString().getBytes(UTF_8)));
  }

  private static List<Element> all(Document document, String tag) {
    NodeList nodes = document.getElementsByTagName(tag);
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      all.add((Element) nodes.item(i));
    }
    return all;
  }

  private static List<String> texts(Document document) {
    return all(document, "text").stream().map(Element::getTextContent).toList();
  }

  @Test
  void lineChart_points_areDrawnToScale() throws Exception {
    Document chart =
        parsed(
            new LineChart("title <1> & \"2\"", "time, s", "\u0000count")
                .line("a<b", List.of(new Point(0, 0), new Point(5, 50), new Point(10, 100)))
                .steps("steps", List.of(new Point(0, 0), new Point(10, 100)))
                .draw());

    assertThat(texts(chart))
        .contains("title <1> & \"2\"", "time, s", "a<b", "0", "20", "100", "\uFFFDcount");
    List<String> lines =
        all(chart, "path").stream()
            .filter(path -> Svg.COLOURS.contains(path.getAttribute("stroke")))
            .map(path -> path.getAttribute("d"))
            .toList();
    assertThat(lines).containsExactly("M80 248L410 156L740 64", "M80 248H740L740 64");
  }

  @Test
  void lineChart_oneValueOrNone_isDrawn() throws Exception {
    assertThat(texts(parsed(new LineChart("t", "x", "y").draw()))).contains("no data");
    assertThat(
            texts(parsed(new LineChart("t", "x", "y").line("a", List.of(new Point(3, 7))).draw())))
        .contains("7", "2");
  }

  @Test
  void barChart_values_haveLengthsInProportion() throws Exception {
    Document chart =
        parsed(
            new BarChart("t", "meals").bar("Ada", 10, "x").bar("Ben", 5, "y").bar("Cy", 0).draw());

    List<Double> widths =
        all(chart, "rect").stream()
            .filter(rect -> rect.getAttribute("height").equals("18"))
            .map(rect -> Double.valueOf(rect.getAttribute("width")))
            .toList();
    assertThat(widths).hasSize(3);
    assertThat(widths.get(0)).isCloseTo(2 * widths.get(1), Offset.offset(0.02));
    assertThat(widths.get(2)).isZero();
    assertThat(texts(chart)).contains("Ada", "10", "5", "0", "meals", "x", "y");
  }

  @Test
  void laneChart_spans_areInTheirLanes() throws Exception {
    Document chart =
        parsed(
            new LaneChart("t", "ms", 20, List.of("a", "b"))
                .kind("eats", "#0072b2")
                .span("b", 0, 5, "eats")
                .span("a", 2, 10, "other")
                .draw());

    assertThat(texts(chart)).contains("a", "b", "eats", "ms");
    List<String> tops =
        all(chart, "rect").stream()
            .filter(rect -> rect.getAttribute("height").equals("15"))
            .map(rect -> rect.getAttribute("y"))
            .toList();
    assertThat(tops).containsExactly("86.5", "66.5");
  }

  @Test
  void axis_ticks_areRound() {
    Axis axis = new Axis(0.3, 7.9, 0, 100).rounded();

    assertThat(axis.min()).isZero();
    assertThat(axis.max()).isEqualTo(8);
    assertThat(axis.step()).isEqualTo(2);
    assertThat(new Axis(-0.0004, 0.0006, 0, 1).label(0)).isEqualTo("0.0000");
    assertThat(new Axis(0, 2_000_000, 0, 1).label(1_500_000)).isEqualTo("1,500,000");
  }

  @Test
  void gif_frames_areReadBack() throws Exception {
    List<BufferedImage> frames = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      BufferedImage frame = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_INDEXED);
      frame.setRGB(i, i, 0xFF0000);
      frames.add(frame);
    }

    byte[] gif = Animation.gif(frames, Duration.ofMillis(150));

    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(gif))) {
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      assertThat(reader.read(2).getRGB(2, 2) & 0xFFFFFF).isEqualTo(0xFF0000);
    }
    assertThat(new String(gif, StandardCharsets.ISO_8859_1)).contains("NETSCAPE2.0");
  }
}
