package org.potamos.refs.model;

import static org.potamos.refs.model.Transaction.A;
import static org.potamos.refs.model.Transaction.B;
import static org.potamos.refs.model.Transaction.deref;
import static org.potamos.refs.model.Transaction.increment;
import static org.potamos.refs.model.Transaction.pinned;
import static org.potamos.refs.model.Transaction.read;
import static org.potamos.refs.model.Transaction.set;
import static org.potamos.refs.model.Transaction.take;
import static org.potamos.refs.model.Transaction.update;

import java.util.List;

/** The scenarios that the tests search; transactions are numbered in the order given here. */
final class Scenarios {

  private static final Transaction INCREMENT_BOTH = update(increment(A), increment(B));
  private static final Transaction READ_BOTH = update(read(A), read(B));

  private Scenarios() {}

  static Scenario twoIncrementsAndPinned() {
    return Scenario.named("two increments of both, a pinned reader", 1)
        .thread(INCREMENT_BOTH)
        .thread(INCREMENT_BOTH)
        .thread(pinned(0, read(A), read(B)));
  }

  static Scenario twoIncrementsAndReader() {
    return Scenario.named("two increments of both, a reader", 0)
        .thread(INCREMENT_BOTH)
        .thread(INCREMENT_BOTH)
        .thread(READ_BOTH);
  }

  static Scenario twoIncrementsAndReaderAgain() {
    return Scenario.named("two increments of both and a reader, each may run again", 0)
        .thread(INCREMENT_BOTH.times(2))
        .thread(INCREMENT_BOTH.times(2))
        .thread(READ_BOTH.times(2));
  }

  static Scenario writeSkewAndDerefs() {
    return Scenario.named("a write skew pair, an observer", 0)
        .startingAt(1)
        .thread(update(read(A), read(B), take(A)))
        .thread(update(read(A), read(B), take(B)))
        .thread(deref(A), deref(B));
  }

  static Scenario writeSkewAgain() {
    return Scenario.named("a write skew pair that may run again, a pinned reader", 1)
        .startingAt(1)
        .thread(update(read(A), read(B), take(A)).times(2))
        .thread(update(read(B), read(A), take(B)).times(2))
        .thread(pinned(0, read(B)));
  }

  static Scenario oneEachAndReader() {
    return Scenario.named("one increments a, one b, a reader of both", 0)
        .thread(update(increment(A)))
        .thread(update(increment(B)))
        .thread(READ_BOTH.times(2));
  }

  static Scenario blindAndIncrementAndPinned() {
    return Scenario.named("a blind write, an increment, a pinned reader", 1)
        .thread(update(set(A, 5), set(B, 6)))
        .thread(INCREMENT_BOTH.times(2))
        .thread(pinned(0, read(B), read(A)));
  }

  static Scenario conflictAtTheSecondLock() {
    return Scenario.named("an increment of both, one of b, a blind write of a", 0)
        .thread(INCREMENT_BOTH.times(2))
        .thread(update(increment(B)).times(2))
        .thread(update(set(A, 5)));
  }

  static Scenario crossedWriters() {
    return Scenario.named("reads a and writes b, reads b and writes a, a reader", 0)
        .thread(update(read(A), set(B, 5)).times(2))
        .thread(update(read(B), set(A, 6)).times(2))
        .thread(update(read(B), read(A)).times(2));
  }

  /** Both pinned readers want the same slot, so that one is claimed anew while it is let go. */
  static Scenario twoPinnedOneSlot() {
    return Scenario.named("a writer that commits twice, two pinned readers, one slot", 1)
        .thread(update(increment(A)), update(increment(A)))
        .thread(pinned(0, read(A)))
        .thread(pinned(0, read(A)));
  }

  static Scenario twoPinned() {
    return Scenario.named("a writer, two pinned readers, two slots", 2)
        .thread(update(increment(A)))
        .thread(pinned(0, read(A)))
        .thread(pinned(1, read(A)));
  }

  static Scenario twoPinnedWriterTwice() {
    return Scenario.named("a writer that commits twice, two pinned readers, two slots", 2)
        .thread(update(increment(A)), update(increment(A)))
        .thread(pinned(0, read(A)))
        .thread(pinned(1, read(A)));
  }

