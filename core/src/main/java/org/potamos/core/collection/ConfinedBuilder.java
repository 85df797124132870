package org.potamos.core.collection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A builder that one thread uses at a time, and that can tell.
 *
 * @param <B> the builder's own type
 */
abstract class ConfinedBuilder<B extends ConfinedBuilder<B>> {
  /*
   * Overview
   *
   * A builder writes into nodes that it made itself, without synchronisation. If two threads used
   * one at the same time, the slower one could write into a node that the faster one has already
   * published by build(): an immutable value would change. A token that build() exchanges is not
   * enough, as the slower thread may have compared the old token before. So a builder belongs to one
   * thread:
   *
   *   I1  only the thread that user names reads or writes anything else in the builder;
   *   I2  a thread becomes the user only by making the builder, or by a compare-and-set from null;
   *   I3  user becomes null only by the user itself, between two operations (build, handOver).
   *
   * The check is one comparison with the current thread. It needs no ordering: a thread can find
   * itself in the field only if it wrote itself there and has not given the builder away since, by
   * coherence of one variable. Whoever finds anything else takes the slow way, whose compare-and-set
   * acquires what the former user released. Pinned by BuilderConfinementStress and its twin.
   */

  private static final VarHandle USER;

  static {
    try {
      USER = MethodHandles.lookup().findVarHandle(ConfinedBuilder.class, "user", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The one thread that may use the builder; null if nobody does. Read plainly (see the overview),
   * given away in release mode, taken by compare-and-set.
   */
  private @Nullable Thread user;

  ConfinedBuilder() {
    user = Thread.currentThread();
    // A builder that is handed to another thread through a data race must not look free.
    VarHandle.storeStoreFence();
  }

  /**
   * Lets another thread go on with this builder: the next one that uses it, and from then on no
   * other. {@code build} does the same.
   *
   * @return this builder
   * @throws IllegalStateException if the builder belongs to another thread
   */
  public final B handOver() {
    requireUser();
    release();
    return self();
  }

  /** Every operation begins with this. */
  final void requireUser() {
    if (user != Thread.currentThread()) {
      claim();
    }
  }

  /** Ends the current thread's use, once nothing that was built can be written any more. */
  final void release() {
    USER.setRelease(this, (Thread) null);
  }

  /**
   * For collectors: a stream hands its containers from thread to thread with a happens-before edge
   * of its own, and has no place to say so.
   */
  final B adopt() {
    user = Thread.currentThread();
    return self();
  }

  private void claim() {
    Thread me = Thread.currentThread();
    if (!USER.compareAndSet(this, (Thread) null, me)) {
      throw new IllegalStateException(
          "builder rejected: it is in use by another thread, thread="
              + me.getName()
              + "; give each thread its own builder, or let the other thread call handOver()");
    }
  }

  @SuppressWarnings("unchecked") // B is the builder's own type
  private B self() {
    return (B) this;
  }
}
