package org.potamos.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of one reference: the value before it, the value after it, and the version that the
 * new value has.
 *
 * <p>Both values are exact: the old value is the very object that the new one replaced. If all
 * changes of a reference are laid end to end in the order of their versions, each old value is the
 * previous new value. The one exception is a change that {@link Delivery#LATEST} hands to a watch:
 * it spans everything since that watch last ran.
 *
 * <p>What differs between two values that are persistent maps is told by {@link
 * org.potamos.core.collection.MapChanges#of}.
 *
 * @param reference what changed
 * @param oldValue the value that was replaced
 * @param newValue the value that is there since
 * @param version the version of {@code newValue}; greater than that of {@code oldValue}, see {@link
 *     Reference#version}
 * @param <T> the type of the value
 */
public record Change<T extends @Nullable Object>(
    Reference<T> reference, T oldValue, T newValue, long version) {

  /**
   * Tells whether the new value differs from the old one by {@code equals}.
   *
   * @return false if old and new value are equal
   */
  public boolean isDifferent() {
    return !Objects.equals(oldValue, newValue);
  }

  /** {@return name, version and both values, as in {@code "balance v3: 100 -> 70"}} */
  @Override
  public String toString() {
    return reference.name() + " v" + version + ": " + oldValue + " -> " + newValue;
  }
}
