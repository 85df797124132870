package org.potamos.validators.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.ValueExtractor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.validator.HibernateValidator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentSet;
import org.potamos.core.collection.PersistentVector;
import org.potamos.validators.jakarta.Constraints.Span;

/** How the paths of violations look. */
class PathTest {

  private static List<String> paths(Object value) {
    return paths(Providers.HIBERNATE, value);
  }

  private static List<String> paths(jakarta.validation.Validator jakarta, Object value) {
    return JakartaValidators.of(jakarta).checkInitial(value).stream().map(Violation::path).toList();
  }

  record Line(@NotBlank String name) {}

  record Nested(@Valid Address address) {
    record Address(@Valid City city) {}

    record City(@NotBlank String name) {}
  }

  @Test
  void nestedRecord_isDotted() {
    assertThat(paths(new Nested(new Nested.Address(new Nested.City("")))))
        .containsExactly("address.city.name");
  }

  record Lists(List<@Valid Line> lines, List<@NotBlank String> texts, List<@Valid Span> spans) {}

  @Test
  void list_hasIndices() {
    assertThat(
            paths(
                new Lists(
                    List.of(new Line("a"), new Line("")),
                    List.of("a", "b", ""),
                    List.of(new Span(1, 0)))))
        .containsExactly("lines[1].name", "spans[0]", "texts[2]");
  }

  record Annotated(@Valid List<Line> lines, @Valid Map<String, Line> map) {}

