package org.potamos.validators;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Validator;

/**
 * Ready-made {@linkplain Rule rules} about values, to be imported statically and put together.
 *
 * {@snippet class="org.potamos.validators.ValidatorSnippets" region="account"}
 *
 * <p>Rules about steps are in {@link Transitions}, those across several refs in {@link Invariant},
 * the proof that a value cannot change in {@link Immutability}. For everything else: {@link #that}.
 *
 * <p>All of them reject null unless they say otherwise, and all of them reject bad arguments at
 * once: null with {@link NullPointerException}, limits that are upside down, empty alternatives and
 * the like with {@link IllegalArgumentException}. The code of each is its name.
 */
public final class Validators {
  private Validators() {}

  // ------------------------------------------------------------------ any object

  /**
   * Accepts all but null.
   *
   * @param <T> the type of the values checked
   * @return the rule
   */
  public static <T> Rule<T> notNull() {
    return Leaf.<T>of("notNull", "not be null", value -> true);
  }

  /**
   * Accepts null only: for alternatives and negations.
   *
   * @param <T> the type of the values checked
   * @return the rule
   */
  public static <T extends @Nullable Object> Rule<T> isNull() {
    return Leaf.<T>of("isNull", "be null", Objects::isNull).takingNull();
  }

  /**
   * Accepts what a predicate accepts.
   *
   * @param rule is not asked about null, which is rejected
   * @param message goes on from "must", as in {@code "be a multiple of the lot size"}
   * @param <T> the type of the values checked
   * @return the rule, with the code {@code "that"}; give it another one by {@link Rule#withCode}
   */
  public static <T> Rule<T> that(Predicate<? super T> rule, String message) {
    Objects.requireNonNull(rule, "rule");
    return Leaf.of("that", Rule.requireText("message", message), rule);
  }

  /**
   * Accepts what equals a value.
   *
   * @param expected the value, which may be null
   * @param <T> the type of the values checked
   * @return the rule
   */
  public static <T extends @Nullable Object> Rule<T> equalTo(T expected) {
    Leaf<T> rule =
        Leaf.of(
            "equalTo",
            "be " + Texts.shown(expected),
            value -> Objects.equals(value, expected),
            expected);
    return expected == null ? rule.takingNull() : rule;
  }

  /**
   * Accepts what equals one of some values.
   *
   * @param values at least one; none is null
   * @param <T> the type of the values checked
   * @return the rule
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <T> Rule<T> oneOf(T... values) {
    return oneOf(Arrays.asList(values));
  }

  /**
   * Accepts what equals one of some values.
   *
   * @param values at least one; none is null. They are copied
   * @param <T> the type of the values checked
   * @return the rule
   */
  public static <T> Rule<T> oneOf(Collection<? extends T> values) {
    Set<T> allowed = Set.copyOf(new HashSet<>(requireSome("oneOf", values)));
    String shown = Texts.shown(List.copyOf(values));
    return Leaf.of("oneOf", "be one of " + shown, allowed::contains, values.toArray());
  }

  /**
   * Accepts instances of a class.
   *
   * @param type the class or interface
   * @param <T> the type of the values checked
   * @return the rule
   */
  public static <T> Rule<T> instanceOf(Class<?> type) {
    Objects.requireNonNull(type, "type");
    return Leaf.<T>of("instanceOf", "be a " + type.getName(), type::isInstance, type)
        .finding("is a", Object::getClass);
  }

  /**
   * Accepts values that are proved to be deeply immutable, by {@link Immutability#strict()}. Use
   * {@link Immutability#validator} of another checker to declare types of your own.
   *
   * @param <T> the type of the values checked
   * @return the rule, which accepts null; its codes are {@code "mutable"} and {@code "unknown"}
   */
  public static <T extends @Nullable Object> Rule<T> deeplyImmutable() {
    return new DeeplyImmutable<>(Immutability.strict());
  }

  // ------------------------------------------------------------------ numbers, and what has an
  // order

