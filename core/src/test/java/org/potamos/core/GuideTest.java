package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every block of Java in the guide is a region of a class of snippets, which a test runs. */
class GuideTest {
  private static final Path GUIDE = Path.of("../docs/guide");

  /** Of all modules: the guide is one. */
  private static final List<Path> TESTS =
      List.of(
          Path.of("src/test/java"),
          Path.of("../refs/src/test/java"),
          Path.of("../agents/src/test/java"),
          Path.of("../validators/src/test/java"),
          Path.of("../validators-jakarta/src/test/java"));

  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REGION =
      Pattern.compile("// @start region=\"\\w+\"\\n(.*?)\\n *// @end", Pattern.DOTALL);

  private static List<Path> files(Path under, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(under)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static List<String> matches(Pattern pattern, Path file) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(Files.readString(file));
    while (matcher.find()) {
      found.add(matcher.group(1).stripTrailing().stripIndent().strip());
    }
    return found;
  }

  @Test
  void javaBlocks_areRegionsThatAreRun() throws IOException {
    List<String> regions = new ArrayList<>();
    for (Path tests : TESTS) {
      for (Path snippets : files(tests, "Snippets.java")) {
        regions.addAll(matches(REGION, snippets));
      }
    }
    int checked = 0;
    for (Path page : files(GUIDE, ".md")) {
      for (String block : matches(BLOCK, page)) {
        assertThat(regions).as("regions of snippets, for " + page.getFileName()).contains(block);
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }
}
