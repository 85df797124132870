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
   * A reader announces the stamp at which it would like to read, then looks at the clock once more. If the clock
   * still says the same, the stamp is settled; if not, the reader announces what it says now. So writers keep
   * just what one stamp needs, however long the reader's thread is held up in between.
   *
   *   reader   S := clock;  slot FREE -> S by compare-and-set;
   *            until clock = S:  S := clock;  slot := S;
   *            ... read ...;  slot := FREE
   *   writer   advance the clock to C;  look at all slots;  keep what they need
   *
   * A reader that was overtaken TRIES times in a row does without another look: slot := KEEP_ALL;  S := clock;
   * slot := S. So it ends also beside writers that never pause; they keep everything for those few instructions.
   *
   *   I1  A stamp S is *settled* by a read of the clock that says S while the slot says S, or KEEP_ALL.
   *       From before that read until it is freed the slot says one of these two.
   *   I2  Who looks at the slots in order to cut a version has found a version of the ref above it, with a
   *       stamp N; so the clock was at N before the look. If S < N, the clock was read as S before that, and the
   *       look finds S, or a slot that was freed. (Both sides make a volatile write before a volatile read.)
   *   I3  The stamps of one reader never become smaller. So a walk down a chain finds at most one version that
   *       this reader needs, also if his stamp moves on meanwhile.
   *   I4  Who keeps a version has noted the ref with a slot that was not free after that. Who frees a slot trims
   *       what was noted, from the newest version on.
   *
   * The one hard argument: no version that a settled S needs is cut out. It is the newest up to S, so whatever
   * lies above it is newer than S. A version is cut out from below another if no slot says anything from
   * the stamp of the one up to, not including, that of the other. S lies between these two if it is the version of
   * S that is to be cut; then by I2 the look finds S, whether S is settled already or only later. Cutting
   * another one leads from what is above it to what is below it: not past the version of S, since nobody
   * has led that one past it before. So all versions newer than S lead to it, those that were cut out
   * meanwhile too, and chains can be trimmed by several threads, without a lock.
   *
   * A stamp that is announced and never settled is one like others to writers, but nobody reads at it. What it
   * needs may be gone already, one thread may keep for it what another cuts, and a version that was cut may come
   * to light again below one that is cut a little later. That does no harm to S, and nothing stays for nobody: who
   * changes a link of a chain looks at it again, so each was looked at since it was made; if it was left as
   * it is, somebody trims the ref later, from its newest version on (I4). The last of them finds the link below the
   * newest version, and no slot that needs it.
   *
   * When a reader's stamp moves on, what was kept for the old one stays until the next commit of that ref, or
   * until the slot is freed: at most one version of a ref (I3).
   *
   * The first NEAR slots are looked at by each writer, as many as were ever in use at once. Further ones are
   * arranged in groups, with a count in front; they are there for many threads that stay in their bodies.
   *
   * Keeping what some snapshot needs instead of all since the oldest: Böttcher et al., "Scalable garbage
   * collection for in-memory MVCC systems" (VLDB 2020); Perelman et al., "SMV" (DISC 2011). Announcing and looking
   * again: Michael, "Hazard pointers" (IEEE TPDS 2004).
   */

  /** The slot is nobody's. Below every stamp, so that no version is needed for its sake. */
  private static final long FREE = -1;

  /** The slot is claimed by a reader that was overtaken too often; its stamp is not known yet. */
  private static final long KEEP_ALL = -2;

  /** How many times a reader looks at the clock again before KEEP_ALL. */
  private static final int TRIES = 16;

  private static final int NEAR = 8;
  private static final int GROUP = 64;

  /** The slots that each writer looks at; all are there from the start, {@link #inUse} counts. */
  private static final Slot[] near = newSlots(NEAR, null);

  /**
   * How many of {@link #near} were ever in use. Volatile, and raised before the slot is claimed
   * (I2).
   */
  private static volatile int inUse;

  /** Further slots. Volatile, copied on growth, and grown before a slot in it is claimed (I2). */
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
     * FREE, KEEP_ALL or a stamp. Claimed by compare-and-set, written as volatile to announce again,
     * to keep all and to free: all of these come before a read (of the clock, of what was noted)
     * that must not be moved before them, else a writer overlooks a settled stamp (I2), or a list
     * stays behind. The stamp after KEEP_ALL is written in release mode, since KEEP_ALL is safe
     * too. Pinned by PinStress.
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
      return pin == FREE && PIN.compareAndSet(this, FREE, CommitClock.now());
    }

    private long settle() {
      long announced = pin;
      for (int tries = 1; tries <= TRIES; tries++) {
        long now = CommitClock.now();
        if (now == announced) {
          return announced;
        }
        pin = now;
        announced = now;
      }
      return settleKeepingAll();
    }

    private long settleKeepingAll() {
      pin = KEEP_ALL;
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
    /** How many are claimed: raised before, lowered after (I2). */
    private final AtomicInteger claimed = new AtomicInteger();

    private final Slot[] slots = newSlots(GROUP, this);
  }

  // ------------------------------------------------------------------ readers

  /**
   * Claims a slot, which announces a stamp.
   *
   * @param hint the slot that the caller had before, or null
   */
  static Slot claim(@Nullable Slot hint) {
    if (hint != null && hint.tryClaim()) {
      return hint;
    }
    return claimAny();
  }

  /**
   * The stamp of the snapshot: the announced one if the clock has not moved on, else a newer one.
   * Requires: the caller has claimed the slot, and did not settle it before.
   */
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
