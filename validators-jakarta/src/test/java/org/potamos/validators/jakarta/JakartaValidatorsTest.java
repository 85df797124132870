package org.potamos.validators.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.GroupSequence;
import jakarta.validation.UnexpectedTypeException;
import jakarta.validation.Valid;
import jakarta.validation.ValidationException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.validation.groups.Default;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/** Which values are checked, under which groups; how much is told; what is thrown. */
class JakartaValidatorsTest {
  private static final jakarta.validation.Validator JAKARTA = Providers.HIBERNATE;

  record Line(@NotBlank String name, @Positive int price) {}

  record Order(List<@Valid Line> lines) {
    static Order of(int lines, Line line) {
      return new Order(Collections.nCopies(lines, line));
    }
  }

  private static final Line GOOD = new Line("book", 1);
  private static final Line BAD = new Line("book", 0);

  @Test
  void check_validValue_isAccepted() {
    Validator<Order> validator = JakartaValidators.of(JAKARTA);
    assertThat(validator.check(Order.of(1, GOOD), Order.of(2, GOOD))).isEmpty();
    assertThat(validator.checkInitial(Order.of(1, GOOD))).isEmpty();
  }

  @Test
  void check_looksAtTheProposedValueAlone() {
    Validator<Line> validator = JakartaValidators.of(JAKARTA);
    assertThat(validator.check(BAD, GOOD)).isEmpty();
    assertThat(validator.check(GOOD, BAD))
        .isEqualTo(validator.checkInitial(BAD))
        .containsExactly(new Violation("price", "positive", "must be greater than 0", List.of()));
  }

  @Test
  void check_null_isRejected() {
    Violation notNull = new Violation("", "notNull", "must not be null", List.of());
    Validator<@Nullable Line> validator = JakartaValidators.of(JAKARTA);
    assertThat(validator.check(GOOD, null)).containsExactly(notNull);
    assertThat(validator.check(null, GOOD)).isEmpty();
    assertThat(validator.checkInitial(null)).containsExactly(notNull);
  }

  @Test
  void check_valueWithoutConstraints_isAccepted() {
    Validator<Object> validator = JakartaValidators.of(JAKARTA);
    assertThat(validator.checkInitial("text")).isEmpty();
    assertThat(validator.checkInitial(List.of(BAD))).isEmpty(); // hold a record with the list in it
  }

  record Special(@Size(max = 1) String name) implements Named {}

  interface Named {
    @Size(min = 3)
    default String getAlias() {
      return "";
    }
  }

  @Test
  void check_constraintsOfTheActualClass_areChecked() {
    Validator<Named> validator = JakartaValidators.of(JAKARTA);
    assertThat(validator.checkInitial(new Special("long")))
        .extracting(Violation::path)
        .containsExactly("alias", "name");
  }

  // ---- groups

  interface Strict {}

  @GroupSequence({Default.class, Strict.class})
  interface InTurn {}

  record Grouped(@NotBlank String name, @Size(min = 3, groups = Strict.class) String alias) {}

  private static List<String> pathsUnder(Grouped value, Class<?>... groups) {
    return JakartaValidators.of(JAKARTA, groups).checkInitial(value).stream()
        .map(Violation::path)
        .toList();
  }

  @Test
  void groups_decideWhatIsChecked() {
    Grouped bad = new Grouped("", "");
    assertThat(pathsUnder(bad)).containsExactly("name");
    assertThat(pathsUnder(bad, Strict.class)).containsExactly("alias");
    assertThat(pathsUnder(bad, Default.class, Strict.class)).containsExactly("alias", "name");
  }

  @Test
  void groups_sequence_stopsAtTheFirstThatFails() {
    assertThat(pathsUnder(new Grouped("", ""), InTurn.class)).containsExactly("name");
    assertThat(pathsUnder(new Grouped("a", ""), InTurn.class)).containsExactly("alias");
  }

  @Test
  void groups_changedAfterwards_areNot() {
    Class<?>[] groups = {Strict.class};
    Validator<Grouped> validator = JakartaValidators.of(JAKARTA, groups);
    groups[0] = Default.class;
    assertThat(validator.checkInitial(new Grouped("", "")))
        .extracting(Violation::path)
        .containsExactly("alias");
  }

  // ---- how much is told

  @Test
  void violations_twenty_areAllTold() {
    assertThat(JakartaValidators.of(JAKARTA).checkInitial(Order.of(20, BAD)))
        .hasSize(20)
        .noneMatch(violation -> violation.code().equals("more"));
  }

  @Test
  void violations_oneMore_isCounted() {
    assertThat(JakartaValidators.of(JAKARTA).checkInitial(Order.of(21, BAD)))
        .hasSize(21)
        .last()
        .isEqualTo(new Violation("", "more", "1 more violation", List.of(1)));
  }

