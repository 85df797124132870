package org.potamos.refs;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which named transaction made which of the latest commits, to tell those who lost against it. Only
 * commits of named transactions are noted, so the others pay nothing.
 */
final class TransactionNames {
  private static final int REMEMBERED = 256;

  private record Named(long stamp, String name) {}

  private static final AtomicReferenceArray<@Nullable Named> RECENT =
      new AtomicReferenceArray<>(REMEMBERED);

  private TransactionNames() {}

  static void note(long stamp, String name) {
    RECENT.set((int) (stamp & (REMEMBERED - 1)), new Named(stamp, name));
  }

  /**
   * The name of the transaction that committed at a stamp; null if it had none, or is forgotten.
   */
  static @Nullable String of(long stamp) {
    Named named = stamp < 0 ? null : RECENT.get((int) (stamp & (REMEMBERED - 1)));
    return named == null || named.stamp != stamp ? null : named.name;
  }
}
