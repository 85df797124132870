package org.potamos.examples.words;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.potamos.examples.words.FoundFile.Posting;

/**
 * The same index made by a plain loop in plain maps, to compare with.
 *
 * @param index by word and file
 * @param problems the files without words, and why
 * @param changed the files that others have changed meanwhile: what was read of them proves nothing
 */
record PlainIndex(
    Map<String, Map<Path, Posting>> index, Map<Path, String> problems, Set<Path> changed) {

  PlainIndex() {
    this(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
  }

  /** Reads each file again, by the settings by which it was read before. */
  static PlainIndex of(Collection<WordIndex.Done> files) {
    PlainIndex plain = new PlainIndex();
    for (WordIndex.Done done : files) {
      Path path = done.file().path();
      FoundFile.Content content = done.file().read(done.settings());
      if (!done.file().isUnchanged()) {
        plain.changed.add(path);
      } else if (content.isText()) {
        content.postings().forEach((word, posting) -> plain.add(word, path, posting));
      } else {
        plain.problems.put(path, content.problem());
      }
    }
    return plain;
  }

  /**
   * The regular files below a directory, found by a plain loop. What cannot be listed is passed
   * over: the finder has reported it.
   */
  static Set<Path> find(Path root, Predicate<Path> isWanted) {
    Set<Path> found = new TreeSet<>();
    Deque<Path> directories = new ArrayDeque<>(List.of(root));
    while (!directories.isEmpty()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directories.remove())) {
        for (Path entry : entries) {
          if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            if (!Finder.SKIPPED.contains(entry.getFileName().toString())) {
              directories.add(entry);
            }
          } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
              && isWanted.test(entry)) {
            found.add(entry);
          }
        }
      } catch (IOException | DirectoryIteratorException unlisted) {
        // reported by the finder
      }
    }
    return found;
  }

  void add(String word, Path file, Posting posting) {
    index.computeIfAbsent(word, _ -> new HashMap<>()).put(file, posting);
  }

  /** How often a word is in all files together. */
  long count(String word) {
    return index.getOrDefault(word, Map.of()).values().stream().mapToLong(Posting::count).sum();
  }

  long words() {
    return index.keySet().stream().mapToLong(this::count).sum();
  }

  /** What another one has otherwise, in words; nothing if they are equal. */
  List<String> differences(PlainIndex other) {
    List<String> differences = new ArrayList<>();
    compare(index, other.index, differences);
    compare(problems, other.problems, differences);
    return differences;
  }

  private static <K> void compare(Map<K, ?> here, Map<K, ?> there, List<String> differences) {
    Set<K> keys = new TreeSet<>(here.keySet());
    keys.addAll(there.keySet());
    for (K key : keys) {
      if (!Objects.equals(here.get(key), there.get(key))) {
        differences.add(
            "%.80s: %.80s, sequentially %.80s".formatted(key, here.get(key), there.get(key)));
      }
    }
  }

  /** The files that have all words of a query, found by looking at each word there is. */
  Set<Path> search(Query query) {
    Set<Path> found = new HashSet<>();
    index.values().forEach(files -> found.addAll(files.keySet()));
    for (String term : query.terms()) {
      Predicate<String> matches = Pattern.compile(term.replace("*", ".*")).asMatchPredicate();
      Set<Path> files = new HashSet<>();
      index.forEach((word, postings) -> {
        if (matches.test(word)) {
          files.addAll(postings.keySet());
        }
      });
      found.retainAll(files);
    }
    return found;
  }
}
