package org.potamos.stress.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void upperEnd_anyValue_isNotBelowAndWithinThePromisedError() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong() >>> (1 + random.nextInt(63));
      long end = Histogram.upperEnd(Histogram.bucket(value));
      assertThat(end).isGreaterThanOrEqualTo(value);
      assertThat((double) (end - value)).isLessThanOrEqualTo(value / 32.0);
    }
  }

  @Test
  void quantile_numbersFromOneToTenThousand_isNearTheTrueOne() {
    Histogram histogram = new Histogram();
    for (int i = 1; i <= 10_000; i++) {
      histogram.add(i);
    }
    assertThat(histogram.count()).isEqualTo(10_000);
    assertThat(histogram.max()).isEqualTo(10_000);
    assertThat(histogram.quantile(0.5)).isBetween(5_000L, 5_160L);
    assertThat(histogram.quantile(0.99)).isBetween(9_900L, 10_000L);
    assertThat(new Histogram().quantile(0.5)).isZero();
  }
}
