package org.potamos.core.collection;

import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An iterator that can be made to stand before the element of any rank: see RankSpliterator. */
interface RankIterator<T extends @Nullable Object> extends Iterator<T> {

  /** Hands over the next so many elements. Requires: there are as many. */
  void forNext(int count, Consumer<? super T> action);
}
