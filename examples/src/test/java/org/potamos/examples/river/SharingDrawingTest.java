package org.potamos.examples.river;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.collection.PersistentList;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentSet;
import org.potamos.core.collection.PersistentSortedMap;
import org.potamos.core.collection.PersistentSortedSet;
import org.potamos.core.collection.PersistentVector;
import org.potamos.core.collection.Sharing;
import org.potamos.examples.river.SharingGraph.Slot;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Drawings of what versions share: read from DOT, laid out, and drawn. */
class SharingDrawingTest {
  private static final String HEAD =
      "digraph sharing {\n"
          + "  rankdir=LR;\n"
          + "  node [shape=record];\n"
          + "  v1 [shape=diamond, label=\"a\"];\n";

  private record Rect(double x, double y, double w, double h) {
    boolean overlaps(Rect other) {
      return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
    }

    boolean isOnBorder(double px, double py) {
      return Math.abs(px - x) <= 1.01 && py >= y && py <= y + h;
    }

    boolean contains(double px, double py) {
      return px > x && px < x + w && py > y && py < y + h;
    }
  }

  private static SequencedMap<String, Object> versions(Object... collections) {
    SequencedMap<String, Object> versions = new LinkedHashMap<>();
    for (Object collection : collections) {
      versions.put("v" + (versions.size() + 1), collection);
    }
    return versions;
  }