  /**
   * Accepts numbers above 0. NaN is rejected.
   *
   * @param <N> the type of the numbers
   * @return the rule
   */
  public static <N extends Number> Rule<N> positive() {
    return Leaf.of("positive", "be > 0", value -> Order.hasSign(value, false, 1));
  }

  /**
   * Accepts 0 and numbers above it. NaN is rejected.
   *
   * @param <N> the type of the numbers
   * @return the rule
   */
  public static <N extends Number> Rule<N> notNegative() {
    return Leaf.of("notNegative", "be >= 0", value -> Order.hasSign(value, true, 1));
  }

  /**
   * Accepts numbers below 0. NaN is rejected.
   *
   * @param <N> the type of the numbers
   * @return the rule
   */
  public static <N extends Number> Rule<N> negative() {
    return Leaf.of("negative", "be < 0", value -> Order.hasSign(value, false, -1));
  }

  /**
   * Accepts 0 and numbers below it. NaN is rejected.
   *
   * @param <N> the type of the numbers
   * @return the rule
   */
  public static <N extends Number> Rule<N> notPositive() {
    return Leaf.of("notPositive", "be <= 0", value -> Order.hasSign(value, true, -1));
  }

  /**
   * Accepts numbers that are neither infinite nor NaN.
   *
   * @param <N> the type of the numbers
   * @return the rule
   */
  public static <N extends Number> Rule<N> finite() {
    return Leaf.of("finite", "be a finite number", Order::isFinite);
  }

  /**
   * Accepts values from one to another: numbers, durations, instants, text, whatever has an order.
   * NaN is rejected, and -0.0 is 0.0.
   *
   * @param least the smallest value accepted
   * @param most the greatest value accepted
   * @param <V> the type of the values checked
   * @return the rule
   */
  public static <V extends Comparable<? super V>> Rule<V> range(V least, V most) {
    requireLimit("range", least);
    requireLimit("range", most);
    if (Order.compare(least, most) > 0) {
      throw upsideDown("range", least, most);
    }
    return Leaf.of(
        "range",
        "be from " + Texts.shown(least) + " to " + Texts.shown(most),
        value -> Order.isAtLeast(value, least) && Order.isAtLeast(most, value),
        least,
        most);
  }

  /**
   * Accepts a value and those above it. NaN is rejected.
   *
   * @param least the smallest value accepted
   * @param <V> the type of the values checked
   * @return the rule
   */
  public static <V extends Comparable<? super V>> Rule<V> atLeast(V least) {
    requireLimit("atLeast", least);
    return Leaf.of(
        "atLeast", "be >= " + Texts.shown(least), value -> Order.isAtLeast(value, least), least);
  }

  /**
   * Accepts a value and those below it. NaN is rejected.
   *
   * @param most the greatest value accepted
   * @param <V> the type of the values checked
   * @return the rule
   */
  public static <V extends Comparable<? super V>> Rule<V> atMost(V most) {
    requireLimit("atMost", most);
    return Leaf.of(
        "atMost", "be <= " + Texts.shown(most), value -> Order.isAtLeast(most, value), most);
  }

  /**
   * Accepts values above another one. NaN is rejected.
   *
   * @param limit the greatest value that is not accepted
   * @param <V> the type of the values checked
   * @return the rule
   */
  public static <V extends Comparable<? super V>> Rule<V> greaterThan(V limit) {
    requireLimit("greaterThan", limit);
    return Leaf.of(
        "greaterThan", "be > " + Texts.shown(limit), value -> Order.isAbove(value, limit), limit);
  }

  /**
   * Accepts values below another one. NaN is rejected.
   *
   * @param limit the smallest value that is not accepted
   * @param <V> the type of the values checked
   * @return the rule
   */
  public static <V extends Comparable<? super V>> Rule<V> lessThan(V limit) {
    requireLimit("lessThan", limit);
    return Leaf.of(
        "lessThan", "be < " + Texts.shown(limit), value -> Order.isAbove(limit, value), limit);
  }

  // ------------------------------------------------------------------ text

  /**
   * Accepts text with at least one character that is no white space.
   *
   * @param <S> the type of the text
   * @return the rule
   */
  public static <S extends CharSequence> Rule<S> notBlank() {
    return Leaf.<S>of("notBlank", "not be blank", text -> !text.toString().isBlank());
  }

