/**
 * Coordinated references: a {@code Ref} changes together with others, in transactions.
 *
 * <p>The module has no content yet; its name and coordinates are reserved.
 */
module org.potamos.refs {
  requires transitive org.potamos.core;
}
