package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.Reference;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentSortedSet;

/** What users declare. */
@SuppressWarnings("UnnecessaryStringBuilder") // it is there to be mutable
class ImmutabilityDeclarationsTest {
  private static final Immutability STRICT = Immutability.strict();

  /** A container that keeps an array to itself. */
  static class Bag {
    private final Object[] items;

    Bag(Object... items) {
      this.items = items.clone();
    }

    List<Object> items() {
      return List.of(items);
    }
  }

  static final class SpecialBag extends Bag {
    int changes;

    SpecialBag(Object... items) {
      super(items);
    }
  }

  /** A map that keeps another to itself. */
  static final class Table {
    private final Map<Object, Object> map;

    Table(Object key, Object value) {
      this.map = new HashMap<>(Map.of(key, value));
    }
  }

  /** Sealed, and not abstract. */
  static sealed class Root permits Leaf {
    int changes;
  }

  static final class Leaf extends Root {}

  record Box(Object held) {}

  record LazyBox(Specimens.Lazy lazy) {}

  record BagBox(Bag bag) {}

  private static List<String> paths(Immutability checker, Object value) {
    return checker.violations(value).stream().map(v -> v.code() + " " + v.path()).toList();
  }

  // ------------------------------------------------------------------ trusting

  @Test
  void trusting_class_acceptsItAndNotItsSubclasses() {
    Immutability checker = STRICT.trusting(Bag.class);

    assertThat(checker.isImmutable(new Bag(new int[1]))).isTrue();
    assertThat(checker.isImmutable(new SpecialBag())).isFalse();
    assertThat(STRICT.isImmutable(new Bag())).isTrue(); // its array has no elements
    assertThat(STRICT.isImmutable(new Bag("a"))).isFalse(); // the checker before is as it was
  }

  @Test
  void trusting_finalClass_provesFieldsOfItsType() {
    Immutability checker = STRICT.trusting(Specimens.Lazy.class);

    assertThat(checker.isImmutable(new LazyBox(new Specimens.Lazy()))).isTrue();
    assertThat(checker.isProvedImmutable(LazyBox.class)).isTrue();
    assertThat(STRICT.isProvedImmutable(LazyBox.class)).isFalse();
    assertThat(checker.isProvedImmutable(BagBox.class)).isFalse();
  }

  @Test
  void trusting_openClass_doesNotProveFieldsOfItsType() {
    Immutability checker = STRICT.trusting(Bag.class);

    assertThat(paths(checker, new BagBox(new Bag("a")))).isEmpty();
    assertThat(paths(checker, new BagBox(new SpecialBag()))).containsExactly("mutable bag");
  }

  @Test
  void trusting_subclassOfSealedClass_doesNotProveTheSealedClass() {
    Immutability checker = STRICT.trusting(Leaf.class);

    assertThat(checker.isProvedImmutable(Leaf.class)).isTrue();
    assertThat(checker.isProvedImmutable(Root.class)).isFalse();
    assertThat(STRICT.trusting(Leaf.class, Root.class).isProvedImmutable(Root.class)).isTrue();
  }

  @Test
  void trusting_array_acceptsIt() {
    assertThat(STRICT.trusting(byte[].class).isImmutable(new Box(new byte[] {1}))).isTrue();
    assertThat(STRICT.trusting(byte[].class).isImmutable(new Box(new int[] {1}))).isFalse();
  }

  @Test
  void trusting_twice_keepsBoth() {
    Immutability checker = STRICT.trusting(ArrayList.class).trusting(StringBuilder.class);

    assertThat(checker.isImmutable(List.of(new ArrayList<>(), new StringBuilder()))).isTrue();
  }

  @Test
  void trustingSubtypes_ofInterface_acceptsAllThatImplementIt() {
    Immutability checker = STRICT.trustingSubtypes(Comparator.class, Reference.class);

    assertThat(checker.isImmutable(Comparator.comparingInt(String::length))).isTrue();
    assertThat(
            checker.isImmutable(
                PersistentSortedSet.orderedBy(Comparator.comparingInt(String::length)).plus("a")))
        .isTrue();
    assertThat(checker.isImmutable(List.of(Atom.of(1)))).isTrue();
    assertThat(checker.isProvedImmutable(Atom.class)).isTrue();
  }

  // ------------------------------------------------------------------ containing

  @Test
  void containing_class_looksAtItsContents() {
    Immutability checker = STRICT.containing(Bag.class, Bag::items);

    assertThat(paths(checker, new Box(new Bag("a", 1)))).isEmpty();
    assertThat(paths(checker, new Box(new Bag("a", new int[1]))))
        .containsExactly("mutable held[1]");
    assertThat(paths(checker, new BagBox(new SpecialBag("a", new int[1]))))
        .containsExactly("mutable bag[1]");
  }

  @Test
  void containing_array_looksAtItsElements() {
    Immutability checker = STRICT.containing(Object[].class, java.util.Arrays::asList);

    assertThat(paths(checker, new Box(new Object[] {"a", 1}))).isEmpty();
    assertThat(paths(checker, new Box(new Object[] {"a", new int[1]})))
        .containsExactly("mutable held[1]");
  }

