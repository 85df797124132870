package org.potamos.core.collection;

import org.junit.jupiter.api.Nested;

/** Runs the code of the guide, and compares what it prints with the page. */
class GuidePagesTest {

  @Nested
  class OfCollections extends CollectionGuideSnippets {}
}
