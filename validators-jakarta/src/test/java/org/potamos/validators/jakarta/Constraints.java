package org.potamos.validators.jakarta;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Atom;

/** Constraints of the tests' own. */
final class Constraints {
  private Constraints() {}

  /** Of a class: the first number is not above the second. */
  @Constraint(validatedBy = Ordered.Check.class)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Ordered {
    String message() default "must be in order";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks it. */
    final class Check implements ConstraintValidator<Ordered, Span> {
      @Override
      public boolean isValid(@Nullable Span span, ConstraintValidatorContext context) {
        return span == null || span.from() <= span.to();
      }
    }
  }

  @Ordered
  record Span(int from, int to) {}

  /** Composed, and told as one. */
  @NotNull
  @Size(min = 5, max = 5)
  @ReportAsSingleViolation
  @Constraint(validatedBy = {})
  @Retention(RetentionPolicy.RUNTIME)
  @interface ZIPCode {
    String message() default "must be a zip code";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    String[] countries() default {"DE", "FR"};

    int[] lengths() default {5};

    Class<?> reader() default String.class;
  }

  /** Rejects at a path of its own, as long as the value says, below a property. */
  @Constraint(validatedBy = Elsewhere.Check.class)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Elsewhere {
    String message() default "is elsewhere";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks it. */
    final class Check implements ConstraintValidator<Elsewhere, String> {
      @Override
      public boolean isValid(@Nullable String path, ConstraintValidatorContext context) {
        if (path == null) {
          return true;
        }
        context.disableDefaultConstraintViolation();
        context
            .buildConstraintViolationWithTemplate("is elsewhere")
            .addPropertyNode(path)
            .addConstraintViolation();
        return false;
      }
    }
  }

  /** Thrown by {@link Failing}. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure() {
      super("the constraint failed");
    }
  }

  /** Throws for every value. */
  @Constraint(validatedBy = Failing.Check.class)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Failing {
    String message() default "fails";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Throws. */
    final class Check implements ConstraintValidator<Failing, String> {
      @Override
      public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
        throw new Failure();
      }
    }
  }

  /** Changes an atom, which no constraint may. */
  @Constraint(validatedBy = Meddling.Check.class)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Meddling {
    String message() default "meddles";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Counts what it checks. */
    final class Check implements ConstraintValidator<Meddling, String> {
      static final Atom<Integer> CHECKED = Atom.of(0);

      @Override
      public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
        CHECKED.swap(count -> count + 1);
        return true;
      }
    }
  }
}
