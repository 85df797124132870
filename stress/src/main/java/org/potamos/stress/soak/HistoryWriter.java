package org.potamos.stress.soak;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32;

/**
 * Writes the history of one segment to a file.
 *
 * <p>The format: a header ({@link #MAGIC}, {@link #VERSION}, seed, number of the segment), then
 * blocks, each of one recorder (length in bytes, recorder, number of records, CRC-32, bytes), then
 * {@link #END} with the number of all records. In a block each record is its kind, the number of
 * its fields and the fields, as numbers of variable length. The file has the suffix {@link #PART}
 * until it is whole.
 *
 * <p>It is no channel of {@code java.nio}, nor a stream of {@code Files}, which is made of one:
 * those are closed when a thread that writes is interrupted.
 */
final class HistoryWriter implements AutoCloseable {
  static final int MAGIC = 0x504f5448;
  static final int VERSION = 1;
  static final int END = -1;
  static final String SUFFIX = ".history";
  private static final String PART = ".part";

  private final Path file;
  private final Path part;
  private final DataOutputStream out;
  private final List<Recorder> recorders = new ArrayList<>();
  private final LongAdder count = new LongAdder();

  HistoryWriter(Path directory, long seed, int segment) throws IOException {
    file = directory.resolve(name(segment));
    part = directory.resolve(name(segment) + PART);
    out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(part.toFile())));
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeLong(seed);
    out.writeInt(segment);
  }

  private static String name(int segment) {
    return String.format(java.util.Locale.ROOT, "segment-%06d%s", segment, SUFFIX);
  }

  Path file() {
    return file;
  }

  synchronized Recorder recorder() {
    Recorder recorder = new Recorder(this, recorders.size());
    recorders.add(recorder);
    return recorder;
  }

  void counted() {
    count.increment();
  }

  /** How many records there are so far. */
  long count() {
    return count.sum();
  }

  synchronized void block(int recorder, int records, byte[] bytes, int length) {
    CRC32 sum = new CRC32();
    sum.update(bytes, 0, length);
    try {
      out.writeInt(length);
      out.writeInt(recorder);
      out.writeInt(records);
      out.writeInt((int) sum.getValue());
      out.write(bytes, 0, length);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Nobody records any more: writes what is in the buffers, and the end. */
  @Override
  public void close() throws IOException {
    for (Recorder recorder : List.copyOf(recorders)) {
      recorder.flush();
    }
    out.writeInt(END);
    out.writeLong(count.sum());
    out.close();
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
