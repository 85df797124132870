package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Sources of a module that are broken on purpose, so that the tests of the module show that they
 * can fail.
 *
 * <p>A source is compiled anew with one passage replaced, and loaded apart from the real one,
 * together with the tests; {@link TestRun} then runs tests against it. A passage must occur exactly
 * once (white space aside); when the source changes, this says so.
 */
public final class BrokenSources implements AutoCloseable {

  /**
   * A passage and what takes its place.
   *
   * @param file its path below {@code src/main/java}, without its ending
   * @param passage occurs once, but for white space
   * @param replacement plain text
   */
  public record Edit(String file, String passage, String replacement) {}

  /** What the modules need to be compiled; each jar more costs time. */
  private static final Predicate<String> IS_NEEDED =
      Pattern.compile("(potamos|jspecify|validation-api)-[^/\\\\]*$|(?<!\\.jar)$").asPredicate();

  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path SOURCES = MODULE.resolve("src/main/java");
  private static final Path CLASSES = MODULE.resolve("target/classes");
  private static final Path TESTS = MODULE.resolve("target/test-classes");

  /**
   * Finds our own classes here first: where the tests are in a named module, every other class
   * loader knows the real ones.
   */
  private static final class Apart extends URLClassLoader {
    Apart(URL[] urls, ClassLoader parent) {
      super(urls, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.potamos.")) {
        synchronized (getClassLoadingLock(name)) {
          Class<?> known = findLoadedClass(name);
          if (known != null) {
            return known;
          }
          if (findResource(name.replace('.', '/') + ".class") != null) {
            return findClass(name);
          }
        }
      }
      return super.loadClass(name, resolve);
    }
  }

  private final Path folder;
  private final List<String> testClasses;

  /** What the tests run with, the module and its tests apart. */
  private final URLClassLoader libraries;

  /**
   * Prepares runs of tests of the module that is being tested.
   *
   * @param folder an empty one
   * @param testClasses full names
   */
  public BrokenSources(Path folder, List<String> testClasses) {
    this.folder = folder;
    this.testClasses = List.copyOf(testClasses);
    this.libraries =
        new URLClassLoader(
            libraries().stream().map(entry -> url(Path.of(entry))).toArray(URL[]::new),
            ClassLoader.getPlatformClassLoader());
  }

  /**
   * Runs tests against broken sources.
   *
   * @param name of the defect, and of a folder
   * @param edits what is broken; none for the sources as they are
   * @param tests names like {@code AtomTest.method}, after the class that declares the method
   * @param limit for each test, like {@code 10 s}
   * @return what each test that ran has thrown as text, the empty text if it has passed
   */
  public Map<String, String> run(String name, List<Edit> edits, Set<String> tests, String limit)
      throws IOException, ReflectiveOperationException {
    List<URL> urls = new ArrayList<>();
    if (!edits.isEmpty()) {
      urls.add(url(compiled(name, edits)));
    }
    urls.add(url(CLASSES));
    urls.add(url(TESTS));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new Apart(urls.toArray(URL[]::new), libraries)) {
      thread.setContextClassLoader(loader);
      return asMap(
          loader
              .loadClass(TestRun.class.getName())
              .getMethod("run", List.class, Set.class, String.class)
              .invoke(null, testClasses, tests, limit));
    } catch (InvocationTargetException e) {
      throw new AssertionError("the run of the tests failed", e.getCause());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @SuppressWarnings("unchecked") // as TestRun declares it
  private static Map<String, String> asMap(Object outcomes) {
    return (Map<String, String>) outcomes;
  }

  private Path compiled(String name, List<Edit> edits) throws IOException {
    Path target = Files.createDirectories(folder.resolve(name));
    List<Path> files = new ArrayList<>();
    for (String file : new LinkedHashSet<>(edits.stream().map(Edit::file).toList())) {
      files.add(copyEdited(SOURCES, file, edits, folder.resolve(name + "-sources")));
    }
    compile(
        files,
        target,
        Stream.concat(Stream.of(CLASSES.toString()), libraries().stream().filter(IS_NEEDED))
            .toList());
    return target;
  }

  /**
   * Writes an edited copy of a source.
   *
   * @param sources a root
   * @param file its path below the root, without its ending
   * @param edits those of other files are passed over
   * @param target the root of the copy
   * @return the copy
   */
  public static Path copyEdited(Path sources, String file, List<Edit> edits, Path target)
      throws IOException {
    String text = Files.readString(sources.resolve(file + ".java"));
    for (Edit edit : edits) {
      text = edit.file().equals(file) ? edited(text, edit) : text;
    }
    Path copy = target.resolve(file + ".java");
    Files.createDirectories(copy.getParent());
    return Files.writeString(copy, text);
  }

  private static String edited(String text, Edit edit) {
    String[] words = edit.passage().strip().split("\\s+");
    String regex = String.join("\\s+", Arrays.stream(words).map(Pattern::quote).toList());
    Matcher matcher = Pattern.compile(regex).matcher(text);
    assertThat(matcher.results().count())
        .as("passages in %s: %s", edit.file(), edit.passage())
        .isEqualTo(1);
    return matcher.reset().replaceFirst(Matcher.quoteReplacement(edit.replacement()));
  }

  /** Compiles sources, and nothing that they refer to. */
  public static void compile(List<Path> files, Path target, List<String> classPath) {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-implicit:none"));
    arguments.addAll(List.of("-d", target.toString()));
    arguments.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    files.forEach(file -> arguments.add(file.toString()));
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    int exit =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(String[]::new));
    assertThat(exit).as(() -> messages.toString()).isZero();
  }

  /** What the tests run with, without what they test. */
  public static List<String> libraries() {
    Set<String> entries = new LinkedHashSet<>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      entries.addAll(Arrays.asList(System.getProperty(property, "").split(File.pathSeparator)));
    }
    String own = MODULE.resolve("target").toString();
    entries.removeIf(entry -> entry.isEmpty() || entry.startsWith(own));
    return List.copyOf(entries);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  /** Closes what the runs have shared. */
  @Override
  public void close() throws IOException {
    libraries.close();
  }
}
