package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.Spliterator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of a set agree with {@link HashSet}, object for object, and no version ever
 * changes, whatever is done with later ones.
 */
@SuppressWarnings("ReferenceEquality") // that it is the same object is what is tested
class PersistentSetModelTest {
  private static final int SEEDS = 8;
  private static final int STEPS = 90;

  @ParameterizedTest
  @EnumSource
  void histories_ofEveryKeyFamily_agreeWithHashSetInEveryVersion(ModelKeys keys) {
    for (long seed = 0; seed < SEEDS; seed++) {
      new History(keys, keys.universe, seed, 1).run(STEPS);
    }
  }

  /** Three levels of full nodes; older versions are looked at now and then. */
  @ParameterizedTest
  @EnumSource(names = {"ORDINARY", "DENSE"})
  void histories_ofLargeSets_agreeWithHashSetInEveryVersion(ModelKeys keys) {
    new History(keys, 5_000, 100, 40).run(160);
  }

  /**
   * The judge sees an element too many, one too few, and an equal element that is another object.
   */
  @Test
  void verification_ofAWrongExpectation_fails() {
    Object kept = ModelKeys.ORDINARY.make(1);
    PersistentSet<@Nullable Object> set =
        PersistentSet.<@Nullable Object>of().plus(kept).plus(null);
    Set<@Nullable Object> right = new HashSet<>();
    right.add(kept);
    right.add(null);
    new Version(set, right).verifyAll(ModelKeys.ORDINARY, 10);

    Set<@Nullable Object> more = new HashSet<>(right);
    more.add(ModelKeys.ORDINARY.make(2));
    Set<@Nullable Object> fewer = new HashSet<>(right);
    fewer.remove(null);
    Set<@Nullable Object> otherObject = new HashSet<>();
    otherObject.add(ModelKeys.ORDINARY.make(1));
    otherObject.add(null);
    for (Set<@Nullable Object> wrong : List.of(more, fewer, otherObject)) {
      assertThatThrownBy(() -> new Version(set, wrong).verifyContent())
          .isInstanceOf(AssertionError.class);
    }
  }

