package org.potamos.validators.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import jakarta.validation.MessageInterpolator;
import jakarta.validation.Validation;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Past;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.constraints.ISBN;
import org.hibernate.validator.constraints.URL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.potamos.core.Violation;

/** Code, message and arguments of one violation. */
class TranslationTest {

  private static List<Violation> violations(Object value) {
    return JakartaValidators.of(Providers.HIBERNATE).checkInitial(value);
  }

  private static void assertViolation(
      Object value, String path, String code, String message, Object... arguments) {
    assertThat(violations(value))
        .containsExactly(new Violation(path, code, message, List.of(arguments)));
  }

  @ParameterizedTest
  @CsvSource({
    "NotNull, notNull",
    "Size, size",
    "DecimalMin, decimalMin",
    "URL, url",
    "ISBN, isbn",
    "UUID, uuid",
    "URLList, urlList",
    "ZIPCode, zipCode",
    "URL2, url2",
    "X, x",
    "XOffset, xOffset",
    "already, already",
    "_Odd, _Odd",
  })
  void code_ofAName_isLowerCamelCase(String name, String code) {
    assertThat(Translation.code(name)).isEqualTo(code);
  }

  record WithNull(@NotNull Object value) {
    @SuppressWarnings("NullAway") // what the constraint is for
    static WithNull missing() {
      return new WithNull(null);
    }
  }

  @Test
  void notNull_hasNoArguments() {
    assertViolation(WithNull.missing(), "value", "notNull", "must not be null");
  }

  record WithSize(@Size(min = 2, max = 5) String value) {}

  @Test
  void size_arguments_areMaxAndMin() {
    assertViolation(new WithSize("a"), "value", "size", "size must be between 2 and 5", 5, 2);
  }

  record WithMax(
      @Max(
              value = 7,
              groups = {})
          long value) {}

  @Test
  void max_argument_isTheValue() {
    assertViolation(new WithMax(8), "value", "max", "must be less than or equal to 7", 7L);
  }

  record WithDecimal(@DecimalMin(value = "0.5", inclusive = false) BigDecimal value) {}

  @Test
  void decimalMin_arguments_areInclusiveAndValue() {
    assertViolation(
        new WithDecimal(BigDecimal.ZERO),
        "value",
        "decimalMin",
        "must be greater than 0.5",
        false,
        "0.5");
  }

  record WithDigits(@Digits(integer = 3, fraction = 2) BigDecimal value) {}

  @Test
  void digits_arguments_areFractionAndInteger() {
    assertViolation(
        new WithDigits(new BigDecimal("1000")),
        "value",
        "digits",
        "numeric value out of bounds (<3 digits>.<2 digits> expected)",
        2,
        3);
  }

  record WithPattern(
      @Pattern(
              regexp = "[a-z]+",
              flags = {Pattern.Flag.COMMENTS, Pattern.Flag.DOTALL})
          String value) {}

  @Test
  void pattern_arguments_areFlagsAsAListAndRegexp() {
    assertViolation(
        new WithPattern("1"),
        "value",
        "pattern",
        "must match \"[a-z]+\"",
        List.of(Pattern.Flag.COMMENTS, Pattern.Flag.DOTALL),
        "[a-z]+");
  }

  record WithPast(@Past LocalDate value) {}

  @Test
  void past_hasNoArguments() {
    assertViolation(new WithPast(LocalDate.MAX), "value", "past", "must be a past date");
  }

  record WithAcronyms(@URL String address, @ISBN String book) {}

  @Test
  void constraintsOfTheProvider_areTranslatedToo() {
    assertThat(violations(new WithAcronyms("no address", "no number")))
        .extracting(Violation::code)
        .containsExactly("url", "isbn");
  }

  record WithOwnMessage(
      @Size(max = 3, message = "{max} letters at most, not ${validatedValue}") String value) {}

  @Test
  void message_ofItsOwn_isInterpolated() {
    assertViolation(
        new WithOwnMessage("four"), "value", "size", "3 letters at most, not four", 3, 0);
  }

  record WithComposed(@Constraints.ZIPCode String value) {}

  @Test
  void composedConstraint_toldAsOne_hasItsOwnAttributes() {
    assertViolation(
        new WithComposed("1"),
        "value",
        "zipCode",
        "must be a zip code",
        List.of("DE", "FR"),
        List.of(5),
        String.class);
  }

  record WithRepeated(@Size(min = 3) @Size(max = 0) String value) {}

  @Test
  void repeatedConstraint_isToldEachTime() {
    assertThat(violations(new WithRepeated("a")))
        .extracting(Violation::code, Violation::arguments)
        .containsExactly(
            tuple("size", List.of(0, 0)), tuple("size", List.of(Integer.MAX_VALUE, 3)));
  }

  @Test
  void classConstraint_hasTheEmptyPath() {
    assertViolation(new Constraints.Span(2, 1), "", "ordered", "must be in order");
  }

  @Test
  void interpolator_answersNull_messageIsTheTemplate() {
    try (var factory =
        Validation.byProvider(HibernateValidator.class)
            .configure()
            .messageInterpolator(new Speechless())
            .buildValidatorFactory()) {
      assertThat(JakartaValidators.of(factory.getValidator()).checkInitial(WithNull.missing()))
          .extracting(Violation::message)
          .containsExactly("{jakarta.validation.constraints.NotNull.message}");
    }
  }

  /** Has no word for anything. */
  private static final class Speechless implements MessageInterpolator {
    @Override
    public @Nullable String interpolate(String template, Context context) {
      return null;
    }

    @Override
    public @Nullable String interpolate(String template, Context context, Locale locale) {
      return null;
    }
  }
}
