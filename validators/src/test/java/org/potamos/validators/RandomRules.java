package org.potamos.validators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.validators.ModelRule.Asked;
import org.potamos.validators.ModelRule.Finder;
import org.potamos.validators.ModelRule.Found;

/** Makes random rules beside their models. */
final class RandomRules {
  private static final List<Redaction> REDACTIONS =
      List.of(Redaction.HIDDEN, value -> "*", value -> value == null ? "none" : "some");

  private final Random random;

  /** Without these, the paths of a rule do not depend on the redaction. */
  private final boolean hasMaps;

  /** Whether one rule inside may have a redaction of its own. */
  private final boolean hasRedactions;

  RandomRules(long seed) {
    this(seed, true, true);
  }

  RandomRules(long seed, boolean hasMaps, boolean hasRedactions) {
    random = new Random(seed);
    this.hasMaps = hasMaps;
    this.hasRedactions = hasRedactions;
  }

  ModelRule next() {
    return next(random.nextInt(5));
  }

  /** Whether each value of the domain fulfils it is random. */
  Predicate<Item> condition() {
    int accepted = random.nextInt(1 << Item.COUNT);
    return item -> (accepted >> item.number() & 1) == 1;
  }

  private ModelRule next(int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      return random.nextInt(3) == 0 ? step() : leaf();
    }
    return switch (random.nextInt(18)) {
      case 0, 1 -> not(next(depth - 1));
      case 2, 3 -> and(next(depth - 1), next(depth - 1));
      case 4, 5 -> or(next(depth - 1), next(depth - 1));
      case 6 -> andThen(next(depth - 1), next(depth - 1));
      case 7 -> several(depth);
      case 8 -> failFast(next(depth - 1));
      case 9 -> named(next(depth - 1));
      case 10 -> withMessage(next(depth - 1));
      case 11 -> withCode(next(depth - 1));
      case 12 -> mapMessages(next(depth - 1));
      case 13 -> hasRedactions ? shown(next(depth - 1)) : nullable(next(depth - 1));
      case 14 -> random.nextBoolean() ? nullable(next(depth - 1)) : when(next(depth - 1));
      case 15 -> at(depth);
      case 16 -> each(next(depth - 1));
      default ->
          !hasMaps
              ? each(next(depth - 1))
              : switch (random.nextInt(3)) {
                case 0 -> eachKey(next(depth - 1));
                case 1 -> eachValue(next(depth - 1));
                default -> entry(next(depth - 1));
              };
    };
  }

  // ------------------------------------------------------------------ leaves

  private ModelRule leaf() {
    Item limit = Item.limit(random.nextInt(Item.COUNT));
    int number = limit.number();
    return switch (random.nextInt(12)) {
      case 0 -> leaf("notNull", Validators.notNull(), List.of(), "not be null", item -> true);
      case 1 ->
          takingNull("isNull", Validators.isNull(), List.of(), "be null", Objects::isNull, true);
      case 2 ->
          takingNull(
              "equalTo",
              Validators.equalTo(limit),
              List.of(limit),
              "be " + limit,
              limit::equals,
              false);
      case 3 -> {
        Item other = Item.limit((number + 2) % Item.COUNT);
        yield leaf(
            "oneOf",
            Validators.oneOf(limit, other),
            List.of(limit, other),
            "be one of [" + limit + ", " + other + "]",
            item -> item.equals(limit) || item.equals(other));
      }
      case 4 -> {
        Item most = Item.limit(random.nextInt(number, Item.COUNT));
        yield leaf(
            "range",
            Validators.range(limit, most),
            List.of(limit, most),
            "be from " + limit + " to " + most,
            item -> item.number() >= number && item.number() <= most.number());
      }
      case 5 ->
          leaf(
              "atLeast",
              Validators.atLeast(limit),
              List.of(limit),
              "be >= " + limit,
              item -> item.number() >= number);
      case 6 ->
          leaf(
              "atMost",
              Validators.atMost(limit),
              List.of(limit),
              "be <= " + limit,
              item -> item.number() <= number);
      case 7 ->
          leaf(
              "greaterThan",
              Validators.greaterThan(limit),
              List.of(limit),
              "be > " + limit,
              item -> item.number() > number);
      case 8 ->
          leaf(
              "lessThan",
              Validators.lessThan(limit),
              List.of(limit),
              "be < " + limit,
              item -> item.number() < number);
      case 9, 10 -> {
        Predicate<Item> condition = condition();
        yield leaf("that", Validators.that(condition, "be apt"), List.of(), "be apt", condition);
      }
      default -> foreign();
    };
  }

  private static ModelRule leaf(
      String code, Rule<Item> rule, List<?> arguments, String phrase, Predicate<Item> test) {
    return new ModelRule(
        code + arguments,
        rule,
        (asked, isNegated) -> asked.proposed() != null && test.test(asked.proposed()),
        (asked, redaction) ->
            asked.proposed() == null
                ? List.of(Found.NULL)
                : found(asked.proposed(), code, arguments, phrase, test, redaction));
  }

  private static ModelRule takingNull(
      String code,
      Rule<Item> rule,
      List<?> arguments,
      String phrase,
      Predicate<@Nullable Item> test,
      boolean acceptsNull) {
    return new ModelRule(
        code + arguments,
        rule,
        (asked, isNegated) -> test.test(asked.proposed()),
        (asked, redaction) ->
            asked.proposed() == null
                ? acceptsNull ? List.of() : List.of(Found.NULL)
                : found(asked.proposed(), code, arguments, phrase, test, redaction));
  }

  private static List<Found> found(
      Item item,
      String code,
      List<?> arguments,
      String phrase,
      Predicate<? super Item> test,
      @Nullable Redaction redaction) {
    String message = "must " + phrase + ", but is " + ModelRule.show(item, redaction);
    return test.test(item) ? List.of() : List.of(Found.of(code, message, arguments));
  }

  /** A validator that is no rule; its messages and arguments have the secret. */
  private ModelRule foreign() {
    int count = random.nextInt(4) == 0 ? 15 : random.nextInt(1, 4);
    boolean isAboutSteps = random.nextBoolean();
    int accepted = random.nextInt();
    class Own implements Validator<@Nullable Item> {
      boolean isFine(@Nullable Item current, @Nullable Item proposed) {
        return (accepted >> (Objects.hash(current, proposed) & 31) & 1) == 1;
      }

      @Override
      public List<Violation> check(@Nullable Item current, @Nullable Item proposed) {
        List<Violation> found = new ArrayList<>();
        for (int i = 0; i < count && !isFine(current, proposed); i++) {
          List<@Nullable Object> arguments = new ArrayList<>();
          arguments.add(proposed);
          found.add(
              new Violation("p" + i, "c" + i, proposed + " is bad", Nulls.<Object>list(arguments)));
        }
        return found;
      }

      @Override
      public List<Violation> checkInitial(@Nullable Item initial) {
        return isAboutSteps ? List.of() : check(initial, initial);
      }
    }

    Own own = new Own();
    return new ModelRule(
        "foreign" + count,
        Rule.of(own),
        (asked, isNegated) ->
            (asked.isFirst() && isAboutSteps) || own.isFine(asked.current(), asked.proposed()),
        (asked, redaction) -> {
          List<Violation> answer =
              asked.isFirst()
                  ? own.checkInitial(asked.proposed())
                  : own.check(asked.current(), asked.proposed());
          return answer.stream()
              .map(v ->
                  redaction == null
                      ? new Found(v.path(), v.code(), v.message(), v.message(), v.arguments())
                      : new Found(v.path(), v.code(), "", "", List.of()))
              .toList();
        });
  }

  // ------------------------------------------------------------------ steps

  private ModelRule step() {
    return switch (random.nextInt(8)) {
      case 0 ->
          step(
              "neverDecreases",
              Transitions.neverDecreases(),
              "never decrease",
              (a, b) -> b.number() >= a.number());
      case 1 ->
          step(
              "neverIncreases",
              Transitions.neverIncreases(),
              "never increase",
              (a, b) -> b.number() <= a.number());
      case 2 ->
          step(
              "alwaysIncreases",
              Transitions.alwaysIncreases(),
              "increase with every step",
              (a, b) -> b.number() > a.number());
      case 3 -> step("unchanged", Transitions.unchanged(), "never change", Item::equals);
      case 4 ->
          step(
              "unchanged",
              Transitions.<Item>unchanged(item -> item.number() / 2),
              "keep the part that never changes",
              (a, b) -> a.number() / 2 == b.number() / 2);
      case 5 -> {
        BiPredicate<Item, Item> near = (a, b) -> Math.abs(a.number() - b.number()) <= 1;
        yield step("step", Transitions.step(near, "be near"), "be near", near);
      }
      default -> machine();
    };
  }

  private static ModelRule step(
      String code, Rule<Item> rule, String phrase, BiPredicate<Item, Item> test) {
    Predicate<Asked> isFine =
        asked ->
            asked.isFirst()
                || asked.current() == null
                || (asked.proposed() != null && test.test(asked.current(), asked.proposed()));
    return new ModelRule(
        code,
        rule,
        (asked, isNegated) -> isFine.test(asked) && !(isNegated && asked.isWithoutPast()),
        (asked, redaction) -> {
          if (isFine.test(asked)) {
            return List.of();
          }
          return asked.proposed() == null
              ? List.of(Found.NULL)
              : List.of(new Found("", code, "must " + phrase + ", but ", "", List.of()));
        });
  }

  /** A machine with the states 0 to 3; 4 is unknown to it. */
  private ModelRule machine() {
    Map<Item, List<Item>> edges = new LinkedHashMap<>();
    List<Item> states = IntStream.range(0, Item.COUNT - 1).mapToObj(Item::limit).toList();
    for (Item state : states) {
      edges.put(state, states.stream().filter(next -> random.nextInt(3) == 0).toList());
    }
    StateMachine<Item> machine = Transitions.stateMachine(edges);
    List<Item> starts = new ArrayList<>();
    if (random.nextBoolean()) {
      starts.addAll(states.stream().filter(next -> random.nextInt(3) == 0).toList());
      starts.add(states.get(0));
      machine = machine.startingIn(starts.toArray(Item[]::new));
    }
    boolean mayStay = random.nextBoolean();
    if (!mayStay) {
      machine = machine.withoutStaying();
    }
    Predicate<Asked> test =
        asked -> {
          @Nullable Item to = asked.proposed();
          if (to == null || !states.contains(to)) {
            return false;
          }
          @Nullable Item from = asked.current();
          if (asked.isFirst() || from == null) {
            return starts.isEmpty() || starts.contains(to);
          }
          return edges.getOrDefault(from, List.of()).contains(to) || (mayStay && from.equals(to));
        };
    return new ModelRule(
        "stateMachine" + edges + starts + mayStay,
        machine,
        (asked, isNegated) ->
            test.test(asked) && !(isNegated && asked.isWithoutPast() && starts.isEmpty()),
        (asked, redaction) -> {
          if (asked.proposed() == null) {
            return List.of(Found.NULL);
          }
          return test.test(asked)
              ? List.of()
              : List.of(
                  new Found(
                      "",
                      asked.isWithoutPast() ? "start" : "stateMachine",
                      "must ",
                      ModelRule.show(asked.proposed(), redaction),
                      null));
        });
  }

  // ------------------------------------------------------------------ algebra

  static ModelRule not(ModelRule inner) {
    return new ModelRule(
        "not(" + inner + ")",
        inner.rule().not(),
        (asked, isNegated) -> !inner.acceptance().test(asked, !isNegated),
        (asked, redaction) ->
            inner.acceptance().test(asked, true)
                ? List.of(new Found("", "not", "must ", "", null))
                : List.of());
  }

  static ModelRule and(ModelRule one, ModelRule other) {
    return new ModelRule(
        "and(" + one + ", " + other + ")",
        one.rule().and(other.rule()),
        (asked, isNegated) ->
            one.acceptance().test(asked, isNegated) && other.acceptance().test(asked, isNegated),
        both(one, other));
  }

  private static Finder both(ModelRule one, ModelRule other) {
    return (asked, redaction) -> {
      List<Found> all = new ArrayList<>(one.finder().find(asked, redaction));
      List<Found> more = new ArrayList<>(other.finder().find(asked, redaction));
      if (all.contains(Found.NULL)) {
        more.removeIf(Found.NULL::equals);
      }
      all.addAll(more);
      return all;
    };
  }

  static ModelRule or(ModelRule one, ModelRule other) {
    return new ModelRule(
        "or(" + one + ", " + other + ")",
        one.rule().or(other.rule()),
        (asked, isNegated) ->
            one.acceptance().test(asked, isNegated) || other.acceptance().test(asked, isNegated),
        (asked, redaction) ->
            one.acceptance().test(asked, false) || other.acceptance().test(asked, false)
                ? List.of()
                : List.of(new Found("", "anyOf", "must ", "", null)));
  }

  static ModelRule andThen(ModelRule one, ModelRule other) {
    return new ModelRule(
        "andThen(" + one + ", " + other + ")",
        one.rule().andThen(other.rule()),
        (asked, isNegated) ->
            one.acceptance().test(asked, isNegated) && other.acceptance().test(asked, isNegated),
        (asked, redaction) -> {
          List<Found> first = one.finder().find(asked, redaction);
          return first.isEmpty() ? other.finder().find(asked, redaction) : first;
        });
  }

  private ModelRule several(int depth) {
    List<ModelRule> rules = new ArrayList<>();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      rules.add(next(depth - 1));
    }
    List<Validator<? super Item>> given =
        new ArrayList<>(rules.stream().map(r -> r.rule()).toList());
    boolean isAll = random.nextBoolean();
    ModelRule model =
        rules.stream().reduce(isAll ? RandomRules::and : RandomRules::or).orElseThrow();
    if (!isAll && rules.size() == 1) {
      model = new ModelRule("any", model.rule(), model.acceptance(), or(model, model).finder());
    }
    return new ModelRule(
        (isAll ? "all" : "any") + rules,
        isAll ? Validators.all(array(given)) : Validators.any(array(given)),
        model.acceptance(),
        model.finder());
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type arguments
  private static Validator<? super Item>[] array(List<Validator<? super Item>> rules) {
    return rules.toArray(new Validator[0]);
  }

  private ModelRule nullable(ModelRule inner) {
    return new ModelRule(
        "nullable(" + inner + ")",
        Rule.<Item>of(inner.rule().nullable()),
        (asked, isNegated) ->
            asked.proposed() == null || inner.acceptance().test(fromNull(asked), isNegated),
        (asked, redaction) ->
            asked.proposed() == null ? List.of() : inner.finder().find(fromNull(asked), redaction));
  }

  private static Asked fromNull(Asked asked) {
    return asked.current() == null ? Asked.first(asked.proposed()) : asked;
  }

  private ModelRule when(ModelRule inner) {
    Predicate<Item> condition = condition();
    Predicate<Asked> isAsked =
        asked -> asked.proposed() == null || condition.test(asked.proposed());
    return new ModelRule(
        "when(" + inner + ")",
        inner.rule().when(condition),
        (asked, isNegated) -> !isAsked.test(asked) || inner.acceptance().test(asked, isNegated),
        (asked, redaction) ->
            isAsked.test(asked) ? inner.finder().find(asked, redaction) : List.of());
  }

  // ------------------------------------------------------------------ texts

  private static ModelRule like(
      ModelRule inner, String text, Rule<Item> rule, UnaryOperator<List<Found>> map) {
    return new ModelRule(
        text + "(" + inner + ")",
        rule,
        inner.acceptance(),
        (asked, redaction) -> map.apply(inner.finder().find(asked, redaction)));
  }

  private static ModelRule likeEach(
      ModelRule inner, String text, Rule<Item> rule, UnaryOperator<Found> map) {
    return like(inner, text, rule, list -> list.stream().map(map).toList());
  }

  private static ModelRule failFast(ModelRule inner) {
    return like(
        inner,
        "failFast",
        inner.rule().failFast(),
        list -> list.subList(0, Math.min(1, list.size())));
  }

  /** A rule that is not named itself: naming it twice has its own property. */
  private ModelRule named(ModelRule inner) {
    if (inner.text().startsWith("named")) {
      return inner;
    }
    String name = "n" + random.nextInt(3);
    return likeEach(inner, "named " + name, inner.rule().named(name), found -> found.named(name));
  }

  private ModelRule withMessage(ModelRule inner) {
    String message = "own message " + random.nextInt(3);
    return like(
        inner,
        "withMessage",
        inner.rule().withMessage(message),
        list ->
            list.stream()
                .limit(1)
                .map(f -> new Found("", f.code(), message, message, f.arguments()))
                .toList());
  }

  private ModelRule withCode(ModelRule inner) {
    String code = "k" + random.nextInt(3);
    return likeEach(inner, "withCode", inner.rule().withCode(code), found -> found.withCode(code));
  }

  private ModelRule mapMessages(ModelRule inner) {
    String text = "mapped " + random.nextInt(3);
    return likeEach(
        inner,
        "mapMessages",
        inner.rule().mapMessages(v -> text),
        found -> found.withMessage(text));
  }

  private ModelRule shown(ModelRule inner) {
    Redaction own = REDACTIONS.get(random.nextInt(REDACTIONS.size()));
    return new ModelRule(
        "shown(" + inner + ")",
        inner.rule().shown(own),
        inner.acceptance(),
        (asked, redaction) -> inner.finder().find(asked, redaction == null ? own : redaction));
  }

  // ------------------------------------------------------------------ parts

  private ModelRule at(int depth) {
    ModelRule inner = next(depth - 1);
    String name = "part" + random.nextInt(3);
    int factor = random.nextInt(1, 4);
    Function<Item, Item> getter =
        item ->
            item.number() == 3
                ? Nulls.<Item>nothing()
                : Item.value(item.number() * factor % Item.COUNT);
    if (random.nextBoolean()) {
      return part(name, inner, getter, Validators.<Item, Item>at(name, getter, inner.rule()));
    }
    ModelRule other = next(depth - 1);
    return part(
        name,
        and(inner, other),
        getter,
        Validators.<Item, Item>at(name, getter, inner.rule(), other.rule()));
  }

  private static @Nullable Item partOf(@Nullable Item whole, Function<Item, Item> getter) {
    return whole == null ? null : getter.apply(whole);
  }

  private static ModelRule part(
      String name, ModelRule inner, Function<Item, Item> getter, Rule<Item> rule) {
    Function<Asked, Asked> partOf =
        asked -> {
          @Nullable Item proposed = partOf(asked.proposed(), getter);
          return asked.isWithoutPast()
              ? Asked.first(proposed)
              : Asked.step(partOf(asked.current(), getter), proposed);
        };
    return new ModelRule(
        "at " + name + "(" + inner + ")",
        rule,
        (asked, isNegated) ->
            asked.proposed() != null && inner.acceptance().test(partOf.apply(asked), isNegated),
        (asked, redaction) ->
            asked.proposed() == null
                ? List.of(Found.NULL)
                : inner.finder().find(partOf.apply(asked), redaction).stream()
                    .map(found -> found.under(name))
                    .toList());
  }

  /** What there is to ask about, each with its part of the path. */
  private interface Parts {
    Map<String, Asked> of(Asked asked);
  }

  private static ModelRule parts(String name, ModelRule inner, Rule<Item> rule, Parts parts) {
    return new ModelRule(
        name + "(" + inner + ")",
        rule,
        (asked, isNegated) ->
            asked.proposed() != null
                && parts.of(asked).values().stream()
                    .allMatch(part -> inner.acceptance().test(part, isNegated)),
        (asked, redaction) -> {
          if (asked.proposed() == null) {
            return List.of(Found.NULL);
          }
          List<Found> all = new ArrayList<>();
          for (Map.Entry<String, Asked> part : parts.of(asked).entrySet()) {
            // a redaction may show several keys alike
            String path = redaction == null ? part.getKey() : redacted(part.getKey(), redaction);
            inner.finder().find(part.getValue(), redaction).stream()
                .map(found -> found.under(path))
                .forEach(all::add);
          }
          return all;
        });
  }

  /** The path with what the redaction makes of the key in it. */
  private static String redacted(String path, Redaction redaction) {
    int start = Math.max(path.indexOf(Item.SECRET), path.indexOf("limit"));
    return start < 0
        ? path
        : path.substring(0, start) + redaction.show(path.substring(start, path.length() - 1)) + "]";
  }

  /** Up to 4 elements, some of them null. */
  private static List<@Nullable Item> listOf(Item item) {
    List<@Nullable Item> elements = new ArrayList<>();
    for (int i = 0; i < item.number(); i++) {
      elements.add(i == 2 ? null : Item.value((item.number() + i) % Item.COUNT));
    }
    return elements;
  }

  private static ModelRule each(ModelRule inner) {
    return parts(
        "each",
        inner,
        Validators.<Item, Iterable<? extends Item>>at(
            "list", item -> Nulls.<Item>list(listOf(item)), Validators.<Item>each(inner.rule())),
        asked -> {
          Map<String, Asked> parts = new LinkedHashMap<>();
          List<@Nullable Item> elements = listOf(Nulls.pass(asked.proposed()));
          for (int i = 0; i < elements.size(); i++) {
            parts.put("list[" + i + "]", Asked.first(elements.get(i)));
          }
          return parts;
        });
  }

  /** Up to 4 entries, with some keys in common and some values null. */
  private static Map<@Nullable Item, @Nullable Item> mapOf(Item item) {
    Map<@Nullable Item, @Nullable Item> map = new LinkedHashMap<>();
    for (int i = 0; i < item.number(); i++) {
      int key = (item.number() + i) % 4;
      map.put(Item.value(key), i == 3 ? null : Item.value((item.number() * 2 + i) % Item.COUNT));
    }
    return map;
  }

  private static ModelRule eachKey(ModelRule inner) {
    return parts(
        "eachKey",
        inner,
        Validators.<Item, Map<? extends Item, ?>>at(
            "map",
            item -> Nulls.<Item, Item>map(mapOf(item)),
            Validators.<Item>eachKey(inner.rule())),
        asked -> {
          Map<String, Asked> parts = new LinkedHashMap<>();
          mapOf(Nulls.pass(asked.proposed()))
              .forEach((key, value) -> parts.put("map.keys[" + key + "]", Asked.first(key)));
          return parts;
        });
  }

  private static Asked entryOf(Asked asked, @Nullable Item key) {
    @Nullable Item proposed = mapOf(Nulls.pass(asked.proposed())).get(key);
    if (asked.isWithoutPast()) {
      return Asked.first(proposed);
    }
    Map<@Nullable Item, @Nullable Item> before = mapOf(Nulls.pass(asked.current()));
    return before.containsKey(key) ? Asked.step(before.get(key), proposed) : Asked.first(proposed);
  }

  private static ModelRule eachValue(ModelRule inner) {
    return parts(
        "eachValue",
        inner,
        Validators.<Item, Map<?, ? extends Item>>at(
            "map",
            item -> Nulls.<Item, Item>map(mapOf(item)),
            Validators.<Item>eachValue(inner.rule())),
        asked -> {
          Map<String, Asked> parts = new LinkedHashMap<>();
          for (@Nullable Item key : mapOf(Nulls.pass(asked.proposed())).keySet()) {
            parts.put("map[" + key + "]", entryOf(asked, key));
          }
          return parts;
        });
  }

  private ModelRule entry(ModelRule inner) {
    Item key = Item.limit(random.nextInt(4)); // what the program says, stays
    ModelRule present =
        parts(
            "entry " + key,
            inner,
            Validators.<Item, Map<? super Item, ? extends Item>>at(
                "map",
                item -> Nulls.<Item, Item>map(mapOf(item)),
                Validators.<Item, Item>entry(key, inner.rule())),
            asked -> Map.of("map[" + key + "]", entryOf(asked, key)));
    Predicate<Asked> isMissing =
        asked -> asked.proposed() != null && !mapOf(asked.proposed()).containsKey(key);
    return new ModelRule(
        present.text(),
        present.rule(),
        (asked, isNegated) -> !isMissing.test(asked) && present.acceptance().test(asked, isNegated),
        (asked, redaction) ->
            isMissing.test(asked)
                ? List.of(new Found(null, "entry", "must ", "", null))
                : present.finder().find(asked, redaction));
  }
}
