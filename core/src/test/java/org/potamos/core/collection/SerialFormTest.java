package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Collections written to a stream and read again; and streams that nobody wrote but somebody
 * forged: they are refused, soon, and without taking the memory they ask for.
 */
class SerialFormTest {

  private static byte[] written(@Nullable Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static @Nullable Object read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // a copy is of the type of the original
  private static <T> T copy(T original) {
    try {
      return (T) read(written(original));
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static final PersistentVector<@Nullable String> VECTOR =
      PersistentVector.of("a", null, "b");
  private static final PersistentList<@Nullable String> LIST = PersistentList.of("a", null, "b");
  private static final PersistentSet<@Nullable String> SET = PersistentSet.of("a", null, "b");
  private static final PersistentMap<@Nullable String, @Nullable Integer> MAP =
      PersistentMap.of("a", 1, null, 2, "b", null);
  private static final PersistentSortedSet<String> SORTED_SET =
      PersistentSortedSet.of("a", "b", "c");
  private static final PersistentSortedMap<String, @Nullable Integer> SORTED_MAP =
      PersistentSortedMap.of("a", 1, "b", null, "c", 3);

  /** One of each type, none of them empty. */
  static final List<Object> SAMPLES = List.of(VECTOR, LIST, SET, MAP, SORTED_SET, SORTED_MAP);

  // What was written is read.

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void roundTrip_eachType_isEqualAndOfThatType(Object sample) {
    Object copy = copy(sample);
    assertThat(copy).isEqualTo(sample).isNotSameAs(sample).hasSameHashCodeAs(sample);
    assertThat(copy.getClass()).isSameAs(sample.getClass());
    assertThat(copy.toString()).isEqualTo(sample.toString());
    assertThat(new String(written(sample), StandardCharsets.ISO_8859_1))
        .as("no node in the stream")
        .doesNotContain("Node", "Trie", "Tree");
  }

  @Test
  void roundTrip_empty_isTheOneEmptyCollection() {
    assertThat(copy(PersistentVector.of())).isSameAs(PersistentVector.of());
    assertThat(copy(PersistentList.of())).isSameAs(PersistentList.of());
    assertThat(copy(PersistentSet.of())).isSameAs(PersistentSet.of());
    assertThat(copy(PersistentMap.of())).isSameAs(PersistentMap.of());
    assertThat(copy(PersistentSortedSet.<String>of())).isSameAs(PersistentSortedSet.of());
    assertThat(copy(PersistentSortedMap.<String, String>of())).isSameAs(PersistentSortedMap.of());
  }

  @Test
  void roundTrip_anySize_isEqual() {
    for (int size :
        new int[] {1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025, 1057, 5000}) {
      List<Integer> elements = IntStream.range(0, size).boxed().toList();
      assertThat(copy(PersistentVector.copyOf(elements))).isEqualTo(elements);
      assertThat(copy(PersistentVector.of(-1).plusAll(elements).subList(1, size + 1)))
          .isEqualTo(elements);
      assertThat(copy(PersistentList.copyOf(elements))).isEqualTo(elements);
      assertThat(copy(PersistentSet.copyOf(elements))).isEqualTo(PersistentSet.copyOf(elements));
      PersistentMap<Integer, Integer> map =
          elements.stream().collect(PersistentMap.toMap(i -> i, i -> -i));
      assertThat(copy(map)).isEqualTo(map);
      assertThat(copy(map.keySet())).isEqualTo(map.keySet());
      assertThat(copy(PersistentSortedSet.copyOf(elements))).containsExactlyElementsOf(elements);
      assertThat(copy(PersistentSortedMap.copyOf(map)).keySet())
          .containsExactlyElementsOf(elements);
    }
  }

  /** Written and read without recursion along the list. */
  @Test
  void roundTrip_longList_isEqual() {
    List<Integer> elements = IntStream.range(0, 300_000).mapToObj(i -> i % 100).toList();
    assertThat(copy(PersistentList.copyOf(elements)).equals(elements)).isTrue();
    assertThat(copy(PersistentVector.copyOf(elements)).equals(elements)).isTrue();
  }

  @Test
  void roundTrip_nested_isEqual() {
    PersistentMap<Object, Object> nested =
        PersistentMap.of(
            VECTOR,
            LIST,
            SET,
            MAP,
            SORTED_MAP,
            SORTED_SET,
            "list",
            PersistentVector.of(VECTOR, VECTOR));
    assertThat(copy(nested)).isEqualTo(nested);
    PersistentVector<Object> deep = PersistentVector.of();
    for (int i = 0; i < 50; i++) {
      deep = PersistentVector.of(deep, i);
    }
    assertThat(copy(deep)).isEqualTo(deep);
  }

  /** What one stream holds twice is one object afterwards too. */
  @Test
  void roundTrip_sharedWithinOneStream_isSharedAfterwards() {
    PersistentVector<PersistentVector<@Nullable String>> twice =
        copy(PersistentVector.of(VECTOR, VECTOR));
    assertThat(twice.get(0)).isEqualTo(VECTOR).isSameAs(twice.get(1));
    Object element = new ArrayList<>(List.of("shared"));
    Object[] read =
        copy(new Object[] {PersistentList.of(element), PersistentSet.of(element), MAP, MAP});
    assertThat(((PersistentList<?>) read[0]).head())
        .isSameAs(((PersistentSet<?>) read[1]).iterator().next());
    assertThat(read[2]).isSameAs(read[3]);
  }

  @Test
  void roundTrip_comparator_isKept() {
    PersistentSortedSet<String> set =
        PersistentSortedSet.<String>orderedBy(SuiteOrders.BACKWARDS)
            .plusAll(List.of("a", "c", "b"));
    PersistentSortedSet<String> copy = copy(set);
    assertThat(copy).containsExactly("c", "b", "a");
    assertThat(copy.comparator()).isSameAs(SuiteOrders.BACKWARDS);
    assertThat(copy.plus("bb")).containsExactly("c", "bb", "b", "a");
    assertThat(copy(set.descendingSet())).containsExactly("a", "b", "c");
    assertThat(copy(set.descendingSet()).plus("bb")).containsExactly("a", "b", "bb", "c");
    assertThat(copy(SORTED_MAP.descendingMap()).keySet()).containsExactly("c", "b", "a");
    assertThat(copy(SORTED_MAP.descendingMap()).descendingMap().keySet())
        .containsExactly("a", "b", "c");
    assertThat(copy(PersistentSortedSet.<String>orderedBy(SuiteOrders.BACKWARDS)).comparator())
        .isSameAs(SuiteOrders.BACKWARDS);
    assertThat(copy(SORTED_SET).comparator()).isNull();
  }

  @Test
  void write_elementThatIsNotSerializable_isRefused() {
    Object element = new Object();
    for (Object collection :
        List.of(
            PersistentVector.of(element),
            PersistentList.of(element),
            PersistentSet.of(element),
            PersistentMap.of("k", element),
            PersistentSortedMap.of("k", element),
            PersistentSortedSet.<String>orderedBy((a, b) -> a.compareTo(b)))) {
      assertThatThrownBy(() -> written(collection))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(NotSerializableException.class);
    }
  }

  /**
   * Hashes by identity, so that its hash code is another one in every process, and in every copy.
   */
  private static final class ByIdentity implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void roundTrip_hashCodesChange_elementsAreFoundAfterwards() {
    PersistentSet<ByIdentity> set = PersistentSet.of();
    PersistentMap<ByIdentity, Integer> map = PersistentMap.of();
    for (int i = 0; i < 200; i++) {
      ByIdentity key = new ByIdentity();
      set = set.plus(key);
      map = map.with(key, i);
    }
    PersistentSet<ByIdentity> setCopy = copy(set);
    PersistentMap<ByIdentity, Integer> mapCopy = copy(map);
    assertThat(setCopy).hasSize(200);
    assertThat(mapCopy).hasSize(200);
    assertThat(setCopy.stream().allMatch(setCopy::contains)).isTrue();
    mapCopy.forEach((key, value) -> assertThat(mapCopy.get(key)).isEqualTo(value));
  }

  /** Equal to all of its kind once it was read, and to itself alone before. */
  private static final class Merging implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient boolean original;

    Merging() {
      original = true;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o == this || (!original && o instanceof Merging other && !other.original);
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void read_elementsThatBecameEqual_collapse() {
    PersistentSet<Merging> set = PersistentSet.of(new Merging(), new Merging(), new Merging());
    assertThat(set).hasSize(3);
    assertThat(copy(set)).hasSize(1);
    PersistentMap<Merging, Integer> map = PersistentMap.of(new Merging(), 1, new Merging(), 1);
    assertThat(copy(map)).hasSize(1).containsValue(1);
    assertThat(copy(PersistentVector.of(new Merging(), new Merging()))).hasSize(2);
  }

  // Forged streams.

  /** Where the kind stands in the bytes: behind the mark of a block of the given length. */
  private static int kindAt(byte[] bytes, int blockLength, int kind) {
    int found = -1;
    for (int i = 2; i < bytes.length; i++) {
      if (bytes[i - 2] == 0x77 && bytes[i - 1] == blockLength && bytes[i] == kind) {
        assertThat(found).as("the only such place").isEqualTo(-1);
        found = i;
      }
    }
    assertThat(found)
        .as("a block of %s bytes that begins with kind %s", blockLength, kind)
        .isPositive();
    return found;
  }

  /** The unordered types: one block of kind and size. Their kinds are 1 to 4. */
  record Unordered(Object sample, int kind, int slots) {
    byte[] withSize(int size) {
      byte[] bytes = written(sample);
      int at = kindAt(bytes, 5, kind) + 1;
      assertThat(ByteBuffer.wrap(bytes).getInt(at)).as("the true size").isEqualTo(slots);
      ByteBuffer.wrap(bytes).putInt(at, size);
      return bytes;
    }

    byte[] withKind(int other) {
      byte[] bytes = written(sample);
      bytes[kindAt(bytes, 5, kind)] = (byte) other;
      return bytes;
    }
  }

  static final List<Unordered> UNORDERED =
      List.of(
          new Unordered(VECTOR, 1, 3),
          new Unordered(LIST, 2, 3),
          new Unordered(SET, 3, 3),
          new Unordered(MAP, 4, 6));

  @ParameterizedTest
  @FieldSource("UNORDERED")
  void read_negativeSize_isRefused(Unordered form) {
    for (int size : new int[] {-1, -2, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> read(form.withSize(size)))
          .isInstanceOf(InvalidObjectException.class)
          .hasMessageContaining("size");
    }
  }

  /**
   * The memory of two billion slots would not be there: the test would end with OutOfMemoryError.
   */
  @ParameterizedTest
  @FieldSource("UNORDERED")
  void read_absurdSize_isRefusedWithoutTakingItsMemory(Unordered form) {
    for (int size : new int[] {form.slots + 2, 1_000_000, 1 << 30, Integer.MAX_VALUE - 1}) {
      assertThatThrownBy(() -> read(form.withSize(size))).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @FieldSource("UNORDERED")
  void read_sizeTooSmall_answersTheFirstOrIsRefused(Unordered form) throws Exception {
    Object fewer = read(form.withSize(2));
    assertThat(fewer).isInstanceOf(form.sample.getClass()).isNotEqualTo(form.sample);
  }

  @Test
  void read_mapOfOddSize_isRefused() {
    for (int size : new int[] {1, 5, 7, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> read(UNORDERED.get(3).withSize(size)))
          .isInstanceOf(InvalidObjectException.class);
    }
  }

  @ParameterizedTest
  @FieldSource("UNORDERED")
  void read_unknownKind_isRefused(Unordered form) {
    for (int kind : new int[] {0, 7, 8, 127, -1, -128}) {
      assertThatThrownBy(() -> read(form.withKind(kind)))
          .isInstanceOf(InvalidObjectException.class)
          .hasMessageContaining("kind");
    }
  }

  /** A set's elements read as a vector's are a vector; but then, so is what anybody may write. */
  @Test
  void read_kindOfAnotherType_isThatTypeOrRefused() throws Exception {
    assertThat(read(UNORDERED.get(2).withKind(1)))
        .isInstanceOf(PersistentVector.class)
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactlyInAnyOrder("a", null, "b");
    for (Unordered form : UNORDERED) {
      for (int kind : new int[] {5, 6}) { // sorted: there is a comparator to come
        assertThatThrownBy(() -> read(form.withKind(kind)))
            .isInstanceOfAny(IOException.class, ClassCastException.class);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_truncatedAnywhere_isRefused(Object sample) {
    byte[] whole = written(sample);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part)).as("%s bytes", length).isInstanceOf(IOException.class);
    }
  }

  /**
   * Any one byte replaced: an exception or some collection, but nothing worse and nothing broken.
   */
  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_oneByteWrong_failsOrAnswersSomethingWhole(Object sample) {
    byte[] whole = written(sample);
    for (int at = 4; at < whole.length; at++) {
      for (int flip : new int[] {0x01, 0x80, 0xFF, 0x07}) {
        byte[] bytes = whole.clone();
        bytes[at] ^= (byte) flip;
        Object answer;
        try {
          answer = read(bytes);
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError refused) {
          continue;
        }
        if (answer instanceof Collection<?> collection) {
          assertThat(new ArrayList<>(collection)).hasSize(collection.size());
        } else if (answer instanceof Map<?, ?> map) {
          assertThat(new ArrayList<>(map.entrySet())).hasSize(map.size());
        }
      }
    }
  }

  /** Elements that the order of a sorted collection refuses. */
  @Test
  void read_sortedWithElementThatHasNoOrder_isRefused() {
    byte[] withNull =
        written(PersistentSortedSet.<String>orderedBy(SuiteOrders.NULL_FRIENDLY).plus("a"));
    byte[] set = written(SORTED_SET);
    assertThat(withNull.length).isGreaterThan(set.length);
    // TC_STRING of length 1, "b", becomes TC_NULL and is followed by what is no object.
    int at = new String(set, StandardCharsets.ISO_8859_1).indexOf("t\0\1b");
    assertThat(at).isPositive();
    byte[] forged = new byte[set.length - 3];
    System.arraycopy(set, 0, forged, 0, at);
    forged[at] = 0x70;
    System.arraycopy(set, at + 4, forged, at + 1, set.length - at - 4);
    assertThatThrownBy(() -> read(forged)).isInstanceOf(ObjectStreamException.class);
  }

  @Test
  void read_equalElementsOfASortedSet_collapse() throws Exception {
    byte[] set = written(SORTED_SET);
    int at = new String(set, StandardCharsets.ISO_8859_1).indexOf("t\0\1b");
    set[at + 3] = 'c';
    assertThat(read(set))
        .asInstanceOf(InstanceOfAssertFactories.ITERABLE)
        .containsExactly("a", "c");
    byte[] unsorted = written(SORTED_SET);
    unsorted[at + 3] = 'z';
    assertThat(read(unsorted))
        .asInstanceOf(InstanceOfAssertFactories.ITERABLE)
        .containsExactly("a", "c", "z");
  }

  @Test
  void read_equalElementsOfASet_collapse() throws Exception {
    byte[] set = written(PersistentSet.of("a", "b"));
    int at = new String(set, StandardCharsets.ISO_8859_1).indexOf("t\0\1b");
    set[at + 3] = 'a';
    assertThat(read(set)).isEqualTo(PersistentSet.of("a"));
    byte[] map = written(PersistentMap.of("a", "x", "b", "y"));
    at = new String(map, StandardCharsets.ISO_8859_1).indexOf("t\0\1b");
    map[at + 3] = 'a';
    assertThat(read(map)).asInstanceOf(InstanceOfAssertFactories.MAP).hasSize(1).containsKey("a");
  }

  /** The class of a collection itself in the stream, instead of the form: without any field. */
  @Test
  void read_collectionItselfInTheStream_isRefused() {
    List<Class<?>> types =
        Stream.concat(
                SAMPLES.stream().<Class<?>>map(Object::getClass),
                Stream.of(
                    PersistentVector.copyOf(IntStream.range(0, 100).boxed().toList())
                        .subList(40, 60)
                        .getClass()))
            .toList();
    for (Class<?> type : types) {
      ByteBuffer stream = ByteBuffer.allocate(1000);
      stream.putShort((short) 0xACED).putShort((short) 5);
      stream.put((byte) 0x73); // an object
      for (Class<?> c = type;
          c != null && Serializable.class.isAssignableFrom(c);
          c = c.getSuperclass()) {
        byte[] name = c.getName().getBytes(StandardCharsets.UTF_8);
        stream.put((byte) 0x72).putShort((short) name.length).put(name);
        stream.putLong(ObjectStreamClass.lookup(c).getSerialVersionUID());
        stream.put((byte) 2).putShort((short) 0).put((byte) 0x78); // serializable, no fields
      }
      stream.put((byte) 0x70); // no further super class
      byte[] bytes = Arrays.copyOf(stream.array(), stream.position());
      assertThatThrownBy(() -> read(bytes))
          .as(type.getName())
          .isInstanceOf(InvalidObjectException.class)
          .hasMessageContaining("rejected");
    }
  }

  /** A comparator that is no comparator. */
  @Test
  void read_comparatorOfAnotherClass_isRefused() {
    byte[] bytes =
        written(
            PersistentSortedSet.<String>orderedBy(new Named("org.example"))
                .plusAll(List.of("a", "b")));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String name = Named.class.getName();
    String other = Twins.class.getName();
    assertThat(other).hasSameSizeAs(name);
    byte[] forged = text.replace(name, other).getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(forged))
        .isInstanceOfAny(IOException.class, ClassCastException.class);
  }

  /** An order. */
  private record Named(String name) implements Comparator<String>, Serializable {
    private static final long serialVersionUID = 5L;

    @Override
    public int compare(String left, String right) {
      return left.compareTo(right);
    }
  }

  /** The same fields, but no order. Its name is as long. */
  private record Twins(String name) implements Serializable {
    private static final long serialVersionUID = 5L;
  }

  /** An element whose reading throws, as a forged one would: the collection does not come to be. */
  @Test
  void read_elementThrows_exceptionReachesTheCaller() {
    for (Object collection :
        List.of(
            PersistentVector.of(new Thrower()),
            PersistentSet.of(new Thrower()),
            PersistentMap.of("k", new Thrower()))) {
      byte[] bytes = written(collection);
      assertThatThrownBy(() -> read(bytes))
          .isInstanceOf(InvalidObjectException.class)
          .hasMessage("thrown");
    }
  }

  private static final class Thrower implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() throws InvalidObjectException {
      throw new InvalidObjectException("thrown");
    }
  }

  /**
   * Sixty levels of sets, each holding both sets of the level below, which takes HashSet longer
   * than anybody waits: here the hash code of a set is computed once.
   */
  @Test
  void read_setsNestedInSets_isQuick() {
    PersistentSet<Object> first = PersistentSet.of("1");
    PersistentSet<Object> second = PersistentSet.of("2");
    for (int i = 0; i < 60; i++) {
      PersistentSet<Object> nextFirst = PersistentSet.<Object>of(first, second);
      PersistentSet<Object> nextSecond = PersistentSet.<Object>of(first, second, "x" + i);
      first = nextFirst;
      second = nextSecond;
    }
    PersistentSet<Object> copy = copy(PersistentSet.<Object>of(first, second));
    assertThat(copy.size()).isEqualTo(2); // its text would be as long as 2 to the 60
  }
}
