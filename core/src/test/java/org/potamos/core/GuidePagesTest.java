package org.potamos.core;

import org.junit.jupiter.api.Nested;

/** Runs the code of the guide, and compares what it prints with the pages. */
class GuidePagesTest {

  @Nested
  class OfAtoms extends AtomGuideSnippets {}

  @Nested
  class OfWatches extends WatchGuideSnippets {}
}
