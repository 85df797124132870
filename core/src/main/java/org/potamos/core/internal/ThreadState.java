package org.potamos.core.internal;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the library has to remember of one thread while calls into users' code are on its stack:
 * which references are computing their next value, whether a validator runs, which notification
 * round is in progress. Nothing here outlives the outermost call; the object itself stays with the
 * thread, as every thread-local does.
 *
 * <p>References that nobody observes and nobody contends for never look here.
 */
public final class ThreadState {
  private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

  private NotificationRounds rounds = new NotificationRounds();
  private int validating;
  private @Nullable Object[] computing = new @Nullable Object[4];
  private int computingDepth;
  private HeldEffects.@Nullable Scope actionScope;

  private ThreadState() {}

  /**
   * The calling thread's.
   *
   * @return always the same object for one thread
   */
  public static ThreadState current() {
    return CURRENT.get();
  }

  /**
   * Tells whether a validator is running on the calling thread. Costs nothing as long as no
   * validator was ever run.
   *
   * @return true if so
   */
  public static boolean isValidatingHere() {
    return ValidatorsInUse.get() && current().isValidating();
  }

  NotificationRounds rounds() {
    return rounds;
  }

  /**
   * Makes several deliveries to {@code SYNC} watches, all of them before those of changes that
   * these watches make.
   *
   * @param deliveries announces changes that were made at once
   */
  public void deliverTogether(Runnable deliveries) {
    rounds.together(deliveries);
  }

  /**
   * Runs something whose changes are announced while it runs, also if a round is in progress on
   * this thread: an executor may run an agent at once, inside of a watch.
   *
   * @param work makes changes
   */
  public void withRoundsOfItsOwn(Runnable work) {
    NotificationRounds around = rounds;
    rounds = new NotificationRounds();
    try {
      work.run();
    } finally {
      rounds = around;
    }
  }

  /**
   * Tells whether a round of {@code SYNC} watches is in progress on this thread.
   *
   * @return true if so
   */
  public boolean isInRound() {
    return rounds.isInProgress();
  }

  /**
   * Tells whether a validator is running on the thread.
   *
   * @return true if so
   */
  public boolean isValidating() {
    return validating != 0;
  }

  /**
   * Runs something that stands for a validator: it may look, and change nothing.
   *
   * @param validator asks users' code
   * @param <R> the type of the answer
   * @return what it answers, not null
   */
  public <R> R validating(Supplier<R> validator) {
    enterValidator();
    try {
      return Objects.requireNonNull(validator.get(), "a validator answered null");
    } finally {
      exitValidator();
    }
  }

  void enterValidator() {
    ValidatorsInUse.set();
    validating++;
  }

  void exitValidator() {
    validating--;
  }

  HeldEffects.@Nullable Scope actionScope() {
    return actionScope;
  }

  HeldEffects.@Nullable Scope replaceActionScope(HeldEffects.@Nullable Scope next) {
    HeldEffects.Scope before = actionScope;
    actionScope = next;
    return before;
  }

  /** From here to {@link #exitComputation} the function that computes the next value may run. */
  void enterComputation(AbstractReference<?> reference) {
    if (computingDepth == computing.length) {
      computing = Arrays.copyOf(computing, 2 * computingDepth);
    }
    computing[computingDepth++] = reference;
  }

  void exitComputation() {
    computing[--computingDepth] = null;
  }

  @SuppressWarnings("ReferenceEquality") // references are identities
  boolean isComputing(AbstractReference<?> reference) {
    for (int i = 0; i < computingDepth; i++) {
      if (computing[i] == reference) {
        return true;
      }
    }
    return false;
  }
}
