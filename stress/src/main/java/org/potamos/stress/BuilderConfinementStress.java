package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;

/**
 * A builder that two threads use by mistake: one of them is refused, and what was built never
 * changes.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t BuilderConfinementStress -m
 * quick -sc false"}.
 */
public final class BuilderConfinementStress {
  private BuilderConfinementStress() {}

  private static int orNone(@Nullable Integer value) {
    return value == null ? -1 : value;
  }

  /** Both threads put at one key; one of them builds. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "built, and the same afterwards")
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "the other thread had the builder")
  @Outcome(expect = FORBIDDEN, desc = "a built map changed, or holds the other thread's value")
  public static class MapBuilder {
    private final PersistentMap.Builder<String, Integer> builder =
        PersistentMap.<String, Integer>of().builder().put("a", 0).handOver();

    private @Nullable PersistentMap<String, Integer> built;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = -1;
      try {
        builder.put("a", 1);
        PersistentMap<String, Integer> map = builder.build();
        r.r1 = orNone(map.get("a"));
        built = map;
      } catch (IllegalStateException refused) {
        // the other thread uses it
      }
    }

    /** The other thread. */
    @Actor
    public void two() {
      try {
        builder.put("a", 2);
      } catch (IllegalStateException refused) {
        // the first thread uses it
      }
    }

    /**
     * When both have ended.
     *
     * @param r the outcome
     */
    @Arbiter
    public void after(II_Result r) {
      PersistentMap<String, Integer> map = built;
      r.r2 = map == null ? -1 : orNone(map.get("a"));
    }
  }

  /** Both threads set an element of a full leaf; one of them builds. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "built, and the same afterwards")
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "the other thread had the builder")
  @Outcome(expect = FORBIDDEN, desc = "a built vector changed, or holds the other thread's value")
  public static class VectorBuilder {
    private final PersistentVector.Builder<Integer> builder = start();

    private @Nullable PersistentVector<Integer> built;

    private static PersistentVector.Builder<Integer> start() {
      PersistentVector.Builder<Integer> forty = PersistentVector.<Integer>of().builder();
      for (int i = 0; i < 40; i++) {
        forty.add(0);
      }
      return forty.handOver();
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = -1;
      try {
        builder.set(3, 1);
        PersistentVector<Integer> vector = builder.build();
        r.r1 = vector.get(3);
        built = vector;
      } catch (IllegalStateException refused) {
        // the other thread uses it
      }
    }

    /** The other thread. */
    @Actor
    public void two() {
      try {
        builder.set(3, 2);
      } catch (IllegalStateException refused) {
        // the first thread uses it
      }
    }

    /**
     * When both have ended.
     *
     * @param r the outcome
     */
    @Arbiter
    public void after(II_Result r) {
      PersistentVector<Integer> vector = built;
      r.r2 = vector == null ? -1 : vector.get(3);
    }
  }

  /** The broken twin: an owner token that build exchanges, and no confinement. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "built, and the same afterwards")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "the other thread was first to write")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the change of a built value that the tests above would show")
  public static class TokenOnly {
    private volatile Object token = new Object();
    private final Node node = new Node(token);
    private @Nullable Node built;

    private static final class Node {
      final Object owner;
      volatile int value;

      Node(Object owner) {
        this.owner = owner;
      }
    }

    @SuppressWarnings("ReferenceEquality") // a token is known by its identity
    private void put(int value) {
      if (node.owner == token) {
        Windows.widen();
        node.value = value;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      put(1);
      token = new Object();
      built = node;
      r.r1 = node.value;
    }

    /** The other thread. */
    @Actor
    public void two() {
      put(2);
    }

    /**
     * When both have ended.
     *
     * @param r the outcome
     */
    @Arbiter
    public void after(II_Result r) {
      Node there = built;
      r.r2 = there == null ? -1 : there.value;
    }
  }
}
