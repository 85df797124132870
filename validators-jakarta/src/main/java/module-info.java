/**
 * Constraints of Jakarta Validation as validators of references: {@link
 * org.potamos.validators.jakarta.JakartaValidators}.
 */
module org.potamos.validators.jakarta {
  requires transitive org.potamos.core;
  requires transitive jakarta.validation;
  requires static transitive org.jspecify;

  exports org.potamos.validators.jakarta;
}
