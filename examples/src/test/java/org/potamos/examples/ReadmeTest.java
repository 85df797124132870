package org.potamos.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The README says what is true. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static String block(String readme, String language, int number) {
    List<String> blocks =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
            .matcher(readme)
            .results()
            .map(block -> block.group(1).strip())
            .toList();
    assertThat(blocks).as("blocks of " + language).hasSizeGreaterThan(number);
    return blocks.get(number);
  }

  private static void assertIsCompiledCode(String example, int number) throws IOException {
    String source =
        Files.readString(
            ROOT.resolve("examples/src/main/java/org/potamos/examples/" + example + ".java"));
    String[] parts = source.split(" +// README\\n", -1);
    List<String> shown = new ArrayList<>();
    for (int i = 1; i < parts.length; i += 2) {
      shown.add(parts[i].stripTrailing().stripIndent().strip());
    }
    assertThat(block(Files.readString(ROOT.resolve("README.md")), "java", number))
        .isEqualTo(String.join("\n\n", shown));
  }

  private interface Example {
    void main(String[] args) throws InterruptedException;
  }

  private static void assertPrintsWhatIsShown(Example example, int number)
      throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      example.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo(block(Files.readString(ROOT.resolve("README.md")), "text", number));
  }

  /** The code blocks are the parts of the examples between the marks. */
  @Test
  void examples_areCompiledCode() throws IOException {
    assertIsCompiledCode("FirstAtom", 0);
    assertIsCompiledCode("FirstTransfer", 1);
    assertIsCompiledCode("FirstAgent", 2);
    assertIsCompiledCode("FirstRule", 3);
    assertIsCompiledCode("FirstStateMachine", 4);
    assertIsCompiledCode("FirstInvariant", 5);
  }

  /** The text blocks are what they print. */
  @Test
  @ResourceLock(Resources.SYSTEM_OUT)
  void examples_printWhatIsShown() throws Exception {
    assertPrintsWhatIsShown(FirstAtom::main, 0);
    assertPrintsWhatIsShown(FirstTransfer::main, 1);
    assertPrintsWhatIsShown(FirstAgent::main, 2);
    assertPrintsWhatIsShown(FirstRule::main, 3);
    assertPrintsWhatIsShown(FirstStateMachine::main, 4);
    assertPrintsWhatIsShown(FirstInvariant::main, 5);
  }

  @Test
  void pictures_areThere() throws IOException {
    List<String> pictures =
        Pattern.compile("!\\[[^]]+]\\(([^):]+)\\)")
            .matcher(Files.readString(ROOT.resolve("README.md")))
            .results()
            .map(picture -> picture.group(1))
            .toList();
    assertThat(pictures).isNotEmpty();
    assertThat(pictures).allSatisfy(file -> assertThat(ROOT.resolve(file)).isRegularFile());
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
