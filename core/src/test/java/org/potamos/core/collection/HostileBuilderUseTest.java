package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Builders used after they have built, by two threads, and by code that runs inside one of their
 * own operations. Whatever happens: what was built does not change.
 */
class HostileBuilderUseTest {

  private static <T> T onAnotherThread(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "another");
    thread.start();
    try {
      return task.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /**
   * One of the five builders, as a builder of numbers.
   *
   * @param <B> its type
   */
  record Kind<B extends ConfinedBuilder<B>>(
      String name,
      Supplier<B> empty,
      BiConsumer<B, Integer> add,
      Function<B, Integer> size,
      Function<B, Object> build,
      Function<Object, B> from) {

    List<Object> elements(Object built) {
      return new ArrayList<>(built instanceof Map<?, ?> map ? map.keySet() : (Collection<?>) built);
    }

    /** Adds a number, and answers the size. */
    int added(B builder, int number) {
      add.accept(builder, number);
      return size.apply(builder);
    }

    B filled(int size) {
      B builder = empty.get();
      for (int i = 0; i < size; i++) {
        add.accept(builder, i);
      }
      return builder;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @SuppressWarnings("unchecked") // what each kind has built is of that kind
  static Stream<Kind<?>> kinds() {
    return Stream.of(
        new Kind<PersistentVector.Builder<Integer>>(
            "vector",
            () -> PersistentVector.<Integer>of().builder(),
            PersistentVector.Builder::add,
            PersistentVector.Builder::size,
            PersistentVector.Builder::build,
            built -> ((PersistentVector<Integer>) built).builder()),
        new Kind<PersistentSet.Builder<Integer>>(
            "set",
            () -> PersistentSet.<Integer>of().builder(),
            PersistentSet.Builder::add,
            PersistentSet.Builder::size,
            PersistentSet.Builder::build,
            built -> ((PersistentSet<Integer>) built).builder()),
        new Kind<PersistentMap.Builder<Integer, Integer>>(
            "map",
            () -> PersistentMap.<Integer, Integer>of().builder(),
            (builder, i) -> builder.put(i, i),
            PersistentMap.Builder::size,
            PersistentMap.Builder::build,
            built -> ((PersistentMap<Integer, Integer>) built).builder()),
        new Kind<PersistentSortedSet.Builder<Integer>>(
            "sorted set",
            () -> PersistentSortedSet.<Integer>of().builder(),
            PersistentSortedSet.Builder::add,
            PersistentSortedSet.Builder::size,
            PersistentSortedSet.Builder::build,
            built -> ((PersistentSortedSet<Integer>) built).builder()),
        new Kind<PersistentSortedMap.Builder<Integer, Integer>>(
            "sorted map",
            () -> PersistentSortedMap.<Integer, Integer>of().builder(),
            (builder, i) -> builder.put(i, i),
            PersistentSortedMap.Builder::size,
            PersistentSortedMap.Builder::build,
            built -> ((PersistentSortedMap<Integer, Integer>) built).builder()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <B extends ConfinedBuilder<B>> void build_builderUsedOn_whatWasBuiltStays(Kind<B> kind) {
    for (int size : new int[] {0, 1, 5, 31, 32, 33, 64, 100, 1055, 1057}) {
      B builder = kind.filled(size);
      Object first = kind.build.apply(builder);
      Object again = kind.build.apply(builder);
      for (int i = 0; i < 70; i++) {
        kind.add.accept(builder, 10_000 + i);
      }
      Object second = kind.build.apply(builder);
      B fork = kind.from.apply(first);
      kind.add.accept(fork, -1);
      assertThat(kind.elements(first)).hasSize(size).doesNotContain(10_000);
      assertThat(first).isEqualTo(again);
      assertThat(kind.elements(second)).hasSize(size + 70).doesNotContain(-1);
      assertThat(kind.elements(kind.build.apply(fork))).hasSize(size + 1).contains(-1);
      assertThat(kind.size.apply(builder)).isEqualTo(size + 70);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <B extends ConfinedBuilder<B>> void anyUse_byAnotherThread_isRefused(Kind<B> kind) {
    B builder = kind.filled(40);
    for (Function<B, Object> use :
        List.<Function<B, Object>>of(
            b -> kind.added(b, 99), kind.size::apply, kind.build, ConfinedBuilder::handOver)) {
      assertThatThrownBy(() -> onAnotherThread(() -> use.apply(builder)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another thread");
    }
    assertThat(kind.elements(kind.build.apply(builder))).hasSize(40);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <B extends ConfinedBuilder<B>> void everyMethod_thatReturnsABuilder_returnsThatOne(Kind<B> kind)
      throws ReflectiveOperationException {
    B builder = kind.filled(40);
    int called = 0;
    for (Method method : builder.getClass().getMethods()) {
      if (ConfinedBuilder.class.isAssignableFrom(method.getReturnType())) {
        Object[] arguments =
            Stream.of(method.getParameterTypes()).map(HostileBuilderUseTest::any).toArray();
        assertThat(method.invoke(builder, arguments)).as("%s", method).isSameAs(builder);
        called++;
      }
    }
    assertThat(called).isGreaterThan(2);
  }

  /** Something of a type that a method of a builder takes. */
  private static Object any(Class<?> type) {
    return type == int.class
        ? (Object) 0
        : type == Map.class
            ? Map.of(1, 1)
            : type == Object[].class
                ? new Object[] {1}
                : type == Object.class
                    ? (Object) 1
                    : type.isAssignableFrom(List.class)
                        ? List.of(1)
                        : Proxy.newProxyInstance(
                            type.getClassLoader(),
                            new Class<?>[] {type},
                            (proxy, method, arguments) -> 1);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <B extends ConfinedBuilder<B>> void everyMethod_byAnotherThread_isRefused(Kind<B> kind) {
    B builder = kind.filled(40);
    int called = 0;
    for (Method method : builder.getClass().getMethods()) {
      if (method.getDeclaringClass() != Object.class && !method.isBridge()) {
        Object[] arguments =
            Stream.of(method.getParameterTypes()).map(HostileBuilderUseTest::any).toArray();
        assertThatThrownBy(() ->
                onAnotherThread(() -> {
                  try {
                    return method.invoke(builder, arguments);
                  } catch (InvocationTargetException thrown) {
                    if (thrown.getCause() instanceof RuntimeException unchecked) {
                      throw unchecked;
                    }
                    throw thrown;
                  }
                }))
            .as("%s", method)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("another thread");
        called++;
      }
    }
    assertThat(called).isGreaterThan(4);
    assertThat(kind.elements(kind.build.apply(builder))).hasSize(40);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <B extends ConfinedBuilder<B>> void handOver_nextThreadTakesItAndTheFirstIsRefused(Kind<B> kind) {
    B builder = kind.filled(40).handOver();
    assertThat(onAnotherThread(() -> kind.added(builder, 99))).isEqualTo(41);
    assertThatThrownBy(() -> kind.added(builder, 98)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(builder::handOver).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kind.build.apply(builder)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <B extends ConfinedBuilder<B>> void build_nextThreadTakesIt_whatWasBuiltStays(Kind<B> kind) {
    B builder = kind.filled(40);
    Object first = kind.build.apply(builder);
    Object second =
        onAnotherThread(() -> {
          kind.add.accept(builder, 99);
          return kind.build.apply(builder);
        });
    kind.add.accept(builder, 100);
    Object third = kind.build.apply(builder);
    assertThat(kind.elements(first)).hasSize(40);
    assertThat(kind.elements(second)).hasSize(41).contains(99);
    assertThat(kind.elements(third)).hasSize(42).contains(99, 100);
  }

  // Collectors: a stream may run each step on another thread.

  private static <T, A, R> R everyStepOnAnotherThread(
      List<? extends T> elements, Collector<T, A, R> collector) {
    List<A> containers = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      A container = onAnotherThread(() -> collector.supplier().get());
      for (T element :
          elements.subList(part * elements.size() / 3, (part + 1) * elements.size() / 3)) {
        onAnotherThread(() -> {
          collector.accumulator().accept(container, element);
          return true;
        });
      }
      containers.add(container);
    }
    A all = onAnotherThread(() -> collector.combiner().apply(containers.get(0), containers.get(1)));
    A whole = onAnotherThread(() -> collector.combiner().apply(all, containers.get(2)));
    return onAnotherThread(() -> collector.finisher().apply(whole));
  }

  @Test
  void collector_everyStepOnAnotherThread_collectsAll() {
    List<Integer> numbers = IntStream.range(0, 30).boxed().toList();
    assertThat(everyStepOnAnotherThread(numbers, PersistentVector.<Integer>toVector()))
        .isEqualTo(numbers);
    assertThat(everyStepOnAnotherThread(numbers, PersistentList.<Integer>toList()))
        .isEqualTo(numbers);
    assertThat(everyStepOnAnotherThread(numbers, PersistentSet.<Integer>toSet()))
        .containsExactlyInAnyOrderElementsOf(numbers);
    assertThat(everyStepOnAnotherThread(numbers, PersistentSortedSet.<Integer>toSortedSet()))
        .containsExactlyElementsOf(numbers);
    assertThat(
            everyStepOnAnotherThread(
                numbers, PersistentMap.<Integer, Integer, Integer>toMap(i -> i, i -> -i)))
        .hasSize(30)
        .containsEntry(29, -29);
    assertThat(
            everyStepOnAnotherThread(
                numbers,
                PersistentMap.<Integer, Integer, Integer>toMap(i -> i % 7, i -> i, Integer::sum)))
        .hasSize(7)
        .containsEntry(6, 6 + 13 + 20 + 27);
    assertThat(
            everyStepOnAnotherThread(
                numbers,
                PersistentSortedMap.<Integer, Integer, Integer>toSortedMap(i -> i, i -> -i)))
        .hasSize(30)
        .containsEntry(29, -29);
    assertThat(numbers.parallelStream().collect(PersistentVector.toVector())).isEqualTo(numbers);
  }

  // Code that runs inside an operation and calls the builder.

  /** Runs something at each call of equals, hashCode or compareTo, but not inside of itself. */
  private static final class Hook {
    private @Nullable Runnable action;

    void call() {
      Runnable now = action;
      if (now != null) {
        action = null;
        now.run();
      }
    }
  }

  /** A builder may refuse an operation under which it was changed: the exception of the caller. */
  private static void orRefused(Runnable operation) {
    try {
      operation.run();
    } catch (IllegalStateException refused) {
      assertThat(refused).hasMessageContaining("builder");
    }
  }

  /** Skips some calls, then runs the action once. */
  private static Runnable after(int calls, Hook hook, Runnable action) {
    int[] left = {calls};
    return new Runnable() {
      @Override
      public void run() {
        if (left[0]-- > 0) {
          hook.action = this;
        } else {
          action.run();
        }
      }
    };
  }

  private static final class Caller implements Comparable<Caller> {
    private final int number;
    private final int hash;
    private final Hook hook;

    Caller(int number, int hash, Hook hook) {
      this.number = number;
      this.hash = hash;
      this.hook = hook;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      hook.call();
      return o instanceof Caller other && other.number == number;
    }

    @Override
    public int hashCode() {
      hook.call();
      return hash;
    }

    @Override
    public int compareTo(Caller other) {
      hook.call();
      return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
      return Integer.toString(number);
    }
  }

  /** Key and value one after the other, by identity of the iteration. */
  private static List<Object> snapshot(Map<?, ?> map) {
    List<Object> all = new ArrayList<>();
    map.forEach((key, value) -> {
      all.add(key);
      all.add(value);
    });
    return all;
  }

  /** Compares without asking the elements. */
  @SuppressWarnings("ReferenceEquality") // asking the elements would call the hook
  private static boolean sameObjects(List<Object> left, List<Object> right) {
    boolean same = left.size() == right.size();
    for (int i = 0; same && i < left.size(); i++) {
      same = left.get(i) == right.get(i);
    }
    return same;
  }

  /**
   * At each call of equals, hashCode and compareTo in turn, the key puts something into the builder
   * that is just asking it, builds, and puts something else.
   */
  @ParameterizedTest
  @MethodSource("hashes")
  void mapBuilder_keyCallsTheBuilder_nothingBuiltChanges(int[] hashes) {
    for (String operation : List.of("put", "replace", "remove", "putAll", "putAll persistent")) {
      for (int calls = 0; calls < 60; calls++) {
        String as = operation + " at call " + calls + " with hashes " + Arrays.toString(hashes);
        Hook hook = new Hook();
        List<Caller> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          keys.add(new Caller(i, hashes[i % hashes.length], hook));
        }
        PersistentMap.Builder<Caller, Integer> builder =
            PersistentMap.<Caller, Integer>of().builder();
        for (Caller key : keys.subList(0, 20)) {
          builder.put(key, -1);
        }
        Map<Caller, Integer> more = new HashMap<>();
        keys.subList(10, 30).forEach(key -> more.put(key, -2));
        PersistentMap<Caller, Integer> morePersistent = PersistentMap.copyOf(more);
        List<PersistentMap<Caller, Integer>> built = new ArrayList<>();
        List<List<Object>> expected = new ArrayList<>();
        Runnable keep =
            () -> {
              PersistentMap<Caller, Integer> now = builder.build();
              built.add(now);
              expected.add(snapshot(now));
            };
        keep.run();
        builder.put(keys.get(19), -3);
        hook.action =
            after(
                calls,
                hook,
                () -> {
                  builder.put(keys.get(33), 1);
                  keep.run();
                  builder.put(keys.get(3), 2).remove(keys.get(4)).put(keys.get(34), 3);
                  keep.run();
                  builder.put(keys.get(35), 4).put(keys.get(5), 5);
                });
        orRefused(() -> {
          switch (operation) {
            case "put" -> builder.put(keys.get(31), 10);
            case "replace" -> builder.put(new Caller(18, hashes[18 % hashes.length], hook), 10);
            case "remove" -> builder.remove(new Caller(18, hashes[18 % hashes.length], hook));
            case "putAll" -> builder.putAll(more);
            default -> builder.putAll(morePersistent);
          }
        });
        hook.action = null;
        keep.run();
        builder.put(keys.get(39), 11).put(keys.get(0), 12);
        keep.run();
        for (int i = 0; i < built.size(); i++) {
          PersistentMap<Caller, Integer> one = built.get(i);
          assertThat(sameObjects(snapshot(one), expected.get(i)))
              .as("%s, build %s", as, i)
              .isTrue();
          assertThat(snapshot(one)).as("%s, build %s", as, i).hasSize(2 * one.size());
        }
      }
    }
  }

  static Stream<int[]> hashes() {
    return Stream.of(
        new int[] {0},
        new int[] {0, 1, 2, 3},
        new int[] {0, 1 << 30, 1 << 5, 1 << 10, 33},
        IntStream.range(0, 40).toArray());
  }

  @ParameterizedTest
  @MethodSource("hashes")
  void setBuilder_elementCallsTheBuilder_nothingBuiltChanges(int[] hashes) {
    for (String operation : List.of("add", "remove", "addAll", "addAll persistent")) {
      for (int calls = 0; calls < 60; calls++) {
        String as = operation + " at call " + calls + " with hashes " + Arrays.toString(hashes);
        Hook hook = new Hook();
        List<Caller> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          keys.add(new Caller(i, hashes[i % hashes.length], hook));
        }
        PersistentSet.Builder<Caller> builder =
            PersistentSet.copyOf(keys.subList(0, 10)).builder().addAll(keys.subList(10, 20));
        PersistentSet<Caller> more = PersistentSet.copyOf(keys.subList(10, 30));
        List<PersistentSet<Caller>> built = new ArrayList<>();
        List<List<Object>> expected = new ArrayList<>();
        Runnable keep =
            () -> {
              PersistentSet<Caller> now = builder.build();
              built.add(now);
              expected.add(new ArrayList<>(now));
            };
        hook.action =
            after(
                calls,
                hook,
                () -> {
                  builder.add(keys.get(33));
                  keep.run();
                  builder.remove(keys.get(4)).add(keys.get(34));
                  keep.run();
                  builder.add(keys.get(35));
                });
        orRefused(() -> {
          switch (operation) {
            case "add" -> builder.add(keys.get(31));
            case "remove" -> builder.remove(new Caller(18, hashes[18 % hashes.length], hook));
            case "addAll" -> builder.addAll(keys);
            default -> builder.addAll(more);
          }
        });
        hook.action = null;
        keep.run();
        builder.add(keys.get(39)).remove(keys.get(0));
        keep.run();
        for (int i = 0; i < built.size(); i++) {
          List<Object> now = new ArrayList<>(built.get(i));
          assertThat(sameObjects(now, expected.get(i))).as("%s, build %s", as, i).isTrue();
          assertThat(now).as("%s, build %s", as, i).hasSize(built.get(i).size());
        }
      }
    }
  }

  @Test
  void sortedMapBuilder_keyCallsTheBuilder_nothingBuiltChanges() {
    for (String operation : List.of("put", "replace", "remove", "putAll")) {
      for (int calls = 0; calls < 40; calls++) {
        Hook hook = new Hook();
        List<Caller> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          keys.add(new Caller(i, i, hook));
        }
        PersistentSortedMap.Builder<Caller, Integer> builder =
            PersistentSortedMap.<Caller, Integer>of().builder();
        for (Caller key : keys.subList(0, 20)) {
          builder.put(key, -1);
        }
        Map<Caller, Integer> more = new HashMap<>();
        keys.subList(10, 30).forEach(key -> more.put(key, -2));
        List<PersistentSortedMap<Caller, Integer>> built = new ArrayList<>();
        List<List<Object>> expected = new ArrayList<>();
        Runnable keep =
            () -> {
              PersistentSortedMap<Caller, Integer> now = builder.build();
              built.add(now);
              expected.add(snapshot(now));
            };
        hook.action =
            after(
                calls,
                hook,
                () -> {
                  builder.put(keys.get(33), 1);
                  keep.run();
                  builder.put(keys.get(3), 2).remove(keys.get(4)).put(keys.get(34), 3);
                });
        orRefused(() -> {
          switch (operation) {
            case "put" -> builder.put(keys.get(31), 10);
            case "replace" -> builder.put(keys.get(18), 10);
            case "remove" -> builder.remove(keys.get(18));
            default -> builder.putAll(more);
          }
        });
        hook.action = null;
        keep.run();
        builder.put(keys.get(39), 11).put(keys.get(0), 12);
        keep.run();
        for (int i = 0; i < built.size(); i++) {
          List<Object> now = snapshot(built.get(i));
          assertThat(sameObjects(now, expected.get(i)))
              .as("%s at call %s, build %s", operation, calls, i)
              .isTrue();
          assertThat(now).hasSize(2 * built.get(i).size());
        }
      }
    }
  }

  /** Elements that come from an iterator which uses the builder while it is being read. */
  private static Iterable<Integer> calling(int count, Runnable action) {
    return () ->
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < count;
          }

          @Override
          public Integer next() {
            action.run();
            return next++;
          }
        };
  }

  @Test
  void addAll_iteratorCallsTheBuilder_nothingBuiltChanges() {
    for (int size : new int[] {0, 1, 31, 32, 33, 1055}) {
      PersistentVector.Builder<Integer> builder =
          PersistentVector.copyOf(IntStream.range(0, size).boxed().toList()).builder();
      List<PersistentVector<Integer>> built = new ArrayList<>();
      List<List<Integer>> expected = new ArrayList<>();
      int[] step = {0};
      builder.addAll(
          calling(
              80,
              () -> {
                switch (step[0]++ % 4) {
                  case 0 -> {
                    built.add(builder.build());
                    expected.add(List.copyOf(built.getLast()));
                  }
                  case 1 -> builder.add(-1);
                  case 2 -> builder.set(0, -step[0]);
                  default -> builder.removeLast();
                }
              }));
      built.add(builder.build());
      expected.add(List.copyOf(built.getLast()));
      builder.set(0, -1000).add(5);
      assertThat(built).hasSizeGreaterThan(20).isEqualTo(expected);
    }
  }

  /**
   * The iterator builds, and another thread takes the builder. The operation that is under way has
   * become a use by a second thread, and must be refused like any other.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  <B extends ConfinedBuilder<B>> void addAll_iteratorGivesTheBuilderAway_isRefused(Kind<B> kind) {
    B builder = kind.filled(40);
    Object[] built = new Object[1];
    int[] step = {0};
    Runnable giveAway =
        () -> {
          if (step[0]++ == 3) {
            built[0] = kind.build.apply(builder);
            onAnotherThread(() -> kind.added(builder, 99));
          }
        };
    assertThatThrownBy(() -> addAll(builder, calling(10, giveAway)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(kind.elements(built[0])).doesNotContain(99);
  }

  /** Maps each of the elements to itself. */
  private static final class IterableMap extends AbstractMap<Integer, Integer> {
    private final Iterable<Integer> elements;

    IterableMap(Iterable<Integer> elements) {
      this.elements = elements;
    }

    @Override
    public Set<Entry<Integer, Integer>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Entry<Integer, Integer>> iterator() {
          Iterator<Integer> each = elements.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return each.hasNext();
            }

            @Override
            public Entry<Integer, Integer> next() {
              Integer next = each.next();
              return Map.entry(next, next);
            }
          };
        }

        @Override
        public int size() {
          return 10;
        }
      };
    }
  }

  private static void addAll(Object builder, Iterable<Integer> elements) {
    switch (builder) {
      case PersistentVector.Builder<?> vector -> cast(vector).addAll(elements);
      case PersistentSet.Builder<?> set -> cast(set).addAll(elements);
      case PersistentSortedSet.Builder<?> set -> cast(set).addAll(elements);
      case PersistentMap.Builder<?, ?> map -> cast(map).putAll(new IterableMap(elements));
      case PersistentSortedMap.Builder<?, ?> map -> cast(map).putAll(new IterableMap(elements));
      default -> throw new AssertionError(builder);
    }
  }

  @SuppressWarnings("unchecked") // all of them hold numbers here
  private static PersistentVector.Builder<Integer> cast(PersistentVector.Builder<?> builder) {
    return (PersistentVector.Builder<Integer>) builder;
  }

  @SuppressWarnings("unchecked") // all of them hold numbers here
  private static PersistentSet.Builder<Integer> cast(PersistentSet.Builder<?> builder) {
    return (PersistentSet.Builder<Integer>) builder;
  }

  @SuppressWarnings("unchecked") // all of them hold numbers here
  private static PersistentSortedSet.Builder<Integer> cast(PersistentSortedSet.Builder<?> builder) {
    return (PersistentSortedSet.Builder<Integer>) builder;
  }

  @SuppressWarnings("unchecked") // all of them hold numbers here
  private static PersistentMap.Builder<Integer, Integer> cast(PersistentMap.Builder<?, ?> builder) {
    return (PersistentMap.Builder<Integer, Integer>) builder;
  }

  @SuppressWarnings("unchecked") // all of them hold numbers here
  private static PersistentSortedMap.Builder<Integer, Integer> cast(
      PersistentSortedMap.Builder<?, ?> builder) {
    return (PersistentSortedMap.Builder<Integer, Integer>) builder;
  }
}
