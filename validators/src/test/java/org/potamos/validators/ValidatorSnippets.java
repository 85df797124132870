package org.potamos.validators;

import static org.potamos.validators.Transitions.neverDecreases;
import static org.potamos.validators.Transitions.stateMachine;
import static org.potamos.validators.Transitions.unchanged;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.length;
import static org.potamos.validators.Validators.matches;
import static org.potamos.validators.Validators.notBlank;
import static org.potamos.validators.Validators.notEmpty;
import static org.potamos.validators.Validators.notNegative;
import static org.potamos.validators.Validators.nullable;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.that;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Atom;

/** The snippets of the public documentation; SnippetsTest runs them. */
final class ValidatorSnippets {
  private ValidatorSnippets() {}

  record Account(String owner, long balance) {
    Account withdraw(long amount) {
      return new Account(owner, balance - amount);
    }
  }

  static void account(PrintStream out) {
    // @start region="account"
    Rule<Account> sound =
        at("owner", Account::owner, notBlank()).and(at("balance", Account::balance, notNegative()));

    Atom<Account> account = Atom.builder(new Account("Ada", 100)).validator(sound).build();
    try {
      account.swap(a -> a.withdraw(130));
    } catch (IllegalStateException rejected) {
      out.println(rejected.getMessage()); // ... balance: must be >= 0, but is -30 ...
    }
    // @end
  }

  // @start region="rule"
  record Line(String article, int quantity) {}

  record Basket(List<Line> lines) {}

  static final Rule<Line> LINE =
      at("article", Line::article, matches("[A-Z]{2}-\\d+"))
          .and(at("quantity", Line::quantity, positive()));

  static final Rule<Basket> BASKET = at("lines", Basket::lines, notEmpty(), each(LINE));

  static final Rule<@Nullable String> NICKNAME = nullable(length(3, 20).named("a nickname"));

  static final Rule<Integer> EVEN = that(n -> n % 2 == 0, "be even");

  // @end

  enum Status {
    NEW,
    PAID,
    SHIPPED,
    CANCELLED
  }

  record Order(String id, Status status, int version) {
    Order to(Status next) {
      return new Order(id, next, version + 1);
    }
  }

  // @start region="order"
  static final StateMachine<Status> LIFE =
      stateMachine(
              Map.of(
                  Status.NEW, Set.of(Status.PAID, Status.CANCELLED),
                  Status.PAID, Set.of(Status.SHIPPED)))
          .startingIn(Status.NEW);

  static final Rule<Order> ORDER =
      at("id", Order::id, unchanged())
          .and(at("status", Order::status, LIFE))
          .and(at("version", Order::version, neverDecreases()));

  // @end

  record Card(String number, String holder) {}

  // @start region="redaction"
  static final Rule<Card> CARD =
      at("holder", Card::holder, notBlank())
          .and(
              at("number", Card::number, matches("\\d{16}"))
                  .shown(value -> "ends in " + lastTwo(String.valueOf(value))));

  // @end

  private static String lastTwo(String text) {
    return text.substring(Math.max(0, text.length() - 2));
  }
}
