package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.RandomAccess;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cons list, against the lists of java.util. */
@SuppressWarnings("JdkObsolete") // a linked list is a model, not a choice
class PersistentListTest {
  private static final int MILLION = 1_000_000;

  private static PersistentList<Integer> upTo(int size) {
    PersistentList<Integer> list = PersistentList.of();
    for (int i = size - 1; i >= 0; i--) {
      list = list.plus(i);
    }
    return list;
  }

  private static List<Integer> arrayUpTo(int size) {
    return IntStream.range(0, size).boxed().collect(Collectors.toCollection(ArrayList::new));
  }

  /** Everything that can be read from a list, compared with one of java.util. */
  private static <E extends @Nullable Object> void assertIs(
      PersistentList<E> list, List<E> model, String history) {
    assertThat(list.size()).as(history).isEqualTo(model.size());
    assertThat(list.isEmpty()).as(history).isEqualTo(model.isEmpty());
    assertThat(list.equals(model)).as(history).isTrue();
    assertThat(model.equals(list)).as(history).isTrue();
    assertThat(list.hashCode()).as(history).isEqualTo(model.hashCode());
    assertThat(list.toString()).as(history).isEqualTo(model.toString());
    assertThat(list.toArray()).as(history).isEqualTo(model.toArray());
    assertThat(list.reversed()).as(history).isEqualTo(model.reversed());
    List<E> read = new ArrayList<>();
    list.forEach(read::add);
    assertThat(read).as(history).isEqualTo(model);
    read.clear();
    list.iterator().forEachRemaining(read::add);
    assertThat(read).as(history).isEqualTo(model);
    for (int i = 0; i < model.size(); i++) {
      E element = model.get(i);
      assertThat(list.get(i)).as(history).isSameAs(element);
      assertThat(list.indexOf(element)).as(history).isEqualTo(model.indexOf(element));
      assertThat(list.lastIndexOf(element)).as(history).isEqualTo(model.lastIndexOf(element));
      assertThat(list.contains(element)).as(history).isTrue();
    }
  }

  // Histories.

  private record Version(PersistentList<@Nullable Integer> list, List<@Nullable Integer> model) {}

  /** An update of a random version, done to the list and to a copy of its model. */
  private static Version updated(Version old, Random random) {
    int size = old.list.size();
    LinkedList<@Nullable Integer> model = new LinkedList<>(old.model);
    Integer element = random.nextInt(20) == 0 ? null : Integer.valueOf(random.nextInt(10));
    int operation = random.nextInt(10);
    if (size == 0 || operation < 3) {
      model.addFirst(element);
      return new Version(old.list.plus(element), model);
    }
    int index = random.nextInt(size);
    return switch (operation) {
      case 3 -> {
        List<@Nullable Integer> more = Arrays.asList(element, 11, 12);
        more.forEach(model::addFirst);
        yield new Version(old.list.plusAll(more), model);
      }
      case 4 -> {
        model.set(index, element);
        yield new Version(old.list.with(index, element), model);
      }
      case 5 -> {
        Integer was = model.get(index);
        model.set(index, was == null ? element : Integer.valueOf(was + 1));
        yield new Version(
            old.list.update(index, v -> v == null ? element : Integer.valueOf(v + 1)), model);
      }
      case 6 -> {
        model.subList(index, index + 1).clear();
        yield new Version(old.list.without(index), model);
      }
      case 7 -> {
        model.removeFirst();
        yield new Version(old.list.tail(), model);
      }
      case 8 -> {
        int n = Math.min(random.nextInt(4), size);
        model.subList(0, n).clear();
        yield new Version(old.list.drop(n), model);
      }
      default -> {
        int end = index + random.nextInt(size - index + 1);
        yield new Version(
            old.list.subList(index, end), new ArrayList<>(old.model.subList(index, end)));
      }
    };
  }

