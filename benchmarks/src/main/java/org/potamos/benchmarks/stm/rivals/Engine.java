package org.potamos.benchmarks.stm.rivals;

import java.util.stream.LongStream;

/** Who keeps the cells. The semantics are the same but for what the constants say. */
public enum Engine {
  /** {@link org.potamos.refs.Ref}, as one writes it: operations look the transaction up. */
  POTAMOS(true, false),

  /** The same, the transaction handed to each operation. */
  POTAMOS_TX(true, false),

  /** The same, and transactions that only read are declared so. */
  POTAMOS_READ_ONLY(true, false),

  /** {@code clojure.lang.Ref}, called from Java: snapshot isolation, limited attempts. */
  CLOJURE(false, true),

  /**
   * ScalaSTM, the transaction handed to each operation as in Scala. It has no commute: {@code
   * transform} stands for it.
   */
  SCALA_STM(false, true),

  /**
   * Multiverse, the transaction handed to each operation, an executor for each kind of transaction:
   * it learns what kind it is. Unlimited attempts. Transactions that only read are declared so.
   */
  MULTIVERSE(false, true),

  /** A {@link java.util.concurrent.locks.ReentrantLock} in each cell, taken in order. */
  FINE_LOCK(false, false),

  /**
   * A {@link java.util.concurrent.locks.StampedLock} in each cell. Who only reads does so
   * optimistically, and takes the read locks in order if that fails too often.
   */
  STAMPED_CELLS(false, false),

  /** One {@link java.util.concurrent.locks.ReentrantLock} for all cells. */
  ONE_LOCK(false, false),

  /** {@link java.util.concurrent.atomic.AtomicReference}: one cell alone. */
  ATOMIC_REFERENCE(false, false);

  private final boolean own;
  private final boolean peer;

  Engine(boolean own, boolean peer) {
    this.own = own;
    this.peer = peer;
  }

  /**
   * Tells whether this is what is compared with others.
   *
   * @return true for Potamos in all its forms
   */
  public boolean isOwn() {
    return own;
  }

  /**
   * Tells whether this is another software transactional memory.
   *
   * @return false for Potamos, for locks and for the single cell
   */
  public boolean isPeer() {
    return peer;
  }

  /**
   * Makes cells.
   *
   * @param size how many
   * @param initial what each holds, in an object of its own
   * @return new cells
   */
  public Cells cells(int size, long initial) {
    Long[] values =
        LongStream.range(0, size).mapToObj(i -> Long.valueOf(initial)).toArray(Long[]::new);
    return switch (this) {
      case POTAMOS -> new Potamos.PlainCells(values);
      case POTAMOS_TX -> new Potamos.TxCells(values);
      case POTAMOS_READ_ONLY -> new Potamos.ReadOnlyCells(values);
      case CLOJURE -> new Clojure.RefCells(values);
      case SCALA_STM -> new ScalaStm.RefCells(values);
      case MULTIVERSE -> new Multiverse.RefCells(values);
      case FINE_LOCK -> new FineLock.LockedCells(values);
      case STAMPED_CELLS -> new Stamped.StampedCells(values);
      case ONE_LOCK -> new OneLock.LockedCells(values);
      case ATOMIC_REFERENCE -> throw new IllegalArgumentException("one cell alone: rival=" + this);
    };
  }

  /**
   * Makes a counter.
   *
   * @return a new counter that stands at 0
   */
  public Counter counter() {
    return switch (this) {
      case POTAMOS -> new Potamos.PlainCounter();
      case POTAMOS_TX, POTAMOS_READ_ONLY -> new Potamos.TxCounter();
      case CLOJURE -> new Clojure.RefCounter();
      case SCALA_STM -> new ScalaStm.RefCounter();
      case MULTIVERSE -> new Multiverse.RefCounter();
      case FINE_LOCK, ONE_LOCK -> new FineLock.LockedCounter();
      case STAMPED_CELLS -> throw new IllegalArgumentException("for readers: rival=" + this);
      case ATOMIC_REFERENCE -> new SingleCell();
    };
  }
}
