package org.potamos.examples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each word was met: an immutable map that shares most of itself with its successors.
 *
 * <p>It is a tree. A leaf is a small map; when it grows too large it becomes a branch, which
 * spreads the words over its children by some bits of their hash. Adding a file copies what lies
 * between the root and the file's own words, however many other words there are.
 */
final class Counts {
  /** No words at all. */
  static final Counts NONE = new Counts(new Leaf(Map.of()), 0);

  private static final int BITS = 6;
  private static final int LEAF_SIZE = 16;

  private final Node root;
  private final long total;

  private Counts(Node root, long total) {
    this.root = root;
    this.total = total;
  }

  /** These counts and others together. */
  Counts plus(Map<String, Long> others) {
    long sum = others.values().stream().mapToLong(Long::longValue).sum();
    return others.isEmpty() ? this : new Counts(root.plus(others, 0), total + sum);
  }

  /** The sum of all counts, known without adding them up. */
  long total() {
    return total;
  }

  /** All words with their counts, as a map of its own. */
  Map<String, Long> toMap() {
    Map<String, Long> all = new HashMap<>();
    root.addTo(all);
    return all;
  }

  /** A part of the tree; {@code depth} says how many bits of the hash have led to it. */
  private sealed interface Node {
    Node plus(Map<String, Long> others, int depth);

    void addTo(Map<String, Long> all);
  }

  private record Leaf(Map<String, Long> counts) implements Node {
    @Override
    public Node plus(Map<String, Long> others, int depth) {
      Map<String, Long> sum = new HashMap<>(counts);
      others.forEach((word, count) -> sum.merge(word, count, Long::sum));
      return sum.size() <= LEAF_SIZE || depth >= Integer.SIZE
          ? new Leaf(Map.copyOf(sum))
          : Branch.EMPTY.plus(sum, depth);
    }

    @Override
    public void addTo(Map<String, Long> all) {
      all.putAll(counts);
    }
  }

  /** Holds an unmodifiable list of 2^BITS children. */
  private record Branch(List<Node> children) implements Node {
    static final Branch EMPTY = new Branch(Collections.nCopies(1 << BITS, new Leaf(Map.of())));

    @Override
    public Node plus(Map<String, Long> others, int depth) {
      Map<Integer, Map<String, Long>> parts = new HashMap<>();
      others.forEach((word, count) ->
          parts.computeIfAbsent(indexOf(word, depth), _ -> new HashMap<>()).put(word, count));
      List<Node> next = new ArrayList<>(children);
      parts.forEach((index, part) -> next.set(index, next.get(index).plus(part, depth + BITS)));
      return new Branch(Collections.unmodifiableList(next));
    }

    @Override
    public void addTo(Map<String, Long> all) {
      children.forEach(child -> child.addTo(all));
    }

    /** The next bits of a hash whose upper bits are well mixed: they are used first. */
    private static int indexOf(String word, int depth) {
      return ((word.hashCode() * 0x9E3779B9) << depth) >>> (Integer.SIZE - BITS);
    }
  }
}
