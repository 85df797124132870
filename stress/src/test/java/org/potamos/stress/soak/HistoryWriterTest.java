package org.potamos.stress.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryWriterTest {
  private static final int COUNT = 20_000;

  @TempDir Path directory;

  private Path written() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    try (HistoryWriter writer = new HistoryWriter(directory, 7, 3)) {
      Recorder one = writer.recorder();
      Recorder other = writer.recorder();
      for (int i = 0; i < COUNT; i++) {
        (i % 3 == 0 ? one : other)
            .add(Kind.INITIAL, i, random.nextLong() >> random.nextInt(64), i % 3 == 0 ? 0 : 1);
      }
      long[] many = new long[50_000];
      Arrays.fill(many, Long.MIN_VALUE);
      one.add(Kind.TRANSACTION, many);
      assertThat(writer.count()).isEqualTo(COUNT + 1);
      return writer.file();
    }
  }

  @Test
  void read_whatWasWritten_isTheSameInTheOrderOfEachRecorder() throws IOException {
    Path file = written();
    History history = History.read(file);
    assertThat(history.count()).isEqualTo(COUNT + 1);
    assertThat(history.bytes()).isEqualTo(Files.size(file));
    SplittableRandom random = new SplittableRandom(7);
    long[] expected = new long[COUNT];
    for (int i = 0; i < COUNT; i++) {
      expected[i] = random.nextLong() >> random.nextInt(64);
    }
    long[] last = {-1, -1};
    for (Item item : history.of(Kind.INITIAL)) {
      assertThat(item.get(1)).isEqualTo(expected[item.at(0)]);
      assertThat(item.get(0)).isGreaterThan(last[item.at(2)]);
      last[item.at(2)] = item.get(0);
    }
    assertThat(history.of(Kind.TRANSACTION).getFirst().fields())
        .hasSize(50_000)
        .containsOnly(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 19, 40, 5_000})
  void read_flippedByte_isRejected(int at) throws IOException {
    Path file = written();
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x40;
    Files.write(file, bytes);
    boolean isInHeader = at >= 8 && at < 20; // the seed and the number say nothing about records
    if (isInHeader) {
      assertThat(History.read(file).count()).isEqualTo(COUNT + 1);
    } else {
      assertThatThrownBy(() -> History.read(file)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 25, 5_000})
  void read_cutOff_isRejected(int length) throws IOException {
    Path file = written();
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    assertThatThrownBy(() -> History.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ends early");
  }
}
