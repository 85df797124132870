package org.potamos.benchmarks.stm;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** All threads of a trial. */
@State(Scope.Benchmark)
public class Workers {
  private final Queue<Worker> all = new ConcurrentLinkedQueue<>();

  void add(Worker worker) {
    all.add(worker);
  }

  /** What all have done, once they have ended. */
  long total() {
    return all.stream().mapToLong(worker -> worker.total).sum();
  }
}
