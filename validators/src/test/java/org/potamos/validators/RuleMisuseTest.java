package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.atLeast;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.eachKey;
import static org.potamos.validators.Validators.eachValue;
import static org.potamos.validators.Validators.entry;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.that;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Threads;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/** Bad arguments are exceptions at the call; what rules are given cannot harm them later. */
class RuleMisuseTest {
  private static final Rule<Integer> POSITIVE = positive();

  private static final Validator<Integer> NO_VALIDATOR = Nulls.nothing();

  // ------------------------------------------------------------------ null

  @Test
  void algebra_null_isRejectedAtTheCall() {
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    all.put("of", () -> Rule.of(NO_VALIDATOR));
    all.put("and", () -> POSITIVE.and(NO_VALIDATOR));
    all.put("andThen", () -> POSITIVE.andThen(NO_VALIDATOR));
    all.put("or", () -> POSITIVE.or(NO_VALIDATOR));
    all.put("not", () -> Validators.not(NO_VALIDATOR));
    all.put("nullable", () -> Validators.nullable(NO_VALIDATOR));
    all.put("when rule", () -> Validators.when((Integer n) -> true, NO_VALIDATOR));
    all.put("when", () -> POSITIVE.when(Nulls.<Predicate<Integer>>nothing()));
    all.put("named", () -> POSITIVE.named(Nulls.nothing()));
    all.put("withMessage", () -> POSITIVE.withMessage(Nulls.nothing()));
    all.put("withCode", () -> POSITIVE.withCode(Nulls.nothing()));
    all.put("mapMessages", () -> POSITIVE.mapMessages(Nulls.nothing()));
    all.put("shown", () -> POSITIVE.shown(Nulls.nothing()));
    all.put("all", () -> Validators.<Integer>all(POSITIVE, NO_VALIDATOR));
    all.put("any", () -> Validators.<Integer>any(POSITIVE, NO_VALIDATOR));
    all.put("all array", () -> Validators.all(Nulls.<Validator<Integer>[]>nothing()));
    all.put("any array", () -> Validators.any(Nulls.<Validator<Integer>[]>nothing()));
    all.put("at name", () -> at(Nulls.<String>nothing(), (Integer n) -> n, POSITIVE));
    all.put("at getter", () -> at("n", Nulls.<Function<Integer, Integer>>nothing(), POSITIVE));
    all.put("at rule", () -> at("n", (Integer n) -> n, NO_VALIDATOR));
    all.put("at rules", () -> at("n", (Integer n) -> n, POSITIVE, NO_VALIDATOR));
    all.put("at array", () -> at("n", (Integer n) -> n, Nulls.<Validator<Integer>[]>nothing()));
    all.put("each", () -> each(NO_VALIDATOR));
    all.put("eachKey", () -> eachKey(NO_VALIDATOR));
    all.put("eachValue", () -> eachValue(NO_VALIDATOR));
    all.put("entry", () -> entry("k", NO_VALIDATOR));
    all.put("present", () -> Validators.present(NO_VALIDATOR));
    all.put("ifPresent", () -> Validators.ifPresent(NO_VALIDATOR));
    all.forEach(
        (name, call) -> assertThatThrownBy(call).as(name).isInstanceOf(NullPointerException.class));
  }

