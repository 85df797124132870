package org.potamos.refs;

/**
 * Told of each commit that has changed anything, with all its changes together. See {@link
 * Stm#listen}.
 */
@FunctionalInterface
public interface CommitListener {

  /**
   * Called after a commit, on the committing thread, in the order of the commits, one at a time.
   *
   * @param commit what has changed
   */
  void committed(Commit commit);
}
