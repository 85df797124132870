package org.potamos.validators.jakarta;

import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.GuidePage;
import org.potamos.core.InvalidStateException;
import org.potamos.core.collection.PersistentVector;
import org.potamos.validators.jakarta.JakartaSnippets.Line;
import org.potamos.validators.jakarta.JakartaSnippets.Order;

/** The code about Jakarta Validation in the guide; {@link GuidePagesTest} runs it. */
class JakartaGuideSnippets extends GuidePage {
  private final Validator jakarta = Providers.HIBERNATE;

  JakartaGuideSnippets() {
    super("05-validators.md");
  }

  @Test
  void annotated() {
    // @start region="annotated"
    Atom<Order> order =
        Atom.builder(new Order("Anne", PersistentVector.of()))
            .name("order")
            .validator(JakartaValidators.forType(jakarta, Order.class))
            .build();
    try {
      order.swap(now -> now.plus(new Line("", 0)));
    } catch (InvalidStateException rejected) {
      rejected.violations().forEach(this::println);
    }
    // @end
  }
}
