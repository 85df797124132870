package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.Violation;
import org.potamos.validators.ModelRule.Asked;

/**
 * Random rules obey the laws of boolean algebra, those of their lists of violations, and a model.
 */
class RuleAlgebraPropertiesTest {
  private static final int SEEDS = Integer.getInteger("potamos.rules.seeds", 60);
  private static final int RULES = 12;
  private static final List<Asked> ALL = Asked.all();

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  // ------------------------------------------------------------------ what is compared

  private static void assertModel(ModelRule model) {
    for (Asked asked : ALL) {
      assertThat(model.mismatch(asked)).isNull();
    }
  }

  /** Both accept the same first values and steps, and so do their negations. */
  private static void assertSameAcceptance(Rule<Item> one, Rule<Item> other, Object from) {
    for (Asked asked : ALL) {
      assertThat(asked.isAcceptedBy(one))
          .as("%s of %s", asked, from)
          .isEqualTo(asked.isAcceptedBy(other));
      assertThat(asked.isAcceptedBy(one.not()))
          .as("negation, %s of %s", asked, from)
          .isEqualTo(asked.isAcceptedBy(other.not()));
    }
  }

  /** Both answer the same violations, and accept the same. */
  private static void assertSameAnswers(Rule<Item> one, Rule<Item> other, Object from) {
    for (Asked asked : ALL) {
      assertThat(asked.of(one)).as("%s of %s", asked, from).isEqualTo(asked.of(other));
    }
    assertSameAcceptance(one, other, from);
  }

  private static void assertAnswers(
      Rule<Item> rule, Function<Asked, List<Violation>> expected, Object from) {
    for (Asked asked : ALL) {
      assertThat(asked.of(rule)).as("%s of %s", asked, from).isEqualTo(expected.apply(asked));
    }
  }

  private static List<Violation> mapped(
      List<Violation> violations, Function<Violation, Violation> map) {
    return violations.stream().map(v -> v.code().equals("more") ? v : map.apply(v)).toList();
  }

  private static Violation message(Violation violation, String message) {
    return new Violation(
        violation.path(), violation.code(), message, Nulls.<Object>list(violation.arguments()));
  }

  // ------------------------------------------------------------------ the model

