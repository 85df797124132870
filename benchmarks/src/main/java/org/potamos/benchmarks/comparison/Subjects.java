package org.potamos.benchmarks.comparison;

import java.util.List;
import org.potamos.benchmarks.AtomSubject;
import org.potamos.benchmarks.agents.AgentSubject;
import org.potamos.benchmarks.collection.CollectionSubject;
import org.potamos.benchmarks.stm.StmSubject;

/** Everything that is compared, in the order of the pages. */
public final class Subjects {
  /** All of them. */
  public static final List<Subject> ALL =
      List.of(new AtomSubject(), new StmSubject(), new AgentSubject(), new CollectionSubject());

  private Subjects() {}
}
