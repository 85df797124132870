package org.potamos.refs.history;

import java.util.List;
import org.potamos.refs.history.History.Attempt;
import org.potamos.refs.history.History.Kind;
import org.potamos.refs.history.History.Operation;

/**
 * The definitions of serializability and of snapshot isolation, tried out: every order there is.
 * For histories of few attempts, all committed, that read before they write.
 */
final class SerialOrders {
  private final List<Attempt> attempts;
  private final boolean hasSnapshots;

  /** The writer of the newest version of each ref. */
  private final long[] newest;

  /** For each attempt, once it has read: the writers of the newest versions then. */
  private final long[][] seen;

  private final boolean[] hasRead;
  private final boolean[] hasCommitted;

  private SerialOrders(History history, boolean hasSnapshots) {
    this.attempts = history.attempts();
    this.hasSnapshots = hasSnapshots;
    int refs =
        1
            + attempts.stream()
                .flatMap(attempt -> attempt.operations().stream())
                .mapToInt(Operation::ref)
                .max()
                .orElse(0);
    newest = new long[refs];
    seen = new long[attempts.size()][];
    hasRead = new boolean[attempts.size()];
    hasCommitted = new boolean[attempts.size()];
  }

  /** Whether some order of the attempts, that respects real time and stamps, explains all reads. */
  static boolean explain(History history) {
    return new SerialOrders(history, false).search(0);
  }

  /**
   * Whether some order of the snapshots and commits does, such that nobody overwrites what was
   * committed after its snapshot.
   */
  static boolean explainBySnapshots(History history) {
    return new SerialOrders(history, true).search(0);
  }

  private boolean search(int committed) {
    if (committed == attempts.size()) {
      return true;
    }
    for (int a = 0; a < attempts.size(); a++) {
      if (!hasRead[a] && mayRead(a)) {
        hasRead[a] = true;
        seen[a] = newest.clone();
        boolean isExplained =
            hasSnapshots ? search(committed) : mayCommit(a) && commit(a, committed);
        hasRead[a] = false;
        if (isExplained) {
          return true;
        }
      } else if (hasRead[a] && !hasCommitted[a] && mayCommit(a) && commit(a, committed)) {
        return true;
      }
    }
    return false;
  }

  private boolean commit(int a, int committed) {
    long[] before = newest.clone();
    for (Operation operation : attempts.get(a).operations()) {
      if (operation.kind() == Kind.WRITE) {
        newest[operation.ref()] = attempts.get(a).id();
      }
    }
    hasCommitted[a] = true;
    boolean isExplained = search(committed + 1);
    hasCommitted[a] = false;
    System.arraycopy(before, 0, newest, 0, before.length);
    return isExplained;
  }

  /** All that ended before it began have committed, and it finds what it has read. */
  private boolean mayRead(int a) {
    Attempt attempt = attempts.get(a);
    for (int other = 0; other < attempts.size(); other++) {
      if (!hasCommitted[other] && attempts.get(other).end() < attempt.begin()) {
        return false;
      }
    }
    return attempt.operations().stream()
        .filter(operation -> operation.kind() == Kind.READ)
        .allMatch(operation -> newest[operation.ref()] == operation.writer());
  }

  /** Its versions follow those with smaller stamps, and none is newer than its snapshot. */
  private boolean mayCommit(int a) {
    for (Operation operation : attempts.get(a).operations()) {
      int ref = operation.ref();
      if (operation.kind() != Kind.WRITE) {
        continue;
      }
      if (newest[ref] != seen[a][ref]) {
        return false;
      }
      for (int other = 0; other < attempts.size(); other++) {
        boolean isEarlier = attempts.get(other).stamp() < attempts.get(a).stamp();
        if (isEarlier && !hasCommitted[other] && writes(attempts.get(other), ref)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean writes(Attempt attempt, int ref) {
    return attempt.operations().stream()
        .anyMatch(operation -> operation.kind() == Kind.WRITE && operation.ref() == ref);
  }
}
