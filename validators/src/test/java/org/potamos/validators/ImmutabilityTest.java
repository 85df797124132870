package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.validators.Specimens.Kind;
import org.potamos.validators.Specimens.Specimen;

/** What passes and what does not, and how it is told. */
@SuppressWarnings("UnnecessaryStringBuilder") // it is there to be mutable
class ImmutabilityTest {
  private static final Immutability STRICT = Immutability.strict();

  static Stream<Specimen> specimens() {
    return Specimens.all();
  }

  @ParameterizedTest
  @MethodSource("specimens")
  void violations_ofSpecimen_areWhatIsExpected(Specimen specimen) {
    List<Violation> violations = STRICT.violations(specimen.value());

    if (specimen.kind() == Kind.IMMUTABLE) {
      assertThat(violations).isEmpty();
    } else {
      assertThat(violations).hasSize(1);
      Violation violation = violations.getFirst();
      assertThat(violation.code())
          .isEqualTo(specimen.kind() == Kind.MUTABLE ? "mutable" : "unknown");
      assertThat(violation.path()).isEqualTo(specimen.path());
      assertThat(violation.arguments()).hasSize(1);
      assertThat(violation.message()).startsWith((String) violation.arguments().getFirst());
      assertThat(violation.message()).contains("; ").doesNotContain("\n");
    }
  }

  @ParameterizedTest
  @MethodSource("specimens")
  void isImmutable_ofSpecimen_agrees(Specimen specimen) {
    assertThat(STRICT.isImmutable(specimen.value())).isEqualTo(specimen.kind() == Kind.IMMUTABLE);
  }

  @ParameterizedTest
  @MethodSource("specimens")
  void violations_ofSpecimenWithinManyOthers_areTheSame(Specimen specimen) {
    // too many for the quick walk: what it would have found, the thorough walk has to find
    List<Object> large = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      large.add(new Specimens.Listed(List.of(i)));
    }
    List<Object> all = new ArrayList<>(large);
    all.add(new Specimens.Typed<>(specimen.value()));

    List<Violation> violations = STRICT.violations(List.copyOf(all));

