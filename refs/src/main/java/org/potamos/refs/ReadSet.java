package org.potamos.refs;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The refs that were read from one snapshot, in the order of reading. Which versions these were
 * need not be remembered, see {@link Currency}: one reference is stored for each read, not two.
 */
final class ReadSet {
  /** From this size on, a full set first drops what it holds twice. */
  private static final int WORTH_COMPACTING = 1_024;

  private static final int INITIAL = 8;

  /** A set that has grown beyond this is given back to the garbage collector after use. */
  private static final int WORTH_KEEPING = 8_192;

  private @Nullable Ref<?>[] refs = small();

  private int size;

  private static @Nullable Ref<?>[] small() {
    return new @Nullable Ref<?>[INITIAL];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(Ref<?> ref) {
    int at = size;
    if (at == refs.length) {
      at = makeRoom();
    }
    refs[at] = ref;
    size = at + 1;
  }

  private int makeRoom() {
    if (size >= WORTH_COMPACTING) {
      compact();
    }
    if (size > refs.length / 2) {
      refs = Arrays.copyOf(refs, 2 * refs.length);
    }
    return size;
  }

  private void compact() {
    Set<Ref<?>> seen = new HashSet<>();
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (seen.add(refAt(i))) {
        refs[kept++] = refs[i];
      }
    }
    Arrays.fill(refs, kept, size, null);
    size = kept;
  }

  void clear() {
    if (size != 0) {
      if (refs.length > WORTH_KEEPING) {
        refs = small();
      } else {
        Arrays.fill(refs, 0, size, null);
      }
      size = 0;
    }
  }

  /**
   * The first ref of which what was read is no longer the newest up to a stamp; null if all are.
   *
   * @param since the snapshot that all was read from
   * @see Currency#isUnchanged
   */
  @Nullable Ref<?> firstOutdated(long since, long bound, @Nullable Version<?> ownDecider) {
    for (int i = 0; i < size; i++) {
      Ref<?> ref = refAt(i);
      if (!Currency.isUnchanged(ref, since, bound, ownDecider)) {
        return ref;
      }
    }
    return null;
  }

  boolean contains(Ref<?> ref) {
    for (int i = 0; i < size; i++) {
      if (refAt(i).equals(ref)) {
        return true;
      }
    }
    return false;
  }

  /** Hands over each ref once. */
  void forEachRef(Consumer<Ref<?>> action) {
    Set<Ref<?>> seen = new HashSet<>();
    for (int i = 0; i < size; i++) {
      Ref<?> ref = refAt(i);
      if (seen.add(ref)) {
        action.accept(ref);
      }
    }
  }

  /**
   * The first ref of which what was read is not the head; null if all are. Waits for locks: a
   * version on top that is not decided yet may be the change that somebody is waiting for.
   *
   * @param since the snapshot that all was read from
   */
  @Nullable Ref<?> firstNotHead(long since) {
    for (int i = 0; i < size; i++) {
      if (!Currency.isHead(refAt(i), since)) {
        return refAt(i);
      }
    }
    return null;
  }

  @SuppressWarnings("NullAway") // places below size are filled
  private Ref<?> refAt(int i) {
    return refs[i];
  }
}
