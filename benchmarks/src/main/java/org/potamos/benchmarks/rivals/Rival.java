package org.potamos.benchmarks.rivals;

import clojure.lang.AFn;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.potamos.core.Atom;

/** Who keeps the cell. The semantics are the same but for what the constants say. */
public enum Rival {
  /** {@link Atom}. */
  POTAMOS {
    @Override
    public Cell cell() {
      return new PotamosCell(Atom.of(0L));
    }

    @Override
    public Cell guardedCell(LongPredicate rule, LongConsumer watch) {
      return new PotamosCell(
          Atom.builder(0L)
              .validator(value -> rule.test(value), "must hold")
              .watch("watch", change -> watch.accept(change.newValue()))
              .build());
    }
  },

  /**
   * {@link AtomicReference}. Its guarded cell is written by hand, the least that can be called a
   * watch and a validator: fixed, not isolated from each other's failures, and without a version.
   */
  ATOMIC_REFERENCE {
    @Override
    public Cell cell() {
      return new AtomicReferenceCell();
    }

    @Override
    public Cell guardedCell(LongPredicate rule, LongConsumer watch) {
      return new GuardedAtomicReferenceCell(rule, watch);
    }
  },

  /** {@code clojure.lang.Atom}, called from Java. */
  CLOJURE {
    @Override
    public Cell cell() {
      return new ClojureCell(new clojure.lang.Atom(0L));
    }

    @Override
    public Cell guardedCell(LongPredicate rule, LongConsumer watch) {
      clojure.lang.Atom atom = new clojure.lang.Atom(0L);
      atom.setValidator(
          new AFn() {
            @Override
            public Object invoke(Object value) {
              return rule.test((Long) value);
            }
          });
      atom.addWatch(
          "watch",
          new AFn() {
            @Override
            public Object invoke(Object key, Object reference, Object before, Object after) {
              watch.accept((Long) after);
              return after;
            }
          });
      return new ClojureCell(atom);
    }
  };

  /**
   * A cell that holds 0, with nothing switched on.
   *
   * @return a new cell
   */
  public abstract Cell cell();

  /**
   * A cell that holds 0, with a validator and a watch.
   *
   * @param rule must hold for each value
   * @param watch hears of each value
   * @return a new cell
   */
  public abstract Cell guardedCell(LongPredicate rule, LongConsumer watch);

  private static final class PotamosCell implements Cell {
    private final Atom<Long> atom;

    PotamosCell(Atom<Long> atom) {
      this.atom = atom;
    }

    @Override
    public Object deref() {
      return atom.deref();
    }

    @Override
    public Object swap(Step step) {
      return atom.swap(step);
    }
  }

  private static final class AtomicReferenceCell implements Cell {
    private final AtomicReference<Long> reference = new AtomicReference<>(0L);

    @Override
    public Object deref() {
      return reference.get();
    }

    @Override
    public Object swap(Step step) {
      return reference.updateAndGet(step);
    }
  }

  private static final class GuardedAtomicReferenceCell implements Cell {
    private final AtomicReference<Long> reference = new AtomicReference<>(0L);
    private final LongPredicate rule;
    private final LongConsumer watch;

    GuardedAtomicReferenceCell(LongPredicate rule, LongConsumer watch) {
      this.rule = rule;
      this.watch = watch;
    }

    @Override
    public Object deref() {
      return reference.get();
    }

    @Override
    @SuppressWarnings("PrimitiveAtomicReference") // compares with the very object it has read
    public Object swap(Step step) {
      Long before;
      Long after;
      do {
        before = reference.get();
        after = step.apply(before);
        if (!rule.test(after)) {
          throw new IllegalStateException("must hold");
        }
      } while (!reference.compareAndSet(before, after));
      watch.accept(after);
      return after;
    }
  }

  private static final class ClojureCell implements Cell {
    private final clojure.lang.Atom atom;

    ClojureCell(clojure.lang.Atom atom) {
      this.atom = atom;
    }

    @Override
    public Object deref() {
      return atom.deref();
    }

    @Override
    public Object swap(Step step) {
      return atom.swap(step);
    }
  }
}
