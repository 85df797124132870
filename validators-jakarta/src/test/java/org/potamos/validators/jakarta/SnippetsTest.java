package org.potamos.validators.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Violation;

/** The snippets of the Javadoc do what they say. */
class SnippetsTest {

  @Test
  void type_showsTheViolations() {
    assertThat(JakartaSnippets.type(Providers.HIBERNATE))
        .extracting(Violation::toString)
        .containsExactly(
            "lines[0].article: must not be blank", "lines[0].pieces: must be greater than 0");
  }

  @Test
  void any_checksWhateverHasConstraints() {
    Atom<Object> last = JakartaSnippets.any(Providers.HIBERNATE);
    last.reset(new JakartaSnippets.Line("book", 1));
    assertThatThrownBy(() -> last.reset(new JakartaSnippets.Line("book", -1)))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining("pieces: must be greater than 0");
    assertThat(last.deref()).isEqualTo(new JakartaSnippets.Line("book", 1));
  }
}
