package org.potamos.refs.terms;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Draws terms at random; the same seed draws the same terms. */
final class TermGenerator {

  /** What may occur in a term. */
  enum Profile {
    /** Everything. */
    ALONE,
    /** What has an obvious meaning also if another thread changes refs meanwhile. */
    DISTURBED,
    /** The same without anything that waits for another thread. */
    CONCURRENT
  }

  /** What may occur at one place in a term. */
  private record Place(boolean mayRetry, boolean mayThrowChecked, boolean mayCommute) {
    Place mayRetry(boolean may) {
      return new Place(may, mayThrowChecked, mayCommute);
    }

    Place inHook(boolean mayRetryInHooks) {
      return new Place(mayRetryInHooks, false, true);
    }

    Place inFunction() {
      return new Place(mayRetry, false, false);
    }
  }

  private static final int VALUES = 12;

  private final Random random;
  private final Profile profile;
  private int tags;

  TermGenerator(long seed, Profile profile) {
    this.random = new Random(seed);
    this.profile = profile;
  }

  /** The values of all refs. */
  Map<Integer, Integer> state() {
    TreeMap<Integer, Integer> state = new TreeMap<>();
    for (int ref = 0; ref <= Term.LOG; ref++) {
      int value = random.nextInt(VALUES);
      while (!Interpreter.isValid(ref, value)) {
        value = random.nextInt(VALUES);
      }
      state.put(ref, random.nextInt(10) == 0 ? Op.NIL : value);
    }
    return state;
  }

  /** A term to start with. */
  Term.Dosync top(int depth) {
    Term.Mode mode =
        switch (random.nextInt(20)) {
          case 0, 1 -> Term.Mode.READ_ONLY;
          case 2 -> Term.Mode.SNAPSHOT_READ_ONLY;
          case 3, 4, 5, 6 -> Term.Mode.SNAPSHOT;
          case 7 -> profile == Profile.ALONE ? Term.Mode.IRREVOCABLE : Term.Mode.PLAIN;
          case 8 -> Term.Mode.SERIALIZABLE;
          default -> Term.Mode.PLAIN;
        };
    return top(mode, depth);
  }

  Term.Dosync top(Term.Mode mode, int depth) {
    Place place = new Place(mayRetryAtAll(), true, true);
    return new Term.Dosync(mode, random.nextBoolean(), sequence(depth, place));
  }

  private boolean mayRetryAtAll() {
    return profile != Profile.CONCURRENT && random.nextInt(4) == 0;
  }

  /** Puts a turn of another thread somewhere. */
  Term.Dosync disturbed(Term.Dosync top) {
    int[] countdown = {1 + random.nextInt(top.body().size())};
    return new Term.Dosync(top.mode(), top.explicit(), disturbed(top.body(), countdown));
  }

  private static Term disturbed(Term term, int[] countdown) {
    if (--countdown[0] == 0) {
      return new Term.Seq(new Term.Meanwhile(), term);
    }
    List<Term> children = new ArrayList<>();
    for (Term child : term.children()) {
      children.add(disturbed(child, countdown));
    }
    return children.isEmpty() ? term : term.with(children);
  }

