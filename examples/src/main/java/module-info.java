/** Programs that show what the references are for. */
module org.potamos.examples {
  requires org.potamos.agents;
  requires org.potamos.core;
  requires org.potamos.refs;
  requires org.potamos.validators;
  requires static org.jspecify;
}
