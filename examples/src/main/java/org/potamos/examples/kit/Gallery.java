package org.potamos.examples.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The directory with the pictures and the page that shows them. The page needs no network, and no
 * file is ever there in part: all are written beside their places and then moved there, the page
 * last.
 */
public final class Gallery {
  private static final String STYLE =
      """
      body { font: 16px/1.5 system-ui, sans-serif; color: #1f2933; background: #f5f7fa;
             max-width: 1080px; margin: 0 auto; padding: 24px; }
      h1 { margin-bottom: 0; } h2 { margin: 48px 0 0; } p { margin: 8px 0; max-width: 75ch; }
      figure { background: white; border: 1px solid #d9e2ec; border-radius: 8px;
               margin: 16px 0; padding: 16px; overflow-x: auto; }
      figure img { max-width: 100%; height: auto; display: block; }
      img.pixels { image-rendering: pixelated; }
      figcaption { margin-top: 12px; } figcaption b { display: block; }
      nav a { margin-right: 12px; } details { margin: 16px 0; } ul { padding-left: 20px; }
      code { background: #e4e7eb; border-radius: 4px; padding: 2px 6px; font-size: 14px; }
      """;

  private final Path directory;

  /**
   * Makes a gallery; nothing is written yet.
   *
   * @param directory where its files go; made if it is not there
   */
  public Gallery(Path directory) {
    this.directory = directory;
  }

  /**
   * Fails early if nothing could be written later. Leaves no trace.
   *
   * @throws BadInputException if the directory is a file, or cannot be made or written to
   */
  public void requireWritable() throws BadInputException {
    if (directory.toString().isBlank()) {
      throw new BadInputException("must not be empty, --out=" + directory);
    }
    List<Path> missing = new ArrayList<>(); // the outermost first
    Path existing = directory.toAbsolutePath().normalize();
    while (!Files.exists(existing, NOFOLLOW_LINKS) && existing.getParent() != null) {
      missing.addFirst(existing);
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new BadInputException("not a directory, --out=" + directory);
    }
    List<Path> made = new ArrayList<>(); // the innermost first
    try {
      try {
        for (Path path : missing) {
          made.addFirst(Files.createDirectory(path));
        }
        Path innermost = made.isEmpty() ? existing : made.getFirst();
        Files.delete(Files.createTempFile(innermost, ".gallery", ".tmp"));
      } finally {
        for (Path path : made) {
          Files.delete(path);
        }
      }
    } catch (IOException failure) {
      throw unwritable(failure);
    }
  }

  private BadInputException unwritable(IOException failure) {
    String why =
        failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
    return new BadInputException(
        "cannot be written, --out=%s (%s%s)"
            .formatted(
                directory, failure.getClass().getSimpleName(), why == null ? "" : ": " + why));
  }

  /**
   * Something that had to hold.
   *
   * @param what the claim, with the figures that were found
   * @param holds whether it held
   */
  public record Check(String what, boolean holds) {
    String line() {
      return (holds ? "ok      " : "FAILED  ") + what;
    }
  }

  /**
   * A part of a page.
   *
   * @param name the name by which the program is run, also its title
   * @param about what it is, in a sentence; may be empty
   * @param pictures its pictures
   * @param checks what was checked
   */
  public record Room(String name, String about, List<Picture> pictures, List<Check> checks) {
    /** Copies the lists. */
    public Room {
      pictures = List.copyOf(pictures);
      checks = List.copyOf(checks);
    }

    Room with(Picture picture) {
      return new Room(name, about, plus(pictures, picture), checks);
    }

    Room with(Check check) {
      return new Room(name, about, pictures, plus(checks, check));
    }

    int failedChecks() {
      return (int) checks.stream().filter(check -> !check.holds()).count();
    }

    private static <T> List<T> plus(List<T> list, T last) {
      return Stream.concat(list.stream(), Stream.of(last)).toList();
    }
  }

