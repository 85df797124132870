package org.potamos.refs.history;

import java.util.List;
import java.util.Locale;

/**
 * What a run of transactions did, attempt by attempt: the material of {@link HistoryChecker}.
 *
 * <p>Each value that an attempt writes is unique: it is named by the id of the attempt, the ref and
 * the number of the write within the attempt. The last of the writes that an attempt made to a ref
 * is the version that its commit installs. Since each commit has a stamp, the order of the versions
 * of a ref is known exactly and need not be guessed from what was read.
 *
 * @param attempts in any order
 */
record History(List<Attempt> attempts) {

  /** The writer of the versions that were there before the run. */
  static final long INITIAL = 0;

  /** The stamp of an attempt that has not committed, or has changed nothing. */
  static final long NO_STAMP = 0;

  History {
    attempts = List.copyOf(attempts);
  }

  /** What was promised to an attempt. */
  enum Level {
    SERIALIZABLE,
    SNAPSHOT,
    READ_ONLY
  }

  /** What an attempt does with a ref. */
  enum Kind {
    /** The body was handed a value. */
    READ,
    /** The body was handed a value of which it was promised that it still holds at the commit. */
    ENSURE,
    /** A commuting function was handed a value while the body ran. */
    PROVISIONAL,
    /** A commuting function was handed a value when it ran again, at the commit. */
    REBASE,
    /** A value was stored in the transaction. */
    WRITE,
    /** A nested block was undone: what the operations from {@code number} on have written. */
    ROLLBACK
  }

  /**
   * One operation of an attempt.
   *
   * @param kind what it was
   * @param ref the number of the ref, not negative; without meaning for {@link Kind#ROLLBACK}
   * @param writer the attempt that wrote the value
   * @param number which of the writes of that attempt it was, from 1; 0 for an initial version
   */
  record Operation(Kind kind, int ref, long writer, int number) {
    @Override
    public String toString() {
      return switch (kind) {
        case ROLLBACK -> "rollback to operation " + number;
        case WRITE -> "write r" + ref + "=" + writer + "/" + number;
        default ->
            kind.toString().toLowerCase(Locale.ROOT)
                + " r"
                + ref
                + "="
                + (writer == INITIAL ? "initial" : writer + "/" + number);
      };
    }
  }

  /**
   * One run of a body, whether it has committed or not.
   *
   * @param id not 0; unique
   * @param thread for the reader of a report
   * @param level what was promised
   * @param begin a time before its first operation, and before its snapshot was chosen
   * @param end a time after its last operation, and after its commit
   * @param isCommitted whether its changes were made public
   * @param stamp of the commit; {@link #NO_STAMP} if there was nothing to commit
   * @param operations in the order in which they were done
   */
  record Attempt(
      long id,
      int thread,
      Level level,
      long begin,
      long end,
      boolean isCommitted,
      long stamp,
      List<Operation> operations) {
    Attempt {
      operations = List.copyOf(operations);
      if (id == INITIAL) {
        throw new IllegalArgumentException("an attempt needs an id other than " + INITIAL);
      }
      if (begin > end) {
        throw new IllegalArgumentException("attempt " + id + " ended before it began");
      }
    }

    @Override
    public String toString() {
      return "attempt "
          + id
          + " (thread "
          + thread
          + ", "
          + level
          + ", "
          + (isCommitted ? stamp == NO_STAMP ? "committed" : "stamp " + stamp : "aborted")
          + ", time "
          + begin
          + ".."
          + end
          + ") "
          + operations;
    }
  }
}
