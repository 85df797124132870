package org.potamos.core.collection;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Orders of strings for suites of sorted collections. As constants of an enum, serializable. */
enum SuiteOrders implements Comparator<@Nullable String> {
  /** Alphabetic; null stands where the word would. It is what testlib takes for maps of the JDK. */
  NULL_FRIENDLY {
    @Override
    public int compare(@Nullable String left, @Nullable String right) {
      return String.valueOf(left).compareTo(String.valueOf(right));
    }
  },

  /** Alphabetic, and refuses null, but is not natural order. */
  ALPHABETIC {
    @Override
    @SuppressWarnings("NullAway") // null is to be refused with NullPointerException
    public int compare(@Nullable String left, @Nullable String right) {
      return left.compareTo(right);
    }
  },

  /** From Z to A. */
  BACKWARDS {
    @Override
    @SuppressWarnings("NullAway") // null is to be refused with NullPointerException
    public int compare(@Nullable String left, @Nullable String right) {
      return right.compareTo(left);
    }
  }
}
