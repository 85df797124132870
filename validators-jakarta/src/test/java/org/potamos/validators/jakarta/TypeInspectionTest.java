package org.potamos.validators.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.UnexpectedTypeException;
import jakarta.validation.Valid;
import jakarta.validation.ValidationException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentMap;

/** What {@link JakartaValidators#forType} finds before there is a value. */
class TypeInspectionTest {
  private static final jakarta.validation.Validator JAKARTA = Providers.HIBERNATE;

  record Good(@NotBlank String name, @Valid @Nullable Good next) {}

  @Test
  void forType_good_checksLikeOf() {
    var validator = JakartaValidators.forType(JAKARTA, Good.class);
    assertThat(validator.check(new Good("", null), new Good("a", null))).isEmpty();
    assertThat(validator.checkInitial(new Good("a", new Good("", null))))
        .extracting(Violation::path)
        .containsExactly("next.name");
  }

  interface Strict {}

  record Grouped(@Size(min = 3, groups = Strict.class) String alias) {}

  @Test
  void forType_groups_areThoseChecked() {
    assertThat(JakartaValidators.forType(JAKARTA, Grouped.class).checkInitial(new Grouped("")))
        .isEmpty();
    assertThat(
            JakartaValidators.forType(JAKARTA, Grouped.class, Strict.class)
                .checkInitial(new Grouped("")))
        .hasSize(1);
  }

  record OnlyClassLevel(@Valid Constraints.Span span) {}

  @Test
  void forType_constraintsOfTheClass_suffice() {
    assertThatCode(() -> JakartaValidators.forType(JAKARTA, Constraints.Span.class))
        .doesNotThrowAnyException();
    assertThatCode(() -> JakartaValidators.forType(JAKARTA, OnlyClassLevel.class))
        .doesNotThrowAnyException();
  }

  record Bare(String name) {}

  @ParameterizedTest
  @ValueSource(classes = {Bare.class, String.class, List.class, int.class, Object.class})
  void forType_withoutConstraints_isRejected(Class<?> type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JakartaValidators.forType(JAKARTA, type))
        .withMessageContaining("no constraints")
        .withMessageContaining("type=" + type.getTypeName());
  }

  sealed interface Shape permits Point, Circle {}

  record Point() implements Shape {}

  record Circle(@Positive int radius) implements Shape {}

  sealed interface Spot permits Point2 {}

  record Point2() implements Spot {}

  @Test
  void forType_sealed_isWhatItPermits() {
    assertThat(JakartaValidators.forType(JAKARTA, Shape.class).checkInitial(new Circle(0)))
        .extracting(Violation::path)
        .containsExactly("radius");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JakartaValidators.forType(JAKARTA, Spot.class));
  }

  record Misfit(@Size(max = 3) Integer number) {}

  sealed interface Misfits permits Fit, BelowRecord {}

  record Fit() implements Misfits {}

  record BelowRecord(@Valid Misfit misfit) implements Misfits {}

  record BelowSealed(@Valid Misfits misfits) {}

  record BelowOptionalOfList(Optional<List<@Valid Misfit>> misfits) {}

  record BelowKey(Map<@Valid Misfit, String> misfits) {}

  record BelowPersistentMap(PersistentMap<String, @Valid Misfit> misfits) {}

  record BelowAnnotatedList(@Valid List<Misfit> misfits) {}

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record BelowArray(@Valid Misfit[] misfits) {}

  record BelowWildcard(List<@Valid ? extends Misfit> misfits) {}

  record BelowTwo(@Valid BelowRecord record, @Valid @Nullable BelowTwo next) {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        Misfit.class,
        BelowRecord.class,
        Misfits.class,
        BelowSealed.class,
        BelowOptionalOfList.class,
        BelowKey.class,
        BelowPersistentMap.class,
        BelowAnnotatedList.class,
        BelowArray.class,
        BelowWildcard.class,
        BelowTwo.class
      })
  void forType_annotationDoesNotFitHereOrBelow_isRejected(Class<?> type) {
    assertThatThrownBy(() -> JakartaValidators.forType(JAKARTA, type))
        .isInstanceOf(UnexpectedTypeException.class)
        .isInstanceOf(ConstraintDeclarationException.class)
        .hasMessageContaining("number");
    assertThatCode(() -> JakartaValidators.of(JAKARTA)).doesNotThrowAnyException();
  }

  record OfAnything<T>(@NotBlank String name, List<@Valid T> list, @Valid T one) {}

  @Test
  void forType_typeOfElementsUnknown_isPassedOver() {
    var validator = JakartaValidators.forType(JAKARTA, OfAnything.class);
    assertThatThrownBy(() ->
            validator.checkInitial(new OfAnything<>("a", List.of(new Misfit(1)), new Misfit(1))))
        .isInstanceOf(UnexpectedTypeException.class);
  }

  record MisfitInOtherGroup(
      @NotBlank String name, @Size(max = 3, groups = Strict.class) Integer number) {}

  @Test
  void forType_annotationDoesNotFit_isSeenUnderItsGroup() {
    assertThatCode(() -> JakartaValidators.forType(JAKARTA, MisfitInOtherGroup.class))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> JakartaValidators.forType(JAKARTA, MisfitInOtherGroup.class, Strict.class))
        .isInstanceOf(UnexpectedTypeException.class);
  }

  record BadExpression(@Pattern(regexp = "(") String text) {}

  @Test
  void forType_badRegularExpression_isRejected() {
    assertThatThrownBy(() -> JakartaValidators.forType(JAKARTA, BadExpression.class))
        .isInstanceOf(ValidationException.class);
  }

  record Broken(@Constraints.Failing String text) {}

  @Test
  void forType_constraintThrowsForNull_isRejectedWithTheCause() {
    assertThatThrownBy(() -> JakartaValidators.forType(JAKARTA, Broken.class))
        .isInstanceOf(ValidationException.class)
        .hasCauseInstanceOf(Constraints.Failure.class);
  }

  @Test
  @SuppressWarnings("NullAway") // null on purpose
  void forType_null_isRejected() {
    assertThatThrownBy(() -> JakartaValidators.forType(null, Good.class))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("validator");
    assertThatThrownBy(() -> JakartaValidators.forType(JAKARTA, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("type");
    assertThatThrownBy(() -> JakartaValidators.forType(JAKARTA, Good.class, (Class<?>[]) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("groups");
    assertThatThrownBy(() -> JakartaValidators.forType(JAKARTA, Good.class, (Class<?>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("group");
  }

  @Test
  void forType_groupIsNoInterface_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JakartaValidators.forType(JAKARTA, Good.class, Good.class))
        .withMessageContaining("group=" + Good.class.getTypeName());
  }
}
