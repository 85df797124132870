package org.potamos.stress.soak;

import java.util.Arrays;

/**
 * Records what happens, one record after the other, in a buffer of fixed size that goes to the file
 * of the segment when it is full. May be shared by threads: then the order of its records is the
 * order of the calls.
 */
final class Recorder {
  private static final int CAPACITY = 1 << 15;

  /** No number takes more bytes. */
  private static final int LONGEST = 10;

  private final HistoryWriter writer;
  private final int number;
  private byte[] bytes = new byte[CAPACITY];
  private int used;
  private int records;

  Recorder(HistoryWriter writer, int number) {
    this.writer = writer;
    this.number = number;
  }

  /** Adds a record. */
  void add(Kind kind, long... fields) {
    add(kind, fields, fields.length);
  }

  /** Adds a record whose fields are the first ones of an array. */
  synchronized void add(Kind kind, long[] fields, int count) {
    int most = (count + 2) * LONGEST;
    if (used + most > bytes.length) {
      flush();
      if (most > bytes.length) {
        bytes = Arrays.copyOf(bytes, most);
      }
    }
    bytes[used++] = (byte) kind.code();
    put(count);
    for (int i = 0; i < count; i++) {
      put(fields[i]);
    }
    records++;
    writer.counted();
  }

  /** Seven bits a byte, the lowest first; numbers near zero are short, also negative ones. */
  private void put(long number) {
    long rest = (number << 1) ^ (number >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes[used++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[used++] = (byte) rest;
  }

  /** Hands on what is in the buffer. */
  synchronized void flush() {
    if (records > 0) {
      writer.block(number, records, bytes, used);
      used = 0;
      records = 0;
    }
  }
}
