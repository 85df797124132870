package org.potamos.core.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * “Do this if and when what runs on this thread succeeds”: the seam by which one module holds
 * effects back until another module's transaction has committed, without either knowing the other.
 * A send to an agent is such an effect (ruling G3).
 *
 * <p>Two kinds of scopes hold effects: a running transaction, and a running action of an agent. A
 * transaction is the inner one where both run. When a scope succeeds it hands its effects to the
 * scope around it, if there is one, and runs them otherwise; when it fails it drops them.
 */
public final class HeldEffects {

  /** Something that may still fail, and holds effects until it is known. */
  public interface Scope {

    /**
     * Holds an effect, behind those that are held already.
     *
     * @param effect to be run once, if the scope succeeds
     * @throws IllegalStateException if the scope is at a point where effects are not allowed, for
     *     example in a function that it may run again
     */
    void hold(Runnable effect);
  }

  /** An effect that somebody waits for: he has to hear of it if it will not happen. */
  public interface Revocable extends Runnable {

    /**
     * The scope that held the effect has dropped it. Called at most once, and not after {@code
     * run}.
     */
    void revoke();
  }

  /** Finds the transaction of the calling thread; null as long as the module is not in use. */
  private static volatile @Nullable Supplier<@Nullable Scope> transactions;

  private HeldEffects() {}

  /**
   * Tells how to find the running transaction; called once, by the module of the transactions.
   *
   * @param finder answers the transaction of the calling thread, or null
   */
  public static void findTransactionsBy(Supplier<@Nullable Scope> finder) {
    transactions = finder;
  }

  /**
   * Holds an effect until what runs on this thread has succeeded.
   *
   * @param effect to be run once
   * @return false if nothing runs here: the caller does it himself, now
   * @throws IllegalStateException in a validator, and wherever the scope does not allow effects
   */
  public static boolean hold(Runnable effect) {
    Scope scope = innermost("effect");
    if (scope == null) {
      return false;
    }
    scope.hold(effect);
    return true;
  }

  /**
   * Who holds an effect that is made now: for a caller who makes none unless somebody does.
   *
   * @param operation named in the message
   * @return the transaction that runs on this thread, else the action, else null
   * @throws IllegalStateException in a validator
   */
  public static @Nullable Scope innermost(String operation) {
    ThreadState thread = ThreadState.current();
    if (thread.isValidating()) {
      throw new IllegalStateException(
          operation
              + " rejected: a validator is running on this thread, thread="
              + Thread.currentThread().getName()
              + "; a validator only looks, use a watch to react to a change");
    }
    Supplier<@Nullable Scope> finder = transactions;
    Scope inner = finder == null ? null : finder.get();
    return inner == null ? thread.actionScope() : inner;
  }

  /**
   * The scope of the action that runs on this thread.
   *
   * @return the scope, or null
   */
  public static @Nullable Scope ofAction() {
    return ThreadState.current().actionScope();
  }

  /**
   * Enters or leaves the scope of an action on this thread.
   *
   * @param scope the scope to enter; null to leave
   * @return the scope that was there before, to be put back
   */
  public static @Nullable Scope enterAction(@Nullable Scope scope) {
    return ThreadState.current().replaceActionScope(scope);
  }
}