  /** No update shows in any version made before it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void update_anyHistory_leavesAllEarlierVersionsAsTheyWere(long seed) {
    Random random = new Random(seed);
    List<Version> versions = new ArrayList<>();
    versions.add(new Version(PersistentList.of(), new ArrayList<>()));
    for (int step = 0; step < 400; step++) {
      int recent = Math.min(versions.size(), 30);
      Version next = updated(versions.get(versions.size() - 1 - random.nextInt(recent)), random);
      versions.add(next);
      String history = "seed=" + seed + ", step=" + step;
      assertIs(next.list, next.model, history);
      for (Version version : versions) {
        if (!version.list.equals(version.model)) {
          assertIs(version.list, version.model, history);
        }
      }
    }
  }

  /** As a stack: head and tail against push and pop of a deque. */
  @Test
  void headAndTail_pushesAndPops_areThoseOfADeque() {
    Random random = new Random(42);
    Deque<Integer> stack = new ArrayDeque<>();
    PersistentList<Integer> list = PersistentList.of();
    for (int step = 0; step < 10_000; step++) {
      if (stack.isEmpty() || random.nextInt(5) < 3) {
        stack.push(step);
        list = list.plus(step);
      } else {
        assertThat(list.head()).as("seed=42, step=%d", step).isEqualTo(stack.pop());
        list = list.tail();
      }
      assertThat(list.size()).as("seed=42, step=%d", step).isEqualTo(stack.size());
    }
    assertThat(list).containsExactlyElementsOf(stack);
  }

  // Making.

  @Test
  void of_nothing_isAlwaysTheSame() {
    assertThat(PersistentList.of()).isSameAs(PersistentList.of());
    assertThat(PersistentList.of(new Object[0])).isSameAs(PersistentList.of());
    assertThat(PersistentList.copyOf(List.of())).isSameAs(PersistentList.of());
    assertThat(PersistentList.of(1).tail()).isSameAs(PersistentList.of());
    assertThat(PersistentList.of(1).without(0)).isSameAs(PersistentList.of());
    assertThat(PersistentList.of(1, 2).subList(1, 1)).isSameAs(PersistentList.of());
    assertThat(PersistentList.of(1, 2).drop(3)).isSameAs(PersistentList.of());
    assertThat(Stream.of().collect(PersistentList.toList())).isSameAs(PersistentList.of());
  }

  @Test
  void of_elements_copiesThemInTheirOrder() {
    Integer[] elements = {1, 2, 3};
    PersistentList<Integer> list = PersistentList.of(elements);
    elements[0] = 9;
    assertIs(list, List.of(1, 2, 3), "of");
  }

  @Test
  void copyOf_collectionOrIterable_keepsTheOrder() {
    List<Integer> source = arrayUpTo(100);
    assertIs(PersistentList.copyOf(source), source, "list");
    Iterable<Integer> once = () -> source.iterator();
    assertIs(PersistentList.copyOf(once), source, "iterable");
    assertIs(PersistentList.copyOf(PersistentVector.copyOf(source)), source, "vector");
  }

  @Test
  void copyOf_persistentList_isThatList() {
    PersistentList<Integer> list = PersistentList.of(1, 2);
    PersistentList<Number> copy = PersistentList.copyOf(list);
    assertThat((Object) copy).isSameAs(list);
  }

  @Test
  void toList_parallelStream_keepsTheOrder() {
    PersistentList<Integer> list =
        IntStream.range(0, 100_000).parallel().boxed().collect(PersistentList.toList());
    assertThat(list.equals(arrayUpTo(100_000))).isTrue();
  }

  // Updates.

  /** The last of them ends up first, in the list as with plus. */
  @Test
  void plusAll_elements_putsOneAfterAnotherInFront() {
    PersistentList<Integer> list = PersistentList.of(1, 2);
    assertThat(list.plusAll(List.of(3, 4))).containsExactly(4, 3, 1, 2);
    assertThat(list.plusAll(list)).containsExactly(2, 1, 1, 2);
    Iterable<Integer> once = () -> List.of(3, 4).iterator();
    assertThat(list.plusAll(once)).containsExactly(4, 3, 1, 2);
    assertThat(list.plusAll(List.of(3, 4)).drop(2)).isSameAs(list);
  }

  @Test
  void updates_changingNothing_answerThis() {
    String b = new String("b"); // not the literal
    PersistentList<String> list = PersistentList.of("a", b, "c");
    assertThat(list.with(1, b)).isSameAs(list);
    assertThat(list.update(1, s -> s)).isSameAs(list);
    assertThat(list.plusAll(List.of())).isSameAs(list);
    assertThat(list.drop(0)).isSameAs(list);
    assertThat(list.subList(0, 3)).isSameAs(list);
    assertThat(PersistentList.of().drop(0)).isSameAs(PersistentList.of());
  }

