package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams, sequential and parallel: sources that split evenly, collectors that keep order. */
class CollectionStreamsTest {
  private static final int SIZE = 100_000;
  private static final int SIZED = Spliterator.SIZED | Spliterator.SUBSIZED | Spliterator.IMMUTABLE;
  private static final int[] SIZES = {0, 1, 2, 3, 31, 32, 33, 64, 65, 1_000, 1_056, 1_057, 5_000};

  /** A collection of the right size, and what its spliterator says of itself. */
  record Source(
      String name,
      Function<Integer, Collection<? extends @Nullable Object>> make,
      int due,
      int notDue) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static PersistentVector<@Nullable Object> vector(int size) {
    PersistentVector.Builder<@Nullable Object> builder =
        PersistentVector.<@Nullable Object>of().builder();
    for (int i = 0; i < size; i++) {
      builder.add(i % 17 == 5 ? null : i);
    }
    return builder.build();
  }

  private static PersistentMap<@Nullable Object, @Nullable Object> map(ModelKeys keys, int size) {
    PersistentMap.Builder<@Nullable Object, @Nullable Object> builder =
        PersistentMap.<@Nullable Object, @Nullable Object>of().builder();
    for (int id = 0; id < size; id++) {
      builder.put(keys.key(id), id % 3 == 0 ? null : id);
    }
    return builder.build();
  }

  static Stream<Source> sources() {
    int hashed = SIZED | Spliterator.DISTINCT;
    int unordered = Spliterator.ORDERED | Spliterator.SORTED | Spliterator.NONNULL;
    List<Source> all = new ArrayList<>();
    all.add(
        new Source(
            "vector",
            CollectionStreamsTest::vector,
            SIZED | Spliterator.ORDERED,
            Spliterator.DISTINCT | Spliterator.SORTED | Spliterator.NONNULL));
    all.add(
        new Source(
            "slice",
            size -> vector(size + 70).subList(37, size + 37),
            SIZED | Spliterator.ORDERED,
            Spliterator.DISTINCT | Spliterator.SORTED | Spliterator.NONNULL));
    for (ModelKeys keys : List.of(ModelKeys.ORDINARY, ModelKeys.DENSE, ModelKeys.DEEP)) {
      all.add(new Source("keySet " + keys, n -> map(keys, n).keySet(), hashed, unordered));
      all.add(
          new Source(
              "values " + keys,
              n -> map(keys, n).values(),
              SIZED,
              unordered | Spliterator.DISTINCT));
      all.add(
          new Source(
              "entrySet " + keys,
              n -> map(keys, n).entrySet(),
              hashed,
              Spliterator.ORDERED | Spliterator.SORTED));
      all.add(
          new Source(
              "set " + keys, n -> PersistentSet.copyOf(map(keys, n).keySet()), hashed, unordered));
    }
    all.add(
        new Source("one code", n -> map(ModelKeys.ONE_CODE_RANKED, n).keySet(), hashed, unordered));
    return all.stream();
  }

  /** Incomparable keys of seven codes are searched one by one: not too many of them. */
  private static int[] sizesFor(Source source) {
    return source.name.endsWith("DEEP")
        ? IntStream.of(SIZES).filter(size -> size <= 1_000).toArray()
        : SIZES;
  }

  private static void require(boolean holds, String what, Object fact) {
    if (!holds) {
      throw new AssertionError(what + ": " + fact);
    }
  }

