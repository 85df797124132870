package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.datamodel.Model64;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.layouters.HotSpotLayouter;
import org.openjdk.jol.layouters.Layouter;
import org.potamos.core.collection.Sharing.Part;
import org.potamos.core.collection.Sharing.Stats;

/** What versions share, in numbers and pictures. */
class SharingTest {
  private static final int MILLION = 1_000_000;
  private static final Part NOTHING = new Part(0, 0);

  private static SequencedMap<String, Object> versions(Object... namesAndCollections) {
    SequencedMap<String, Object> versions = new LinkedHashMap<>();
    for (int i = 0; i < namesAndCollections.length; i += 2) {
      versions.put((String) namesAndCollections[i], namesAndCollections[i + 1]);
    }
    return versions;
  }

  private static PersistentVector<Integer> vector(int size) {
    return PersistentVector.copyOf(IntStream.range(0, size).boxed().toList());
  }

  private static PersistentMap<Integer, String> map(int size) {
    PersistentMap.Builder<Integer, String> map = PersistentMap.<Integer, String>of().builder();
    for (int i = 0; i < size; i++) {
      map.put(i * 0x9E3779B9, "v");
    }
    return map.build();
  }

  private static PersistentSet<Integer> set(int size) {
    return map(size).keySet();
  }

  private static PersistentSortedMap<Integer, String> sortedMap(int size) {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of();
    for (int i = 0; i < size; i++) {
      map = map.with(i, "v");
    }
    return map;
  }

  private static PersistentSortedSet<Integer> sortedSet(int size) {
    PersistentSortedSet<Integer> set = PersistentSortedSet.of();
    for (int i = 0; i < size; i++) {
      set = set.plus(i);
    }
    return set;
  }

  /** 2^n strings of one hash code, each of {@code 2 * n} characters. */
  private static List<String> colliding(int n) {
    List<String> all = List.of("");
    for (int i = 0; i < n; i++) {
      List<String> longer = new ArrayList<>();
      for (String s : all) {
        longer.add(s + "Aa");
        longer.add(s + "BB");
      }
      all = longer;
    }
    return all;
  }

  /** One collection of each kind and each form. */
  private static List<Object> samples() {
    PersistentMap<String, Integer> few = PersistentMap.of();
    for (String key : colliding(2)) {
      few = few.with(key, 1);
    }
    PersistentMap<String, Integer> many = PersistentMap.of();
    for (String key : colliding(5)) {
      many = many.with(key, 1);
    }
    return List.of(
        PersistentList.of(1, 2, 3),
        vector(5),
        vector(33),
        vector(2000),
        vector(2000).subList(40, 1990),
        map(1),
        map(500),
        few,
        many,
        set(500),
        sortedMap(100),
        sortedMap(100).descendingMap(),
        sortedSet(100));
  }

  // Numbers.

  @Test
  void compare_withItself_sharesAll() {
    for (Object sample : samples()) {
      Stats stats = Sharing.compare(sample, sample);
      assertThat(stats.shared().nodes()).as(sample::toString).isPositive();
      assertThat(stats.onlyInA()).as(sample::toString).isEqualTo(NOTHING);
      assertThat(stats.onlyInB()).as(sample::toString).isEqualTo(NOTHING);
    }
  }

  /** Equal, but made apart: identity decides. */
  @Test
  void compare_madeApart_sharesNothing() {
    List<Object> these = samples();
    List<Object> those = samples();
    for (int i = 0; i < these.size(); i++) {
      Stats stats = Sharing.compare(these.get(i), those.get(i));
      assertThat(stats.shared()).as("sample %d", i).isEqualTo(NOTHING);
      assertThat(stats.onlyInA()).as("sample %d", i).isEqualTo(stats.onlyInB());
    }
  }

