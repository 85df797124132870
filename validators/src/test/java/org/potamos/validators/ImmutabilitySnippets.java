package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;

/** What the Javadoc shows; {@link SnippetsTest} runs it. */
@SuppressWarnings("UnnecessaryStringBuilder") // it is there to be mutable
class ImmutabilitySnippets {

  record Order(int id, List<String> lines) {}

  @Test
  void validator() {
    // @start region="validator"
    Atom<Order> order =
        Atom.builder(new Order(1, List.of("tea")))
            .validator(Immutability.strict().validator())
            .build();

    List<String> lines = new ArrayList<>();
    Order next = new Order(1, lines); // whoever has the list could change the state
    // order.reset(next) is rejected:
    //   lines: java.util.ArrayList is mutable; keep List.copyOf(...) or a PersistentVector
    // @end
    assertThatThrownBy(() -> order.reset(next))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining(
            "lines: java.util.ArrayList is mutable; keep List.copyOf(...) or a PersistentVector");
  }

  @Test
  void assertion() {
    // @start region="assertion"
    Immutability.strict().assertImmutable(new Order(1, List.of("tea", "milk")));
    // @end
    assertThatThrownBy(
            () -> Immutability.strict().assertImmutable(new Order(1, Arrays.asList("tea"))))
        .isInstanceOf(AssertionError.class);
  }

  // @start region="containing"
  /** Fills itself once, and never changes afterwards. */
  static final class Batch {
    private final Object[] items;

    Batch(Object... items) {
      this.items = items.clone();
    }

    List<Object> items() {
      return Arrays.asList(items);
    }
  }

  static final Immutability CHECKER = Immutability.strict().containing(Batch.class, Batch::items);

  // @end

  @Test
  void containing() {
    assertThat(Immutability.strict().isImmutable(new Batch("a"))).isFalse();
    assertThat(CHECKER.isImmutable(new Batch("a"))).isTrue();
    assertThat(CHECKER.isImmutable(new Batch(new StringBuilder()))).isFalse();
  }
}
