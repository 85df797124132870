/**
 * Ready-made validators, transition rules, invariants over several references, and proofs that
 * values are immutable.
 */
module org.potamos.validators {
  requires transitive org.potamos.core;
  requires transitive org.potamos.refs;
  requires static transitive org.jspecify;

  exports org.potamos.validators;
}
