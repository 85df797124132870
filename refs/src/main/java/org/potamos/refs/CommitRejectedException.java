package org.potamos.refs;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Violation;

/**
 * An invariant over several refs rejected a transaction, or the values that were there when it was
 * enforced; nothing has changed.
 */
public final class CommitRejectedException extends InvalidStateException {
  private static final long serialVersionUID = 1L;

  /** How many refs the message names. */
  private static final int IN_MESSAGE = 8;

  /** What the transaction would have changed among the refs of the invariant. */
  private final transient List<Ref<?>> changed;

  CommitRejectedException(
      EnforcedCheck check,
      List<Ref<?>> changed,
      @Nullable Object rejectedValue,
      List<Violation> violations,
      @Nullable String transactionName) {
    super(
        message(check, changed, violations, transactionName),
        check.name(),
        changed.isEmpty() ? check.ref(0) : changed.getFirst(),
        violations,
        rejectedValue);
    this.changed = List.copyOf(changed);
  }

  /**
   * The refs of the invariant that the transaction would have changed; {@link #reference} is the
   * first of them, {@link #rejectedValue} its value.
   *
   * @return the refs, in the order of their making; empty if the invariant was just being enforced,
   *     and after deserialization
   */
  public List<Ref<?>> changedRefs() {
    return changed == null ? List.of() : changed;
  }

  private static String message(
      EnforcedCheck check,
      List<Ref<?>> changed,
      List<Violation> violations,
      @Nullable String transactionName) {
    boolean isEnforcing = changed.isEmpty();
    return (isEnforcing ? "enforce rejected: invariant=" : "commit rejected: invariant=")
        + check.name()
        + ", refs="
        + names(check.refs())
        + (isEnforcing ? "" : ", changed=" + names(changed))
        + (transactionName == null ? "" : ", transaction=" + transactionName)
        + ", "
        + summary(violations)
        + (isEnforcing ? "; the invariant is not in force" : "; nothing has changed");
  }

  private static String names(List<? extends Ref<?>> refs) {
    String shown =
        refs.stream().limit(IN_MESSAGE).map(Ref::name).collect(Collectors.joining(", ", "[", ""));
    int more = refs.size() - IN_MESSAGE;
    return shown + (more > 0 ? ", and " + more + " more]" : "]");
  }
}
