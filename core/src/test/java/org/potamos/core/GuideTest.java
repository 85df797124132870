package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every block of Java in the guide is a region of a class of snippets, which a test runs; every
 * block of text is the output of the block of Java before it, which {@link GuidePage} asserts; and
 * the index links all pages.
 */
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

  private static List<Path> files(Path under, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(under)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static List<Path> snippets() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path tests : TESTS) {
      found.addAll(files(tests, "Snippets.java"));
    }
    return found;
  }

  /** Regions of tests whose output is asserted, and which are run. */
  private static Set<String> regionsWithAssertedOutput() throws IOException {
    Set<String> found = new HashSet<>();
    for (Path file : snippets()) {
      String source = Files.readString(file);
      if (source.contains(" extends GuidePage {") && isRun(file)) {
        GuideText.regions(file)
            .forEach((name, code) -> {
              if (Pattern.compile("@Test\\s+void " + name + "\\(").matcher(source).find()) {
                found.add(code);
              }
            });
      }
    }
    return found;
  }

  private static boolean isRun(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".java", "");
    for (Path test : files(Objects.requireNonNull(file.getParent()), "Test.java")) {
      if (Files.readString(test).contains(" extends " + name + " {")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void javaBlocks_areRegionsThatAreRun() throws IOException {
    Set<String> regions = new HashSet<>();
    for (Path file : snippets()) {
      regions.addAll(GuideText.regions(file).values());
    }
    int checked = 0;
    for (Path page : files(GUIDE, ".md")) {
      for (String block : GuideText.read(page).javaBlocks()) {
        assertThat(regions).as("regions of snippets, for " + page.getFileName()).contains(block);
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }

  @Test
  void textBlocks_areOutputThatIsAsserted() throws IOException {
    Set<String> asserted = regionsWithAssertedOutput();
    int checked = 0;
    for (Path page : files(GUIDE, ".md")) {
      List<GuideText.Block> blocks = GuideText.read(page).blocks();
      for (int i = 0; i < blocks.size(); i++) {
        if (blocks.get(i).is("text")) {
          String where = page.getFileName() + ": " + blocks.get(i).text();
          assertThat(i).as("a block of Java is before " + where).isPositive();
          assertThat(asserted).as("what prints " + where).contains(blocks.get(i - 1).text());
          checked++;
        }
      }
    }
    assertThat(checked).isPositive();
  }

  @Test
  void blocks_areOfKnownLanguages() throws IOException {
    for (Path page : files(GUIDE, ".md")) {
      assertThat(GuideText.read(page).blocks())
          .as("blocks of " + page.getFileName())
          .extracting(GuideText.Block::language)
          .isSubsetOf("java", "text", "sh", "clojure", "xml");
    }
  }

  @Test
  void dependencies_areOfThisVersion() throws IOException {
    Matcher own =
        Pattern.compile("<artifactId>potamos-parent</artifactId>\\s*(<version>[^<]+</version>)")
            .matcher(Files.readString(Path.of("../pom.xml")));
    assertThat(own.find()).isTrue();
    int checked = 0;
    for (Path page : files(GUIDE, ".md")) {
      for (GuideText.Block block : GuideText.read(page).blocks()) {
        if (block.is("xml")) {
          assertThat(block.text()).contains("<artifactId>potamos-", own.group(1));
          checked++;
        }
      }
    }
    assertThat(checked).isPositive();
  }

  @Test
  void index_linksAllPages() throws IOException {
    String index = Files.readString(GUIDE.resolve("README.md"));
    for (Path page : files(GUIDE, ".md")) {
      if (!page.endsWith("README.md")) {
        assertThat(index).contains("](" + page.getFileName() + ")");
      }
    }
  }
}
