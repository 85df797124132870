package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A failure handler that throws the very object that it was told of. */
class FailureHandlerTest {
  private static Atom<Integer> rethrowing(String name) {
    return Atom.builder(0)
        .name(name)
        .onWatchFailure(failure -> {
          throw (RuntimeException) failure.cause();
        })
        .build();
  }

  /** W2: a watch's exception never reaches who makes the change. */
  @Test
  void swap_handlerThrowsTheCause_returns() {
    try (CapturedLog log = CapturedLog.of("rethrowing")) {
      Atom<Integer> atom = rethrowing("rethrowing");
      atom.watch(change -> {
        throw new IllegalStateException("by intention");
      });
      assertThat(atom.swap(x -> x + 1)).isEqualTo(1);
      assertThat(log.lines()).hasSize(1);
    }
  }

  /** W4: an ORDERED watch goes on. */
  @Test
  void ordered_handlerThrowsTheCause_goesOn() {
    try (CapturedLog log = CapturedLog.of("repeated")) {
      Atom<Integer> atom = rethrowing("repeated");
      List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
      atom.watch(
          change -> {
            seen.add(change.newValue());
            throw new IllegalStateException("by intention");
          },
          Delivery.ORDERED);
      atom.reset(1);
      atom.reset(2);
      Waits.until("both are told", () -> log.lines().size() == 2);
      assertThat(seen).containsExactly(1, 2);
    }
  }
}
