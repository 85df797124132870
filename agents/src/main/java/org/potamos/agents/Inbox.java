package org.potamos.agents;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.AbstractReference;

/**
 * The queue of one agent, in the agent itself: any number of threads push, one at a time takes.
 *
 * @param <T> the type of the state
 */
abstract class Inbox<T extends @Nullable Object> extends AbstractReference<T> {
  /*
   * Overview
   *
   * Four words, so that an idle agent costs next to nothing:
   *
   *   newest   null     idle: nothing waits, and nobody owns the queue
   *            else     the entry pushed last; each leads to the one before by `older`
   *   claimed  place of the last entry that was taken. What waits: from claimed + 1 to newest.place.
   *   next     the oldest entry that was turned around, the owner's; from it on, `newer` leads on
   *
   *   push     link the new entry to newest, give it the next place, compare-and-set newest. Who has
   *            found null there begins a busy period: places begin with 1, claimed with 0, and that
   *            thread owns the queue until it hands it to a drain (one submission to an executor).
   *   turn     the owner walks from newest down to the first unclaimed entry, and sets `newer` on its
   *            way: what was a stack is a queue.
   *   claim    claimed moves on by one, before the entry is used
   *   settle   nothing is left: compare-and-set newest from the last entry to null. It fails if
   *            somebody has pushed meanwhile, and the owner goes on.
   *
   *   I1  Exactly one owner while newest is not null: who has pushed onto null, then the drain that he
   *       submitted, then the drain submitted in its place, ...; the last one puts null. So actions
   *       never overlap, and each finds the effects of the one before: the owners hand over by
   *       submissions, by newest, or by the agent's mode.
   *   I2  No lost wake-up: an entry is pushed either onto null, and its pusher submits a drain, or onto
   *       another entry, and then the settle of the present owner fails or comes later than a look
   *       that finds it.
   *   I3  One sender's entries have ascending places, and entries are claimed in the order of places.
   *   I4  An entry is claimed once. While an owner claims, others (who stop a group) may take all that
   *       waits: both move claimed by compare-and-set. Where nobody can do that, the owner's claim is
   *       a store.
   *
   * There is no gap between publishing an entry and linking it, since an entry is linked first; so the
   * owner never waits for a pusher. The price is a compare-and-set that may fail, where an exchange
   * could not, and a second look at each entry when it is turned around.
   *
   * Places are ints and wrap: differences of them count, and stand for up to 2^31 - 1 waiting entries.
   * The push of the first entry of a busy period needs to know nothing of the period before (a stale
   * read could otherwise give a place that was claimed already, and the entry would be lost); that is
   * why places begin anew.
   *
   * A stack that is turned around by its consumer: Treiber, "Systems Programming: Coping with
   * Parallelism" (IBM RJ 5118, 1986), for the push. Elsewhere: who runs what was claimed, Drain;
   * bounded queues, BoundedQueue. Pinned by InboxStress and InboxLincheckTest.
   */

