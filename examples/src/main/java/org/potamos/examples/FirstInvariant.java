package org.potamos.examples;

import org.potamos.core.InvalidStateException;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.validators.Invariant;

/** The README's invariant: two refs whose sum must stay constant. */
public final class FirstInvariant {
  private FirstInvariant() {}

  /**
   * Moves money, then loses some.
   *
   * @param args none
   */
  public static void main(String[] args) {
    // README
    Ref<Integer> checking = Ref.builder(60).name("checking").build();
    Ref<Integer> deposit = Ref.builder(40).name("deposit").build();
    Invariant total =
        Invariant.over(checking, deposit)
            .named("total")
            .enforce((a, b) -> a + b == 100, "sum up to 100");

    Stm.dosync(() -> {
      checking.alter(a -> a - 10); // inside a transaction, 90 in all is nobody's business
      deposit.alter(b -> b + 10);
    });
    try {
      checking.swap(a -> a - 10);
    } catch (InvalidStateException rejected) {
      System.out.println(rejected.getMessage());
    }
    total.close(); // from here on anything goes
    // README
  }
}
