package org.potamos.core.collection;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.potamos.core.GuidePage;

/** The code of the page about collections that prints; {@link GuidePagesTest} runs it. */
class CollectionGuideSnippets extends GuidePage {
  CollectionGuideSnippets() {
    super("06-collections.md");
  }

  @Test
  void droppedWrong() {
    // @start region="droppedWrong"
    PersistentVector<String> queue = PersistentVector.of("Ann");
    PersistentVector<String> longer = queue.plus("Bea"); // wrong: to go on with queue
    println(queue + ", " + longer);
    // @end
  }

  @Test
  void mutatorWrong() {
    // @start region="mutatorWrong"
    List<String> queue = PersistentVector.of("Ann"); // as a List, add can be called
    try {
      queue.add("Bea");
    } catch (UnsupportedOperationException rejected) {
      println(rejected.getMessage());
    }
    // @end
  }
}
