package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
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
 * Ref, its constructor: who finds a ref finds its initial value.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t NewRefStress -m quick -sc
 * false"}.
 */
public final class NewRefStress {
  private NewRefStress() {}

  /** A ref that is published by a race. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "the initial value")
  @Outcome(expect = FORBIDDEN, desc = "a ref without its value")
  public static class Racy {
    private @Nullable Ref<Integer> shared;

    private static int valueOf(@Nullable Ref<Integer> ref) {
      return ref == null ? -1 : ref.deref();
    }

    /** One thread. */
    @Actor
    public void one() {
      shared = Ref.of(42);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = valueOf(shared);
    }
  }

  /** A ref that is made inside a transaction and published by it. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "the initial value")
  @Outcome(expect = FORBIDDEN, desc = "a ref without its value")
  public static class MadeInTransaction {
    private final Ref<@Nullable Ref<Integer>> holder = Ref.<@Nullable Ref<Integer>>of(null);

    private static int valueOf(@Nullable Ref<Integer> ref) {
      return ref == null ? -1 : ref.deref();
    }

    /** One thread. */
    @Actor
    public void one() {
      Stm.dosync(() -> {
        holder.set(Ref.of(42));
      });
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Stm.dosync(() -> valueOf(holder.deref()));
    }
  }

  /** The broken twin: an object that escapes before it has its value. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "the initial value")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the missing value that the tests above would show")
  public static class RacyModel {
    private static final class Model {
      int value;
    }

    private @Nullable Model shared;

    /** One thread. */
    @Actor
    public void one() {
      Model model = new Model();
      shared = model;
      VarHandle.releaseFence(); // keeps the two stores apart, in the wrong order
      Windows.widen();
      model.value = 42;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      Model model = shared;
      r.r1 = model == null ? -1 : model.value;
    }
  }
}
