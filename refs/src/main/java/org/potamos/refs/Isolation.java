package org.potamos.refs;

/** What a transaction that writes promises about what it has only read. */
public enum Isolation {

  /**
   * Committed transactions are equivalent to some serial order, and that order respects real time:
   * a transaction that began after another had ended comes after it. Everything that a body has
   * read is still true at the instant of its commit. The default.
   */
  SERIALIZABLE,

  /**
   * The isolation of Clojure: all reads come from one snapshot, and of two overlapping transactions
   * that change the same ref one runs again. What a body has only read may have changed by the time
   * it commits, so two transactions may each break an assumption of the other (write skew). Guard
   * such a read by {@link Ref#ensure}.
   *
   * <p>Choose it for long transactions that read much, write little and do not depend on the rest.
   */
  SNAPSHOT
}
