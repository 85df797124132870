package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the Javadoc of the sorted collections shows; their tests run it. */
class SortedSnippets {

  @Test
  void map() {
    // @start region="map"
    PersistentSortedMap<Integer, String> asks = PersistentSortedMap.of(101, "Ann", 104, "Bob");
    PersistentSortedMap<Integer, String> next = asks.with(102, "Cid").with(103, "Dee");

    Map.Entry<Integer, String> best = next.firstEntry(); // 101=Ann
    int cheaper = next.rank(103); // 2
    PersistentSortedMap<Integer, String> above = next.tailMap(103); // {103=Dee, 104=Bob}
    PersistentSortedMap<Integer, String> fromTheTop = next.descendingMap(); // 104=Bob first
    // @end
    assertThat(asks).hasToString("{101=Ann, 104=Bob}");
    assertThat(best).isEqualTo(Map.entry(101, "Ann"));
    assertThat(cheaper).isEqualTo(2);
    assertThat(above).hasToString("{103=Dee, 104=Bob}");
    assertThat(fromTheTop).hasToString("{104=Bob, 103=Dee, 102=Cid, 101=Ann}");
  }

  @Test
  void mapBuilder() {
    List<String> lines = List.of("a: 1", "b: 2", "c: 3");
    // @start region="mapBuilder"
    PersistentSortedMap.Builder<String, Integer> counts =
        PersistentSortedMap.<String, Integer>of().builder();
    for (String line : lines) {
      counts.put(line.substring(0, 1), Integer.valueOf(line.substring(3)));
    }
    PersistentSortedMap<String, Integer> all = counts.build();
    // @end
    assertThat(all).hasToString("{a=1, b=2, c=3}");
  }

  @Test
  void set() {
    // @start region="set"
    PersistentSortedSet<String> queue = PersistentSortedSet.of("07:30 Bob", "09:15 Ann");
    PersistentSortedSet<String> longer = queue.plus("08:00 Cid");

    String next = longer.first(); // 07:30 Bob
    PersistentSortedSet<String> late = longer.tailSet("08:00"); // [08:00 Cid, 09:15 Ann]
    PersistentSortedSet<String> rest = longer.without(next); // queue still has Bob
    // @end
    assertThat(late).containsExactly("08:00 Cid", "09:15 Ann");
    assertThat(rest).containsExactly("08:00 Cid", "09:15 Ann");
    assertThat(queue).containsExactly("07:30 Bob", "09:15 Ann");
  }
}
