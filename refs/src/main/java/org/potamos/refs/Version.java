package org.potamos.refs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One value of a ref, committed or about to be. The newest is the head of its ref; while it is
 * pending, it is also the commit lock of the ref.
 *
 * @param <T> the type of the value
 */
final class Version<T extends @Nullable Object> {
  /*
   * Overview
   *
   * A version is private to an attempt until that attempt locks the ref: it puts the version at the head
   * of the chain, on top of the newest committed one. From then on it is *pending*, and its *decider* says
   * what becomes of it: one of the versions of the same commit, the same for all of them. So a single
   * store, of the decider's stamp, commits all versions of a transaction at once. Afterwards each gets the
   * stamp itself, and forgets its decider.
   *
   *   stamp of the decider   meaning
   *   PENDING                the clock has not been advanced: it will commit later than any snapshot taken
   *                          so far, if at all
   *   TICKING                the clock is being advanced for it
   *   undecided(c)           it commits at c, or not at all
   *   c >= 0                 it is committed at c
   *   ABORTED                it will not commit; heads go back to the version below
   *
   *   I1  Stamps are strictly decreasing along `prev`, below a pending head.
   *   I2  A version is put on top of a version only if that one has its own stamp, and no decider any more.
   *   I3  While a version is pending, `prev` is the committed version below it, not null.
   *   I4  The stamp is written before `prev` is cut and before `decider` is forgotten. So who finds one of
   *       them null reads the stamp again, and finds it.
   *   I5  What lies below a pending version is read before its fate. Once it is committed, its `prev` may be
   *       led past versions that only it knew, to one that a pinned snapshot needs; if the fate is
   *       undecided when it is read, that had not happened before. The other order lets a reader take a
   *       version that was replaced long ago. Found by CommitModelTwinsTest, baseAfterFate.
   *
   * No stamp that is not committed is a number between 0 and a snapshot if compared unsigned: one
   * comparison tells whether a version can be read at a snapshot.
   *
   * Elsewhere: who writes all this, CommitProtocol; who follows `prev`, VersionChain.
   */

  static final long PENDING = -1;
  static final long TICKING = -2;
  static final long ABORTED = -3;

  private static final VarHandle STAMP;
  private static final VarHandle PREV;
  private static final VarHandle DECIDER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STAMP = lookup.findVarHandle(Version.class, "stamp", long.class);
      PREV = lookup.findVarHandle(Version.class, "prev", Version.class);
      DECIDER = lookup.findVarHandle(Version.class, "decider", Version.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /**
   * The value. Plain: written only by the thread whose attempt this version belongs to, before the
   * stamp of its decider becomes one of a commit (release), and read by others only after they have
   * read that stamp (acquire).
   */
  T value;

  /**
   * See the overview. Written in release mode by the committing thread, so that who reads it in
   * acquire mode finds the value, and finds at each ref what the stamp says about it. Weaker would
   * let a reader meet a committed stamp and an old value. Pinned by RefPublicationStress.
   */
  private long stamp;

  /**
   * The version that was in force before; null if nobody can need it any more. Written before this
   * version is published, cut by the committing thread after the stamp, or by compare-and-set by
   * whoever trims the chain. Read in acquire mode: what lies behind was published long ago, but I4
   * needs the read of the stamp to come after a null found here.
   */
  private @Nullable Version<T> prev;

  /** See the overview; null once the stamp is there. Release and acquire for I4. */
  private @Nullable Version<?> decider;

  /** A value that has always been there. */
  static <T extends @Nullable Object> Version<T> initial(T value) {
    return new Version<>(value, 0);
  }

  /** The same value once more, after this version was published and taken back. */
  Version<T> renewed(@Nullable Version<T> base) {
    Version<T> next = pending(value);
    next.setPrev(base);
    return next;
  }

  /** A value that an attempt wants to commit. */
  static <T extends @Nullable Object> Version<T> pending(T value) {
    return new Version<>(value, PENDING);
  }

  private Version(T value, long stamp) {
    this.value = value;
    this.stamp = stamp;
  }

  /** The stamp that says: at this one or not at all. */
  static long undecided(long stamp) {
    return Long.MIN_VALUE + stamp;
  }

  /** Whether a stamp is that of {@link #undecided}. */
  static boolean isUndecided(long stamp) {
    return stamp < ABORTED;
  }

  /** The commit stamp within an {@link #undecided} one. */
  static long ofUndecided(long stamp) {
    return stamp - Long.MIN_VALUE;
  }

  long stamp() {
    return (long) STAMP.getAcquire(this);
  }

  /** Requires: the caller is the committing thread. */
  void setStamp(long next) {
    STAMP.setRelease(this, next);
  }

  @SuppressWarnings("unchecked") // the field's own type
  @Nullable Version<T> prev() {
    return (Version<T>) PREV.getAcquire(this);
  }

  /** Requires: this version is not published, or its owner finishes its commit. */
  void setPrev(@Nullable Version<T> next) {
    PREV.setRelease(this, next);
  }

  /**
   * What this version, while it is pending, was put upon. Requires: the caller has locked the ref.
   */
  Version<T> below() {
    Version<T> found = prev();
    if (found == null) {
      throw new AssertionError("a locked ref without a version below its lock");
    }
    return found;
  }

  boolean casPrev(@Nullable Version<T> expected, @Nullable Version<T> next) {
    return PREV.compareAndSet(this, expected, next);
  }

  @Nullable Version<?> decider() {
    return (Version<?>) DECIDER.getAcquire(this);
  }

  /** Requires: this version is not published, or its owner finishes its commit. */
  void setDecider(@Nullable Version<?> next) {
    DECIDER.setRelease(this, next);
  }

  /**
   * Whether this version is committed and its owner has done with it, so that the next one may be
   * put on top. The decider itself has its stamp from the moment of the decision on, when what goes
   * with the commit of its ref may still have to be done.
   */
  boolean isFinished() {
    return stamp() >= 0 && decider() == null;
  }

  /** The stamp that decides about this version: its own, or that of its decider. */
  long fate() {
    long own = stamp();
    if (own >= 0) {
      return own;
    }
    Version<?> deciding = decider();
    return deciding == null ? stamp() : deciding.stamp(); // I4
  }

  /**
   * The version in force when this one was read as the head of its ref, or became so since: without
   * waiting, whatever its owner does.
   */
  Version<T> inForce() {
    if (stamp() >= 0) {
      return this;
    }
    Version<T> below = prev(); // I5: before the fate
    return below == null || fate() >= 0 ? this : below;
  }
}
