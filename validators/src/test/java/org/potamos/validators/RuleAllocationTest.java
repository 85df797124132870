package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.potamos.validators.Transitions.neverDecreases;
import static org.potamos.validators.Transitions.stateMachine;
import static org.potamos.validators.Validators.all;
import static org.potamos.validators.Validators.any;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.atMost;
import static org.potamos.validators.Validators.entry;
import static org.potamos.validators.Validators.equalTo;
import static org.potamos.validators.Validators.length;
import static org.potamos.validators.Validators.notNegative;
import static org.potamos.validators.Validators.oneOf;
import static org.potamos.validators.Validators.range;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An accepted value allocates nothing in the rules: measured without any help of the compiler,
 * which may or may not have come to them.
 */
class RuleAllocationTest {
  private static final int CALLS = 1_000;
  private static final int ROUNDS = 20;

  private record Account(String owner, Integer balance) {}

  private static final Account ONE = new Account("Ada", 1);
  private static final Account TWO = new Account("Ada", 2);

  /** A rule, and a step that it accepts. */
  private record Case<T>(Rule<T> rule, T current, T proposed) {
    int ask() {
      int found = 0;
      for (int i = 0; i < CALLS; i++) {
        found += rule.check(current, proposed).size();
        found += rule.checkInitial(proposed).size();
      }
      return found;
    }
  }

  static List<String> cases() {
    return List.copyOf(all.keySet());
  }

  private static final Map<String, Case<?>> all = new LinkedHashMap<>();

  private static void add(String name, Rule<Integer> rule) {
    all.put(name, new Case<>(rule, 1, 2));
  }

  static {
    Rule<Integer> small = atMost(9);
    Rule<Integer> good = notNegative();
    Rule<Integer> up = neverDecreases();
    add("range", range(0, 5));
    add("oneOf", oneOf(1, 2, 3));
    add("equalTo", equalTo(2));
    add("step", up);
    add("and", small.and(good));
    add("all", all(small, good, up, small, good));
    add("andThen", small.andThen(up));
    add("or, by the first", small.or(good));
    add("any, by the first", any(small, good, up));
    add("not", small.not().not());
    add("not all", all(small, good.not()).not());
    add("not any", any(small.not(), good.not()).not());
    add("named", small.named("n").withCode("c").mapMessages(v -> "m"));
    add("failFast", small.failFast());
    add("withMessage", small.withMessage("m"));
    add("redacted", small.redacted());
    add("redacted, failFast", small.redacted().failFast());
    add("nullable", Rule.<Integer>of(small.nullable()));
    add("when", small.when(n -> n > 1));
    add("all of it", small.named("n").redacted().failFast().and(up.withMessage("m")).redacted());
    all.put("length", new Case<>(length(0, 5).and(length(1, 4)), "abc", "abcd"));
    all.put(
        "stateMachine",
        new Case<>(stateMachine(Map.of("a", List.of("b"))).startingIn("a", "b"), "a", "b"));
    all.put(
        "at",
        new Case<>(
            at("owner", Account::owner, length(1, 9))
                .and(at("balance", Account::balance, good, up)),
            ONE,
            TWO));
    all.put("entry", new Case<>(entry("k", up), Map.of("k", 1), Map.of("k", 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void check_accepted_allocatesNothing(String name) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeThat(threads.isThreadAllocatedMemorySupported()).isTrue();
    threads.setThreadAllocatedMemoryEnabled(true);
    Case<?> asked = Objects.requireNonNull(all.get(name));
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      int found = asked.ask();
      long after = threads.getCurrentThreadAllocatedBytes();
      assertThat(found).isZero();
      least = Math.min(least, after - before);
    }
    // some bytes for what the virtual machine itself does, but far less than one object per call
    assertThat(least).isLessThan(CALLS);
  }
}