  /**
   * Accepts text of some length, counted in {@code char}s.
   *
   * @param least the smallest length, 0 or more
   * @param most the greatest length
   * @param <S> the type of the text
   * @return the rule
   */
  public static <S extends CharSequence> Rule<S> length(int least, int most) {
    requireCount("length", least, most);
    return Leaf.<S>of(
            "length",
            "have " + count(least, most) + " characters",
            text -> text.length() >= least && text.length() <= most,
            least,
            most)
        .finding("has", CharSequence::length);
  }

  /**
   * Accepts text that matches a pattern as a whole. Mind patterns that take exponential time.
   *
   * @param pattern a regular expression
   * @param <S> the type of the text
   * @return the rule
   * @throws java.util.regex.PatternSyntaxException if it is none
   */
  public static <S extends CharSequence> Rule<S> matches(String pattern) {
    return matches(Pattern.compile(Objects.requireNonNull(pattern, "pattern")));
  }

  /**
   * Accepts text that matches a pattern as a whole. Mind patterns that take exponential time.
   *
   * @param pattern the regular expression
   * @param <S> the type of the text
   * @return the rule
   */
  public static <S extends CharSequence> Rule<S> matches(Pattern pattern) {
    Objects.requireNonNull(pattern, "pattern");
    return Leaf.of(
        "matches",
        "match " + Phrases.bounded(pattern.toString()),
        text -> pattern.matcher(text).matches(),
        pattern.toString());
  }

  /**
   * Accepts text that begins in some way.
   *
   * @param prefix how
   * @param <S> the type of the text
   * @return the rule
   */
  public static <S extends CharSequence> Rule<S> startsWith(String prefix) {
    Objects.requireNonNull(prefix, "prefix");
    return Leaf.of(
        "startsWith",
        "start with " + Texts.shown(prefix),
        text -> text.toString().startsWith(prefix),
        prefix);
  }

  /**
   * Accepts text that ends in some way.
   *
   * @param suffix how
   * @param <S> the type of the text
   * @return the rule
   */
  public static <S extends CharSequence> Rule<S> endsWith(String suffix) {
    Objects.requireNonNull(suffix, "suffix");
    return Leaf.of(
        "endsWith",
        "end with " + Texts.shown(suffix),
        text -> text.toString().endsWith(suffix),
        suffix);
  }

  // ------------------------------------------------------------------ collections

  /**
   * Accepts collections with at least one element.
   *
   * @return the rule
   */
  public static Rule<Collection<?>> notEmpty() {
    return Leaf.<Collection<?>>of("notEmpty", "not be empty", elements -> !elements.isEmpty())
        .findingNothing();
  }

  /**
   * Accepts collections with some number of elements.
   *
   * @param least the smallest number, 0 or more
   * @param most the greatest number
   * @return the rule
   */
  public static Rule<Collection<?>> size(int least, int most) {
    requireCount("size", least, most);
    return Leaf.<Collection<?>>of(
            "size",
            "have " + count(least, most) + " elements",
            elements -> elements.size() >= least && elements.size() <= most,
            least,
            most)
        .finding("has", Collection::size);
  }

  /**
   * Accepts collections with no null in them.
   *
   * @return the rule
   */
  public static Rule<Collection<?>> noNulls() {
    return Leaf.<Collection<?>>of("noNulls", "have no null in it", Elements::hasNoNull)
        .findingNothing();
  }

  /**
   * Accepts collections that contain a value.
   *
   * @param element the value
   * @return the rule
   */
  public static Rule<Collection<?>> contains(Object element) {
    Objects.requireNonNull(element, "element");
    return Leaf.<Collection<?>>of(
            "contains",
            "contain " + Texts.shown(element),
            elements -> Elements.contains(elements, element),
            element)
        .findingNothing();
  }

