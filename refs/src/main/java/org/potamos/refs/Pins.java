package org.potamos.refs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots that somebody reads from just now, so that writers keep the versions that they need
 * and no others (rulings T2 and T3).
 */
final class Pins {
  /*
   * Overview
   *
   * A reader claims a slot, which makes writers keep everything; then it reads the clock and writes the
   * stamp into the slot, which makes them keep just what that snapshot needs.
   *
   *   reader   slot FREE -> KEEP_ALL by compare-and-set;  S := clock;  slot := S;  ... read ...  slot := FREE
   *   writer   advance the clock to C;  look at all slots;  keep what they need
   *
   *   I1  Either the writer finds the slot claimed, or the reader's S >= C; then the reader needs this
   *       writer's version or a newer one, and nothing that the writer cuts off. (Both sides make a
   *       volatile write before a volatile read.)
   *   I2  A version that was found unneeded once is never needed again: a slot whose stamp lies below the
   *       next newer version's was claimed before that version's commit, so anybody who looks after
   *       the commit has found it. So chains can be trimmed by several threads, without a lock.
   *
   * What a writer keeps it notes with a slot that needs it; who frees the slot trims what was noted, and
   * passes it on to another slot if that one still needs it. With nobody pinned a ref therefore
   * holds one version, also if it is never written again.
   *
   * The first NEAR slots are looked at by each writer, as many as were ever in use at once. Further ones are
   * arranged in groups, with a count in front; they are there for many threads that stay in their bodies.
   *
   * Keeping what some snapshot needs instead of all since the oldest: Böttcher et al., "Scalable garbage
   * collection for in-memory MVCC systems" (VLDB 2020); Perelman et al., "SMV" (DISC 2011).
   */

  /** The slot is nobody's. Below every stamp, so that no version is needed for its sake. */
  private static final long FREE = -1;

  /** The slot is claimed, and its stamp is not known yet. */
  private static final long KEEP_ALL = -2;

  private static final int NEAR = 8;
  private static final int GROUP = 64;

  /** The slots that each writer looks at; all are there from the start, {@link #inUse} counts. */
  private static final Slot[] near = newSlots(NEAR, null);

  /**
   * How many of {@link #near} were ever in use. Volatile, and raised before the slot is claimed
   * (I1).
   */
  private static volatile int inUse;

  /** Further slots. Volatile, copied on growth, and grown before a slot in it is claimed (I1). */
  private static volatile Group[] far = new Group[0];

  private Pins() {}

  private static Slot[] newSlots(int count, @Nullable Group group) {
    Slot[] slots = new Slot[count];
    Arrays.setAll(slots, i -> new Slot(group));
    return slots;
  }

  /** Keeps neighbours' slots out of a slot's cache line. */
  static class Padding {
    @SuppressWarnings("UnusedVariable") // takes up room
    private long p1, p2, p3, p4, p5, p6, p7;
  }

