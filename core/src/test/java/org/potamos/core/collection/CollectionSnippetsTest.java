package org.potamos.core.collection;

import org.junit.jupiter.api.Nested;

/** Runs what the Javadoc and the guide show. */
class CollectionSnippetsTest {

  @Nested
  class OfCollections extends CollectionSnippets {}

  @Nested
  class OfSortedCollections extends SortedSnippets {}
}
