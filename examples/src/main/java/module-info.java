/** Programs that show what the references are for. */
module org.potamos.examples {
  requires org.potamos.core;
  requires static org.jspecify;
}
