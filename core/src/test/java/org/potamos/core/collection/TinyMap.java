package org.potamos.core.collection;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A small map beside a brute-force model of it: one place per key there can be. In half of all maps
 * the keys have seven hashes that agree in their low 25 to 30 bits, three keys each; in the others
 * they are of families that collide wholly, or hardly. Null is among them.
 */
@SuppressWarnings("ReferenceEquality") // that it is the same object is what is tested
final class TinyMap {
  static final int UNIVERSE = 22;

  /** What stands in a model where there is no key; null is a key. */
  static final Object NONE = new Object();

  /** A value knows its key, so that mixing up two keys is seen. */
  record Value(int id, int number) {}

  /** For each key, two equal values that are two objects, and a third one. */
  private static final Value[][] VALUES = new Value[UNIVERSE][3];

  static {
    for (int id = 0; id < UNIVERSE; id++) {
      VALUES[id] = new Value[] {new Value(id, 0), new Value(id, 0), new Value(id, 1)};
    }
  }

  /** What two maps may have to do with each other. */
  enum Kinship {
    APART,
    DERIVED,
    COUSINS,
    DISJOINT,
    EQUAL,
    ONE_EMPTY,
    SAME
  }

  static final List<Kinship> KINSHIPS = List.of(Kinship.values());

  private static final ModelKeys[] FAMILIES = {
    ModelKeys.ONE_CODE_RANKED,
    ModelKeys.ONE_CODE_MIXED,
    ModelKeys.CODE_OF_NULL,
    ModelKeys.ORDINARY,
    ModelKeys.DEEP,
    ModelKeys.DEEP,
    ModelKeys.DEEP,
    ModelKeys.DEEP
  };

  final ModelKeys family;

  final PersistentMap<@Nullable Object, @Nullable Object> map;

  /** The key objects that are in the map, by number; {@link #NONE} for those that are not. */
  final @Nullable Object[] keys;

  final @Nullable Object[] values;

  TinyMap(
      ModelKeys family,
      PersistentMap<@Nullable Object, @Nullable Object> map,
      @Nullable Object[] keys,
      @Nullable Object[] values) {
    this.family = family;
    this.map = map;
    this.keys = keys;
    this.values = values;
  }

  /** {@return a new key object; null for 0} */
  @Nullable Object key(int id) {
    return family.key(id);
  }

  static int idOf(@Nullable Object key) {
    return switch (key) {
      case null -> 0;
      case ModelKeys.Plain plain -> plain.id();
      case ModelKeys.Ranked ranked -> ranked.id();
      case ModelKeys.Tied tied -> tied.rank();
      default -> throw new AssertionError("a key of no family");
    };
  }

  /** {@return the family for a round: DEEP in half of them} */
  static ModelKeys anyFamily(SplittableRandom random) {
    return FAMILIES[random.nextInt(FAMILIES.length)];
  }

  /** {@return a map that is said to hold what this one holds, but for what is given} */
  TinyMap with(
      PersistentMap<@Nullable Object, @Nullable Object> otherMap,
      @Nullable Object[] otherKeys,
      @Nullable Object[] otherValues) {
    return new TinyMap(family, otherMap, otherKeys, otherValues);
  }

  private static @Nullable Object value(int id, SplittableRandom random) {
    int drawn = random.nextInt(8);
    return drawn == 0 ? null : VALUES[id][drawn % 3];
  }

  static TinyMap empty(ModelKeys family) {
    @Nullable Object[] none = new @Nullable Object[UNIVERSE];
    Arrays.fill(none, NONE);
    return new TinyMap(family, PersistentMap.of(), none, new @Nullable Object[UNIVERSE]);
  }

  /** {@return a map of some of those keys whose number has its bit set} */
  static TinyMap random(ModelKeys family, SplittableRandom random, int allowed) {
    return empty(family).changed(random, random.nextInt(2 * UNIVERSE), allowed, false);
  }

  /** {@return this map after some changes; its own nodes are shared, as far as there are any} */
  TinyMap changed(SplittableRandom random, int changes, int allowed, boolean canRemove) {
    @Nullable Object[] nextKeys = keys.clone();
    @Nullable Object[] nextValues = values.clone();
    PersistentMap<@Nullable Object, @Nullable Object> next = map;
    PersistentMap.Builder<@Nullable Object, @Nullable Object> builder = map.builder();
    boolean byBuilder = random.nextBoolean();
    for (int i = 0; i < changes; i++) {
      int id = random.nextInt(UNIVERSE);
      if ((allowed >>> id & 1) == 0) {
        continue;
      }
      Object key = key(id);
      if (canRemove && random.nextInt(3) == 0) {
        nextKeys[id] = NONE;
        nextValues[id] = null;
        if (byBuilder) {
          builder.remove(key);
        } else {
          next = next.without(key);
        }
      } else {
        Object value = value(id, random);
        nextKeys[id] = nextKeys[id] == NONE ? key : nextKeys[id];
        nextValues[id] = value;
        if (byBuilder) {
          builder.put(key, value);
        } else {
          next = next.with(key, value);
        }
      }
    }
    return with(byBuilder ? builder.build() : next, nextKeys, nextValues);
  }