  /**
   * Accepts collections with no element outside of a set.
   *
   * @param allowed the set; it is copied
   * @return the rule, which shows the first other element
   */
  public static Rule<Collection<?>> subsetOf(Collection<?> allowed) {
    Set<Object> copy = Set.copyOf(new HashSet<>(allowed));
    return Leaf.<Collection<?>>of(
            "subsetOf",
            "contain nothing but " + Texts.shown(List.copyOf(allowed)),
            elements -> Elements.areAllIn(elements, copy),
            allowed.toArray())
        .finding("contains", elements -> Elements.firstNotIn(elements, copy));
  }

  /**
   * Accepts collections without equal elements.
   *
   * @return the rule, which shows the first element that occurs again
   */
  public static Rule<Collection<?>> unique() {
    return Leaf.<Collection<?>>of(
            "unique",
            "have no element twice",
            elements -> elements instanceof Set || Elements.firstTwice(elements, e -> e).isEmpty())
        .finding("has twice", elements -> Elements.firstTwice(elements, e -> e).getFirst());
  }

  /**
   * Accepts collections whose elements differ in what a function makes of them.
   *
   * @param key as in {@code Order::id}; not asked about null elements, which count as keys of null
   * @param <E> the type of the elements
   * @return the rule, which shows the first key that occurs again
   */
  public static <E extends @Nullable Object> Rule<Collection<? extends E>> uniqueBy(
      Function<? super E, ? extends @Nullable Object> key) {
    Objects.requireNonNull(key, "key");
    return Leaf.<Collection<? extends E>>of(
            "uniqueBy",
            "have no two elements with the same key",
            elements -> Elements.<E>firstTwice(elements, key).isEmpty())
        .finding("has twice", elements -> Elements.<E>firstTwice(elements, key).getFirst());
  }

  /**
   * Accepts collections in their natural order, equal elements side by side included. Null elements
   * are not allowed in them.
   *
   * @param <E> the type of the elements
   * @return the rule
   */
  public static <E extends Comparable<? super E>> Rule<Collection<? extends E>> sorted() {
    return Leaf.<Collection<? extends E>>of(
            "sorted",
            "be in ascending order",
            elements -> Elements.hasNoNull(elements) && Order.<E>isSorted(elements, Order::compare))
        .findingNothing();
  }

  /**
   * Accepts collections in some order, elements of the same rank side by side included.
   *
   * @param order which
   * @param <E> the type of the elements
   * @return the rule
   */
  public static <E extends @Nullable Object> Rule<Collection<? extends E>> sortedBy(
      Comparator<? super E> order) {
    Objects.requireNonNull(order, "order");
    return Leaf.<Collection<? extends E>>of(
            "sortedBy",
            "be in the order that is required",
            elements -> Order.<E>isSorted(elements, order))
        .findingNothing();
  }

  /**
   * Accepts maps with some number of entries.
   *
   * @param least the smallest number, 0 or more
   * @param most the greatest number
   * @return the rule
   */
  public static Rule<Map<?, ?>> entryCount(int least, int most) {
    requireCount("entryCount", least, most);
    return Leaf.<Map<?, ?>>of(
            "entryCount",
            "have " + count(least, most) + " entries",
            map -> map.size() >= least && map.size() <= most,
            least,
            most)
        .finding("has", Map::size);
  }

  // ------------------------------------------------------------------ times

  /**
   * Accepts durations of more than no time.
   *
   * @return the rule
   */
  public static Rule<Duration> positiveDuration() {
    return Leaf.of("positiveDuration", "be longer than no time", Duration::isPositive);
  }

  /**
   * Accepts durations of no time or more.
   *
   * @return the rule
   */
  public static Rule<Duration> notNegativeDuration() {
    return Leaf.of("notNegativeDuration", "not be negative", span -> !span.isNegative());
  }

  /**
   * Accepts instants up to now.
   *
   * @param clock tells what now is, each time that the rule is asked
   * @return the rule
   */
  public static Rule<Instant> inThePast(InstantSource clock) {
    Objects.requireNonNull(clock, "clock");
    return Leaf.of("inThePast", "not lie in the future", time -> !time.isAfter(clock.instant()));
  }

