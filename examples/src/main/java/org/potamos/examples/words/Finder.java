package org.potamos.examples.words;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.potamos.core.collection.PersistentSortedMap;

/** Walks through a directory and hands on the regular files, without following symbolic links. */
final class Finder extends SimpleFileVisitor<Path> {
  static final Set<String> SKIPPED = Set.of(".git", "target");

  /**
   * How a walk has ended.
   *
   * @param problems what could not be listed, and why
   * @param isCut whether there are more files than were handed on
   */
  record Walk(PersistentSortedMap<Path, String> problems, boolean isCut) {
    static final Walk NONE = new Walk(PersistentSortedMap.of(), false);
  }

  private final Path root;
  private final int maxFiles;
  private final Consumer<FoundFile> to;
  private int files;
  private Walk walk = Walk.NONE;

  Finder(Path root, int maxFiles, Consumer<FoundFile> to) {
    this.root = root;
    this.maxFiles = maxFiles;
    this.to = to;
  }

  Walk walk() throws IOException {
    Files.walkFileTree(root, this);
    return walk;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    boolean isSkipped =
        !directory.equals(root) && SKIPPED.contains(directory.getFileName().toString());
    return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      if (files == maxFiles) {
        walk = new Walk(walk.problems, true);
        return FileVisitResult.TERMINATE;
      }
      files++;
      to.accept(FoundFile.of(file, attributes));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    String reason = "cannot be listed: " + failure.getClass().getSimpleName();
    walk = new Walk(walk.problems.with(file, reason), walk.isCut);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
    return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, failure);
  }
}
