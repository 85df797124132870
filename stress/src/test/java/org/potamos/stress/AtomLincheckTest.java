package org.potamos.stress;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.potamos.core.Atom;
import org.potamos.core.Change;

/**
 * The operations of an atom are linearizable: whatever the schedule, their results are those of
 * some order one after the other. Lincheck explores schedules at each access to shared memory. All
 * values are small, so that boxed ones are identical when they are equal.
 */
@ResourceLock("lincheck") // which checks one class at a time, and would use up others' time limits
class AtomLincheckTest {

  /** The operations, on whatever atom. */
  @Param(name = "small", gen = IntGen.class, conf = "0:2")
  public abstract static class Operations {
    private final Atom<Integer> atom;

    /**
     * For subclasses.
     *
     * @param atom the atom
     */
    protected Operations(Atom<Integer> atom) {
      this.atom = atom;
    }

    /** {@return the atom} */
    protected final Atom<Integer> atom() {
      return atom;
    }

    /** {@return the value installed} */
    @Operation
    public int swap() {
      return atom.swap(x -> x + 1);
    }

    /**
     * A swap with an argument.
     *
     * @param argument added
     * @return the value installed
     */
    @Operation
    public int swapWith(@Param(name = "small") int argument) {
      return atom.swap(Integer::sum, argument);
    }

    /** {@return both values} */
    @Operation
    public String swapVals() {
      return show(atom.swapVals(x -> x + 1));
    }

    /**
     * A reset.
     *
     * @param value the value
     * @return the value
     */
    @Operation
    public int reset(@Param(name = "small") int value) {
      return atom.reset(value);
    }

    /**
     * A reset that tells what was there.
     *
     * @param value the value
     * @return both values
     */
    @Operation
    public String resetVals(@Param(name = "small") int value) {
      return show(atom.resetVals(value));
    }

    /**
     * A change by identity.
     *
     * @param expected what is to be there
     * @param value the value
     * @return whether it was there
     */
    @Operation
    public boolean compareAndSet(
        @Param(name = "small") int expected, @Param(name = "small") int value) {
      return atom.compareAndSet(expected, value);
    }

    /**
     * A change by equality.
     *
     * @param expected what is to be there
     * @param value the value
     * @return whether it was there
     */
    @Operation
    public boolean replace(@Param(name = "small") int expected, @Param(name = "small") int value) {
      return atom.replace(expected, value);
    }

    /** {@return the value} */
    @Operation
    public int deref() {
      return atom.deref();
    }

    private static String show(Change<Integer> change) {
      return change.oldValue() + "->" + change.newValue();
    }
  }

  /** Bare until swapVals or resetVals makes it observed: the step is part of the schedules. */
  public static class Bare extends Operations {
    /** Makes one that was never changed. */
    public Bare() {
      super(Atoms.fresh(0));
    }
  }

  /** The same with the quick path. */
  public static class Calm extends Operations {
    /** Makes one that was changed. */
    public Calm() {
      super(Atoms.calm(0));
    }
  }

  /** Observed from the beginning: versions are exact. */
  public static class Observed extends Operations {
    /** Makes one. */
    public Observed() {
      super(Atoms.observed(0));
    }

    /** {@return the version} */
    @Operation
    public long version() {
      return atom().version();
    }
  }

  /** With a validator: a rejection is an InvalidStateException, and nothing has changed. */
  public static class Validated extends Operations {
    /** Makes one. */
    public Validated() {
      super(Atom.builder(0).validator(x -> x < 3, "must be < 3").build());
    }

    /** {@return the version} */
    @Operation
    public long version() {
      return atom().version();
    }
  }

  /** The broken twin: reads, computes, then writes. */
  public static class ReadThenWrite {
    private volatile int value;

    /** {@return the value installed} */
    @Operation
    @SuppressWarnings("NonAtomicVolatileUpdate") // that is the bug
    public int swap() {
      int next = value + 1;
      value = next;
      return next;
    }
  }

  /** The broken twin with a validator: checks a value that is not the one it replaces. */
  public static class CheckThenSet {
    private final AtomicInteger value = new AtomicInteger();

    /** {@return whether it was accepted} */
    @Operation
    public boolean swap() {
      if (value.get() >= 1) {
        return false;
      }
      value.incrementAndGet();
      return true;
    }

    /** {@return the value} */
    @Operation
    public int deref() {
      return value.get();
    }
  }

  /**
   * TurnTaking spins up to a thousand times before it looks again. By default Lincheck takes a loop
   * for hanging after 50.
   */
  private static final int LONGER_THAN_ANY_WAIT = 10_000;

  private static ModelCheckingOptions schedules(int iterations, int threads, int actors) {
    return new ModelCheckingOptions()
        .iterations(iterations)
        .invocationsPerIteration(120)
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(1)
        .actorsAfter(1)
        .loopBound(LONGER_THAN_ANY_WAIT);
  }

  @Test
  void bareAtom_isLinearizable() {
    schedules(10, 2, 3).check(Bare.class);
  }

  @Test
  void calmAtom_isLinearizable() {
    schedules(6, 2, 3).check(Calm.class);
  }

  @Test
  void observedAtom_isLinearizable() {
    schedules(10, 2, 3).check(Observed.class);
  }

  @Test
  void validatedAtom_isLinearizable() {
    schedules(5, 2, 2).check(Validated.class);
  }

  @Test
  void bareAtom_ofThreeThreads_isLinearizable() {
    schedules(6, 3, 2).check(Bare.class);
  }

  @Test
  void observedAtom_ofThreeThreads_isLinearizable() {
    schedules(6, 3, 2).check(Observed.class);
  }

  @Test
  void readThenWrite_isFound() {
    assertThatThrownBy(() -> schedules(12, 2, 2).check(ReadThenWrite.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  @Test
  void checkThenSet_isFound() {
    assertThatThrownBy(() -> schedules(12, 2, 2).check(CheckThenSet.class))
        .isInstanceOf(LincheckAssertionError.class);
  }
}
