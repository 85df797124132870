package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.potamos.core.collection.PersistentList;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentSet;
import org.potamos.core.collection.PersistentSortedMap;
import org.potamos.core.collection.PersistentVector;

/**
 * A persistent collection that another thread finds in a plain field is complete: its nodes, though
 * a builder wrote into them, and its cached hash code.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t CollectionPublicationStress -m
 * quick -sc false"}.
 */
public final class CollectionPublicationStress {
  private CollectionPublicationStress() {}

  /** Enough elements for two levels. */
  private static final int SIZE = 40;

  /** The sum of the elements; -1 if there is no collection yet, -2 if an element is missing. */
  private static int sum(@Nullable Collection<@Nullable Integer> numbers) {
    if (numbers == null) {
      return -1;
    }
    int sum = 0;
    int count = 0;
    for (Integer number : numbers) {
      if (number == null) {
        return -2;
      }
      sum += number;
      count++;
    }
    return count == numbers.size() ? sum : -3;
  }

  /** A map out of a builder, whose nodes were written in place. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "780", expect = ACCEPTABLE, desc = "the whole map")
  @Outcome(expect = FORBIDDEN, desc = "a map with something missing")
  public static class BuiltMap {
    private @Nullable PersistentMap<Integer, @Nullable Integer> shared;

    /** One thread. */
    @Actor
    public void one() {
      PersistentMap.Builder<Integer, @Nullable Integer> map =
          PersistentMap.<Integer, @Nullable Integer>of().builder();
      for (int i = 0; i < SIZE; i++) {
        map.put(i, i);
      }
      shared = map.build();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      PersistentMap<Integer, @Nullable Integer> map = shared;
      r.r1 = sum(map == null ? null : map.values());
    }
  }

  /** A vector out of a builder. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "780", expect = ACCEPTABLE, desc = "the whole vector")
  @Outcome(expect = FORBIDDEN, desc = "a vector with something missing")
  public static class BuiltVector {
    private @Nullable PersistentVector<@Nullable Integer> shared;

    /** One thread. */
    @Actor
    public void one() {
      PersistentVector.Builder<@Nullable Integer> vector =
          PersistentVector.<@Nullable Integer>of().builder();
      for (int i = 0; i < SIZE; i++) {
        vector.add(0);
      }
      for (int i = 0; i < SIZE; i++) {
        vector.set(i, i);
      }
      shared = vector.build();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = sum(shared);
    }
  }

  /** One update of each kind of collection, published together in a list. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "30", expect = ACCEPTABLE, desc = "all of them")
  @Outcome(expect = FORBIDDEN, desc = "a collection with something missing")
  public static class Updated {
    private static final List<@Nullable Integer> OLD = List.of(1, 2);

    private final PersistentVector<@Nullable Integer> vector = PersistentVector.copyOf(OLD);
    private final PersistentList<@Nullable Integer> list = PersistentList.copyOf(OLD);
    private final PersistentSet<@Nullable Integer> set = PersistentSet.copyOf(OLD);
    private final PersistentMap<Integer, @Nullable Integer> map = PersistentMap.of(1, 1, 2, 2);
    private final PersistentSortedMap<Integer, @Nullable Integer> sorted =
        PersistentSortedMap.copyOf(Map.of(1, 1, 2, 2));

    private @Nullable PersistentList<Collection<@Nullable Integer>> shared;

    /** One thread. */
    @Actor
    public void one() {
      shared =
          PersistentList.of(
              vector.plus(3),
              list.plus(3),
              set.plus(3),
              map.with(3, 3).values(),
              sorted.with(3, 3).values());
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      PersistentList<Collection<@Nullable Integer>> all = shared;
      int total = all == null ? -1 : 0;
      if (all != null) {
        for (Collection<@Nullable Integer> each : all) {
          total += sum(each);
        }
      }
      r.r1 = total;
    }
  }

  /**
   * The broken twin: a container whose content is no final field, with its stores in wrong order.
   */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "780", expect = ACCEPTABLE, desc = "the whole")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the missing element that the tests above would show")
  public static class LateContent {
    private @Nullable Content shared;

    private static final class Content {
      final @Nullable Integer[] numbers = new @Nullable Integer[SIZE];
    }

    /** One thread. */
    @Actor
    public void one() {
      Content content = new Content();
      shared = content;
      VarHandle.releaseFence(); // keeps the stores apart, in the wrong order
      Windows.widen();
      for (int i = 0; i < SIZE; i++) {
        content.numbers[i] = i;
      }
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      Content content = shared;
      r.r1 = sum(content == null ? null : java.util.Arrays.asList(content.numbers));
    }
  }

  /** Two threads that ask for a hash code that nobody knows yet get the right one. */
  @JCStressTest
  @State
  @Outcome(id = "780, 780", expect = ACCEPTABLE, desc = "computed once or twice")
  @Outcome(expect = FORBIDDEN, desc = "a wrong hash code")
  public static class RacyHash {
    private final PersistentSet<Integer> set = numbers();

    private static PersistentSet<Integer> numbers() {
      PersistentSet<Integer> all = PersistentSet.of();
      for (int i = 0; i < SIZE; i++) {
        all = all.plus(i);
      }
      return all;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = set.hashCode();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r2 = set.hashCode();
    }
  }

  /** The broken twin: a cache of two words, of which the first says that the second is there. */
  @JCStressTest
  @State
  @Outcome(id = "780, 780", expect = ACCEPTABLE, desc = "computed once or twice")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the wrong hash code that the test above would show")
  public static class TwoWordHash {
    private boolean known;
    private int hash;

    private int hash() {
      if (!known) {
        known = true;
        VarHandle.releaseFence(); // keeps the stores apart, in the wrong order
        Windows.widen();
        hash = 780;
        return 780;
      }
      return hash;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = hash();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r2 = hash();
    }
  }
}