  @Test
  void algebra_blankOrEmpty_saysWhatIsMissing() {
    Map<String, ThrowingCallable> blank = new LinkedHashMap<>();
    blank.put("name", () -> POSITIVE.named(" "));
    blank.put("message", () -> POSITIVE.withMessage(""));
    blank.put("code", () -> POSITIVE.withCode("\n"));
    blank.put("name ", () -> at("", (Integer n) -> n, POSITIVE));
    blank.put("message ", () -> that((Integer n) -> true, "  "));
    blank.forEach((what, call) ->
        assertThatThrownBy(call)
            .as(what)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                what.strip()
                    + " rejected: it is blank; say something that a reader of logs"
                    + " understands"));
    Map<String, ThrowingCallable> empty = new LinkedHashMap<>();
    empty.put("all", () -> Validators.<Integer>all());
    empty.put("any", () -> Validators.<Integer>any());
    empty.put("at", () -> Validators.<Integer, Integer>at("n", n -> n));
    empty.put("oneOf", () -> Validators.<Integer>oneOf());
    empty.forEach((factory, call) ->
        assertThatThrownBy(call)
            .as(factory)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(factory + " rejected: there is nothing to choose from; give at least one"));
  }

  // ------------------------------------------------------------------ what throws

  /** Wherever in a rule it is thrown. */
  @Test
  void predicates_throw_reachTheCallerUnchanged() {
    ArithmeticException thrown = new ArithmeticException("no");
    Rule<Integer> bad =
        that(
            n -> {
              throw thrown;
            },
            "be fine");
    Function<Integer, Integer> badGetter =
        n -> {
          throw thrown;
        };
    Validator<Integer> badValidator =
        (current, proposed) -> {
          throw thrown;
        };
    Comparator<Integer> badOrder =
        (unusedLeft, unusedRight) -> {
          throw thrown;
        };
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    all.put("that", () -> bad.checkInitial(1));
    all.put("and", () -> POSITIVE.and(bad).check(1, 1));
    all.put("or", () -> POSITIVE.or(bad).check(1, -1));
    all.put("not", () -> bad.not().check(1, 1));
    all.put("andThen", () -> POSITIVE.andThen(bad).check(1, 1));
    all.put("named", () -> bad.named("n").redacted().withMessage("m").withCode("c").check(1, 1));
    all.put("failFast", () -> bad.failFast().mapMessages(v -> "m").check(1, 1));
    all.put("nullable", () -> bad.nullable().check(1, 1));
    all.put("each", () -> each(bad).checkInitial(List.of(1)));
    all.put("eachValue", () -> eachValue(bad).checkInitial(Map.of(1, 1)));
    all.put("eachKey", () -> eachKey(bad).checkInitial(Map.of(1, 1)));
    all.put("entry", () -> entry(1, bad).checkInitial(Map.of(1, 1)));
    all.put("at", () -> at("n", (Integer n) -> n, bad).checkInitial(1));
    all.put("getter", () -> at("n", badGetter, POSITIVE).checkInitial(1));
    all.put("foreign", () -> Rule.of(badValidator).redacted().checkInitial(1));
    all.put("order", () -> Validators.sortedBy(badOrder).checkInitial(List.of(1, 2)));
    all.put("key", () -> Validators.uniqueBy(badGetter).checkInitial(List.of(1, 2)));
    all.put("condition", () -> POSITIVE.when(badGetter.andThen(n -> true)::apply).checkInitial(1));
    all.forEach((name, call) -> assertThatThrownBy(call).as(name).isSameAs(thrown));

    Atom<Integer> atom = Atom.of(1);
    assertThatThrownBy(() -> atom.setValidator(bad)).isSameAs(thrown);
    Atom<Integer> guarded = Atom.<Integer>builder(1).validator(bad.when(n -> n > 1)).build();
    assertThatThrownBy(() -> guarded.reset(2)).isSameAs(thrown);
    assertThat(guarded.deref()).isEqualTo(1);
  }

  @Test
  void predicates_throwErrors_reachTheCallerUnchanged() {
    AssertionError thrown = new AssertionError("no");
    Rule<Integer> bad =
        that(
            n -> {
              throw thrown;
            },
            "be fine");
    assertThatThrownBy(() -> bad.and(POSITIVE).checkInitial(1)).isSameAs(thrown);
  }

  /** The value is rejected all the same, and the message is the one that there was. */
  @Test
  void mapMessages_functionFails_doesNotHideTheRejection() {
    Violation plain = new Violation("", "positive", "must be > 0, but is -1", List.of());
    Rule<Integer> throwing =
        POSITIVE.mapMessages(v -> {
          throw new IllegalStateException("no text in that language");
        });
    assertThat(throwing.checkInitial(-1)).containsExactly(plain);
    assertThat(POSITIVE.mapMessages(v -> Nulls.nothing()).checkInitial(-1)).containsExactly(plain);
    Atom<Integer> atom = Atom.<Integer>builder(1).validator(throwing).build();
    assertThatThrownBy(() -> atom.reset(-1)).isInstanceOf(InvalidStateException.class);
  }

  /** A value that has no text is rejected like any other. */
  @Test
  void values_withoutText_areRejectedAllTheSame() {
    Object mute =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    for (Object value : List.of(mute, itself, List.of(mute), Map.of("k", mute))) {
      Rule<Object> never = that(o -> false, "be fine");
      assertThat(never.checkInitial(value).getFirst().message()).startsWith("must be fine");
      assertThat(Validators.<Object>notNull().not().checkInitial(value)).hasSize(1);
      assertThat(
              Transitions.<Object>step((a, b) -> false, "move")
                  .check(value, value)
                  .getFirst()
                  .message())
          .startsWith("must move, but would go from");
    }
    Rule<Map<?, ? extends Integer>> values = eachValue(POSITIVE);
    assertThat(values.checkInitial(Map.of(mute, -1)).getFirst().path())
        .startsWith("[")
        .endsWith("]");
  }

  // ------------------------------------------------------------------ arguments

  @Test
  void arrays_changedLater_doNotChangeTheRule() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type arguments
    Validator<Integer>[] rules = new Validator[] {POSITIVE, atLeast(5)};
    Rule<Integer> all = Validators.all(rules);
    Rule<Integer> any = Validators.any(rules);
    Rule<Integer> part = at("n", (Integer n) -> n, rules);
    rules[0] = atLeast(100);
    rules[1] = atLeast(100);
    assertThat(all.accepts(5)).isTrue();
    assertThat(all.accepts(4)).isFalse();
    assertThat(any.accepts(1)).isTrue();
    assertThat(part.accepts(5)).isTrue();
  }

  /** Each method makes a new rule. */
  @Test
  void rules_combined_stayAsTheyWere() {
    List<Violation> before = POSITIVE.checkInitial(-1);
    POSITIVE.and(atLeast(5));
    POSITIVE.or(atLeast(-5));
    POSITIVE.not();
    POSITIVE.named("n");
    POSITIVE.withCode("c");
    POSITIVE.withMessage("m");
    POSITIVE.redacted();
    POSITIVE.failFast();
    POSITIVE.when(n -> false);
    assertThat(POSITIVE.checkInitial(-1)).isEqualTo(before);
    Rule<Integer> named = POSITIVE.named("n");
    named.named("other");
    assertThat(named.checkInitial(-1).getFirst().message()).startsWith("n: ");
  }

  // ------------------------------------------------------------------ threads

  /** One rule with everything in it answers every thread as it answers one. */
  @Test
  void rule_askedByManyThreads_answersEachTheSame() {
    List<ModelRule> rules = new ArrayList<>();
    for (int seed = 0; seed < 40; seed++) {
      rules.add(new RandomRules(seed).next());
    }
    AtomicInteger questions = new AtomicInteger();
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < rules.size(); i++) {
            ModelRule rule = rules.get((i + index * 10) % rules.size());
            for (ModelRule.Asked asked : ModelRule.Asked.all()) {
              assertThat(rule.mismatch(asked)).isNull();
              questions.incrementAndGet();
            }
          }
        });
    assertThat(questions.get()).isEqualTo(4 * 40 * ModelRule.Asked.all().size());
  }
}
