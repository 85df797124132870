package org.potamos.benchmarks.stm.rivals;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.infra.Blackhole;

/** An atomic reference: a counter that agrees with nothing else. */
final class SingleCell implements Counter {
  private final AtomicReference<Long> reference = new AtomicReference<>(0L);

  @Override
  public Object increment() {
    return swap();
  }

  @Override
  public Object swap() {
    return reference.updateAndGet(Steps.MORE);
  }

  @Override
  public void commuteAfter(int tokens) {
    Blackhole.consumeCPU(tokens);
    swap();
  }

  @Override
  public long value() {
    return reference.get();
  }
}
