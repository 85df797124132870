package org.potamos.stress;

/** Widens the moment in which a broken twin can be caught. The tests of the library need none. */
final class Windows {
  private static final int SPINS = 20;

  private Windows() {}

  static void widen() {
    for (int i = 0; i < SPINS; i++) {
      Thread.onSpinWait();
    }
  }
}
