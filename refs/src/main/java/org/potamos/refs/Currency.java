package org.potamos.refs;

import org.jspecify.annotations.Nullable;

/**
 * Whether what was read of a ref is still its newest version, up to some point of the clock.
 *
 * <p>A ref is asked for the stamp of its newest version, and not for the version: whoever has read
 * from a snapshot S has read, of each ref, the newest version up to S. No other version with a
 * stamp up to S can come on top of it later, since its owner had locked the ref before S was on the
 * clock, and who reads waits for such an owner to decide. So the version is still the newest
 * exactly if the newest has no stamp above S. It need not be remembered which one it was.
 */
final class Currency {
  private Currency() {}

  /**
   * Tells whether no version with a stamp above {@code since} and up to {@code bound} has come on
   * top. Waits for transactions that are just deciding at or below the bound: they run no user's
   * code, and wait only for still smaller ones. Answers false also if a version beyond the bound is
   * committed on top: what lies below that one may be a much older version, kept for a pinned
   * snapshot, so it tells nothing.
   *
   * <p>Requires: {@code bound} was read from the clock, or drawn, before; and what was read of the
   * ref was the newest up to {@code since}.
   *
   * @param ownDecider of the asking transaction, whose own pending versions do not count; or null
   */
  static boolean isUnchanged(Ref<?> ref, long since, long bound, @Nullable Version<?> ownDecider) {
    int round = 0;
    while (true) {
      Version<?> head = ref.head();
      long stamp = head.stamp();
      if (stamp >= 0) {
        return stamp <= since;
      }
      Version<?> below = head.prev(); // before the fate: Version, I5
      long fate = isOf(ownDecider, head) ? Version.PENDING : head.fate();
      if (fate >= 0) {
        return fate <= since;
      }
      if (!mayCommitUpTo(fate, bound)) {
        return below != null && below.stamp() <= since;
      }
      Pause.briefly(round++);
    }
  }

  @SuppressWarnings("ReferenceEquality") // versions are identities
  private static boolean isOf(@Nullable Version<?> decider, Version<?> pending) {
    return decider != null && pending.decider() == decider;
  }

  /**
   * As {@link #isUnchanged} since a version became the newest.
   *
   * @param version which was read as the newest
   */
  static boolean isNewest(
      Ref<?> ref, Version<?> version, long bound, @Nullable Version<?> ownDecider) {
    return isUnchanged(ref, version.fate(), bound, ownDecider);
  }

  /** Whether the newest version has no stamp above {@code since}; waits while it is not decided. */
  static boolean isHead(Ref<?> ref, long since) {
    int round = 0;
    while (true) {
      long fate = ref.head().fate();
      if (fate >= 0) {
        return fate <= since;
      }
      Pause.briefly(round++);
    }
  }

  /** Whether an undecided version may still get a stamp up to the bound. */
  static boolean mayCommitUpTo(long fate, long bound) {
    return fate == Version.TICKING
        || (Version.isUndecided(fate) && Version.ofUndecided(fate) <= bound);
  }
}