  @Test
  void containing_nullElements_acceptsThem() {
    Immutability checker = STRICT.containing(Bag.class, bag -> java.util.Arrays.asList("a", null));

    assertThat(checker.isImmutable(new Bag())).isTrue();
  }

  @Test
  void containing_twice_theLaterCounts() {
    Immutability checker =
        STRICT.containing(Bag.class, Bag::items).containing(SpecialBag.class, bag -> List.of());

    assertThat(checker.isImmutable(new SpecialBag(new int[1]))).isTrue();
    assertThat(checker.isImmutable(new Bag(new int[1]))).isFalse();
    assertThat(checker.containing(Bag.class, Bag::items).isImmutable(new SpecialBag(new int[1])))
        .isFalse();
  }

  @Test
  void containing_trustedClass_trustCounts() {
    assertThat(
            STRICT
                .trusting(Bag.class)
                .containing(Bag.class, Bag::items)
                .isImmutable(new Bag(new int[1])))
        .isTrue();
  }

  @Test
  void containingEntries_map_showsKeys() {
    Immutability checker = STRICT.containingEntries(Table.class, table -> table.map);

    assertThat(paths(checker, new Box(new Table("a", 1)))).isEmpty();
    assertThat(paths(checker, new Box(new Table("a", new int[1]))))
        .containsExactly("mutable held[a]");
    assertThat(paths(checker, new Box(new Table(List.of(new StringBuilder("b")), 1))))
        .containsExactly("mutable held.keys[[b]][0]");
  }

  @Test
  void containing_functionThatThrows_isUnknown() {
    Function<Bag, Iterable<?>> throwing =
        bag -> {
          throw new IllegalStateException("hostile");
        };
    Immutability checker = STRICT.containing(Bag.class, throwing);

    Violation violation = checker.violations(new Box(new Bag())).getFirst();
    assertThat(violation.code()).isEqualTo("unknown");
    assertThat(violation.path()).isEqualTo("held");
    assertThat(violation.message())
        .isEqualTo(
            Bag.class.getName()
                + " is unknown: its contents cannot be looked at, java.lang.IllegalStateException;"
                + " correct the function given to containing(...)");
    assertThat(checker.unknown(UnknownPolicy.ACCEPT).isImmutable(new Bag())).isTrue();
  }

  @Test
  void containing_iteratorThatThrowsLate_isUnknown() {
    Function<Bag, Iterable<?>> late =
        bag -> () -> Stream.of(1, 0).<Object>map(i -> 1 / i).iterator();
    Immutability checker = STRICT.containing(Bag.class, late);

    assertThat(paths(checker, new Bag())).containsExactly("unknown ");
  }

  @Test
  @SuppressWarnings("NullAway") // hostile
  void containing_functionThatAnswersNull_isUnknown() {
    Function<Bag, Iterable<?>> none = bag -> null;

    assertThat(paths(STRICT.containing(Bag.class, none), new Bag())).containsExactly("unknown ");
    assertThat(paths(STRICT.containingEntries(Bag.class, bag -> null), new Bag()))
        .containsExactly("unknown ");
  }

  @Test
  void containing_functionThatThrowsAnError_letsItPass() {
    Function<Bag, Iterable<?>> throwing =
        bag -> {
          throw new AssertionError("a bug");
        };
    Immutability checker = STRICT.containing(Bag.class, throwing);

    assertThatThrownBy(() -> checker.violations(new Bag())).hasMessage("a bug");
  }

  // ------------------------------------------------------------------ bad input

  @Test
  @SuppressWarnings("NullAway") // that is the point
  void nulls_areRejected() {
    assertThatThrownBy(() -> STRICT.unknown(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("policy");
    assertThatThrownBy(() -> STRICT.trusting((Class<?>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("type");
    assertThatThrownBy(() -> STRICT.trusting((Class<?>[]) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> STRICT.trustingSubtypes(String.class, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("type");
    assertThatThrownBy(() -> STRICT.containing(null, x -> List.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("type");
    assertThatThrownBy(() -> STRICT.containing(Bag.class, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("contents");
    assertThatThrownBy(() -> STRICT.containingEntries(Bag.class, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("contents");
    assertThatThrownBy(() -> STRICT.isProvedImmutable(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("type");
  }

  @Test
  void trusting_typeWithoutInstances_isRejected() {
    assertThatThrownBy(() -> STRICT.trusting(Runnable.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "type rejected: no object has exactly this class, type=java.lang.Runnable; use"
                + " trustingSubtypes for the classes below it");
    assertThatThrownBy(() -> STRICT.trusting(int.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> STRICT.trusting(Number.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatCode(STRICT::trusting).doesNotThrowAnyException();
  }

  @Test
  void declarations_ofEverythingOrNothing_areRejected() {
    assertThatThrownBy(() -> STRICT.trustingSubtypes(Object.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "type rejected: it would declare all objects, type=java.lang.Object; name the types"
                + " that are meant, or use unknown(UnknownPolicy.ACCEPT)");
    assertThatThrownBy(() -> STRICT.containing(Object.class, x -> List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> STRICT.containing(int.class, x -> List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no object, type=int");
  }
}
