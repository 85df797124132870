package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentMap;

/**
 * Where violations are said to be, how many of them there are, and how long their texts may get.
 */
@SuppressWarnings("UnnecessaryStringBuilder") // it is there to be mutable
class ImmutabilityPathsTest {
  private static final Immutability STRICT = Immutability.strict();

  record Order(List<Line> lines, Map<String, ?> prices) {}

  record Line(Object tags, Optional<?> note) {}

  record Node(Object held, Object next) {}

  /** A key whose text is made by others. */
  record Key(Supplier<String> text) {
    @Override
    public String toString() {
      return text.get();
    }
  }

  private static List<String> paths(Object value) {
    return STRICT.violations(value).stream().map(Violation::path).toList();
  }

  @Test
  void path_throughRecordsListsAndMaps_isThatOfSource() {
    Order order =
        new Order(
            List.of(
                new Line("a", Optional.empty()),
                new Line(new ArrayList<>(), Optional.of(new StringBuilder()))),
            Map.of("EUR", List.of(1, new int[1])));

    assertThat(paths(order)).containsExactly("lines[1].tags", "prices[EUR][1]", "lines[1].note");
  }

  @Test
  void path_ofKey_differsFromThatOfItsValue() {
    Object value = new Order(List.of(), PersistentMap.of("EUR", new int[1]));
    assertThat(paths(value)).containsExactly("prices[EUR]");
    assertThat(paths(new Node(Map.of(new Node("k", new int[1]), 1), "")))
        .singleElement()
        .asString()
        .startsWith("held.keys[Node[held=k, next=[I@")
        .endsWith("].next");
  }

  @Test
  void path_ofNullKey_isNull() {
    assertThat(paths(Collections.singletonMap(null, new int[1]))).containsExactly("[null]");
  }

  @Test
  void violations_ofSharedObject_areOneWithAShortestPath() {
    List<String> shared = new ArrayList<>();
    Object value = new Node(new Node("a", new Node(shared, "a")), shared);

    assertThat(paths(value)).containsExactly("next");
  }

  @Test
  void violations_withinMutable_areNotLookedFor() {
    assertThat(paths(List.of(new ArrayList<>(List.of(new int[1]))))).containsExactly("[0]");
  }

  @ParameterizedTest
  @ValueSource(ints = {19, 20})
  void violations_upToTwenty_areAllThere(int count) {
    assertThat(STRICT.violations(lists(count)))
        .hasSize(count)
        .allMatch(violation -> violation.code().equals("mutable"));
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 100_000})
  void violations_beyondTwenty_endWithMore(int count) {
    List<Violation> violations = STRICT.violations(lists(count));

    assertThat(violations).hasSize(21);
    assertThat(violations.subList(0, 20)).allMatch(v -> v.code().equals("mutable"));
    assertThat(violations.getLast())
        .isEqualTo(
            new Violation(
                "",
                "more",
                "there is more than these 20; the rest was not looked at",
                List.of(20)));
  }

  private static List<?> lists(int count) {
    return IntStream.range(0, count).mapToObj(i -> new ArrayList<>()).toList();
  }

  @Test
  void violations_areUnmodifiable() {
    List<Violation> violations = STRICT.violations(new int[1]);
    assertThatThrownBy(() -> violations.remove(0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  // ------------------------------------------------------------------ bounds

  @Test
  void path_withHugeKey_isCut() {
    String path = paths(Map.of("k".repeat(1_000_000), new int[1])).getFirst();

    assertThat(path).startsWith("[kkkk").endsWith("k…]").hasSize(42);
  }

  @Test
  void path_cutWithinAPairOfSurrogates_dropsBoth() {
    String path = paths(Map.of("k".repeat(38) + "😀😀", new int[1])).getFirst();

    assertThat(path).isEqualTo("[" + "k".repeat(38) + "…]");
  }

  @Test
  void path_withLineEndsInKey_staysOneLine() {
    assertThat(paths(Map.of("a\nb\r\u2028c\0", new int[1]))).containsExactly("[a b  c ]");
  }

  @Test
  void path_withKeyThatThrows_showsItsClass() {
    Supplier<String> throwing =
        () -> {
          throw new IllegalStateException("hostile");
        };
    assertThat(paths(Map.of(new Key(throwing), new int[1])))
        .containsExactly("[" + keyClass() + "]");
  }

  @Test
  void path_withKeyThatThrowsAnError_showsItsClass() {
    Supplier<String> throwing =
        () -> {
          throw new AssertionError("hostile");
        };
    assertThat(paths(Map.of(new Key(throwing), new int[1])))
        .containsExactly("[" + keyClass() + "]");
  }

  @Test
  void path_withKeyThatOverflows_showsItsClass() {
    assertThat(paths(Map.of(new Key(ImmutabilityPathsTest::endless), new int[1])))
        .containsExactly("[" + keyClass() + "]");
  }

  @Test
  @SuppressWarnings("NullAway") // hostile
  void path_withKeyWithoutText_showsItsClass() {
    Supplier<String> none = () -> null;
    assertThat(paths(Map.of(new Key(none), new int[1]))).containsExactly("[" + keyClass() + "]");
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static String endless() {
    return endless() + "x";
  }

  private static String keyClass() {
    return Key.class.getName();
  }

  @Test
  void path_ofDeepObject_showsBothEnds() {
    Object value = new int[1];
    for (int i = 0; i < 100_000; i++) {
      value = new Node("", value);
    }
    String eight = "next" + ".next".repeat(7);

    assertThat(paths(value)).containsExactly(eight + "…." + eight);
  }

  @Test
  void path_ofSixteenSteps_isWhole() {
    Object value = new int[1];
    for (int i = 0; i < 16; i++) {
      value = new Node("", value);
    }
    assertThat(paths(value)).containsExactly("next" + ".next".repeat(15));
  }

  @Test
  void texts_areBounded() {
    Object value = new int[1];
    for (int i = 0; i < 20; i++) {
      value = Map.of("k".repeat(10_000), value);
    }
    Violation violation = STRICT.violations(value).getFirst();

    assertThat(violation.toString()).hasSizeLessThan(1_000);
  }
}
