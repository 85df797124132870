package org.potamos.examples.river;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.potamos.examples.river.Spot.Step;

/**
 * Orders the places of each column so that few arrows cross, and gives them heights at which arrows
 * are nearly straight: each place wants the mean of its neighbours (barycentre), columns are swept
 * back and forth, and the order with the fewest crossings is kept.
 */
final class Arrangement {
  private static final int SWEEPS = 24;

  private final List<List<Spot>> columns;

  /**
   * Begins with an order.
   *
   * @param columns the places from left to right, each column from above; reordered by this
   */
  Arrangement(List<List<Spot>> columns) {
    this.columns = columns;
  }

  void arrange() {
    if (columns.getFirst().isEmpty()) {
      return;
    }
    begin();
    List<List<Spot>> best = copy();
    long fewest = crossings();
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      if (sweep % 2 == 0) {
        columns.forEach(column -> sort(column, Spot::wishOfLeft));
      } else {
        columns.reversed().forEach(column -> sort(column, Spot::wishOfRight));
      }
      long crossings = crossings();
      if (crossings < fewest) {
        fewest = crossings;
        best = copy();
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      columns.set(i, best.get(i));
    }
    straighten();
  }

  /** The order in which a walk in depth meets the places: trees do not cross themselves. */
  private void begin() {
    Map<Spot, Integer> met = new HashMap<>();
    Set<Spot> seen = new HashSet<>();
    for (Spot start : columns.getFirst()) {
      List<Spot> stack = new ArrayList<>(List.of(start));
      while (!stack.isEmpty()) {
        Spot spot = stack.removeLast();
        if (seen.add(spot)) {
          met.put(spot, met.size());
          spot.out.reversed().forEach(step -> stack.add(step.to()));
        }
      }
    }
    for (List<Spot> column : columns) {
      column.sort(Comparator.comparingInt(spot -> met.getOrDefault(spot, Integer.MAX_VALUE)));
      place(column, spot -> 0);
    }
  }

  private void straighten() {
    for (int round = 0; round < SWEEPS; round++) {
      columns.forEach(column -> place(column, Spot::wishOfLeft));
      columns.reversed().forEach(column -> place(column, Spot::wishOfRight));
    }
    columns.forEach(column -> place(column, Spot::wishOfLeft));
  }

  /** Orders a column by its wishes; the first one, the versions, keeps the order that was given. */
  private static void sort(List<Spot> column, ToDoubleFunction<Spot> wish) {
    if (column.getFirst().column > 0) {
      column.sort(Comparator.comparingDouble(wish));
    }
    place(column, wish);
  }

  /**
   * Gives each place of a column its wish, as nearly as their distances allow: the sum of squares
   * is least. Places that would come too close form a block, which gets the mean of their wishes.
   */
  private static void place(List<Spot> column, ToDoubleFunction<Spot> wish) {
    List<Block> blocks = new ArrayList<>();
    double[] offsets = new double[column.size()];
    for (int i = 0; i < column.size(); i++) {
      Spot spot = column.get(i);
      offsets[i] = i == 0 ? 0 : offsets[i - 1] + column.get(i - 1).distanceTo(spot);
      Block block = new Block(wish.applyAsDouble(spot) - offsets[i], 1);
      while (!blocks.isEmpty() && blocks.getLast().mean() >= block.mean()) {
        block = block.plus(blocks.removeLast());
      }
      blocks.add(block);
    }
    int i = 0;
    for (Block block : blocks) {
      for (int end = i + block.size(); i < end; i++) {
        column.get(i).y = block.mean() + offsets[i];
      }
    }
  }

  private record Block(double sum, int size) {
    double mean() {
      return sum / size;
    }

    Block plus(Block other) {
      return new Block(sum + other.sum, size + other.size);
    }
  }

  private long crossings() {
    long crossings = 0;
    for (List<Spot> column : columns) {
      List<Step> steps = column.stream().flatMap(spot -> spot.out.stream()).toList();
      for (int i = 0; i < steps.size(); i++) {
        for (int j = 0; j < i; j++) {
          Step a = steps.get(i);
          Step b = steps.get(j);
          if ((a.begin() - b.begin()) * (a.to().y - b.to().y) < 0) {
            crossings++;
          }
        }
      }
    }
    return crossings;
  }

  private List<List<Spot>> copy() {
    List<List<Spot>> copy = new ArrayList<>();
    columns.forEach(column -> copy.add(new ArrayList<>(column)));
    return copy;
  }
}
