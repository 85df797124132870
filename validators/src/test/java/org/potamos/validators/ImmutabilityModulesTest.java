package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.potamos.core.Atom;
import org.potamos.core.Violation;
import org.potamos.refs.Ref;

/** Classes of modules that are closed, exported or open: what can be read, and what is said. */
class ImmutabilityModulesTest {
  private static final Immutability STRICT = Immutability.strict();

  private static final Map<String, String> SOURCES =
      Map.ofEntries(
          Map.entry(
              "module-info.java",
              "module shop { exports shop.exported; opens shop.open; exports shop.both; }"),
          Map.entry(
              "shop/open/Made.java",
              """
              package shop.open;
              public class Made {
                public static final Object HOLDER = new Holder(java.util.List.of(1));
                public static final Object LAMBDA = lambda("text");
                public static final Object BAD = new Holder(new int[1]);
                static Runnable lambda(String text) { return () -> text.length(); }
                static final class Holder {
                  private final Object held;
                  Holder(Object held) { this.held = held; }
                }
              }
              """),
          Map.entry(
              "shop/closed/Kept.java",
              """
              package shop.closed;
              public class Kept {
                record Flat(String name, int count) {}
                record Deep(String name, java.util.List<?> all) {}
                static final class Counter { int count; }
                static final class Half {
                  final Object unreadable = "a";
                  int count;
                }
                enum Level { LOW("l"); final String text; Level(String text) { this.text = text; } }
                public static Object flat() { return new Flat("a", 1); }
                public static Object deep() { return new Deep("a", java.util.List.of(1)); }
                public static Object counter() { return new Counter(); }
                public static Object half() { return new Half(); }
                public static Object level() { return Level.LOW; }
                public static Object lambda() { return (Runnable) () -> {}; }
                public static Object capturing(Object any) { return (Runnable) () -> any.hashCode(); }
              }
              """),
          Map.entry(
              "shop/exported/Order.java",
              """
              package shop.exported;
              import java.util.*;
              public record Order(String name, List<?> lines) {
                public static Object made() {
                  return List.of(
                      new Order("a", List.of(1)),
                      new Order("a", new ArrayList<>()),
                      new Copying(new ArrayList<>(List.of(1))),
                      new Throwing("a"),
                      new Hidden("a"),
                      shop.closed.Kept.flat(),
                      shop.closed.Kept.deep(),
                      shop.closed.Kept.counter(),
                      shop.closed.Kept.half(),
                      shop.closed.Kept.level(),
                      shop.closed.Kept.lambda(),
                      shop.closed.Kept.capturing("a"));
                }
                record Hidden(Object held) {}
                public record Copying(List<?> lines) {
                  public List<?> lines() { return List.copyOf(lines); }
                }
                public static Object copying() {
                  return new Copying(new ArrayList<>(List.of(1)));
                }
                public static Object throwing() { return new Throwing("a"); }
                public static Object plain() { return new Order("a", List.of(1)); }
                public record Throwing(Object held) {
                  public Object held() { throw new IllegalStateException(); }
                }
              }
              """),
          Map.entry(
              "shop/both/Pair.java",
              """
              package shop.both;
              public class Pair {
                public final Object first;
                private final Object second;
                public Pair(Object first, Object second) { this.first = first; this.second = second; }
                public static Object good() { return new Pair("a", "b"); }
                public static Object bad() { return new Pair(new int[1], "b"); }
                public static final class AllPublic {
                  public final Object first = new int[1];
                }
                public static Object allPublic() { return new AllPublic(); }
              }
              """));

  @TempDir static Path classes;

  private static ClassLoader shop;

  @BeforeAll
  static void compile() {
    Compiled.compile(SOURCES, classes);
    shop = layer(ModuleLayer.boot(), Set.of("shop"), classes).findLoader("shop");
  }

  private static ModuleLayer layer(ModuleLayer parent, Set<String> roots, Path... paths) {
    Configuration modules =
        parent.configuration().resolve(ModuleFinder.of(paths), ModuleFinder.of(), roots);
    return ModuleLayer.defineModulesWithOneLoader(
            modules, List.of(parent), ClassLoader.getSystemClassLoader())
        .layer();
  }

  private static Object call(String type, String method) throws ReflectiveOperationException {
    return shop.loadClass(type).getMethod(method).invoke(null);
  }

  private static List<String> found(Object value) {
    return STRICT.violations(value).stream().map(v -> v.code() + " " + v.path()).toList();
  }

  @Test
  void open_package_isReadThroughPrivateFields() throws ReflectiveOperationException {
    Class<?> made = shop.loadClass("shop.open.Made");

    // not exported, so the constants are read as the checker reads them
    assertThat(found(constant(made, "HOLDER"))).isEmpty();
    assertThat(found(constant(made, "LAMBDA"))).isEmpty();
    assertThat(found(constant(made, "BAD"))).containsExactly("mutable held");
  }

  private static Object constant(Class<?> type, String name) throws ReflectiveOperationException {
    var field = type.getField(name);
    field.setAccessible(true);
    return field.get(null);
  }

  @Test
  void closed_package_isJudgedByTypesAndPublicAccessors() throws ReflectiveOperationException {
    assertThat(found(call("shop.exported.Order", "made")))
        .containsExactly(
            "unknown [4]", // Hidden, whose accessor nobody else can call
            "unknown [6]", // Deep
            "mutable [7]", // Counter
            "mutable [8]", // Half
            "unknown [11]", // capturing
            "mutable [1].lines",
            "unknown [2]", // Copying
            "unknown [3]"); // Throwing
  }