  /** Identity decides, not equality: what was put is what is there. */
  @Test
  void with_equalButOtherObject_replaces() {
    String put = new String("a");
    PersistentList<String> list = PersistentList.of("a", "b");
    assertThat(list.with(0, put).head()).isSameAs(put);
  }

  @Test
  void updates_atAnIndex_shareTheCellsBehindIt() {
    PersistentList<Integer> list = upTo(10);
    assertThat(list.plus(-1).tail()).isSameAs(list);
    assertThat(list.with(4, 99).drop(5)).isSameAs(list.drop(5));
    assertThat(list.update(4, i -> i + 99).drop(5)).isSameAs(list.drop(5));
    assertThat(list.without(4).drop(4)).isSameAs(list.drop(5));
    assertThat(list.subList(4, 10)).isSameAs(list.drop(4));
    assertThat(list.drop(4)).isSameAs(list.tail().tail().tail().tail());
  }

  @Test
  void update_function_isCalledOnceWithTheElement() {
    List<Integer> calls = new ArrayList<>();
    PersistentList<Integer> list =
        upTo(5)
            .update(
                3,
                i -> {
                  calls.add(i);
                  return 30;
                });
    assertThat(calls).containsExactly(3);
    assertThat(list).containsExactly(0, 1, 2, 30, 4);
  }

  // Length.

  /** Nothing recurses along the list. */
  @Test
  void millionCells_everyOperation_staysOnTheStack() throws Exception {
    PersistentList<Integer> list = upTo(MILLION);
    PersistentList<Integer> same = upTo(MILLION);
    List<Integer> model = arrayUpTo(MILLION);
    assertThat(list.equals(same)).isTrue();
    assertThat(list.equals(model)).isTrue();
    assertThat(list.hashCode()).isEqualTo(model.hashCode());
    assertThat(list.toString()).isEqualTo(model.toString());
    assertThat(list.contains(MILLION - 1)).isTrue();
    assertThat(list.get(MILLION - 1)).isEqualTo(MILLION - 1);
    assertThat(list.getLast()).isEqualTo(MILLION - 1);
    assertThat(list.with(MILLION - 1, -1).getLast()).isEqualTo(-1);
    assertThat(list.without(MILLION - 1).getLast()).isEqualTo(MILLION - 2);
    assertThat(list.subList(1, MILLION - 1).size()).isEqualTo(MILLION - 2);
    assertThat(list.stream().mapToLong(i -> i).sum()).isEqualTo(MILLION * (MILLION - 1L) / 2);
    PersistentList<?> read = reread(list);
    assertThat(read.equals(model)).isTrue();
  }

  /** Walking takes time in proportion to the steps, forward, back and to and fro. */
  @Test
  void listIterator_millionCells_isNotQuadratic() {
    PersistentList<Integer> list = upTo(MILLION);
    ListIterator<Integer> it = list.listIterator();
    long sum = 0;
    while (it.hasNext()) {
      sum += it.next();
    }
    for (int i = 0; i < MILLION; i++) {
      sum += it.previous() - it.next();
    }
    while (it.hasPrevious()) {
      sum -= it.previous();
    }
    assertThat(sum).isZero();
    for (Integer i : list.reversed()) {
      sum += i;
    }
    assertThat(sum).isEqualTo(MILLION * (MILLION - 1L) / 2);
  }

  /** An iterator does not keep alive what it has passed. */
  @Test
  void iterator_passedElement_isCollected() throws InterruptedException {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    List<WeakReference<Object>> first = new ArrayList<>();
    Iterator<Object> it = behindFirst(queue, first);
    for (int i = 0; i < 200 && queue.remove(100) == null; i++) {
      System.gc();
    }
    assertThat(first.getFirst().get()).isNull();
    assertThat(it.next()).isEqualTo("second");
  }

  /** In a method of its own, so that no frame of the test holds the list. */
  private static Iterator<Object> behindFirst(
      ReferenceQueue<Object> queue, List<WeakReference<Object>> watched) {
    Object first = new Object();
    watched.add(new WeakReference<>(first, queue));
    Iterator<Object> it = PersistentList.<Object>of(first, "second").iterator();
    it.next();
    return it;
  }

