package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.collection.TinyMap.Kinship;

/**
 * Operations of two maps or two sets, node by node, agree with brute force: on maps built apart,
 * derived from each other, disjoint, equal, empty, under hashes that collide for long or wholly.
 */
@SuppressWarnings("ReferenceEquality") // that it is the same object is what is tested
class MergeProperties {
  private static final int ROUNDS = 120_000;

  /** What is done with two maps. */
  private enum Operation {
    WITH_ALL,
    WITH_ALL_JDK,
    WITH_ALL_MERGE,
    WITH_ALL_MERGE_JDK,
    BUILDER_PUT_ALL,
    WITHOUT_ALL,
    WITHOUT_ALL_JDK,
    ONLY,
    ONLY_JDK,
    UNION,
    DIFFERENCE,
    INTERSECTION,
    MAP_VALUES,
    EQUALS
  }

  private static final List<Operation> OPERATIONS = List.of(Operation.values());

  @Test
  void operationsOfTwo_onSmallMapsOfEveryKinship_agreeWithBruteForce() {
    for (long seed = 0; seed < ROUNDS; seed++) {
      verifyRound(seed);
    }
  }

  private static void verifyRound(long seed) {
    Operation operation = OPERATIONS.get((int) (seed % OPERATIONS.size()));
    SplittableRandom random = new SplittableRandom(seed);
    Kinship kinship = TinyMap.KINSHIPS.get(random.nextInt(TinyMap.KINSHIPS.size()));
    try {
      TinyMap a = TinyMap.random(TinyMap.anyFamily(random), random, -1);
      TinyMap b = a.relative(kinship, random);
      if (random.nextBoolean()) {
        TinyMap swapped = a;
        a = b;
        b = swapped;
      }
      verify(operation, a, b, random);
      a.verify();
      b.verify();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "round failed: seed=" + seed + ", operation=" + operation + ", kinship=" + kinship, e);
    }
  }

  private static void verify(Operation operation, TinyMap a, TinyMap b, SplittableRandom random) {
    switch (operation) {
      case WITH_ALL -> verifyResult(a, b, a.map.withAll(b.map), (here, there) -> there);
      case WITH_ALL_JDK -> verifyResult(a, b, a.map.withAll(b.asHashMap()), (here, there) -> there);
      case BUILDER_PUT_ALL -> verifyBuilder(a, b, random);
      case WITH_ALL_MERGE -> verifyMerge(a, b, b.map, random);
      case WITH_ALL_MERGE_JDK -> verifyMerge(a, b, b.asHashMap(), random);
      case WITHOUT_ALL -> verifyKept(a, b, a.map.withoutAll(b.map.keySet()), false);
      case WITHOUT_ALL_JDK -> verifyKept(a, b, a.map.withoutAll(b.asHashMap().keySet()), false);
      case ONLY -> verifyKept(a, b, a.map.only(b.map.keySet()), true);
      case ONLY_JDK -> verifyKept(a, b, a.map.only(b.asHashMap().keySet()), true);
      case UNION, DIFFERENCE, INTERSECTION -> verifySets(operation, a, b);
      case MAP_VALUES -> verifyMapValues(a, random);
      case EQUALS -> verifyEquality(a, b);
    }
  }

  /** Requires that the result has a's key objects, and is a itself if it holds a's objects. */
  private static void verifyResult(
      TinyMap a,
      TinyMap b,
      PersistentMap<@Nullable Object, @Nullable Object> result,
      BinaryOperator<@Nullable Object> merge) {
    @Nullable Object[] keys = a.keys.clone();
    @Nullable Object[] values = a.values.clone();
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      if (b.has(id)) {
        keys[id] = a.has(id) ? a.keys[id] : b.keys[id];
        values[id] = a.has(id) ? merge.apply(a.values[id], b.values[id]) : b.values[id];
      }
    }
    a.with(result, keys, values).verify();
    verifyThis(a, result, keys, values);
  }

  private static void verifyThis(
      TinyMap a,
      PersistentMap<@Nullable Object, @Nullable Object> result,
      @Nullable Object[] keys,
      @Nullable Object[] values) {
    boolean isUnchanged = true;
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      isUnchanged &= keys[id] == a.keys[id] && values[id] == a.values[id];
    }
    TinyMap.require(!isUnchanged || result == a.map, "nothing changed, and it is not this");
  }

  private static void verifyMerge(
      TinyMap a,
      TinyMap b,
      Map<@Nullable Object, @Nullable Object> other,
      SplittableRandom random) {
    int which = random.nextInt(5);
    int[] calls = {0};
    BinaryOperator<@Nullable Object> merge =
        (here, there) ->
            switch (which) {
              case 0 -> here;
              case 1 -> there;
              case 2 -> null;
              case 3 -> here == null ? there : here;
              default -> here == null || there == null ? "one was null" : "both";
            };
    PersistentMap<@Nullable Object, @Nullable Object> result =
        a.map.withAll(
            other,
            (here, there) -> {
              calls[0]++;
              if (here instanceof TinyMap.Value x && there instanceof TinyMap.Value y) {
                TinyMap.require(x.id() == y.id(), "merge is given values of two keys");
              }
              return merge.apply(here, there);
            });
    int both = 0;
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      both += a.has(id) && b.has(id) ? 1 : 0;
    }
    TinyMap.require(calls[0] == both, "merge calls=" + calls[0] + ", common keys=", both);
    verifyResult(a, b, result, merge);
  }

  private static void verifyBuilder(TinyMap a, TinyMap b, SplittableRandom random) {
    PersistentMap.Builder<@Nullable Object, @Nullable Object> builder = a.map.builder();
    int id = random.nextInt(TinyMap.UNIVERSE);
    TinyMap changed = a;
    if (random.nextBoolean()) {
      // Nodes of the builder's own, so that the merge meets them.
      builder.put(a.key(id), "own").remove(a.key(id));
      @Nullable Object[] keys = a.keys.clone();
      @Nullable Object[] values = a.values.clone();
      keys[id] = TinyMap.NONE;
      values[id] = null;
      changed = a.with(builder.build(), keys, values);
      changed.verify();
    }
    builder.putAll(b.map);
    PersistentMap<@Nullable Object, @Nullable Object> built = builder.build();
    Object own = new Object();
    for (int other = 0; other < TinyMap.UNIVERSE; other += 3) {
      builder.put(a.key(other), own);
    }
    builder.build();
    verifyBuilt(changed, b, built);
    changed.verify();
  }

  private static void verifyBuilt(
      TinyMap a, TinyMap b, PersistentMap<@Nullable Object, @Nullable Object> built) {
    @Nullable Object[] keys = a.keys.clone();
    @Nullable Object[] values = a.values.clone();
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      if (b.has(id)) {
        keys[id] = a.has(id) ? a.keys[id] : b.keys[id];
        values[id] = b.values[id];
      }
    }
    a.with(built, keys, values).verify();
  }

  private static void verifyKept(
      TinyMap a,
      TinyMap b,
      PersistentMap<@Nullable Object, @Nullable Object> result,
      boolean isCommonKept) {
    @Nullable Object[] keys = a.keys.clone();
    @Nullable Object[] values = a.values.clone();
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      if (b.has(id) != isCommonKept) {
        keys[id] = TinyMap.NONE;
        values[id] = null;
      }
    }
    a.with(result, keys, values).verify();
    verifyThis(a, result, keys, values);
  }

  private static void verifySets(Operation operation, TinyMap a, TinyMap b) {
    PersistentSet<@Nullable Object> x = a.map.keySet();
    PersistentSet<@Nullable Object> y = b.map.keySet();
    @Nullable Object[] keys = a.keys.clone();
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      if (operation == Operation.UNION) {
        keys[id] = a.has(id) ? a.keys[id] : b.keys[id];
      } else if (b.has(id) == (operation == Operation.DIFFERENCE)) {
        keys[id] = TinyMap.NONE;
      }
    }
    PersistentSet<@Nullable Object> result =
        switch (operation) {
          case UNION -> x.plusAll(y);
          case DIFFERENCE -> x.withoutAll(y);
          default -> x.only(y);
        };
    a.verify(result, keys);
    TinyMap.require(!Arrays.equals(keys, a.keys) || result == x, "nothing changed, and not this");
    if (operation == Operation.UNION) {
      a.verify(x.builder().addAll(y).build(), keys);
    }
  }

  private static void verifyMapValues(TinyMap a, SplittableRandom random) {
    int which = random.nextInt(4);
    int[] met = {0};
    PersistentMap<@Nullable Object, @Nullable Object> result =
        a.map.mapValues((key, value) -> {
          int id = TinyMap.idOf(key);
          TinyMap.require((met[0] >>> id & 1) == 0, "called twice, id=", id);
          met[0] |= 1 << id;
          TinyMap.require(key == a.keys[id] && value == a.values[id], "called with others");
          return mapped(which, id, value);
        });
    @Nullable Object[] values = a.values.clone();
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      if (a.has(id)) {
        values[id] = mapped(which, id, a.values[id]);
      }
    }
    TinyMap.require(Integer.bitCount(met[0]) == a.size(), "not called for each entry");
    a.with(result, a.keys, values).verify();
    verifyThis(a, result, a.keys, values);
  }

  private static @Nullable Object mapped(int which, int id, @Nullable Object value) {
    return switch (which) {
      case 0 -> value;
      case 1 -> id % 5 == 0 ? "other" : value;
      case 2 -> null;
      default -> id == 7 ? null : value;
    };
  }

  private static void verifyEquality(TinyMap a, TinyMap b) {
    boolean isEqual = a.isEqualTo(b);
    Map<@Nullable Object, @Nullable Object> hashed = b.asHashMap();
    TinyMap.require(a.map.equals(b.map) == isEqual, "equals");
    TinyMap.require(b.map.equals(a.map) == isEqual, "equals the other way");
    TinyMap.require(a.map.equals(hashed) == isEqual, "equals HashMap");
    TinyMap.require(hashed.equals(a.map) == isEqual, "HashMap equals");
    TinyMap.require(b.map.hashCode() == hashed.hashCode(), "hashCode");
    boolean hasEqualKeys = true;
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      hasEqualKeys &= a.has(id) == b.has(id);
    }
    TinyMap.require(a.map.keySet().equals(b.map.keySet()) == hasEqualKeys, "keySet equals");
    TinyMap.require(a.map.keySet().equals(hashed.keySet()) == hasEqualKeys, "keySet equals JDK");
    TinyMap.require(a.map.entrySet().equals(b.map.entrySet()) == isEqual, "entrySet equals");
    TinyMap.require(b.map.keySet().hashCode() == hashed.keySet().hashCode(), "keySet.hashCode");
  }

  /** The judge sees a wrong key object, a wrong value, a key too many, one too few. */
  @Test
  void verification_ofAWrongResult_fails() {
    SplittableRandom random = new SplittableRandom(5);
    TinyMap right = TinyMap.random(ModelKeys.DEEP, random, -1);
    right.verify();
    assertThat(right.size()).isGreaterThan(3);
    int there = right.has(1) ? 1 : right.has(2) ? 2 : 3;
    Object key = Objects.requireNonNull(right.keys[there]);
    PersistentMap<@Nullable Object, @Nullable Object> map = right.map;
    assertWrong(map.without(key), right);
    assertWrong(map.with(key, new Object()), right);
    assertWrong(map.without(key).with(right.key(there), map.get(key)), right);
    for (int id = 0; id < TinyMap.UNIVERSE; id++) {
      if (!right.has(id)) {
        assertWrong(map.with(right.key(id), null), right);
      }
    }
    assertThatThrownBy(() -> verifyThis(right, right.rebuilt(random).map, right.keys, right.values))
        .isInstanceOf(AssertionError.class);
  }

  private static void assertWrong(
      PersistentMap<@Nullable Object, @Nullable Object> map, TinyMap model) {
    assertThatThrownBy(() -> model.with(map, model.keys, model.values).verify())
        .isInstanceOf(AssertionError.class);
    if (!map.keySet().equals(model.map.keySet())) {
      assertThatThrownBy(() -> model.verify(map.keySet(), model.keys))
          .isInstanceOf(AssertionError.class);
    }
  }

  /** A swapped merge function is seen. */
  @Test
  void verification_ofAMergeTheOtherWayRound_fails() {
    SplittableRandom random = new SplittableRandom(8);
    TinyMap a = TinyMap.random(ModelKeys.DEEP, random, -1);
    TinyMap b = a.changed(random, 40, -1, false);
    assertThat(a.map.equals(b.map)).isFalse();
    assertThatThrownBy(() -> verifyResult(b, a, b.map.withAll(a.map), (here, there) -> here))
        .isInstanceOf(AssertionError.class);
  }
}