  @Test
  void violations_tenThousand_areBounded() {
    // of one line 10,000 times the provider takes quadratic time: its violations have one hash code
    List<Line> lines = IntStream.range(0, 10_000).mapToObj(unused -> new Line("book", 0)).toList();
    List<Violation> told = JakartaValidators.of(JAKARTA).checkInitial(new Order(lines));
    assertThat(told)
        .hasSize(21)
        .last()
        .isEqualTo(new Violation("", "more", "9980 more violations", List.of(9980)));
    for (int i = 0; i < 20; i++) {
      assertThat(told.get(i).path()).isEqualTo("lines[" + i + "].price");
    }
  }

  record Twice(
      @Size(min = 3)
          @NotBlank
          @Size(min = 2)
          @Size(min = 2, max = 9, message = "b")
          @Size(min = 2, max = 8, message = "b")
          String text) {}

  @Test
  void violations_inAnyOrder_areToldInOne() {
    Validator<Object> shuffled = JakartaValidators.of(shuffling(new Random(3)));
    List<Violation> first = shuffled.checkInitial(new Twice(""));
    assertThat(first)
        .extracting(Violation::code, Violation::message, Violation::arguments)
        .containsExactly(
            tuple("notBlank", "must not be blank", List.of()),
            tuple("size", "b", List.of(8, 2)),
            tuple("size", "b", List.of(9, 2)),
            tuple("size", "size must be between 2 and 2147483647", List.of(Integer.MAX_VALUE, 2)),
            tuple("size", "size must be between 3 and 2147483647", List.of(Integer.MAX_VALUE, 3)));
    List<Violation> ofMany = shuffled.checkInitial(Order.of(100, new Line("", 0)));
    for (int round = 0; round < 50; round++) {
      assertThat(shuffled.checkInitial(new Twice(""))).isEqualTo(first);
      assertThat(shuffled.checkInitial(Order.of(100, new Line("", 0)))).isEqualTo(ofMany);
    }
  }

  /** Answers the violations in another order each time. */
  private static jakarta.validation.Validator shuffling(Random random) {
    return (jakarta.validation.Validator)
        Proxy.newProxyInstance(
            JakartaValidatorsTest.class.getClassLoader(),
            new Class<?>[] {jakarta.validation.Validator.class},
            (unusedProxy, method, arguments) -> {
              try {
                List<Object> found = new ArrayList<>((Set<?>) method.invoke(JAKARTA, arguments));
                Collections.shuffle(found, random);
                return new LinkedHashSet<>(found);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  @Test
  void check_byManyThreads_answersTheSame() throws Exception {
    Validator<Order> validator = JakartaValidators.of(JAKARTA);
    Order bad = Order.of(30, BAD);
    List<Violation> expected = validator.checkInitial(bad);
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<List<Violation>>> checks =
          Collections.nCopies(200, () -> validator.checkInitial(bad));
      for (Future<List<Violation>> answer : threads.invokeAll(checks)) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void violations_areUnmodifiable() {
    List<Violation> told = JakartaValidators.of(JAKARTA).checkInitial(BAD);
    assertThatThrownBy(() -> told.getFirst().arguments().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  // ---- what is thrown

  record Misfit(@Size(max = 3) Integer number) {}

  @Test
  void check_annotationDoesNotFit_throwsWhatJakartaThrows() {
    Validator<Misfit> validator = JakartaValidators.of(JAKARTA);
    assertThatThrownBy(() -> validator.checkInitial(new Misfit(1)))
        .isInstanceOf(UnexpectedTypeException.class)
        .isInstanceOf(ConstraintDeclarationException.class)
        .hasMessageContaining("number");
  }

  record Broken(@Constraints.Failing String text) {}

  @Test
  void check_constraintThrows_isAValidationExceptionWithTheCause() {
    Validator<Broken> validator = JakartaValidators.of(JAKARTA);
    assertThatThrownBy(() -> validator.checkInitial(new Broken("")))
        .isExactlyInstanceOf(ValidationException.class)
        .hasCauseInstanceOf(Constraints.Failure.class);
  }

  @Test
  void check_validatorThrows_propagatesUnchanged() {
    Error thrown = new AssertionError("of the validator");
    var throwing =
        (jakarta.validation.Validator)
            Proxy.newProxyInstance(
                JakartaValidatorsTest.class.getClassLoader(),
                new Class<?>[] {jakarta.validation.Validator.class},
                (unusedProxy, unusedMethod, unusedArguments) -> {
                  throw thrown;
                });
    assertThatThrownBy(() -> JakartaValidators.of(throwing).checkInitial("")).isSameAs(thrown);
  }

  // ---- bad input

  @Test
  @SuppressWarnings("NullAway") // null on purpose
  void of_null_isRejected() {
    assertThatThrownBy(() -> JakartaValidators.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("validator");
    assertThatThrownBy(() -> JakartaValidators.of(JAKARTA, (Class<?>[]) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("groups");
    assertThatThrownBy(() -> JakartaValidators.of(JAKARTA, Strict.class, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("group");
  }

  @Test
  void of_groupIsNoInterface_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JakartaValidators.of(JAKARTA, Line.class))
        .withMessageContaining("not an interface")
        .withMessageContaining("group=" + Line.class.getTypeName());
  }
}
