package org.potamos.refs;

/** Shows tests in other packages the stamp of a commit that has just been made. */
public final class LastCommit {
  private LastCommit() {}

  /** {@return the stamp of the last commit of this thread that has changed anything} */
  public static long stamp() {
    return Transaction.ofThread().committedStamp();
  }
}
