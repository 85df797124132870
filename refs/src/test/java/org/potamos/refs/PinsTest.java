package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Threads;

/** What writers keep for a reader that is about to pin its snapshot. */
class PinsTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  /** T3: between announcing and settling a reader keeps one version, however long it takes. */
  @Test
  void historyCount_readerHasAnnounced_isOne() {
    Ref<Integer> ref = refs.ref(0);
    List<Integer> counts = new ArrayList<>();
    Pins.Slot slot = Pins.claim(null);
    try {
      for (int i = 0; i < 10; i++) {
        Elsewhere.add(ref, 1);
        counts.add(ref.historyCount());
      }
      assertThat(Pins.settle(slot)).isEqualTo(CommitClock.now());
      assertThat(ref.historyCount()).isEqualTo(1);
    } finally {
      Pins.release(slot);
    }
    assertThat(counts).containsOnly(1);
    assertThat(ref.historyCount()).isZero();
  }

  /** T3: a version replaced before the stamp that was announced is kept for nobody. */
  @Test
  void historyCount_refChangedBeforeTheAnnouncement_isOneFromTheNextChangeOn() {
    Ref<Integer> ref = refs.ref(0);
    Elsewhere.add(ref, 1);
    Pins.Slot slot = Pins.claim(null);
    try {
      assertThat(ref.historyCount()).isZero();
      Elsewhere.add(ref, 1);
      assertThat(ref.historyCount()).isEqualTo(1);
    } finally {
      Pins.release(slot);
    }
    assertThat(ref.historyCount()).isZero();
  }

  /**
   * T3: the settled stamp takes the place of the announced one, of which the next commit lets go.
   */
  @Test
  void historyCount_stampHasMovedOn_isOneAfterTheNextCommit() {
    Ref<Integer> ref = refs.ref(0);
    Pins.Slot slot = Pins.claim(null);
    try {
      Elsewhere.add(ref, 1);
      long snapshot = Pins.settle(slot);
      assertThat(VersionChain.at(ref.head(), snapshot).value).isEqualTo(1);
      Elsewhere.add(ref, 1);
      Elsewhere.add(ref, 1);
      assertThat(ref.historyCount()).isEqualTo(1);
      assertThat(VersionChain.at(ref.head(), snapshot).value).isEqualTo(1);
    } finally {
      Pins.release(slot);
    }
    assertThat(ref.historyCount()).isZero();
  }

  /** T2: without a commit in between, the stamp that was announced is the snapshot. */
  @Test
  void settle_nothingCommitted_isTheStampAnnounced() {
    long before = CommitClock.now();
    Pins.Slot slot = Pins.claim(null);
    try {
      assertThat(Pins.settle(slot)).isEqualTo(before);
    } finally {
      Pins.release(slot);
    }
  }

  /** T2: a reader gets its snapshot also beside a clock that never stands still. */
  @Test
  void settle_clockNeverStandsStill_ends() {
    AtomicBoolean done = new AtomicBoolean();
    Threads.Running ticker =
        Threads.start(index -> {
          while (!done.get()) {
            CommitClock.tick();
          }
        });
    try {
      for (int i = 0; i < 10_000; i++) {
        long before = CommitClock.now();
        Pins.Slot slot = Pins.claim(null);
        try {
          assertThat(Pins.settle(slot)).isBetween(before, CommitClock.now());
        } finally {
          Pins.release(slot);
        }
      }
    } finally {
      done.set(true);
    }
    ticker.join();
  }
}
