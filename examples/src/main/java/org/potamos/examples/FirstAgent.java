package org.potamos.examples;

import java.util.List;
import org.potamos.agents.Agent;
import org.potamos.core.InvalidStateException;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The README's agent. */
public final class FirstAgent {
  private FirstAgent() {}

  /**
   * Sells one book to two customers, and writes to both.
   *
   * @param args none
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    // README
    Ref<Integer> stock = Ref.builder(1).validator(books -> books >= 0, "must be >= 0").build();
    Agent<PersistentVector<String>> letters = Agent.of(PersistentVector.of());

    for (String customer : List.of("Anne", "Ben")) {
      try {
        Stm.dosync(() -> {
          letters.send(PersistentVector::plus, "thank you, " + customer); // only if it commits
          stock.alter(books -> books - 1);
        });
      } catch (InvalidStateException soldOut) {
        letters.send(PersistentVector::plus, "sorry, " + customer);
      }
    }
    letters.await();
    System.out.println(letters.deref());
    // README
  }
}
