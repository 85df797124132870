package org.potamos.examples.river;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.potamos.core.Atom;
import org.potamos.core.collection.PersistentList;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentSortedMap;
import org.potamos.core.collection.PersistentVector;
import org.potamos.core.collection.Sharing;
import org.potamos.core.collection.Sharing.Stats;
import org.potamos.examples.kit.BadInputException;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.LineChart;
import org.potamos.examples.kit.LineChart.Point;
import org.potamos.examples.kit.Picture;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.Show;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * You cannot step twice into the same river: the river is an atom, an identity that stays; what it
 * holds are lists, states that never change. Each state is made of the one before it and shares
 * what did not change, so that keeping all of them costs little.
 *
 * <p>Look at {@code flow} first: it is the whole idea. {@code update} does the same with other
 * collections, {@code measure} counts what one update costs, and {@link SharingDrawing} draws what
 * any versions share.
 */
@Command(
    name = "river",
    description =
        "Shows identity and state: an atom goes through lists that never change and share their"
            + " cells.")
public final class River extends Program {
  private static final int MAX_SIZE = 1_000_000;

  @Option(
      names = "--elements",
      split = ",",
      paramLabel = "N,N",
      defaultValue = "1,2,3",
      description = "the elements of the first list (default: ${DEFAULT-VALUE})")
  private int[] elements = {};

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "how many elements the vector has (default: ${DEFAULT-VALUE})")
  private int size = 100;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = "how many entries each map has (default: ${DEFAULT-VALUE})")
  private int entries = 40;

  @Option(
      names = "--max-nodes",
      paramLabel = "N",
      description =
          "how many nodes a picture shows before it folds them (default: ${DEFAULT-VALUE})")
  private int maxNodes = 100;

  @Option(
      names = "--largest",
      paramLabel = "N",
      description =
          "up to which size the cost of an update is measured, from 10 on (default:"
              + " ${DEFAULT-VALUE})")
  private int largest = MAX_SIZE;

  /**
   * Runs the program.
   *
   * @param args options, see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(Program.execute(new River(), Console.ofProcess(), args));
  }

  @Override
  protected void checkOptions() throws BadInputException {
    requireBetween("number of --elements", elements.length, 1, 8);
    for (int element : elements) {
      requireBetween("--elements", element, -999, 9999);
    }
    requireBetween("--size", size, 1, MAX_SIZE);
    requireBetween("--entries", entries, 1, MAX_SIZE);
    requireBetween("--max-nodes", maxNodes, 0, 1000);
    requireBetween("--largest", largest, 10, MAX_SIZE);
  }

  @Override
  protected void run(Show show) {
    flow(show);
    updates(show);
    measure(show);
  }

  /** The states that a river went through. */
  record States(
      PersistentList<Integer> listv1,
      PersistentList<Integer> listv2,
      PersistentList<Integer> listv3) {}

  private void flow(Show show) {
    PersistentList<Integer> listv1 =
        PersistentList.copyOf(Arrays.stream(elements).boxed().toList());
    List<PersistentList<Integer>> seen = new ArrayList<>();
    Atom<PersistentList<Integer>> river =
        Atom.builder(listv1)
            .name("river")
            .watch(change -> show.say(change.toString()))
            .watch(change -> seen.add(change.newValue()))
            .build();

    PersistentList<Integer> listv2 = river.swap(PersistentList::plus, 4); // a cell before listv1
    PersistentList<Integer> listv3 = river.reset(listv1.tail().plus(5)); // listv1 but for its head

    show.check("the watch saw the states in turn: " + seen, seen.equals(List.of(listv2, listv3)));
    stepTwice(show, listv1);
    States states = new States(listv1, listv2, listv3);
    check(show, states, Arrays.stream(elements).boxed().toList());
    draw(show, states);
  }

  /** The other way: a list that is a place. Who holds it sees it become another one. */
  private static void stepTwice(Show show, List<Integer> listv1) {
    List<Integer> place = new ArrayList<>(listv1);
    List<Integer> held = place;
    place.addFirst(4);
    show.check(
        "whoever holds an ArrayList of %s now holds %s".formatted(listv1, held),
        !held.equals(listv1));
  }

  /** A state is a value: it never changes, and so its parts can be parts of others. */
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is what counts here
  static void check(Show show, States states, List<Integer> first) {
    show.check(
        "whoever holds listv1 still holds %s: %s".formatted(first, states.listv1()),
        states.listv1().equals(first));
    show.check(
        "listv2 is %s, and its tail is listv1 itself, no copy".formatted(states.listv2()),
        states.listv2().tail() == states.listv1());
    Stats stats = Sharing.compare(states.listv1(), states.listv3());
    show.check(
        "listv3 is %s, and shares %d of the %d cells of listv1: all but the first"
            .formatted(states.listv3(), stats.shared().nodes(), first.size()),
        stats.shared().nodes() == first.size() - 1);
    checkSum(show, "listv3", states.listv1(), states.listv3());
  }

  private void draw(Show show, States states) {
    SequencedMap<String, Object> versions = new LinkedHashMap<>();
    versions.put("listv1", states.listv1());
    versions.put("listv2", states.listv2());
    versions.put("listv3", states.listv3());
    String title = "Three states of a river, and the cells they share";
    show.picture(
        Picture.of(
            "river.svg",
            title,
            "A new state copies nothing that stays: it points at cells of the states before.",
            SharingDrawing.draw(title, versions, maxNodes).toString()));
    show.picture(
        Picture.of(
            "river.dot",
            "The same for Graphviz",
            "What versions share can be drawn with dot -Tsvg, too.",
            Sharing.dot(versions, maxNodes)));
  }

  private void updates(Show show) {
    PersistentVector<Integer> vector = vector(size);
    update(show, "vector", size, vector, vector.with(size / 2, -1), levels(size));
    PersistentMap<Integer, String> map = map(entries);
    int levels = 7; // a hash has 32 bits, 5 for each level
    update(show, "hash map", entries, map, map.with(entries, "new"), levels);
    PersistentSortedMap<Integer, String> sorted =
        PersistentSortedMap.copyOfSorted(new TreeMap<>(map));
    int height = (int) (2.41 * Math.log(entries + 1.0) / Math.log(2)); // a path in a balanced tree
    update(show, "sorted map", entries, sorted, sorted.with(0, "new"), height);
  }

  private void update(Show show, String name, int length, Object before, Object after, int bound) {
    checkUpdate(show, name, before, after, bound);
    SequencedMap<String, Object> versions = new LinkedHashMap<>();
    versions.put("before", before);
    versions.put("after", after);
    String title =
        String.format(Locale.ROOT, "One update of a %s of %,d, and what it copies", name, length);
    show.picture(
        Picture.of(
            "river-%s.svg".formatted(name.replace(" ", "-")),
            title,
            "Only the way from the root to the change is copied; both versions share the rest.",
            SharingDrawing.draw(title, versions, maxNodes).toString()));
  }

  /** An update may make no more nodes than the longest way from the root has. */
  static void checkUpdate(Show show, String name, Object before, Object after, int bound) {
    Stats stats = Sharing.compare(before, after);
    show.check(
        "%s: an update makes %d of %d nodes, at most %d are allowed"
            .formatted(
                name,
                stats.onlyInB().nodes(),
                stats.shared().nodes() + stats.onlyInB().nodes(),
                bound),
        stats.onlyInB().nodes() <= bound);
    checkSum(show, name, before, after);
  }

  /** What is shared and what is new are the whole of a version, and nothing else. */
  private static void checkSum(Show show, String name, Object before, Object after) {
    Stats stats = Sharing.compare(before, after);
    long whole = Sharing.compare(after, after).shared().bytes();
    show.check(
        "%s: %d bytes shared and %d new are the %d bytes of the whole"
            .formatted(name, stats.shared().bytes(), stats.onlyInB().bytes(), whole),
        stats.shared().bytes() + stats.onlyInB().bytes() == whole);
  }

  private void measure(Show show) {
    SequencedMap<String, List<Point>> lines = new LinkedHashMap<>();
    int most = 0;
    int decades = (int) Math.log10(largest);
    for (int decade = 1; decade <= decades; decade++) {
      show.progress("measuring updates", decade - 1, decades);
      int n = (int) Math.pow(10, decade);
      PersistentVector<Integer> vector = vector(n);
      PersistentList<Integer> list = PersistentList.copyOf(vector);
      PersistentMap<Integer, String> map = map(n);
      Stats with = Sharing.compare(vector, vector.with(n / 2, -1));
      PersistentVector<Integer> copy = PersistentVector.copyOf(new ArrayList<>(vector));
      add(lines, "vector, copied as a whole", n, Sharing.compare(vector, copy));
      add(lines, "map.with", n, Sharing.compare(map, map.with(n, "new")));
      add(lines, "vector.with", n, with);
      add(lines, "list.plus", n, Sharing.compare(list, list.plus(0)));
      most = Math.max(most, with.onlyInB().nodes() - levels(n));
    }
    show.progress("measuring updates", decades, decades);
    show.check("no vector.with made more nodes than the vector has levels", most <= 0);
    String title = "Bytes that one update writes";
    LineChart chart = new LineChart(title, "elements (log)", "bytes (log)").logarithmic();
    lines.forEach(chart::line);
    show.picture(
        Picture.of(
            "river-cost.svg",
            title,
            "A copy costs %,d times as much for %,d elements as for 10, an update of the vector %,d times."
                .formatted(
                    growth(lines, "vector, copied as a whole"),
                    (long) Math.pow(10, decades),
                    growth(lines, "vector.with")),
            chart.draw().toString()));
  }

  /** How many times as much the largest costs as the smallest. */
  private static long growth(SequencedMap<String, List<Point>> lines, String name) {
    List<Point> points = Objects.requireNonNull(lines.get(name));
    return Math.round(points.getLast().y() / points.getFirst().y());
  }

  private static void add(
      SequencedMap<String, List<Point>> lines, String name, int n, Stats stats) {
    lines
        .computeIfAbsent(name, key -> new ArrayList<>())
        .add(new Point(n, stats.onlyInB().bytes()));
  }

  private static PersistentVector<Integer> vector(int n) {
    return PersistentVector.copyOf(IntStream.range(0, n).boxed().toList());
  }

  private static PersistentMap<Integer, String> map(int n) {
    return IntStream.range(0, n).boxed().collect(PersistentMap.toMap(i -> i, i -> "v" + i));
  }

  /** How many levels a vector has: each node has up to 32 children. */
  private static int levels(long size) {
    int levels = 1;
    for (long reach = 32; reach < size; reach *= 32) {
      levels++;
    }
    return levels;
  }
}
