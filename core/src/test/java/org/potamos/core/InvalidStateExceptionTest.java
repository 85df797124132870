package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a rejection tells: on one line, as a list, and bounded whatever the validator answers. */
class InvalidStateExceptionTest {

  private static List<Violation> violations(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Violation("lines[" + i + "]", "positive", "must be > 0", List.of()))
        .toList();
  }

  private static InvalidStateException rejectionWith(List<Violation> violations) {
    Atom<Integer> atom = Atom.builder(1).name("order").build();
    atom.setValidator((current, proposed) -> proposed == 1 ? List.of() : violations);
    return catchThrowableOfType(InvalidStateException.class, () -> atom.reset(2));
  }

  @Test
  void message_severalViolations_isOneLine() {
    assertThat(rejectionWith(violations(2)))
        .hasMessage(
            "value rejected: reference=order, violations=2 (lines[0]: must be > 0; lines[1]: must"
                + " be > 0); the value is unchanged");
  }

  @Test
  void message_manyViolations_hasTheFirstFive() {
    assertThat(rejectionWith(violations(7)).getMessage())
        .contains("violations=7 (lines[0]", "lines[4]: must be > 0; and 2 more)")
        .doesNotContain("lines[5]");
  }

  @Test
  void message_atItsBounds_isWhole() {
    assertThat(rejectionWith(violations(5)).getMessage())
        .contains("lines[4]: must be > 0); the value");
    assertThat(rejectionWith(List.of(Violation.of("x".repeat(200)))).getMessage())
        .contains("x".repeat(200) + ")");
  }

  @Test
  void violationList_severalViolations_hasALineForEach() {
    assertThat(rejectionWith(violations(7)).violationList().lines())
        .hasSize(8)
        .startsWith("order rejects a value:", "- lines[0]: must be > 0")
        .endsWith("- lines[6]: must be > 0");
  }

  /** A validator that answers a violation for each of a million elements fills no log. */
  @Test
  void violations_tooMany_theFirstHundredAreKept() {
    InvalidStateException rejection = rejectionWith(violations(1_000));
    assertThat(rejection.violations()).hasSize(100).containsExactlyElementsOf(violations(100));
    assertThat(rejection).hasMessageContaining("violations=1000 (");
    assertThat(rejection.violationList().lines()).hasSize(101);
  }

  @Test
  void message_longText_isCut() {
    InvalidStateException rejection = rejectionWith(List.of(Violation.of("x".repeat(10_000))));
    assertThat(rejection.getMessage()).hasSizeLessThan(400).contains("xxx...");
    assertThat(rejection.violations().getFirst().message()).hasSize(10_000);
  }

  @Test
  void deserialized_keepsTheMessage() throws Exception {
    InvalidStateException rejection = rejectionWith(violations(2));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(rejection);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      InvalidStateException read = (InvalidStateException) in.readObject();
      assertThat(read).hasMessage(rejection.getMessage());
      assertThat(read.violations()).isEmpty();
      assertThat(read.violationList()).isEqualTo(rejection.getMessage());
      assertThat(read.referenceName()).isEqualTo("order");
    }
  }

  /** Arguments may be null, are copied, and cannot be changed: a violation is a value. */
  @Test
  void arguments_ofAViolation_areAValue() {
    List<Object> given = new ArrayList<>(Arrays.asList(1, null));
    Violation violation = new Violation("", "range", "must fit", given);
    given.clear();
    assertThat(violation.arguments()).containsExactly(1, null).isUnmodifiable();
  }
}
