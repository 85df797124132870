package org.potamos.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The command line, checked.
 *
 * @param directory where to look for files, without symbolic links
 * @param top how many words to print
 */
record Arguments(Path directory, int top) {
  static final String USAGE =
      """
      Counts the words of all text files under a directory, one virtual thread a file.

      usage: WordCount [DIRECTORY] [--top N] [--help]
        DIRECTORY   where to look (default: the current directory); directories named
                    .git or target are left out, symbolic links are not followed
        --top N     how many of the most frequent words to print (default: 10)
        --help      print this text

      exit codes: 0 done, and equal to a sequential count; 1 not equal; 2 bad argument
      """;

  /** Says which argument is bad, and why. */
  static final class BadArgumentException extends Exception {
    private static final long serialVersionUID = 1L;

    private BadArgumentException(String problem) {
      super("argument rejected: " + problem + "; --help lists what there is");
    }
  }

  /**
   * Reads the command line, apart from {@code --help}.
   *
   * @throws BadArgumentException if there is something that cannot be obeyed
   */
  static Arguments parse(String... args) throws BadArgumentException {
    String directory = null;
    int top = 10;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--top")) {
        i++;
        top = positive(i < args.length ? args[i] : null);
      } else if (args[i].startsWith("-")) {
        throw new BadArgumentException("unknown option, option=" + args[i]);
      } else if (directory != null) {
        throw new BadArgumentException("second directory, directory=" + args[i]);
      } else {
        directory = args[i];
      }
    }
    return new Arguments(directory(directory == null ? "." : directory), top);
  }

  private static int positive(@Nullable String number) throws BadArgumentException {
    try {
      int value = number == null ? 0 : Integer.parseInt(number);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException invalid) {
      // rejected below, like a number that is too small
    }
    throw new BadArgumentException("--top needs a positive number, N=" + number);
  }

  private static Path directory(String name) throws BadArgumentException {
    try {
      Path directory = Path.of(name);
      if (!Files.isDirectory(directory)) {
        throw new BadArgumentException("not a directory, directory=" + name);
      }
      if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
        throw new BadArgumentException("unreadable, directory=" + name);
      }
      return directory.toRealPath();
    } catch (InvalidPathException | IOException invalid) {
      throw new BadArgumentException("unusable directory, reason=" + invalid.getMessage());
    }
  }
}
