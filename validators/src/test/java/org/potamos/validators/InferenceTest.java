package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.potamos.validators.Transitions.*;
import static org.potamos.validators.Validators.*;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.Validator;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.Ref;

/**
 * Rules as people write them: without type arguments. What this class pins is that it compiles; the
 * tests see to it that the rules are good for something.
 */
class InferenceTest {
  enum State {
    NEW,
    PAID
  }

  record Line(String article, int quantity, BigDecimal price) {}

  record Basket(
      String id,
      List<Line> lines,
      Map<String, Integer> prices,
      Optional<String> note,
      @Nullable String nick,
      Set<String> tags,
      long version,
      Instant at,
      State state,
      double rate) {}

  // ------------------------------------------------------------------ one value

  static final List<Rule<Integer>> INTEGERS =
      List.of(
          positive(),
          all(positive(), lessThan(5)),
          lessThan(5).and(positive()),
          range(1, 5).or(equalTo(7)),
          range(1, 5).named("a rank").withCode("rank").redacted().failFast(),
          that(n -> n % 2 == 0, "be even"),
          neverDecreases(),
          step((before, after) -> after - before <= 10, "grow by at most 10"),
          when(n -> n > 3, range(1, 5)),
          Rule.of(Validator.of(n -> n > 0, "must be positive")));

  static final List<Rule<String>> STRINGS =
      List.of(
          notBlank(),
          all(notBlank(), length(1, 20)),
          all(notBlank(), that(text -> text.length() > 2, "be longer")),
          any(equalTo("a"), matches("b+")),
          oneOf("a", "b").or(matches("c")),
          not(startsWith("x")),
          when(text -> text.length() > 2, matches("c+")),
          that(text -> text.length() > 2, "be longer"),
          that((String text) -> text.length() > 2, "be longer").and(notBlank()));

  static final List<Rule<@Nullable String>> NULLABLE =
      List.of(nullable(notBlank()), any(isNull(), length(1, 5)), nullable(length(1, 5).named("a")));

  static final Rule<Number> NUMBER = positive();
  static final Rule<Long> LONG = range(0L, 5L).and(positive());
  static final Rule<LocalDate> DATE = range(LocalDate.MIN, LocalDate.MAX);
  static final Rule<LocalDate> LATER = neverDecreases();
  static final Rule<Duration> SPAN = positiveDuration().and(atMost(Duration.ofDays(1)));
  static final Rule<Instant> SINCE = inThePast(InstantSource.system()).and(neverDecreases());
  static final Rule<Object> OBJECT = all(instanceOf(String.class), notNull());

  // ------------------------------------------------------------------ parts

  static final Rule<Line> LINE =
      at("article", Line::article, notBlank(), length(1, 5))
          .and(at("quantity", Line::quantity, positive(), atMost(5)))
          .and(at("price", Line::price, notNegative()));

  static final Rule<Line> LINE_OF_ALL =
      all(at("article", Line::article, notBlank()), at("quantity", Line::quantity, positive()));

  static final List<Rule<Basket>> BASKETS =
      List.of(
          at("lines", Basket::lines, notEmpty(), each(LINE), uniqueBy(Line::article)),
          at("lines", Basket::lines, each(at("price", Line::price, positive()))),
          at("lines", Basket::lines, each(LINE), that(lines -> lines.size() < 5, "be few")),
          at("lines", Basket::lines, appendOnly()),
          at("prices", Basket::prices, eachValue(positive()), eachKey(matches("[A-Z]{3}"))),
          at("prices", Basket::prices, entryCount(0, 5), entry("EUR", range(1, 5))),
          at("prices", Basket::prices, eachValue(all(positive(), atMost(5)))),
          at("prices", Basket::prices, eachValue(neverDecreases())),
          at("prices", Basket::prices, entry("EUR", unchanged())),
          at("note", Basket::note, present()),
          at("note", Basket::note, present(length(1, 5))),
          at("note", Basket::note, ifPresent(notBlank())),
          at("tags", Basket::tags, size(1, 5), each(notBlank()), subsetOf(Set.of("a")), noNulls()),
          at("tags", Basket::tags, addOnly()),
          at("version", Basket::version, neverDecreases(), notNegative()),
          at("version", Basket::version, positive().or(equalTo(-1L))),
          at("id", Basket::id, unchanged()),
          at("id", Basket::id, notBlank().and(oneOf("a", "b"))),
          at("id", Basket::id, notBlank().withMessage("is needed")),
          at("id", Basket::id, notBlank().failFast().withCode("x").redacted().named("an id")),
          at("id", Basket::id, notBlank()).when(basket -> basket.version() > 0),
          when(basket -> basket.version() > 0, at("id", Basket::id, notBlank())),
          at("at", Basket::at, inThePast(InstantSource.system()), neverDecreases()),
          at("state", Basket::state, stateMachine(Map.of(State.NEW, Set.of(State.PAID)))),
          at("state", Basket::state, oneOf(EnumSet.of(State.NEW)), not(equalTo(State.PAID))),
          at("rate", Basket::rate, range(0.0, 1.0), finite()),
          at("version", basket -> basket.version(), atLeast(0L)),
          at("size", basket -> basket.lines().size(), range(0, 5)),
          at("first", basket -> basket.lines().getFirst(), LINE),
          that((Basket basket) -> basket.version() > 0, "be saved")
              .and(at("id", Basket::id, notBlank())),
          at("id", Basket::id, notBlank())
              .andThen(that(basket -> basket.version() > 0, "be saved")));

