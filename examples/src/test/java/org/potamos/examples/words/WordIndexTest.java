package org.potamos.examples.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.potamos.core.InvalidStateException;
import org.potamos.core.collection.PersistentSet;
import org.potamos.examples.words.FoundFile.Content;
import org.potamos.examples.words.FoundFile.Posting;
import org.potamos.examples.words.WordIndex.Limits;
import org.potamos.refs.Ref;

/** What the index is made of: reading, finding, the parts, and the rules. */
class WordIndexTest {
  private static final Settings ALL = new Settings(1, PersistentSet.of(), PersistentSet.of());
  private static final Limits LIMITS = new Limits(2, 10, 100);

  @TempDir Path directory;

  // ------------------------------------------------------------------ reading

  @Test
  void read_words_areRunsOfLettersAndDigitsInLowerCase() throws Exception {
    assertThat(read("Ärger, ÄRGER 2nd\r\nsnake_case\u2014x\uFEFF\n\nx"))
        .isEqualTo(
            new Content(
                Map.of(
                    "ärger", new Posting(2, 1),
                    "2nd", new Posting(1, 1),
                    "snake", new Posting(1, 2),
                    "case", new Posting(1, 2),
                    "x", new Posting(2, 2)),
                7,
                ""));
  }

  /** U+10428 is the small form of U+10400; the file is longer than one buffer, at an odd offset. */
  @Test
  void read_charactersBeyondTheBasicPlane_areLetters() throws Exception {
    assertThat(read("x" + "\uD801\uDC00".repeat(5000)))
        .isEqualTo(
            new Content(Map.of("x" + "\uD801\uDC28".repeat(5000), new Posting(1, 1)), 1, ""));
  }

  @Test
  void read_wordWithoutEnd_isCut() throws Exception {
    Content content = read("x".repeat(FoundFile.MAX_LENGTH * 3 + 1));

    assertThat(content.words()).isEqualTo(4);
    assertThat(content.postings())
        .containsOnlyKeys("x".repeat(FoundFile.MAX_LENGTH), "x")
        .containsEntry("x", new Posting(1, 1));
  }

  @Test
  void read_missingFile_saysWhy() {
    FoundFile missing = new FoundFile(directory.resolve("missing"), 1, FileTime.fromMillis(0));

    assertThat(missing.read(ALL)).isEqualTo(Content.failed("unreadable: NoSuchFileException"));
    assertThat(missing.isUnchanged()).isFalse();
  }

