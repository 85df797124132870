package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/evidence/README.md says where the importable modules use reflection. */
class PlatformUseTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final List<String> MODULES =
      List.of("core", "refs", "agents", "validators", "validators-jakarta");

  private static final Pattern REFLECTION =
      Pattern.compile(
          "import java\\.lang\\.reflect\\.(?!Array;)"
              + "|etAccessible|Class\\.forName|privateLookupIn|\\bUnsafe\\b");

  private static boolean usesReflection(String source) {
    return REFLECTION.matcher(source).find();
  }

  private static Set<String> usersOfReflection() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String module : MODULES) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : all.filter(path -> path.toString().endsWith(".java")).toList()) {
          if (usesReflection(Files.readString(file))) {
            found.add(file.getFileName().toString().replace(".java", ""));
          }
        }
      }
    }
    return found;
  }

  private static Set<String> told() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/evidence/README.md"));
    String table = page.substring(page.indexOf("Reflection is in these classes"));
    Set<String> found = new TreeSet<>();
    table
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(0, line.indexOf('|', 1)))
        .forEach(cell ->
            Pattern.compile("`(\\w+)`")
                .matcher(cell)
                .results()
                .forEach(m -> found.add(m.group(1))));
    return found;
  }

  @Test
  void reflection_isUsedWhereItIsSaid() throws IOException {
    assertThat(usersOfReflection()).isNotEmpty().isEqualTo(told());
  }

  @Test
  void reflection_inASource_isSeen() {
    assertThat(usesReflection("import java.lang.reflect.Field;")).isTrue();
    assertThat(usesReflection("field.trySetAccessible()")).isTrue();
    assertThat(usesReflection("Class.forName(name)")).isTrue();
    assertThat(usesReflection("import java.lang.invoke.VarHandle;")).isFalse();
  }
}
