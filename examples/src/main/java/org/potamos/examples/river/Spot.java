package org.potamos.examples.river;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place in a column of a drawing: of a box, or where an arrow passes between boxes. */
final class Spot {
  private static final double LANE = 4;

  final int column;
  final @Nullable Box box;
  final List<Step> in = new ArrayList<>();
  final List<Step> out = new ArrayList<>();

  /** The height of its middle. */
  double y;

  Spot(int column, @Nullable Box box) {
    this.column = column;
    this.box = box;
  }

  /**
   * The part of an arrow between two columns.
   *
   * @param from where it begins
   * @param offset how far below the middle of that place
   * @param to where it ends: at its middle
   */
  record Step(Spot from, double offset, Spot to) {
    double begin() {
      return from.y + offset;
    }
  }

  double height() {
    return box == null ? LANE : box.height;
  }

  /** How far apart the middles of two neighbours must be. */
  double distanceTo(Spot below) {
    return (height() + below.height()) / 2 + (box == null || below.box == null ? 6 : 12);
  }

  /** The mean height at which arrows from the left would come straight. */
  double wishOfLeft() {
    return in.stream().mapToDouble(Step::begin).average().orElse(y);
  }

  /** The mean height from which arrows to the right would go straight. */
  double wishOfRight() {
    return out.stream().mapToDouble(step -> step.to().y - step.offset()).average().orElse(y);
  }
}
