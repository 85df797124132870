package org.potamos.examples.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.potamos.examples.kit.BadInputException;
import org.potamos.examples.words.FoundFile.Posting;

/**
 * A search for files that have all of some words.
 *
 * @param terms words in lower case; the beginning of a word if there is an asterisk behind it
 */
record Query(List<String> terms) {

  /**
   * A file that has all words.
   *
   * @param file the file
   * @param score the counts of the words, each weighted by how few files have the word
   * @param places where the words are, in the order of the terms
   */
  record Hit(Path file, double score, List<Posting> places) {}

  static Query parse(String text) throws BadInputException {
    List<String> terms = text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    if (terms.isEmpty() || !terms.stream().allMatch(term -> term.matches("[\\p{L}\\p{Nd}]+\\*?"))) {
      throw new BadInputException(
          "must be words of letters and digits, with * for any ending, --search=" + text);
    }
    return new Query(terms.stream().map(term -> term.toLowerCase(Locale.ROOT)).toList());
  }

  /** The files, the best first. */
  List<Hit> search(Snapshot snapshot) {
    List<Map<Path, Posting>> found = terms.stream().map(snapshot::find).toList();
    List<Hit> hits = new ArrayList<>();
    for (Path file : found.getFirst().keySet()) {
      List<Posting> places =
          found.stream().map(files -> files.get(file)).filter(Objects::nonNull).toList();
      if (places.size() == terms.size()) {
        double score = 0;
        for (int i = 0; i < places.size(); i++) {
          score += places.get(i).count() * rarity(found.get(i).size(), snapshot.totals().text());
        }
        hits.add(new Hit(file, score, places));
      }
    }
    hits.sort(Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::file));
    return hits;
  }

  /** A hit in words. */
  String line(Hit hit, Path root) {
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%8.1f  ", hit.score));
    line.append(root.relativize(hit.file)).append(": ");
    for (int i = 0; i < terms.size(); i++) {
      Posting place = hit.places.get(i);
      line.append(i == 0 ? "" : ", ").append(terms.get(i));
      line.append(" x ").append(place.count()).append(" from line ").append(place.line());
    }
    return line.toString();
  }

  private static double rarity(int files, int all) {
    return Math.log1p((double) all / files);
  }
}
