package org.potamos.examples;

import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;

/** The README's first example: an atom with a watch and a validator. */
public final class FirstAtom {
  private FirstAtom() {}

  /**
   * Changes a balance, then tries to take too much.
   *
   * @param args none
   */
  public static void main(String[] args) {
    // README
    Atom<Integer> balance =
        Atom.builder(100)
            .name("balance")
            .validator(amount -> amount >= 0, "must be >= 0")
            .watch(change -> System.out.println(change))
            .build();

    balance.swap(amount -> amount - 30);
    balance.swap(Integer::sum, 5);
    try {
      balance.swap(amount -> amount - 1000);
    } catch (InvalidStateException rejected) {
      System.out.println(rejected.getMessage());
    }
    System.out.println(balance.deref());
    // README
  }
}
