package org.potamos.examples.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine.Command;

/** Drawings and addresses have the digits 0 to 9 wherever a program runs. */
@Isolated("changes the locale of the process")
class LocaleTest {
  @TempDir Path directory;

  @Command(name = "digits")
  private static final class Digits extends Program {
    @Override
    protected void run(Show show) {
      show.check("%d".formatted(7), "%d".formatted(7).equals("7"));
      show.check("width", new Svg(7, 8, "t").toString().contains("width=\"7\""));
    }
  }

  @Test
  void execute_localeWithOtherDigits_writesLatinOnes() {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    try {
      assertThat(ProgramRun.of(new Digits(), "--out", directory.toString()).code()).isZero();
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }
}
