package org.potamos.stress;

/**
 * Widens the moment in which a bug can be caught: in the broken twins, and in bodies of
 * transactions.
 */
public final class Windows {
  private static final int SPINS = 20;

  private Windows() {}

  /** Takes some hundred nanoseconds. */
  public static void widen() {
    for (int i = 0; i < SPINS; i++) {
      Thread.onSpinWait();
    }
  }
}
