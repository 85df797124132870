package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.RuleChecks.assertAccepts;
import static org.potamos.validators.RuleChecks.assertRejects;
import static org.potamos.validators.Validators.inTheFuture;
import static org.potamos.validators.Validators.inThePast;
import static org.potamos.validators.Validators.notNegativeDuration;
import static org.potamos.validators.Validators.positiveDuration;
import static org.potamos.validators.Validators.within;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Rules about durations and instants, with a clock that the test sets. */
class TimeRulesTest {
  private static final Instant NOW = Instant.parse("2020-01-01T00:00:00Z");
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
  private static final Duration LEAST = Duration.ofSeconds(Long.MIN_VALUE);

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final InstantSource clock = now::get;

  @Test
  void durations_limits_areDecided() {
    assertAccepts(positiveDuration(), Duration.ofNanos(1), LONGEST);
    assertRejects(positiveDuration(), Duration.ZERO, Duration.ofNanos(-1), LEAST);
    assertAccepts(notNegativeDuration(), Duration.ZERO, Duration.ofNanos(1), LONGEST);
    assertRejects(notNegativeDuration(), Duration.ofNanos(-1), LEAST);
  }

  @Test
  void inThePast_now_isInclusive() {
    assertAccepts(inThePast(clock), Instant.MIN, NOW.minusNanos(1), NOW);
    assertRejects(inThePast(clock), NOW.plusNanos(1), Instant.MAX);
  }

  @Test
  void inTheFuture_now_isInclusive() {
    assertAccepts(inTheFuture(clock), NOW, NOW.plusNanos(1), Instant.MAX);
    assertRejects(inTheFuture(clock), NOW.minusNanos(1), Instant.MIN);
  }

  @Test
  void within_distance_isInclusiveOnBothSides() {
    Rule<Instant> rule = within(Duration.ofSeconds(1), clock);
    assertAccepts(rule, NOW.minusSeconds(1), NOW, NOW.plusSeconds(1));
    assertRejects(rule, NOW.minusSeconds(1).minusNanos(1), NOW.plusSeconds(1).plusNanos(1));
    assertRejects(rule, Instant.MIN, Instant.MAX);
  }

  @Test
  void within_extremes_doNotOverflow() {
    assertAccepts(within(Duration.ZERO, clock), NOW);
    assertRejects(within(Duration.ZERO, clock), NOW.plusNanos(1), NOW.minusNanos(1));
    assertAccepts(within(LONGEST, clock), Instant.MIN, Instant.MAX);
    now.set(Instant.MIN);
    assertAccepts(within(LONGEST, clock), Instant.MAX);
    assertRejects(within(Duration.ofDays(1), clock), Instant.MAX);
    now.set(Instant.MAX);
    assertRejects(within(Duration.ofDays(1), clock), Instant.MIN);
  }

  /** Each time that a rule is asked, the time is what it is then. */
  @Test
  void clock_timePasses_isReadAnew() {
    Rule<Instant> past = inThePast(clock);
    Rule<Instant> future = inTheFuture(clock);
    Rule<Instant> near = within(Duration.ofSeconds(1), clock);
    Instant later = NOW.plusSeconds(10);
    assertRejects(past, later);
    assertRejects(near, later);
    assertAccepts(future, NOW);
    now.set(later);
    assertAccepts(past, later);
    assertAccepts(near, later);
    assertRejects(future, NOW);
  }

  @Test
  void clock_throws_propagates() {
    InstantSource broken =
        () -> {
          throw new IllegalStateException("no clock");
        };
    assertThatThrownBy(() -> inThePast(broken).checkInitial(NOW)).hasMessage("no clock");
    assertThatThrownBy(() -> inTheFuture(broken).checkInitial(NOW)).hasMessage("no clock");
    assertThatThrownBy(() -> within(Duration.ZERO, broken).checkInitial(NOW))
        .hasMessage("no clock");
    assertThat(inThePast(broken)).hasToString("must not lie in the future");
  }
}