  @Test
  void compare_otherWayRound_swapsTheParts() {
    PersistentMap<Integer, String> old = map(1000);
    PersistentMap<Integer, String> next = old.with(1, "w").with(2, "w").without(0);
    Stats there = Sharing.compare(old, next);
    assertThat(there.onlyInA().nodes()).isPositive();
    assertThat(Sharing.compare(next, old))
        .isEqualTo(new Stats(there.shared(), there.onlyInB(), there.onlyInA()));
  }

  @Test
  void compare_emptyCollections_haveNoNodes() {
    List<Object> empty =
        List.of(
            PersistentList.of(),
            PersistentVector.of(),
            PersistentMap.of(),
            PersistentSet.of(),
            PersistentSortedMap.of(),
            PersistentSortedSet.of());
    for (Object a : empty) {
      for (Object b : empty) {
        assertThat(Sharing.compare(a, b)).isEqualTo(new Stats(NOTHING, NOTHING, NOTHING));
      }
    }
  }

  /** A cell has 24 bytes; a list shares from where it was cut. */
  @Test
  void compare_lists_countsCells() {
    PersistentList<Integer> list = PersistentList.of(1, 2, 3, 4);
    assertThat(Sharing.compare(list, list.plus(0)))
        .isEqualTo(new Stats(new Part(4, 96), NOTHING, new Part(1, 24)));
    assertThat(Sharing.compare(list, list.with(1, 9)))
        .isEqualTo(new Stats(new Part(2, 48), new Part(2, 48), new Part(2, 48)));
    assertThat(Sharing.compare(list, list.drop(3)))
        .isEqualTo(new Stats(new Part(1, 24), new Part(3, 72), NOTHING));
  }

  /** A tail of 8 has 16 + 32 bytes. */
  @Test
  void compare_vectors_countsArrays() {
    PersistentVector<Integer> vector = vector(8);
    assertThat(Sharing.compare(vector, vector.plus(8)))
        .isEqualTo(new Stats(NOTHING, new Part(1, 48), new Part(1, 56)));
    PersistentVector<Integer> larger = vector(32 + 1);
    assertThat(Sharing.compare(larger, larger.plus(8)))
        .isEqualTo(new Stats(new Part(2, 24 + 144), new Part(1, 24), new Part(1, 24)));
  }

  /** Leaves that a vector reaches twice count once. */
  @Test
  void compare_vectorWithItselfAppended_countsLeavesOnce() {
    PersistentVector<Integer> vector = vector(64 + 1).withoutLast().subList(0, 64);
    PersistentVector<Integer> doubled = vector.plusAll(vector);
    assertThat(doubled).hasSize(128);
    Stats stats = Sharing.compare(doubled, PersistentVector.of());
    assertThat(stats.shared()).isEqualTo(NOTHING);
    assertThat(stats.onlyInA().nodes()).isEqualTo(4);
    assertThat(Sharing.dot(versions("doubled", doubled)))
        .contains("n1:s0 -> n3;", "n1:s2 -> n3;")
        .doesNotContain("grey");
  }

  @Test
  void compare_mapAndItsKeySet_shareTheTrie() {
    PersistentMap<Integer, String> map = map(100);
    Stats stats = Sharing.compare(map, map.keySet());
    assertThat(stats.onlyInA()).isEqualTo(NOTHING);
    assertThat(stats.onlyInB()).isEqualTo(NOTHING);
  }

  /** The estimate is what the stated object model says of the real classes. */
  @Test
  void compare_bytes_areThoseOfTheObjectModel() {
    Layouter layouter = new HotSpotLayouter(new Model64(true, true, 8), 21);
    for (Object sample : samples()) {
      StructureWalk walk = new StructureWalk();
      walk.add("test", sample);
      for (StructureWalk.Found found : walk.found()) {
        Object object = found.node.object();
        long expected =
            object instanceof @Nullable Object[] array
                ? arrayBytes(array)
                : ClassLayout.parseClass(object.getClass(), layouter).instanceSize()
                    + switch (object) {
                      case TrieNode node -> arrayBytes(node.slots);
                      case CollisionNode node -> arrayBytes(node.entries);
                      default -> 0;
                    };
        assertThat(found.node.bytes()).as(object.getClass().getSimpleName()).isEqualTo(expected);
      }
    }
  }

