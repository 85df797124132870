package org.potamos.validators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes that are compiled while tests run. */
final class Compiled {
  private Compiled() {}

  /**
   * Compiles.
   *
   * @param sources by file name, as in {@code p/Main.java}
   * @param into the folder for class files
   * @param options for the compiler
   */
  static void compile(Map<String, String> sources, Path into, String... options) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> all = new ArrayList<>(List.of("-d", into.toString(), "-proc:none"));
    all.addAll(List.of(options));
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach((name, text) -> files.add(new Source(name, text)));
    StringBuilder complaints = new StringBuilder();
    boolean done =
        compiler
            .getTask(
                null,
                null,
                diagnostic -> complaints.append(diagnostic).append('\n'),
                all,
                null,
                files)
            .call();
    if (!done) {
      throw new AssertionError(complaints.toString());
    }
  }

  /** Where the classes of a module or class path are that has a class. */
  static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A class loader that has nothing but what was compiled, and the platform. */
  static ClassLoader loader(Path classes) {
    return new ClassLoader(ClassLoader.getPlatformClassLoader()) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        Path file = classes.resolve(name.replace('.', '/') + ".class");
        if (!Files.exists(file)) {
          throw new ClassNotFoundException(name);
        }
        try {
          byte[] bytes = Files.readAllBytes(file);
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
