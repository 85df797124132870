package org.potamos.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;

/** The atom's value, its validator, and files that vanish. */
class ConcurrentCountTest {
  @TempDir Path directory;

  @Test
  void run_missingFile_isReportedAndNothingElseIsLost() throws Exception {
    Files.writeString(directory.resolve("text"), "one two");
    Path missing = Files.writeString(directory.resolve("missing"), "three");
    List<FoundFile> files = FoundFiles.under(directory).files();
    Files.delete(missing);

    ConcurrentCount count = new ConcurrentCount(files, _ -> {});
    count.run();

    assertThat(count.unreadable()).containsOnlyKeys(missing);
    Tally tally = count.tally().deref();
    assertThat(tally.counts().byWord()).containsOnly(Map.entry("one", 1L), Map.entry("two", 1L));
    assertThat(tally.files()).isEqualTo(2);
    assertThat(tally.unreadable()).isOne();
  }

  @Test
  void count_words_areRunsOfLettersAndDigitsInLowerCase() throws Exception {
    assertThat(count("Ärger, ÄRGER 2nd snake_case\u2014x\uFEFF"))
        .isEqualTo(
            new Outcome.Counted(
                Map.of("ärger", 2L, "2nd", 1L, "snake", 1L, "case", 1L, "x", 1L), 6));
  }

  /** U+10428 is the small form of U+10400; the file is longer than one buffer, at an odd offset. */
  @Test
  void count_charactersBeyondTheBasicPlane_areLetters() throws Exception {
    assertThat(count("x" + "\uD801\uDC00".repeat(5000)))
        .isEqualTo(new Outcome.Counted(Map.of("x" + "\uD801\uDC28".repeat(5000), 1L), 1));
  }

  @Test
  void rules_impossibleTally_isRejected() {
    Counts counts = Counts.NONE.plus(Map.of("word", 2L));
    Tally first = new Tally(counts, 2, 1, 0, 0);
    Atom<Tally> atom = Atom.builder(first).validator(Tally.rules(2)).build();

    assertRejected(atom, new Tally(counts, 3, 2, 0, 0), "words: must be the sum of the counts");
    assertRejected(atom, new Tally(Counts.NONE, 0, 2, 0, 0), "words: must not decrease");
    assertRejected(atom, first, "files: must be one more than before");
    assertRejected(atom, new Tally(counts, 2, 0, 2, 0), "files: must be one more than before");
    assertRejected(atom, new Tally(counts, 2, 3, 0, 0), "files: must be <= 2");
    assertThat(atom.deref()).isSameAs(first);

    Tally second = new Tally(counts, 2, 1, 0, 1);
    assertThat(atom.reset(second)).isSameAs(second);
  }

  /** "Aa" and "BB" have one hash, and so do all strings made of them. */
  @Test
  void plus_wordsOfOneHash_areKeptApart() {
    Counts counts = Counts.NONE;
    for (int i = 0; i < 256; i++) {
      StringBuilder word = new StringBuilder();
      for (int bit = 0; bit < 8; bit++) {
        word.append(((i >> bit) & 1) == 0 ? "Aa" : "BB");
      }
      counts = counts.plus(Map.of(word.toString(), 1L));
    }

    assertThat(counts.byWord()).hasSize(256).containsValue(1L);
    assertThat(counts.total()).isEqualTo(256);
  }

  @Test
  void plus_leavesTheOriginalAsItWas() {
    Counts one = Counts.NONE.plus(Map.of("word", 1L));

    Counts two = one.plus(Map.of("word", 1L, "other", 1L));

    assertThat(one.byWord()).containsOnly(Map.entry("word", 1L));
    assertThat(two.byWord()).containsOnly(Map.entry("word", 2L), Map.entry("other", 1L));
    assertThat(Counts.NONE.byWord()).isEmpty();
  }

  private Outcome count(String text) throws Exception {
    Files.writeString(directory.resolve("text"), text);
    return FoundFiles.under(directory).files().getFirst().count();
  }

  private static void assertRejected(Atom<Tally> atom, Tally wrong, String message) {
    assertThatThrownBy(() -> atom.reset(wrong))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining(message);
  }
}