  /**
   * Writes pictures, and a page that shows them.
   *
   * @param page the name of the page's file
   * @param title the title of the page
   * @param rooms its parts
   * @throws BadInputException if a file cannot be written; then none is
   */
  public synchronized void write(String page, String title, List<Room> rooms)
      throws BadInputException {
    SequencedMap<Path, byte[]> files = new LinkedHashMap<>();
    for (Room room : rooms) {
      room.pictures().forEach(it -> files.put(directory.resolve(it.file()), it.bytes()));
    }
    files.put(directory.resolve(page), html(title, rooms).getBytes(UTF_8));
    Thread end = new Thread(this::awaitWritten); // Ctrl-C does not end the process in between
    Runtime.getRuntime().addShutdownHook(end);
    try {
      replaceAll(files);
    } catch (IOException failure) {
      throw unwritable(failure);
    } finally {
      removeHook(end);
    }
  }

  private synchronized void awaitWritten() {}

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // it waits for this
    }
  }

  /** First all are written beside their places, which may fail; then all are moved. */
  private void replaceAll(SequencedMap<Path, byte[]> files) throws IOException {
    Files.createDirectories(directory);
    SequencedMap<Path, Path> staged = new LinkedHashMap<>();
    try {
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        if (Files.isDirectory(file.getKey(), NOFOLLOW_LINKS)) {
          throw new FileSystemException(
              "" + file.getKey(), null, "is a directory: " + file.getKey());
        }
        String name =
            "%s.%d.tmp".formatted(file.getKey().getFileName(), ProcessHandle.current().pid());
        Path beside = file.getKey().resolveSibling(name);
        staged.put(beside, file.getKey());
        Files.write(beside, file.getValue());
      }
      for (Map.Entry<Path, Path> file : staged.entrySet()) {
        Files.move(file.getKey(), file.getValue(), StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      for (Path beside : staged.keySet()) {
        Files.deleteIfExists(beside);
      }
    }
  }

  private static String html(String title, List<Room> rooms) {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
    page.append("<title>").append(Svg.escaped(title)).append("</title>\n<style>\n");
    page.append(STYLE).append("</style>\n</head>\n<body>\n");
    page.append("<h1>").append(Svg.escaped(title)).append("</h1>\n");
    page.append(
        """
        <p>An identity stays; its state is a succession of values that never change. Each picture below
        was drawn by a program of this run, which has checked what it claims.</p>
        <p>Made on %s with Java %s, %d processors.</p>
        """
            .formatted(
                LocalDate.now(ZoneId.systemDefault()),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors()));
    if (rooms.size() > 1) {
      page.append("<nav>");
      rooms.forEach(
          room -> page.append("<a href=\"#%1$s\">%1$s</a> ".formatted(Svg.escaped(room.name()))));
      page.append("</nav>\n");
    }
    for (Room room : rooms) {
      page.append("<h2 id=\"%1$s\">%1$s</h2>\n".formatted(Svg.escaped(room.name())));
      if (!room.about().isEmpty()) {
        page.append("<p>").append(Svg.escaped(room.about())).append("</p>\n");
      }
      page.append(
          "<p>Run it alone: <code>mvn -q -Ddemo=%s</code>; options: <code>-Ddemo.args=\"--help\"</code></p>\n"
              .formatted(Svg.escaped(room.name())));
      if (room.failedChecks() > 0) {
        page.append("<p><strong>Checks failed: do not believe the captions.</strong></p>\n");
      }
      room.pictures().forEach(picture -> page.append(figure(picture)));
      page.append(checked(room));
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static String checked(Room room) {
    if (room.checks().isEmpty()) {
      return "";
    }
    StringBuilder list = new StringBuilder("<details><summary>What was checked</summary><ul>\n");
    room.checks()
        .forEach(check -> list.append("<li>%s</li>\n".formatted(Svg.escaped(check.line()))));
    return list.append("</ul></details>\n").toString();
  }

  private static String figure(Picture picture) {
    String file = Svg.escaped(picture.file());
    String content =
        picture.isImage()
            ? "<img class=\"%s\" src=\"%s\" alt=\"%s\">"
                .formatted(
                    file.endsWith(".svg") ? "drawing" : "pixels",
                    file,
                    Svg.escaped(picture.title()))
            : "<a href=\"%1$s\">%1$s</a>".formatted(file);
    return "<figure>%s<figcaption><b>%s</b>%s</figcaption></figure>\n"
        .formatted(content, Svg.escaped(picture.title()), Svg.escaped(picture.proves()));
  }
}
