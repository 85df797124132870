package org.potamos.validators;

import java.io.PrintStream;
import org.potamos.refs.CommitRejectedException;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The snippets of {@link Invariant}; SnippetsTest runs them. */
final class InvariantSnippets {
  private InvariantSnippets() {}

  static void sum(PrintStream out) {
    // @start region="sum"
    Ref<Integer> checking = Ref.builder(60).name("checking").build();
    Ref<Integer> savings = Ref.builder(40).name("savings").build();

    Invariant total =
        Invariant.over(checking, savings)
            .named("total")
            .enforce((a, b) -> a + b == 100, "sum up to 100");

    Stm.dosync(() -> {
      checking.alter(a -> a - 10); // 90 in all, which is nobody's business but ours
      savings.alter(b -> b + 10);
    });
    try {
      checking.swap(a -> a - 10);
    } catch (CommitRejectedException rejected) {
      out.println(
          rejected.getMessage()); // must sum up to 100, but would be checking=40, savings=50
    }
    total.close(); // from here on, anything goes
    // @end
  }
}
