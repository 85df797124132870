package org.potamos.examples;

import org.potamos.core.InvalidStateException;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The README's transaction. */
public final class FirstTransfer {
  private FirstTransfer() {}

  /**
   * Moves money, then tries to move too much.
   *
   * @param args none
   */
  public static void main(String[] args) {
    // README
    Ref<Integer> savings =
        Ref.builder(100).name("savings").validator(amount -> amount >= 0, "must be >= 0").build();
    Ref<Integer> current = Ref.of(0);

    Stm.dosync(() -> {
      savings.alter(amount -> amount - 30);
      current.alter(amount -> amount + 30);
      Stm.afterCommit(() -> System.out.println("moved 30"));
    });
    try {
      Stm.dosync(() -> {
        current.alter(amount -> amount + 500);
        savings.alter(amount -> amount - 500);
      });
    } catch (InvalidStateException rejected) {
      System.out.println(rejected.getMessage());
    }
    System.out.println(Stm.dosync(() -> savings.deref() + " and " + current.deref()));
    // README
  }
}
