package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.potamos.validators.ValidatorSnippets.Basket;
import org.potamos.validators.ValidatorSnippets.Card;
import org.potamos.validators.ValidatorSnippets.Line;
import org.potamos.validators.ValidatorSnippets.Order;
import org.potamos.validators.ValidatorSnippets.Status;

/** Runs what the Javadoc and the guide show. */
class SnippetsTest {

  private static String printedBy(Consumer<PrintStream> snippet) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    snippet.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Nested
  class Recipes extends RecipeSnippets {}

  @Nested
  class OfImmutability extends ImmutabilitySnippets {}

  @Test
  void account_printsWhatIsWrong() {
    assertThat(printedBy(ValidatorSnippets::account))
        .contains("violations=1 (balance: must be >= 0, but is -30)");
  }

  @Test
  void sum_printsWhatIsWrong() {
    assertThat(printedBy(InvariantSnippets::sum))
        .startsWith(
            "commit rejected: invariant=total, refs=[checking, savings], changed=[checking]")
        .contains("must sum up to 100, but would be checking=40, savings=50");
  }

  @Test
  void rule_acceptsAndRejects() {
    assertThat(ValidatorSnippets.BASKET.accepts(new Basket(List.of(new Line("AB-1", 1))))).isTrue();
    assertThat(ValidatorSnippets.BASKET.checkInitial(new Basket(List.of())))
        .extracting(Object::toString)
        .containsExactly("lines: must not be empty");
    assertThat(ValidatorSnippets.NICKNAME.accepts(null)).isTrue();
    assertThat(ValidatorSnippets.NICKNAME.checkInitial("x").getFirst().message())
        .isEqualTo("a nickname: must have 3 to 20 characters, but has 1");
    assertThat(ValidatorSnippets.EVEN.accepts(3)).isFalse();
  }

  @Test
  void order_acceptsAndRejects() {
    Order order = new Order("A1", Status.NEW, 1);
    assertThat(ValidatorSnippets.ORDER.accepts(order)).isTrue();
    assertThat(ValidatorSnippets.ORDER.check(order, order.to(Status.PAID))).isEmpty();
    assertThat(ValidatorSnippets.ORDER.check(order, order.to(Status.SHIPPED))).hasSize(1);
  }

  @Test
  void redaction_showsTheLastTwo() {
    assertThat(ValidatorSnippets.CARD.checkInitial(new Card("123456", "Ada")))
        .extracting(Object::toString)
        .containsExactly("number: must match \\d{16}, but is ends in 56");
  }
}
