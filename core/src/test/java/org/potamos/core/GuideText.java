package org.potamos.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of one page of the guide, in their order; and the regions of a source file.
 *
 * @param blocks all of the page
 */
record GuideText(List<Block> blocks) {
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern REGION =
      Pattern.compile("// @start region=\"(\\w+)\"\\n(.*?)\\n *// @end", Pattern.DOTALL);

  /**
   * What stands between two fences.
   *
   * @param language behind the first fence
   * @param text in between, without indentation
   */
  record Block(String language, String text) {
    boolean is(String other) {
      return language.equals(other);
    }
  }

  static GuideText read(Path page) throws IOException {
    List<Block> found = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(page));
    while (matcher.find()) {
      found.add(new Block(matcher.group(1), plain(matcher.group(2))));
    }
    return new GuideText(List.copyOf(found));
  }

  /** The regions of a source file by their names. */
  static Map<String, String> regions(Path source) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher matcher = REGION.matcher(Files.readString(source));
    while (matcher.find()) {
      if (found.put(matcher.group(1), plain(matcher.group(2))) != null) {
        throw new AssertionError("two regions of one name: " + matcher.group(1) + " in " + source);
      }
    }
    return found;
  }

  private static String plain(String text) {
    return text.stripTrailing().stripIndent().strip();
  }

  List<String> javaBlocks() {
    return blocks.stream().filter(block -> block.is("java")).map(Block::text).toList();
  }

  /** The block of text that follows a block of Java; empty if another one follows, or none. */
  String outputOf(String code) {
    int next = blocks.indexOf(new Block("java", code)) + 1;
    return next > 0 && next < blocks.size() && blocks.get(next).is("text")
        ? blocks.get(next).text()
        : "";
  }
}