  /** A version that changes under our hands is found, and the failure names seed and step. */
  @Test
  void history_whoseEarlierVersionIsWrittenTo_failsWithSeedAndStep() {
    History history = new History(ModelKeys.ORDINARY, 20, 7, 1);
    history.run(30);
    Version victim = history.versions.get(history.versions.size() / 2);
    assertThat(victim.set.size()).isPositive();
    victim.set.root.slots[0] = new Object();
    assertThatThrownBy(() -> history.run(1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("seed=7", "step=30", "keys=ORDINARY");
  }

  /** A set and what it must hold for ever. */
  private static final class Version {
    final PersistentSet<@Nullable Object> set;
    final Set<@Nullable Object> expected;
    private final Set<@Nullable Object> objects =
        Collections.newSetFromMap(new IdentityHashMap<>());

    Version(PersistentSet<@Nullable Object> set, Set<@Nullable Object> expected) {
      this.set = set;
      this.expected = expected;
      objects.addAll(expected);
    }

    /** {@return true if the other holds the same objects} */
    boolean holdsTheSameObjects(Set<@Nullable Object> other) {
      return other.size() == expected.size() && objects.containsAll(other);
    }

    /** What is checked again and again: size, iteration and look-ups. */
    void verifyContent() {
      require(set.size() == expected.size(), "size=", set.size());
      int count = 0;
      for (Object element : set) {
        require(objects.contains(element), "iteration meets a foreign object");
        count++;
      }
      require(count == expected.size(), "iterated=", count);
      for (Object element : objects) {
        require(set.contains(element), "contains");
      }
    }

    /** All that {@link Set} promises. */
    void verifyAll(ModelKeys keys, int universe) {
      verifyContent();
      TrieInvariants.check(set);
      require(set.isEmpty() == expected.isEmpty(), "isEmpty");
      for (int id = 0; id < universe; id++) {
        Object key = keys.key(id);
        require(set.contains(key) == expected.contains(key), "contains, id=", id);
      }
      Object none = new Object();
      require(!set.contains(none), "contains, an object of another class");
      require(set.containsAll(expected), "containsAll");
      List<@Nullable Object> inOrder = new ArrayList<>();
      set.forEach(inOrder::add);
      require(inOrder.equals(new ArrayList<>(Arrays.asList(set.toArray()))), "toArray");
      require(
          set.stream().collect(Collectors.toCollection(ArrayList::new)).equals(inOrder), "stream");
      require(set.toString().equals(new LinkedHashSet<>(inOrder).toString()), "toString");
      Spliterator<@Nullable Object> spliterator = set.spliterator();
      require(
          spliterator.hasCharacteristics(
              Spliterator.SIZED
                  | Spliterator.SUBSIZED
                  | Spliterator.IMMUTABLE
                  | Spliterator.DISTINCT),
          "characteristics");
      require(spliterator.getExactSizeIfKnown() == set.size(), "exact size");
      Set<@Nullable Object> copy = new HashSet<>(expected);
      require(set.equals(copy) && copy.equals(set), "equals");
      require(set.hashCode() == copy.hashCode(), "hashCode");
      require(set.hashCode() == copy.hashCode(), "hashCode, again");
      PersistentSet<@Nullable Object> apart = PersistentSet.copyOf(copy);
      require(set.equals(apart) && apart.equals(set), "equals, built apart");
      TrieInvariants.checkSameShape(set, apart);
      copy.add(none);
      require(!set.equals(copy) && !copy.equals(set), "equals a larger set");
      require(!set.containsAll(copy), "containsAll of a larger set");
      if (!expected.isEmpty()) {
        copy.remove(expected.iterator().next());
        require(!set.equals(copy) && !copy.equals(set), "equals a set with another element");
        PersistentSet<@Nullable Object> other = PersistentSet.copyOf(copy);
        require(!set.equals(other) && !other.equals(set), "equals, built apart, other element");
      }
    }

    /** As below; the text is only made if it is needed. */
    private static void require(boolean holds, String what, int fact) {
      if (!holds) {
        require(false, what + fact);
      }
    }

    private static void require(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError("set differs from its model: " + what);
      }
    }
  }

  /** One random history; all of it follows from family, universe and seed. */
  private static final class History {
    private final ModelKeys keys;
    private final int universe;
    private final long seed;
    private final int verifyEvery;
    private final Random random;
    final List<Version> versions = new ArrayList<>();
    private Version current;
    private int step;
    private String operation = "start";

    History(ModelKeys keys, int universe, long seed, int verifyEvery) {
      this.keys = keys;
      this.universe = universe;
      this.seed = seed;
      this.verifyEvery = verifyEvery;
      random = new Random(seed);
      Set<@Nullable Object> start = new HashSet<>();
      if (universe > 1_000) {
        for (int i = 0; i < universe / 2; i++) {
          start.add(key());
        }
      }
      current = new Version(PersistentSet.copyOf(start), start);
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
        PersistentSet<@Nullable Object> copy = SerialCopy.of(current.set);
        Version.require(copy.equals(current.expected), "deserialized");
        TrieInvariants.check(copy);
        TrieInvariants.checkSameShape(current.set, copy);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "history failed: keys="
                + keys
                + ", universe="
                + universe
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

    private @Nullable Object key() {
      return keys.key(random.nextInt(universe));
    }

    private int few() {
      int bound = random.nextInt(4) == 0 ? Math.min(universe, 160) : 8;
      return random.nextInt(bound + 1);
    }

    private List<@Nullable Object> some() {
      List<@Nullable Object> some = new ArrayList<>();
      for (int i = few(); i > 0; i--) {
        some.add(key());
      }
      return some;
    }

    private Version anyVersion() {
      return versions.get(random.nextInt(versions.size()));
    }

    /** The same elements as a list, a set, one of our sets, a mere iterable. */
    private Iterable<@Nullable Object> oneOfManyForms(String verb, List<@Nullable Object> some) {
      int form = random.nextInt(5);
      operation = verb + ", form=" + form;
      return switch (form) {
        case 0 -> some;
        case 1 -> new LinkedHashSet<>(some);
        case 2 -> PersistentSet.copyOf(some);
        case 3 -> PersistentVector.copyOf(some);
        default -> () -> some.iterator(); // nothing but an Iterable
      };
    }

    private void take() {
      if (random.nextInt(6) == 0) {
        current = anyVersion();
      }
      Version before = current;
      PersistentSet<@Nullable Object> set = before.set;
      Set<@Nullable Object> next = new HashSet<>(before.expected);
      PersistentSet<@Nullable Object> after;
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> {
          Object key = key();
          operation = "plus";
          next.add(key);
          after = set.plus(key);
        }
        case 3, 4 -> {
          Object key = key();
          operation = "without";
          next.remove(key);
          after = set.without(key);
        }
        case 5 -> {
          List<@Nullable Object> some = some();
          // Not addAll of a collection: the first of equal objects is to stay.
          some.forEach(next::add);
          after = set.plusAll(oneOfManyForms("plusAll", some));
        }
        case 6 -> {
          List<@Nullable Object> some = some();
          next.removeAll(new HashSet<>(some));
          after = set.withoutAll(oneOfManyForms("withoutAll", some));
        }
        case 7 -> {
          List<@Nullable Object> some = some();
          if (random.nextBoolean()) {
            some.addAll(next);
          }
          next.retainAll(new HashSet<>(some));
          after = set.only(oneOfManyForms("only", some));
        }
        case 8, 9 -> {
          Version other = anyVersion();
          int which = random.nextInt(3);
          operation = "with a version, which=" + which;
          if (which == 0) {
            next.addAll(other.expected);
            after = set.plusAll(other.set);
          } else if (which == 1) {
            next.removeAll(new HashSet<>(other.expected));
            after = set.withoutAll(other.set);
          } else {
            next.retainAll(other.expected);
            after = set.only(other.set);
          }
        }
        default -> {
          after = episode(next);
        }
      }
      if (!operation.startsWith("builder") && before.holdsTheSameObjects(next)) {
        Version.require(after == set, "nothing changed, and the answer is not this");
      }
      current = new Version(after, next);
      current.verifyAll(keys, universe);
      versions.add(current);
    }

    /** A builder that is built now and then and used on; what it answered is kept. */
    private PersistentSet<@Nullable Object> episode(Set<@Nullable Object> next) {
      PersistentSet.Builder<@Nullable Object> builder = current.set.builder();
      int builds = 0;
      for (int i = few() * 2; i > 0; i--) {
        int what = random.nextInt(9);
        operation = "builder, what=" + what;
        switch (what) {
          case 0, 1, 2 -> {
            Object key = key();
            next.add(key);
            builder.add(key);
          }
          case 3, 4, 5 -> {
            Object key = key();
            next.remove(key);
            builder.remove(key);
          }
          case 6 -> {
            if (random.nextBoolean()) {
              List<@Nullable Object> some = some();
              some.forEach(next::add);
              builder.addAll(oneOfManyForms("builder, addAll", some));
            } else {
              Version other = anyVersion();
              next.addAll(other.expected);
              builder.addAll(other.set);
            }
          }
          case 7 -> {
            PersistentSet<@Nullable Object> built = builder.build();
            if (builds++ < 3) {
              versions.add(new Version(built, new HashSet<>(next)));
            }
            Version.require(builder.build().equals(built), "build, again");
          }
          default -> {
            Object key = key();
            Version.require(builder.contains(key) == next.contains(key), "builder.contains");
          }
        }
        Version.require(builder.size() == next.size(), "builder.size");
      }
      PersistentSet<@Nullable Object> built = builder.build();
      versions.add(new Version(built, new HashSet<>(next)));
      // The builder goes on; what it built must not.
      for (int i = random.nextInt(4); i > 0; i--) {
        builder.add(key()).remove(key());
      }
      operation = "builder, build";
      return built;
    }
  }
}