  /** 24 bytes: a header, three fields, all final. Nothing else may be added to a cell. */
  @Test
  void cell_fields_areThreeFinalOnes() {
    List<Field> fields = new ArrayList<>();
    for (Class<?> type = PersistentList.class; type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          fields.add(field);
        }
      }
    }
    assertThat(fields).hasSize(3).allMatch(field -> Modifier.isFinal(field.getModifiers()));
  }

  // Reading.

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void listIterator_anyWalk_isThatOfAnArrayList(long seed) {
    Random random = new Random(seed);
    for (int size : new int[] {0, 1, 2, 7, 40}) {
      PersistentList<Integer> list = upTo(size);
      int start = random.nextInt(size + 1);
      ListIterator<Integer> mine = list.listIterator(start);
      ListIterator<Integer> theirs = arrayUpTo(size).listIterator(start);
      for (int step = 0; step < 300; step++) {
        String at = "seed=" + seed + ", size=" + size + ", step=" + step;
        assertThat(mine.hasNext()).as(at).isEqualTo(theirs.hasNext());
        assertThat(mine.hasPrevious()).as(at).isEqualTo(theirs.hasPrevious());
        assertThat(mine.nextIndex()).as(at).isEqualTo(theirs.nextIndex());
        assertThat(mine.previousIndex()).as(at).isEqualTo(theirs.previousIndex());
        if (random.nextBoolean()) {
          if (theirs.hasNext()) {
            assertThat(mine.next()).as(at).isEqualTo(theirs.next());
          } else {
            assertThatThrownBy(mine::next).as(at).isInstanceOf(NoSuchElementException.class);
          }
        } else if (theirs.hasPrevious()) {
          assertThat(mine.previous()).as(at).isEqualTo(theirs.previous());
        } else {
          assertThatThrownBy(mine::previous).as(at).isInstanceOf(NoSuchElementException.class);
        }
      }
    }
  }

  @Test
  void iterator_behindTheEnd_throwsAgainAndAgain() {
    Iterator<Integer> it = PersistentList.of(1).iterator();
    it.next();
    assertThat(it.hasNext()).isFalse();
    assertThatThrownBy(it::next).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(it::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void equals_otherLists_byElementsAndInBothDirections() {
    PersistentList<Integer> list = PersistentList.of(1, 2, 3);
    for (List<Integer> other :
        List.of(
            List.of(1, 2, 3),
            new LinkedList<>(List.of(1, 2, 3)),
            PersistentVector.of(1, 2, 3),
            PersistentList.of(1, 2, 3))) {
      assertThat(list.equals(other)).isTrue();
      assertThat(other.equals(list)).isTrue();
    }
    for (Object other :
        List.of(
            List.of(1, 2),
            List.of(1, 2, 4),
            PersistentList.of(1, 2),
            PersistentList.of(1, 2, 4),
            PersistentList.of(1, 2, 3, 4),
            PersistentList.of(),
            Set.of(1, 2, 3),
            "123")) {
      assertThat(list.equals(other)).isFalse();
      assertThat(other.equals(list)).isFalse();
    }
    assertThat(list.equals(null)).isFalse();
  }

  /** Otherwise this would take 10^11 steps. */
  @Test
  void equals_sharedCells_areNotWalked() {
    PersistentList<Integer> shared = upTo(MILLION);
    PersistentList<Integer> one = shared.plus(1);
    PersistentList<Integer> other = shared.plus(1);
    for (int i = 0; i < 100_000; i++) {
      assertThat(one.equals(other)).isTrue();
    }
  }

  @Test
  void nulls_everywhere_areElements() {
    PersistentList<@Nullable String> list = PersistentList.of("a", null, "b", null);
    assertIs(list, Arrays.asList("a", null, "b", null), "nulls");
    assertThat(list.plus(null).head()).isNull();
    assertThat(list.with(0, null).head()).isNull();
    assertThat(list.with(1, null)).isSameAs(list);
    assertThat(PersistentList.copyOf(Collections.singletonList(null))).hasSize(1);
    assertThat(Stream.of("a", null).collect(PersistentList.toList())).containsExactly("a", null);
  }

  @Test
  void randomAccess_list_isNot() {
    assertThat(PersistentList.of(1)).isNotInstanceOf(RandomAccess.class);
  }

  // The spliterator.

  @Test
  void spliterator_split_givesTheFirstHalf() {
    Spliterator<Integer> rest = upTo(11).spliterator();
    assertThat(rest.characteristics())
        .isEqualTo(
            Spliterator.ORDERED | Spliterator.SIZED | Spliterator.SUBSIZED | Spliterator.IMMUTABLE);
    Spliterator<Integer> first = Objects.requireNonNull(rest.trySplit());
    assertThat(first.getExactSizeIfKnown()).isEqualTo(5);
    assertThat(rest.getExactSizeIfKnown()).isEqualTo(6);
    assertThat(remaining(first)).containsExactly(0, 1, 2, 3, 4);
    assertThat(remaining(rest)).containsExactly(5, 6, 7, 8, 9, 10);
    assertThat(rest.trySplit()).isNull();
    assertThat(rest.tryAdvance(i -> {})).isFalse();
  }

  private static <E> List<E> remaining(Spliterator<E> elements) {
    List<E> all = new ArrayList<>();
    elements.forEachRemaining(all::add);
    return all;
  }

  /** However it is split and advanced, each element comes once, in order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void spliterator_anySplits_coverTheListInOrder(long seed) {
    Random random = new Random(seed);
    for (int size : new int[] {0, 1, 2, 3, 10, 1000}) {
      List<Integer> seen = new ArrayList<>();
      walk(upTo(size).spliterator(), random, seen);
      assertThat(seen).as("seed=%d, size=%d", seed, size).isEqualTo(arrayUpTo(size));
    }
  }

  private static void walk(Spliterator<Integer> elements, Random random, List<Integer> seen) {
    while (true) {
      long before = elements.estimateSize();
      switch (random.nextInt(4)) {
        case 0 -> {
          elements.forEachRemaining(seen::add);
          assertThat(elements.estimateSize()).isZero();
          return;
        }
        case 1 -> {
          if (!elements.tryAdvance(seen::add)) {
            assertThat(before).isZero();
            return;
          }
          assertThat(elements.estimateSize()).isEqualTo(before - 1);
        }
        default -> {
          Spliterator<Integer> first = elements.trySplit();
          if (first == null) {
            assertThat(before).isLessThan(2);
          } else {
            assertThat(first.estimateSize() + elements.estimateSize()).isEqualTo(before);
            assertThat(first.estimateSize()).isPositive();
            walk(first, random, seen);
          }
        }
      }
    }
  }

  @Test
  void parallelStream_anyPipeline_isTheSequentialOne() {
    PersistentList<Integer> list = upTo(50_000);
    assertThat(list.parallelStream().map(i -> i * 7).filter(i -> i % 3 == 0).toList())
        .isEqualTo(list.stream().map(i -> i * 7).filter(i -> i % 3 == 0).toList());
    assertThat(list.parallelStream().toArray()).isEqualTo(list.stream().toArray());
    assertThat(list.parallelStream().skip(100).limit(30_000).collect(PersistentList.toList()))
        .isEqualTo(list.subList(100, 30_100));
    Map<Integer, List<Integer>> inParallel =
        list.parallelStream().collect(Collectors.groupingBy(i -> i % 5));
    assertThat(inParallel).isEqualTo(list.stream().collect(Collectors.groupingBy(i -> i % 5)));
  }

  // Serialization.

  @Test
  void serialization_roundTrip_isEqual() throws Exception {
    for (PersistentList<?> list :
        List.of(
            PersistentList.of(),
            PersistentList.of(1),
            upTo(1000),
            PersistentList.of("a", null, PersistentList.of(1, 2)))) {
      assertThat((Object) reread(list)).isEqualTo(list).isInstanceOf(PersistentList.class);
    }
    assertThat((Object) reread(PersistentList.of())).isSameAs(PersistentList.of());
  }

  private static PersistentList<?> reread(PersistentList<?> list)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(list);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (PersistentList<?>) in.readObject();
    }
  }

  // Bad input.

  @Test
  void index_outside_isRejectedWithIndexAndSize() {
    PersistentList<Integer> list = PersistentList.of(1, 2, 3);
    for (int index : new int[] {-1, 3, 17, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      for (Consumer<Integer> operation :
          List.<Consumer<Integer>>of(
              list::get, i -> list.with(i, 0), i -> list.update(i, e -> e), list::without)) {
        assertThatThrownBy(() -> operation.accept(index))
            .isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining(Integer.toString(index))
            .hasMessageContaining("3");
      }
    }
    assertThatThrownBy(() -> PersistentList.of().get(0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void range_outside_isRejected() {
    PersistentList<Integer> list = PersistentList.of(1, 2, 3);
    for (int[] range : new int[][] {{-1, 2}, {0, 4}, {2, 1}, {4, 4}, {0, Integer.MIN_VALUE}}) {
      assertThatThrownBy(() -> list.subList(range[0], range[1]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> list.listIterator(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.listIterator(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.drop(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("drop rejected: negative, n=-1, size=3");
  }

  @Test
  void headAndTail_ofNothing_areRejectedWithAdvice() {
    assertThatThrownBy(() -> PersistentList.of().head())
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("head rejected: the list is empty, size=0; ask isEmpty() before");
    assertThatThrownBy(() -> PersistentList.of().tail())
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("tail rejected: the list is empty, size=0; ask isEmpty() before");
    assertThatThrownBy(() -> PersistentList.of().getFirst())
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  @SuppressWarnings("NullAway") // null is the point
  void nullArguments_areRejected() {
    PersistentList<Integer> list = PersistentList.of(1);
    assertThatThrownBy(() -> PersistentList.of((Integer[]) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> PersistentList.copyOf(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> list.plusAll(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> list.update(0, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> list.forEach(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> list.iterator().forEachRemaining(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> list.spliterator().tryAdvance(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> PersistentList.of().spliterator().forEachRemaining(null))
        .isInstanceOf(NullPointerException.class);
  }

  /** A collection that claims to be large, and must not be asked for more than its size. */
  private static final class Claiming extends AbstractCollection<Integer> {
    private final int size;

    Claiming(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Iterator<Integer> iterator() {
      throw new AssertionError("asked for elements");
    }
  }

  /** Before anything is made; the full list is a cell that only says so. */
  @Test
  void plus_toAFullList_isRejected() {
    PersistentList<Integer> full = new PersistentList<>(1, PersistentList.of(), Integer.MAX_VALUE);
    assertThatThrownBy(() -> full.plus(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("size=2147483647, more=1");
    assertThatThrownBy(() -> full.plusAll(List.of(2))).isInstanceOf(IllegalStateException.class);
    Iterable<Integer> once = () -> List.of(2).iterator();
    assertThatThrownBy(() -> full.plusAll(once)).isInstanceOf(IllegalStateException.class);
    assertThat(full.plusAll(List.of())).isSameAs(full);
    PersistentList<Integer> two = PersistentList.of(1, 2);
    assertThatThrownBy(() -> two.plusAll(new Claiming(Integer.MAX_VALUE - 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("size=2, more=2147483646");
    assertThatThrownBy(() -> two.plusAll(new Claiming(Integer.MAX_VALUE - 2)))
        .isInstanceOf(AssertionError.class);
  }

  /** What the elements throw reaches the caller; nothing has changed. */
  @Test
  void plusAll_iteratorThatThrows_changesNothing() {
    PersistentList<Integer> list = PersistentList.of(1);
    Collection<Integer> broken = new Claiming(1);
    assertThatThrownBy(() -> list.plusAll(broken)).isInstanceOf(AssertionError.class);
    assertThat(list).containsExactly(1);
  }

  /** Always, also when nothing would change. */
  @Test
  @SuppressWarnings({"DoNotCall", "ListRemoveAmbiguous"}) // refusal is the point
  void mutators_ofListAndIterators_areRefused() {
    for (PersistentList<Integer> list :
        List.of(PersistentList.<Integer>of(), PersistentList.of(1, 2))) {
      for (Consumer<List<Integer>> mutator :
          List.<Consumer<List<Integer>>>of(
              l -> l.add(1),
              l -> l.add(0, 1),
              l -> l.addAll(List.of()),
              l -> l.addAll(0, List.of()),
              l -> l.addFirst(1),
              l -> l.addLast(1),
              l -> l.set(0, 1),
              l -> l.remove(0),
              l -> l.remove(Integer.valueOf(9)),
              l -> l.removeAll(List.of()),
              l -> l.removeIf(i -> false),
              l -> l.removeFirst(),
              l -> l.removeLast(),
              l -> l.retainAll(List.of(1, 2)),
              l -> l.replaceAll(i -> i),
              l -> l.sort(null),
              List::clear)) {
        assertThatThrownBy(() -> mutator.accept(list))
            .isInstanceOf(UnsupportedOperationException.class);
      }
    }
    ListIterator<Integer> it = PersistentList.of(1, 2).listIterator();
    it.next();
    assertThatThrownBy(it::remove).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> it.set(1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> it.add(1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> PersistentList.of(1).iterator().remove())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> PersistentList.of(1).reversed().removeFirst())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
