package org.potamos.validators;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.Iterator;

/** Comparisons that hold for numbers of every class, NaN and negative zero included. */
final class Order {
  private Order() {}

  /** Whether a value is at or above another one; never if one of them is no number. */
  static <V extends Comparable<? super V>> boolean isAtLeast(V value, V least) {
    return isComparable(value) && isComparable(least) && compare(value, least) >= 0;
  }

  /** Whether a value is above another one; never if one of them is no number. */
  static <V extends Comparable<? super V>> boolean isAbove(V value, V limit) {
    return isComparable(value) && isComparable(limit) && compare(value, limit) > 0;
  }

  /** As {@code compareTo}, but -0.0 is 0.0. */
  static <V extends Comparable<? super V>> int compare(V left, V right) {
    if (left instanceof Double d && right instanceof Double e && d == e.doubleValue()) {
      return 0;
    }
    if (left instanceof Float f && right instanceof Float g && f == g.floatValue()) {
      return 0;
    }
    return left.compareTo(right);
  }

  static boolean isComparable(Object value) {
    return !(value instanceof Double d && d.isNaN()) && !(value instanceof Float f && f.isNaN());
  }

  /** -1, 0 or 1; of what is no number, never what is asked for. */
  static boolean hasSign(Number number, boolean orZero, int sign) {
    if (number instanceof Integer i) { // these two first: nearly all numbers are
      return fits(Integer.signum(i), orZero, sign);
    }
    if (number instanceof Long l) {
      return fits(Long.signum(l), orZero, sign);
    }
    double approximate = number.doubleValue();
    if (Double.isNaN(approximate)) {
      return false;
    }
    int actual =
        switch (number) {
          case BigInteger big -> big.signum();
          case BigDecimal big -> big.signum();
          default -> (int) Math.signum(approximate);
        };
    return fits(actual, orZero, sign);
  }

  private static boolean fits(int actual, boolean orZero, int sign) {
    return actual == sign || (orZero && actual == 0);
  }

  static boolean isFinite(Number number) {
    return number instanceof BigInteger
        || number instanceof BigDecimal
        || Double.isFinite(number.doubleValue());
  }

  static <E> boolean isSorted(Iterable<? extends E> elements, Comparator<? super E> order) {
    Iterator<? extends E> iterator = elements.iterator();
    if (iterator.hasNext()) {
      E before = iterator.next();
      while (iterator.hasNext()) {
        E next = iterator.next();
        if (order.compare(before, next) > 0) {
          return false;
        }
        before = next;
      }
    }
    return true;
  }
}