  /** {@return a map of equal entries that shares no node, nor any key object but null} */
  TinyMap rebuilt(SplittableRandom random) {
    @Nullable Object[] nextKeys = keys.clone();
    @Nullable Object[] nextValues = values.clone();
    PersistentMap<@Nullable Object, @Nullable Object> next = PersistentMap.of();
    int first = random.nextInt(UNIVERSE);
    for (int i = 0; i < UNIVERSE; i++) {
      int id = (first + i * 5) % UNIVERSE;
      if (keys[id] != NONE) {
        nextKeys[id] = key(id);
        if (values[id] instanceof Value value && random.nextBoolean()) {
          nextValues[id] = new Value(value.id, value.number);
        }
        next = next.with(nextKeys[id], nextValues[id]);
      }
    }
    return with(next, nextKeys, nextValues);
  }

  /** {@return the other map of a pair} */
  TinyMap relative(Kinship kinship, SplittableRandom random) {
    return switch (kinship) {
      case APART -> random(family, random, -1);
      case DERIVED -> changed(random, 1 + random.nextInt(6), -1, true);
      case COUSINS ->
          changed(random, random.nextInt(4), -1, true).changed(random, 2, 0x155555, true);
      case DISJOINT -> {
        int there = 0;
        for (int id = 0; id < UNIVERSE; id++) {
          there |= keys[id] == NONE ? 0 : 1 << id;
        }
        yield random(family, random, ~there);
      }
      case EQUAL -> rebuilt(random);
      case ONE_EMPTY -> empty(family);
      case SAME -> this;
    };
  }

  boolean has(int id) {
    return keys[id] != NONE;
  }

  int size() {
    int size = 0;
    for (Object key : keys) {
      size += key == NONE ? 0 : 1;
    }
    return size;
  }

  Map<@Nullable Object, @Nullable Object> asHashMap() {
    Map<@Nullable Object, @Nullable Object> copy = new HashMap<>();
    for (int id = 0; id < UNIVERSE; id++) {
      if (has(id)) {
        copy.put(keys[id], values[id]);
      }
    }
    return copy;
  }

  /** {@return true if both hold equal entries} */
  boolean isEqualTo(TinyMap other) {
    for (int id = 0; id < UNIVERSE; id++) {
      if (has(id) != other.has(id) || !Objects.equals(values[id], other.values[id])) {
        return false;
      }
    }
    return true;
  }

  /** Requires that the map holds exactly the objects of the model, in the canonical form. */
  void verify() {
    TrieInvariants.check(map);
    require(map.size() == size(), "size=", map.size());
    for (int id = 0; id < UNIVERSE; id++) {
      Object key = has(id) ? keys[id] : key(id);
      require(map.containsKey(key) == has(id), "containsKey, id=", id);
      require(map.get(key) == values[id], "get, id=", id);
    }
    int[] met = {0};
    map.forEach((key, value) -> {
      int id = idOf(key);
      require((met[0] >>> id & 1) == 0, "key met twice, id=", id);
      met[0] |= 1 << id;
      require(key == keys[id], "another key object, id=", id);
      require(value == values[id], "another value, id=", id);
    });
    require(Integer.bitCount(met[0]) == size(), "keys met=", Integer.bitCount(met[0]));
  }

  /** The same for a set, which has no values. */
  void verify(PersistentSet<@Nullable Object> set, @Nullable Object[] keys) {
    TrieInvariants.check(set);
    int size = 0;
    for (int id = 0; id < UNIVERSE; id++) {
      boolean isThere = keys[id] != NONE;
      size += isThere ? 1 : 0;
      require(set.contains(isThere ? keys[id] : key(id)) == isThere, "contains, id=", id);
    }
    require(set.size() == size, "size=", set.size());
    int met = 0;
    for (Object key : set) {
      int id = idOf(key);
      require((met >>> id & 1) == 0, "key met twice, id=", id);
      met |= 1 << id;
      require(key == keys[id], "another key object, id=", id);
    }
    require(Integer.bitCount(met) == size, "keys met=", Integer.bitCount(met));
  }

  /** As below; the text is only made if it is needed. */
  static void require(boolean holds, String what, int fact) {
    if (!holds) {
      require(false, what + fact);
    }
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("differs from brute force: " + what);
    }
  }
}