  private Content read(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("text"), text);
    return new FoundFile(file, 0, FileTime.fromMillis(0)).read(ALL);
  }

  // ------------------------------------------------------------------ finding

  /** Tests may run as somebody who can read everything, so the refusal is a fake. */
  @Test
  void walk_directoryThatCannotBeListed_isReportedAndNothingElseIsLost() throws Exception {
    Files.writeString(directory.resolve("text"), "word");
    List<FoundFile> found = new ArrayList<>();
    Finder finder = new Finder(directory, 10, found::add);

    FileVisitResult next =
        finder.visitFileFailed(directory.resolve("secret"), new AccessDeniedException("secret"));
    Finder.Walk walk = finder.walk();

    assertThat(next).isEqualTo(FileVisitResult.CONTINUE);
    assertThat(walk.problems())
        .containsOnly(
            Map.entry(directory.resolve("secret"), "cannot be listed: AccessDeniedException"));
    assertThat(found).extracting(FoundFile::path).containsOnly(directory.resolve("text"));
  }

  @Test
  void run_vanishedFile_isReportedAndNothingElseIsLost() throws Exception {
    Files.writeString(directory.resolve("text"), "one two");
    Path gone = Files.writeString(directory.resolve("gone"), "three");
    try (WordIndex index =
        new WordIndex(directory, ALL, LIMITS) {
          @Override
          void add(FoundFile file, Settings used, Content content) {
            boolean isGone = file.path().equals(gone);
            if (isGone) {
              assertThat(gone.toFile().delete()).isTrue();
            }
            super.add(file, used, isGone ? file.read(used) : content);
          }
        }) {
      index.run();

      Snapshot seen = index.snapshot();
      assertThat(seen.totals()).isEqualTo(new Totals(2, 1, 1, 2));
      assertThat(seen.plain(Set.of()).index()).containsOnlyKeys("one", "two");
      assertThat(seen.plain(Set.of()).problems())
          .containsOnly(Map.entry(gone, "unreadable: NoSuchFileException"));
    }
  }

  /**
   * Readers hold back until the finder has had to wait: it never gets further ahead than allowed.
   */
  @Test
  void run_slowReaders_makeTheFinderWait() throws Exception {
    CountDownLatch isFull = new CountDownLatch(1);
    for (int i = 0; i < 6; i++) {
      Files.writeString(directory.resolve("f" + i), "word");
    }
    try (WordIndex index =
        new WordIndex(directory, ALL, new Limits(2, 3, 100)) {
          @Override
          void noRoom() {
            super.noRoom();
            isFull.countDown();
          }

          @Override
          void add(FoundFile file, Settings used, Content content) {
            await(isFull);
            assertThat(totals.deref().waiting()).isLessThanOrEqualTo(3);
            super.add(file, used, content);
          }
        }) {
      index.run();

      assertThat(index.pauses()).isPositive();
      assertThat(index.mostQueued()).isBetween(1L, 3L);
      assertThat(index.totals.deref()).isEqualTo(new Totals(6, 6, 0, 6));
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  // ------------------------------------------------------------------ index and rules

  /** "aÿ" and "bà" have one hash, and so do all strings made of them. */
  @Test
  void plus_wordsOfOneHash_areKeptApart() {
    Map<String, Posting> postings = new HashMap<>();
    for (int i = 0; i < 256; i++) {
      StringBuilder word = new StringBuilder();
      for (int bit = 0; bit < 8; bit++) {
        word.append(((i >> bit) & 1) == 0 ? "aÿ" : "bà");
      }
      postings.put(word.toString(), new Posting(1, 1));
    }
    try (WordIndex index = new WordIndex(directory, ALL, LIMITS)) {
      index.totals.swap(Totals::plusFound);

      index.add(
          new FoundFile(directory, 0, FileTime.fromMillis(0)), ALL, new Content(postings, 256, ""));

      Snapshot seen = index.snapshot();
      assertThat(seen.parts()).filteredOn(part -> part.words() == 256).hasSize(1);
      assertThat(postings.keySet())
          .allSatisfy(word ->
              assertThat(seen.find(word)).containsOnly(Map.entry(directory, new Posting(1, 1))));
    }
  }

  @Test
  void plus_leavesTheOriginalAsItWas() {
    Part one = Part.split(Path.of("a"), Map.of("word", new Posting(1, 1)), 1).getFirst();
    Part two = Part.split(Path.of("b"), Map.of("word", new Posting(2, 5)), 1).getFirst();

    Part both = one.plus(two);

    assertThat(one.of("word")).containsOnly(Map.entry(Path.of("a"), new Posting(1, 1)));
    assertThat(both.of("word"))
        .containsOnly(
            Map.entry(Path.of("a"), new Posting(1, 1)), Map.entry(Path.of("b"), new Posting(2, 5)));
    assertThat(both.words()).isEqualTo(3);
    assertThat(Part.EMPTY.index()).isEmpty();
  }

  @Test
  void rules_impossibleTotals_areRejected() {
    Totals first = new Totals(2, 1, 0, 2);
    Ref<Totals> ref = Ref.builder(first).validator(Totals.RULES).build();

    assertRejected(ref, new Totals(1, 1, 0, 2), "found: must never decrease");
    assertRejected(ref, new Totals(2, 0, 0, 2), "text: must never decrease");
    assertRejected(ref, new Totals(2, 1, 0, 1), "words: must never decrease");
    assertRejected(ref, new Totals(2, 2, 1, 2), "waiting: must be >= 0, but is -1");
    assertThat(ref.deref()).isSameAs(first);

    assertThat(ref.reset(first.plusFailed())).isEqualTo(new Totals(2, 1, 1, 2));
  }

  @Test
  void sum_wordInNoFile_isRejected() {
    try (WordIndex index = new WordIndex(directory, ALL, LIMITS)) {
      assertRejected(index.totals, new Totals(1, 1, 0, 1), "as many words in the totals as");
    }
  }

  private static void assertRejected(Ref<Totals> ref, Totals wrong, String message) {
    assertThatThrownBy(() -> ref.reset(wrong))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining(message);
  }
}
