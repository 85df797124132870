package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentVector;

/** Cyclic, deep, shared and large values; and objects that do not want to be looked at. */
@Timeout(30)
@SuppressWarnings("UnnecessaryStringBuilder") // it is there to be mutable
class ImmutabilityShapesTest {
  private static final Immutability STRICT = Immutability.strict();

  record Node(Object held, Object next) {}

  /** A cycle through final fields: the constructor lets it escape. */
  static final class Ring {
    final Object next;
    final Object held;

    Ring(int more, Object held, Optional<Ring> first) {
      Ring start = first.orElse(this);
      this.next = more == 0 ? start : new Ring(more - 1, held, Optional.of(start));
      this.held = more == 0 ? held : "";
    }
  }

  /** Objects that throw whatever is asked. */
  static final class Hostile implements Iterable<Object> {
    final int number = 1;

    @Override
    public boolean equals(Object other) {
      throw new AssertionError("equals was called");
    }

    @Override
    public int hashCode() {
      throw new AssertionError("hashCode was called");
    }

    @Override
    public String toString() {
      throw new AssertionError("toString was called");
    }

    @Override
    public Iterator<Object> iterator() {
      throw new AssertionError("iterator was called");
    }
  }

  /** The same with something in it. */
  record HostileHolder(Object held) {
    @Override
    public Object held() {
      throw new AssertionError("the accessor was called");
    }

    @Override
    public boolean equals(Object other) {
      throw new AssertionError("equals was called");
    }

    @Override
    public int hashCode() {
      throw new AssertionError("hashCode was called");
    }

    @Override
    public String toString() {
      throw new AssertionError("toString was called");
    }
  }

  private static List<String> paths(Object value) {
    return STRICT.violations(value).stream().map(Violation::path).toList();
  }

  // ------------------------------------------------------------------ cycles

  @Test
  void violations_ofCyclicValue_areEmptyIfItIsImmutable() {
    assertThat(paths(new Ring(0, "a", Optional.empty()))).isEmpty();
    assertThat(paths(new Ring(5, "a", Optional.empty()))).isEmpty();
    assertThat(paths(new Ring(500, "a", Optional.empty()))).isEmpty();
  }

  @Test
  void violations_ofCyclicValue_areFoundOnce() {
    assertThat(paths(new Ring(5, new int[1], Optional.empty())))
        .containsExactly("next.next.next.next.next.held");
  }

  // ------------------------------------------------------------------ depth

  @Test
  void violations_ofAMillionNodes_needNoStack() {
    Object value = "end";
    for (int i = 0; i < 1_000_000; i++) {
      value = new Node("", value);
    }
    assertThat(paths(value)).isEmpty();
  }

  @Test
  void violations_atTheEndOfAMillionNodes_areFound() {
    Object value = new StringBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      value = new Node("", value);
    }
    assertThat(paths(value)).hasSize(1);
  }

  @Test
  void violations_ofAMillionNestedLists_needNoStack() {
    List<?> value = List.of();
    for (int i = 0; i < 1_000_000; i++) {
      value = List.of(value);
    }
    assertThat(paths(value)).isEmpty();
  }

  @Test
  void violations_ofAChainThatItsTypesProve_needNoLook() {
    Specimens.Chain chain = new Specimens.Chain(0, null);
    for (int i = 0; i < 1_000_000; i++) {
      chain = new Specimens.Chain(i, chain);
    }
    assertThat(paths(chain)).isEmpty();
    assertThat(STRICT.isProvedImmutable(Specimens.Chain.class)).isTrue();
  }

  @Test
  void violations_aroundTheDepthOfTheQuickWalk_areFound() {
    for (int depth = 25; depth < 40; depth++) {
      Object good = "end";
      Object bad = new StringBuilder();
      for (int i = 0; i < depth; i++) {
        good = new Node("", good);
        bad = new Node("", bad);
      }
      assertThat(paths(good)).isEmpty();
      assertThat(paths(bad)).hasSize(1);
    }
  }

  // ------------------------------------------------------------------ sharing

  @Test
  void violations_ofSharedGraph_takeLinearTime() {
    for (int levels : new int[] {10, 20, 28, 31, 32, 60}) {
      Object value = "end";
      Object withoutLeaves = List.of();
      for (int i = 0; i < levels; i++) {
        value = new Node(value, value); // 2^levels paths
        withoutLeaves = List.of(withoutLeaves, withoutLeaves);
      }
      assertThat(paths(value)).isEmpty();
      assertThat(paths(withoutLeaves)).isEmpty();
    }
  }

  @Test
  void violations_atTheEndOfASharedGraph_areFoundOnce() {
    Object value = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      value = List.of(value, value);
    }
    assertThat(paths(value)).hasSize(1);
  }

  @Test
  void violations_ofAListSharedManyTimes_takeLinearTime() {
    List<Integer> million = IntStream.range(0, 1_000_000).boxed().toList();
    List<Node> all = IntStream.range(0, 10_000).mapToObj(i -> new Node(i, million)).toList();

    long start = System.nanoTime();
    assertThat(paths(all)).isEmpty();
    // 10 thousand million elements if each list were looked at for itself
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  // ------------------------------------------------------------------ size

  @Test
  void violations_aroundTheBudgetOfTheQuickWalk_areFound() {
    for (int size : new int[] {1, 1_900, 1_920, 1_926, 1_927, 1_928, 1_930, 1_950, 70_000}) {
      List<Object> value = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        value.add(new Node(i, List.of(i)));
      }
      assertThat(paths(PersistentVector.copyOf(value))).isEmpty();
      value.add(new Node(1, new int[1]));
      assertThat(paths(PersistentVector.copyOf(value))).containsExactly("[" + size + "].next");
    }
  }

  @Test
  void violations_ofAMillionLeaves_areFound() {
    List<Object> value = new ArrayList<>(IntStream.range(0, 1_000_000).boxed().toList());
    value.add(new StringBuilder());

    assertThat(paths(List.copyOf(value))).containsExactly("[1000000]");
  }

  // ------------------------------------------------------------------ hostile objects

  @Test
  void violations_ofHostileObjects_callNoneOfTheirMethods() {
    Object value = List.of(new Hostile(), new HostileHolder(new Hostile()), "a");

    assertThat(paths(value)).isEmpty();
    assertThat(paths(List.of(new HostileHolder(List.of(new int[1])))))
        .containsExactly("[0].held[0]");
  }

  @Test
  void violations_ofHostileObjectsInTheThoroughWalk_callNoneOfTheirMethods() {
    List<Object> value = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      value.add(new HostileHolder(new Hostile()));
    }
    value.add(new HostileHolder(new int[1]));

    assertThat(paths(List.copyOf(value))).containsExactly("[3000].held");
  }

  @Test
  void violations_ofClassesWhoseFieldsTheJdkHides_areFound() throws NoSuchMethodException {
    Method method = String.class.getMethod("length");

    assertThat(paths(List.of(method, ClassLoader.getSystemClassLoader(), String.class.getModule())))
        .containsExactly("[0]", "[1]", "[2]");
  }

  @Test
  void violations_ofValueThatHoldsItselfByAMap_areFoundOnce() {
    Map<String, Object> map = Map.of("a", new Ring(3, new int[1], Optional.empty()));

    assertThat(paths(map)).containsExactly("[a].next.next.next.held");
  }
}
