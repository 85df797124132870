package org.potamos.refs;

import org.junit.jupiter.api.Nested;

/** Runs what the Javadoc and the guide show. */
class SnippetsTest {

  @Nested
  class OfTransactions extends StmSnippets {}
}
