package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.RuleChecks.assertAccepts;
import static org.potamos.validators.RuleChecks.assertRejects;
import static org.potamos.validators.RuleChecks.message;
import static org.potamos.validators.Validators.atLeast;
import static org.potamos.validators.Validators.atMost;
import static org.potamos.validators.Validators.finite;
import static org.potamos.validators.Validators.greaterThan;
import static org.potamos.validators.Validators.lessThan;
import static org.potamos.validators.Validators.negative;
import static org.potamos.validators.Validators.notNegative;
import static org.potamos.validators.Validators.notPositive;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.range;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules about numbers of all classes, and about whatever else has an order. */
class NumberRulesTest {

  /** A number of a class that nobody knows, which is not whole. */
  private static final class Fraction extends Number {
    private static final long serialVersionUID = 1L;

    /** What it amounts to. */
    private final double value;

    Fraction(double value) {
      this.value = value;
    }

    @Override
    public int intValue() {
      return (int) value;
    }

    @Override
    public long longValue() {
      return (long) value;
    }

    @Override
    public float floatValue() {
      return (float) value;
    }

    @Override
    public double doubleValue() {
      return value;
    }

    @Override
    public String toString() {
      return "fraction";
    }
  }

  private static LongAdder adder(long value) {
    LongAdder adder = new LongAdder();
    adder.add(value);
    return adder;
  }

  private static DoubleAdder adder(double value) {
    DoubleAdder adder = new DoubleAdder();
    adder.add(value);
    return adder;
  }

  static Stream<Number> above() {
    return Stream.of(
        1,
        Integer.MAX_VALUE,
        1L,
        Long.MAX_VALUE,
        (short) 1,
        (byte) 1,
        BigInteger.ONE,
        BigInteger.TEN.pow(400),
        BigInteger.ONE.shiftLeft(64),
        new BigDecimal("0.1"),
        new BigDecimal("1E-400"),
        new BigDecimal("1E+400"),
        Float.MIN_VALUE,
        0.5f,
        Float.POSITIVE_INFINITY,
        Double.MIN_VALUE,
        0.5,
        Double.POSITIVE_INFINITY,
        new AtomicInteger(1),
        new AtomicLong(1L << 40),
        adder(1L),
        adder(0.5),
        new Fraction(0.25));
  }

  static Stream<Number> below() {
    return Stream.of(
        -1,
        Integer.MIN_VALUE,
        -1L,
        Long.MIN_VALUE,
        (short) -1,
        (byte) -1,
        BigInteger.ONE.negate(),
        BigInteger.TEN.pow(400).negate(),
        BigInteger.ONE.shiftLeft(64).negate(),
        new BigDecimal("-0.1"),
        new BigDecimal("-1E-400"),
        new BigDecimal("-1E+400"),
        -Float.MIN_VALUE,
        -0.5f,
        Float.NEGATIVE_INFINITY,
        -Double.MIN_VALUE,
        -0.5,
        Double.NEGATIVE_INFINITY,
        new AtomicInteger(-1),
        new AtomicLong(-(1L << 40)),
        adder(-1L),
        adder(-0.5),
        new Fraction(-0.25));
  }

  static Stream<Number> zeros() {
    return Stream.of(
        0,
        0L,
        (short) 0,
        (byte) 0,
        BigInteger.ZERO,
        BigDecimal.ZERO,
        new BigDecimal("0E-400"),
        new BigDecimal("0.000"),
        0f,
        -0f,
        0.0,
        -0.0,
        new AtomicInteger(),
        new AtomicLong(),
        adder(0L),
        new Fraction(0),
        new Fraction(-0.0));
  }

  static Stream<Number> notNumbers() {
    return Stream.of(Double.NaN, Float.NaN, adder(Double.NaN), new Fraction(Double.NaN));
  }

  @ParameterizedTest
  @MethodSource("above")
  void sign_above0_isPositive(Number number) {
    assertAccepts(positive(), number);
    assertAccepts(notNegative(), number);
    assertRejects(negative(), number);
    assertRejects(notPositive(), number);
  }