  /** The first pinned reader lets go, and trims, while the second is pinning. */
  static Scenario pinAndTrim() {
    return Scenario.named("a writer that commits twice, one who unpins, one who pins", 2)
        .thread(update(set(A, 1)), update(set(A, 2)))
        .thread(pinned(0))
        .thread(pinned(1, read(A)));
  }

  static Scenario writerTwiceAndPinned() {
    return Scenario.named("a writer of both that commits twice, a pinned reader", 1)
        .thread(INCREMENT_BOTH, INCREMENT_BOTH)
        .thread(pinned(0, read(A), read(B)));
  }

  /** Pruning keeps the oldest version for the pin and takes out the one between. */
  static Scenario prunedBetweenAndDerefs() {
    return Scenario.named("a writer that commits twice, a pin, an observer", 1)
        .thread(update(set(A, 1)), update(set(A, 2)))
        .thread(pinned(0))
        .thread(deref(A), deref(A));
  }

  static Scenario prunedBetweenAndReader() {
    return Scenario.named("writes both, then a; a pin; a reader of b and a", 1)
        .thread(update(set(A, 1), set(B, 1)), update(set(A, 2)))
        .thread(pinned(0))
        .thread(update(read(B), read(A)));
  }

  static Scenario prunedBetweenAndWriter() {
    return Scenario.named("a writer that commits twice; a pin; reads a and writes b", 1)
        .thread(update(set(A, 1)), update(set(A, 2)))
        .thread(pinned(0))
        .thread(update(read(A), set(B, 1)));
  }

  static Scenario oneWriterAndDerefs() {
    return Scenario.named("a blind write of both, an observer", 0)
        .thread(update(set(A, 1), set(B, 1)))
        .thread(deref(A), deref(B));
  }

  /**
   * The second writer reads what the first replaces and may be decided after it, at a lower stamp.
   */
  static Scenario decidedOutOfOrderAndDerefs() {
    return Scenario.named("writes a; reads a and writes b; an observer", 0)
        .thread(update(set(A, 1)))
        .thread(update(read(A), set(B, 1)))
        .thread(deref(A), deref(B));
  }

  static Scenario decidedOutOfOrderAndReader() {
    return Scenario.named("writes a; reads a and writes b; a reader of b", 0)
        .thread(update(set(A, 1)))
        .thread(update(read(A), set(B, 1)))
        .thread(update(read(B)));
  }

  static Scenario decidedOutOfOrderAndStaleReader() {
    return Scenario.named("writes a; reads a and writes b; a reader of b from snapshot 0", 0)
        .thread(update(set(A, 1)))
        .thread(update(read(A), set(B, 1)))
        .thread(update(read(B)).fromStaleSnapshot());
  }

  static Scenario staleTransactions() {
    return Scenario.named("increments of both and a reader, all from snapshot 0", 0)
        .thread(INCREMENT_BOTH.fromStaleSnapshot().times(2))
        .thread(INCREMENT_BOTH.fromStaleSnapshot(), INCREMENT_BOTH.fromStaleSnapshot().times(2))
        .thread(READ_BOTH.fromStaleSnapshot().times(2));
  }

  /** All in which the protocol must keep every promise. */
  static List<Scenario> all() {
    return List.of(
        twoIncrementsAndPinned(),
        twoIncrementsAndReader(),
        twoIncrementsAndReaderAgain(),
        writeSkewAndDerefs(),
        writeSkewAgain(),
        oneEachAndReader(),
        blindAndIncrementAndPinned(),
        conflictAtTheSecondLock(),
        crossedWriters(),
        twoPinnedOneSlot(),
        twoPinned(),
        writerTwiceAndPinned(),
        prunedBetweenAndDerefs(),
        prunedBetweenAndReader(),
        prunedBetweenAndWriter(),
        oneWriterAndDerefs(),
        decidedOutOfOrderAndDerefs(),
        decidedOutOfOrderAndReader());
  }

  /** Spaces of many millions of states. */
  static List<Scenario> large() {
    return List.of(twoPinnedWriterTwice(), pinAndTrim());
  }
}
