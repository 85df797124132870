package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.Transitions.addOnly;
import static org.potamos.validators.Transitions.appendOnly;
import static org.potamos.validators.Transitions.neverDecreases;
import static org.potamos.validators.Transitions.stateMachine;
import static org.potamos.validators.Transitions.step;
import static org.potamos.validators.Transitions.unchanged;
import static org.potamos.validators.Validators.any;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.atLeast;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.eachKey;
import static org.potamos.validators.Validators.eachValue;
import static org.potamos.validators.Validators.entry;
import static org.potamos.validators.Validators.equalTo;
import static org.potamos.validators.Validators.ifPresent;
import static org.potamos.validators.Validators.inThePast;
import static org.potamos.validators.Validators.length;
import static org.potamos.validators.Validators.matches;
import static org.potamos.validators.Validators.not;
import static org.potamos.validators.Validators.notBlank;
import static org.potamos.validators.Validators.notNegative;
import static org.potamos.validators.Validators.nullable;
import static org.potamos.validators.Validators.oneOf;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.range;
import static org.potamos.validators.Validators.size;
import static org.potamos.validators.Validators.that;
import static org.potamos.validators.Validators.uniqueBy;
import static org.potamos.validators.Validators.when;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.CommitRejectedException;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The recipes of the guide; SnippetsTest runs them. */
class RecipeSnippets {

  private static String rejectionOf(Runnable change) {
    try {
      change.run();
    } catch (InvalidStateException rejected) {
      return rejected.violationList().replaceFirst("[^\n]*\n", "");
    }
    throw new AssertionError("accepted");
  }

  // @start region="recipe1"
  record Account(String owner, String iban, BigDecimal balance) {}

  static final Rule<Account> ACCOUNT =
      at("owner", Account::owner, notBlank(), length(1, 80))
          .and(at("iban", Account::iban, matches("[A-Z]{2}\\d{2}[A-Z0-9]{11,30}")))
          .and(at("balance", Account::balance, notNegative()));

  // @end

  @Test
  void account_allViolations() {
    Atom<Account> account =
        Atom.builder(new Account("Ada", "DE89370400440532013000", BigDecimal.ONE))
            .validator(ACCOUNT)
            .build();
    assertThat(rejectionOf(() -> account.reset(new Account(" ", "DE", new BigDecimal("-0.01")))))
        .isEqualTo(
            """
            - owner: must not be blank, but is " "
            - iban: must match [A-Z]{2}\\d{2}[A-Z0-9]{11,30}, but is "DE"
            - balance: must be >= 0, but is -0.01\
            """);
  }

  // @start region="recipe2"
  record Line(String article, int pieces) {}

  record Basket(PersistentVector<Line> lines, PersistentMap<String, Long> prices) {}

  static final Rule<Line> LINE =
      at("article", Line::article, notBlank()).and(at("pieces", Line::pieces, range(1, 99)));

  static final Rule<Basket> BASKET =
      at("lines", Basket::lines, size(0, 50), uniqueBy(Line::article), each(LINE))
          .and(
              at(
                  "prices",
                  Basket::prices,
                  eachKey(matches("[A-Z]{3}")),
                  eachValue(positive()),
                  entry("EUR", atLeast(1L))));

  // @end

  @Test
  void basket_paths() {
    Basket empty =
        new Basket(PersistentVector.of(), PersistentMap.<String, Long>of().with("EUR", 5L));
    Atom<Basket> basket = Atom.builder(empty).validator(BASKET).build();
    assertThat(
            rejectionOf(() ->
                basket.reset(
                    new Basket(
                        PersistentVector.of(new Line("pen", 1), new Line("ink", 0)),
                        PersistentMap.<String, Long>of().with("dollar", -2L)))))
        .isEqualTo(
            """
            - lines[1].pieces: must be from 1 to 99, but is 0
            - prices.keys[dollar]: must match [A-Z]{3}, but is "dollar"
            - prices[dollar]: must be > 0, but is -2
            - prices: must have an entry for "EUR\"\
            """);
  }

  // @start region="recipe3"
  record Person(String name, @Nullable String nickname, Optional<String> mail, boolean isAdult) {}

  static final Rule<Person> PERSON =
      at("nickname", Person::nickname, nullable(length(2, 20)))
          .and(at("mail", Person::mail, ifPresent(matches("[^@\\s]+@[^@\\s]+"))))
          .and(when(Person::isAdult, at("name", Person::name, notBlank())));

  // @end

  @Test
  void person_absentParts() {
    assertThat(PERSON.accepts(new Person("", null, Optional.empty(), false))).isTrue();
    assertThat(PERSON.checkInitial(new Person("", "x", Optional.of("y"), true)))
        .extracting(Violation::path)
        .containsExactly("nickname", "mail", "name");
  }

  // @start region="recipe4"
  record Payment(String kind, @Nullable String iban, @Nullable String card) {}

  static final Rule<Payment> PAYMENT =
      any(
          at("kind", Payment::kind, equalTo("cash")),
          at("iban", Payment::iban, notBlank()),
          at("card", Payment::card, matches("\\d{16}")));

  // @end

  @Test
  void payment_alternatives() {
    assertThat(PAYMENT.accepts(new Payment("cash", null, null))).isTrue();
    assertThat(PAYMENT.accepts(new Payment("card", null, "1234567812345678"))).isTrue();
    assertThat(PAYMENT.checkInitial(new Payment("card", null, "12")).getFirst().message())
        .startsWith("must satisfy at least one of: (kind: must be \"cash\", but is \"card\") or (");
  }