  @ParameterizedTest
  @MethodSource("below")
  void sign_below0_isNegative(Number number) {
    assertRejects(positive(), number);
    assertRejects(notNegative(), number);
    assertAccepts(negative(), number);
    assertAccepts(notPositive(), number);
  }

  @ParameterizedTest
  @MethodSource("zeros")
  void sign_zero_isNeither(Number number) {
    assertRejects(positive(), number);
    assertAccepts(notNegative(), number);
    assertRejects(negative(), number);
    assertAccepts(notPositive(), number);
    assertAccepts(finite(), number);
  }

  @ParameterizedTest
  @MethodSource("notNumbers")
  void sign_notANumber_isRejectedByAll(Number number) {
    assertRejects(positive(), number);
    assertRejects(notNegative(), number);
    assertRejects(negative(), number);
    assertRejects(notPositive(), number);
    assertRejects(finite(), number);
  }

  /** Numbers too large for a double are finite nevertheless. */
  @ParameterizedTest
  @MethodSource({"above", "below"})
  void finite_allButInfinite_areAccepted(Number number) {
    boolean isInfinite =
        (number instanceof Double || number instanceof Float)
            && Double.isInfinite(number.doubleValue());
    assertThat(Validators.<Number>finite().accepts(number)).isEqualTo(!isInfinite);
  }

  @Test
  void finite_infinityOfUnknownClass_isRejected() {
    assertRejects(finite(), new Fraction(Double.POSITIVE_INFINITY));
    assertRejects(finite(), adder(Double.NEGATIVE_INFINITY));
  }

  @Test
  void message_numbers_areShownAsTheyAre() {
    assertThat(message(positive(), Double.NaN)).isEqualTo("must be > 0, but is NaN");
    assertThat(message(positive(), -0.0)).isEqualTo("must be > 0, but is -0.0");
    assertThat(message(positive(), new BigDecimal("-1.50"))).isEqualTo("must be > 0, but is -1.50");
    assertThat(message(range(1.5, 2.5), Double.NaN))
        .isEqualTo("must be from 1.5 to 2.5, but is NaN");
  }

  // ------------------------------------------------------------------ order

  private static <V extends Comparable<? super V>> Arguments ordered(V below, V limit, V above) {
    return Arguments.of(below, limit, above);
  }

  /** A value, one above it and one above that, of every class. */
  static Stream<Arguments> ordered() {
    return Stream.of(
        ordered(1, 2, 3),
        ordered(-1, 0, 1),
        ordered(Integer.MIN_VALUE, 0, Integer.MAX_VALUE),
        ordered(Long.MIN_VALUE, 0L, Long.MAX_VALUE),
        ordered((short) 1, (short) 2, (short) 3),
        ordered(Byte.MIN_VALUE, (byte) 0, Byte.MAX_VALUE),
        ordered(BigInteger.ONE, BigInteger.TWO, BigInteger.TEN),
        ordered(new BigDecimal("0.9"), new BigDecimal("1.00"), new BigDecimal("1.1")),
        ordered(Math.nextDown(1.0), 1.0, Math.nextUp(1.0)),
        ordered(-Double.MIN_VALUE, 0.0, Double.MIN_VALUE),
        ordered(-Double.MIN_VALUE, -0.0, Double.MIN_VALUE),
        ordered(Double.NEGATIVE_INFINITY, 0.0, Double.POSITIVE_INFINITY),
        ordered(Math.nextDown(1f), 1f, Math.nextUp(1f)),
        ordered(-Float.MIN_VALUE, -0f, Float.MIN_VALUE),
        ordered("a", "b", "c"),
        ordered('a', 'b', 'c'),
        ordered(TimeUnit.NANOSECONDS, TimeUnit.SECONDS, TimeUnit.DAYS),
        ordered(Duration.ofNanos(-1), Duration.ZERO, Duration.ofNanos(1)),
        ordered(Instant.MIN, Instant.EPOCH, Instant.MAX),
        ordered(Loud.of(1), Loud.of(2), Loud.of(3)));
  }

