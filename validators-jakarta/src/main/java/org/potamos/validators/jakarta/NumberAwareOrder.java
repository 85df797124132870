package org.potamos.validators.jakarta;

import java.util.Comparator;

/**
 * The order of texts in which numbers count as numbers: {@code lines[2]} before {@code lines[10]}.
 * Texts that differ in leading zeros alone are in their natural order, so none are equal but equal
 * ones.
 */
enum NumberAwareOrder implements Comparator<String> {
  INSTANCE;

  @Override
  public int compare(String one, String other) {
    int i = 0;
    int j = 0;
    while (i < one.length() && j < other.length()) {
      int result;
      if (isDigit(one.charAt(i)) && isDigit(other.charAt(j))) {
        int endI = endOfNumber(one, i);
        int endJ = endOfNumber(other, j);
        result = compareNumbers(one.substring(i, endI), other.substring(j, endJ));
        i = endI;
        j = endJ;
      } else {
        result = Character.compare(one.charAt(i++), other.charAt(j++));
      }
      if (result != 0) {
        return result;
      }
    }
    int rest = Integer.compare(one.length() - i, other.length() - j);
    return rest != 0 ? rest : one.compareTo(other);
  }

  /** Of any length: keys may be long rows of digits. */
  private static int compareNumbers(String one, String other) {
    String digits = withoutLeadingZeros(one);
    String otherDigits = withoutLeadingZeros(other);
    int byLength = Integer.compare(digits.length(), otherDigits.length());
    return byLength != 0 ? byLength : digits.compareTo(otherDigits);
  }

  private static String withoutLeadingZeros(String number) {
    int start = 0;
    while (start < number.length() && number.charAt(start) == '0') {
      start++;
    }
    return number.substring(start);
  }

  private static int endOfNumber(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
