package org.potamos.refs;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/**
 * A rule over several refs that no transaction can break, see {@link Stm#enforce}. What the
 * invariants of the module {@code org.potamos.validators} are made of; use those unless you need
 * something else.
 *
 * <h2>When it runs</h2>
 *
 * At the commit of each transaction that changes one of its refs, once for each commit that gets
 * that far, on the committing thread, after the validators of the refs and before anything is
 * visible. It sees the values that the transaction would publish, and of the other refs the newest
 * committed ones, all of them from one moment. If one of these changes before the transaction is
 * committed, the transaction runs again. So what was accepted stays true, also under {@link
 * Isolation#SNAPSHOT}.
 *
 * <h2>What it may do</h2>
 *
 * Look at the values that it is given; change nothing, as a {@link org.potamos.core.Validator}. It
 * should be quick: transactions that change the same refs wait. {@code deref} never waits for it.
 *
 * <h2>What a rejection does</h2>
 *
 * It undoes the whole transaction, and {@code dosync} throws {@link CommitRejectedException}. What
 * the check throws itself does the same and reaches the caller unchanged. Both count only if all
 * that the body has read is still the newest, under {@link Isolation#SNAPSHOT} too; else the body
 * runs again, and may come to something else.
 */
public interface CommitCheck {

  /**
   * The name, for messages.
   *
   * @return asked once, when it is enforced
   */
  String name();

  /**
   * The refs that it looks at.
   *
   * @return asked once, when it is enforced; at least one
   */
  Collection<? extends Ref<?>> refs();

  /**
   * Checks what would be.
   *
   * @param view the values, valid also after the call
   * @return what is wrong; empty to accept
   */
  List<Violation> check(View view);

  /** The values that refs would have. */
  interface View {

    /**
     * The value of a ref.
     *
     * @param ref one of {@link CommitCheck#refs}
     * @param <T> the type of the value
     * @return what it would be after the commit
     * @throws IllegalArgumentException if it is none of them
     */
    <T extends @Nullable Object> T valueOf(Ref<T> ref);

    /**
     * Tells whether the transaction changes a ref.
     *
     * @param ref one of {@link CommitCheck#refs}
     * @return true if it was set, altered or commuted; false also when the check is just being
     *     enforced
     * @throws IllegalArgumentException if it is none of them
     */
    boolean isChanged(Ref<?> ref);
  }
}
