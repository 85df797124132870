package org.potamos.refs;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;

/**
 * What one transaction has changed, all of it together.
 *
 * @param stamp the position in the order of all commits, the same as the version of all {@code
 *     changes}; strictly increasing, not gap-free
 * @param transactionName the name that the options gave to the transaction, or null
 * @param changes one for each ref that was changed, in the order in which the refs were made
 */
public record Commit(long stamp, @Nullable String transactionName, List<Change<?>> changes) {

  /** Copies the list. */
  public Commit {
    changes = List.copyOf(changes);
  }
}
