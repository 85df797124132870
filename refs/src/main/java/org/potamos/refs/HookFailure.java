package org.potamos.refs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Event;
import org.potamos.core.Reference;

/**
 * Something that runs after a transaction threw: a commit listener, a held effect, a hook of {@link
 * Stm#afterCommit} or {@link Stm#afterRollback}. What the transaction did stands as it is.
 *
 * @param phase what threw
 * @param transactionName the name of the transaction, or null
 * @param cause what was thrown
 */
public record HookFailure(Phase phase, @Nullable String transactionName, Throwable cause)
    implements Event {

  /** What runs after a transaction. */
  public enum Phase {
    /** A {@link CommitListener}. */
    COMMIT_LISTENER,
    /** An effect held until commit, as a send to an agent. */
    HELD_EFFECT,
    /** A hook of {@link Stm#afterCommit}. */
    AFTER_COMMIT,
    /** A hook of {@link Stm#afterRollback}. */
    AFTER_ROLLBACK
  }

  /** Checks that only the name may be null. */
  public HookFailure {
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(cause, "cause");
  }

  /** {@return null: it concerns no single reference} */
  @Override
  public @Nullable Reference<?> reference() {
    return null;
  }

  /** {@return what failed and in which transaction} */
  @Override
  public String toString() {
    return "hook failed: phase="
        + phase
        + ", transaction="
        + (transactionName == null ? "(unnamed)" : transactionName)
        + ", cause="
        + cause.getClass().getName()
        + "; what the transaction did stands";
  }
}
