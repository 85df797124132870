package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;

/**
 * What the Javadoc of the collections and their guide show; {@link CollectionSnippetsTest} runs it.
 */
class CollectionSnippets {

  @Test
  void vector() {
    // @start region="vector"
    PersistentVector<String> road = PersistentVector.of("Ayr", "Bath", "Cork");
    PersistentVector<String> longer = road.plus("Derry").with(0, "Alloa");
    PersistentVector<String> end = longer.subList(2, 4);

    System.out.println(road + " " + longer + " " + end);
    // [Ayr, Bath, Cork] [Alloa, Bath, Cork, Derry] [Cork, Derry]
    // @end
    assertThat(road + " " + longer + " " + end)
        .isEqualTo("[Ayr, Bath, Cork] [Alloa, Bath, Cork, Derry] [Cork, Derry]");
    assertThat(end).isEqualTo(List.of("Cork", "Derry"));
  }

  @Test
  void vectorBuilder() {
    // @start region="vectorBuilder"
    PersistentVector.Builder<Integer> squares = PersistentVector.<Integer>of().builder();
    for (int i = 0; i < 1_000; i++) {
      squares.add(i * i);
    }
    PersistentVector<Integer> first = squares.build();
    PersistentVector<Integer> more = squares.add(1_000_000).build(); // first stays as it is
    // @end
    assertThat(first).hasSize(1_000).endsWith(998_001);
    assertThat(more).hasSize(1_001).endsWith(1_000_000);
  }

  @Test
  void map() {
    // @start region="map"
    PersistentMap<String, Integer> stock = PersistentMap.of("apples", 3, "pears", 5);
    PersistentMap<String, Integer> later =
        stock.with("plums", 7).update("apples", n -> n == null ? 1 : n + 1).without("pears");

    Integer was = stock.get("apples"); // 3
    Integer is = later.get("apples"); // 4
    // @end
    assertThat(was).isEqualTo(3);
    assertThat(is).isEqualTo(4);
    assertThat(later).isEqualTo(Map.of("apples", 4, "plums", 7));
  }

  @Test
  void mapBuilder() {
    Iterable<String> words = List.of("to", "be", "or", "not", "to", "be");
    // @start region="mapBuilder"
    PersistentMap.Builder<String, Integer> counts = PersistentMap.<String, Integer>of().builder();
    for (String word : words) {
      Integer seen = counts.get(word);
      counts.put(word, seen == null ? 1 : seen + 1);
    }
    PersistentMap<String, Integer> result = counts.build();
    // @end
    assertThat(result).isEqualTo(Map.of("to", 2, "be", 2, "or", 1, "not", 1));
  }

  @Test
  void set() {
    // @start region="set"
    PersistentSet<String> ours = PersistentSet.of("red", "green");
    PersistentSet<String> theirs = PersistentSet.of("green", "blue");

    PersistentSet<String> all = ours.plusAll(theirs); // union: red, green, blue
    PersistentSet<String> both = ours.only(theirs); // intersection: green
    PersistentSet<String> rest = ours.withoutAll(theirs); // difference: red
    // @end
    assertThat(all).containsExactlyInAnyOrder("red", "green", "blue");
    assertThat(both).containsExactly("green");
    assertThat(rest).containsExactly("red");
  }

  @Test
  void list() {
    // @start region="list"
    PersistentList<Integer> listv1 = PersistentList.of(1, 2, 3);
    PersistentList<Integer> listv2 = listv1.plus(4); // (4 1 2 3), holds on to all of listv1
    PersistentList<Integer> listv3 = listv1.tail().plus(5); // (5 2 3), shares the cells of 2 and 3
    // @end
    assertThat(listv1).containsExactly(1, 2, 3);
    assertThat(listv2).containsExactly(4, 1, 2, 3);
    assertThat(listv3).containsExactly(5, 2, 3);
    assertThat(listv2.tail()).isSameAs(listv1);
    assertThat(listv3.tail()).isSameAs(listv1.tail());
  }

  @Test
  void sorted() {
    // @start region="sorted"
    PersistentSortedMap<Integer, String> bids =
        PersistentSortedMap.of(120, "Ann", 95, "Bea", 140, "Cy");

    int best = bids.lastKey(); // 140
    int below = bids.rank(130); // 2 bids are lower
    String middle = bids.nth(1).getValue(); // Ann
    PersistentSortedMap<Integer, String> high = bids.tailMap(100); // a value, not a view
    // @end
    assertThat(best).isEqualTo(140);
    assertThat(below).isEqualTo(2);
    assertThat(middle).isEqualTo("Ann");
    assertThat(high).isEqualTo(Map.of(120, "Ann", 140, "Cy"));
  }

  @Test
  void changes() {
    List<String> log = new ArrayList<>();
    // @start region="changes"
    Atom<PersistentMap<String, Integer>> prices = Atom.of(PersistentMap.of("tea", 3, "coffee", 4));
    prices.watch(change -> {
      MapChanges<String, Integer> changes = MapChanges.of(change);
      changes.changed().forEach((key, both) -> log.add(key + " " + both.was() + ">" + both.is()));
      changes.added().forEach((key, price) -> log.add(key + " new"));
    });

    prices.swap(all -> all.with("tea", 5).with("milk", 2)); // log: tea 3>5, milk new
    // @end
    assertThat(log).containsExactly("tea 3>5", "milk new");
  }

  @Test
  void sharing() {
    // @start region="sharing"
    PersistentList<Integer> listv1 = PersistentList.of(1, 2, 3);
    SequencedMap<String, PersistentList<Integer>> versions = new LinkedHashMap<>();
    versions.put("listv1", listv1);
    versions.put("listv2", listv1.plus(4));
    versions.put("listv3", listv1.tail().plus(5));
    String picture = Sharing.dot(versions); // text for Graphviz: dot -Tsvg
    // @end
    assertThat(picture).startsWith("digraph").contains("listv1", "listv2", "listv3");
  }

  @Test
  void inAnAtom() {
    // @start region="atom"
    Atom<PersistentVector<String>> queue = Atom.of(PersistentVector.of());
    queue.swap(waiting -> waiting.plus("Ann"));
    queue.swap(waiting -> waiting.plus("Bea"));
    PersistentVector<String> seen = queue.deref(); // stays [Ann, Bea], whatever happens next
    queue.swap(waiting -> waiting.subList(1, waiting.size())); // [Bea]
    // @end
    assertThat(seen).containsExactly("Ann", "Bea");
    assertThat(queue.deref()).containsExactly("Bea");
  }
}
