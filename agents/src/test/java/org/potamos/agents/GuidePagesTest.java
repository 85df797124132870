package org.potamos.agents;

import org.junit.jupiter.api.Nested;

/** Runs the code of the guide, and compares what it prints with the pages. */
class GuidePagesTest {

  @Nested
  class OfGettingStarted extends GettingStartedSnippets {}

  @Nested
  class OfChoosing extends WhichReferenceSnippets {}

  @Nested
  class OfAgents extends AgentGuideSnippets {}

  @Nested
  class OfClojure extends ClojureGuideSnippets {}

  @Nested
  class OfLocks extends LockGuideSnippets {}

  @Nested
  class OfPerformance extends PerformanceGuideSnippets {}

  @Nested
  class OfDebugging extends DebuggingGuideSnippets {}
}
