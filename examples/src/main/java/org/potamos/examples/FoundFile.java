package org.potamos.examples;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
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

  /** Counts its words, reading it once and keeping only the counts. */
  Outcome count() {
    try (Reader text =
        new InputStreamReader(
            Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS),
            StandardCharsets.UTF_8.newDecoder())) { // a fresh decoder reports malformed input
      return count(text);
    } catch (CharacterCodingException notText) {
      return new Outcome.NotText();
    } catch (IOException failure) {
      return new Outcome.Unreadable(failure.getClass().getSimpleName());
    }
  }

  /** A word is a run of letters and digits, as long as possible, in lower case. */
  private static Outcome count(Reader text) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    long words = 0;
    StringBuilder word = new StringBuilder();
    char[] buffer = new char[8192];
    char high = 0; // first half of a character beyond U+FFFF
    for (int length = text.read(buffer); length >= 0; length = text.read(buffer)) {
      for (int i = 0; i < length; i++) {
        char c = buffer[i];
        if (Character.isHighSurrogate(c)) {
          high = c;
          continue;
        }
        int codePoint = Character.isLowSurrogate(c) ? Character.toCodePoint(high, c) : c;
        if (Character.isLetterOrDigit(codePoint)) {
          word.appendCodePoint(codePoint);
        } else if (codePoint == 0) {
          throw new MalformedInputException(1);
        } else {
          words += endWord(word, counts);
        }
      }
    }
    words += endWord(word, counts);
    return new Outcome.Counted(counts, words);
  }

  private static int endWord(StringBuilder word, Map<String, Long> counts) {
    if (word.isEmpty()) {
      return 0;
    }
    counts.merge(word.toString().toLowerCase(Locale.ROOT), 1L, Long::sum);
    word.setLength(0);
    return 1;
  }
}