  private static List<Integer> numbers(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  private static PersistentMap<Integer, String> map(int n) {
    PersistentMap<Integer, String> map = PersistentMap.of();
    for (int i = 0; i < n; i++) {
      map = map.with(i * 0x9E3779B9, "v");
    }
    return map;
  }

  /** Two or three versions of each type, small and large. */
  static Stream<SequencedMap<String, Object>> samples() {
    PersistentList<Integer> list = PersistentList.of(1, 2, 3);
    PersistentVector<Integer> vector = PersistentVector.copyOf(numbers(100));
    PersistentVector<Integer> large = PersistentVector.copyOf(numbers(5_000));
    PersistentSet<Integer> set = map(40).keySet();
    PersistentSortedMap<Integer, String> sorted = PersistentSortedMap.copyOf(map(40));
    PersistentSortedSet<Integer> ordered = PersistentSortedSet.copyOf(numbers(40));
    PersistentMap<String, Integer> colliding = PersistentMap.of("AaAa", 1, "AaBB", 2, "BBAa", 3);
    return Stream.of(
        versions(list, list.plus(4), list.tail().plus(5)),
        versions(list, list),
        versions(PersistentList.copyOf(numbers(100))),
        versions(vector, vector.with(50, -1), vector.plus(100)),
        versions(vector.subList(40, 90), vector),
        versions(large, large.with(2_500, -1)),
        versions(map(40), map(40).with(1, "w")),
        versions(map(1000), map(1000).with(1, "w")),
        versions(colliding, colliding.with("BBBB", 4)),
        versions(set, set.plus(1), set.without(0)),
        versions(sorted, sorted.with(17, "w"), sorted.without(0)),
        versions(ordered, ordered.plus(99), ordered.without(3)),
        versions(list, vector, set),
        versions());
  }

  // Structure.

  /** The DOT text is counted by its lines here, not by the reader. */
  @ParameterizedTest
  @MethodSource("samples")
  void draw_anyCollection_hasABoxForEachNodeAndAnArrowForEachEdge(SequencedMap<String, ?> versions)
      throws Exception {
    for (int maxNodes : new int[] {0, 1, 5, 20, 100}) {
      int fitting = SharingDrawing.plan(versions, maxNodes).maxNodes();
      List<String> dot = Sharing.dot(versions, fitting).lines().toList();
      Document svg = parsed(SharingDrawing.draw("t", versions, maxNodes).toString());

      checkSound(svg);
      assertThat(fitting).isBetween(0, maxNodes);
      assertThat(boxes(svg))
          .hasSize(count(dot, "  (v\\d+|n\\d+|own\\d+|shared) \\[.*"))
          .hasSizeLessThanOrEqualTo(2 * versions.size() + 1 + maxNodes);
      assertThat(arrows(svg)).hasSize(count(dot, "  \\w+(:\\w+)? -> .*"));
    }
  }

  private static int count(List<String> lines, String form) {
    return (int) lines.stream().filter(line -> line.matches(form)).count();
  }

  /** Boxes are inside and apart, arrows end at boxes and cross none. */
  private static void checkSound(Document svg) {
    double width = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
    double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
    assertThat(width).isLessThanOrEqualTo(760);
    assertThat(height).isLessThanOrEqualTo(3000);
    List<Rect> boxes = boxes(svg);
    for (int i = 0; i < boxes.size(); i++) {
      Rect box = boxes.get(i);
      assertThat(box.x >= 0 && box.y >= 0 && box.x + box.w <= width && box.y + box.h <= height)
          .as("inside: %s", box)
          .isTrue();
      for (int j = 0; j < i; j++) {
        assertThat(box.overlaps(boxes.get(j))).as("%s and %s", box, boxes.get(j)).isFalse();
      }
    }
    for (String path : arrows(svg)) {
      checkArrow(path, boxes);
    }
  }

  /** A path is M x y, then H x and C with three points, over and over; curves stay in the gaps. */
  private static void checkArrow(String path, List<Rect> boxes) {
    double[] n =
        Arrays.stream(path.substring(1).split("[HC ]+")).mapToDouble(Double::parseDouble).toArray();
    Rect from =
        boxes.stream()
            .filter(b -> b.contains(n[0], n[1]) || b.contains(n[0] - 0.5, n[1]))
            .findFirst()
            .orElseThrow(() -> new AssertionError("begins nowhere: " + path));
    assertThat(boxes).as(path).anyMatch(b -> b.isOnBorder(n[n.length - 2], n[n.length - 1]));
    double x = n[0];
    double y = n[1];
    for (int i = 2; i < n.length; i += 7) { // H to, then C with 6 numbers
      double begin = x;
      double end = n[i];
      double line = y;
      assertThat(boxes)
          .filteredOn(b -> !b.equals(from))
          .as(path)
          .noneMatch(b -> line > b.y && line < b.y + b.h && begin < b.x + b.w && end > b.x);
      double curveEnd = n[i + 5];
      assertThat(boxes).as(path).noneMatch(b -> b.x < curveEnd - 0.01 && b.x + b.w > end + 0.01);
      x = curveEnd;
      y = n[i + 6];
    }
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
  }

  private static List<Element> elements(Document svg, String tag) {
    NodeList all = svg.getElementsByTagName(tag);
    return IntStream.range(0, all.getLength()).mapToObj(i -> (Element) all.item(i)).toList();
  }

  private static List<Rect> boxes(Document svg) {
    return elements(svg, "rect").stream()
        .filter(rect -> rect.hasAttribute("stroke"))
        .map(rect ->
            new Rect(
                number(rect, "x"),
                number(rect, "y"),
                number(rect, "width"),
                number(rect, "height")))
        .toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static List<String> arrows(Document svg) {
    return elements(svg, "path").stream()
        .filter(path -> path.hasAttribute("marker-end"))
        .map(path -> path.getAttribute("d"))
        .toList();
  }

  private static List<String> texts(Document svg) {
    return elements(svg, "text").stream().map(Element::getTextContent).toList();
  }

  // Texts.

  @Test
  void draw_nastyTexts_survive() throws Exception {
    List<String> nasty =
        List.of(
            "a\"b",
            "a\\b",
            "\\",
            "a|b",
            "{<x>}",
            "a&b;",
            "&amp;",
            "two  blanks ",
            "\\n",
            "]",
            "",
            "];",
            "\uD83D\uDE00",
            "<s0>",
            "a=b",
            "->",
            "';--",
            "\u00e9");
    PersistentVector<String> vector = PersistentVector.copyOf(nasty);
    Document svg = parsed(SharingDrawing.draw("<t> & \"u\"", versions(vector), 100).toString());

    assertThat(texts(svg)).containsAll(nasty).contains("<t> & \"u\"");
    assertThat(boxes(svg)).hasSize(2);
  }

  /** What cannot be seen is shown as Java writes it; what is long is cut. */
  @Test
  void draw_invisibleAndLongTexts_areShownAsDotShowsThem() throws Exception {
    PersistentList<String> list =
        PersistentList.of("a\nb", "\u0000", "\u200B", "\uD800", "x".repeat(50));
    Document svg = parsed(SharingDrawing.draw("t", versions(list), 100).toString());

    assertThat(texts(svg)).contains("a\\nb", "\\u0000", "\\u200B", "\\uD800");
    assertThat(texts(svg)).anyMatch(text -> text.matches("x{5,19}\u2026"));
  }

  @Test
  void draw_nastyNames_surviveInLabelsAndCaptions() throws Exception {
    SequencedMap<String, Object> versions = new LinkedHashMap<>();
    versions.put("a\"|<&>\\", PersistentList.of(1));
    versions.put("W".repeat(200), PersistentList.of(1));
    Document svg = parsed(SharingDrawing.draw("t", versions, 100).toString());

    checkSound(svg);
    assertThat(texts(svg))
        .contains("a\"|<&>\\", "only in a\"|<&>\\")
        .anyMatch(text -> text.matches("W+\u2026 shares 0 cells, 0 bytes with a\"\\|<&>.*"));
  }

  @Test
  void draw_nullElements_areShown() throws Exception {
    PersistentList<@Nullable Object> inner = PersistentList.<@Nullable Object>of().plus(null);
    PersistentMap<@Nullable Object, Object> map =
        PersistentMap.<@Nullable Object, Object>of().with(null, inner);

    assertThat(texts(parsed(SharingDrawing.draw("t", versions(map, inner), 9).toString())))
        .contains("null=[null]", "null");
  }

  @Test
  void draw_emptyCollections_areMarked() throws Exception {
    SequencedMap<String, Object> versions =
        versions(
            PersistentList.of(),
            PersistentVector.of(),
            PersistentMap.of(),
            PersistentSet.of(),
            PersistentSortedMap.of(),
            PersistentSortedSet.of());
    Document svg = parsed(SharingDrawing.draw("t", versions, 9).toString());

    assertThat(boxes(svg)).hasSize(6);
    assertThat(arrows(svg)).isEmpty();
    assertThat(texts(svg)).filteredOn("empty"::equals).hasSize(6);
  }

  // Folding and bounds.

  @Test
  void draw_moreNodesThanTold_foldsThem() throws Exception {
    PersistentMap<Integer, String> map = map(1000);
    Document svg = parsed(SharingDrawing.draw("t", versions(map, map.with(1, "w")), 20).toString());
    assertThat(texts(svg)).anyMatch(text -> text.matches("\\d+ shared nodes"));

    svg = parsed(SharingDrawing.draw("t", versions(map, map.with(1, "w")), 0).toString());
    assertThat(texts(svg)).filteredOn(text -> text.matches("\\d+ own nodes")).hasSize(2);
  }

  /** Too many for the width, though not more than told. */
  @Test
  void draw_longList_isFoldedToFit() throws Exception {
    PersistentList<Integer> list = PersistentList.copyOf(numbers(30));
    Document svg = parsed(SharingDrawing.draw("t", versions(list, list.plus(9)), 100).toString());

    checkSound(svg);
    assertThat(texts(svg)).contains("30 shared nodes", "9");
  }

  @Test
  void draw_manyVersions_fitAndNoMore() throws Exception {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < SharingDrawing.MAX_VERSIONS; i++) {
      all.add(PersistentList.of(i));
    }
    checkSound(parsed(SharingDrawing.draw("t", versions(all.toArray()), 0).toString()));

    all.add(PersistentList.of());
    SequencedMap<String, Object> more = versions(all.toArray());
    assertThatThrownBy(() -> SharingDrawing.draw("t", more, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("draw rejected: too many versions, versions=41, max=40");
  }

  @Test
  void draw_twice_isTheSame() {
    String first = SharingDrawing.draw("t", versions(map(40), map(40)), 100).toString();
    assertThat(SharingDrawing.draw("t", versions(map(40), map(40)), 100)).hasToString(first);
  }

  // Order.

  /** Two lists that share nothing: no order of theirs needs to cross. */
  @Test
  void arrange_separateLists_crossNothing() {
    PersistentList<Integer> list = PersistentList.of(1, 2, 3);
    PersistentList<Integer> other = PersistentList.of(1, 2, 3);
    SharingGraph graph = DotReader.read(Sharing.dot(versions(list, other, list, other)));
    SharingLayout layout = new SharingLayout(graph, 100);
    layout.arrange(0, 0, 700);

    assertThat(
            layout.spots().stream()
                .filter(spot -> spot.column > 0)
                .map(spot -> layout.middle(spot))
                .map(Math::round)
                .distinct())
        .hasSize(2);
  }

  @Test
  void arrange_versions_keepTheOrderGiven() {
    PersistentMap<Integer, String> map = map(40);
    SequencedMap<String, Object> versions =
        versions(map, map.with(7, "new"), map.without(0), PersistentMap.of(), map);
    SharingLayout layout = SharingDrawing.plan(versions, 100).layout();
    layout.arrange(0, 0, 700);

    assertThat(
            layout.spots().stream().filter(spot -> spot.column == 0).map(layout::middle).toList())
        .hasSize(5)
        .isSorted();
  }

  // The reader.

  @Test
  void read_slots_areUnescaped() {
    SharingGraph graph =
        DotReader.read(HEAD + "  n1 [label=\"a\\|\\ &amp;=\\\"|<s3>||<s31>\"];\n  v1 -> n1;\n}\n");

    assertThat(graph.nodes().get(1).slots())
        .containsExactly(
            new Slot("a| &=\"", null), new Slot("", "s3"), new Slot("", null), new Slot("", "s31"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  n1 [label=\"a\\x\"];",
        "  n1 [label=\"a&lt;\"];",
        "  n1 [label=\"a b\"];",
        "  n1 [label=\"{a}\"];",
        "  n1 [label=\"a\\",
        "  n1 [label=\"a\"]",
        "  n1 [label=\"a\"]; ",
        "  n1 [label=\"a\", style=filled, fillcolor=red];",
        "  n1 [label=\"<s1>x\"];",
        "  n1 [shape=star, label=\"a\"];",
        "  x1 [label=\"a\"];",
        "  v1 [shape=diamond, label=\"again\"];",
        "  shared [shape=box3d, label=\"many nodes\"];",
        "  v1 -> n9;",
        "  v1:s1 -> v1;",
        "  v1 -> ;",
        "  v1 - > v1;",
        "n1 [label=\"a\"];",
        "  subgraph x;",
        ""
      })
  void read_unknownText_isRejected(String line) {
    assertThatThrownBy(() -> DotReader.read(HEAD + line + "\n}\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .matches("(?s)(dot|graph) rejected: .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "digraph sharing {\n", "graph x {\n}\n", "}\n"})
  void read_otherText_isRejected(String dot) {
    assertThatThrownBy(() -> DotReader.read(dot)).hasMessageStartingWith("dot rejected: ");
  }

  @Test
  void layout_cycle_isRejected() {
    SharingGraph graph =
        DotReader.read(HEAD + "  n1 [label=\"<a>\"];\n  v1 -> n1;\n  n1:a -> n1;\n}\n");

    assertThatThrownBy(() -> new SharingLayout(graph, 100))
        .hasMessage("graph rejected: it has a cycle, nodes=2");
  }

  @Test
  void draw_whatIsNoCollection_isRejected() {
    assertThatThrownBy(() -> SharingDrawing.draw("t", versions(List.of(1)), 9))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .satisfies(
            message -> assertThat(Objects.requireNonNull(message)).contains("not a persistent"));
  }
}
