package org.potamos.agents;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
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
   *            else     the entry pushed last; each leads to the one before
   *   next     the oldest entry that waits and was turned around; from it on, links lead on
   *   turned   place of the newest entry that was turned around
   *   claimed  place of the last entry that was taken. What waits: from claimed + 1 to newest.place.
   *
   *   push     link the new entry to newest, give it the next place, compare-and-set newest. Who has
   *            found null there begins a busy period: places begin with 1, and that thread owns the
   *            queue until it hands it to a drain (one submission to an executor).
   *   turn     when nothing is left of what was turned around, the owner walks from newest down to
   *            turned + 1 and turns the links on its way: what was a stack is a queue.
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
   *   I4  An entry is taken once. In a group that can be shut down others take what waits while an
   *       owner runs: there, turning, claiming, settling and taking all are done under the lock of the
   *       drain. Elsewhere nobody but the owner takes, and no lock is needed.
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

  /** See the overview. Plain: the owner's, handed over with the queue. */
  private @Nullable Entry<T> next;

  /** See the overview. Plain, as {@link #next}. */
  private int turned;

  /**
   * See the overview. Written by the owner in release mode, read as volatile by whoever counts what
   * waits. Plain would do for the owner alone; others could then count wrong for ever.
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
   * Links entries that are to be pushed together, with nothing between them.
   *
   * @param entries in order, at least one, seen by nobody else
   * @return the last one, from which links lead to the first
   */
  static <T extends @Nullable Object> Entry<T> chain(List<? extends Entry<T>> entries) {
    Entry<T> last = entries.getFirst();
    for (Entry<T> entry : entries.subList(1, entries.size())) {
      entry.link = last;
      entry.place = last.place + 1;
      last = entry;
    }
    return last;
  }

  /**
   * Pushes onto what is there; a failed attempt leaves the entries as good as new.
   *
   * @param oldest seen by nobody else
   * @param latest the same entry, or the last of a {@link #chain} that begins with it
   * @return false if the queue is idle or somebody was quicker
   */
  final boolean tryPush(Entry<T> oldest, Entry<T> latest) {
    Entry<T> top = newest;
    if (top == null) {
      return false;
    }
    put(oldest, latest, top, top.place);
    return NEWEST.compareAndSet(this, top, latest);
  }

  /** How many entries waited when this one was pushed, or fewer: for alarms. */
  final int waitingUpTo(Entry<T> entry) {
    return entry.place - (int) CLAIMED.getOpaque(this);
  }

  /**
   * Pushes onto an idle queue.
   *
   * @param oldest seen by nobody else
   * @param latest the same entry, or the last of a {@link #chain} that begins with it
   * @return whether the calling thread owns the queue now
   */
  final boolean tryBegin(Entry<T> oldest, Entry<T> latest) {
    if (newest != null) {
      return false;
    }
    put(oldest, latest, null, 0);
    if (!NEWEST.compareAndSet(this, null, latest)) {
      return false;
    }
    turned = 0;
    CLAIMED.setRelease(this, 0);
    return true;
  }

  /** Moves the places of a chain, which count from anywhere, so that they follow a given one. */
  @SuppressWarnings("ReferenceEquality") // entries are identities
  private static <T extends @Nullable Object> void put(
      Entry<T> oldest, Entry<T> latest, @Nullable Entry<T> below, int place) {
    int shift = place + 1 - oldest.place;
    for (Entry<T> e = latest; e != oldest; e = Objects.requireNonNull(e.link)) {
      e.place += shift;
    }
    oldest.place += shift;
    oldest.link = below;
  }

  /** How many entries wait; exact if nothing moves meanwhile. */
  final int waiting() {
    Entry<T> top = newest;
    return top == null ? 0 : Math.max(0, top.place - (int) CLAIMED.getVolatile(this));
  }

  // ------------------------------------------------------------------ taking: see I4 for who may

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
    int oldest = turned + 1;
    if (entry == null || entry.place + 1 == oldest) {
      return null;
    }
    turned = entry.place;
    Entry<T> newer = null;
    while (entry.place != oldest) {
      Entry<T> older = Objects.requireNonNull(entry.link);
      entry.link = newer;
      newer = entry;
      entry = older;
    }
    entry.link = newer;
    next = entry;
    return entry;
  }

  /**
   * Claims what {@link #peekNext} has answered.
   *
   * @param entry the entry
   * @return false if it was taken meanwhile (I4)
   */
  @SuppressWarnings("ReferenceEquality") // entries are identities
  final boolean claim(Entry<T> entry) {
    if (next != entry) {
      return false;
    }
    next = entry.link;
    entry.link = null; // what was claimed keeps nothing alive
    CLAIMED.setRelease(this, entry.place);
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

  /**
   * Takes all that waits.
   *
   * @return the entries, in order
   */
  final List<Entry<T>> takeAll() {
    Entry<T> top = newest;
    List<Entry<T>> taken = entriesUpTo(top);
    next = null;
    if (top != null) {
      turned = top.place;
      CLAIMED.setRelease(this, turned);
    }
    return taken;
  }

  /**
   * Looks at all that waits.
   *
   * @return the entries, in order
   */
  final List<Entry<T>> waitingEntries() {
    return entriesUpTo(newest);
  }

  private List<Entry<T>> entriesUpTo(@Nullable Entry<T> top) {
    List<Entry<T>> stacked = new ArrayList<>();
    for (Entry<T> e = top; e != null && e.place - turned > 0; e = e.link) {
      stacked.add(e);
    }
    List<Entry<T>> all = new ArrayList<>();
    for (Entry<T> e = next; e != null; e = e.link) {
      all.add(e);
    }
    all.addAll(stacked.reversed());
    return all;
  }
}
