package org.potamos.examples.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A picture of the gallery.
 *
 * @param file the name of its file, with an ending: svg, png, gif, or dot and txt for texts
 * @param title what it shows, in some words
 * @param proves what it proves, in one sentence
 * @param bytes the content of the file
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the painter to the file, never compared
public record Picture(String file, String title, String proves, byte[] bytes) {

  /**
   * A picture whose file is text.
   *
   * @param file the name of its file
   * @param title what it shows, in some words
   * @param proves what it proves, in one sentence
   * @param content the text
   * @return the picture
   */
  public static Picture of(String file, String title, String proves, String content) {
    return new Picture(file, title, proves, content.getBytes(UTF_8));
  }

  /** Whether a browser shows the file as an image. */
  boolean isImage() {
    return file.matches(".*\\.(svg|png|gif)");
  }
}