  /** A few changes, as another thread makes them. */
  List<Term> changes() {
    List<Term> changes = new ArrayList<>();
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      int ref = random.nextInt(Term.SHARED);
      int value = random.nextInt(VALUES);
      while (!Interpreter.isValid(ref, value)) {
        value = random.nextInt(VALUES);
      }
      changes.add(new Term.Put(ref, new Term.Const(value)));
    }
    return changes;
  }

  // ------------------------------------------------------------------ terms

  private Term sequence(int depth, Place place) {
    int count = 1 + random.nextInt(4);
    List<Term> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(term(depth - 1, place));
    }
    return steps.size() == 1 ? steps.getFirst() : new Term.Seq(steps);
  }

  private Term term(int depth, Place place) {
    if (depth <= 0) {
      return leaf(place);
    }
    return switch (random.nextInt(30)) {
      case 0, 1, 2, 3 -> nested(depth, place);
      case 4, 5, 6, 7 -> caught(depth, place);
      case 8, 9, 10, 11 -> orElse(depth, place);
      case 12, 13 -> new Term.Put(ref(), term(depth - 1, place));
      case 14 -> new Term.Plus(term(depth - 1, place), term(depth - 1, place));
      case 15, 16 ->
          new Term.IfOdd(
              new Term.Read(ref()), sequence(depth - 1, place), sequence(depth - 1, place));
      case 17, 18 -> sequence(depth - 1, place);
      case 19 -> new Term.AlterBy(ref(), term(depth - 1, place.inFunction()));
      case 20 -> new Term.BeforeCommit(term(depth - 1, place.inHook(mayRetryAtAll())));
      case 21 -> new Term.LocalSet(term(depth - 1, place));
      case 22 ->
          profile == Profile.ALONE ? new Term.NewRef(slot(), term(depth - 1, place)) : leaf(place);
      default -> leaf(place);
    };
  }

  /** A block that ends like this, if it gets there. */
  private Term nested(int depth, Term end, Place place) {
    return new Term.Dosync(
        Term.Mode.PLAIN, random.nextBoolean(), new Term.Seq(sequence(depth - 1, place), end));
  }

  private Term nested(int depth, Place place) {
    Term.Mode mode =
        switch (random.nextInt(24)) {
          case 0 -> Term.Mode.READ_ONLY;
          case 1, 2, 3 -> Term.Mode.SNAPSHOT;
          case 4 -> Term.Mode.SERIALIZABLE;
          case 5 -> Term.Mode.IRREVOCABLE;
          default -> Term.Mode.PLAIN;
        };
    return new Term.Dosync(mode, random.nextBoolean(), sequence(depth - 1, place));
  }

  private Term caught(int depth, Place place) {
    Set<Kind> kinds = EnumSet.of(Kind.UNCHECKED);
    for (Kind kind : List.of(Kind.CHECKED, Kind.ERROR, Kind.ILLEGAL)) {
      if (random.nextInt(3) > 0) {
        kinds.add(kind);
      }
    }
    Term body =
        switch (random.nextInt(3)) {
          case 0 -> nested(depth - 1, new Term.Throw(kind(place)), place);
          case 1 -> new Term.Seq(term(depth - 1, place), new Term.Throw(kind(place)));
          default -> term(depth - 1, place);
        };
    return new Term.Catch(body, Set.copyOf(kinds), random.nextInt(4) == 0, term(depth - 2, place));
  }

  private Term orElse(int depth, Place place) {
    List<Term> alternatives = new ArrayList<>();
    int count = 2 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      boolean last = i == count - 1;
      Place here = last ? place : place.mayRetry(true);
      Term alternative = sequence(depth - 1, here);
      if (!last && random.nextInt(3) == 0) {
        alternative = new Term.Seq(alternative, new Term.Retry());
      }
      alternatives.add(alternative);
    }
    return new Term.OrElse(alternatives);
  }

  private Term leaf(Place place) {
    return switch (random.nextInt(30)) {
      case 0, 1, 2, 3, 4 -> new Term.Read(ref());
      case 5, 6, 7 -> new Term.Put(ref(), new Term.Const(value()));
      case 8, 9, 10 -> new Term.Alter(ref(), op());
      case 11, 12, 13, 14 -> {
        if (!place.mayCommute) {
          yield new Term.Read(ref());
        }
        int ref = ref();
        yield new Term.Commute(
            ref,
            random.nextInt(40) == 0
                ? new Op(Op.Code.USE_REF, random.nextInt(Term.SHARED))
                : commutableOp());
      }
      case 15 -> new Term.Ensure(ref());
      case 16 -> new Term.Swap(ref(), op());
      case 17 ->
          random.nextBoolean()
              ? new Term.Reset(ref(), value())
              : new Term.Replace(ref(), random.nextInt(VALUES), value());
      case 18 -> random.nextInt(8) == 0 ? new Term.Throw(kind(place)) : new Term.Const(value());
      case 19, 20 ->
          place.mayRetry
              ? random.nextBoolean() ? new Term.Retry() : new Term.CheckOdd(ref())
              : new Term.RetryForZero();
      case 21 ->
          new Term.AfterCommit(
              tag(),
              random.nextInt(2),
              profile == Profile.ALONE && random.nextBoolean() ? 1 + random.nextInt(5) : 0);
      case 22 -> new Term.AfterRollback(tag());
      case 23 -> new Term.Prepare(tag(), random.nextInt(16) == 0);
      case 24 -> new Term.Hold(tag());
      case 25 -> new Term.LocalGet();
      case 26 -> new Term.LocalSet(new Term.Const(value()));
      case 27 -> random.nextInt(8) == 0 ? new Term.Io() : new Term.Read(ref());
      case 28 -> profile == Profile.ALONE ? independent() : new Term.Ensure(ref());
      default -> new Term.Const(value());
    };
  }

  private Term independent() {
    List<Term> steps = new ArrayList<>();
    steps.add(new Term.Alter(Term.LOG, new Op(Op.Code.ADD, 1 + random.nextInt(5))));
    if (random.nextBoolean()) {
      steps.add(new Term.AfterCommit(tag(), 0, 0));
      steps.add(new Term.AfterRollback(tag()));
    }
    if (random.nextInt(3) == 0) {
      steps.add(new Term.Throw(Kind.UNCHECKED));
    }
    return new Term.Independent(new Term.Seq(steps));
  }

  private int ref() {
    return profile == Profile.ALONE && random.nextInt(6) == 0
        ? slot()
        : random.nextInt(Term.SHARED);
  }

  private int slot() {
    return Term.MADE + random.nextInt(Term.SLOTS);
  }

  private int value() {
    return random.nextInt(12) == 0 ? Op.NIL : random.nextInt(VALUES);
  }

  private Op op() {
    return switch (random.nextInt(12)) {
      case 0 -> new Op(Op.Code.NULL, 0);
      case 1 -> new Op(Op.Code.CONST, random.nextInt(VALUES));
      case 2, 3, 4 -> new Op(Op.Code.TIMES, 2 + random.nextInt(3));
      case 5 -> new Op(Op.Code.ADD_TO_EVEN, 1 + random.nextInt(4));
      default -> new Op(Op.Code.ADD, random.nextInt(VALUES));
    };
  }

  /** Where the function may run on a newer value, what it throws then can not be caught. */
  private Op commutableOp() {
    Op op = op();
    return profile == Profile.CONCURRENT && op.code() == Op.Code.ADD_TO_EVEN
        ? new Op(Op.Code.ADD, op.operand())
        : op;
  }

  private Kind kind(Place place) {
    return switch (random.nextInt(4)) {
      case 0 -> Kind.ERROR;
      case 1, 2 -> Kind.UNCHECKED;
      default -> place.mayThrowChecked ? Kind.CHECKED : Kind.UNCHECKED;
    };
  }

  private int tag() {
    return tags++;
  }
}