  @ParameterizedTest
  @MethodSource("sources")
  void spliterator_saysWhatItIs(Source source) {
    for (int size : sizesFor(source)) {
      Collection<? extends @Nullable Object> all = source.make.apply(size);
      assertThat(all).hasSize(size);
      Spliterator<? extends @Nullable Object> spliterator = all.spliterator();
      assertThat(spliterator.hasCharacteristics(source.due)).as("due, size=%d", size).isTrue();
      assertThat(spliterator.characteristics() & source.notDue).as("size=%d", size).isZero();
      assertThat(spliterator.estimateSize()).isEqualTo(size);
      Spliterator<? extends @Nullable Object> left = spliterator.trySplit();
      if (left != null) {
        assertThat(left.hasCharacteristics(source.due)).as("left, size=%d", size).isTrue();
        assertThat(spliterator.hasCharacteristics(source.due)).as("right, size=%d", size).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sources")
  void parallelStream_isTheSameAsTheSequentialOne(Source source) {
    for (int size : sizesFor(source)) {
      Collection<? extends @Nullable Object> all = source.make.apply(size);
      List<@Nullable Object> inOrder = new ArrayList<>();
      for (Object element : all) {
        inOrder.add(element);
      }
      require(listOf(all.stream()).equals(inOrder), "sequential stream", size);
      require(listOf(all.parallelStream()).equals(inOrder), "parallel stream", size);
      require(all.parallelStream().count() == size, "count", size);
      require(
          all.parallelStream().mapToLong(Objects::hashCode).sum()
              == inOrder.stream().mapToLong(Objects::hashCode).sum(),
          "sum",
          size);
      require(
          listOf(all.parallelStream().skip(size / 3).limit(40)).size()
              == Math.min(40, size - size / 3),
          "skip and limit",
          size);
    }
  }

  private static List<@Nullable Object> listOf(Stream<? extends @Nullable Object> stream) {
    List<@Nullable Object> list = new ArrayList<>();
    for (Object element : stream.toArray()) {
      list.add(element);
    }
    return list;
  }

  /** Splits to the end in every way: whole, and after some elements were taken from each part. */
  @ParameterizedTest
  @MethodSource("sources")
  void spliterator_splitAndAdvancedInTurn_meetsEachElementOnceInOrder(Source source) {
    for (int size : sizesFor(source)) {
      Collection<? extends @Nullable Object> all = source.make.apply(size);
      List<@Nullable Object> inOrder = listOf(all.stream());
      for (int advances = 0; advances < 4; advances++) {
        List<@Nullable Object> met = new ArrayList<>();
        walk(all.spliterator(), advances, met);
        require(met.equals(inOrder), "advances=" + advances + ", walked", size);
      }
      Spliterator<? extends @Nullable Object> begun = all.spliterator();
      List<@Nullable Object> met = new ArrayList<>();
      for (int i = 0; i < Math.min(size, 40); i++) {
        require(begun.tryAdvance(met::add), "tryAdvance", i);
        require(begun.getExactSizeIfKnown() == size - i - 1, "exact size after", i);
      }
      begun.forEachRemaining(met::add);
      require(met.equals(inOrder), "forEachRemaining after tryAdvance", size);
      require(!begun.tryAdvance(met::add), "tryAdvance at the end", size);
      begun.forEachRemaining(met::add);
      require(met.size() == size, "forEachRemaining at the end", size);
      require(begun.trySplit() == null, "trySplit at the end", size);
    }
  }

  private static void walk(
      Spliterator<? extends @Nullable Object> right, int advances, List<@Nullable Object> met) {
    for (int i = 0; i < advances; i++) {
      long before = right.getExactSizeIfKnown();
      boolean isThere = right.tryAdvance(met::add);
      require(isThere == before > 0, "tryAdvance", before);
      require(right.getExactSizeIfKnown() == before - (isThere ? 1 : 0), "exact size", before);
    }
    long whole = right.getExactSizeIfKnown();
    Spliterator<? extends @Nullable Object> left = right.trySplit();
    if (left == null) {
      int before = met.size();
      right.forEachRemaining(met::add);
      require(met.size() - before == whole, "what remains", whole);
      return;
    }
    require(left.getExactSizeIfKnown() + right.getExactSizeIfKnown() == whole, "halves", whole);
    walk(left, advances, met);
    walk(right, advances, met);
  }

  /** Hash collections: the halves differ by one at most, all the way down. */
  @ParameterizedTest
  @MethodSource("sources")
  void trySplit_splitsEvenly(Source source) {
    boolean isSequence = source.name.equals("vector") || source.name.equals("slice");
    for (int size : sizesFor(source)) {
      Spliterator<? extends @Nullable Object> all = source.make.apply(size).spliterator();
      verifyBalance(all, isSequence ? 64 : 1, isSequence ? 64 : 2);
    }
  }

  private static void verifyBalance(
      Spliterator<? extends @Nullable Object> right, long tolerance, long leastToSplit) {
    long whole = right.getExactSizeIfKnown();
    Spliterator<? extends @Nullable Object> left = right.trySplit();
    if (left == null) {
      require(whole < leastToSplit || whole <= 64, "does not split", whole);
      return;
    }
    long difference = left.getExactSizeIfKnown() - right.getExactSizeIfKnown();
    require(Math.abs(difference) <= tolerance, "halves differ by " + difference + " of", whole);
    verifyBalance(left, tolerance, leastToSplit);
    verifyBalance(right, tolerance, leastToSplit);
  }

  /**
   * The judge sees a source that does not split evenly, or not at all: the JDK's own for linked
   * sets.
   */
  @Test
  void verifyBalance_ofAnUnevenSource_fails() {
    Collection<Integer> linked = new LinkedHashSet<>(IntStream.range(0, 5_000).boxed().toList());
    assertThatThrownBy(() -> verifyBalance(linked.spliterator(), 1, 2))
        .isInstanceOf(AssertionError.class);
    Spliterator<Integer> unsplittable =
        new java.util.Spliterators.AbstractSpliterator<Integer>(500, Spliterator.SIZED) {
          @Override
          public boolean tryAdvance(java.util.function.Consumer<? super Integer> action) {
            return false;
          }

          @Override
          public @Nullable Spliterator<Integer> trySplit() {
            return null;
          }
        };
    assertThatThrownBy(() -> verifyBalance(unsplittable, 1, 2)).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> walk(unsplittable, 1, new ArrayList<>()))
        .isInstanceOf(AssertionError.class);
  }

  /** Parts of a vector begin where a leaf begins, so that two threads do not share one. */
  @Test
  void trySplit_ofAVector_splitsOnLeafBounds() {
    for (int size : SIZES) {
      verifyLeafBounds(vector(size).spliterator(), 0, 0);
      verifyLeafBounds(vector(size + 70).subList(37, size + 37).spliterator(), 0, 37 % 32);
    }
  }

  private static void verifyLeafBounds(
      Spliterator<@Nullable Object> right, long start, int offsetInLeaf) {
    Spliterator<@Nullable Object> left = right.trySplit();
    if (left == null) {
      return;
    }
    long bound = start + left.getExactSizeIfKnown();
    require((bound + offsetInLeaf) % 32 == 0, "split within a leaf, index", bound);
    verifyLeafBounds(left, start, offsetInLeaf);
    verifyLeafBounds(right, bound, offsetInLeaf);
  }

  @Test
  void toVector_inParallel_keepsTheOrder() {
    for (int size : new int[] {0, 1, 100, 1_000, SIZE}) {
      List<Integer> expected = IntStream.range(0, size).boxed().toList();
      PersistentVector<Integer> collected =
          expected.parallelStream().collect(PersistentVector.toVector());
      assertThat(collected.equals(expected)).isTrue();
      VectorInvariants.check(collected);
      // What is left of a filter comes in parts of all sizes: none is aligned.
      List<Integer> odd = expected.stream().filter(i -> i * 7 % 11 < 4).toList();
      assertThat(
              expected.parallelStream()
                  .filter(i -> i * 7 % 11 < 4)
                  .collect(PersistentVector.<Integer>toVector())
                  .equals(odd))
          .isTrue();
      assertThat(
              PersistentVector.copyOf(expected).parallelStream()
                  .collect(PersistentVector.<Integer>toVector())
                  .equals(expected))
          .isTrue();
    }
  }

  @Test
  void toMap_inParallel_holdsEveryEntry() {
    for (int size : new int[] {0, 1, 100, 1_000, SIZE}) {
      Map<Integer, String> expected = new HashMap<>();
      IntStream.range(0, size).forEach(i -> expected.put(i * 31, "v" + i));
      PersistentMap<Integer, String> collected =
          IntStream.range(0, size)
              .boxed()
              .parallel()
              .collect(PersistentMap.toMap(i -> i * 31, i -> "v" + i));
      assertThat(collected.equals(expected)).isTrue();
      TrieInvariants.check(collected);
    }
  }

  /** The merge function sees earlier values first, however the stream was cut. */
  @Test
  void toMap_inParallelWithMerge_mergesInOrder() {
    int keys = 100;
    Map<Integer, String> expected = new HashMap<>();
    IntStream.range(0, 20_000).forEach(i -> expected.merge(i % keys, i + ",", String::concat));
    PersistentMap<Integer, String> collected =
        IntStream.range(0, 20_000)
            .boxed()
            .parallel()
            .collect(PersistentMap.toMap(i -> i % keys, i -> i + ",", String::concat));
    assertThat(collected.equals(expected)).isTrue();
    TrieInvariants.check(collected);
    PersistentMap<Integer, Integer> sums =
        IntStream.range(0, SIZE)
            .boxed()
            .parallel()
            .collect(PersistentMap.toMap(i -> i % 1_000, i -> 1, Integer::sum));
    assertThat(sums).hasSize(1_000);
    assertThat(sums.values()).containsOnly(SIZE / 1_000);
  }

  @Test
  void toMap_ofEqualKeys_isRefused() {
    assertThatThrownBy(() -> Stream.of(1, 2, 1).collect(PersistentMap.toMap(i -> i, i -> "v" + i)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("equal keys");
    assertThatThrownBy(() ->
            IntStream.range(0, SIZE)
                .boxed()
                .parallel()
                .collect(PersistentMap.toMap(i -> i % (SIZE - 1), i -> i)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("equal keys");
  }

  @Test
  void toSet_inParallel_holdsEveryElement() {
    for (int size : new int[] {0, 1, 100, 1_000, SIZE}) {
      PersistentSet<Integer> collected =
          IntStream.range(0, size)
              .boxed()
              .parallel()
              .map(i -> i % 70_000)
              .collect(PersistentSet.toSet());
      assertThat(collected).hasSize(Math.min(size, 70_000));
      TrieInvariants.check(collected);
      for (int i = 0; i < collected.size(); i++) {
        require(collected.contains(i), "element is missing", i);
      }
    }
  }

  /** Each container goes through several threads, the last of which is not the one that asked. */
  @Test
  void collectors_whoseStepsRunOnDifferentThreads_work() {
    assertThat(
            collectAcrossThreads(PersistentVector.<Integer>toVector()).equals(List.of(1, 2, 3, 4)))
        .as("toVector")
        .isTrue();
    assertThat(collectAcrossThreads(PersistentSet.<Integer>toSet())).containsOnly(1, 2, 3, 4);
    assertThat(
            collectAcrossThreads(
                PersistentMap.<Integer, Integer, String>toMap(i -> i, i -> "v" + i)))
        .as("toMap")
        .hasSize(4);
    assertThat(
            collectAcrossThreads(
                PersistentMap.<Integer, Integer, Integer>toMap(i -> i % 2, i -> i, Integer::sum)))
        .as("toMap, merge")
        .isEqualTo(Map.of(0, 6, 1, 4));
  }

  private static <A, R> R collectAcrossThreads(Collector<Integer, A, R> collector) {
    A left = onAnotherThread(() -> fill(collector, collector.supplier().get(), 1));
    A right = onAnotherThread(() -> fill(collector, collector.supplier().get(), 3));
    A leftMore = onAnotherThread(() -> fill(collector, left, 2));
    A rightMore = onAnotherThread(() -> fill(collector, right, 4));
    A both = onAnotherThread(() -> collector.combiner().apply(leftMore, rightMore));
    return collector.finisher().apply(both);
  }

  private static <A> A fill(Collector<Integer, A, ?> collector, A container, Integer element) {
    collector.accumulator().accept(container, element);
    return container;
  }

  private static <T> T onAnotherThread(Callable<T> step) {
    FutureTask<T> task = new FutureTask<>(step);
    Thread.ofPlatform().start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a step of the collector failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