  /** For javac; NullAway does not find out that these parts may be null. */
  @SuppressWarnings("NullAway")
  static final List<Rule<Basket>> NICKS =
      List.of(
          at("nick", Basket::nick, nullable(length(1, 5))),
          at("nick", Basket::nick, length(1, 5).nullable()),
          at("nick", Basket::nick, any(isNull(), length(1, 5))));

  /** What satisfies NullAway too. */
  static final Rule<Basket> NICK = at("nick", Basket::nick, nullable(length(1, 5)));

  static final List<Rule<String>> NARROWED =
      List.of(
          notBlank().and(length(1, 20)),
          length(1, 20).named("a name"),
          matches("c").or(oneOf("a")),
          matches("x").redacted());

  static final Rule<Integer> SMALL = positive().and(lessThan(5));

  // ------------------------------------------------------------------ in references

  static List<Atom<?>> atoms() {
    return List.of(
        Atom.builder(1).validator(positive()).build(),
        Atom.builder(1).validator(all(positive(), lessThan(5))).build(),
        Atom.builder("x").validator(notBlank().and(length(1, 20))).build(),
        Atom.builder(List.of(1)).validator(notEmpty()).build(),
        Atom.builder(List.of(1)).validator(each(positive())).build(),
        Atom.builder(List.of("a")).validator(appendOnly()).build(),
        Atom.builder(Map.of("a", 1)).validator(eachValue(positive())).build(),
        Atom.builder(State.NEW)
            .validator(stateMachine(Map.of(State.NEW, Set.of(State.PAID))).startingIn(State.NEW))
            .build(),
        Atom.builder(PersistentVector.of(1)).validator(each(positive())).build(),
        Atom.builder(PersistentMap.of("a", 1)).validator(eachValue(positive())).build(),
        Atom.builder(Optional.of("x")).validator(ifPresent(notBlank())).build());
  }

  static Ref<Line> ref() {
    return Ref.builder(new Line("pen", 1, BigDecimal.ONE))
        .validator(at("article", Line::article, notBlank(), unchanged()).and(LINE))
        .build();
  }

  @Test
  void atoms_withInferredRules_takeTheirValues() {
    assertThat(atoms()).hasSize(11).allSatisfy(atom -> assertThat(atom.validator()).isNotNull());
    assertThat(ref().deref().article()).isEqualTo("pen");
  }

  @Test
  void setValidator_inferredRules_areInstalled() {
    Atom<Integer> atom = Atom.of(2);
    atom.setValidator(positive());
    atom.setValidator(positive().and(notNegative()).redacted());
    atom.setValidator(range(1, 5).named("a rank"));
    atom.setValidator(neverDecreases());
    assertThat(atom.reset(3)).isEqualTo(3);
  }

  @Test
  void rules_inferred_areAsked() {
    assertThat(INTEGERS).allMatch(rule -> rule.accepts(4));
    assertThat(STRINGS).allSatisfy(rule -> assertThat(rule.toString()).startsWith("must "));
    assertThat(NULLABLE).allMatch(InferenceTest::acceptsNull);
    assertThat(NICKS).allMatch(rule -> rule.accepts(basket()));
    assertThat(NICK.accepts(basket())).isTrue();
    assertThat(LINE.and(LINE_OF_ALL).accepts(new Line("pen", 1, BigDecimal.ONE))).isTrue();
    assertThat(LINE.accepts(new Line("pen", 6, BigDecimal.ONE))).isFalse();
    assertThat(BASKETS).allSatisfy(rule -> assertThat(rule.accepts(basket())).isTrue());
    assertThat(NUMBER.accepts(1.5) && LONG.accepts(1L) && DATE.and(LATER).accepts(LocalDate.MAX))
        .isTrue();
    assertThat(SPAN.accepts(Duration.ofDays(1)) && SINCE.accepts(Instant.EPOCH)).isTrue();
    assertThat(OBJECT.accepts("x")).isTrue();
  }

  private static boolean acceptsNull(Rule<@Nullable String> rule) {
    return rule.accepts(null);
  }

  private static Basket basket() {
    return new Basket(
        "a",
        List.of(new Line("pen", 1, BigDecimal.ONE)),
        Map.of("EUR", 1),
        Optional.of("x"),
        null,
        Set.of("a"),
        1,
        Instant.EPOCH,
        State.NEW,
        0.5);
  }

  @Test
  void accepts_asMethodReference_isAPredicate() {
    assertThat(Stream.of(1, 2).allMatch(range(1, 5)::accepts)).isTrue();
    assertThat(Stream.of(1, 9).allMatch(range(1, 5)::accepts)).isFalse();
  }
}