  /**
   * Accepts instants from now on.
   *
   * @param clock tells what now is, each time that the rule is asked
   * @return the rule
   */
  public static Rule<Instant> inTheFuture(InstantSource clock) {
    Objects.requireNonNull(clock, "clock");
    return Leaf.of("inTheFuture", "not lie in the past", time -> !time.isBefore(clock.instant()));
  }

  /**
   * Accepts instants that lie near now, before or after it: for clocks that should agree.
   *
   * @param distance the greatest distance accepted, not negative
   * @param clock tells what now is, each time that the rule is asked
   * @return the rule
   */
  public static Rule<Instant> within(Duration distance, InstantSource clock) {
    Objects.requireNonNull(clock, "clock");
    if (distance.isNegative()) {
      throw new IllegalArgumentException(
          "within rejected: distance=" + distance + " is negative; give the distance itself");
    }
    return Leaf.of(
        "within",
        "lie within " + distance + " of now",
        time -> Duration.between(time, clock.instant()).abs().compareTo(distance) <= 0,
        distance);
  }

  // ------------------------------------------------------------------ optionals

  /**
   * Accepts optionals that hold something.
   *
   * @return the rule
   */
  public static Rule<Optional<?>> present() {
    return Leaf.<Optional<?>>of("present", "be present", Optional::isPresent).findingNothing();
  }

  /**
   * Accepts optionals that hold something that a rule accepts.
   *
   * @param rule is asked about it
   * @param <E> the type of what they hold
   * @return the rule
   */
  public static <E> Rule<Optional<? extends E>> present(Validator<? super E> rule) {
    return new IfPresent<>(Rule.<E>of(rule), true);
  }

  /**
   * Accepts optionals that are empty, or hold something that a rule accepts.
   *
   * @param rule is asked about it
   * @param <E> the type of what they hold
   * @return the rule
   */
  public static <E> Rule<Optional<? extends E>> ifPresent(Validator<? super E> rule) {
    return new IfPresent<>(Rule.<E>of(rule), false);
  }

  // ------------------------------------------------------------------ navigation

  /**
   * Asks rules about a part of a value: a component of a record, or whatever a function answers. A
   * rule about steps is asked about the step of that part.
   *
   * {@snippet class="org.potamos.validators.ValidatorSnippets" region="account"}
   *
   * @param name stands for the part in paths, as in {@code "balance"}
   * @param getter takes the part out of a value, and is not asked about null. The part may be null:
   *     rules reject that unless they are {@link #nullable}; other validators are handed it
   * @param rules at least one; all of them are asked about the part
   * @param <T> the type of the values checked
   * @param <V> the type of the part
   * @return the rule
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <T extends @Nullable Object, V> Rule<T> at(
      String name,
      Function<? super T, ? extends @Nullable V> getter,
      Validator<? super V>... rules) {
    return new At<>(
        Rule.requireText("name", name),
        Objects.requireNonNull(getter, "getter"),
        rules.length == 1 ? Rule.<V>of(rules[0]) : new AllOf<>(rulesOf("at", rules)));
  }

  /**
   * Asks a rule about each element, in the order of the collection. Paths have its index, as in
   * {@code "lines[3].price"}. Elements have no predecessors: a rule about steps accepts them.
   *
   * @param rule is asked about each element
   * @param <E> the type of the elements
   * @return the rule
   */
  public static <E extends @Nullable Object> Rule<Iterable<? extends E>> each(
      Validator<? super E> rule) {
    return new Each<>(Rule.<E>of(rule));
  }

  /**
   * Asks a rule about each key of a map. Paths look like {@code "keys[EUR]"}.
   *
   * @param rule is asked about each key
   * @param <K> the type of the keys
   * @return the rule
   */
  public static <K extends @Nullable Object> Rule<Map<? extends K, ?>> eachKey(
      Validator<? super K> rule) {
    return new EachEntry<K, @Nullable Object>(Rule.<K>of(rule), null);
  }

