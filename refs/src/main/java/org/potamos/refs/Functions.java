package org.potamos.refs;

import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.StateNode;
import org.potamos.core.internal.ThreadState;

/** Users' functions that run while the refs of a commit are locked: commutes, then validators. */
final class Functions {
  private Functions() {}

  /** Applies each ref's commutes to what is there now. Requires: the write set is locked. */
  static void runCommutes(Transaction transaction, WriteSet writes) {
    transaction.enterCommute();
    for (int i = 0; i < writes.size(); i++) {
      CommuteLog log = writes.commutes(i);
      if (log != null) {
        commute(writes.version(i), log);
      }
    }
    transaction.enterCommit();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the log's functions are those of the ref
  private static <T extends @Nullable Object> void commute(Version<T> version, CommuteLog log) {
    version.value = (T) log.applyAll(version.below().value);
  }

  /** Asks each ref's validator. Requires: the write set is locked. */
  static void validate(WriteSet writes) {
    ThreadState thread = ThreadState.current();
    for (int i = 0; i < writes.size(); i++) {
      validate(writes.ref(i), writes, i, thread);
    }
  }

  private static <T extends @Nullable Object> void validate(
      Ref<T> ref, WriteSet writes, int at, ThreadState thread) {
    RefExtension<T> extension = ref.extension();
    StateNode<T> mirror = extension == null ? null : extension.mirror;
    if (mirror != null) {
      ref.requireAcceptable(mirror, writes.<T>version(at).value, thread);
    }
  }
}
