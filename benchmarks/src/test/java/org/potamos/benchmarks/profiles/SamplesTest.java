package org.potamos.benchmarks.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Event;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares are of all samples, the largest first, small ones left out. */
class SamplesTest {

  @Test
  void methods_seenOften_comeFirstWithTheirShare() {
    Samples samples = new Samples();
    for (int i = 0; i < 60; i++) {
      samples.addMethod("Atom.swap");
    }
    for (int i = 0; i < 39; i++) {
      samples.addMethod("Atom.deref");
    }
    samples.addMethod("Rare.once");

    assertThat(samples.count()).isEqualTo(100);
    assertThat(samples.methods()).isEqualTo("`Atom.swap` 60 %, `Atom.deref` 39 %");
  }

  @Test
  void classes_areWeighedByBytes() {
    Samples samples = new Samples();
    samples.addClass("Version", 3_000);
    samples.addClass("Long", 500);
    samples.addClass("Long", 500);

    assertThat(samples.classes()).isEqualTo("`Version` 75 %, `Long` 25 %");
  }

  /** What is neither a sample nor an allocation is passed over. */
  static final class Other extends Event {}

  @Test
  void of_recordingWithoutSamples_isEmpty(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("other.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(Other.class);
      recording.start();
      new Other().commit();
      recording.stop();
      recording.dump(file);
    }
    Samples samples = Samples.of(file);

    assertThat(samples.count()).isZero();
    assertThat(samples.methods() + samples.classes()).isEmpty();
  }
}
