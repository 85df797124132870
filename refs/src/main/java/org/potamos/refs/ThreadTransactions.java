package org.potamos.refs;

import org.jspecify.annotations.Nullable;

/**
 * Which {@link Transaction} object belongs to the calling thread.
 *
 * <p>The truth is a thread-local. In front of it lies a table, indexed by a part of the thread's
 * id: every operation of a ref looks there, and to find the own object takes half as many dependent
 * loads. An entry counts only if it has the id of the calling thread, and ids are never used again;
 * threads whose entries collide overwrite each other's and find theirs in the thread-local.
 *
 * <p>The table is read and written plainly. A thread sees its own writes in order, so it never
 * finds an object of its own that it has replaced; of another thread's object it reads the id only,
 * which is final. What the table keeps alive of threads that have ended is empty, and knows no
 * {@link Thread}.
 */
final class ThreadTransactions {
  private static final int SIZE = 256;

  private static final ThreadLocal<Transaction> CURRENT = new ThreadLocal<>();

  private static final @Nullable Transaction[] RECENT = new @Nullable Transaction[SIZE];

  private ThreadTransactions() {}

  /** The object of this thread; null if it has none yet. */
  static @Nullable Transaction get() {
    long id = Thread.currentThread().threadId();
    Transaction recent = RECENT[(int) id & (SIZE - 1)];
    return recent != null && recent.threadId() == id ? recent : find(id);
  }

  private static @Nullable Transaction find(long id) {
    Transaction present = CURRENT.get();
    if (present != null) {
      RECENT[(int) id & (SIZE - 1)] = present;
    }
    return present;
  }

  static void set(Transaction transaction) {
    CURRENT.set(transaction);
    RECENT[(int) transaction.threadId() & (SIZE - 1)] = transaction;
  }
}
