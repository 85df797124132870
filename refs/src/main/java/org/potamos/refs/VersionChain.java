package org.potamos.refs;

import org.jspecify.annotations.Nullable;

/**
 * The versions of one ref, newest first: finding the one of a snapshot, and letting go of the rest.
 */
final class VersionChain {
  private VersionChain() {}

  /**
   * The version in force at a snapshot. Requires: the snapshot is pinned, and {@code from} is a
   * committed version of the ref that was not older when it was pinned.
   */
  static <T extends @Nullable Object> Version<T> at(Version<T> from, long snapshot) {
    Version<T> version = from;
    while (Long.compareUnsigned(version.stamp(), snapshot) > 0) {
      Version<T> below = version.prev();
      if (below == null) {
        throw new AssertionError("a version that a pinned snapshot needs is gone: at=" + snapshot);
      }
      version = below;
    }
    return version;
  }

  /** How many versions there are below one. */
  static int lengthBelow(Version<?> top) {
    int length = 0;
    for (Version<?> version = top.prev(); version != null; version = version.prev()) {
      length++;
    }
    return length;
  }

  /**
   * After a commit: lets go of what the new version has made superfluous. Requires: the caller has
   * committed {@code newest}, which has its stamp, and the clock was advanced before. The ref need
   * not be locked any more: what others put on top meanwhile does not need what lies below.
   *
   * @param atLeast how many older versions to keep in any case
   */
  static <T extends @Nullable Object> void prune(Ref<T> ref, Version<T> newest, int atLeast) {
    if (atLeast == 0 && Pins.areNone()) {
      newest.setPrev(null);
    } else {
      trimBelow(ref, newest, atLeast);
    }
  }

  /**
   * Lets go of versions that no snapshot needs any more. May run beside commits and others like it.
   */
  static <T extends @Nullable Object> void trim(Ref<T> ref) {
    trim(ref, ref.minHistory());
  }

  /** As {@link #trim(Ref)}, with another minimum. */
  static <T extends @Nullable Object> void trim(Ref<T> ref, int atLeast) {
    Version<T> top = ref.head();
    if (top.stamp() < 0) { // whoever commits on top trims that much himself
      Version<T> below = top.prev();
      if (below == null) {
        return;
      }
      top = below;
    }
    trimBelow(ref, top, atLeast);
  }

  /**
   * See {@link Pins}: no version that somebody reads at is found unneeded, whoever looks. When a
   * version was cut, what has come to lie below {@code kept} is looked at too.
   */
  private static <T extends @Nullable Object> void trimBelow(
      Ref<T> ref, Version<T> top, int atLeast) {
    Version<T> kept = top;
    int count = 0;
    Version<T> version;
    while ((version = kept.prev()) != null) {
      if (count < atLeast) {
        count++;
        kept = version;
        continue;
      }
      Pins.Slot needy = Pins.whoNeeds(version.stamp(), kept.stamp());
      if (needy == null) {
        kept.casPrev(version, version.prev());
      } else if (Pins.note(needy, ref)) {
        kept = version;
      }
    }
  }
}