  /** One pinned snapshot, or none. */
  static final class Slot extends Padding {
    private static final VarHandle PIN;
    private static final VarHandle NOTED;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        PIN = lookup.findVarHandle(Slot.class, "pin", long.class);
        NOTED = lookup.findVarHandle(Slot.class, "noted", Set.class);
      } catch (ReflectiveOperationException impossible) {
        throw new ExceptionInInitializerError(impossible);
      }
    }

    /**
     * FREE, KEEP_ALL or a stamp. Claimed by compare-and-set, freed as volatile: both come before a
     * read (of the clock, of what was noted) that must not be moved before them. The stamp itself
     * is written in release mode, since KEEP_ALL is safe too. Pinned by PinStress.
     */
    @SuppressWarnings("FieldMayBeFinal") // by way of PIN
    private volatile long pin = FREE;

    /**
     * The refs to trim when the slot is freed; taken out as a whole. Volatile: see {@link #pin}.
     */
    private volatile @Nullable Set<Ref<?>> noted;

    @SuppressWarnings("UnusedVariable") // takes up room
    private long q1, q2, q3, q4, q5, q6, q7;

    /** The group of a slot that is not near. */
    private final @Nullable Group group;

    private Slot(@Nullable Group group) {
      this.group = group;
    }

    private boolean tryClaim() {
      return pin == FREE && PIN.compareAndSet(this, FREE, KEEP_ALL);
    }

    private long settle() {
      long snapshot = CommitClock.now();
      PIN.setRelease(this, snapshot);
      return snapshot;
    }

    /** Whether a version is needed: committed at {@code stamp}, replaced at {@code next}. */
    private boolean needs(long stamp, long next) {
      long pinned = pin;
      return pinned == KEEP_ALL || (stamp <= pinned && pinned < next);
    }

    /** Whether the ref will be trimmed when this pin is freed. */
    @SuppressWarnings("ReferenceEquality") // that very list
    private boolean note(Ref<?> ref) {
      Set<Ref<?>> list = noted;
      if (list == null) {
        NOTED.compareAndSet(this, null, ConcurrentHashMap.<Ref<?>>newKeySet());
        list = noted;
        if (list == null) {
          return false;
        }
      }
      list.add(ref);
      return pin != FREE && noted == list;
    }

    private void free() {
      pin = FREE;
      if (noted != null) {
        trimNoted();
      }
    }

    @SuppressWarnings("unchecked") // the field's own type
    private void trimNoted() {
      Set<Ref<?>> list = (Set<Ref<?>>) NOTED.getAndSet(this, null);
      if (list != null) {
        list.forEach(VersionChain::trim);
      }
    }
  }

  /** Slots that writers look at only while one of them is claimed. */
  private static final class Group {
    /** How many are claimed: raised before, lowered after (I1). */
    private final AtomicInteger claimed = new AtomicInteger();

    private final Slot[] slots = newSlots(GROUP, this);
  }

  // ------------------------------------------------------------------ readers

  /**
   * Claims a slot and settles its snapshot.
   *
   * @param hint the slot that the caller had before, or null
   */
  static Slot claim(@Nullable Slot hint) {
    if (hint != null && hint.tryClaim()) {
      return hint;
    }
    return claimAny();
  }

  /** The stamp of the snapshot. Requires: the slot was just claimed. */
  static long settle(Slot slot) {
    return slot.settle();
  }

  /**
   * Gives a slot back.
   *
   * @return the slot if it may be a hint for the next time
   */
  static @Nullable Slot release(Slot slot) {
    slot.free();
    Group group = slot.group;
    if (group == null) {
      return slot;
    }
    group.claimed.decrementAndGet();
    return null;
  }

  private static Slot claimAny() {
    for (int i = 0; i < NEAR; i++) {
      if (i >= inUse) {
        raise(i + 1);
      }
      if (near[i].tryClaim()) {
        return near[i];
      }
    }
    while (true) {
      Group[] groups = far;
      for (Group group : groups) {
        if (group.claimed.get() < GROUP) {
          group.claimed.incrementAndGet();
          for (Slot slot : group.slots) {
            if (slot.tryClaim()) {
              return slot;
            }
          }
          group.claimed.decrementAndGet();
        }
      }
      grow(groups);
    }
  }

  private static synchronized void raise(int count) {
    inUse = Math.max(inUse, count);
  }

  @SuppressWarnings("ReferenceEquality") // that very array
  private static synchronized void grow(Group[] from) {
    if (far == from) {
      Group[] more = Arrays.copyOf(from, from.length + 1);
      more[from.length] = new Group();
      far = more;
    }
  }

  // ------------------------------------------------------------------ writers

  /** Whether nobody is pinned. Requires: the clock was advanced before. */
  static boolean areNone() {
    for (int i = 0; i < inUse; i++) {
      if (near[i].pin != FREE) {
        return false;
      }
    }
    for (Group group : far) {
      if (group.claimed.get() != 0) {
        return false;
      }
    }
    return true;
  }

  /** A slot that needs a version committed at {@code stamp} and replaced at {@code next}. */
  static @Nullable Slot whoNeeds(long stamp, long next) {
    for (int i = 0; i < inUse; i++) {
      if (near[i].needs(stamp, next)) {
        return near[i];
      }
    }
    for (Group group : far) {
      if (group.claimed.get() != 0) {
        for (Slot slot : group.slots) {
          if (slot.needs(stamp, next)) {
            return slot;
          }
        }
      }
    }
    return null;
  }

  /**
   * Has a ref trimmed when a slot is freed.
   *
   * @return false if the slot may have been freed meanwhile, so that the caller has to look again
   */
  static boolean note(Slot slot, Ref<?> ref) {
    return slot.note(ref);
  }
}
