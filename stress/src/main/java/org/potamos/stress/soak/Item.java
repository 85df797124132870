package org.potamos.stress.soak;

/**
 * One record of a history.
 *
 * @param kind tells what the fields are
 * @param fields at least as many as the kind says
 */
@SuppressWarnings("ArrayRecordComponent") // millions of them; never compared
record Item(Kind kind, long[] fields) {
  static Item of(Kind kind, long... fields) {
    return new Item(kind, fields);
  }

  long get(int field) {
    return fields[field];
  }

  int at(int field) {
    return (int) fields[field];
  }
}
