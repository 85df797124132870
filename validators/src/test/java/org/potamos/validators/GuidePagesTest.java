package org.potamos.validators;

import org.junit.jupiter.api.Nested;

/** Runs the code of the guide, and compares what it prints with the page. */
class GuidePagesTest {

  @Nested
  class OfValidators extends ValidatorGuideSnippets {}
}
