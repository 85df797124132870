package org.potamos.refs;

import org.junit.jupiter.api.Nested;

/** Runs the code of the guide, and compares what it prints with the pages. */
class GuidePagesTest {

  @Nested
  class OfRefs extends RefGuideSnippets {}
}