  @Test
  void accessors_ofSmallValues_areNotBelievedEither() throws ReflectiveOperationException {
    assertThat(found(call("shop.exported.Order", "plain"))).isEmpty();
    assertThat(found(call("shop.exported.Order", "copying"))).containsExactly("unknown ");
    assertThat(found(call("shop.exported.Order", "throwing"))).containsExactly("unknown ");
  }

  private static Map<String, String> messages(Object value) {
    Map<String, String> messages = new java.util.HashMap<>();
    for (Violation violation : STRICT.violations(value)) {
      messages.put(violation.path(), violation.message());
    }
    return messages;
  }

  @Test
  void closed_package_messageNamesWhatToOpen() throws ReflectiveOperationException {
    Module ours = Immutability.class.getModule();
    String to = ours.isNamed() ? " to org.potamos.validators" : "";
    Map<String, String> messages = messages(call("shop.exported.Order", "made"));

    assertThat(messages.get("[6]"))
        .isEqualTo(
            "shop.closed.Kept$Deep is unknown: what it holds cannot be read (all); write `opens"
                + " shop.closed"
                + to
                + ";` in module shop, or declare trusting(Kept.Deep.class)");
    assertThat(messages.get("[2]"))
        .startsWith(
            "shop.exported.Order$Copying is unknown: its accessor lines() answers another object"
                + " each time; write `opens shop.exported");
    assertThat(messages.get("[3]"))
        .startsWith(
            "shop.exported.Order$Throwing is unknown: its accessor held() throws"
                + " java.lang.IllegalStateException; write `opens shop.exported");
    assertThat(messages.get("[11]")).endsWith("declare trustingSubtypes(Runnable.class)");
  }

  @Test
  void closed_package_acceptsWhatIsUnknownAndStillFindsTheRest()
      throws ReflectiveOperationException {
    Immutability lenient = STRICT.unknown(UnknownPolicy.ACCEPT);

    assertThat(lenient.violations(call("shop.exported.Order", "made")))
        .extracting(Violation::path)
        .containsExactly("[7]", "[8]", "[1].lines");
  }

  @Test
  void exported_class_isReadAsFarAsItsFieldsArePublic() throws ReflectiveOperationException {
    assertThat(found(call("shop.both.Pair", "allPublic"))).containsExactly("mutable first");
    assertThat(found(call("shop.both.Pair", "good"))).containsExactly("unknown ");
    assertThat(found(call("shop.both.Pair", "bad"))).containsExactly("unknown ", "mutable first");
    assertThat(STRICT.unknown(UnknownPolicy.ACCEPT).violations(call("shop.both.Pair", "bad")))
        .extracting(Violation::path)
        .containsExactly("first");
  }

  /** The whole thing as modules: the library cannot look into its own core either. */
  @Test
  void modules_allNamed_readWhatIsOpenToThem(@TempDir Path folder)
      throws ReflectiveOperationException {
    Path core = Compiled.home(Atom.class);
    Path refs = Compiled.home(Ref.class);
    Path validators = Compiled.home(Immutability.class);
    Map<String, String> sources =
        Map.of(
            "module-info.java",
            """
            module app {
              requires org.potamos.validators;
              exports app;
              opens app.model to org.potamos.validators;
            }
            """,
            "app/model/Model.java",
            """
            package app.model;
            import org.potamos.core.collection.*;
            public record Model(PersistentMap<String, Object> map, Object more) {
              public static Model of(Object more) {
                return new Model(PersistentMap.of("a", PersistentVector.of(1)), more);
              }
            }
            """,
            "app/closed/Closed.java",
            """
            package app.closed;
            public record Closed(Object held) {}
            """,
            "app/Main.java",
            """
            package app;
            import java.util.*;
            import org.potamos.core.collection.*;
            import org.potamos.validators.*;
            public class Main {
              public static List<String> run() {
                Object value =
                    List.of(
                        app.model.Model.of(PersistentSortedMap.of("k", "v")),
                        app.model.Model.of(new int[1]),
                        new app.closed.Closed("a"),
                        PersistentMap.of("x", new ArrayList<>()));
                return Immutability.strict().violations(value).stream()
                    .map(v -> v.code() + " " + v)
                    .toList();
              }
            }
            """);
    Compiled.compile(
        sources,
        folder,
        "--module-path",
        String.join(
            File.pathSeparator,
            core.toString(),
            refs.toString(),
            validators.toString(),
            Compiled.home(Nullable.class).toString()));
    // not the boot layer's, which may be patched with tests
    ModuleLayer own =
        ModuleLayer.defineModulesWithOneLoader(
                Configuration.resolve(
                    ModuleFinder.of(core, refs, validators, folder),
                    List.of(ModuleLayer.boot().configuration()),
                    ModuleFinder.of(),
                    Set.of("app")),
                List.of(ModuleLayer.boot()),
                ClassLoader.getPlatformClassLoader())
            .layer();

    Object found = own.findLoader("app").loadClass("app.Main").getMethod("run").invoke(null);

    assertThat(found)
        .isEqualTo(
            List.of(
                "unknown [2]: app.closed.Closed is unknown: what it holds cannot be read (held);"
                    + " write `opens app.closed to org.potamos.validators;` in module app, or"
                    + " declare trusting(Closed.class)",
                "mutable [1].more: int[] is mutable; keep List.of(...) or a PersistentVector",
                "mutable [3][x]: java.util.ArrayList is mutable; keep List.copyOf(...) or a"
                    + " PersistentVector"));
  }
}
