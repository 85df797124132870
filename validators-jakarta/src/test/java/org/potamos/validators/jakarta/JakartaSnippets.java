package org.potamos.validators.jakarta;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentVector;

/** What the Javadoc and the guide show; {@link SnippetsTest} runs it. */
final class JakartaSnippets {
  private JakartaSnippets() {}

  // @start region="record"
  record Line(@NotBlank String article, @Positive int pieces) {}

  record Order(@NotBlank String customer, @Size(max = 3) PersistentVector<@Valid Line> lines) {
    Order plus(Line line) {
      return new Order(customer, lines.plus(line));
    }
  }

  // @end

  static List<Violation> type(jakarta.validation.Validator jakarta) {
    List<Violation> log = new ArrayList<>();
    // @start region="type"
    Atom<Order> order =
        Atom.builder(new Order("Anne", PersistentVector.of()))
            .name("order")
            .validator(JakartaValidators.forType(jakarta, Order.class))
            .build();
    try {
      order.swap(now -> now.plus(new Line("", 0)));
    } catch (InvalidStateException rejected) {
      // lines[0].article: must not be blank
      // lines[0].pieces: must be greater than 0
      log.addAll(rejected.violations());
    }
    // @end
    return log;
  }

  static Atom<Object> any(jakarta.validation.Validator jakarta) {
    // @start region="any"
    Validator<Object> annotated = JakartaValidators.of(jakarta); // fits every reference
    Atom<Object> last = Atom.of("nothing yet"); // a String has no constraints: accepted
    last.setValidator(annotated);
    // @end
    return last;
  }
}
