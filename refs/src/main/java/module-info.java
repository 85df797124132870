/**
 * Coordinated references: a {@link org.potamos.refs.Ref} changes together with others, in
 * transactions.
 */
module org.potamos.refs {
  requires transitive org.potamos.core;
  requires static transitive org.jspecify;

  exports org.potamos.refs;
}
