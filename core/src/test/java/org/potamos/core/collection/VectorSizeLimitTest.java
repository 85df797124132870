package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Spliterator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Vectors of about {@link Integer#MAX_VALUE} elements, which are one element over and over: one
 * node of each level stands for all of its kind.
 */
class VectorSizeLimitTest {
  private static final int MAX = Integer.MAX_VALUE;

  private static PersistentVector<Object> repeated(Object element, int size) {
    int inTail = (size - 1) % 32 + 1;
    int inTrie = size - inTail;
    int shift = 5;
    while (inTrie > 1L << (shift + 5)) {
      shift += 5;
    }
    @Nullable Object[][] full = new @Nullable Object[8][];
    full[0] = new Object[32];
    Arrays.fill(full[0], element);
    for (int level = 1; level < full.length; level++) {
      full[level] = new Object[32];
      Arrays.fill(full[level], full[level - 1]);
    }
    TrieVector<Object> vector =
        new TrieVector<>(
            inTrie == 0 ? null : node(full, shift / 5, inTrie),
            Arrays.copyOf(full[0], inTail),
            size,
            shift);
    VectorInvariants.check(vector);
    return vector;
  }

  private static @Nullable Object[] node(@Nullable Object[][] full, int level, long count) {
    if (count == 1L << (5 * level + 5)) {
      return full[level];
    }
    long child = 1L << (5 * level);
    int children = (int) ((count + child - 1) / child);
    @Nullable Object[] node = Arrays.copyOf(full[level], children);
    if (count % child != 0) {
      node[children - 1] = node(full, level - 1, count % child);
    }
    return node;
  }

  private static void assertTooLarge(ThrowingCallable operation) {
    assertThatThrownBy(operation).isInstanceOf(IllegalStateException.class);
  }

  /** What is built here by hand is what the vector itself builds. */
  @ParameterizedTest
  @ValueSource(ints = {1, 32, 33, 1_056, 1_057, 2_000, 32_800, 32_801, 70_000})
  void repeated_isAVectorLikeAnyOther(int size) {
    PersistentVector<Object> built = PersistentVector.copyOf(Collections.nCopies(size, "e"));
    PersistentVector<Object> byHand = repeated("e", size);
    assertThat(byHand.equals(built)).isTrue();
    assertThat(((TrieVector<Object>) byHand).shift).isEqualTo(((TrieVector<Object>) built).shift);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 30, 31, 32, 33, 63, 64, 1_000, 1_024, 1_056})
  void plus_upToTheLimit_worksAndBeyondIsRefused(int room) {
    PersistentVector<Object> vector = repeated("e", MAX - room);
    PersistentVector<Object> grown = vector;
    for (int i = 0; i < room; i++) {
      grown = grown.plus(i);
    }
    assertThat(grown.size()).isEqualTo(MAX);
    VectorInvariants.check(grown);
    for (int i = 0; i < room; i++) {
      assertThat(grown.get(MAX - room + i)).isEqualTo(i);
    }
    assertThat(grown.get(MAX - room - 1)).isEqualTo("e");
    PersistentVector<Object> full = grown;
    assertTooLarge(() -> full.plus("x"));
    assertThat(full.size()).isEqualTo(MAX);
    PersistentVector<Object> shrunk = grown;
    for (int i = 0; i < room; i++) {
      shrunk = shrunk.withoutLast();
    }
    assertThat(shrunk.size()).isEqualTo(MAX - room);
    VectorInvariants.check(shrunk);
    assertThat(shrunk.getLast()).isEqualTo("e");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 64, 1_000})
  void plusAll_upToTheLimit_worksAndBeyondIsRefused(int room) {
    PersistentVector<Object> vector = repeated("e", MAX - room);
    List<Object> fits = new ArrayList<>(IntStream.range(0, room).boxed().toList());
    PersistentVector<Object> full = vector.plusAll(fits);
    assertThat(full.size()).isEqualTo(MAX);
    VectorInvariants.check(full);
    assertThat(full.subList(MAX - room, MAX).equals(fits)).isTrue();
    assertThat(vector.plusAll(PersistentVector.copyOf(fits)).size()).isEqualTo(MAX);
    List<Object> tooMany = new ArrayList<>(fits);
    tooMany.add("x");
    assertTooLarge(() -> vector.plusAll(tooMany));
    assertTooLarge(() -> vector.plusAll(PersistentVector.copyOf(tooMany)));
    assertTooLarge(() -> vector.plusAll(() -> tooMany.iterator()));
    assertTooLarge(() -> full.plusAll(List.of("x")));
    assertThat(full.plusAll(List.of())).isSameAs(full);
    assertThat(vector.size()).isEqualTo(MAX - room);
  }

  /**
   * Refused before anything is made: making it would take gigabytes, and longer than a test may.
   */
  @Test
  void plusAll_ofTwoHugeVectors_isRefusedAtOnce() {
    PersistentVector<Object> huge = repeated("e", MAX - 40);
    PersistentVector<Object> half = repeated("h", 1 << 30);
    assertTooLarge(() -> huge.plusAll(huge));
    assertTooLarge(() -> huge.plusAll(half));
    assertTooLarge(() -> half.plusAll(huge));
    assertTooLarge(() -> half.plusAll(half));
    assertTooLarge(() -> half.subList(7, half.size()).plusAll(huge));
    assertTooLarge(() -> huge.builder().addAll(half));
    assertTooLarge(() -> huge.plusAll(new Untouchable(1 << 30)));
    assertTooLarge(() -> huge.plusAll(new Untouchable(41)));
    assertTooLarge(() -> huge.builder().addAll(new Untouchable(1 << 30)));
    assertTooLarge(() -> huge.subList(33, huge.size()).plusAll(new Untouchable(MAX)));
    PersistentVector<Object> full = repeated("e", MAX);
    assertTooLarge(() -> full.plusAll(full));
    assertTooLarge(() -> PersistentVector.<Object>of("x").plusAll(full));
  }

  /** A collection that can be asked for its size, and for nothing else. */
  private static final class Untouchable extends AbstractCollection<Object> {
    private final int size;

    Untouchable(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Object[] toArray() {
      throw new AssertionError("copied before its size was looked at");
    }

    @Override
    public Iterator<Object> iterator() {
      throw new AssertionError("iterated before its size was looked at");
    }
  }

  /** Aligned, so that leaves are shared. */
  @Test
  void plusAll_ofTwoHalves_sharesLeaves() {
    PersistentVector<Object> left = repeated("l", 1 << 30);
    PersistentVector<Object> right = repeated("r", 100_000);
    PersistentVector<Object> both = left.plusAll(right);
    assertThat(both.size()).isEqualTo((1 << 30) + 100_000);
    VectorInvariants.check(both);
    assertThat(both.get((1 << 30) - 1)).isEqualTo("l");
    assertThat(both.get(1 << 30)).isEqualTo("r");
    assertThat(both.getLast()).isEqualTo("r");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 31, 32, 33, 1_000, 40_000})
  void insertionAndRemoval_nearTheEnd_work(int behind) {
    PersistentVector<Object> vector = repeated("e", MAX - 1);
    int index = MAX - 1 - behind;
    PersistentVector<Object> full = vector.plus(index, "x");
    assertThat(full.size()).isEqualTo(MAX);
    VectorInvariants.check(full);
    assertThat(full.get(index)).isEqualTo("x");
    assertTooLarge(() -> full.plus(index, "y"));
    PersistentVector<Object> less = full.without(index);
    assertThat(less.size()).isEqualTo(MAX - 1);
    assertThat(less.get(index)).isEqualTo("e");
    VectorInvariants.check(less);
  }

  /** At once again: the elements behind the index are two thousand million. */
  @Test
  void insertion_atTheStartOfAFullVector_isRefusedAtOnce() {
    PersistentVector<Object> full = repeated("e", MAX);
    assertTooLarge(() -> full.plus(0, "x"));
    assertTooLarge(() -> full.plus(1, "x"));
    assertTooLarge(() -> full.plus(MAX / 2, "x"));
    assertTooLarge(() -> full.plus(MAX - 1, "x"));
    assertTooLarge(() -> full.plus(MAX, "x"));
    assertThatThrownBy(() -> full.plus(-1, "x")).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 1_000})
  void builder_beyondTheLimit_refusesAndGoesOn(int room) {
    PersistentVector.Builder<Object> builder = repeated("e", MAX - room).builder();
    for (int i = 0; i < room; i++) {
      builder.add(i);
    }
    assertTooLarge(() -> builder.add("x"));
    assertTooLarge(() -> builder.addAll(List.of("x")));
    assertTooLarge(() -> builder.addAll(new ArrayList<>(List.of("x", "y"))));
    assertTooLarge(() -> builder.addAll(Arrays.asList("x", "y")));
    assertTooLarge(() -> builder.addAll(PersistentVector.of("x", "y")));
    assertThat(builder.size()).isEqualTo(MAX);
    PersistentVector<Object> full = builder.build();
    assertThat(full.size()).isEqualTo(MAX);
    VectorInvariants.check(full);
    assertThat(full.getLast()).isEqualTo(room == 0 ? "e" : (Object) (room - 1));
    builder.set(MAX - 1, "last").set(MAX / 2, "middle").set(0, "first");
    PersistentVector<Object> written = builder.build();
    assertThat(written.get(MAX - 1)).isEqualTo("last");
    assertThat(written.get(MAX / 2)).isEqualTo("middle");
    assertThat(written.get(MAX / 2 + 1)).isEqualTo("e");
    assertThat(written.get(0)).isEqualTo("first");
    VectorInvariants.check(written);
    assertThat(full.get(0)).isEqualTo("e");
    for (int i = 0; i < room + 5; i++) {
      builder.removeLast();
    }
    assertThat(builder.build().size()).isEqualTo(MAX - room - 5);
    VectorInvariants.check(builder.build());
  }

  @ParameterizedTest
  @ValueSource(ints = {MAX, MAX - 1, MAX - 31, MAX - 32, 1 << 30, (1 << 30) + 32, (1 << 30) + 33})
  void elements_nearTheEnd_areReadAndWritten(int size) {
    PersistentVector<Object> vector = repeated("e", size);
    for (int index : new int[] {0, 31, 32, 1 << 29, size - 70, size - 33, size - 2, size - 1}) {
      PersistentVector<Object> changed = vector.with(index, "x");
      assertThat(changed.get(index)).isEqualTo("x");
      assertThat(vector.get(index)).isEqualTo("e");
      assertThat(changed.get(index == 0 ? 1 : index - 1)).isEqualTo("e");
      assertThat(vector.with(index, "e")).isSameAs(vector);
    }
    assertThatThrownBy(() -> vector.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> vector.get(Integer.MIN_VALUE))
        .isInstanceOf(IndexOutOfBoundsException.class);
    if (size < MAX) {
      assertThatThrownBy(() -> vector.get(MAX)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void subList_nearTheEnd_isAVector() {
    PersistentVector<Object> vector =
        repeated("e", MAX - 3).plus("a").plus("b").plus("c").with(MAX - 100, "x");
    assertThat(vector.subList(MAX - 4, MAX).equals(List.of("e", "a", "b", "c"))).isTrue();
    PersistentVector<Object> last = vector.subList(MAX - 100, MAX);
    assertThat(last).hasSize(100).startsWith("x", "e").endsWith("a", "b", "c");
    VectorInvariants.check(last);
    PersistentVector<Object> most = vector.subList(5, MAX);
    VectorInvariants.check(most);
    assertThat(most.size()).isEqualTo(MAX - 5);
    assertThat(most.getLast()).isEqualTo("c");
    assertThat(most.get(MAX - 105)).isEqualTo("x");
    assertThat(vector.subList(0, MAX)).isSameAs(vector);
    assertThat(vector.subList(0, MAX - 1).size()).isEqualTo(MAX - 1);
  }

  /** What moves on for ever at both ends is moved back before its indexes run out. */
  @Test
  void subList_asAHugeQueue_movesOn() {
    int size = (1 << 30) - 5_000;
    PersistentVector<Object> queue =
        repeated("e", MAX - 5_100).subList((1 << 30) - 101, MAX - 5_100);
    assertThat(queue.size()).isEqualTo(size);
    for (int i = 0; i < 20_000; i++) {
      queue = queue.plus(i).subList(1, size + 1);
    }
    VectorInvariants.check(queue);
    assertThat(queue.size()).isEqualTo(size);
    assertThat(queue.getLast()).isEqualTo(19_999);
    assertThat(queue.get(size - 20_000)).isEqualTo(0);
    assertThat(queue.get(size - 20_001)).isEqualTo("e");
    assertThat(queue.getFirst()).isEqualTo("e");
  }

  @Test
  void iteration_nearTheEnd_ends() {
    PersistentVector<Object> vector = repeated("e", MAX - 1).plus("last");
    ListIterator<Object> it = vector.listIterator(MAX - 3);
    assertThat(it.next()).isEqualTo("e");
    assertThat(it.next()).isEqualTo("e");
    assertThat(it.nextIndex()).isEqualTo(MAX - 1);
    assertThat(it.next()).isEqualTo("last");
    assertThat(it.hasNext()).isFalse();
    assertThat(it.nextIndex()).isEqualTo(MAX);
    assertThat(it.previous()).isEqualTo("last");
    Spliterator<Object> right = vector.spliterator();
    long size = MAX;
    for (Spliterator<Object> left = right.trySplit(); left != null; left = right.trySplit()) {
      assertThat(left.getExactSizeIfKnown() + right.getExactSizeIfKnown()).isEqualTo(size);
      size = right.getExactSizeIfKnown();
    }
    assertThat(size).isBetween(1L, 64L);
    List<Object> met = new ArrayList<>();
    right.forEachRemaining(met::add);
    assertThat(met).hasSize((int) size).endsWith("last");
  }
}
