package org.potamos.validators.jakarta;

import jakarta.validation.Validation;
import java.util.Locale;
import org.hibernate.validator.HibernateValidator;

/** The provider that the tests ask. */
final class Providers {
  /**
   * One for all tests: validators are safe for use by several threads. Its messages are English.
   */
  static final jakarta.validation.Validator HIBERNATE =
      Validation.byProvider(HibernateValidator.class)
          .configure()
          .defaultLocale(Locale.ENGLISH)
          .buildValidatorFactory()
          .getValidator();

  private Providers() {}
}
