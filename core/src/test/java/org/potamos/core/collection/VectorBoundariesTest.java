package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Random;
import java.util.Spliterator;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every operation of a vector at the sizes where a leaf or a level comes and goes. Elements are
 * compared by identity with an array that is copied as a whole.
 */
@SuppressWarnings("ReferenceEquality") // that it is the same object is what is tested
class VectorBoundariesTest {
  private static final int[] SMALL = {0, 1, 31, 32, 33, 63, 64, 65};
  private static final int[] MIDDLE = {
    1023, 1024, 1025, 1055, 1056, 1057, 32767, 32768, 32769, 32799, 32800, 32801
  };
  private static final int[] LARGE = {1_048_576, 1_048_577, 1_048_609};

  static final int[] SIZES = Stream.of(SMALL, MIDDLE, LARGE).flatMapToInt(IntStream::of).toArray();
  static final int[] UP_TO_LEVEL_3 = Stream.of(SMALL, MIDDLE).flatMapToInt(IntStream::of).toArray();

  /** From here on not every index is looked at in every check. */
  private static final int MANY = 3_000;

  /** From here on not every combination of boundaries is tried. */
  private static final int MIDDLE_MOST = 100_000;

  /** Distinct objects, so that none can stand in for another. */
  private static final Object[] ELEMENTS = new Object[2_200_000];

  static {
    Arrays.setAll(ELEMENTS, Integer::valueOf);
  }

  private static Object[] first(int size) {
    return Arrays.copyOf(ELEMENTS, size);
  }

  private static PersistentVector<Object> vector(int size) {
    return PersistentVector.copyOf(Arrays.asList(first(size)));
  }

  /** Sizes and indexes at which something may go wrong, from 0 to size. */
  private static List<Integer> boundsUpTo(int size) {
    TreeSet<Integer> bounds = new TreeSet<>();
    for (int near : new int[] {0, 1, 31, 32, 33, 64, 1023, 1024, 1025, 1056, 32768, 32800}) {
      bounds.add(near);
      bounds.add(size - near);
    }
    bounds.add(size / 2);
    int inTail = size == 0 ? 0 : (size - 1) % 32 + 1;
    bounds.add(size - inTail);
    bounds.add(size - inTail - 1);
    bounds.add(size - inTail + 1);
    bounds.removeIf(bound -> bound < 0 || bound > size);
    return new ArrayList<>(bounds);
  }