    assertThat(violations)
        .extracting(violation -> violation.code() + " " + violation.path())
        .isEqualTo(
            specimen.kind() == Kind.IMMUTABLE
                ? List.of()
                : List.of(
                    (specimen.kind() == Kind.MUTABLE ? "mutable " : "unknown ")
                        + "[3000].value"
                        + (specimen.path().isEmpty() || specimen.path().startsWith("[") ? "" : ".")
                        + specimen.path()));
  }

  @ParameterizedTest
  @MethodSource("specimens")
  void unknownAccept_ofSpecimen_rejectsOnlyTheMutable(Specimen specimen) {
    Immutability lenient = STRICT.unknown(UnknownPolicy.ACCEPT);

    assertThat(lenient.isImmutable(specimen.value())).isEqualTo(specimen.kind() != Kind.MUTABLE);
    assertThat(lenient.unknown(UnknownPolicy.REJECT).isImmutable(specimen.value()))
        .isEqualTo(specimen.kind() == Kind.IMMUTABLE);
  }

  // ------------------------------------------------------------------ texts

  private static String message(Object value) {
    return STRICT.violations(value).getFirst().message();
  }

  @Test
  void message_ofCollection_namesTheCopyToKeep() {
    assertThat(message(new ArrayList<>()))
        .isEqualTo("java.util.ArrayList is mutable; keep List.copyOf(...) or a PersistentVector");
    assertThat(message(new java.util.HashMap<>()))
        .isEqualTo("java.util.HashMap is mutable; keep Map.copyOf(...) or a PersistentMap");
    assertThat(message(new java.util.TreeMap<>()))
        .isEqualTo("java.util.TreeMap is mutable; keep a PersistentSortedMap");
  }

  @Test
  void message_ofUnmodifiableView_saysThatItIsAView() {
    assertThat(message(java.util.Collections.unmodifiableSet(new java.util.HashSet<>())))
        .isEqualTo(
            "java.util.Collections$UnmodifiableSet is a view of what may still change; keep"
                + " Set.copyOf(...) or a PersistentSet");
  }

  @Test
  void message_ofArray_namesTheArrayAsInSource() {
    assertThat(message(new String[2][]))
        .isEqualTo("java.lang.String[][] is mutable; keep List.of(...) or a PersistentVector");
  }

  @Test
  void message_ofReference_saysThatItIsAnIdentity() {
    assertThat(message(Atom.of(1)))
        .isEqualTo(
            "org.potamos.core.Atom is a reference, an identity whose value changes; keep the value,"
                + " or declare trustingSubtypes(Reference.class)");
  }

  @Test
  void message_ofFieldThatIsNotFinal_namesTheField() {
    assertThat(message(new Specimens.Lazy()))
        .isEqualTo(
            "org.potamos.validators.Specimens$Lazy has a field that is not final: hash; make it"
                + " final, or declare trusting(Specimens.Lazy.class) if it never changes");
    assertThat(message(new Specimens.NamedCounter())).contains("not final: Counter.count;");
  }

  @Test
  void message_ofSubclassOfMutableClass_namesTheSuperclass() {
    assertThat(message(new Specimens.OwnList()))
        .isEqualTo(
            "org.potamos.validators.Specimens$OwnList extends a class that is mutable:"
                + " java.util.ArrayList is mutable; keep List.copyOf(...) or a PersistentVector");
  }

  @Test
  void message_ofSubclassOfAnyClassOfJdk_advisesAboutTheSubclass() {
    assertThat(message(new Specimens.Task()))
        .isEqualTo(
            "org.potamos.validators.Specimens$Task extends a class that is mutable:"
                + " java.util.TimerTask has fields that are not final: state, nextExecutionTime,"
                + " period; leave it out of the value, or declare trusting(Specimens.Task.class) if"
                + " it never changes");
  }

  @Test
  void message_ofUnknownClassOfJdk_namesTheDeclaration() {
    assertThat(message(java.util.Comparator.comparingInt(String::length)))
        .endsWith("declare trustingSubtypes(Comparator.class)");
    assertThat(message(Runtime.getRuntime())).endsWith("declare trusting(Runtime.class)");
  }

  // ------------------------------------------------------------------ types

  @Test
  void isProvedImmutable_ofClosedTypes_isTrue() {
    assertThat(
            List.of(
                int.class,
                String.class,
                Integer.class,
                java.util.UUID.class,
                java.time.LocalDate.class,
                java.time.ZoneId.class,
                Specimens.Flat.class,
                Specimens.Chain.class,
                Specimens.Shape.class,
                Specimens.Group.class,
                Specimens.Plain.class,
                Specimens.Rich.class,
                UnknownPolicy.class,
                java.util.concurrent.TimeUnit.class))
        .allMatch(STRICT::isProvedImmutable);
  }

  @Test
  void isProvedImmutable_ofOpenOrMutableTypes_isFalse() {
    assertThat(
            List.of(
                Object.class,
                List.class,
                java.math.BigDecimal.class,
                java.util.Optional.class,
                int[].class,
                ArrayList.class,
                Atom.class,
                Specimens.Point.class,
                Specimens.Typed.class,
                Specimens.Leaky.class,
                Specimens.Ajar.class,
                Specimens.Counting.class,
                Specimens.WithBodies.class,
                Specimens.Keeping.class,
                java.lang.reflect.Method.class,
                ClassLoader.class))
        .noneMatch(STRICT::isProvedImmutable);
  }

  // ------------------------------------------------------------------ uses

  @Test
  void validator_onAtom_rejectsWithPath() {
    Validator<Map<String, Object>> validator = STRICT.validator();
    Atom<Map<String, Object>> atom =
        Atom.<Map<String, Object>>builder(Map.of()).validator(validator).build();
    atom.reset(Map.of("a", List.of(1)));

    assertThatThrownBy(() -> atom.reset(Map.of("a", new ArrayList<>())))
        .isInstanceOfSatisfying(
            InvalidStateException.class,
            e -> assertThat(e.violations()).extracting(Violation::path).containsExactly("[a]"));
    assertThat(atom.deref()).isEqualTo(Map.of("a", List.of(1)));
  }

  @Test
  void validator_askedAboutAStep_looksAtTheProposedValueOnly() {
    Validator<Object> validator = STRICT.validator();

    assertThat(validator.check(new ArrayList<>(), "fine")).isEmpty();
    assertThat(validator.check("fine", new ArrayList<>())).hasSize(1);
    assertThat(validator.checkInitial(new ArrayList<>())).hasSize(1);
  }

  @Test
  void assertImmutable_ofMutable_listsTheViolations() {
    Object value = new Specimens.Typed<>(List.of(new StringBuilder(), new int[1]));

    assertThatThrownBy(() -> STRICT.assertImmutable(value))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            not deeply immutable: class=org.potamos.validators.Specimens$Typed, violations=2
              - value[0]: java.lang.StringBuilder is mutable; keep its toString()
              - value[1]: int[] is mutable; keep List.of(...) or a PersistentVector\
            """);
  }

  @Test
  void assertImmutable_ofImmutable_isSilent() {
    assertThatCode(() -> STRICT.assertImmutable(List.of(1))).doesNotThrowAnyException();
    assertThatCode(() -> STRICT.assertImmutable(null)).doesNotThrowAnyException();
  }

  @Test
  void checker_isItselfDeeplyImmutable() {
    Immutability checker =
        STRICT.containing(Specimens.Point.class, point -> List.of()).trusting(StringBuilder.class);

    // its ClassValue is the cache, and a class of the JDK
    assertThat(STRICT.trustingSubtypes(ClassValue.class).violations(checker)).isEmpty();
  }

  @Test
  void toString_ofChecker_showsDeclarations() {
    assertThat(
            STRICT
                .unknown(UnknownPolicy.ACCEPT)
                .trusting(StringBuilder.class, int[].class)
                .trustingSubtypes(Runnable.class)
                .containing(ArrayList.class, list -> list))
        .hasToString(
            "Immutability[unknown=ACCEPT, trusting=[int[], java.lang.StringBuilder],"
                + " trustingSubtypes=[java.lang.Runnable], containing=[java.util.ArrayList]]");
  }
}
