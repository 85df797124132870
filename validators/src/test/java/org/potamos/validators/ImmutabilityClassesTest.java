package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the checker keeps of classes: first use by many threads, unloading, broken class paths. */
class ImmutabilityClassesTest {
  private static final Map<String, String> SOURCES =
      Map.of(
          "p/Made.java",
          """
          package p;
          import java.util.*;
          public record Made(Object held, Missing missing) {
            public static Object good() { return new Made(List.of("a", new Made("b", null)), null); }
            public static Object bad() { return new Made(new Changing(), null); }
            public static class Changing { int changes; }
            public static final class Child extends Base { final int x = 1; }
            public static class Base { final Object held = new ArrayList<>(); }
            public static Object child() { return new Child(); }
          }
          """,
          "p/Missing.java",
          "package p; public final class Missing {}");

  @TempDir Path classes;

  private static Object call(ClassLoader loader, String method)
      throws ReflectiveOperationException {
    return loader.loadClass("p.Made").getMethod(method).invoke(null);
  }

  @Test
  void firstUse_byManyThreads_findsTheSame()
      throws ReflectiveOperationException, InterruptedException, ExecutionException {
    Compiled.compile(SOURCES, classes);
    int threads = 8;
    CyclicBarrier together = new CyclicBarrier(threads);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int round = 0; round < 20; round++) {
        ClassLoader fresh = Compiled.loader(classes);
        Object good = call(fresh, "good");
        Object bad = call(fresh, "bad");
        Immutability checker = Immutability.strict().unknown(UnknownPolicy.REJECT);
        List<Future<List<Boolean>>> answers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          answers.add(
              pool.submit(() -> {
                together.await();
                return List.of(checker.isImmutable(good), checker.isImmutable(bad));
              }));
        }
        for (Future<List<Boolean>> answer : answers) {
          assertThat(answer.get()).containsExactly(true, false);
        }
      }
    }
  }

  @Test
  void classes_thatWereChecked_canBeUnloaded() throws ReflectiveOperationException {
    Compiled.compile(SOURCES, classes);
    ReferenceQueue<ClassLoader> unloaded = new ReferenceQueue<>();

    WeakReference<ClassLoader> loader = checkAndForget(unloaded);

    assertCleared(loader);
  }

  private WeakReference<ClassLoader> checkAndForget(ReferenceQueue<ClassLoader> unloaded)
      throws ReflectiveOperationException {
    ClassLoader loader = Compiled.loader(classes);
    assertThat(Immutability.strict().isImmutable(call(loader, "good"))).isTrue();
    assertThat(Immutability.strict().isImmutable(call(loader, "bad"))).isFalse();
    assertThat(Immutability.strict().isProvedImmutable(loader.loadClass("p.Made"))).isFalse();
    return new WeakReference<>(loader, unloaded);
  }

  @Test
  void checkers_thatWereUsed_canBeCollected() {
    WeakReference<Immutability> checker = useAndForget();

    assertCleared(checker);
  }

  /** Its verdicts stay with the classes of the JDK and of this test, and do not hold it. */
  private static WeakReference<Immutability> useAndForget() {
    Immutability[] self = new Immutability[1];
    Immutability checker =
        Immutability.strict()
            .containing(BitSet.class, bits -> List.of(String.valueOf(self[0])))
            .containing(ImmutabilityClassesTest.class, test -> List.of(String.valueOf(self[0])));
    self[0] = checker;
    assertThat(
            checker.isImmutable(
                List.of(
                    new BitSet(),
                    new ImmutabilityClassesTest(),
                    "a",
                    new Specimens.Tagged("a", 1))))
        .isTrue();
    return new WeakReference<>(checker);
  }

  private static void assertCleared(WeakReference<?> reference) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (reference.get() != null && System.nanoTime() < deadline) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(reference.get()).isNull();
  }

  @Test
  void class_withFieldOfMissingType_isUnknown() throws ReflectiveOperationException, IOException {
    Compiled.compile(
        Map.of(
            "p/Made.java",
            """
            package p;
            public class Made {
              final Missing missing = null;
              public static Object incomplete() { return new Made(); }
            }
            """,
            "p/Missing.java",
            "package p; public final class Missing {}"),
        classes);
    Files.delete(classes.resolve("p/Missing.class"));

    Object incomplete = call(Compiled.loader(classes), "incomplete");

    assertThat(Immutability.strict().violations(incomplete))
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.code()).isEqualTo("unknown");
          assertThat(violation.message())
              .startsWith("p.Made is unknown: its fields cannot be listed, java.lang.NoClass")
              .contains("p/Missing")
              .endsWith("or declare trusting(Made.class)");
        });
    assertThat(Immutability.strict().isProvedImmutable(incomplete.getClass())).isFalse();
  }
}
