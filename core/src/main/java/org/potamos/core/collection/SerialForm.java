package org.potamos.core.collection;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a stream for a persistent collection: its kind, its order if it has one, and its
 * elements; never its nodes.
 *
 * <p>Reading trusts nothing. The collection is built by its own factories, so that hashes are
 * computed anew, duplicates collapse and a tree is in its order. The size is checked, and memory is
 * taken as elements arrive, not as the size promises.
 */
final class SerialForm implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final byte VECTOR = 1;
  private static final byte LIST = 2;
  private static final byte SET = 3;
  private static final byte MAP = 4;
  private static final byte SORTED_SET = 5;
  private static final byte SORTED_MAP = 6;

  /** Slots taken before the first element has arrived. */
  private static final int FIRST_SLOTS = 64;

  /** One of the constants above. */
  private transient byte kind;

  /** The order of a sorted collection; null for natural order, and for all others. */
  private transient @Nullable Comparator<?> order;

  /** The elements in the order of iteration; keys and values in turn. */
  private transient @Nullable Object[] elements;

  private SerialForm(byte kind, @Nullable Comparator<?> order, @Nullable Object[] elements) {
    this.kind = kind;
    this.order = order;
    this.elements = elements;
  }

  static SerialForm ofVector(PersistentVector<?> vector) {
    return new SerialForm(VECTOR, null, vector.toArray());
  }

  static SerialForm ofList(PersistentList<?> list) {
    return new SerialForm(LIST, null, list.toArray());
  }

  static SerialForm ofSet(PersistentSet<?> set) {
    return new SerialForm(SET, null, set.toArray());
  }

  static SerialForm ofMap(PersistentMap<?, ?> map) {
    return new SerialForm(MAP, null, pairs(map));
  }

  static SerialForm ofSortedSet(PersistentSortedSet<?> set) {
    return new SerialForm(SORTED_SET, set.comparator(), set.toArray());
  }

  static SerialForm ofSortedMap(PersistentSortedMap<?, ?> map) {
    return new SerialForm(SORTED_MAP, map.comparator(), pairs(map));
  }

  private static @Nullable Object[] pairs(Map<?, ?> map) {
    @Nullable Object[] pairs = new @Nullable Object[Math.multiplyExact(2, map.size())];
    int[] next = {0};
    map.forEach((key, value) -> {
      pairs[next[0]++] = key;
      pairs[next[0]++] = value;
    });
    return pairs;
  }

  /** What a collection's own readObject throws: only this class stands in streams. */
  static InvalidObjectException rejected(Class<?> type) {
    return new InvalidObjectException(
        "stream rejected: a persistent collection is written as its elements, type="
            + type.getSimpleName());
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.writeByte(kind);
    if (kind == SORTED_SET || kind == SORTED_MAP) {
      out.writeObject(order);
    }
    out.writeInt(elements.length);
    for (Object element : elements) {
      out.writeObject(element);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    kind = in.readByte();
    if (kind < VECTOR || kind > SORTED_MAP) {
      throw new InvalidObjectException("stream rejected: unknown kind of collection, kind=" + kind);
    }
    if (kind == SORTED_SET || kind == SORTED_MAP) {
      order = (Comparator<?>) in.readObject();
    }
    int slots = in.readInt();
    boolean inPairs = kind == MAP || kind == SORTED_MAP;
    if (slots < 0 || (inPairs && slots % 2 != 0)) {
      throw new InvalidObjectException("stream rejected: impossible size, slots=" + slots);
    }
    @Nullable Object[] read = new @Nullable Object[Math.min(slots, FIRST_SLOTS)];
    for (int i = 0; i < slots; i++) {
      if (i == read.length) {
        read = Arrays.copyOf(read, (int) Math.min(slots, 2L * i));
      }
      read[i] = in.readObject();
    }
    elements = read;
  }

  private Object readResolve() throws InvalidObjectException {
    try {
      return switch (kind) {
        case VECTOR -> TrieVector.ofArray(elements);
        case LIST -> PersistentList.copyOf(Arrays.asList(elements));
        case SET -> PersistentSet.of(elements);
        case MAP -> mapOf(elements);
        case SORTED_SET -> PersistentSortedSet.ofSerial(order, elements);
        default -> PersistentSortedMap.ofSerial(order, elements);
      };
    } catch (ClassCastException | NullPointerException e) {
      InvalidObjectException rejected =
          new InvalidObjectException(
              "stream rejected: elements that the order does not accept, kind=" + kind);
      rejected.initCause(e);
      throw rejected;
    }
  }

  private static PersistentMap<?, ?> mapOf(@Nullable Object[] pairs) {
    PersistentMap.Builder<@Nullable Object, @Nullable Object> map =
        PersistentMap.<@Nullable Object, @Nullable Object>of().builder();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map.build();
  }
}
