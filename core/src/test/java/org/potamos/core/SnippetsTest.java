package org.potamos.core;

import org.junit.jupiter.api.Nested;

/** Runs what the Javadoc shows. */
class SnippetsTest {

  @Nested
  class OfAtoms extends AtomSnippets {}

  @Nested
  class OfReferences extends ReferenceSnippets {}
}
