package org.potamos.refs.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * A directed graph with labelled edges, made for some millions of them, that answers which of its
 * nodes lie on cycles.
 */
final class ConflictGraph {

  /** Takes the edges, one by one. */
  @FunctionalInterface
  interface Edges {
    void add(int from, int to, int label);
  }

  /**
   * A step of a cycle.
   *
   * @param from where it starts
   * @param label of the edge
   * @param to where it leads
   */
  record Step(int from, int label, int to) {}

  private final int nodes;

  /** The edges of node n are those from start[n] up to start[n + 1]. */
  private final int[] start;

  private final int[] target;
  private final int[] labels;

  /**
   * A graph.
   *
   * @param nodes they are numbered from 0
   * @param source called twice, to count and to fill in; must name the same edges both times
   */
  ConflictGraph(int nodes, Consumer<Edges> source) {
    this.nodes = nodes;
    int[] count = new int[nodes + 1];
    source.accept((from, to, label) -> count[from + 1]++);
    for (int node = 0; node < nodes; node++) {
      count[node + 1] += count[node];
    }
    this.start = count;
    this.target = new int[count[nodes]];
    this.labels = new int[count[nodes]];
    int[] next = Arrays.copyOf(count, nodes);
    source.accept((from, to, label) -> {
      int edge = next[from]++;
      target[edge] = to;
      labels[edge] = label;
    });
  }

  int nodes() {
    return nodes;
  }

  /**
   * The groups of nodes of which each can be reached from each other, if they have at least two
   * members: exactly the nodes on cycles. No edge leads from a node to itself.
   */
  List<int[]> knots() {
    /*
     * Tarjan's algorithm without recursion. index[n] is 0 until n is met, then counts up; low[n] is
     * the smallest index known to be reachable within the stack; done marks nodes of groups that
     * are complete.
     */
    int done = Integer.MAX_VALUE;
    int[] index = new int[nodes];
    int[] low = new int[nodes];
    int[] cursor = Arrays.copyOf(start, nodes);
    int[] path = new int[nodes];
    int[] stack = new int[nodes];
    int stacked = 0;
    int met = 0;
    List<int[]> knots = new ArrayList<>();
    for (int root = 0; root < nodes; root++) {
      if (index[root] != 0) {
        continue;
      }
      int depth = 0;
      path[0] = root;
      index[root] = low[root] = ++met;
      stack[stacked++] = root;
      while (depth >= 0) {
        int node = path[depth];
        if (cursor[node] < start[node + 1]) {
          int next = target[cursor[node]++];
          if (index[next] == 0) {
            path[++depth] = next;
            index[next] = low[next] = ++met;
            stack[stacked++] = next;
          } else if (index[next] != done) {
            low[node] = Math.min(low[node], index[next]);
          }
          continue;
        }
        depth--;
        if (depth >= 0) {
          low[path[depth]] = Math.min(low[path[depth]], low[node]);
        }
        if (low[node] == index[node]) {
          int top = stacked;
          do {
            stacked--;
            index[stack[stacked]] = done;
          } while (stack[stacked] != node);
          if (top - stacked > 1) {
            knots.add(Arrays.copyOfRange(stack, stacked, top));
          }
        }
      }
    }
    return knots;
  }

  /**
   * A short cycle within a knot: the shortest of those through its first few nodes.
   *
   * @param allowed the labels of the edges that may be used
   * @return empty if there is no such cycle through these nodes
   */
  List<Step> shortCycle(int[] knot, IntPredicate allowed) {
    boolean[] inside = new boolean[nodes];
    for (int node : knot) {
      inside[node] = true;
    }
    int[] reachedBy = new int[nodes];
    int[] cameFrom = new int[nodes];
    List<Step> best = List.of();
    for (int tried = 0; tried < Math.min(knot.length, 32); tried++) {
      List<Step> cycle = cycleThrough(knot[tried], knot, inside, allowed, reachedBy, cameFrom);
      if (!cycle.isEmpty() && (best.isEmpty() || cycle.size() < best.size())) {
        best = cycle;
      }
    }
    return best;
  }

  private List<Step> cycleThrough(
      int origin,
      int[] knot,
      boolean[] inside,
      IntPredicate allowed,
      int[] reachedBy,
      int[] cameFrom) {
    for (int node : knot) {
      reachedBy[node] = -1;
    }
    int[] queue = new int[knot.length + 1];
    int head = 0;
    int tail = 0;
    queue[tail++] = origin;
    while (head < tail) {
      int node = queue[head++];
      for (int edge = start[node]; edge < start[node + 1]; edge++) {
        int next = target[edge];
        if (!inside[next] || reachedBy[next] >= 0 || !allowed.test(labels[edge])) {
          continue;
        }
        reachedBy[next] = edge;
        cameFrom[next] = node;
        if (next == origin) {
          List<Step> cycle = new ArrayList<>();
          int at = origin;
          do {
            cycle.add(new Step(cameFrom[at], labels[reachedBy[at]], at));
            at = cameFrom[at];
          } while (at != origin);
          return cycle.reversed();
        }
        queue[tail++] = next;
      }
    }
    return List.of();
  }
}
