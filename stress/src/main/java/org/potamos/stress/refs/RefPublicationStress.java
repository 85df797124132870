package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.stress.Windows;

/**
 * Version, the field {@code stamp}: who reads a value finds its content.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t RefPublicationStress -m quick
 * -sc false"}.
 */
public final class RefPublicationStress {
  private RefPublicationStress() {}

  /** A value with plain fields, each 1 once it is complete. */
  private static final class Box {
    int a;
    int b;
    int c;
    int d;

    void fill() {
      a = 1;
      b = 1;
      c = 1;
      d = 1;
    }

    static Box full() {
      Box box = new Box();
      box.fill();
      return box;
    }

    static int sum(@Nullable Box box) {
      return box == null ? -1 : box.a + box.b + box.c + box.d;
    }
  }

  /** A transaction publishes the value to another one. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "before the change")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the whole value")
  @Outcome(expect = FORBIDDEN, desc = "a value without its content")
  public static class Transaction {
    private final Ref<@Nullable Box> ref = Ref.<@Nullable Box>of(null);

    /** One thread. */
    @Actor
    public void one() {
      Stm.dosync(() -> {
        ref.set(Box.full());
      });
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Stm.dosync(() -> Box.sum(ref.deref()));
    }
  }

  /** A swap by the quick path publishes the value. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "before the change")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the whole value")
  @Outcome(expect = FORBIDDEN, desc = "a value without its content")
  public static class Swap {
    private final Ref<@Nullable Box> ref = Ref.<@Nullable Box>of(null);

    /** One thread. */
    @Actor
    public void one() {
      ref.swap(old -> Box.full());
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Box.sum(ref.deref());
    }
  }

  /**
   * The broken twin: a version that gets its stamp before its value is complete, which is what a
   * plain stamp allows.
   */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "before the change")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the whole value")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the incomplete value that the tests above would show")
  public static class StampThenValue {
    private static final class Version {
      final Box value = new Box();
      volatile long stamp = -1;
    }

    private volatile @Nullable Version head;

    /** One thread. */
    @Actor
    public void one() {
      Version next = new Version();
      head = next;
      next.stamp = 1;
      Windows.widen();
      next.value.fill();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      Version version = head;
      r.r1 = version == null || version.stamp < 0 ? -1 : Box.sum(version.value);
    }
  }
}
