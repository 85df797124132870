package org.potamos.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The README says what is true. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static String block(String readme, String language) {
    Matcher block =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).as("a block of " + language).isTrue();
    return block.group(1).strip();
  }

  /** The first code block is the part of FirstAtom between the marks. */
  @Test
  void firstExample_isCompiledCode() throws IOException {
    String source =
        Files.readString(
            ROOT.resolve("examples/src/main/java/org/potamos/examples/FirstAtom.java"));
    String[] parts = source.split("    // README\\n", -1);
    assertThat(block(Files.readString(ROOT.resolve("README.md")), "java"))
        .isEqualTo(parts[1].stripTrailing().stripIndent());
  }

  /** The first text block is what it prints. */
  @Test
  @ResourceLock(Resources.SYSTEM_OUT)
  void firstExample_printsWhatIsShown() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      FirstAtom.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo(block(Files.readString(ROOT.resolve("README.md")), "text"));
  }

  /** Every command of the README's "Try it" is run by CI. */
  @Test
  void commands_areRunByCi() throws IOException {
    String ci = Files.readString(ROOT.resolve(".ci/run"));
    Matcher commands =
        Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve("README.md")));
    int checked = 0;
    while (commands.find()) {
      for (String line : commands.group(1).strip().split("\\n", -1)) {
        String command = line.replaceFirst("\\s+#.*", "").strip();
        assertThat(ci).contains(command);
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }
}
