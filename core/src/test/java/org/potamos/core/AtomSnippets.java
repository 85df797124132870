package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the Javadoc of {@link Atom} shows; {@link SnippetsTest} runs it. */
class AtomSnippets {

  @Test
  void first() {
    // @start region="first"
    Atom<Integer> hits = Atom.of(0);
    hits.swap(n -> n + 1); // from any thread
    hits.swap(Integer::sum, 10);
    int total = hits.deref(); // 11
    // @end
    assertThat(total).isEqualTo(11);
  }

  @Test
  void builder() {
    List<String> log = new ArrayList<>();
    // @start region="builder"
    Atom<Integer> balance =
        Atom.builder(100)
            .name("balance")
            .validator(amount -> amount >= 0, "must be >= 0")
            .watch(change -> log.add(change.toString()))
            .build();

    balance.swap(amount -> amount - 30); // log: "balance v1: 100 -> 70"
    // @end
    assertThat(log).containsExactly("balance v1: 100 -> 70");
    assertThatThrownBy(() -> balance.reset(-1)).isInstanceOf(InvalidStateException.class);
  }
}
