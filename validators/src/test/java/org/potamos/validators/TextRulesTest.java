package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.potamos.validators.RuleChecks.assertAccepts;
import static org.potamos.validators.RuleChecks.assertRejects;
import static org.potamos.validators.RuleChecks.message;
import static org.potamos.validators.RuleChecks.violation;
import static org.potamos.validators.Validators.endsWith;
import static org.potamos.validators.Validators.length;
import static org.potamos.validators.Validators.matches;
import static org.potamos.validators.Validators.notBlank;
import static org.potamos.validators.Validators.startsWith;

import java.nio.CharBuffer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules about text. */
class TextRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\r\n", "\u2003", "\u2028", "\f\u000b"})
  void notBlank_whiteSpace_isRejected(String text) {
    assertRejects(notBlank(), text, CharBuffer.wrap(text));
  }

  /** White space as {@code String.isBlank} has it: a non-breaking space is none. */
  @ParameterizedTest
  @ValueSource(strings = {"x", " x ", "\u00a0", "\u0000", "\n.\n"})
  void notBlank_anyOtherCharacter_isAccepted(String text) {
    assertAccepts(notBlank(), text, CharBuffer.wrap(text));
  }

  @Test
  void length_limits_areInclusive() {
    assertRejects(length(2, 4), "", "a", "abcde");
    assertAccepts(length(2, 4), "ab", "abc", "abcd");
    assertAccepts(length(0, 0), "");
    assertAccepts(length(0, Integer.MAX_VALUE), "", "abc");
  }

  /** Counted in chars: one emoji is two. */
  @Test
  void length_surrogates_countTwice() {
    assertAccepts(length(2, 2), "\uD83D\uDE00");
  }

  @Test
  void length_message_dependsOnTheLimits() {
    assertThat(message(length(2, 4), "")).isEqualTo("must have 2 to 4 characters, but has 0");
    assertThat(message(length(3, 3), "a")).isEqualTo("must have exactly 3 characters, but has 1");
    assertThat(message(length(2, Integer.MAX_VALUE), "a"))
        .isEqualTo("must have at least 2 characters, but has 1");
    assertThat(violation(length(2, Integer.MAX_VALUE), "a").arguments())
        .containsExactly(2, Integer.MAX_VALUE);
  }

  @Test
  void matches_pattern_isMatchedAsAWhole() {
    assertAccepts(matches("[a-z]+"), "abc", CharBuffer.wrap("abc"));
    assertRejects(matches("[a-z]+"), "abc1", "1abc", "", "abc\n");
    assertAccepts(matches(""), "");
    assertRejects(matches("a|ab"), "abc");
    assertAccepts(matches("a|ab"), "ab");
  }

  /** Flags are part of the pattern. */
  @Test
  void matches_patternWithFlags_keepsThem() {
    Rule<CharSequence> rule = matches(Pattern.compile("[a-z]+", Pattern.CASE_INSENSITIVE));
    assertAccepts(rule, "ABC");
    assertThat(violation(rule, "1").arguments()).containsExactly("[a-z]+");
  }

  @Test
  void startsWith_prefix_isCompared() {
    assertAccepts(startsWith("ab"), "ab", "abc", CharBuffer.wrap("abc"));
    assertRejects(startsWith("ab"), "", "a", "ba", "AB");
    assertAccepts(startsWith(""), "", "x");
  }

  @Test
  void endsWith_suffix_isCompared() {
    assertAccepts(endsWith("bc"), "bc", "abc", CharBuffer.wrap("abc"));
    assertRejects(endsWith("bc"), "", "c", "cb", "BC");
    assertAccepts(endsWith(""), "", "x");
  }

  @Test
  void text_quotesInside_areShown() {
    assertThat(message(startsWith("a"), "")).isEqualTo("must start with \"a\", but is \"\"");
    assertThat(message(startsWith("a"), "b c")).isEqualTo("must start with \"a\", but is \"b c\"");
  }

  /** Text of other classes is shown as text. */
  @Test
  void text_otherCharSequences_areShownInQuotes() {
    assertThat(message(startsWith("a"), CharBuffer.wrap("b")))
        .isEqualTo("must start with \"a\", but is \"b\"");
  }
}
