package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Spliterator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of a vector agree with {@link ArrayList}, object for object, and no version ever
 * changes, whatever is done with later ones.
 */
@SuppressWarnings("ReferenceEquality") // that it is the same object is what is tested
class PersistentVectorModelTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30, 33, 64})
  void histories_ofSmallVectors_agreeWithArrayListInEveryVersion(int start) {
    for (long seed = 0; seed < 14; seed++) {
      new History(start, 140, seed, 1).run(90);
    }
  }

  /**
   * Sizes about which a level or a leaf comes and goes; older versions are looked at now and then.
   */
  @ParameterizedTest
  @ValueSource(ints = {1_020, 1_056, 2_100, 32_766, 32_800})
  void histories_aboutTheBoundsOfLevels_agreeWithArrayListInEveryVersion(int start) {
    for (long seed = 100; seed < 102; seed++) {
      new History(start, start + 70, seed, 20).run(start > 10_000 ? 60 : 120);
    }
  }

  /** The judge sees an element too many, one too few, another object, another order. */
  @Test
  void verification_ofAWrongExpectation_fails() {
    Object a = new Value(1);
    PersistentVector<@Nullable Object> vector = PersistentVector.<@Nullable Object>of(a, null, "c");
    new Version(vector, Arrays.asList(a, null, "c")).verifyAll();
    for (List<@Nullable Object> wrong :
        List.<List<@Nullable Object>>of(
            Arrays.asList(a, null, "c", "d"),
            Arrays.asList(a, null),
            Arrays.asList(new Value(1), null, "c"),
            Arrays.asList(null, a, "c"))) {
      assertThatThrownBy(() -> new Version(vector, wrong).verifyContent())
          .isInstanceOf(AssertionError.class);
    }
  }

  /** A version that changes under our hands is found, and the failure names seed and step. */
  @Test
  void history_whoseEarlierVersionIsWrittenTo_failsWithSeedAndStep() {
    History history = new History(40, 140, 7, 1);
    history.run(30);
    Version victim =
        history.versions.stream()
            .filter(v -> v.vector instanceof TrieVector<?> && v.vector.size() > 0)
            .findFirst()
            .orElseThrow();
    ((TrieVector<?>) victim.vector).tail[0] = new Object();
    assertThatThrownBy(() -> history.run(1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("seed=7", "step=30", "start=40");
  }

  /** An element; two of the same number are equal and need not be identical. */
  private record Value(int number) implements java.io.Serializable {}

  /** A vector and what it must hold for ever. */
  private static final class Version {
    final PersistentVector<@Nullable Object> vector;
    final List<@Nullable Object> expected;

    Version(PersistentVector<@Nullable Object> vector, List<@Nullable Object> expected) {
      this.vector = vector;
      this.expected = expected;
    }

    /** {@return true if the other holds the same objects in the same order} */
    boolean holdsTheSameObjects(List<@Nullable Object> other) {
      if (other.size() != expected.size()) {
        return false;
      }
      for (int i = 0; i < other.size(); i++) {
        if (other.get(i) != expected.get(i)) {
          return false;
        }
      }
      return true;
    }

    /** What is checked again and again: size, iteration and every index, by identity. */
    void verifyContent() {
      require(vector.size() == expected.size(), "size=", vector.size());
      int i = 0;
      for (Object element : vector) {
        require(i < expected.size() && element == expected.get(i), "iterator, index=", i);
        i++;
      }
      require(i == expected.size(), "iterated=", i);
      for (i = 0; i < expected.size(); i++) {
        require(vector.get(i) == expected.get(i), "get, index=", i);
      }
    }

    /** All that {@link List} promises. */
    void verifyAll() {
      verifyContent();
      VectorInvariants.check(vector);
      int size = expected.size();
      require(vector.isEmpty() == expected.isEmpty(), "isEmpty");
      requireRefused(-1);
      requireRefused(size);
      Object none = new Object();
      require(!vector.contains(none) && vector.indexOf(none) == -1, "contains, absent");
      require(vector.lastIndexOf(none) == -1, "lastIndexOf, absent");
      for (int i = 0; i < size; i += 1 + size / 40) {
        Object element = expected.get(i);
        require(vector.indexOf(element) == expected.indexOf(element), "indexOf, index=", i);
        require(vector.lastIndexOf(element) == expected.lastIndexOf(element), "lastIndexOf, i=", i);
        require(vector.contains(element), "contains, index=", i);
      }
      if (size > 0) {
        require(vector.getFirst() == expected.getFirst(), "getFirst");
        require(vector.getLast() == expected.getLast(), "getLast");
      } else {
        assertThatThrownBy(vector::getFirst).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(vector::getLast).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(vector::withoutLast).isInstanceOf(NoSuchElementException.class);
      }
      verifyCopies();
      verifyIterators();
      verifyEquality(none);
    }

    private void requireRefused(int index) {
      try {
        vector.get(index);
      } catch (IndexOutOfBoundsException e) {
        return;
      }
      require(false, "get answers, index=", index);
    }

    private void verifyCopies() {
      require(Arrays.equals(vector.toArray(), expected.toArray()), "toArray");
      @Nullable Object[] filled = new @Nullable Object[vector.size() + 2];
      Arrays.fill(filled, "end");
      require(vector.toArray(filled) == filled, "toArray of a large array");
      require(filled[vector.size()] == null, "toArray's end");
      require("end".equals(filled[vector.size() + 1]), "toArray, behind the end");
      List<@Nullable Object> inOrder = new ArrayList<>();
      vector.forEach(inOrder::add);
      require(inOrder.equals(expected), "forEach");
      require(
          vector.stream().collect(Collectors.toCollection(ArrayList::new)).equals(expected),
          "stream");
      require(vector.reversed().equals(expected.reversed()), "reversed");
      require(vector.toString().equals(expected.toString()), "toString");
      Spliterator<@Nullable Object> spliterator = vector.spliterator();
      require(
          spliterator.hasCharacteristics(
              Spliterator.SIZED
                  | Spliterator.SUBSIZED
                  | Spliterator.IMMUTABLE
                  | Spliterator.ORDERED),
          "characteristics");
      require(spliterator.getExactSizeIfKnown() == vector.size(), "exact size");
    }

    private void verifyIterators() {
      Iterator<@Nullable Object> iterator = vector.iterator();
      List<@Nullable Object> rest = new ArrayList<>();
      if (iterator.hasNext()) {
        iterator.next();
        iterator.forEachRemaining(rest::add);
        require(rest.equals(expected.subList(1, expected.size())), "forEachRemaining after next");
      }
      assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
      ListIterator<@Nullable Object> back = vector.listIterator(vector.size());
      for (int i = expected.size() - 1; i >= 0; i--) {
        require(back.hasPrevious() && back.previousIndex() == i, "previousIndex, index=", i);
        require(back.previous() == expected.get(i), "previous, index=", i);
      }
      require(!back.hasPrevious(), "hasPrevious at the start");
    }

    private void verifyEquality(Object none) {
      List<@Nullable Object> copy = new ArrayList<>(expected);
      require(vector.equals(copy) && copy.equals(vector), "equals");
      require(vector.hashCode() == copy.hashCode(), "hashCode");
      require(vector.hashCode() == copy.hashCode(), "hashCode, again");
      PersistentVector<@Nullable Object> apart = PersistentVector.copyOf(copy);
      require(vector.equals(apart) && apart.equals(vector), "equals, built apart");
      copy.add(none);
      require(!vector.equals(copy) && !copy.equals(vector), "equals a longer list");
      copy.removeLast();
      if (!copy.isEmpty()) {
        int index = copy.size() / 2;
        copy.set(index, none);
        require(!vector.equals(copy) && !copy.equals(vector), "equals, another element");
        PersistentVector<@Nullable Object> other = PersistentVector.copyOf(copy);
        require(!vector.equals(other) && !other.equals(vector), "equals, apart, another element");
      }
      require(!vector.equals(new Object()), "equals an object that is no list");
    }

    /** As below; the text is only made if it is needed. */
    private static void require(boolean holds, String what, int fact) {
      if (!holds) {
        require(false, what + fact);
      }
    }

    private static void require(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError("vector differs from its model: " + what);
      }
    }
  }

  /** One random history; all of it follows from start, limit and seed. */
  private static final class History {
    private final int start;
    private final int limit;
    private final long seed;
    private final int verifyEvery;
    private final Random random;
    private final List<Value> values = new ArrayList<>();
    final List<Version> versions = new ArrayList<>();
    private Version current;
    private int step;
    private String operation = "start";

    History(int start, int limit, long seed, int verifyEvery) {
      this.start = start;
      this.limit = limit;
      this.seed = seed;
      this.verifyEvery = verifyEvery;
      random = new Random(seed);
      for (int i = 0; i < 50; i++) {
        values.add(new Value(i % 40));
      }
      List<@Nullable Object> content = new ArrayList<>();
      for (int i = 0; i < start; i++) {
        content.add(element());
      }
      current = new Version(PersistentVector.copyOf(content), content);
      versions.add(current);
    }

    void run(int steps) {
      try {
        for (int last = step + steps; step < last; step++) {
          take();
          if (step % verifyEvery == 0) {
            versions.forEach(Version::verifyContent);
          }
        }
        operation = "end";
        versions.forEach(Version::verifyContent);
        operation = "serialization";
        PersistentVector<@Nullable Object> copy = SerialCopy.of(current.vector);
        Version.require(copy.equals(current.expected), "deserialized");
        VectorInvariants.check(copy);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "history failed: start="
                + start
                + ", limit="
                + limit
                + ", seed="
                + seed
                + ", step="
                + step
                + ", operation="
                + operation
                + ": "
                + e,
            e);
      }
    }

    /** Null, one of some objects of which a few are equal, or a new object. */
    private @Nullable Object element() {
      int drawn = random.nextInt(values.size() + 2);
      return drawn == 0 ? null : drawn == 1 ? new Value(99) : values.get(drawn - 2);
    }

    private List<@Nullable Object> some(int most) {
      List<@Nullable Object> some = new ArrayList<>();
      int bound = Math.max(0, Math.min(most, random.nextInt(4) == 0 ? 120 : 6));
      for (int i = random.nextInt(bound + 1); i > 0; i--) {
        some.add(element());
      }
      return some;
    }

    private Version anyVersion() {
      return versions.get(random.nextInt(versions.size()));
    }

    /** An index from 0 to bound less one, often near an end. */
    private int index(int bound) {
      int near = Math.min(bound, 3);
      return switch (random.nextInt(4)) {
        case 0 -> random.nextInt(near);
        case 1 -> bound - 1 - random.nextInt(near);
        default -> random.nextInt(bound);
      };
    }

    /** The same elements as a list, a vector, a slice of one, a mere iterable. */
    private Iterable<@Nullable Object> oneOfManyForms(String verb, List<@Nullable Object> some) {
      int form = random.nextInt(5);
      operation = verb + ", form=" + form + ", size=" + some.size();
      return switch (form) {
        case 0 -> some;
        case 1 -> PersistentVector.copyOf(some);
        case 2 -> {
          int before = 1 + random.nextInt(70);
          List<@Nullable Object> more = new ArrayList<>(Collections.nCopies(before, "before"));
          more.addAll(some);
          more.add("behind");
          yield PersistentVector.copyOf(more).subList(before, before + some.size());
        }
        case 3 -> Collections.unmodifiableCollection(some);
        default -> () -> some.iterator(); // nothing but an Iterable
      };
    }

    private void take() {
      if (random.nextInt(6) == 0) {
        current = anyVersion();
      }
      Version before = current;
      PersistentVector<@Nullable Object> vector = before.vector;
      List<@Nullable Object> next = new ArrayList<>(before.expected);
      PersistentVector<@Nullable Object> after;
      int size = next.size();
      int verb = random.nextInt(16);
      if (size == 0 && verb < 7) {
        verb = 7;
      } else if (size >= limit && verb >= 7 && verb <= 11) {
        verb = random.nextInt(3);
      }
      switch (verb) {
        case 0, 1 -> {
          operation = "withoutLast";
          next.removeLast();
          after = vector.withoutLast();
        }
        case 2 -> {
          int index = index(size);
          operation = "without, index=" + index;
          next.remove(index);
          after = vector.without(index);
        }
        case 3, 4 -> {
          int index = index(size);
          Object element = random.nextInt(3) == 0 ? next.get(index) : element();
          operation = "with, index=" + index;
          next.set(index, element);
          after = vector.with(index, element);
        }
        case 5 -> {
          int index = index(size);
          Object element = random.nextInt(3) == 0 ? next.get(index) : element();
          Object was = next.get(index);
          operation = "update, index=" + index;
          next.set(index, element);
          after =
              vector.update(
                  index,
                  e -> {
                    Version.require(e == was, "update is given a wrong element");
                    return element;
                  });
        }
        case 6, 12 -> {
          int from = random.nextInt(3) == 0 ? 0 : random.nextInt(size / 2 + 1);
          int to = random.nextInt(3) == 0 ? size : size - random.nextInt(size / 2 + 1);
          from = Math.min(from, to);
          operation = "subList, from=" + from + ", to=" + to;
          next = new ArrayList<>(next.subList(from, to));
          after = vector.subList(from, to);
        }
        case 7, 8 -> {
          Object element = element();
          operation = "plus";
          next.add(element);
          after = vector.plus(element);
        }
        case 9 -> {
          int index = index(size + 1);
          Object element = element();
          operation = "plus, index=" + index;
          next.add(index, element);
          after = vector.plus(index, element);
        }
        case 10 -> {
          List<@Nullable Object> some = some(limit - size + 40);
          next.addAll(some);
          after = vector.plusAll(oneOfManyForms("plusAll", some));
        }
        case 11 -> {
          Version other = anyVersion();
          int most = Math.min(other.expected.size(), limit - size + 40);
          int from = other.expected.size() - most;
          operation = "plusAll, version";
          next.addAll(other.expected.subList(from, other.expected.size()));
          after = vector.plusAll(other.vector.subList(from, other.expected.size()));
        }
        default -> {
          after = episode(next);
        }
      }
      if (!operation.startsWith("builder") && before.holdsTheSameObjects(next)) {
        Version.require(after == vector, "nothing changed, and the answer is not this");
      }
      current = new Version(after, next);
      current.verifyAll();
      versions.add(current);
    }

    /** A builder that is built now and then and used on; what it answered is kept. */
    private PersistentVector<@Nullable Object> episode(List<@Nullable Object> next) {
      PersistentVector.Builder<@Nullable Object> builder = current.vector.builder();
      for (int i = random.nextInt(random.nextInt(3) == 0 ? 90 : 9); i > 0; i--) {
        int what = random.nextInt(12);
        operation = "builder, what=" + what;
        switch (what) {
          case 0, 1, 2 -> {
            if (next.size() < limit + 40) {
              Object element = element();
              next.add(element);
              builder.add(element);
            }
          }
          case 3, 4, 5 -> {
            if (!next.isEmpty()) {
              next.removeLast();
              builder.removeLast();
            }
          }
          case 6, 7 -> {
            if (!next.isEmpty()) {
              int index = index(next.size());
              Object element = element();
              next.set(index, element);
              builder.set(index, element);
            }
          }
          case 8 -> {
            List<@Nullable Object> some = some(limit + 40 - next.size());
            next.addAll(some);
            builder.addAll(oneOfManyForms("builder, addAll", some));
          }
          case 9 -> {
            PersistentVector<@Nullable Object> built = builder.build();
            versions.add(new Version(built, new ArrayList<>(next)));
            Version.require(builder.build().equals(built), "build, again");
          }
          case 10 -> builder.handOver();
          default -> {
            if (!next.isEmpty()) {
              int index = index(next.size());
              Version.require(builder.get(index) == next.get(index), "builder.get");
            }
          }
        }
        Version.require(builder.size() == next.size(), "builder.size");
      }
      PersistentVector<@Nullable Object> built = builder.build();
      Version.require(builder.build().equals(built), "build, again");
      versions.add(new Version(built, new ArrayList<>(next)));
      // The builder goes on; what it built must not.
      for (int i = random.nextInt(4); i > 0; i--) {
        builder.add(element());
        builder.set(index(builder.size()), element());
        builder.removeLast();
        if (builder.size() > 0) {
          builder.removeLast();
        }
      }
      operation = "builder, build";
      return built;
    }
  }

  /**
   * Leaf by leaf, a builder takes leaves over from other vectors, drops them, makes its own in
   * their place, and writes everywhere: into nothing that anybody else can see.
   */
  @Test
  void builder_goingUpAndDownByLeaves_writesIntoNothingThatIsShared() {
    for (long seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      List<Version> kept = new ArrayList<>();
      List<@Nullable Object> next = new ArrayList<>();
      PersistentVector.Builder<@Nullable Object> builder =
          PersistentVector.<@Nullable Object>of().builder();
      try {
        for (int step = 0; step < 40; step++) {
          goByLeaves(random, builder, next, kept);
        }
        kept.add(new Version(builder.build(), next));
        for (Version version : kept) {
          version.verifyContent();
          VectorInvariants.check(version.vector);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("builder failed: seed=" + seed + ": " + e, e);
      }
    }
  }

  private static void goByLeaves(
      Random random,
      PersistentVector.Builder<@Nullable Object> builder,
      List<@Nullable Object> next,
      List<Version> kept) {
    int leaves = 1 + random.nextInt(random.nextInt(8) == 0 ? 35 : 3);
    int odd = random.nextInt(5) == 0 ? random.nextInt(32) : 0;
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int i = 0; i < 32 * leaves + odd; i++) {
          Object element = new Object();
          next.add(element);
          builder.add(element);
        }
      }
      case 1, 2 -> {
        for (int i = Math.min(next.size(), 32 * leaves + odd); i > 0; i--) {
          next.removeLast();
          builder.removeLast();
        }
      }
      case 3 -> {
        List<@Nullable Object> more = new ArrayList<>();
        for (int i = 0; i < 32 * leaves + 32 + odd; i++) {
          more.add(new Object());
        }
        Version argument = new Version(PersistentVector.copyOf(more), more);
        kept.add(argument);
        int from = random.nextBoolean() ? 0 : 32;
        next.addAll(more.subList(from, more.size()));
        builder.addAll(argument.vector.subList(from, more.size()));
      }
      case 4 -> {
        for (int i = next.isEmpty() ? 0 : 8; i > 0; i--) {
          int index = Math.max(0, next.size() - 1 - random.nextInt(32 * 6));
          Object element = new Object();
          next.set(index, element);
          builder.set(index, element);
        }
      }
      default -> kept.add(new Version(builder.build(), new ArrayList<>(next)));
    }
  }

  @Test
  void history_ofTheSameSeed_isTheSame() {
    History first = new History(40, 140, 3, 1);
    History second = new History(40, 140, 3, 1);
    first.run(40);
    second.run(40);
    assertThat(first.versions.stream().map(v -> v.expected).toList())
        .isEqualTo(second.versions.stream().map(v -> v.expected).toList());
  }
}
