package org.potamos.refs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt wants to commit: for each ref the new version, with what it was computed from
 * below it.
 *
 * <p>An entry is of one of three kinds. *Based*: computed from the version in {@link #base}, which
 * must be the newest at commit. *Blind*: without a base, put on top of whatever is there.
 * *Commuted*: a base for the value that the body sees, and a {@link CommuteLog} that computes the
 * value to commit.
 */
final class WriteSet {
  /** Up to this size a ref is looked for one by one. */
  private static final int SMALL = 16;

  private static final int INITIAL = 4;
  private static final int WORTH_KEEPING = 4_096;

  /** A transaction that only reads, or waits, needs no arrays. */
  private static final @Nullable Ref<?>[] NO_REFS = {};

  private static final @Nullable Version<?>[] NO_VERSIONS = {};

  private @Nullable Ref<?>[] refs = NO_REFS;
  private @Nullable Version<?>[] versions = NO_VERSIONS;

  /** Null as long as nothing is commuted. */
  private @Nullable CommuteLog @Nullable [] commutes;

  private int size;

  /** One bit for each ref written, by its id; a ref whose bit is missing was not written. */
  private long filter;

  /** Whether the set is a pair in the wrong order. */
  private boolean reversed;

  /** The places among the first 64 whose versions have no base. */
  private long baseless;

  /** Place + 1 of each ref, by hash; null while the set is small. */
  private int @Nullable [] index;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  // ------------------------------------------------------------------ entries

  @SuppressWarnings("NullAway") // places below size are filled
  Ref<?> ref(int i) {
    return refs[i];
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // places below size are filled, for their refs
  <T extends @Nullable Object> Version<T> version(int i) {
    return (Version<T>) versions[i];
  }

  /** What the version was computed from; null if from nothing. Requires: it is not locked yet. */
  @Nullable Version<?> base(int i) {
    return version(i).prev();
  }

  /** What computes the value at commit; null if it is not computed then. */
  @Nullable CommuteLog commutes(int i) {
    CommuteLog log = rawCommutes(i);
    return log == null || log.isFolded() ? null : log;
  }

  @Nullable CommuteLog rawCommutes(int i) {
    return commutes == null ? null : commutes[i];
  }

  /** Whether the ref was commuted, be it after it was set or altered. */
  boolean wasCommuted(int i) {
    return rawCommutes(i) != null;
  }

  /** From now on the entry is an ordinary one, based on what the body has seen. */
  void setCommutes(int i, @Nullable CommuteLog log) {
    if (commutes == null) {
      if (log == null) {
        return;
      }
      commutes = new @Nullable CommuteLog[refs.length];
    }
    commutes[i] = log;
  }

  boolean hasCommutes() {
    return commutes != null;
  }

  /** Whether a ref is certainly not written; false may be wrong. */
  boolean lacks(Ref<?> ref) {
    return (filter & (1L << ref.id())) == 0;
  }

  /** The place of a ref, or -1. */
  @SuppressWarnings("ReferenceEquality") // refs are identities
  int find(Ref<?> ref) {
    if (lacks(ref)) {
      return -1;
    }
    if (index != null) {
      return findIn(index, ref);
    }
    for (int i = size - 1; i >= 0; i--) {
      if (refs[i] == ref) {
        return i;
      }
    }
    return -1;
  }

  /** Requires: the ref is not here yet. */
  <T extends @Nullable Object> void add(Ref<T> ref, Version<T> version, @Nullable Version<T> base) {
    int at = size;
    if (at == refs.length) {
      grow();
    }
    refs[at] = ref;
    versions[at] = version;
    if (base != null) {
      version.setPrev(base);
    }
    filter |= 1L << ref.id();
    size = at + 1;
    if (index != null) {
      if (2 * size > index.length) {
        reindex();
      } else {
        put(index, ref, at);
      }
    } else if (size > SMALL) {
      reindex();
    }
  }

  private void grow() {
    int capacity = Math.max(INITIAL, 2 * refs.length);
    refs = Arrays.copyOf(refs, capacity);
    versions = Arrays.copyOf(versions, capacity);
    if (commutes != null) {
      commutes = Arrays.copyOf(commutes, capacity);
    }
  }

  /** Drops the entries from a place on. */
  void truncate(int from) {
    if (from == size) {
      return;
    }
    Arrays.fill(refs, from, size, null);
    Arrays.fill(versions, from, size, null);
    if (commutes != null) {
      Arrays.fill(commutes, from, size, null);
    }
    size = from;
    filter = 0;
    for (int i = 0; i < size; i++) {
      filter |= 1L << ref(i).id();
    }
    if (size > SMALL) {
      reindex();
    } else {
      index = null;
    }
  }

  void clear() {
    if (size != 0) {
      if (refs.length > WORTH_KEEPING) {
        refs = NO_REFS;
        versions = NO_VERSIONS;
      } else {
        for (int i = 0; i < size; i++) {
          refs[i] = null;
          versions[i] = null;
        }
      }
      commutes = null;
      index = null;
      filter = 0;
      size = 0;
    }
  }

  // ------------------------------------------------------------------ index

  private void reindex() {
    int[] fresh = new int[Integer.highestOneBit(4 * size)];
    for (int i = 0; i < size; i++) {
      put(fresh, ref(i), i);
    }
    index = fresh;
  }

  private static void put(int[] table, Ref<?> ref, int place) {
    int slot = slotOf(table, ref);
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = place + 1;
  }

  @SuppressWarnings("ReferenceEquality") // refs are identities
  private int findIn(int[] table, Ref<?> ref) {
    for (int slot = slotOf(table, ref); table[slot] != 0; slot = (slot + 1) & (table.length - 1)) {
      int place = table[slot] - 1;
      if (refs[place] == ref) {
        return place;
      }
    }
    return -1;
  }

  private static int slotOf(int[] table, Ref<?> ref) {
    return (int) ((ref.id() * 0x9E3779B97F4A7C15L) >>> 40) & (table.length - 1);
  }

  // ------------------------------------------------------------------ for the commit

  /**
   * Finds the order of the refs' ids, see {@link #inOrder}, and notes which versions have no base:
   * once they are locked, that cannot be seen any more. A pair stays in its places, to spare the
   * stores.
   */
  void sort() {
    boolean sorted = true;
    for (int i = 1; i < size && sorted; i++) {
      sorted = ref(i - 1).id() < ref(i).id();
    }
    reversed = !sorted && size == 2;
    if (!sorted && size != 2) {
      sortInPlace();
      index = null;
    }
    baseless = 0;
    for (int i = 0; i < Math.min(size, Long.SIZE); i++) {
      if (base(i) == null) {
        baseless |= 1L << i;
      }
    }
  }

  /** The place of the entry that comes {@code i}-th in the order of ids. Requires: sorted. */
  int inOrder(int i) {
    return reversed ? 1 - i : i;
  }

  /**
   * Sorts the arrays together, without allocating: by insertion, over shrinking gaps. (Shell, CACM
   * 1959, with the gaps of Knuth, The Art of Computer Programming 3, 5.2.1.)
   */
  private void sortInPlace() {
    int gap = 1;
    while (gap < size / 3) {
      gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
      for (int i = gap; i < size; i++) {
        insert(i, gap);
      }
    }
  }

  /** Moves an entry down, past those of greater ids. */
  private void insert(int from, int gap) {
    Ref<?> ref = ref(from);
    Version<?> version = version(from);
    CommuteLog log = rawCommutes(from);
    int at = from;
    while (at >= gap && ref(at - gap).id() > ref.id()) {
      at -= gap;
      move(at, at + gap);
    }
    if (at != from) {
      refs[at] = ref;
      versions[at] = version;
      if (commutes != null) {
        commutes[at] = log;
      }
    }
  }

  private void move(int from, int to) {
    refs[to] = refs[from];
    versions[to] = versions[from];
    if (commutes != null) {
      commutes[to] = commutes[from];
    }
  }

  /**
   * New versions with the same values, after the old ones were published and taken back. (Beyond
   * the first 64, a version without a base is taken for one that is based on what it was locked
   * upon: that can make the body run again once more, and nothing else.)
   */
  void renewVersions() {
    for (int i = 0; i < size; i++) {
      renew(i);
    }
  }

  private <T extends @Nullable Object> void renew(int i) {
    Version<T> old = version(i);
    boolean isBased = i >= Long.SIZE || (baseless & (1L << i)) == 0;
    versions[i] = old.renewed(isBased ? old.prev() : null);
  }

  void replace(int i, Version<?> version) {
    versions[i] = version;
  }

  /** The ref of which a base is no longer the newest up to a stamp; null if all are. */
  @Nullable Ref<?> firstOutdated(long bound) {
    for (int i = 0; i < size; i++) {
      Version<?> base = base(i);
      if (base != null && !Currency.isNewest(ref(i), base, bound, null)) {
        return ref(i);
      }
    }
    return null;
  }

  /**
   * Adds the bases of the entries from a place on to what was read: the snapshot must not move
   * without them.
   */
  void addBasesTo(ReadSet reads, int from) {
    for (int i = from; i < size; i++) {
      Version<?> base = base(i);
      if (base != null) {
        reads.add(ref(i));
      }
    }
  }

  /** Adds what the bases are to what was read: for a transaction that waits for a change. */
  void addBasesTo(ReadSet reads) {
    for (int i = 0; i < size; i++) {
      Version<?> base = base(i);
      if (base != null && commutes(i) == null) {
        reads.add(ref(i));
      }
    }
  }
}