  /** Acceptance, violations, paths, codes, cuts: as the model has them. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rules_random_answerAsTheModel(int seed) {
    RandomRules random = new RandomRules(seed);
    for (int i = 0; i < RULES; i++) {
      assertModel(random.next());
    }
  }

  /** One rule asked twice, and of other things between, answers the same. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rules_askedAgain_answerTheSame(int seed) {
    ModelRule model = new RandomRules(seed).next();
    List<List<Violation>> once = ALL.stream().map(asked -> asked.of(model.rule())).toList();
    for (int i = ALL.size() - 1; i >= 0; i--) {
      assertThat(ALL.get(i).of(model.rule())).as("%s", model).isEqualTo(once.get(i));
      if (ALL.get(i).isFirst()) {
        assertThat(model.rule().accepts(Nulls.pass(ALL.get(i).proposed())))
            .isEqualTo(once.get(i).isEmpty());
      }
    }
  }

  // ------------------------------------------------------------------ acceptance

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void negation_ofCombinations_obeysDeMorgan(int seed) {
    RandomRules random = new RandomRules(seed);
    Rule<Item> a = random.next().rule();
    Rule<Item> b = random.next().rule();
    assertSameAcceptance(a.and(b).not(), a.not().or(b.not()), seed);
    assertSameAcceptance(a.or(b).not(), a.not().and(b.not()), seed);
    assertSameAcceptance(a.andThen(b).not(), a.not().or(b.not()), seed);
    assertSameAcceptance(
        Validators.<Item>all(a, b, a).not(), Validators.any(a.not(), b.not(), a.not()), seed);
    assertSameAcceptance(
        Validators.<Item>any(a, b, a).not(), Validators.all(a.not(), b.not(), a.not()), seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void negation_twice_acceptsAsBefore(int seed) {
    ModelRule a = new RandomRules(seed).next();
    assertSameAcceptance(a.rule().not().not(), a.rule(), a);
    assertSameAcceptance(Validators.<Item>not(a.rule()), a.rule().not(), a);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void acceptance_ofCombinations_isALattice(int seed) {
    RandomRules random = new RandomRules(seed);
    Rule<Item> a = random.next().rule();
    Rule<Item> b = random.next().rule();
    Rule<Item> c = random.next().rule();
    assertSameAcceptance(a.and(b), b.and(a), seed);
    assertSameAcceptance(a.or(b), b.or(a), seed);
    assertSameAcceptance(a.and(b).and(c), a.and(b.and(c)), seed);
    assertSameAcceptance(a.or(b).or(c), a.or(b.or(c)), seed);
    assertSameAcceptance(a.and(a), a, seed);
    assertSameAcceptance(a.or(a), a, seed);
    assertSameAcceptance(a.and(a.or(b)), a, seed);
    assertSameAcceptance(a.or(a.and(b)), a, seed);
    assertSameAcceptance(a.and(b.or(c)), a.and(b).or(a.and(c)), seed);
    assertSameAcceptance(a.or(b.and(c)), a.or(b).and(a.or(c)), seed);
    assertSameAcceptance(a.andThen(b), a.and(b), seed);
  }

  /** Of a first value a rule about steps says nothing, so nothing contradicts itself there. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rule_orItsNegation_acceptsEverything(int seed) {
    ModelRule a = new RandomRules(seed).next();
    assertAnswers(a.rule().or(a.rule().not()), asked -> List.of(), a);
    for (Asked asked : ALL) {
      if (!asked.isAcceptedBy(a.rule())) {
        assertThat(asked.isAcceptedBy(a.rule().not())).as("%s of %s", asked, a).isTrue();
      }
    }
  }

  // ------------------------------------------------------------------ lists

  /** However the brackets are set, and wherever the list is cut. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void violations_ofThree_areAssociative(int seed) {
    RandomRules random = new RandomRules(seed);
    List<Rule<Item>> rules = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rules.add(random.next().rule());
    }
    Rule<Item> a = rules.get(0);
    Rule<Item> b = rules.get(1);
    Rule<Item> c = rules.get(2);
    Rule<Item> d = rules.get(3);
    Rule<Item> e = rules.get(4);
    Rule<Item> fromTheLeft = a.and(b).and(c).and(d).and(e);
    assertSameAnswers(fromTheLeft, a.and(b.and(c.and(d.and(e)))), seed);
    assertSameAnswers(fromTheLeft, a.and(b.and(c)).and(d.and(e)), seed);
    assertSameAnswers(fromTheLeft, Validators.all(a, b, c, d, e), seed);
    assertSameAnswers(fromTheLeft, Validators.all(a.and(b), Validators.all(c, d, e)), seed);
    assertSameAnswers(a.andThen(b).andThen(c), a.andThen(b.andThen(c)), seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void violations_ofTwo_areThoseOfBothInOrder(int seed) {
    RandomRules random = new RandomRules(seed);
    Rule<Item> a = random.next().rule();
    Rule<Item> b = random.next().rule();
    for (Asked asked : ALL) {
      List<Violation> both = new ArrayList<>(asked.of(a));
      List<Violation> more = new ArrayList<>(asked.of(b));
      if (both.contains(Leaf.IS_NULL)) {
        more.removeIf(Leaf.IS_NULL::equals);
      }
      both.addAll(more);
      List<Violation> answer = asked.of(a.and(b));
      if (both.size() <= ModelRule.LIMIT) {
        assertThat(answer).as("%s of seed %s", asked, seed).isEqualTo(both);
      } else {
        assertThat(answer).hasSize(ModelRule.LIMIT + 1);
        assertThat(answer.subList(0, ModelRule.LIMIT))
            .isEqualTo(
                both.stream()
                    .filter(v -> !v.code().equals("more"))
                    .toList()
                    .subList(0, ModelRule.LIMIT));
        Violation last = answer.getLast();
        assertThat(last.path() + last.code() + last.arguments()).isEqualTo("more[20]");
      }
      List<Violation> first = asked.of(a);
      assertThat(asked.of(a.andThen(b))).isEqualTo(first.isEmpty() ? asked.of(b) : first);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void failFast_anyRule_answersItsFirstViolation(int seed) {
    ModelRule a = new RandomRules(seed).next();
    assertAnswers(a.rule().failFast(), asked -> asked.of(a.rule()).stream().limit(1).toList(), a);
    assertSameAnswers(a.rule().failFast().failFast(), a.rule().failFast(), a);
    assertSameAcceptance(a.rule().failFast(), a.rule(), a);
  }

  // ------------------------------------------------------------------ texts

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void named_anyRule_putsItsNameBeforeEachMessage(int seed) {
    ModelRule model = new RandomRules(seed).next();
    Rule<Item> a = model.rule();
    if (!model.text().startsWith("named")) {
      assertAnswers(
          a.named("x"), asked -> mapped(asked.of(a), v -> message(v, "x: " + v.message())), model);
    }
    assertSameAnswers(a.named("x").named("x"), a.named("x"), model);
    assertSameAnswers(a.named("y").named("x"), a.named("x"), model);
    assertSameAcceptance(a.named("x"), a, model);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void withCode_anyRule_replacesEachCode(int seed) {
    ModelRule model = new RandomRules(seed).next();
    Rule<Item> a = model.rule();
    assertAnswers(
        a.withCode("k"),
        asked ->
            mapped(
                asked.of(a),
                v -> new Violation(v.path(), "k", v.message(), Nulls.<Object>list(v.arguments()))),
        model);
    assertSameAnswers(a.withCode("j").withCode("k"), a.withCode("k"), model);
    Rule<Item> twice = a.withCode("j");
    assertSameAnswers(twice.withCode("k").named("x"), twice.named("x").withCode("k"), model);
    assertSameAnswers(a.withCode("k").withMessage("m"), a.withMessage("m").withCode("k"), model);
    assertSameAnswers(a.withCode("k").failFast(), a.failFast().withCode("k"), model);
    assertSameAcceptance(a.withCode("k"), a, model);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void withMessage_anyRule_answersOneViolationWithTheFirstCodeAndArguments(int seed) {
    ModelRule model = new RandomRules(seed).next();
    Rule<Item> a = model.rule();
    assertAnswers(
        a.withMessage("m"),
        asked ->
            asked.of(a).stream()
                .limit(1)
                .map(v -> new Violation("", v.code(), "m", Nulls.<Object>list(v.arguments())))
                .toList(),
        model);
    assertSameAnswers(a.withMessage("n").withMessage("m"), a.withMessage("m"), model);
    assertSameAnswers(a.failFast().withMessage("m"), a.withMessage("m"), model);
    assertSameAcceptance(a.withMessage("m"), a, model);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void mapMessages_anyRule_makesEachMessageOfItsViolation(int seed) {
    ModelRule model = new RandomRules(seed).next();
    Rule<Item> a = model.rule();
    Function<Violation, String> f = v -> v.path() + "|" + v.code() + "|" + v.message();
    Function<Violation, String> g = v -> v.message().length() + " letters";
    assertAnswers(
        a.mapMessages(f), asked -> mapped(asked.of(a), v -> message(v, f.apply(v))), model);
    assertSameAnswers(
        a.mapMessages(f).mapMessages(g),
        a.mapMessages(v -> g.apply(message(v, f.apply(v)))),
        model);
    assertSameAnswers(a.mapMessages(Violation::message), a, model);
    assertSameAcceptance(a.mapMessages(f), a, model);
  }

  // ------------------------------------------------------------------ redaction

  /** The same violations in the same places, and nothing that tells the value. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void redacted_anyRule_changesNothingButWhatIsShown(int seed) {
    ModelRule model = new RandomRules(seed, false, true).next();
    Rule<Item> hidden = model.rule().redacted();
    assertSameAcceptance(hidden, model.rule(), model);
    for (Asked asked : ALL) {
      List<Violation> open = asked.of(model.rule());
      List<Violation> closed = asked.of(hidden);
      assertThat(closed).as("%s of %s", asked, model).hasSameSizeAs(open);
      assertThat(closed.stream().map(v -> v.path() + " " + v.code()))
          .as("%s of %s", asked, model)
          .isEqualTo(open.stream().map(v -> v.path() + " " + v.code()).toList());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void redacted_anyRule_hasNoValueAnywhere(int seed) {
    RandomRules random = new RandomRules(seed);
    for (int i = 0; i < RULES; i++) {
      ModelRule model = random.next();
      Rule<Item> hidden = model.rule().redacted();
      assertSameAcceptance(hidden, model.rule(), model);
      for (Asked asked : ALL) {
        assertThat(asked.of(hidden)).hasSameSizeAs(asked.of(model.rule()));
        assertThat(asked.of(hidden).toString())
            .as("%s of %s", asked, model)
            .doesNotContain(Item.SECRET);
        assertThat(asked.of(model.rule().not().redacted()).toString())
            .as("negation inside, %s of %s", asked, model)
            .doesNotContain(Item.SECRET);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shown_twice_theOutermostDecides(int seed) {
    ModelRule model = new RandomRules(seed).next();
    Rule<Item> a = model.rule();
    Redaction star = value -> "*";
    assertSameAnswers(a.redacted().shown(star), a.shown(star), model);
    assertSameAnswers(a.shown(star).redacted(), a.redacted(), model);
    assertSameAnswers(a.shown(star).withCode("k").redacted(), a.withCode("k").redacted(), model);
    assertSameAnswers(a.shown(star).and(a).redacted(), a.and(a).redacted(), model);
  }

  // ------------------------------------------------------------------ conditions

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nullable_anyRule_acceptsNullAndTakesStepsFromItAsFirstValues(int seed) {
    ModelRule model = new RandomRules(seed).next();
    Rule<Item> a = model.rule();
    Rule<Item> nullable = Rule.<Item>of(a.nullable());
    assertAnswers(
        nullable,
        asked -> {
          @Nullable Item proposed = asked.proposed();
          if (proposed == null) {
            return List.of();
          }
          return asked.current() == null ? a.checkInitial(proposed) : asked.of(a);
        },
        model);
    assertSameAnswers(Rule.<Item>of(nullable.nullable()), nullable, model);
    assertSameAnswers(Rule.<Item>of(Validators.<Item>nullable(a)), nullable, model);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void when_anyRule_isAskedWhereTheConditionHoldsAndOfNull(int seed) {
    RandomRules random = new RandomRules(seed);
    ModelRule model = random.next();
    Rule<Item> a = model.rule();
    Predicate<Item> p = random.condition();
    Predicate<Item> q = random.condition();
    assertAnswers(
        a.when(p),
        asked -> asked.proposed() == null || p.test(asked.proposed()) ? asked.of(a) : List.of(),
        model);
    assertSameAnswers(a.when(p).when(q), a.when(p.and(q)), model);
    assertSameAnswers(a.when(item -> true), a, model);
    assertSameAnswers(Validators.<Item>when(p, a), a.when(p), model);
    assertSameAcceptance(
        a.when(p), a.or(Validators.<Item>that(p, "hold").or(Validators.isNull()).not()), model);
  }
}