  @ParameterizedTest
  @MethodSource("ordered")
  <V extends Comparable<? super V>> void order_limits_areInclusiveOrExclusive(
      V below, V limit, V above) {
    assertRejects(atLeast(limit), below);
    assertAccepts(atLeast(limit), limit, above);
    assertAccepts(atMost(limit), below, limit);
    assertRejects(atMost(limit), above);
    assertRejects(greaterThan(limit), below, limit);
    assertAccepts(greaterThan(limit), above);
    assertAccepts(lessThan(limit), below);
    assertRejects(lessThan(limit), limit, above);
    assertAccepts(range(below, above), below, limit, above);
    assertRejects(range(below, limit), above);
    assertRejects(range(limit, above), below);
    assertAccepts(range(limit, limit), limit);
    assertRejects(range(limit, limit), below, above);
  }

  /** Its comparisons answer the extremes, which cannot be negated or subtracted. */
  private record Loud(int rank) implements Comparable<Loud> {
    static Loud of(int rank) {
      return new Loud(rank);
    }

    @Override
    public int compareTo(Loud other) {
      return rank == other.rank ? 0 : rank < other.rank ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }
  }

  @Test
  void order_minusZero_isZero() {
    assertAccepts(range(0.0, 1.0), -0.0, 0.0);
    assertAccepts(range(-1.0, -0.0), 0.0, -0.0);
    assertAccepts(range(0.0, -0.0), 0.0, -0.0);
    assertAccepts(atLeast(0.0), -0.0);
    assertAccepts(atMost(-0.0), 0.0);
    assertRejects(greaterThan(-0.0), 0.0);
    assertRejects(lessThan(0.0), -0.0);
    assertAccepts(atLeast(0f), -0f);
    assertAccepts(atMost(-0f), 0f);
    assertRejects(greaterThan(-0f), 0f);
    assertRejects(lessThan(0f), -0f);
  }

  @Test
  void order_notANumber_isNeverAccepted() {
    double inf = Double.POSITIVE_INFINITY;
    assertRejects(range(-inf, inf), Double.NaN);
    assertRejects(atLeast(-inf), Double.NaN);
    assertRejects(atMost(inf), Double.NaN);
    assertRejects(greaterThan(-inf), Double.NaN);
    assertRejects(lessThan(inf), Double.NaN);
    float infinite = Float.POSITIVE_INFINITY;
    assertRejects(range(-infinite, infinite), Float.NaN);
    assertRejects(atLeast(-infinite), Float.NaN);
    assertRejects(atMost(infinite), Float.NaN);
    assertRejects(greaterThan(-infinite), Float.NaN);
    assertRejects(lessThan(infinite), Float.NaN);
  }

  /** By {@code compareTo}, not by {@code equals}. */
  @Test
  void order_scaleOfDecimals_isNoMatter() {
    assertAccepts(range(new BigDecimal("1.0"), new BigDecimal("1.00")), new BigDecimal("1.000"));
    assertRejects(greaterThan(new BigDecimal("1.0")), new BigDecimal("1.00"));
  }

  /** Text that says NaN is text. */
  @Test
  void order_textNaN_hasAnOrder() {
    assertAccepts(atLeast("NaN"), "NaN");
  }

  @Test
  void order_dates_compareWithTheirLikes() {
    Rule<LocalDate> rule = range(LocalDate.of(2020, 1, 1), LocalDate.of(2020, 12, 31));
    assertAccepts(rule, LocalDate.of(2020, 12, 31));
    assertThat(message(rule, LocalDate.of(2021, 1, 1)))
        .isEqualTo("must be from 2020-01-01 to 2020-12-31, but is 2021-01-01");
  }

  @Test
  void order_compareToThrows_propagates() {
    record Bad(int rank) implements Comparable<Bad> {
      @Override
      public int compareTo(Bad other) {
        if (rank != other.rank) {
          throw new IllegalStateException("no order");
        }
        return 0;
      }
    }

    assertThatThrownBy(() -> atLeast(new Bad(1)).checkInitial(new Bad(2)))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("no order");
  }

  /** Nothing is between a number and NaN, whichever of the limits it is. */
  @Test
  void range_limitThatIsNoNumber_isRejected() {
    assertThatThrownBy(() -> Validators.range(1.0, Double.NaN))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> Validators.range(Double.NaN, 1.0))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