  private static Object[] joined(Object[] a, Object... b) {
    Object[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static void require(boolean holds, String what, Object... facts) {
    if (!holds) {
      throw new AssertionError(what + " " + Arrays.toString(facts));
    }
  }

  /** Whole iteration and form, and every index unless there are many. */
  private static void verify(String what, PersistentVector<Object> vector, Object[] expected) {
    verifySome(what, vector, expected);
    VectorInvariants.check(vector);
    int i = 0;
    for (Object element : vector) {
      if (element != expected[i]) {
        require(false, what + ": iterator", i, expected.length);
      }
      i++;
    }
    require(i == expected.length, what + ": iterator ends", i, expected.length);
    require(same(vector.toArray(), expected), what + ": toArray", expected.length);
  }

  /** Size and some indexes: all of them if there are few. */
  private static void verifySome(String what, PersistentVector<Object> vector, Object[] expected) {
    int size = expected.length;
    if (vector.size() != size) {
      require(false, what + ": size", vector.size(), size);
    }
    if (size <= MANY / 10) {
      for (int i = 0; i < size; i++) {
        verifyAt(what, vector, expected, i);
      }
      return;
    }
    for (int i = 0; i < 40; i++) {
      verifyAt(what, vector, expected, i);
      verifyAt(what, vector, expected, size - 1 - i);
    }
    int step = 1 + size / 97;
    for (int i = 0; i < size; i += step) {
      verifyAt(what, vector, expected, i);
    }
    for (int bound = 32; bound < size; bound *= 32) {
      verifyAt(what, vector, expected, bound - 1);
      verifyAt(what, vector, expected, bound);
    }
  }

  private static void verifyAt(
      String what, PersistentVector<Object> vector, Object[] expected, int index) {
    if (vector.get(index) != expected[index]) {
      require(false, what + ": get", index, expected.length);
    }
  }

  private static boolean same(@Nullable Object[] a, @Nullable Object[] b) {
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }

  /** The judge sees one wrong element, wherever it is, and a wrong size. */
  @Test
  void verification_ofAWrongExpectation_fails() {
    PersistentVector<Object> vector = vector(70);
    verify("right", vector, first(70));
    for (int i = 0; i < 70; i++) {
      Object[] wrong = first(70);
      wrong[i] = new Object();
      assertThatThrownBy(() -> verify("wrong", vector, wrong)).isInstanceOf(AssertionError.class);
    }
    assertThatThrownBy(() -> verify("short", vector, first(69))).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> verify("long", vector, first(71))).isInstanceOf(AssertionError.class);
    Object[] wrong = first(32_801);
    wrong[20_000] = new Object();
    assertThatThrownBy(() -> verify("wrong", vector(32_801), wrong))
        .isInstanceOf(AssertionError.class);
  }

  /** The judge of the form sees each way in which a trie can be malformed. */
  @Test
  void invariants_ofMalformedTries_fail() {
    TrieVector<Object> right = (TrieVector<Object>) vector(1_100);
    VectorInvariants.check(right);
    assertMalformed("V1", new TrieVector<>(right.root, right.tail, 1_099, right.shift));
    assertMalformed("V1", new TrieVector<>(right.root, Arrays.copyOf(right.tail, 32), 1_100, 10));
    assertMalformed("V3", new TrieVector<>(right.root, right.tail, 1_100, 5));
    assertMalformed("V3", new TrieVector<>(new Object[] {right.root}, right.tail, 1_100, 15));
    assertMalformed("V3", new TrieVector<>(right.root, right.tail, 1_100, 12));
    assertMalformed(
        "V2", new TrieVector<>(Arrays.copyOf(inner(right.root), 3), right.tail, 1_100, 10));
    @Nullable Object[] shorter = inner(right.root).clone();
    shorter[0] = Arrays.copyOf(inner(shorter[0]), 31);
    assertMalformed("V2", new TrieVector<>(shorter, right.tail, 1_100, 10));
    @Nullable Object[] gap = inner(right.root).clone();
    gap[1] = null;
    assertMalformed("V4", new TrieVector<>(gap, right.tail, 1_100, 10));
    TrieVector<Object> empty = (TrieVector<Object>) PersistentVector.of();
    assertMalformed("V2", new TrieVector<>(new Object[32], empty.tail, 0, 5));
    VectorSlice<Object> slice = (VectorSlice<Object>) right.subList(40, 1_100);
    VectorInvariants.check(slice);
    @Nullable Object[] leaf = inner(slice.trie.root);
    for (int shift = slice.trie.shift; shift > 0; shift -= 5) {
      leaf = inner(leaf[(slice.from >>> shift) & 31]);
    }
    leaf[(slice.from & 31) - 1] = "kept alive";
    assertThatThrownBy(() -> VectorInvariants.check(slice))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("V4");
  }

  private static @Nullable Object[] inner(@Nullable Object node) {
    return (@Nullable Object[]) Objects.requireNonNull(node);
  }

  private static void assertMalformed(String invariant, TrieVector<Object> vector) {
    assertThatThrownBy(() -> VectorInvariants.check(vector))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(invariant);
  }

  @Test
  void build_byPlus_holdsEveryElementAtEverySize() {
    PersistentVector<Object> vector = PersistentVector.of();
    TreeSet<Integer> sizes = new TreeSet<>();
    for (int size : SIZES) {
      sizes.add(size);
    }
    List<PersistentVector<Object>> kept = new ArrayList<>();
    int last = sizes.last();
    for (int size = 0; size <= last; size++) {
      if (sizes.contains(size)) {
        kept.add(vector);
      }
      vector = vector.plus(ELEMENTS[size]);
    }
    // Verified at the end only, when later versions had their chance to write.
    for (PersistentVector<Object> version : kept) {
      verify("plus", version, first(version.size()));
    }
    assertThat(kept).hasSize(sizes.size());
  }

  /** One builder, built at each size on its way. */
  @Test
  void build_byBuilderUsedOn_holdsEveryElementAtEverySize() {
    PersistentVector.Builder<Object> builder = PersistentVector.<Object>of().builder();
    List<PersistentVector<Object>> kept = new ArrayList<>();
    for (int size : SIZES) {
      while (builder.size() < size) {
        builder.add(ELEMENTS[builder.size()]);
      }
      kept.add(builder.build());
      assertThat(builder.build()).hasSize(size);
    }
    for (int i = 0; i < SIZES.length; i++) {
      verify("builder", kept.get(i), first(SIZES[i]));
    }
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void build_inOtherWays_holdsEveryElement(int size) {
    Object[] expected = first(size);
    List<Object> list = Arrays.asList(expected);
    verify("of", PersistentVector.of(expected), expected);
    verify("copyOf", PersistentVector.copyOf(list), expected);
    verify(
        "copyOf, iterable",
        PersistentVector.copyOf((Iterable<Object>) () -> list.iterator()),
        expected);
    verify("plusAll, list", PersistentVector.of().plusAll(list), expected);
    verify("plusAll, vector", PersistentVector.of().plusAll(vector(size)), expected);
    verify("builder", PersistentVector.of().builder().addAll(list).build(), expected);
    verify("collector", list.stream().collect(PersistentVector.toVector()), expected);
    Object[] mine = expected.clone();
    PersistentVector<Object> copied = PersistentVector.of(mine);
    Arrays.fill(mine, "written later");
    verify("of, array written later", copied, expected);
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void get_outsideTheBounds_isRefused(int size) {
    PersistentVector<Object> vector = vector(size);
    for (int index : new int[] {-1, size, size + 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> vector.get(index)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> vector.with(index, "x"))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> vector.without(index)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> vector.update(index, e -> e))
          .isInstanceOf(IndexOutOfBoundsException.class);
      if (index != size) {
        assertThatThrownBy(() -> vector.plus(index, "x"))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> vector.listIterator(index))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> vector.subList(0, index))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
    assertThatThrownBy(() -> vector.subList(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void with_atEveryBoundary_changesThatElementOnly(int size) {
    PersistentVector<Object> vector = vector(size);
    for (int index : boundsUpTo(size - 1)) {
      Object[] expected = first(size);
      assertThat(vector.with(index, expected[index])).isSameAs(vector);
      Object other = new Object();
      expected[index] = other;
      PersistentVector<Object> changed = vector.with(index, other);
      verifySome("with " + index, changed, expected);
      require(changed.get(index) == other, "with", index, size);
      if (size <= MANY) {
        verify("with " + index, changed, expected);
      }
    }
    verify("after with", vector, first(size));
  }

  /** Down over the boundary, and up again with other elements: never an old one back. */
  @ParameterizedTest
  @FieldSource("SIZES")
  void withoutLast_acrossTheBoundaryAndPlusAgain_neverBringsAnOldElementBack(int size) {
    PersistentVector<Object> start = vector(size);
    int down = Math.min(size, 70);
    List<PersistentVector<Object>> kept = new ArrayList<>();
    PersistentVector<Object> vector = start;
    for (int i = 0; i < down; i++) {
      kept.add(vector);
      vector = vector.withoutLast();
      require(vector.size() == size - i - 1, "withoutLast", size, i);
    }
    verify("withoutLast", vector, first(size - down));
    Object[] expected = first(size - down);
    PersistentVector<Object> again = vector;
    for (int i = 0; i < down + 40; i++) {
      Object fresh = ELEMENTS[2_000_000 + i];
      again = again.plus(fresh);
      expected = i % 33 == 0 || i > down + 36 ? joinedFresh(size - down, i + 1) : expected;
      if (expected.length == again.size()) {
        verifySome("plus again", again, expected);
      }
    }
    verify("plus again", again, joinedFresh(size - down, down + 40));
    for (int i = 0; i < kept.size(); i += 1 + i / 3) {
      verifySome("kept", kept.get(i), first(size - i));
    }
    verify("start", start, first(size));
    verifyDownByBuilder(start, down);
  }

  private static Object[] joinedFresh(int size, int fresh) {
    return joined(first(size), Arrays.copyOfRange(ELEMENTS, 2_000_000, 2_000_000 + fresh));
  }

  private static void verifyDownByBuilder(PersistentVector<Object> start, int down) {
    int size = start.size();
    PersistentVector.Builder<Object> builder = start.builder();
    for (int i = 0; i < down; i++) {
      builder.removeLast();
    }
    PersistentVector<Object> less = builder.build();
    for (int i = 0; i < down + 40; i++) {
      builder.add(ELEMENTS[2_000_000 + i]);
    }
    verify("builder, removeLast and add", builder.build(), joinedFresh(size - down, down + 40));
    verify("builder, removeLast", less, first(size - down));
    verify("start of a builder", start, first(size));
  }

  @ParameterizedTest
  @FieldSource("UP_TO_LEVEL_3")
  void withoutLast_toTheEnd_isEmpty(int size) {
    PersistentVector<Object> vector = vector(size);
    PersistentVector.Builder<Object> builder = vector.builder();
    for (int left = size - 1; left >= 0; left--) {
      vector = vector.withoutLast();
      builder.removeLast();
      if (left < 100 || left % 991 == 0 || left % 1024 <= 1) {
        verifySome("withoutLast", vector, first(left));
        VectorInvariants.check(vector);
      }
    }
    assertThat(vector).isEmpty();
    assertThat(builder.build()).isEmpty();
    VectorInvariants.check(vector);
    VectorInvariants.check(builder.build());
    verify("plus on nothing", vector.plus("a").plus("b"), new Object[] {"a", "b"});
    verify("add on nothing", builder.add("a").build(), new Object[] {"a"});
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void subList_atAllBoundaries_isAVectorThatCanBeUpdated(int size) {
    PersistentVector<Object> vector = vector(size);
    assertThat(vector.subList(0, size)).isSameAs(vector);
    List<Integer> bounds = boundsUpTo(size);
    int nth = 0;
    int pair = size;
    for (int from : bounds) {
      for (int to : bounds) {
        if (from > to || (size > MIDDLE_MOST && ++pair % 80 > 0)) {
          continue; // some of a few hundred slices of a million say enough
        }
        String what = "slice " + from + ".." + to + " of " + size;
        PersistentVector<Object> slice = vector.subList(from, to);
        Object[] expected = Arrays.copyOfRange(ELEMENTS, from, to);
        if (to - from > 40_000 || nth++ % 3 > 0) {
          verifySome(what, slice, expected);
          VectorInvariants.check(slice);
        } else {
          verify(what, slice, expected);
        }
        verifyUpdates(what, slice, expected);
      }
    }
    verify("sliced", vector, first(size));
  }

  private static void verifyUpdates(String what, PersistentVector<Object> slice, Object[] all) {
    int size = all.length;
    assertThat(slice.subList(0, size)).isSameAs(slice);
    verifySome(what + ", plus", slice.plus("x"), joined(all, "x"));
    PersistentVector<Object> more = slice;
    for (int i = 0; i < 35; i++) {
      more = more.plus(ELEMENTS[i]);
    }
    verifySome(what + ", plus 35", more, joined(all, first(35)));
    VectorInvariants.check(more);
    verifySome(what + ", plusAll", slice.plusAll(more), joined(all, joined(all, first(35))));
    verifySome(what + ", plusAll list", slice.plusAll(List.of(1, 2)), joined(all, 1, 2));
    PersistentVector<Object> before = PersistentVector.<Object>of("a", "b");
    verifySome(what + ", plusAll to", before.plusAll(slice), joined(new Object[] {"a", "b"}, all));
    PersistentVector.Builder<Object> builder = slice.builder();
    verifySome(what + ", builder", builder.build(), all);
    if (size > 0) {
      for (int index : new int[] {0, size / 2, size - 1}) {
        Object[] changed = all.clone();
        changed[index] = "y";
        verifySome(what + ", with", slice.with(index, "y"), changed);
        builder.set(index, "y");
        verifySome(what + ", builder.set", builder.build(), changed);
        require(builder.get(index) == "y", what + ", builder.get");
        builder.set(index, all[index]);
      }
      verifySome(what + ", withoutLast", slice.withoutLast(), Arrays.copyOf(all, size - 1));
      VectorInvariants.check(slice.withoutLast());
      builder.removeLast().add("z");
      Object[] changed = all.clone();
      changed[size - 1] = "z";
      verifySome(what + ", builder, last", builder.build(), changed);
      int a = size / 3;
      int b = size - size / 4;
      PersistentVector<Object> inner = slice.subList(a, b);
      verifySome(what + ", slice", inner, Arrays.copyOfRange(all, a, b));
      VectorInvariants.check(inner);
      verifySome(what + ", slice from 1", slice.subList(1, size), Arrays.copyOfRange(all, 1, size));
    }
    for (int i = 0; i < 70; i++) {
      builder.add(ELEMENTS[i]);
    }
    for (int i = 0; i < 100 && builder.size() > 0; i++) {
      builder.removeLast();
    }
    int left = Math.max(0, size - 30);
    verifySome(what + ", builder up and down", builder.build(), Arrays.copyOf(all, left));
    VectorInvariants.check(builder.build());
    verifySome(what, slice, all);
  }

  /** A queue: elements come at one end and go at the other, until all indexes have moved far. */
  @ParameterizedTest
  @FieldSource("UP_TO_LEVEL_3")
  void subList_asAQueue_movesOnForEver(int size) {
    PersistentVector<Object> queue = vector(size);
    int moves = size > MANY ? 40_000 : 5_000;
    for (int i = 0; i < moves; i++) {
      queue = queue.plus(ELEMENTS[size + i]);
      require(queue.getFirst() == ELEMENTS[i], "first", i, size);
      queue = queue.subList(1, queue.size());
      if (i % 4_999 == 0) {
        VectorInvariants.check(queue);
      }
    }
    verify("queue", queue, Arrays.copyOfRange(ELEMENTS, moves, moves + size));
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void plusAll_ofAVectorOfEverySize_appendsAll(int size) {
    PersistentVector<Object> left = vector(size);
    int pair = size;
    for (int other : SIZES) {
      if (Math.max(size, other) > MIDDLE_MOST && ++pair % 5 > 0) {
        continue; // some of the pairs with a million say enough
      }
      PersistentVector<Object> right =
          PersistentVector.copyOf(Arrays.asList(Arrays.copyOfRange(ELEMENTS, 7, 7 + other)));
      PersistentVector<Object> both = left.plusAll(right);
      Object[] expected = joined(first(size), right.toArray());
      String what = "plusAll " + size + " and " + other;
      verifySome(what, both, expected);
      VectorInvariants.check(both);
      if (size + other < 70_000) {
        verify(what, both, expected);
        verify(what + ", by builder", left.builder().addAll(right).build(), expected);
        verify(
            what + ", aligned by hand",
            left.subList(0, size - size % 32).plusAll(right),
            joined(first(size - size % 32), right.toArray()));
      }
      if (other == 0) {
        assertThat(both).isSameAs(left);
      }
      verifySome("right of " + what, right, Arrays.copyOfRange(ELEMENTS, 7, 7 + other));
      // The result may share leaves with both: writing to it must reach neither.
      PersistentVector.Builder<Object> builder = both.builder();
      for (int index : boundsUpTo(both.size() - 1)) {
        builder.set(index, "written");
      }
      builder.build();
      verifySome("right of " + what, right, Arrays.copyOfRange(ELEMENTS, 7, 7 + other));
      verifySome(what, both, expected);
    }
    verify("left", left, first(size));
  }

  @Test
  void plusAll_ofItself_doubles() {
    for (int size : UP_TO_LEVEL_3) {
      PersistentVector<Object> vector = vector(size);
      verifySome("twice", vector.plusAll(vector), joined(first(size), first(size)));
      PersistentVector.Builder<Object> builder = vector.builder();
      builder.addAll(vector).addAll(builder.build());
      require(builder.size() == 4 * size, "four times", size);
      VectorInvariants.check(builder.build());
    }
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void insertionAndRemoval_atEveryBoundary_moveTheRest(int size) {
    PersistentVector<Object> vector = vector(size);
    List<Integer> bounds = boundsUpTo(size);
    for (int index : bounds) {
      if (size > MIDDLE_MOST && index < size - 2_000 && index != 1_056) {
        continue; // each one copies the rest of a million
      }
      Object[] inserted = new Object[size + 1];
      System.arraycopy(ELEMENTS, 0, inserted, 0, index);
      inserted[index] = "x";
      System.arraycopy(ELEMENTS, index, inserted, index + 1, size - index);
      PersistentVector<Object> more = vector.plus(index, "x");
      verifySome("plus at " + index, more, inserted);
      VectorInvariants.check(more);
      verifySome("plus and without at " + index, more.without(index), first(size));
      if (index < size) {
        Object[] removed = joined(first(index), Arrays.copyOfRange(ELEMENTS, index + 1, size));
        PersistentVector<Object> less = vector.without(index);
        verifySome("without at " + index, less, removed);
        VectorInvariants.check(less);
        if (size <= MANY) {
          verify("plus at " + index, more, inserted);
          verify("without at " + index, less, removed);
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void listIterator_atEveryBoundary_walksBothWays(int size) {
    PersistentVector<Object> vector = vector(size);
    verifyListIterators(vector, 0, size);
    int from = Math.min(size, 37);
    verifyListIterators(vector.subList(from, size), from, size);
  }

  private static void verifyListIterators(PersistentVector<Object> vector, int from, int to) {
    int size = to - from;
    Random random = new Random(size);
    for (int start : boundsUpTo(size)) {
      ListIterator<Object> it = vector.listIterator(start);
      int index = start;
      for (int i = 0; i < 45; i++) {
        index = walk(it, index, from, size, i % 2 == 0 || i > 10);
      }
      for (int i = 0; i < 90; i++) {
        index = walk(it, index, from, size, false);
      }
      for (int i = 0; i < 60; i++) {
        index = walk(it, index, from, size, random.nextBoolean());
      }
    }
  }

  private static int walk(
      ListIterator<Object> it, int index, int from, int size, boolean isForward) {
    require(it.nextIndex() == index, "nextIndex", index, size);
    require(it.previousIndex() == index - 1, "previousIndex", index, size);
    require(it.hasNext() == index < size, "hasNext", index, size);
    require(it.hasPrevious() == index > 0, "hasPrevious", index, size);
    if (isForward && index < size) {
      require(it.next() == ELEMENTS[from + index], "next", index, size);
      return index + 1;
    }
    if (!isForward && index > 0) {
      require(it.previous() == ELEMENTS[from + index - 1], "previous", index, size);
      return index - 1;
    }
    return index;
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void spliterator_splitUntilExhausted_meetsEveryElementInOrder(int size) {
    verifySplits(vector(size), first(size));
    int from = Math.min(size, 33);
    verifySplits(vector(size).subList(from, size), Arrays.copyOfRange(ELEMENTS, from, size));
  }

  private static void verifySplits(PersistentVector<Object> vector, Object[] expected) {
    List<Object> met = new ArrayList<>();
    split(vector.spliterator(), met);
    require(same(met.toArray(), expected), "spliterator", expected.length);
    // Splitting after the first element was taken leaves the others.
    Spliterator<Object> begun = vector.spliterator();
    met.clear();
    boolean hasFirst = begun.tryAdvance(met::add);
    require(hasFirst == expected.length > 0, "tryAdvance", expected.length);
    split(begun, met);
    require(same(met.toArray(), expected), "spliterator, begun", expected.length);
  }

  private static void split(Spliterator<Object> right, List<Object> met) {
    long size = right.getExactSizeIfKnown();
    Spliterator<Object> left = right.trySplit();
    if (left == null) {
      int before = met.size();
      right.forEachRemaining(met::add);
      require(met.size() - before == size, "exact size", size);
      require(!right.tryAdvance(met::add), "tryAdvance at the end");
      require(right.trySplit() == null, "trySplit at the end");
      return;
    }
    require(
        left.getExactSizeIfKnown() + right.getExactSizeIfKnown() == size, "sizes of the halves");
    require(left.getExactSizeIfKnown() > 0 && right.getExactSizeIfKnown() > 0, "an empty half");
    split(left, met);
    split(right, met);
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void equalsAndHashCode_areThoseOfAList(int size) {
    PersistentVector<Object> vector = vector(size);
    List<Object> list = new ArrayList<>(Arrays.asList(first(size)));
    assertThat(vector.equals(list) && list.equals(vector)).isTrue();
    assertThat(vector.hashCode()).isEqualTo(list.hashCode());
    PersistentVector<Object> shifted = PersistentVector.<Object>of("x").plusAll(list);
    PersistentVector<Object> slice = shifted.subList(1, size + 1);
    assertThat(vector.equals(slice) && slice.equals(vector) && slice.equals(list)).isTrue();
    assertThat(slice.hashCode()).isEqualTo(list.hashCode());
    assertThat(vector.equals(shifted) || shifted.equals(vector)).isFalse();
    for (int index : boundsUpTo(size - 1)) {
      if (size > MIDDLE_MOST && index % 7 > 0) {
        continue;
      }
      Object was = list.set(index, "x");
      assertThat(vector.equals(list) || list.equals(vector)).isFalse();
      assertThat(vector.equals(vector.with(index, "x"))).isFalse();
      assertThat(slice.equals(vector.with(index, "x"))).isFalse();
      list.set(index, was);
    }
  }
}
