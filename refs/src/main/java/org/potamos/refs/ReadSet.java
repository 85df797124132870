package org.potamos.refs;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an attempt has read, as pairs of a ref and its version, in the order of reading. */
final class ReadSet {
  /** From this size on, a full set first drops what it holds twice. */
  private static final int WORTH_COMPACTING = 2_048;

  private static final int INITIAL = 8;

  /** A set that has grown beyond this is given back to the garbage collector after use. */
  private static final int WORTH_KEEPING = 16_384;

  /** Refs at even places, their versions behind them. */
  private @Nullable Object[] pairs = new @Nullable Object[INITIAL];

  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void add(Ref<?> ref, Version<?> version) {
    int at = size;
    if (at == pairs.length) {
      at = makeRoom();
    }
    pairs[at] = ref;
    pairs[at + 1] = version;
    size = at + 2;
  }

  void addAll(ReadSet others) {
    for (int i = 0; i < others.size; i += 2) {
      add(others.refAt(i), others.versionAt(i));
    }
  }

  private int makeRoom() {
    if (size >= WORTH_COMPACTING) {
      compact();
    }
    if (size > pairs.length / 2) {
      pairs = Arrays.copyOf(pairs, 2 * pairs.length);
    }
    return size;
  }

  /** Equal refs have equal versions: all that was read belongs to one snapshot. */
  private void compact() {
    Set<Object> seen = new HashSet<>();
    int kept = 0;
    for (int i = 0; i < size; i += 2) {
      if (seen.add(refAt(i))) {
        pairs[kept] = pairs[i];
        pairs[kept + 1] = pairs[i + 1];
        kept += 2;
      }
    }
    Arrays.fill(pairs, kept, size, null);
    size = kept;
  }

  void clear() {
    if (size != 0) {
      if (pairs.length > WORTH_KEEPING) {
        pairs = new @Nullable Object[INITIAL];
      } else {
        Arrays.fill(pairs, 0, size, null);
      }
      size = 0;
    }
  }

  /** The ref of which a version is no longer the newest up to a stamp; null if all are. */
  @Nullable Ref<?> firstOutdated(long bound, @Nullable Version<?> ownDecider) {
    for (int i = 0; i < size; i += 2) {
      Ref<?> ref = refAt(i);
      if (!Currency.holds(ref, versionAt(i), bound, ownDecider)) {
        return ref;
      }
    }
    return null;
  }

  boolean contains(Ref<?> ref) {
    for (int i = 0; i < size; i += 2) {
      if (refAt(i).equals(ref)) {
        return true;
      }
    }
    return false;
  }

  /** Hands over each ref once. */
  void forEachRef(Consumer<Ref<?>> action) {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < size; i += 2) {
      Ref<?> ref = refAt(i);
      if (seen.add(ref)) {
        action.accept(ref);
      }
    }
  }

  /**
   * The ref of which a version read is not the head; null if all are. Waits for locks: a version on
   * top that is not decided yet may be the change that somebody is waiting for.
   */
  @Nullable Ref<?> firstNotHead() {
    for (int i = 0; i < size; i += 2) {
      if (!Currency.isHead(refAt(i), versionAt(i))) {
        return refAt(i);
      }
    }
    return null;
  }

  @SuppressWarnings("NullAway") // places below size are filled
  private Ref<?> refAt(int i) {
    return (Ref<?>) pairs[i];
  }

  @SuppressWarnings("NullAway") // places below size are filled
  private Version<?> versionAt(int i) {
    return (Version<?>) pairs[i + 1];
  }
}