  @Test
  void containerItselfValid_isLikeItsElements() {
    assertThat(paths(new Annotated(List.of(new Line("")), Map.of("k", new Line("")))))
        .containsExactly("lines[0].name", "map[k].name");
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Arrays0(@Valid Line[] lines) {}

  @Test
  void array_hasIndices() {
    assertThat(paths(new Arrays0(new Line[] {new Line("a"), new Line("")})))
        .containsExactly("lines[1].name");
  }

  record Sets(Set<@NotBlank String> tags, Set<@Valid Line> lines) {}

  @Test
  void set_hasNoPositions() {
    assertThat(paths(new Sets(Set.of(""), Set.of(new Line("")))))
        .containsExactly("lines[].name", "tags[]");
  }

  record Maps(Map<@Size(max = 3) String, @Positive Integer> prices) {}

  @Test
  void map_keysAndValues_areDistinct() {
    assertThat(paths(new Maps(Map.of("EURO", 0))))
        .containsExactly("prices.keys[EURO]", "prices[EURO]");
  }

  record KeyedByRecord(Map<@Valid Line, @Valid Line> lines, Map<@Valid Span, String> spans) {}

  @Test
  void map_insideOfKeysAndValues_areDistinct() {
    assertThat(
            paths(
                new KeyedByRecord(
                    Map.of(new Line(""), new Line("")), Map.of(new Span(1, 0), "backwards"))))
        .containsExactly(
            "lines.keys[Line[name=]].name",
            "lines[Line[name=]].name",
            "spans.keys[Span[from=1, to=0]]");
  }

  record NullKeys(Map<@Nullable String, @Positive Integer> prices) {}

  @Test
  void map_nullAsKey_isShown() {
    assertThat(paths(new NullKeys(Collections.singletonMap(null, 0))))
        .containsExactly("prices[null]");
  }

  record Deep(Map<String, List<Map<String, @NotBlank String>>> rooms) {}

  @Test
  void containersInContainers_arePositionsInARow() {
    assertThat(paths(new Deep(Map.of("a", List.of(Map.of(), Map.of("b", ""))))))
        .containsExactly("rooms[a][1][b]");
  }

  record Optionals(Optional<@Size(min = 1) String> name, Optional<@Valid Line> line) {}

  @Test
  void optional_addsNothing() {
    assertThat(paths(new Optionals(Optional.of(""), Optional.of(new Line("")))))
        .containsExactly("line.name", "name");
    assertThat(paths(new Optionals(Optional.empty(), Optional.empty()))).isEmpty();
  }

  record Persistent(
      PersistentVector<@Valid Line> lines,
      PersistentVector<@NotBlank String> texts,
      PersistentMap<@Size(max = 3) String, @Positive Integer> prices,
      PersistentSet<@NotBlank String> tags) {}

  @Test
  void persistentCollections_areLikeThoseOfJava() {
    assertThat(
            paths(
                new Persistent(
                    PersistentVector.of(new Line("")),
                    PersistentVector.of("a", ""),
                    PersistentMap.of("EURO", 0),
                    PersistentSet.of(""))))
        .containsExactly(
            "lines[0].name", "prices.keys[EURO]", "prices[EURO]", "tags[]", "texts[1]");
  }

  record Pair<A, B>(A left, B right) {}

  /** Keys with several values each, and no {@link Map}. */
  record Multimap<K, V>(Map<K, List<V>> entries) {}

  static final class LeftOfPair implements ValueExtractor<Pair<@ExtractedValue ?, ?>> {
    @Override
    public void extractValues(Pair<?, ?> pair, ValueReceiver receiver) {
      receiver.value("<left>", pair.left());
    }
  }

  static final class KeysOfMultimap implements ValueExtractor<Multimap<@ExtractedValue ?, ?>> {
    @Override
    public void extractValues(Multimap<?, ?> map, ValueReceiver receiver) {
      map.entries().keySet().forEach(key -> receiver.keyedValue("<map key>", key, key));
    }
  }

  record WithContainersOfItsOwn(
      Pair<@NotBlank String, String> pair, Multimap<@NotBlank String, String> map) {}

  @Test
  void containersOfOnesOwn_areNamedByTheirExtractors() {
    try (var factory =
        Validation.byProvider(HibernateValidator.class)
            .configure()
            .addValueExtractor(new LeftOfPair())
            .addValueExtractor(new KeysOfMultimap())
            .buildValidatorFactory()) {
      assertThat(
              paths(
                  factory.getValidator(),
                  new WithContainersOfItsOwn(
                      new Pair<>("", ""), new Multimap<>(Map.of(" ", List.of())))))
          .containsExactly("map.keys[ ]", "pair.<left>");
    }
  }

  record AnyKey(Map<Object, @NotBlank String> texts) {}

  private static String pathOfKey(Object key) {
    List<String> paths = paths(new AnyKey(Map.of(key, "")));
    assertThat(paths).hasSize(1);
    return paths.getFirst();
  }

  @Test
  void key_atTheLimit_isWhole() {
    String key = "k".repeat(40);
    assertThat(pathOfKey(key)).isEqualTo("texts[" + key + "]");
  }

  @Test
  void key_long_losesItsMiddle() {
    String key = "a".repeat(20) + "b" + "c".repeat(20);
    assertThat(pathOfKey(key)).isEqualTo("texts[" + "a".repeat(20) + "…" + "c".repeat(19) + "]");
    assertThat(pathOfKey("x".repeat(1_000_000))).hasSize("texts[]".length() + 40);
  }

  @Test
  void key_ofPairsOfSurrogates_isNotCutInHalves() {
    for (String shift : List.of("", "x")) {
      String path = pathOfKey(shift + "😀".repeat(100));
      assertThat(path.codePoints())
          .noneMatch(point -> Character.getType(point) == Character.SURROGATE);
      assertThat(path).contains("…").hasSizeLessThanOrEqualTo("texts[]".length() + 40);
    }
  }

  @Test
  void key_withControlCharacters_isOneLine() {
    assertThat(pathOfKey("a\nb\r\u0000\u0085\u2028\u2029c")).isEqualTo("texts[a?b?????c]");
  }

  /** A key that cannot say what it is. */
  private static final class Mute {
    @Override
    public String toString() {
      throw new IllegalStateException("mute");
    }
  }

  /** A key that says nothing. */
  private static final class Empty {
    @Override
    @SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // what must not be, and is
    public String toString() {
      return null;
    }
  }

  @Test
  void key_whoseToStringFails_doesNotHideTheViolation() {
    assertThat(pathOfKey(new Mute())).isEqualTo("texts[?]");
    assertThat(pathOfKey(new Empty())).isEqualTo("texts[null]");
  }

  record Node(@NotBlank String name, @Nullable @Valid Node next) {}

  @Test
  void path_long_losesItsMiddle() {
    Node chain = new Node("", null);
    for (int i = 0; i < 100; i++) {
      chain = new Node("named", chain);
    }
    assertThat(paths(chain).getFirst())
        .hasSize(200)
        .startsWith("next.next.")
        .contains("…")
        .endsWith(".next.name");
  }

  record Named(@Constraints.Elsewhere String where) {}

  @Test
  void path_builtByAConstraint_isBoundedAndOneLine() {
    assertThat(paths(new Named("x".repeat(100_000))).getFirst())
        .hasSize(200)
        .startsWith("where.xxx");
    assertThat(paths(new Named("here\nthere"))).containsExactly("where.here?there");
  }

  @Test
  void paths_areInTheOrderOfNumbers() {
    String[] texts = new String[12];
    Arrays.fill(texts, "");
    Map<String, Integer> prices = new TreeMap<>(Map.of("10", 0, "9", 0));
    assertThat(paths(new Lists(List.of(), List.of(texts), List.of())))
        .startsWith("texts[0]", "texts[1]", "texts[2]", "texts[3]")
        .endsWith("texts[9]", "texts[10]", "texts[11]");
    assertThat(paths(new Maps(prices))).containsExactly("prices[9]", "prices[10]");
  }
}
