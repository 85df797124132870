package org.potamos.core.collection;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What sets and the set views of maps share: equality and hash code as {@link Set} says. */
abstract class AbstractPersistentSet<E extends @Nullable Object>
    extends AbstractPersistentCollection<E> implements Set<E> {

  @Override
  public boolean equals(@Nullable Object o) {
    return o == this || (o instanceof Set<?> other && other.size() == size() && containsAll(other));
  }

  @Override
  public int hashCode() {
    int h = 0;
    for (E e : this) {
      h += Objects.hashCode(e);
    }
    return h;
  }
}
