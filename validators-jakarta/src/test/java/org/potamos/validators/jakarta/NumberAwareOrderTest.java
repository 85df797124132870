package org.potamos.validators.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers in texts count as numbers. */
class NumberAwareOrderTest {

  private static int sign(String one, String other) {
    return Integer.signum(NumberAwareOrder.INSTANCE.compare(one, other));
  }

  @Test
  void compare_listInOrder_isThatOrder() {
    List<String> inOrder =
        List.of(
            "",
            "0",
            "00",
            "1",
            "01a",
            "1a",
            "1b",
            "a",
            "a.b",
            "a2",
            "a10",
            "a10b",
            "a99999999999999999998",
            "a99999999999999999999",
            "a100000000000000000000",
            "a[2]",
            "a[2].x",
            "a[10]",
            "b");
    List<String> sorted = new ArrayList<>(inOrder);
    Collections.shuffle(sorted, new Random(1));
    sorted.sort(NumberAwareOrder.INSTANCE);
    assertThat(sorted).isEqualTo(inOrder);
  }

  @Test
  void compare_randomTexts_isATotalOrder() {
    Random random = new Random(2);
    for (int round = 0; round < 100_000; round++) {
      String one = text(random);
      String two = text(random);
      String three = text(random);
      assertThat(sign(one, two)).isEqualTo(-sign(two, one));
      assertThat(sign(one, two) == 0).isEqualTo(one.equals(two));
      if (sign(one, two) <= 0 && sign(two, three) <= 0) {
        assertThat(sign(one, three)).as("%s %s %s", one, two, three).isLessThanOrEqualTo(0);
      }
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, random.nextInt(5))
        .forEach(unused -> text.append("012a[".charAt(random.nextInt(5))));
    return text.toString();
  }
}
