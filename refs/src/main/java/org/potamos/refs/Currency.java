package org.potamos.refs;

import org.jspecify.annotations.Nullable;

/**
 * Whether a version that was read is still the newest of its ref, up to some point of the clock.
 */
final class Currency {
  private Currency() {}

  /**
   * Tells whether no version with a stamp up to {@code bound} has come on top of another. Waits for
   * transactions that are just deciding at a smaller stamp: they run no user's code, and wait only
   * for still smaller ones. Answers false also if a version beyond the bound is committed on top:
   * what lies below that one may be a much older version, kept for a pinned snapshot, so it tells
   * nothing.
   *
   * <p>Requires: {@code bound} was read from the clock, or drawn, before.
   *
   * @param ownDecider of the asking transaction, whose own pending versions do not count; or null
   */
  @SuppressWarnings("ReferenceEquality") // versions are identities
  static boolean holds(
      Ref<?> ref, Version<?> version, long bound, @Nullable Version<?> ownDecider) {
    int round = 0;
    while (true) {
      Version<?> head = ref.head();
      if (head == version) {
        return true;
      }
      Version<?> below = head.prev(); // before the fate: Version, I5
      Version<?> deciding = head.stamp() >= 0 ? null : head.decider();
      if (deciding != null && deciding == ownDecider) {
        return below == version;
      }
      long fate = head.fate();
      if (fate >= 0) {
        return false;
      }
      if (!mayCommitUpTo(fate, bound)) {
        return below == version;
      }
      Pause.briefly(round++);
    }
  }

  /** Whether a version is the head of its ref; waits while another one is pending on top. */
  @SuppressWarnings("ReferenceEquality") // versions are identities
  static boolean isHead(Ref<?> ref, Version<?> version) {
    int round = 0;
    while (true) {
      Version<?> head = ref.head();
      if (head == version) {
        return true;
      }
      if (head.fate() >= 0) {
        return false;
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
