package org.potamos.stress;

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
import org.potamos.core.Atom;

/**
 * AT-15, ruling A1: who reads a value finds its content, and who finds an atom finds its value.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t AtomPublicationStress -m quick
 * -sc false"}.
 */
public final class AtomPublicationStress {
  private AtomPublicationStress() {}

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

  /** A swap of a bare atom before its first change publishes the value. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "before the change")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the whole value")
  @Outcome(expect = FORBIDDEN, desc = "a value without its content")
  public static class SwapFresh {
    private final Atom<@Nullable Box> atom = Atoms.fresh(null);

    /** One thread. */
    @Actor
    public void one() {
      atom.swap(old -> Box.full());
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Box.sum(atom.deref());
    }
  }

  /** A swap by the quick path publishes the value. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "before the change")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the whole value")
  @Outcome(expect = FORBIDDEN, desc = "a value without its content")
  public static class SwapCalm {
    private final Atom<@Nullable Box> atom = Atoms.calm(null);

    /** One thread. */
    @Actor
    public void one() {
      atom.swap(old -> Box.full());
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Box.sum(atom.deref());
    }
  }

  /** A reset by the quick path publishes the value. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "before the change")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the whole value")
  @Outcome(expect = FORBIDDEN, desc = "a value without its content")
  public static class ResetCalm {
    private final Atom<@Nullable Box> atom = Atoms.calm(null);

    /** One thread. */
    @Actor
    public void one() {
      atom.reset(Box.full());
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Box.sum(atom.deref());
    }
  }

  /** A swap of an observed atom publishes the value. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "before the change")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the whole value")
  @Outcome(expect = FORBIDDEN, desc = "a value without its content")
  public static class SwapObserved {
    private final Atom<@Nullable Box> atom = Atoms.observed(null);

    /** One thread. */
    @Actor
    public void one() {
      atom.swap(old -> Box.full());
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Box.sum(atom.deref());
    }
  }

  /** A reset of an observed atom publishes the value. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "before the change")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the whole value")
  @Outcome(expect = FORBIDDEN, desc = "a value without its content")
  public static class ResetObserved {
    private final Atom<@Nullable Box> atom = Atoms.observed(null);

    /** One thread. */
    @Actor
    public void one() {
      atom.reset(Box.full());
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Box.sum(atom.deref());
    }
  }

  /**
   * The broken twin: the value first, its content afterwards, which is what a plain write allows.
   */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "before the change")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the whole value")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the incomplete value that the tests above would show")
  public static class PublishThenFill {
    private volatile @Nullable Box value;

    /** One thread. */
    @Actor
    public void one() {
      Box box = new Box();
      value = box;
      Windows.widen();
      box.fill();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Box.sum(value);
    }
  }

  /** A bare atom published by a race has its initial value. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "the initial value")
  @Outcome(expect = FORBIDDEN, desc = "an atom without its value")
  public static class RacyAtom {
    private @Nullable Atom<@Nullable Integer> shared;

    private static int valueOf(@Nullable Atom<@Nullable Integer> atom) {
      if (atom == null) {
        return -1;
      }
      Integer value = atom.deref();
      return value == null ? 0 : value;
    }

    /** One thread. */
    @Actor
    public void one() {
      shared = Atom.of(42);
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

  /** An observed atom published by a race has its value too. */
  @JCStressTest
  @State
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "the initial value")
  @Outcome(expect = FORBIDDEN, desc = "an atom without its value")
  public static class RacyObservedAtom {
    private @Nullable Atom<@Nullable Integer> shared;

    private static int valueOf(@Nullable Atom<@Nullable Integer> atom) {
      if (atom == null) {
        return -1;
      }
      Integer value = atom.deref();
      return value == null ? 0 : value;
    }

    /** One thread. */
    @Actor
    public void one() {
      shared = Atoms.observed(42);
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
      @Nullable Integer value;
    }

    private @Nullable Model shared;

    private static int valueOf(@Nullable Model model) {
      if (model == null) {
        return -1;
      }
      Integer value = model.value;
      return value == null ? 0 : value;
    }

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
      r.r1 = valueOf(shared);
    }
  }
}
