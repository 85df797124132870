package org.potamos.stress.soak;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/** A directed graph in arrays, and a short cycle of it if there is one. */
final class Graph {
  static final int WW = 0;
  static final int WR = 1;
  static final int RW = 2;
  static final int TIME = 3;
  private static final String[] NAMES = {"ww", "wr", "rw", "time"};

  private final int transactions;
  private int nodes;
  private int[] from = new int[1024];
  private int[] to = new int[1024];
  private int[] label = new int[1024];
  private int edges;

  Graph(int transactions) {
    this.transactions = transactions;
    this.nodes = transactions;
  }

  /** Further nodes, which are not named in a cycle; answers the first. */
  int addMoments(int count) {
    int first = nodes;
    nodes += count;
    return first;
  }

  /** None if a node is missing (-1) or both are the same. */
  void edge(int source, int target, int kind, int ref) {
    if (source < 0 || target < 0 || source == target) {
      return;
    }
    if (edges == from.length) {
      from = Arrays.copyOf(from, 2 * edges);
      to = Arrays.copyOf(to, 2 * edges);
      label = Arrays.copyOf(label, 2 * edges);
    }
    from[edges] = source;
    to[edges] = target;
    label[edges++] = ref << 2 | kind;
  }

  /** The edges that leave each node. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Leaving(int[] start, int[] edge) {}

  private Leaving leaving() {
    int[] start = new int[nodes + 1];
    for (int e = 0; e < edges; e++) {
      start[from[e] + 1]++;
    }
    for (int i = 0; i < nodes; i++) {
      start[i + 1] += start[i];
    }
    int[] next = Arrays.copyOf(start, nodes);
    int[] sorted = new int[edges];
    for (int e = 0; e < edges; e++) {
      sorted[next[from[e]]++] = e;
    }
    return new Leaving(start, sorted);
  }

  /**
   * Takes away nodes that nothing leads to as long as there are any. If some remain, there is a
   * cycle among them: the shortest one through some of them is answered.
   *
   * @return nodes and edges in turn; empty if there is none
   */
  List<String> cycle(IntFunction<String> names) {
    Leaving leaving = leaving();
    int[] incoming = new int[nodes];
    for (int e = 0; e < edges; e++) {
      incoming[to[e]]++;
    }
    Deque<Integer> free = new ArrayDeque<>();
    for (int i = 0; i < nodes; i++) {
      if (incoming[i] == 0) {
        free.add(i);
      }
    }
    int removed = 0;
    while (!free.isEmpty()) {
      int node = free.remove();
      removed++;
      for (int k = leaving.start()[node]; k < leaving.start()[node + 1]; k++) {
        int target = to[leaving.edge()[k]];
        if (--incoming[target] == 0) {
          free.add(target);
        }
      }
    }
    return removed == nodes ? List.of() : shortest(leaving, incoming, names);
  }

  private List<String> shortest(Leaving leaving, int[] incoming, IntFunction<String> names) {
    List<Integer> best = List.of();
    int tried = 0;
    for (int start = 0; start < transactions && tried < 50; start++) {
      if (incoming[start] > 0) {
        List<Integer> found = through(start, leaving, incoming);
        if (!found.isEmpty()) {
          tried++;
          if (best.isEmpty() || found.size() < best.size()) {
            best = found;
          }
        }
      }
    }
    List<String> parts = new ArrayList<>();
    for (int edge : best) {
      boolean named = from[edge] < transactions;
      if (named) {
        parts.add(names.apply(from[edge]));
        int kind = label[edge] & 3;
        parts.add("-" + NAMES[kind] + (kind == TIME ? "" : " ref " + (label[edge] >> 2)) + "->");
      }
    }
    if (!best.isEmpty()) {
      parts.add(parts.getFirst());
    }
    return best.isEmpty() ? List.of("of more than transactions") : parts;
  }

  /** The edges of the shortest cycle through a node; empty if it is in none. */
  private List<Integer> through(int start, Leaving leaving, int[] incoming) {
    int[] by = new int[nodes];
    Arrays.fill(by, -1);
    Deque<Integer> reached = new ArrayDeque<>();
    reached.add(start);
    while (!reached.isEmpty()) {
      int node = reached.remove();
      for (int k = leaving.start()[node]; k < leaving.start()[node + 1]; k++) {
        int edge = leaving.edge()[k];
        int target = to[edge];
        if (target == start) {
          return back(edge, start, by);
        }
        if (by[target] < 0 && incoming[target] > 0) {
          by[target] = edge;
          reached.add(target);
        }
      }
    }
    return List.of();
  }

  private List<Integer> back(int last, int start, int[] by) {
    List<Integer> path = new ArrayList<>();
    int edge = last;
    path.add(edge);
    while (from[edge] != start) {
      edge = by[from[edge]];
      path.add(edge);
    }
    Collections.reverse(path);
    return path;
  }
}