  private static long arrayBytes(@Nullable Object @Nullable [] array) {
    return array == null ? 0 : (16 + 4L * array.length + 7) / 8 * 8;
  }

  // What an update makes.

  @Test
  void newNodes_oneUpdateOfALargeCollection_areAHandful() {
    PersistentVector<Integer> vector = vector(MILLION);
    assertThat(Sharing.newNodes(vector, vector.with(MILLION / 2, -1))).isEqualTo(4);
    assertThat(Sharing.newNodes(vector, vector.with(MILLION - 1, -1))).isEqualTo(1);
    assertThat(Sharing.newNodes(vector, vector.plus(-1))).isLessThanOrEqualTo(5);
    assertThat(Sharing.newNodes(vector, vector.withoutLast())).isLessThanOrEqualTo(5);
    assertThat(Sharing.newNodes(vector, vector.subList(1000, MILLION - 1000)))
        .isLessThanOrEqualTo(9);

    PersistentMap<Integer, String> map = map(MILLION / 5);
    assertThat(Sharing.newNodes(map, map.with(0x9E3779B9, "w"))).isBetween(1, 7);
    assertThat(Sharing.newNodes(map, map.with(7, "w"))).isBetween(1, 7);
    assertThat(Sharing.newNodes(map, map.without(0x9E3779B9))).isBetween(1, 7);
    assertThat(Sharing.newNodes(map, map.with(0x9E3779B9, "v"))).isZero();

    PersistentSet<Integer> set = map.keySet();
    assertThat(Sharing.newNodes(set, set.plus(7))).isBetween(1, 7);
    assertThat(Sharing.newNodes(set, set.without(0x9E3779B9))).isBetween(1, 7);
  }

  /** One path, and up to two nodes more for each rotation. */
  @Test
  void newNodes_oneUpdateOfASortedCollection_areOnePath() {
    PersistentSortedMap<Integer, String> map = sortedMap(10_000);
    for (int key = 0; key < 10_000; key += 397) {
      assertThat(Sharing.newNodes(map, map.with(key, "w"))).as("key=%d", key).isBetween(1, 20);
      assertThat(Sharing.newNodes(map, map.without(key))).as("key=%d", key).isBetween(0, 40);
    }
    assertThat(Sharing.newNodes(map, map.with(10_000, "w"))).isBetween(1, 40);
    assertThat(Sharing.newNodes(map, map.descendingMap())).isZero();
    PersistentSortedSet<Integer> set = sortedSet(10_000);
    assertThat(Sharing.newNodes(set, set.plus(-1))).isBetween(1, 40);
  }

  /** Neither the comparison nor the picture recurses along a list. */
  @Test
  void millionCells_comparedAndDrawn_stayOnTheStack() {
    PersistentList<Integer> list = PersistentList.of();
    for (int i = 0; i < MILLION; i++) {
      list = list.plus(i);
    }
    assertThat(Sharing.compare(list, list.plus(1).plus(2)))
        .isEqualTo(new Stats(new Part(MILLION, 24L * MILLION), NOTHING, new Part(2, 48)));
    assertThat(Sharing.dot(versions("old", list, "next", list.plus(1))))
        .contains("label=\"shared nodes: 1000000\"");
  }

