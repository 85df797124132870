package org.potamos.core;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How changes reach a watch: on which thread, in which order, and whether some may be left out.
 *
 * <table>
 * <caption>The three modes</caption>
 * <tr><th>mode</th><th>thread</th><th>what the watch sees</th><th>choose it for</th></tr>
 * <tr><td>{@link #SYNC}</td><td>the one that made the change, before the changing call returns</td>
 * <td>every change; those of several threads may overtake one another</td>
 * <td>counters, invalidation: short work</td></tr>
 * <tr><td>{@link #ORDERED}</td><td>an executor, one delivery at a time</td>
 * <td>every change in the order of versions, each old value being the previous new value</td>
 * <td>logs, replication, undo</td></tr>
 * <tr><td>{@link #LATEST}</td><td>an executor, one delivery at a time</td>
 * <td>the newest change since it last ran, its old value being the last value it saw</td>
 * <td>screens, caches, progress lines</td></tr>
 * </table>
 *
 * <p>A change that a {@code SYNC} watch makes itself is delivered after the round in progress, in
 * order and without recursion: watches later in the list see the first change before the second.
 * The changing call inside the watch therefore returns before the watches have run. Rounds that
 * cause one another without end are cut off: after 100,000 of them a further change by a watch is
 * rejected with {@link IllegalStateException} inside that watch.
 *
 * <p>{@code ORDERED} holds every change until it is delivered, so a watch that is slower than the
 * changes needs memory without bound; {@code LATEST} never holds more than one.
 *
 * <p>A {@code Delivery} is immutable; {@link #on} and {@link #onlyIfChanged} answer changed copies.
 */
public final class Delivery {

  /** The three ways. */
  public enum Mode {
    /** On the changing thread, after the change. */
    SYNC,
    /** On an executor, every change, in the order of versions. */
    ORDERED,
    /** On an executor, the newest change only. */
    LATEST
  }

  /** On the changing thread, after the change, before the changing call returns. The default. */
  public static final Delivery SYNC = new Delivery(Mode.SYNC, null, false);

  /** Every change in the order of versions, on a virtual thread. */
  public static final Delivery ORDERED = new Delivery(Mode.ORDERED, null, false);

  /** The newest change since the watch last ran, on a virtual thread. */
  public static final Delivery LATEST = new Delivery(Mode.LATEST, null, false);

  private final Mode mode;
  private final @Nullable Executor executor;
  private final boolean onlyIfChanged;

  private Delivery(Mode mode, @Nullable Executor executor, boolean onlyIfChanged) {
    this.mode = mode;
    this.executor = executor;
    this.onlyIfChanged = onlyIfChanged;
  }

  /**
   * The same delivery on another executor, for example {@code SwingUtilities::invokeLater}.
   *
   * <p>If the executor rejects a delivery, that is reported as a {@link WatchFailure}; the changes
   * are kept and offered again at the next change.
   *
   * @param executor runs the watch
   * @return the changed copy
   * @throws IllegalArgumentException if the mode is {@code SYNC}, which has no executor
   */
  public Delivery on(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    if (mode == Mode.SYNC) {
      throw new IllegalArgumentException(
          "executor rejected: mode=SYNC runs on the changing thread; use ORDERED or LATEST");
    }
    return new Delivery(mode, executor, onlyIfChanged);
  }

  /**
   * The same delivery without the changes whose old and new value are equal by {@code equals}.
   *
   * @return the changed copy
   */
  public Delivery onlyIfChanged() {
    return onlyIfChanged ? this : new Delivery(mode, executor, true);
  }

  /**
   * Which of the three ways this is.
   *
   * @return the mode
   */
  public Mode mode() {
    return mode;
  }

  /**
   * The executor that was given.
   *
   * @return the executor, or null if none was given
   */
  public @Nullable Executor executor() {
    return executor;
  }

  /**
   * Tells whether changes from a value to an equal one are left out.
   *
   * @return true after {@link #onlyIfChanged}
   */
  public boolean isOnlyIfChanged() {
    return onlyIfChanged;
  }

  /** {@return the mode and its options, as in {@code "LATEST, only if changed"}} */
  @Override
  public String toString() {
    return mode
        + (executor == null ? "" : ", on " + executor)
        + (onlyIfChanged ? ", only if changed" : "");
  }
}
