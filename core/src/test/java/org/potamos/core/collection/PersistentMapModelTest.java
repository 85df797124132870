package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of a map agree with {@link HashMap}, object for object, and no version ever
 * changes, whatever is done with later ones.
 */
@SuppressWarnings("ReferenceEquality") // that it is the same object is what is tested
class PersistentMapModelTest {
  private static final int SEEDS = 8;
  private static final int STEPS = 90;

  @ParameterizedTest
  @EnumSource
  void histories_ofEveryKeyFamily_agreeWithHashMapInEveryVersion(ModelKeys keys) {
    for (long seed = 0; seed < SEEDS; seed++) {
      new History(keys, keys.universe, seed, 1).run(STEPS);
    }
  }

  /** Three levels of full nodes; older versions are looked at now and then. */
  @ParameterizedTest
  @EnumSource(names = {"ORDINARY", "DENSE"})
  void histories_ofLargeMaps_agreeWithHashMapInEveryVersion(ModelKeys keys) {
    new History(keys, 5_000, 100, 40).run(160);
  }

  /**
   * The judge sees a key too many, one too few, another value, and an equal key that is another
   * object.
   */
  @Test
  void verification_ofAWrongExpectation_fails() {
    Object kept = ModelKeys.ORDINARY.make(1);
    PersistentMap<@Nullable Object, @Nullable Object> map =
        PersistentMap.<@Nullable Object, @Nullable Object>of().with(kept, "a").with(null, null);
    Map<@Nullable Object, @Nullable Object> right = new HashMap<>();
    right.put(kept, "a");
    right.put(null, null);
    new Version(map, right).verifyAll(ModelKeys.ORDINARY, 10);

    Map<@Nullable Object, @Nullable Object> more = new HashMap<>(right);
    more.put(ModelKeys.ORDINARY.make(2), null);
    Map<@Nullable Object, @Nullable Object> fewer = new HashMap<>(right);
    fewer.remove(null);
    Map<@Nullable Object, @Nullable Object> otherValue = new HashMap<>(right);
    otherValue.put(kept, "b");
    Map<@Nullable Object, @Nullable Object> otherKeyObject = new HashMap<>();
    otherKeyObject.put(ModelKeys.ORDINARY.make(1), "a");
    otherKeyObject.put(null, null);
    for (Map<@Nullable Object, @Nullable Object> wrong :
        List.of(more, fewer, otherValue, otherKeyObject)) {
      assertThatThrownBy(() -> new Version(map, wrong).verifyContent())
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> new Version(map, wrong).verifyAll(ModelKeys.ORDINARY, 10))
          .isInstanceOf(AssertionError.class);
    }
  }

  /** A version that changes under our hands is found, and the failure names seed and step. */
  @Test
  void history_whoseEarlierVersionIsWrittenTo_failsWithSeedAndStep() {
    History history = new History(ModelKeys.ORDINARY, 20, 7, 1);
    history.run(30);
    Version victim = history.versions.get(history.versions.size() / 2);
    assertThat(victim.map.size()).isPositive();
    victim.map.root.slots[1] = new Object();
    assertThatThrownBy(() -> history.run(1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("seed=7", "step=30", "keys=ORDINARY");
  }

  @Test
  void history_ofTheSameSeed_isTheSame() {
    History first = new History(ModelKeys.DEEP, 28, 3, 1);
    History second = new History(ModelKeys.DEEP, 28, 3, 1);
    first.run(40);
    second.run(40);
    assertThat(first.versions.stream().map(v -> v.expected).toList())
        .isEqualTo(second.versions.stream().map(v -> v.expected).toList());
  }

  /** A value; two of the same number are equal and need not be identical. */
  private record Value(int number) implements java.io.Serializable {}

  /** A map and what it must hold for ever. */
  private static final class Version {
    final PersistentMap<@Nullable Object, @Nullable Object> map;
    final Map<@Nullable Object, @Nullable Object> expected;
    private final Set<@Nullable Object> keyObjects =
        Collections.newSetFromMap(new IdentityHashMap<>());

    Version(
        PersistentMap<@Nullable Object, @Nullable Object> map,
        Map<@Nullable Object, @Nullable Object> expected) {
      this.map = map;
      this.expected = expected;
      keyObjects.addAll(expected.keySet());
    }

    /** {@return true if the other holds the same objects} */
    boolean holdsTheSameObjects(Map<@Nullable Object, @Nullable Object> other) {
      if (other.size() != expected.size()) {
        return false;
      }
      for (Map.Entry<@Nullable Object, @Nullable Object> entry : other.entrySet()) {
        if (!keyObjects.contains(entry.getKey())
            || expected.get(entry.getKey()) != entry.getValue()) {
          return false;
        }
      }
      return true;
    }

    /** What is checked again and again: size, iteration and look-ups, by identity. */
    void verifyContent() {
      require(map.size() == expected.size(), "size=", map.size());
      int count = 0;
      for (Map.Entry<@Nullable Object, @Nullable Object> entry : map.entrySet()) {
        require(keyObjects.contains(entry.getKey()), "iteration meets a foreign key object");
        require(expected.get(entry.getKey()) == entry.getValue(), "iteration meets a wrong value");
        count++;
      }
      require(count == expected.size(), "iterated=", count);
      for (Map.Entry<@Nullable Object, @Nullable Object> entry : expected.entrySet()) {
        require(map.get(entry.getKey()) == entry.getValue(), "get answers a wrong value");
      }
    }

    /** All that {@link Map} promises. */
    void verifyAll(ModelKeys keys, int universe) {
      verifyContent();
      TrieInvariants.check(map);
      require(map.isEmpty() == expected.isEmpty(), "isEmpty");
      Object none = new Object();
      for (int id = 0; id < universe; id++) {
        Object key = keys.key(id);
        boolean isThere = expected.containsKey(key);
        require(map.containsKey(key) == isThere, "containsKey, id=", id);
        require(map.get(key) == expected.get(key), "get, id=", id);
        require(
            map.getOrDefault(key, none) == (isThere ? expected.get(key) : none),
            "getOrDefault, id=",
            id);
        require(map.keySet().contains(key) == isThere, "keySet.contains, id=", id);
        require(
            map.entrySet().contains(entry(key, expected.get(key))) == isThere,
            "entrySet.contains, id=",
            id);
        require(!map.entrySet().contains(entry(key, none)), "entrySet.contains, wrong value");
      }
      require(!map.containsKey(none) && map.get(none) == null, "a key of another class");
      require(!map.entrySet().contains(none), "entrySet.contains, no entry");
      require(!map.containsValue(none), "containsValue, absent");
      for (Object value : new HashSet<>(expected.values())) {
        require(map.containsValue(value), "containsValue");
      }
      verifyViews();
      verifyEquality(none);
    }

    private void verifyViews() {
      List<@Nullable Object> inOrder = new ArrayList<>();
      List<@Nullable Object> valuesInOrder = new ArrayList<>();
      map.forEach((key, value) -> {
        inOrder.add(key);
        valuesInOrder.add(value);
      });
      Map<@Nullable Object, @Nullable Object> linked = new LinkedHashMap<>();
      map.entrySet().forEach(e -> linked.put(e.getKey(), e.getValue()));
      require(linked.equals(expected), "forEach of entrySet");
      require(inOrder.equals(new ArrayList<>(linked.keySet())), "forEach and entrySet differ");
      require(inOrder.equals(new ArrayList<>(map.keySet())), "forEach and keySet differ");
      require(valuesInOrder.equals(new ArrayList<>(map.values())), "forEach and values differ");
      require(Arrays.equals(map.keySet().toArray(), inOrder.toArray()), "keySet.toArray");
      require(Arrays.equals(map.values().toArray(), valuesInOrder.toArray()), "values.toArray");
      @Nullable Object[] filled = new @Nullable Object[map.size() + 2];
      Arrays.fill(filled, "end");
      require(map.keySet().toArray(filled) == filled, "toArray of a large array");
      require(filled[map.size()] == null && "end".equals(filled[map.size() + 1]), "toArray's end");
      require(
          Arrays.asList(map.entrySet().toArray()).equals(new ArrayList<>(linked.entrySet())),
          "entrySet.toArray");
      require(map.toString().equals(linked.toString()), "toString");
      require(
          map.keySet().stream().collect(Collectors.toCollection(ArrayList::new)).equals(inOrder),
          "stream of keySet");
      require(
          map.values().stream()
              .collect(Collectors.toCollection(ArrayList::new))
              .equals(valuesInOrder),
          "stream of values");
      require(
          map.entrySet().stream().map(Map.Entry::getKey).toList().equals(inOrder),
          "stream of entrySet");
      require(map.keySet().size() == map.size(), "keySet.size");
      require(map.values().size() == map.size(), "values.size");
      require(map.entrySet().size() == map.size(), "entrySet.size");
      int of = Spliterator.SIZED | Spliterator.SUBSIZED | Spliterator.IMMUTABLE;
      require(map.keySet().spliterator().hasCharacteristics(of | Spliterator.DISTINCT), "keys");
      require(map.values().spliterator().hasCharacteristics(of), "values");
      require(
          map.entrySet().spliterator().hasCharacteristics(of | Spliterator.DISTINCT), "entries");
      require(map.keySet().spliterator().getExactSizeIfKnown() == map.size(), "exact size");
    }

    private void verifyEquality(Object none) {
      Map<@Nullable Object, @Nullable Object> copy = new HashMap<>(expected);
      require(map.equals(copy) && copy.equals(map), "equals");
      require(map.hashCode() == copy.hashCode(), "hashCode");
      require(map.hashCode() == copy.hashCode(), "hashCode, again");
      require(
          map.entrySet().equals(copy.entrySet()) && copy.entrySet().equals(map.entrySet()),
          "entrySet.equals");
      require(map.entrySet().hashCode() == copy.entrySet().hashCode(), "entrySet.hashCode");
      require(
          map.keySet().equals(copy.keySet()) && copy.keySet().equals(map.keySet()),
          "keySet.equals");
      require(map.keySet().hashCode() == copy.keySet().hashCode(), "keySet.hashCode");
      PersistentMap<@Nullable Object, @Nullable Object> apart = PersistentMap.copyOf(copy);
      require(map.equals(apart) && apart.equals(map), "equals, built apart");
      TrieInvariants.checkSameShape(map, apart);
      copy.put(none, null);
      require(!map.equals(copy) && !copy.equals(map), "equals a larger map");
      copy.remove(none);
      if (!copy.isEmpty()) {
        copy.put(copy.keySet().iterator().next(), none);
        require(!map.equals(copy) && !copy.equals(map), "equals a map with another value");
        PersistentMap<@Nullable Object, @Nullable Object> other = PersistentMap.copyOf(copy);
        require(!map.equals(other) && !other.equals(map), "equals, built apart, another value");
      }
    }

    private static Map.Entry<@Nullable Object, @Nullable Object> entry(
        @Nullable Object key, @Nullable Object value) {
      return new java.util.AbstractMap.SimpleImmutableEntry<>(key, value);
    }

    /** As below; the text is only made if it is needed. */
    private static void require(boolean holds, String what, int fact) {
      if (!holds) {
        require(false, what + fact);
      }
    }

    private static void require(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError("map differs from its model: " + what);
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
    private final List<Value> values = new ArrayList<>();
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
      for (int i = 0; i < 6; i++) {
        values.add(new Value(i % 3));
      }
      Map<@Nullable Object, @Nullable Object> start = new HashMap<>();
      if (universe > 1_000) {
        for (int i = 0; i < universe / 2; i++) {
          start.put(key(), value());
        }
      }
      current = new Version(PersistentMap.copyOf(start), start);
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
        verifyAsSerialized(current);
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

    /** Null, one of a few objects of which pairs are equal, or a new object. */
    private @Nullable Object value() {
      int drawn = random.nextInt(values.size() + 2);
      return drawn == 0 ? null : drawn == 1 ? new Value(9) : values.get(drawn - 2);
    }

    /** A key that is there, as the object that is there or as another one. */
    private @Nullable Object present() {
      if (current.expected.isEmpty()) {
        return key();
      }
      Object key = key();
      // Not by the order of a HashMap: that may depend on identity hash codes.
      for (int id = random.nextInt(universe); !current.expected.containsKey(key); id++) {
        key = keys.key(id % universe);
      }
      if (random.nextBoolean()) {
        return key;
      }
      for (Object there : current.expected.keySet()) {
        if (Objects.equals(there, key)) {
          return there;
        }
      }
      throw new AssertionError("the model lost a key");
    }

    private int few() {
      int bound = random.nextInt(4) == 0 ? Math.min(universe, 160) : 8;
      return random.nextInt(bound + 1);
    }

    private Map<@Nullable Object, @Nullable Object> someEntries() {
      Map<@Nullable Object, @Nullable Object> some =
          random.nextBoolean() ? new HashMap<>() : new LinkedHashMap<>();
      for (int i = few(); i > 0; i--) {
        Object key = random.nextBoolean() ? key() : present();
        some.put(key, random.nextBoolean() ? value() : current.expected.get(key));
      }
      return some;
    }

    private List<@Nullable Object> someKeys() {
      List<@Nullable Object> some = new ArrayList<>();
      for (int i = few(); i > 0; i--) {
        some.add(random.nextBoolean() ? key() : present());
      }
      return some;
    }

    private Version anyVersion() {
      return versions.get(random.nextInt(versions.size()));
    }

    private void take() {
      if (random.nextInt(6) == 0) {
        current = anyVersion();
      }
      Version before = current;
      PersistentMap<@Nullable Object, @Nullable Object> map = before.map;
      Map<@Nullable Object, @Nullable Object> next = new HashMap<>(before.expected);
      PersistentMap<@Nullable Object, @Nullable Object> after;
      int verb = random.nextInt(16);
      switch (verb) {
        case 0, 1, 2 -> {
          Object key = key();
          Object value = value();
          operation = "with";
          next.put(key, value);
          after = map.with(key, value);
        }
        case 3 -> {
          Object key = present();
          Object value = random.nextBoolean() ? next.get(key) : value();
          operation = "with, present";
          next.put(key, value);
          after = map.with(key, value);
        }
        case 4, 5 -> {
          Object key = random.nextInt(4) == 0 ? key() : present();
          operation = "without";
          next.remove(key);
          after = map.without(key);
        }
        case 6 -> {
          Object key = random.nextBoolean() ? key() : present();
          Object value = random.nextInt(3) == 0 ? next.get(key) : value();
          Object was = next.get(key);
          operation = "update";
          next.put(key, value);
          after =
              map.update(
                  key,
                  v -> {
                    Version.require(v == was, "update is given a wrong value");
                    return value;
                  });
        }
        case 7 -> {
          Map<@Nullable Object, @Nullable Object> some = someEntries();
          boolean isOurs = random.nextBoolean();
          operation = "withAll, ours=" + isOurs;
          next.putAll(some);
          after = map.withAll(isOurs ? PersistentMap.copyOf(some) : some);
        }
        case 8 -> {
          Version other = anyVersion();
          operation = "withAll, version";
          next.putAll(other.expected);
          after = map.withAll(other.map);
        }
        case 9 -> {
          Map<@Nullable Object, @Nullable Object> some =
              random.nextBoolean() ? someEntries() : anyVersion().expected;
          boolean isOurs = random.nextBoolean();
          operation = "withAll, merge, ours=" + isOurs;
          BinaryOperator<@Nullable Object> merge = mergeFunction();
          some.forEach(
              (k, v) -> next.put(k, next.containsKey(k) ? merge.apply(next.get(k), v) : v));
          after = map.withAll(isOurs ? PersistentMap.copyOf(some) : some, merge);
        }
        case 10 -> {
          List<@Nullable Object> some = someKeys();
          next.keySet().removeAll(new HashSet<>(some));
          after = map.withoutAll(oneOfManyForms("withoutAll", some));
        }
        case 11 -> {
          List<@Nullable Object> some = someKeys();
          if (random.nextInt(3) > 0) {
            some.addAll(before.expected.keySet());
            if (random.nextBoolean()) {
              Object gone = present();
              some.removeIf(key -> Objects.equals(key, gone));
            }
          }
          next.keySet().retainAll(new HashSet<>(some));
          after = map.only(oneOfManyForms("only", some));
        }
        case 12 -> {
          Version other = anyVersion();
          boolean isOnly = random.nextBoolean();
          operation = isOnly ? "only, keySet of a version" : "withoutAll, keySet of a version";
          if (isOnly) {
            next.keySet().retainAll(other.expected.keySet());
            after = map.only(other.map.keySet());
          } else {
            next.keySet().removeAll(other.expected.keySet());
            after = map.withoutAll(other.map.keySet());
          }
        }
        case 13 -> {
          operation = "mapValues";
          int which = random.nextInt(3);
          next.replaceAll((k, v) -> mapped(which, v));
          after = map.mapValues((k, v) -> mapped(which, v));
        }
        default -> {
          after = episode(next);
        }
      }
      if (!operation.startsWith("builder") && before.holdsTheSameObjects(next)) {
        Version.require(after == map, "nothing changed, and the answer is not this");
      }
      current = new Version(after, next);
      current.verifyAll(keys, universe);
      versions.add(current);
    }

    private static @Nullable Object mapped(int which, @Nullable Object v) {
      return switch (which) {
        case 0 -> v;
        case 1 -> v instanceof Value value && value.number == 0 ? null : v;
        default -> v == null ? "none" : v;
      };
    }

    private BinaryOperator<@Nullable Object> mergeFunction() {
      return switch (random.nextInt(4)) {
        case 0 -> (here, there) -> here;
        case 1 -> (here, there) -> there;
        case 2 -> (here, there) -> null;
        default -> (here, there) -> here == null ? there : here;
      };
    }

    private Iterable<@Nullable Object> oneOfManyForms(String verb, List<@Nullable Object> some) {
      int form = random.nextInt(4);
      operation = verb + ", form=" + form;
      return switch (form) {
        case 0 -> some;
        case 1 -> new HashSet<>(some);
        case 2 -> PersistentSet.copyOf(some);
        default -> () -> some.iterator(); // nothing but an Iterable
      };
    }

    /** A builder that is built now and then and used on; what it answered is kept. */
    private PersistentMap<@Nullable Object, @Nullable Object> episode(
        Map<@Nullable Object, @Nullable Object> next) {
      PersistentMap.Builder<@Nullable Object, @Nullable Object> builder = current.map.builder();
      int builds = 0;
      for (int i = few() * 2; i > 0; i--) {
        int what = random.nextInt(10);
        operation = "builder, what=" + what;
        switch (what) {
          case 0, 1, 2 -> {
            Object key = key();
            Object value = value();
            next.put(key, value);
            builder.put(key, value);
          }
          case 3, 4, 5 -> {
            Object key = random.nextBoolean() ? key() : present();
            next.remove(key);
            builder.remove(key);
          }
          case 6 -> {
            Map<@Nullable Object, @Nullable Object> some =
                random.nextBoolean() ? someEntries() : anyVersion().expected;
            next.putAll(some);
            builder.putAll(random.nextBoolean() ? PersistentMap.copyOf(some) : some);
          }
          case 7 -> {
            PersistentMap<@Nullable Object, @Nullable Object> built = builder.build();
            if (builds++ < 3) {
              versions.add(new Version(built, new HashMap<>(next)));
            }
            Version.require(builder.build().equals(built), "build, again");
          }
          case 8 -> builder.handOver();
          default -> {
            Object key = key();
            Version.require(builder.get(key) == next.get(key), "builder.get");
            Version.require(
                builder.containsKey(key) == next.containsKey(key), "builder.containsKey");
          }
        }
        Version.require(builder.size() == next.size(), "builder.size");
      }
      PersistentMap<@Nullable Object, @Nullable Object> built = builder.build();
      Version.require(builder.build().equals(built), "build, again");
      Map<@Nullable Object, @Nullable Object> keptExpected = new HashMap<>(next);
      versions.add(new Version(built, keptExpected));
      // The builder goes on; what it built must not.
      for (int i = random.nextInt(4); i > 0; i--) {
        builder.put(key(), value()).remove(key());
      }
      operation = "builder, build";
      return built;
    }

    private void verifyAsSerialized(Version version) {
      operation = "serialization";
      PersistentMap<@Nullable Object, @Nullable Object> copy = SerialCopy.of(version.map);
      Version.require(copy.equals(version.expected), "deserialized");
      TrieInvariants.check(copy);
      TrieInvariants.checkSameShape(version.map, copy);
    }
  }
}
