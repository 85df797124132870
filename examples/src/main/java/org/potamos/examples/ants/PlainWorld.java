package org.potamos.examples.ants;

import java.util.List;
import java.util.function.IntSupplier;

/**
 * The same world on a plain array, for comparison: a step is not one thing any more, so ants are
 * trodden on, and the painter sees some of them twice or not at all.
 */
class PlainWorld extends World {
  private final Cell[] cells;

  PlainWorld(int size, List<Cell> initial) {
    super(size, List.of());
    this.cells = initial.toArray(Cell[]::new);
  }

  @Override
  Cell look(int place) {
    return cells[place];
  }

  @Override
  void put(int place, Cell cell) {
    cells[place] = cell;
  }

  @Override
  int together(IntSupplier step) {
    return step.getAsInt();
  }

  @Override
  List<Cell> lookAround() {
    return List.of(cells); // the array may change while it is copied
  }
}
