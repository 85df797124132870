package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The design documents name what exists, and links of all documents lead somewhere. Each check is
 * tried on a text that is wrong, too. The rows of memory-ordering.md: {@link MemoryOrderingTest}.
 */
class DesignDocsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path DESIGN = ROOT.resolve("docs/design");

  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern QUOTED = Pattern.compile("`([A-Z]\\w*(?:\\.\\w+)*)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|record|enum|@interface) ([A-Z]\\w*)");

  // ------------------------------------------------------------------ reading

  private static List<Path> files(Path under, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(under)) {
      return all.filter(path -> path.toString().endsWith(suffix))
          .filter(path -> !path.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }

  /** Sources by path, of main code only or of all. */
  static Map<Path, String> sources(List<String> modules, String part) throws IOException {
    Map<Path, String> found = new LinkedHashMap<>();
    for (String module : modules) {
      Path sources = ROOT.resolve(module).resolve(part);
      if (Files.isDirectory(sources)) {
        for (Path file : files(sources, ".java")) {
          found.put(file, Files.readString(file));
        }
      }
    }
    return found;
  }

  private static Map<Path, String> allSources() throws IOException {
    return sources(
        List.of(
            "core",
            "refs",
            "agents",
            "validators",
            "validators-jakarta",
            "stress",
            "examples",
            "benchmarks"),
        "src");
  }

  private static Map<Path, String> documents() throws IOException {
    Map<Path, String> found = new LinkedHashMap<>();
    List<Path> all = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
    all.add(ROOT.resolve("README.md"));
    all.add(ROOT.resolve("CONTRIBUTING.md"));
    for (Path file : all) {
      found.put(file, CODE_BLOCK.matcher(Files.readString(file)).replaceAll(""));
    }
    return found;
  }

  static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  // ------------------------------------------------------------------ names

  /** Where each type is declared. */
  private static Map<String, List<String>> types(Map<Path, String> sources) {
    Map<String, List<String>> declared = new LinkedHashMap<>();
    sources.forEach((file, text) ->
        groups(TYPE, text)
            .forEach(type -> declared.computeIfAbsent(type, t -> new ArrayList<>()).add(text)));
    return declared;
  }

  private static boolean hasWord(String text, String word) {
    return Pattern.compile("\\b" + word + "\\b").matcher(text).find();
  }

  private static boolean isOfTheJdk(String type) {
    return Stream.of("java.lang.", "java.util.", "java.util.concurrent.", "java.util.function.")
        .anyMatch(prefix -> isThere(prefix + type));
  }

  private static boolean isThere(String type) {
    try {
      Class.forName(type, false, null);
      return true;
    } catch (ClassNotFoundException missing) {
      return false;
    }
  }

  private static boolean exists(
      String name, Map<String, List<String>> types, Set<String> constants) {
    List<String> parts = List.of(name.split("\\."));
    List<String> texts = types.get(parts.getFirst());
    if (texts == null) {
      return parts.size() == 1 && (constants.contains(name) || isOfTheJdk(name));
    }
    return texts.stream()
        .anyMatch(text -> parts.stream().skip(1).allMatch(part -> hasWord(text, part)));
  }

  /** What can be named: types with the sources that declare them, and constants. */
  private record Names(Map<String, List<String>> types, Set<String> constants) {
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Z0-9_]+\\b");

    static Names of(Map<Path, String> sources) {
      Set<String> constants = new HashSet<>();
      sources
          .values()
          .forEach(text -> CONSTANT.matcher(text).results().forEach(c -> constants.add(c.group())));
      return new Names(DesignDocsTest.types(sources), constants);
    }

    List<String> missingIn(String document) {
      return groups(QUOTED, document).stream()
          .distinct()
          .filter(name -> !exists(name, types, constants))
          .toList();
    }
  }

  @Test
  void documents_nameWhatExists() throws IOException {
    Names names = Names.of(allSources());
    for (Map.Entry<Path, String> document : documents().entrySet()) {
      Path file = document.getKey();
      if (file.startsWith(DESIGN) && !file.endsWith("guarantees.md")) {
        assertThat(names.missingIn(document.getValue())).as(file.toString()).isEmpty();
      }
    }
  }

  @Test
  void names_thatDoNotExist_areFound() throws IOException {
    String wrong = "`Atom`, `Atom.state`, `HashMap`, `NoSuchType`, `Atom.noSuchMember`, `NO_SUCH`";
    Map<Path, String> main = sources(List.of("core"), "src/main/java");
    assertThat(Names.of(main).missingIn(wrong))
        .containsExactly("NoSuchType", "Atom.noSuchMember", "NO_SUCH");
  }

  // ------------------------------------------------------------------ links

  /** As GitHub makes them of headings. */
  private static List<String> anchors(String document) {
    return groups(Pattern.compile("(?m)^#+ +(.*?) *$"), document).stream()
        .map(heading ->
            heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  private static List<String> brokenLinks(Path file, String text) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String link : groups(LINK, text)) {
      if (!link.matches("[a-z]+:.*")) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)
            || (parts.length == 2 && !anchors(Files.readString(target)).contains(parts[1]))) {
          broken.add(link);
        }
      }
    }
    return broken;
  }

  @Test
  void links_leadSomewhere() throws IOException {
    for (Map.Entry<Path, String> document : documents().entrySet()) {
      assertThat(brokenLinks(document.getKey(), document.getValue()))
          .as(document.getKey().toString())
          .isEmpty();
    }
  }

  @Test
  void links_thatLeadNowhere_areFound() throws IOException {
    String wrong =
        "[a](README.md) [b](README.md#terms-that-all-documents-use) [c](none.md)"
            + " [d](README.md#none) [e](https://example.org)";
    assertThat(brokenLinks(DESIGN.resolve("README.md"), wrong))
        .containsExactly("none.md", "README.md#none");
  }
}
