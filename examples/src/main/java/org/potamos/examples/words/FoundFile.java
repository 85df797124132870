package org.potamos.examples.words;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A regular file, and what it looked like when it was found.
 *
 * @param path where it is
 * @param size its length in bytes
 * @param modified when it was last written to
 */
record FoundFile(Path path, long size, FileTime modified) {

  /**
   * Where a word is in a file.
   *
   * @param count how often
   * @param line the line in which it is first, from 1 on
   */
  record Posting(long count, int line) {
    Posting plus(Posting other) {
      return new Posting(count + other.count, Math.min(line, other.line));
    }
  }

  /**
   * What came of reading a file. Immutable.
   *
   * @param postings where each word is
   * @param words how many words were met, counted apart from {@code postings}
   * @param problem why there are none; empty if it is text
   */
  record Content(Map<String, Posting> postings, long words, String problem) {
    Content {
      postings = Map.copyOf(postings);
    }

    static Content failed(String problem) {
      return new Content(Map.of(), 0, problem);
    }

    boolean isText() {
      return problem.isEmpty();
    }
  }

  /** A longer run of letters is cut into words of this length, so that no file fills the memory. */
  static final int MAX_LENGTH = 16_384;

  static FoundFile of(Path path, BasicFileAttributes attributes) {
    return new FoundFile(path, attributes.size(), attributes.lastModifiedTime());
  }

  /** Tells whether it still looks as it did. */
  boolean isUnchanged() {
    try {
      return equals(
          of(
              path,
              Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
    } catch (IOException gone) {
      return false;
    }
  }

  /** Reads it once, from its beginning to its end, keeping only what is known about its words. */
  Content read(Settings settings) {
    try (Reader text =
        new InputStreamReader(
            Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS),
            UTF_8.newDecoder())) { // a fresh decoder reports malformed input
      return new WordReader(settings).read(text);
    } catch (CharacterCodingException notText) {
      return Content.failed("not text: not UTF-8");
    } catch (IOException failure) {
      return Content.failed("unreadable: " + failure.getClass().getSimpleName());
    }
  }

  /** A word is a run of letters and digits, as long as possible, in lower case. */
  private static final class WordReader {
    private final Settings settings;
    private final Map<String, Posting> postings = new HashMap<>();
    private final StringBuilder word = new StringBuilder();
    private long words;
    private int line = 1;

    WordReader(Settings settings) {
      this.settings = settings;
    }

    Content read(Reader text) throws IOException {
      char[] buffer = new char[8192];
      char high = 0; // first half of a character beyond U+FFFF
      for (int length = text.read(buffer); length >= 0; length = text.read(buffer)) {
        for (int i = 0; i < length; i++) {
          char c = buffer[i];
          if (Character.isHighSurrogate(c)) {
            high = c;
          } else if (c == 0) {
            return Content.failed("not text: has a NUL character");
          } else {
            next(Character.isLowSurrogate(c) ? Character.toCodePoint(high, c) : c);
          }
        }
      }
      endWord();
      return new Content(postings, words, "");
    }

    private void next(int codePoint) {
      if (Character.isLetterOrDigit(codePoint)) {
        word.appendCodePoint(codePoint);
        if (word.length() < MAX_LENGTH) {
          return;
        }
      }
      endWord();
      if (codePoint == '\n') {
        line++;
      }
    }

    private void endWord() {
      if (!word.isEmpty()) {
        String whole = word.toString().toLowerCase(Locale.ROOT);
        word.setLength(0);
        if (settings.acceptsWord(whole)) {
          postings.merge(whole, new Posting(1, line), Posting::plus);
          words++;
        }
      }
    }
  }
}
