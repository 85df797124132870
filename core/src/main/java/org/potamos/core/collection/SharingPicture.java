package org.potamos.core.collection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.potamos.core.collection.StructureWalk.Found;

/** The picture that {@link Sharing#dot} answers, in the DOT language of Graphviz. */
final class SharingPicture {
  /*
   * Overview
   *
   *   v1, v2 ...      the versions, in the order given      diamond, labelled with the name
   *   n1, n2 ...      the nodes, in the order of discovery  record, a field for each slot
   *   shared          all shared nodes, folded              box, labelled with their number
   *   own1, own2 ...  the other nodes of a version, folded  box, labelled with their number
   *
   *   label="5=e|7=g|<s3>|<s8>"      two entries, and two slots with children
   *   n1:s3 -> n2                    the child in slot 3
   *
   * Names that users give stand in labels only, never as identifiers, so that nothing they contain
   * can end up outside a quoted string.
   *
   * Folding: see StructureWalk I3. Nothing leads out of the box of the shared nodes, and only nodes of
   * the same version lead into the box of a version's own. The own nodes fold only when the shared ones
   * have, so all that leads out of such a box leads to the shared one.
   */

  /** Texts are cut to so many characters, the last one being the sign that they were. */
  private static final int MAX_TEXT = 20;

  private final StructureWalk walk;
  private final List<String> names;
  private final List<Object> collections;
  private final boolean foldShared;
  private final boolean foldOwn;
  private final StringBuilder out = new StringBuilder();

  /** Edges, each once: those of a folded box come from many nodes. */
  private final Set<String> edges = new LinkedHashSet<>();

  SharingPicture(StructureWalk walk, Map<String, Object> versions, int maxNodes) {
    this.walk = walk;
    this.names = new ArrayList<>(versions.keySet());
    this.collections = new ArrayList<>(versions.values());
    long own = walk.found().stream().filter(found -> !found.isShared()).count();
    this.foldShared = walk.found().size() > maxNodes;
    this.foldOwn = own > maxNodes;
  }

  String draw() {
    out.append("digraph sharing {\n  rankdir=LR;\n  node [shape=record];\n");
    for (int i = 0; i < names.size(); i++) {
      String id = "v" + (i + 1);
      line(id + " [shape=diamond, label=\"" + quoted(names.get(i)) + "\"]");
      StructureNode.tellRoots("dot", collections.get(i), new Roots(id));
    }
    int shared = 0;
    int[] own = new int[names.size()];
    for (Found found : walk.found()) {
      if (!isFolded(found)) {
        draw(found);
      } else if (found.isShared()) {
        shared++;
      } else {
        own[found.lastVersion]++;
        found.node.tellSlots(new Outside(found));
      }
    }
    if (shared > 0) {
      line("shared [shape=box3d, label=\"shared nodes: " + shared + "\"" + fill(2) + "]");
    }
    for (int i = 0; i < own.length; i++) {
      if (own[i] > 0) {
        line("own" + (i + 1) + " [shape=box3d, label=\"own nodes: " + own[i] + "\"]");
      }
    }
    edges.forEach(this::line);
    return out.append("}\n").toString();
  }

  private void draw(Found found) {
    Fields fields = new Fields(found);
    found.node.tellSlots(fields);
    line(id(found) + " [label=\"" + fields.label + "\"" + fill(found.versions) + "]");
  }

  private static String fill(int versions) {
    return versions == 1
        ? ""
        : ", style=filled, fillcolor=" + (versions == 2 ? "grey80" : "grey60");
  }

  private void line(String statement) {
    out.append("  ").append(statement).append(";\n");
  }

  private boolean isFolded(Found found) {
    return found.isShared() ? foldShared : foldOwn;
  }

  /** The identifier of the box that shows a node. */
  private String id(Found found) {
    if (!isFolded(found)) {
      return "n" + found.number;
    }
    return found.isShared() ? "shared" : "own" + (found.lastVersion + 1);
  }

  /** The edges from a diamond. */
  private final class Roots implements StructureNode.Slots {
    private final String from;

    Roots(String from) {
      this.from = from;
    }

    @Override
    public void element(@Nullable Object element) {}

    @Override
    public void entry(@Nullable Object key, @Nullable Object value) {}

    @Override
    public void child(String slot, @Nullable StructureNode child) {
      if (child != null) {
        String label = slot.isEmpty() ? "" : " [label=\"" + slot + "\"]";
        edges.add(from + " -> " + id(walk.get(child)) + label);
      }
    }
  }

  /** The fields of a record, and the edges from them. */
  private final class Fields implements StructureNode.Slots {
    private final StringBuilder label = new StringBuilder();
    private final String from;
    private boolean first = true;

    Fields(Found found) {
      this.from = id(found);
    }

    private void next() {
      if (!first) {
        label.append('|');
      }
      first = false;
    }

    @Override
    public void element(@Nullable Object element) {
      next();
      label.append(text(element));
    }

    @Override
    public void entry(@Nullable Object key, @Nullable Object value) {
      next();
      label.append(text(key)).append('=').append(text(value));
    }

    @Override
    public void child(String slot, @Nullable StructureNode child) {
      next();
      label.append('<').append(slot).append('>');
      if (child != null) {
        edges.add(from + ":" + slot + " -> " + id(walk.get(child)));
      }
    }
  }

  /** The edges that leave a folded box. */
  private final class Outside implements StructureNode.Slots {
    private final String from;

    Outside(Found found) {
      this.from = id(found);
    }

    @Override
    public void element(@Nullable Object element) {}

    @Override
    public void entry(@Nullable Object key, @Nullable Object value) {}

    @Override
    public void child(String slot, @Nullable StructureNode child) {
      if (child != null) {
        String to = id(walk.get(child));
        if (!to.equals(from)) {
          edges.add(from + " -> " + to);
        }
      }
    }
  }

  // Texts.

  private static String text(@Nullable Object element) {
    String all = "" + element; // a toString that answers null gives "null" too
    if (all.codePointCount(0, all.length()) <= MAX_TEXT) {
      return quoted(all);
    }
    return quoted(all.substring(0, all.offsetByCodePoints(0, MAX_TEXT - 1))) + '\u2026';
  }

  /**
   * A text for the label of a record, in a quoted string. A backslash goes before what separates
   * fields, and before each space, as Graphviz takes runs of them for one; before a line end or
   * another character that is not visible stands a second one, which shows the escape of Java. The
   * ampersand would begin an entity of HTML.
   */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    text.codePoints().forEach(c -> appendQuoted(quoted, c));
    return quoted.toString();
  }

  private static void appendQuoted(StringBuilder to, int c) {
    switch (c) {
      case '"', '\\', '{', '}', '|', '<', '>', ' ' -> to.append('\\').append((char) c);
      case '&' -> to.append("&amp;");
      case '\n' -> to.append("\\\\n");
      case '\r' -> to.append("\\\\r");
      case '\t' -> to.append("\\\\t");
      default -> {
        if (isVisible(c)) {
          to.appendCodePoint(c);
        } else {
          to.append("\\\\u").append(String.format("%04X", c));
        }
      }
    }
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