  /** Against a plain recursive walk over the fields of small collections. */
  @Test
  void compare_randomVersions_agreesWithReachabilityByFields() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      PersistentMap<Integer, Integer> map = PersistentMap.of();
      PersistentList<Integer> list = PersistentList.of();
      List<Object> maps = new ArrayList<>();
      List<Object> lists = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Integer key = random.nextInt(40) << (random.nextInt(3) * 10);
        map = random.nextInt(3) == 0 ? map.without(key) : map.with(key, i);
        list = random.nextInt(3) == 0 ? list.drop(2) : list.plus(i);
        maps.add(map);
        lists.add(list);
      }
      for (List<Object> histories : List.of(maps, lists)) {
        Object a = histories.get(random.nextInt(histories.size()));
        Object b = histories.get(random.nextInt(histories.size()));
        Set<Object> inA = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> inB = Collections.newSetFromMap(new IdentityHashMap<>());
        reach(a instanceof PersistentMap<?, ?> m ? m.root : a, inA);
        reach(b instanceof PersistentMap<?, ?> m ? m.root : b, inB);
        int both = (int) inA.stream().filter(inB::contains).count();
        Stats stats = Sharing.compare(a, b);
        assertThat(List.of(stats.shared(), stats.onlyInA(), stats.onlyInB()))
            .as("seed=7, round=%d", round)
            .extracting(Part::nodes)
            .containsExactly(both, inA.size() - both, inB.size() - both);
      }
    }
  }

  private static void reach(Object object, Set<Object> seen) {
    switch (object) {
      case PersistentList<?> cell -> {
        if (!cell.isEmpty() && seen.add(cell)) {
          reach(cell.tail(), seen);
        }
      }
      case TrieNode node -> {
        if (node.size > 0 && seen.add(node)) {
          for (Object slot : node.slots) {
            if (slot instanceof TrieNode) {
              reach(slot, seen);
            }
          }
        }
      }
      default -> throw new AssertionError("no node: " + object.getClass());
    }
  }

  // Pictures.

  /** Clojure's classic: cons in front of a list, and in front of its rest. */
  @Test
  void dot_essaysLists_areFiveCells() {
    PersistentList<Integer> listv1 = PersistentList.of(1, 2, 3);
    PersistentList<Integer> listv2 = listv1.plus(4);
    PersistentList<Integer> listv3 = listv1.tail().plus(5);
    assertThat(Sharing.dot(versions("listv1", listv1, "listv2", listv2, "listv3", listv3)))
        .isEqualTo(
            """
            digraph sharing {
              rankdir=LR;
              node [shape=record];
              v1 [shape=diamond, label="listv1"];
              v2 [shape=diamond, label="listv2"];
              v3 [shape=diamond, label="listv3"];
              n1 [label="1|<tail>", style=filled, fillcolor=grey80];
              n2 [label="2|<tail>", style=filled, fillcolor=grey60];
              n3 [label="3|<tail>", style=filled, fillcolor=grey60];
              n4 [label="4|<tail>"];
              n5 [label="5|<tail>"];
              v1 -> n1;
              v2 -> n4;
              v3 -> n5;
              n1:tail -> n2;
              n2:tail -> n3;
              n4:tail -> n1;
              n5:tail -> n2;
            }
            """);
  }

  @Test
  void dot_vectors_showRootTailAndSlots() {
    PersistentVector<String> few = PersistentVector.of("a", "b");
    assertThat(Sharing.dot(versions("few", few, "more", few.plus("c"))))
        .isEqualTo(
            """
            digraph sharing {
              rankdir=LR;
              node [shape=record];
              v1 [shape=diamond, label="few"];
              v2 [shape=diamond, label="more"];
              n1 [label="a|b"];
              n2 [label="a|b|c"];
              v1 -> n1 [label="tail"];
              v2 -> n2 [label="tail"];
            }
            """);
    String large = Sharing.dot(versions("old", vector(70), "next", vector(70).with(69, -1)));
    assertThat(large)
        .contains("n1 [label=\"<s0>|<s1>\"]")
        .contains("v1 -> n1 [label=\"root\"]")
        .contains("n1:s0 -> n3;", "n1:s1 -> n4;");
    PersistentVector<Integer> old = vector(70);
    assertThat(Sharing.dot(versions("old", old, "next", old.with(69, -1))))
        .contains("n2 [label=\"64|65|66|67|68|69\"]", "n5 [label=\"64|65|66|67|68|-1\"]")
        .contains("n1 [label=\"<s0>|<s1>\", style=filled, fillcolor=grey80]")
        .contains("v2 -> n1 [label=\"root\"]", "v2 -> n5 [label=\"tail\"]");
  }

  /** What a slice has cut off is blank; null is an element. */
  @Test
  void dot_slice_leavesOutWhatWasCutOff() {
    PersistentVector<@Nullable Integer> vector =
        PersistentVector.<@Nullable Integer>copyOf(vector(100)).with(40, null);
    String dot = Sharing.dot(versions("slice", vector.subList(39, 100)));
    assertThat(dot)
        .contains("<s0>|<s1>|<s2>|<s3>|<s4>|<s5>|<s6>|39|null|41|42|")
        .contains("label=\"64|65|66|", "label=\"96|97|98|99\"")
        .doesNotContain("38");
  }

  @Test
  void dot_maps_showEntriesThenChildren() {
    PersistentMap<Integer, String> map = PersistentMap.of(1, "a", 2, "b", 34, "c");
    assertThat(Sharing.dot(versions("old", map, "next", map.with(1, "z"))))
        .isEqualTo(
            """
            digraph sharing {
              rankdir=LR;
              node [shape=record];
              v1 [shape=diamond, label="old"];
              v2 [shape=diamond, label="next"];
              n1 [label="1=a|<s2>"];
              n2 [label="2=b|34=c", style=filled, fillcolor=grey80];
              n3 [label="1=z|<s2>"];
              v1 -> n1;
              v2 -> n3;
              n1:s2 -> n2;
              n3:s2 -> n2;
            }
            """);
  }

  @Test
  void dot_sets_showNoValues() {
    PersistentSet<Integer> set = PersistentMap.of(1, "a", 2, "b", 34, "c").keySet();
    assertThat(Sharing.dot(versions("set", set)))
        .contains("n1 [label=\"1|<s2>\"]", "n2 [label=\"2|34\"]");
    assertThat(Sharing.dot(versions("sorted", PersistentSortedSet.<Integer>of().plus(1))))
        .contains("n1 [label=\"<left>|1|<right>\"]");
  }

  @Test
  void dot_collisions_showArrayOrTree() {
    PersistentMap<String, Integer> few = PersistentMap.of();
    for (String key : colliding(2)) {
      few = few.with(key, 1);
    }
    assertThat(Sharing.dot(versions("few", few)))
        .contains("n8 [label=\"AaAa=1|AaBB=1|BBAa=1|BBBB=1\"]");
    PersistentMap<String, Integer> many = PersistentMap.of();
    for (String key : colliding(4)) {
      many = many.with(key, 1);
    }
    assertThat(Sharing.dot(versions("many", many)))
        .contains("n8 [label=\"<tree>\"]", "n8:tree -> n9;")
        .contains("<left>|AaAaAaAa=1|<right>");
  }

  @Test
  void dot_sortedMap_showsBothSides() {
    PersistentSortedMap<Integer, String> map =
        PersistentSortedMap.<Integer, String>of().with(2, "b").with(1, "a").with(3, "c");
    assertThat(Sharing.dot(versions("map", map)))
        .isEqualTo(
            """
            digraph sharing {
              rankdir=LR;
              node [shape=record];
              v1 [shape=diamond, label="map"];
              n1 [label="<left>|2=b|<right>"];
              n2 [label="<left>|1=a|<right>"];
              n3 [label="<left>|3=c|<right>"];
              v1 -> n1;
              n1:left -> n2;
              n1:right -> n3;
            }
            """);
  }

  @Test
  void dot_emptyCollectionsOrNone_areDiamondsOnly() {
    assertThat(Sharing.dot(versions("none", PersistentVector.of())))
        .isEqualTo(
            """
            digraph sharing {
              rankdir=LR;
              node [shape=record];
              v1 [shape=diamond, label="none"];
            }
            """);
    assertThat(Sharing.dot(versions())).doesNotContain("v1");
  }

  /** Two names for one collection share all of it. */
  @Test
  void dot_sameCollectionTwice_isGrey() {
    PersistentList<Integer> list = PersistentList.of(1);
    assertThat(Sharing.dot(versions("a", list, "b", list)))
        .contains("n1 [label=\"1|<tail>\", style=filled, fillcolor=grey80]")
        .contains("v1 -> n1;", "v2 -> n1;");
  }

  @Test
  void dot_anyCollections_isDeterministic() {
    SequencedMap<String, Object> versions = new TreeMap<>();
    for (Object sample : samples()) {
      versions.put("sample" + versions.size(), sample);
    }
    String dot = Sharing.dot(versions, Integer.MAX_VALUE);
    assertThat(Sharing.dot(versions, Integer.MAX_VALUE)).isEqualTo(dot);
    assertIsWellFormed(dot);
  }

  // Texts.

  private static String labelOf(Object element) {
    return "n1 [label=\"" + element + "|<tail>\"]";
  }

  @Test
  void dot_specialCharacters_areEscaped() {
    Map<String, String> escapes = new LinkedHashMap<>();
    escapes.put("a|b{c}<d>", "a\\|b\\{c\\}\\<d\\>");
    escapes.put("say \"hi\"", "say\\ \\\"hi\\\"");
    escapes.put("back\\slash\\", "back\\\\slash\\\\");
    escapes.put("two\nlines\r\n", "two\\\\nlines\\\\r\\\\n");
    escapes.put("\t\0\u001b\u007f", "\\\\t\\\\u0000\\\\u001B\\\\u007F");
    escapes.put("\u2028\u202e", "\\\\u2028\\\\u202E");
    escapes.put("&lt;&", "&amp;lt;&amp;");
    escapes.put("  ", "\\ \\ ");
    escapes.put("", "");
    escapes.put("\\N\\n\\l", "\\\\N\\\\n\\\\l");
    escapes.put("\ud83d\ude00 \ud83d", "\ud83d\ude00\\ \\\\uD83D");
    escapes.forEach((element, escaped) -> {
      String dot = Sharing.dot(versions("list", PersistentList.of(element)));
      assertThat(dot).contains(labelOf(escaped));
      assertIsWellFormed(dot);
    });
  }

  @Test
  void dot_longTexts_areCutTo20Characters() {
    String twenty = "12345678901234567890";
    assertThat(Sharing.dot(versions("list", PersistentList.of(twenty)))).contains(labelOf(twenty));
    assertThat(Sharing.dot(versions("list", PersistentList.of(twenty + "1"))))
        .contains(labelOf("1234567890123456789\u2026"));
    String emoji = "\ud83d\ude00";
    assertThat(Sharing.dot(versions("list", PersistentList.of(emoji.repeat(20)))))
        .contains(labelOf(emoji.repeat(20)));
    assertThat(Sharing.dot(versions("list", PersistentList.of(emoji.repeat(21)))))
        .contains(labelOf(emoji.repeat(19) + "\u2026"));
    assertThat(Sharing.dot(versions("map", PersistentMap.of(twenty + 1, twenty + 2))))
        .contains("\"1234567890123456789\u2026=1234567890123456789\u2026\"");
  }

  /** An element whose text is null. */
  private static final class Textless {
    @Override
    @SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // wrong on purpose
    public String toString() {
      return null;
    }
  }

  @Test
  void dot_nullsAndNullTexts_areNull() {
    assertThat(Sharing.dot(versions("list", PersistentList.of(new Object[] {null}))))
        .contains(labelOf("null"));
    assertThat(Sharing.dot(versions("list", PersistentList.of(new Textless()))))
        .contains(labelOf("null"));
  }

  /** Names stand in labels only. */
  @Test
  void dot_hostileName_staysInItsLabel() {
    String dot =
        Sharing.dot(
            versions("x\"]; evil -> {a\n}", PersistentList.of(1), "v1", PersistentList.of(2)));
    assertThat(dot).contains("v1 [shape=diamond, label=\"x\\\"];\\ evil\\ -\\>\\ \\{a\\\\n\\}\"]");
    assertThat(dot).contains("v2 [shape=diamond, label=\"v1\"]");
    assertIsWellFormed(dot);
  }

  /** Whatever the elements are called, the label shows these texts and no other fields. */
  @Test
  void dot_randomTexts_areReadBackAsTheyWere() {
    Random random = new Random(11);
    String alphabet = "ab \\\"{}|<>&\n\t;:-=n\ud83d\ude00\u00e9";
    for (int round = 0; round < 2000; round++) {
      List<String> elements = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
          text.appendCodePoint(
              alphabet.codePoints().toArray()[random.nextInt(alphabet.codePointCount(0, 18))]);
        }
        elements.add(text.toString());
      }
      String dot = Sharing.dot(versions("vector", PersistentVector.copyOf(elements)));
      assertIsWellFormed(dot);
      String label = Objects.requireNonNull(firstMatch("n1 \\[label=\"(.*)\"\\];", dot)).group(1);
      List<String> shown = elements.stream().map(SharingTest::visible).toList();
      assertThat(fields(label)).as("seed=11, round=%d", round).isEqualTo(shown);
    }
  }

  private static @Nullable MatchResult firstMatch(String regex, String text) {
    return Pattern.compile(regex).matcher(text).results().findFirst().orElse(null);
  }

  private static String visible(String text) {
    return text.replace("\n", "\\n").replace("\t", "\\t");
  }

  /** Reads the label of a record as Graphviz does: fields, unescaped. */
  private static List<String> fields(String label) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c == '\\') {
        field.append(label.charAt(++i));
      } else if (c == '|') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '&') {
        assertThat(label.startsWith("&amp;", i)).isTrue();
        field.append('&');
        i += 4;
      } else {
        assertThat(c).isNotIn(' ', '{', '}', '<', '>', '"', '\n');
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static final String QUOTED = "\"(?:[^\"\\\\\\p{Cntrl}]|\\\\[^\\p{Cntrl}])*\"";
  private static final String VALUE = "(?:\\w+|" + QUOTED + ")";

  private static final Pattern STATEMENT =
      Pattern.compile(
          "  (?:rankdir=LR|node \\[shape=record\\]"
              + "|\\w+(?::\\w+)?(?: -> \\w+)?"
              + "(?: \\[\\w+="
              + VALUE
              + "(?:, \\w+="
              + VALUE
              + ")*\\])?);");

  /** Each line is one statement, and each edge goes from box to box. */
  private static void assertIsWellFormed(String dot) {
    assertThat(dot).startsWith("digraph sharing {\n").endsWith("\n}\n");
    List<String> lines = dot.lines().toList();
    for (String line : lines.subList(1, lines.size() - 1)) {
      assertThat(line).matches(STATEMENT);
      MatchResult edge = firstMatch("^  (\\w+)(?::(\\w+))? -> (\\w+)", line);
      if (edge != null) {
        assertThat(dot).contains("\n  " + edge.group(1) + " [", "\n  " + edge.group(3) + " [");
        if (edge.group(2) != null) {
          assertThat(firstMatch("\n  " + edge.group(1) + " \\[.*<" + edge.group(2) + ">", dot))
              .isNotNull();
        }
      }
    }
  }

  // Folding.

  @Test
  void dot_aboveTheMaximum_foldsTheSharedPart() {
    PersistentList<Integer> old = PersistentList.of(1, 2, 3);
    SequencedMap<String, Object> versions = versions("old", old, "next", old.plus(0));
    assertThat(Sharing.dot(versions, 4)).isEqualTo(Sharing.dot(versions));
    assertThat(Sharing.dot(versions, 3))
        .isEqualTo(
            """
            digraph sharing {
              rankdir=LR;
              node [shape=record];
              v1 [shape=diamond, label="old"];
              v2 [shape=diamond, label="next"];
              n4 [label="0|<tail>"];
              shared [shape=box3d, label="shared nodes: 3", style=filled, fillcolor=grey80];
              v1 -> shared;
              v2 -> n4;
              n4:tail -> shared;
            }
            """);
    assertThat(Sharing.dot(versions, 1)).isEqualTo(Sharing.dot(versions, 3));
  }

  @Test
  void dot_farAboveTheMaximum_foldsTheRestByVersion() {
    PersistentList<Integer> old = PersistentList.of(1, 2, 3);
    SequencedMap<String, Object> versions =
        versions("old", old, "next", old.plus(0).plus(-1), "other", PersistentList.of(1, 2));
    assertThat(Sharing.dot(versions, 3))
        .isEqualTo(
            """
            digraph sharing {
              rankdir=LR;
              node [shape=record];
              v1 [shape=diamond, label="old"];
              v2 [shape=diamond, label="next"];
              v3 [shape=diamond, label="other"];
              shared [shape=box3d, label="shared nodes: 3", style=filled, fillcolor=grey80];
              own2 [shape=box3d, label="own nodes: 2"];
              own3 [shape=box3d, label="own nodes: 2"];
              v1 -> shared;
              v2 -> own2;
              v3 -> own3;
              own2 -> shared;
            }
            """);
  }

  /** The default maximum keeps a picture of large collections small. */
  @Test
  void dot_largeCollections_staysSmall() {
    PersistentMap<Integer, String> map = map(100_000);
    String dot = Sharing.dot(versions("old", map, "next", map.with(0x9E3779B9, "w")));
    assertIsWellFormed(dot);
    assertThat(dot.lines().count()).isLessThan(400);
    assertThat(dot).contains("shared [", "=w|");
  }

  @Test
  void dot_anyMaximum_isWellFormed() {
    PersistentMap<Integer, String> other = map(2000);
    for (Object sample : samples()) {
      for (int max : new int[] {0, 1, 5, 50}) {
        String folded = Sharing.dot(versions("a", sample, "b", sample, "c", other), max);
        assertIsWellFormed(folded);
        assertThat(folded).contains("shared [", "own3 [");
      }
    }
  }

  // Bad input.

  @Test
  void compare_notACollection_isRejectedWithItsType() {
    assertThatThrownBy(
            () -> Sharing.compare(PersistentList.of(), new ArrayList<>(List.of("secret"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("type=java.util.ArrayList")
        .hasMessageContaining("PersistentVector, PersistentList, PersistentSet, PersistentMap")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Sharing.compare(map(1).values(), map(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("compare rejected");
  }

  @Test
  @SuppressWarnings("NullAway") // null is the point
  void nullArguments_areRejected() {
    assertThatThrownBy(() -> Sharing.compare(null, PersistentList.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("a");
    assertThatThrownBy(() -> Sharing.compare(PersistentList.of(), null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("b");
    assertThatThrownBy(() -> Sharing.dot(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Sharing.dot(null, 1)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Sharing.dot(versions("a", null)))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Sharing.dot(versions(null, PersistentList.of())))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void dot_badArguments_areRejected() {
    for (String name : List.of("", " ", "\n")) {
      assertThatThrownBy(() -> Sharing.dot(versions("a", PersistentList.of(), name, map(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a blank name, position=1");
    }
    assertThatThrownBy(() -> Sharing.dot(versions("a", "text")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dot rejected: not a persistent collection, type=java.lang.String");
    assertThatThrownBy(() -> Sharing.dot(versions(), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dot rejected: negative, maxNodes=-1");
  }
}