  enum Status {
    NEW,
    PAID,
    SHIPPED,
    CANCELLED
  }

  // @start region="recipe5"
  record Order(
      int number, Status status, PersistentVector<String> log, PersistentMap<String, Long> stock) {}

  static final Rule<Order> ORDER =
      at("number", Order::number, unchanged())
          .and(
              at(
                  "status",
                  Order::status,
                  stateMachine(
                          Map.of(
                              Status.NEW, List.of(Status.PAID, Status.CANCELLED),
                              Status.PAID, List.of(Status.SHIPPED)))
                      .startingIn(Status.NEW)))
          .and(at("log", Order::log, appendOnly()))
          .and(at("stock", Order::stock, eachValue(neverDecreases())))
          .and(at("stock", o -> o.stock().keySet(), addOnly()));

  static final Rule<Long> STEADY =
      step((before, after) -> Math.abs(after - before) <= 10, "change by at most 10");

  // @end

  @Test
  void order_steps() {
    Order first =
        new Order(
            1,
            Status.NEW,
            PersistentVector.of("a"),
            PersistentMap.<String, Long>of().with("x", 3L));
    Atom<Order> order = Atom.builder(first).validator(ORDER).build();
    assertThat(
            rejectionOf(() ->
                order.reset(
                    new Order(
                        2,
                        Status.SHIPPED,
                        PersistentVector.of("b", "a"),
                        PersistentMap.<String, Long>of().with("x", 2L)))))
        .isEqualTo(
            """
            - number: must never change, but would go from 1 to 2
            - status: must go from NEW to one of [PAID, CANCELLED] or stay, but would go to SHIPPED
            - log: must keep all elements that it has and grow at its end only, but would go from \
            1 element to 2 elements
            - stock[x]: must never decrease, but would go from 3 to 2\
            """);
    assertThat(STEADY.check(100L, 111L)).hasSize(1);
  }

  @Test
  void doctors_writeSkew() {
    // @start region="recipe6"
    Ref<Boolean> ada = Ref.builder(true).name("ada").build();
    Ref<Boolean> ben = Ref.builder(true).name("ben").build();

    Invariant.over(ada, ben).named("on call").enforce((a, b) -> a || b, "have somebody on call");

    // each body sees the other one on call; without the invariant both could go home
    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          if (ben.deref()) {
            ada.set(false);
          }
        });
    // @end
    assertThatThrownBy(() -> ben.reset(false))
        .isInstanceOf(CommitRejectedException.class)
        .hasMessageContaining("must have somebody on call, but would be ada=false, ben=false");
  }

  record Card(String holder, String number) {}

  // @start region="recipe7"
  static final Rule<Card> CARD =
      at("holder", Card::holder, notBlank())
          .and(at("number", Card::number, matches("\\d{16}")).redacted());

  static final Rule<Card> CARD_IN_PART =
      at("number", Card::number, matches("\\d{16}"))
          .shown(number -> "..." + String.valueOf(number).replaceAll(".*(..)", "$1"));

  // @end

  @Test
  void card_secrets() {
    assertThat(CARD.checkInitial(new Card("Ada", "4711")).getFirst().message())
        .isEqualTo("must match \\d{16}, but is (hidden)");
    assertThat(CARD_IN_PART.checkInitial(new Card("Ada", "4711")).getFirst().message())
        .isEqualTo("must match \\d{16}, but is ...11");
  }

  // @start region="recipe8"
  static final Rule<CharSequence> PASSWORD =
      length(12, 200).withMessage("Choose a longer password.").withCode("password.short");

  static final Map<String, String> GERMAN =
      Map.of("notBlank", "darf nicht leer sein", "range", "muss zwischen %s und %s liegen");

  static final Rule<Line> LINE_IN_GERMAN =
      LINE.mapMessages(
          v -> String.format(GERMAN.getOrDefault(v.code(), v.message()), v.arguments().toArray()));

  // @end

  @Test
  void line_german() {
    assertThat(LINE_IN_GERMAN.checkInitial(new Line("", 100)))
        .extracting(Violation::toString)
        .containsExactly("article: darf nicht leer sein", "pieces: muss zwischen 1 und 99 liegen");
    assertThat(PASSWORD.checkInitial("abc"))
        .containsExactly(
            new Violation("", "password.short", "Choose a longer password.", List.of(12, 200)));
  }

  record Booking(Instant from, Instant to, String room) {}

  // @start region="recipe10"
  static Rule<Booking> booking(List<String> rooms, InstantSource clock) {
    return at("room", Booking::room, oneOf(rooms))
        .and(at("from", Booking::from, not(inThePast(clock))))
        .andThen(that((Booking b) -> b.from().isBefore(b.to()), "end after it begins"))
        .named("a booking");
  }

  // @end

  @Test
  void booking_ownRule() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Rule<Booking> rule = booking(List.of("Blue"), InstantSource.fixed(now));
    Instant later = now.plusSeconds(60);
    assertThat(rule.accepts(new Booking(later, later.plusSeconds(1), "Blue"))).isTrue();
    assertThat(rule.checkInitial(new Booking(later, later, "Blue")).getFirst().message())
        .startsWith("a booking: must end after it begins, but is Booking[");
  }
}
