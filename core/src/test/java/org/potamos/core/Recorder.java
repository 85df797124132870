package org.potamos.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A watch that writes down what it is told. */
public final class Recorder<T extends @Nullable Object> implements Watch<T> {
  private final List<Change<? extends T>> changes = new ArrayList<>();

  /** A recorder without changes. */
  public Recorder() {}

  @Override
  public void changed(Change<? extends T> change) {
    synchronized (changes) {
      changes.add(change);
    }
  }

  /** All changes so far. */
  public List<Change<? extends T>> changes() {
    synchronized (changes) {
      return new ArrayList<>(changes);
    }
  }

  /** The only change so far. */
  public Change<? extends T> only() {
    List<Change<? extends T>> all = changes();
    if (all.size() != 1) {
      throw new AssertionError("not one change but " + all);
    }
    return all.get(0);
  }

  /** All steps so far, as in {@code "1->2"}. */
  public List<String> steps() {
    return changes().stream().map(Recorder::step).toList();
  }

  /** How many changes so far. */
  public int count() {
    synchronized (changes) {
      return changes.size();
    }
  }

  /** Waits until there are that many changes. */
  public Recorder<T> awaitCount(int count) {
    Waits.until(count + " changes have arrived", () -> count() >= count);
    return this;
  }

  /** A step, as in {@code "1->2"}. */
  public static String step(Change<?> change) {
    return change.oldValue() + "->" + change.newValue();
  }
}
