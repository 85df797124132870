package org.potamos.examples.ants;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the painter saw in one picture.
 *
 * @param seconds when the slowest ant had taken so many steps
 * @param ants how many ants there were
 * @param isWhole whether these were all ants, each once
 * @param food all the food
 * @param atHome how much of it was at home
 * @param carried how much of it was carried
 */
record Sample(double seconds, int ants, boolean isWhole, long food, long atHome, long carried) {

  static Sample of(long step, World.Frame frame, int ants) {
    List<Integer> seen = frame.ants();
    return new Sample(
        seconds(step),
        seen.size(),
        seen.equals(IntStream.range(0, ants).boxed().toList()),
        frame.food(),
        frame.foodAtHome(),
        frame.carried());
  }

  /** How long so many steps take the ants, at the speed of Hickey's program. */
  static double seconds(long steps) {
    return steps * Colony.REST.toMillis() / 1000.0;
  }
}