  private static final VarHandle NEWEST;
  private static final VarHandle CLAIMED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEWEST = lookup.findVarHandle(Inbox.class, "newest", Entry.class);
      CLAIMED = lookup.findVarHandle(Inbox.class, "claimed", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /**
   * See the overview. Volatile, changed by compare-and-set: publishes the links and the content of
   * what was pushed, and, when it becomes null, all that the owner has done to who begins the next
   * busy period.
   */
  @SuppressWarnings("UnusedVariable") // written by way of NEWEST
  private volatile @Nullable Entry<T> newest;

  /**
   * The rest of the batch that was turned around. Plain: the owner's, handed over with the queue.
   */
  private @Nullable Entry<T> next;

  /**
   * See the overview. Set by the owner in release mode or, where others may take what waits (I4),
   * by compare-and-set by both; read as volatile by whoever is not the owner. Plain would do for
   * the owner alone; others would then count wrong for longer, and take twice.
   */
  @SuppressWarnings("UnusedVariable") // by way of CLAIMED
  private int claimed;

  /** For agents. */
  Inbox() {}

  // ------------------------------------------------------------------ pushing: any thread

  /** Nothing waits, and no owner is there. */
  final boolean isIdle() {
    return newest == null;
  }

  /**
   * Pushes onto what is there; a failed attempt leaves the entry as good as new.
   *
   * @param entry seen by nobody else
   * @return false if the queue is idle or somebody was quicker
   */
  final boolean tryPush(Entry<T> entry) {
    Entry<T> top = newest;
    if (top == null) {
      return false;
    }
    entry.place = top.place + 1;
    entry.older = top;
    return NEWEST.compareAndSet(this, top, entry);
  }

  /** How many entries waited when this one was pushed, or fewer: for alarms. */
  final int waitingUpTo(Entry<T> entry) {
    return entry.place - (int) CLAIMED.getOpaque(this);
  }

  /**
   * Pushes onto an idle queue.
   *
   * @param entry seen by nobody else
   * @return whether the calling thread owns the queue now
   */
  final boolean tryBegin(Entry<T> entry) {
    entry.place = 1;
    entry.older = null;
    if (newest == null && NEWEST.compareAndSet(this, null, entry)) {
      CLAIMED.setRelease(this, 0);
      return true;
    }
    return false;
  }

  /**
   * Pushes several onto what is there, with nothing between them.
   *
   * @param entries in order, at least one
   * @return false if the queue is idle or somebody was quicker
   */
  final boolean tryPushAll(List<? extends Entry<T>> entries) {
    Entry<T> top = newest;
    if (top == null) {
      return false;
    }
    Entry<T> last = link(entries, top, top.place);
    return NEWEST.compareAndSet(this, top, last);
  }

  /**
   * Pushes several onto an idle queue.
   *
   * @param entries in order, at least one
   * @return whether the calling thread owns the queue now
   */
  final boolean tryBeginAll(List<? extends Entry<T>> entries) {
    if (newest == null && NEWEST.compareAndSet(this, null, link(entries, null, 0))) {
      CLAIMED.setRelease(this, 0);
      return true;
    }
    return false;
  }

  private static <T extends @Nullable Object> Entry<T> link(
      List<? extends Entry<T>> entries, @Nullable Entry<T> before, int place) {
    Entry<T> last = before;
    int given = place;
    for (Entry<T> entry : entries) {
      entry.place = ++given;
      entry.older = last;
      last = entry;
    }
    return Objects.requireNonNull(last);
  }

  /** How many entries wait; exact if nothing moves meanwhile. */
  final int waiting() {
    Entry<T> top = newest;
    return top == null ? 0 : Math.max(0, top.place - (int) CLAIMED.getVolatile(this));
  }

  // ------------------------------------------------------------------ taking: the owner

  /**
   * The oldest entry that waits, not claimed yet; null if there is none.
   *
   * @return the entry
   */
  final @Nullable Entry<T> peekNext() {
    Entry<T> present = next;
    return present != null ? present : turnAround();
  }

  private @Nullable Entry<T> turnAround() {
    Entry<T> entry = newest;
    if (entry == null) {
      return null;
    }
    int oldest = (int) CLAIMED.getVolatile(this) + 1;
    if (entry.place + 1 == oldest) {
      return null;
    }
    Entry<T> newer = null;
    while (true) {
      entry.newer = newer;
      if (entry.place == oldest) {
        next = entry;
        return entry;
      }
      newer = entry;
      Entry<T> older = entry.older;
      if (older == null) {
        return null; // taken by others on the way (I4)
      }
      entry = older;
    }
  }

  /**
   * Claims what {@link #peekNext} has answered.
   *
   * @param entry the entry
   * @param contended whether others may take what waits
   * @return false if others have taken it, with all that waited
   */
  final boolean claim(Entry<T> entry, boolean contended) {
    int place = entry.place;
    if (contended) {
      if (!CLAIMED.compareAndSet(this, place - 1, place)) {
        next = null;
        return false;
      }
    } else {
      CLAIMED.setRelease(this, place);
    }
    next = entry.newer;
    // what was claimed must not be kept alive by what comes later, nor keep it
    entry.older = null;
    entry.newer = null;
    return true;
  }

  /** Whether an entry that was claimed was the last one. */
  @SuppressWarnings("ReferenceEquality") // entries are identities
  final boolean isLast(Entry<T> entry) {
    return newest == entry;
  }

  /**
   * Gives the queue up if it is empty.
   *
   * @return false if something waits; the calling thread remains the owner
   */
  final boolean trySettle() {
    Entry<T> top = newest;
    return top == null
        || (top.place == (int) CLAIMED.getVolatile(this) && NEWEST.compareAndSet(this, top, null));
  }

  // ------------------------------------------------------------------ taking all: owner or others

  /**
   * Takes all that waits, for the owner: nothing of what was turned around is claimed after this.
   *
   * @return the entries, in order
   */
  final List<Entry<T>> takeAllOwned() {
    next = null;
    return takeAll();
  }

  /**
   * Takes all that waits, also from under the owner, if the owner claims by compare-and-set (I4).
   *
   * @return the entries, in order
   */
  final List<Entry<T>> takeAll() {
    while (true) {
      int done = (int) CLAIMED.getVolatile(this);
      Entry<T> top = newest;
      if (top == null || top.place - done <= 0) {
        return List.of();
      }
      if (CLAIMED.compareAndSet(this, done, top.place)) {
        List<Entry<T>> taken = new ArrayList<>();
        Entry<T> entry = top;
        while (entry != null && entry.place - done > 0) {
          taken.add(entry);
          entry = entry.older;
        }
        Collections.reverse(taken);
        return taken;
      }
    }
  }

  /**
   * Looks at all that waits; requires that nobody claims meanwhile.
   *
   * @return the entries, newest first
   */
  final List<Entry<T>> waitingEntries() {
    List<Entry<T>> entries = new ArrayList<>();
    int done = (int) CLAIMED.getVolatile(this);
    for (Entry<T> entry = newest; entry != null && entry.place - done > 0; entry = entry.older) {
      entries.add(entry);
    }
    return entries;
  }
}
