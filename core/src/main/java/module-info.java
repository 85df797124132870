/**
 * References that keep identity apart from state: {@link org.potamos.core.Reference}, {@link
 * org.potamos.core.Atom}, watches and validators; and persistent collections, the immutable values
 * that references hold: {@link org.potamos.core.collection}.
 */
@SuppressWarnings(
    "module") // the two modules named in the qualified export are built after this one
module org.potamos.core {
  requires static transitive org.jspecify;

  exports org.potamos.core;
  exports org.potamos.core.collection;
  exports org.potamos.core.internal to
      org.potamos.refs,
      org.potamos.agents;
}
