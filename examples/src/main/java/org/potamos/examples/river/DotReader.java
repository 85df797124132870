package org.potamos.examples.river;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.potamos.examples.river.SharingGraph.Edge;
import org.potamos.examples.river.SharingGraph.Kind;
import org.potamos.examples.river.SharingGraph.Node;
import org.potamos.examples.river.SharingGraph.Slot;

/**
 * Reads the DOT text that {@link org.potamos.core.collection.Sharing#dot} writes, and nothing else:
 * what it does not know is rejected with its line.
 */
final class DotReader {
  private static final List<String> HEAD =
      List.of("digraph sharing {", "  rankdir=LR;", "  node [shape=record];");
  private static final Pattern NODE_ID = Pattern.compile("n\\d+");
  private static final Pattern FOLDED_ID = Pattern.compile("shared|own\\d+");
  private static final Pattern FOLDED_LABEL = Pattern.compile("(shared|own) nodes: (\\d+)");
  private static final String ESCAPED = "\"\\{}|<> ";

  private final String line;
  private final int number;
  private int at;

  private DotReader(String line, int number) {
    this.line = line;
    this.number = number;
  }

  static SharingGraph read(String dot) {
    List<String> lines = dot.lines().toList();
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      DotReader reader = new DotReader(lines.get(i), i + 1);
      if (i < HEAD.size() || i == lines.size() - 1) {
        reader.expect(i < HEAD.size() ? HEAD.get(i) : "}");
      } else {
        reader.readStatement(nodes, edges);
      }
      reader.requireEnd();
    }
    if (lines.size() <= HEAD.size()) {
      throw new IllegalArgumentException("dot rejected: it is cut off, lines=" + lines.size());
    }
    return new SharingGraph(nodes, edges);
  }

  private void readStatement(List<Node> nodes, List<Edge> edges) {
    expect("  ");
    String id = word();
    if (has(" [")) {
      nodes.add(readNode(id));
    } else {
      String port = has(":") ? word() : "";
      expect(" -> ");
      String to = word();
      String label = "";
      if (has(" [label=\"")) {
        label = word();
        expect("\"]");
      }
      edges.add(new Edge(id, port, to, label));
    }
    expect(";");
  }

  private Node readNode(String id) {
    Kind kind = Kind.NODE;
    if (has("shape=diamond, ")) {
      kind = Kind.VERSION;
    } else if (has("shape=box3d, ")) {
      kind = Kind.FOLDED;
    }
    expect("label=\"");
    List<Slot> slots =
        switch (kind) {
          case VERSION -> List.of(new Slot(text(), null));
          case NODE -> slots();
          case FOLDED -> List.of(new Slot(count(), null));
        };
    expect("\"");
    int versions = 1;
    if (has(", style=filled, fillcolor=grey")) {
      versions = has("80") ? 2 : 3;
      if (versions == 3) {
        expect("60");
      }
    }
    expect("]");
    requireFit(id, kind);
    return new Node(id, kind, slots, versions);
  }

  private void requireFit(String id, Kind kind) {
    Pattern form =
        switch (kind) {
          case VERSION -> Pattern.compile("v\\d+");
          case NODE -> NODE_ID;
          case FOLDED -> FOLDED_ID;
        };
    if (!form.matcher(id).matches()) {
      throw rejected("an identifier that does not fit " + kind);
    }
  }

  private List<Slot> slots() {
    List<Slot> slots = new ArrayList<>();
    do {
      if (has("<")) {
        slots.add(new Slot("", word()));
        expect(">");
      } else {
        slots.add(new Slot(text(), null));
      }
    } while (has("|"));
    return slots;
  }

  /** What stands in a folded box, as a reader says it: "12 shared nodes". */
  private String count() {
    int end = line.indexOf('"', at);
    var label = FOLDED_LABEL.matcher(end < 0 ? "" : line.substring(at, end));
    if (!label.matches()) {
      throw rejected("no number of folded nodes");
    }
    at = end;
    return label.group(2)
        + " "
        + label.group(1)
        + (label.group(2).equals("1") ? " node" : " nodes");
  }

  /** A text up to what ends a field: an unescaped bar or quote. */
  private String text() {
    StringBuilder text = new StringBuilder();
    while (at < line.length() && line.charAt(at) != '|' && line.charAt(at) != '"') {
      char c = line.charAt(at);
      if (has("\\")) {
        if (at == line.length() || ESCAPED.indexOf(line.charAt(at)) < 0) {
          throw rejected("an unknown escape");
        }
        text.append(line.charAt(at++));
      } else if (has("&amp;")) {
        text.append('&');
      } else if ("{}<> &".indexOf(c) >= 0) {
        throw rejected("a character that must be escaped");
      } else {
        text.append(c);
        at++;
      }
    }
    return text.toString();
  }

  private String word() {
    int begin = at;
    while (at < line.length() && isWord(line.charAt(at))) {
      at++;
    }
    if (at == begin) {
      throw rejected("a word is missing");
    }
    return line.substring(begin, at);
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private boolean has(String next) {
    if (!line.startsWith(next, at)) {
      return false;
    }
    at += next.length();
    return true;
  }

  private void expect(String next) {
    if (!has(next)) {
      throw rejected("no " + next.strip());
    }
  }

  private void requireEnd() {
    if (at < line.length()) {
      throw rejected("more than expected");
    }
  }

  private IllegalArgumentException rejected(String why) {
    return new IllegalArgumentException(
        "dot rejected: %s, line=%d, column=%d, text=%s".formatted(why, number, at + 1, line));
  }
}
