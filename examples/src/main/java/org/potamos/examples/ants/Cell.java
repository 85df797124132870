package org.potamos.examples.ants;

import org.jspecify.annotations.Nullable;

/**
 * What is in one place of the world: an immutable value, held by a ref.
 *
 * @param food how much food lies there
 * @param pheromone how strong the trail is
 * @param isHome whether it belongs to the nest
 * @param ant who stands there, if anybody
 */
record Cell(int food, double pheromone, boolean isHome, @Nullable Ant ant) {

  Cell plusFood(int more) {
    return new Cell(food + more, pheromone, isHome, ant);
  }

  Cell with(@Nullable Ant newAnt) {
    return new Cell(food, pheromone, isHome, newAnt);
  }

  Cell marked() {
    return isHome ? this : new Cell(food, pheromone + 1, isHome, ant);
  }

  Cell evaporated() {
    return new Cell(food, pheromone * 0.99, isHome, ant);
  }

  /** All the food here, also what an ant carries. */
  int allFood() {
    return food + (ant != null && ant.hasFood() ? 1 : 0);
  }

  /**
   * An ant, as it stands in its cell.
   *
   * @param number which one it is
   * @param heading where it looks: 0 is up, then clockwise in steps of 45 degrees
   * @param hasFood whether it carries food
   * @param luck the state of its random numbers: part of the value, so that a body that runs again
   *     draws the same
   */
  record Ant(int number, int heading, boolean hasFood, long luck) {

    Ant turned(int by) {
      return new Ant(number, heading + by & 7, hasFood, luck);
    }

    Ant carrying(boolean food) {
      return new Ant(number, heading, food, luck);
    }

    /** The same ant before its next draw. */
    Ant withNextLuck() {
      return new Ant(number, heading, hasFood, luck + 0x9E3779B97F4A7C15L);
    }

    /** A number from 0 to below {@code bound}, by the mixing step of SplitMix64 (Steele et al.). */
    int draw(int bound) {
      long z = luck;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return (int) (((z ^ (z >>> 31)) >>> 33) % bound);
    }
  }
}