  /**
   * Asks a rule about each value of a map. Paths look like {@code "prices[EUR]"}. A rule about
   * steps is asked about the step from what the map has had for the same key.
   *
   * @param rule is asked about each value
   * @param <V> the type of the values in the maps
   * @return the rule
   */
  public static <V extends @Nullable Object> Rule<Map<?, ? extends V>> eachValue(
      Validator<? super V> rule) {
    return new EachEntry<@Nullable Object, V>(null, Rule.<V>of(rule));
  }

  /**
   * Asks a rule about what a map has for a key. A map without that key is rejected. A rule about
   * steps is asked about the step from what the map has had for it.
   *
   * @param key the key
   * @param rule is asked about the value
   * @param <K> the type of the key
   * @param <V> the type of the value
   * @return the rule
   */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      Rule<Map<? super K, ? extends V>> entry(K key, Validator<? super V> rule) {
    return new Entry<>(key, Rule.<V>of(rule));
  }

  // ------------------------------------------------------------------ several rules

  /**
   * Asks several rules, and answers the violations of all.
   *
   * @param rules at least one
   * @param <T> the type of the values checked
   * @return accepts what all of them accept
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <T extends @Nullable Object> Rule<T> all(Validator<? super T>... rules) {
    return new AllOf<>(rulesOf("all", rules));
  }

  /**
   * Asks several rules, one after the other until one accepts.
   *
   * @param rules at least one
   * @param <T> the type of the values checked
   * @return accepts what at least one of them accepts; else answers one violation with the code
   *     {@code "anyOf"}
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <T extends @Nullable Object> Rule<T> any(Validator<? super T>... rules) {
    return new AnyOf<>(rulesOf("any", rules));
  }

  /**
   * The opposite of a rule: {@link Rule#not()}, for a static import.
   *
   * @param rule which
   * @param <T> the type of the values checked
   * @return accepts what the rule rejects
   */
  public static <T extends @Nullable Object> Rule<T> not(Validator<? super T> rule) {
    return Rule.<T>of(rule).not();
  }

  /**
   * Accepts null, and what a rule accepts: {@link Rule#nullable()}, for a static import.
   *
   * @param rule which
   * @param <T> the type of the values checked
   * @return the rule for values that may be null
   */
  public static <T extends @Nullable Object> Rule<@Nullable T> nullable(Validator<? super T> rule) {
    return Rule.<T>of(rule).nullable();
  }

  /**
   * Asks a rule about some values only: {@link Rule#when}, for a static import.
   *
   * @param condition tells of a proposed value whether the rule is asked
   * @param rule which
   * @param <T> the type of the values checked
   * @return accepts what the condition does not concern
   */
  public static <T extends @Nullable Object> Rule<T> when(
      Predicate<? super T> condition, Validator<? super T> rule) {
    return Rule.<T>of(rule).when(condition);
  }

  // ------------------------------------------------------------------ arguments

  private static <T extends @Nullable Object> List<Rule<T>> rulesOf(
      String factory, Validator<? super T>[] rules) {
    return requireSome(factory, Arrays.asList(rules)).stream()
        .map(rule -> Rule.<T>of(rule))
        .toList();
  }

  private static <C extends Collection<?>> C requireSome(String factory, C given) {
    if (given.isEmpty()) {
      throw new IllegalArgumentException(
          factory + " rejected: there is nothing to choose from; give at least one");
    }
    return given;
  }

  private static void requireLimit(String factory, Object limit) {
    if (!Order.isComparable(Objects.requireNonNull(limit, "limit"))) {
      throw new IllegalArgumentException(
          factory + " rejected: limit=NaN; nothing is above or below it, give a number");
    }
  }

  private static void requireCount(String factory, int least, int most) {
    if (least < 0) {
      throw new IllegalArgumentException(
          factory + " rejected: least=" + least + " is negative; give 0 or more");
    }
    if (least > most) {
      throw upsideDown(factory, least, most);
    }
  }

  private static IllegalArgumentException upsideDown(String factory, Object least, Object most) {
    return new IllegalArgumentException(
        factory
            + " rejected: least="
            + Texts.shown(least)
            + " is above most="
            + Texts.shown(most)
            + "; give the smaller one first");
  }

  private static String count(int least, int most) {
    if (least == most) {
      return "exactly " + least;
    }
    return most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
  }
}
