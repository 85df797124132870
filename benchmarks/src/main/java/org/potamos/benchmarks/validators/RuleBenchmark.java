package org.potamos.benchmarks.validators;

import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.notBlank;
import static org.potamos.validators.Validators.notNegative;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.size;

import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/**
 * What do ready-made rules cost beside a predicate written by hand?
 *
 * <p>A score is the time of one check of a valid value, or of one that is rejected.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="validators.RuleBenchmark -prof gc"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class RuleBenchmark extends ValidatorBenchmark {

  /**
   * A value.
   *
   * @param owner must not be blank
   * @param balance must not be negative
   * @param lots each one must be positive
   */
  public record Account(String owner, long balance, List<Integer> lots) {}

  private static final Validator<Account> BY_HAND =
      Validator.of(
          account -> {
            if (account.owner().isBlank() || account.balance() < 0 || account.lots().size() > 10) {
              return false;
            }
            for (int lot : account.lots()) {
              if (lot <= 0) {
                return false;
              }
            }
            return true;
          },
          "must be sound");

  private static final Validator<Account> RULE =
      at("owner", Account::owner, notBlank())
          .and(at("balance", Account::balance, notNegative()))
          .and(at("lots", Account::lots, size(0, 10), each(positive())));

  /** Who checks what. */
  public enum Check {
    /** A predicate, about a valid value. */
    BY_HAND_VALID,
    /** Rules, about a valid value. */
    RULE_VALID,
    /** A predicate, about a value that is wrong in two places. */
    BY_HAND_INVALID,
    /** Rules, about a value that is wrong in two places. */
    RULE_INVALID
  }

  /** Who checks what. */
  @Param public Check rival;

  private Validator<Account> validator;
  private Account account;
  private boolean isValid;

  /** Makes the value. */
  @Setup
  public void makeValue() {
    boolean byHand = rival == Check.BY_HAND_VALID || rival == Check.BY_HAND_INVALID;
    validator = byHand ? BY_HAND : RULE;
    isValid = rival == Check.BY_HAND_VALID || rival == Check.RULE_VALID;
    List<Integer> lots = IntStream.rangeClosed(1, 5).map(i -> i * 1_000).boxed().toList();
    account = new Account("Ada", isValid ? 100_000 : -100_000, isValid ? lots : List.of(1, 0, 2));
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    int expected = isValid ? 0 : rival == Check.RULE_INVALID ? 2 : 1;
    if (violations().size() != expected) {
      throw new AssertionError("violations: expected=" + expected + ", actual=" + violations());
    }
  }

  /**
   * Checks a step from the value to itself.
   *
   * @return what is wrong
   */
  @Benchmark
  public List<Violation> violations() {
    return validator.check(account, account);
  }
}
