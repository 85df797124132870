package org.potamos.stress.soak;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** The history of one segment as it was read from a file: the records of each kind. */
final class History {
  /** A block is never longer: a record has some ten thousand fields at most. */
  private static final int LONGEST_BLOCK = 1 << 24;

  private final Map<Kind, List<Item>> items = new EnumMap<>(Kind.class);
  private final long bytes;
  private long count;

  private History(long bytes) {
    this.bytes = bytes;
    for (Kind kind : Kind.values()) {
      items.put(kind, new ArrayList<>());
    }
  }

  /** A history made by hand. */
  static History of(List<Item> all) {
    History history = new History(0);
    all.forEach(history::add);
    return history;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is damaged, which the message tells
   */
  static History read(Path file) throws IOException {
    History history = new History(Files.size(file));
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      history.read(in);
    } catch (EOFException early) {
      throw new IOException("the file ends early", early);
    }
    return history;
  }

  private void read(DataInputStream in) throws IOException {
    require(in.readInt() == HistoryWriter.MAGIC, "the file is no history");
    int version = in.readInt();
    require(version == HistoryWriter.VERSION, "the file has the unknown version " + version);
    in.readLong();
    in.readInt();
    int length = in.readInt();
    while (length != HistoryWriter.END) {
      require(length >= 0 && length <= LONGEST_BLOCK, "a block has the length " + length);
      in.readInt();
      int records = in.readInt();
      int sum = in.readInt();
      byte[] block = in.readNBytes(length);
      CRC32 actual = new CRC32();
      actual.update(block);
      require(block.length == length, "the file ends early");
      require((int) actual.getValue() == sum, "a block has another checksum");
      decode(block, records);
      length = in.readInt();
    }
    long expected = in.readLong();
    require(expected == count, expected + " records were written, and " + count + " are there");
    require(in.read() == -1, "something follows the end");
  }

  private static void require(boolean holds, String message) throws IOException {
    if (!holds) {
      throw new IOException(message);
    }
  }

  private void decode(byte[] block, int records) throws IOException {
    Cursor cursor = new Cursor(block);
    for (int i = 0; i < records; i++) {
      Kind kind = Kind.of(cursor.oneByte());
      long fields = cursor.number();
      if (kind == null || fields < kind.fields() || fields > block.length) {
        throw new IOException("a record makes no sense");
      }
      long[] values = new long[(int) fields];
      for (int field = 0; field < values.length; field++) {
        values[field] = cursor.number();
      }
      add(new Item(kind, values));
    }
    require(cursor.at == block.length, "a block has more bytes than records");
  }

  /** Where the reading of a block is. */
  private static final class Cursor {
    private final byte[] bytes;
    private int at;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    int oneByte() throws IOException {
      require(at < bytes.length, "a block ends within a record");
      return bytes[at++];
    }

    long number() throws IOException {
      long result = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        int next = oneByte();
        result |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return (result >>> 1) ^ -(result & 1);
        }
      }
      throw new IOException("a number is too long");
    }
  }

  private void add(Item item) {
    of(item.kind()).add(item);
    count++;
  }

  /** The records of a kind; those of one recorder are in the order in which they were made. */
  List<Item> of(Kind kind) {
    return java.util.Objects.requireNonNull(items.get(kind));
  }

  /** How many records there are. */
  long count() {
    return count;
  }

  /** How long the file is. */
  long bytes() {
    return bytes;
  }
}
