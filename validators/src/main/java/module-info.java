/**
 * Ready-made validators, transition rules and invariants over several references.
 *
 * <p>The module has no content yet; its name and coordinates are reserved.
 */
module org.potamos.validators {
  requires transitive org.potamos.core;
}
