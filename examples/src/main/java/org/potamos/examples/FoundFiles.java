package org.potamos.examples;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The regular files under a directory. Symbolic links are not followed.
 *
 * @param files sorted by path
 * @param unreadable directories that could not be listed, and why
 */
record FoundFiles(List<FoundFile> files, Map<Path, String> unreadable) {
  private static final Set<String> SKIPPED = Set.of(".git", "target");

  static FoundFiles under(Path root) throws IOException {
    List<FoundFile> files = new ArrayList<>();
    Map<Path, String> unreadable = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean isSkipped =
                !directory.equals(root) && SKIPPED.contains(directory.getFileName().toString());
            return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(FoundFile.of(file, attributes));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            unreadable.put(file, failure.getClass().getSimpleName());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, failure);
          }
        });
    files.sort(Comparator.comparing(FoundFile::path));
    return new FoundFiles(files, unreadable);
  }
}
