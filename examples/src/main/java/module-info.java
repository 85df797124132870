/** Programs that show what the references are for. */
module org.potamos.examples {
  requires info.picocli;
  requires java.desktop;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.potamos.agents;
  requires org.potamos.core;
  requires org.potamos.refs;
  requires org.potamos.validators;
  requires static org.jspecify;

  // picocli fills annotated fields by reflection
  opens org.potamos.examples to
      info.picocli;
  opens org.potamos.examples.ants to
      info.picocli;
  opens org.potamos.examples.bank to
      info.picocli;
  opens org.potamos.examples.kit to
      info.picocli;
  opens org.potamos.examples.river to
      info.picocli;
  opens org.potamos.examples.shop to
      info.picocli;
  opens org.potamos.examples.waiting to
      info.picocli;
  opens org.potamos.examples.words to
      info.picocli;
}
