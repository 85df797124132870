package org.potamos.benchmarks.collection;

import java.util.SplittableRandom;

/** Keys and elements, the same for every rival and every fork. */
final class Numbers {

  private Numbers() {}

  /**
   * Distinct integers without visible order, each an object of its own: a stretch of a fixed
   * sequence in which none repeats. Stretches that do not overlap have no number in common.
   *
   * @param from where the stretch begins
   * @param count its length
   */
  static Integer[] distinct(int from, int count) {
    Integer[] numbers = new Integer[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = mix(from + i);
    }
    return numbers;
  }

  /** A bijection: each step can be undone. */
  private static int mix(int number) {
    int x = number + 0x9E3779B9;
    x = (x ^ x >>> 17) * 0xED5AD4BB;
    x = (x ^ x >>> 11) * 0xAC4C1B51;
    x = (x ^ x >>> 15) * 0x31848BAB;
    return x ^ x >>> 14;
  }

  /** Equal objects, not the same, in random order. */
  static Integer[] equalTo(Integer[] numbers, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[numbers.length];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    Integer[] copies = new Integer[numbers.length];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = numbers[order[i]].intValue();
    }
    return copies;
  }

  static long sum(Integer[] numbers) {
    long sum = 0;
    for (Integer number : numbers) {
      sum += number;
    }
    return sum;
  }

  /**
   * Distinct strings that all have one hash code.
   *
   * @param count how many, at most 2<sup>17</sup>
   */
  static String[] ofOneHash(int count) {
    String[] strings = new String[count];
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 17; bit++) {
        text.append((i >>> bit & 1) == 0 ? "Aa" : "BB");
      }
      strings[i] = text.toString();
    }
    return strings;
  }
}
