package org.potamos.refs.terms;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A program; evaluating it yields an int, {@link Op#NIL} standing for null. */
sealed interface Term {
  /** The refs that there are from the beginning: a, b and c; c has a validator. */
  int SHARED = 3;

  /** The ref that only {@link Independent} uses. */
  int LOG = 3;

  /** The first slot for refs that a term makes. */
  int MADE = 4;

  /** Slots for refs that a term makes. */
  int SLOTS = 2;

  /** The options of a block. */
  enum Mode {
    PLAIN,
    SERIALIZABLE,
    SNAPSHOT,
    READ_ONLY,
    SNAPSHOT_READ_ONLY,
    IRREVOCABLE;

    boolean isSnapshot() {
      return this == SNAPSHOT || this == SNAPSHOT_READ_ONLY;
    }

    boolean isReadOnly() {
      return this == READ_ONLY || this == SNAPSHOT_READ_ONLY;
    }
  }

  /** Does nothing. */
  static Term unit() {
    return new Const(0);
  }

  static String name(int ref) {
    return switch (ref) {
      case 0 -> "a";
      case 1 -> "b";
      case 2 -> "c";
      case LOG -> "log";
      default -> "n" + (ref - MADE);
    };
  }

  /** The terms inside, in the order of evaluation. */
  default List<Term> children() {
    return List.of();
  }

  /** The same term with other terms inside. */
  default Term with(List<Term> children) {
    return this;
  }

  /** How many terms, this one included. */
  default int size() {
    int size = 1;
    for (Term child : children()) {
      size += child.size();
    }
    return size;
  }

  /** Whether this term or one inside is such. */
  default boolean any(Predicate<Term> such) {
    if (such.test(this)) {
      return true;
    }
    for (Term child : children()) {
      if (child.any(such)) {
        return true;
      }
    }
    return false;
  }

  // ------------------------------------------------------------------ values

  record Const(int value) implements Term {
    @Override
    public String toString() {
      return Op.show(value);
    }
  }

  record Plus(Term left, Term right) implements Term {
    @Override
    public List<Term> children() {
      return List.of(left, right);
    }

    @Override
    public Term with(List<Term> children) {
      return new Plus(children.get(0), children.get(1));
    }

    @Override
    public String toString() {
      return "(" + left + " + " + right + ")";
    }
  }

  /** Answers what the last step answers. */
  record Seq(List<Term> steps) implements Term {
    Seq(Term... steps) {
      this(List.of(steps));
    }

    @Override
    public List<Term> children() {
      return steps;
    }

    @Override
    public Term with(List<Term> children) {
      return new Seq(children);
    }

    @Override
    public String toString() {
      return show("{", steps, "}");
    }
  }

  record IfOdd(Term condition, Term then, Term otherwise) implements Term {
    @Override
    public List<Term> children() {
      return List.of(condition, then, otherwise);
    }

    @Override
    public Term with(List<Term> children) {
      return new IfOdd(children.get(0), children.get(1), children.get(2));
    }

    @Override
    public String toString() {
      return "ifOdd(" + condition + ") " + then + " else " + otherwise;
    }
  }

  // ------------------------------------------------------------------ one ref

  record Read(int ref) implements Term {
    @Override
    public String toString() {
      return name(ref);
    }
  }

  record Ensure(int ref) implements Term {
    @Override
    public String toString() {
      return "ensure(" + name(ref) + ")";
    }
  }

  record Put(int ref, Term value) implements Term {
    @Override
    public List<Term> children() {
      return List.of(value);
    }

    @Override
    public Term with(List<Term> children) {
      return new Put(ref, children.get(0));
    }

    @Override
    public String toString() {
      return name(ref) + ".set(" + value + ")";
    }
  }

  record Alter(int ref, Op op) implements Term {
    @Override
    public String toString() {
      return name(ref) + ".alter(" + op + ")";
    }
  }

  /** Adds the value of a term, which the function of alter evaluates. */
  record AlterBy(int ref, Term summand) implements Term {
    @Override
    public List<Term> children() {
      return List.of(summand);
    }

    @Override
    public Term with(List<Term> children) {
      return new AlterBy(ref, children.get(0));
    }

    @Override
    public String toString() {
      return name(ref) + ".alter(+ " + summand + ")";
    }
  }

  record Commute(int ref, Op op) implements Term {
    @Override
    public String toString() {
      return name(ref) + ".commute(" + op + ")";
    }
  }

  /** The form for one ref alone, which joins. */
  record Swap(int ref, Op op) implements Term {
    @Override
    public String toString() {
      return name(ref) + ".swap(" + op + ")";
    }
  }

  record Reset(int ref, int value) implements Term {
    @Override
    public String toString() {
      return name(ref) + ".reset(" + Op.show(value) + ")";
    }
  }

  /** Answers 1 if the value was the expected one, else 0. */
  record Replace(int ref, int expected, int value) implements Term {
    @Override
    public String toString() {
      return name(ref) + ".replace(" + Op.show(expected) + ", " + Op.show(value) + ")";
    }
  }

  /** Makes a ref and puts it into a slot; a slot that is empty is not used. */
  record NewRef(int slot, Term initial) implements Term {
    @Override
    public List<Term> children() {
      return List.of(initial);
    }

    @Override
    public Term with(List<Term> children) {
      return new NewRef(slot, children.get(0));
    }

    @Override
    public String toString() {
      return name(slot) + " = Ref.of(" + initial + ")";
    }
  }

  // ------------------------------------------------------------------ control

  record Throw(Kind kind) implements Term {
    @Override
    public String toString() {
      return "throw " + kind;
    }
  }

  /**
   * Catches some kinds.
   *
   * @param everything whether every throwable is caught, signals of the engine included
   */
  record Catch(Term body, Set<Kind> kinds, boolean everything, Term handler) implements Term {
    @Override
    public List<Term> children() {
      return List.of(body, handler);
    }

    @Override
    public Term with(List<Term> children) {
      return new Catch(children.get(0), kinds, everything, children.get(1));
    }

    @Override
    public String toString() {
      return "try " + body + " catch(" + (everything ? "Throwable" : kinds) + ") " + handler;
    }
  }

  record Retry() implements Term {
    @Override
    public String toString() {
      return "retry()";
    }
  }

  /** Goes on if a ref holds an odd value. */
  record CheckOdd(int ref) implements Term {
    @Override
    public String toString() {
      return "check(odd " + name(ref) + ")";
    }
  }

  /** Has no time to wait. */
  record RetryForZero() implements Term {
    @Override
    public String toString() {
      return "retryFor(0)";
    }
  }

  record OrElse(List<Term> alternatives) implements Term {
    OrElse(Term... alternatives) {
      this(List.of(alternatives));
    }

    @Override
    public List<Term> children() {
      return alternatives;
    }

    @Override
    public Term with(List<Term> children) {
      return new OrElse(children);
    }

    @Override
    public String toString() {
      return "orElse" + show("(", alternatives, ")");
    }
  }

  /**
   * A block.
   *
   * @param explicit whether operations directly inside are handed the transaction
   */
  record Dosync(Mode mode, boolean explicit, Term body) implements Term {
    @Override
    public List<Term> children() {
      return List.of(body);
    }

    @Override
    public Term with(List<Term> children) {
      return new Dosync(mode, explicit, children.get(0));
    }

    @Override
    public String toString() {
      return "dosync"
          + (mode == Mode.PLAIN ? "" : "[" + mode + "]")
          + (explicit ? "(tx -> " : "(")
          + body
          + ")";
    }
  }

  /** A transaction of its own; it uses the log alone. */
  record Independent(Term body) implements Term {
    @Override
    public List<Term> children() {
      return List.of(body);
    }

    @Override
    public Term with(List<Term> children) {
      return new Independent(children.get(0));
    }

    @Override
    public String toString() {
      return "dosync[REQUIRES_NEW](" + body + ")";
    }
  }

  /** Code that must not run in a transaction. */
  record Io() implements Term {
    @Override
    public String toString() {
      return "io()";
    }
  }

  // ------------------------------------------------------------------ hooks, effects, locals

  /** A hook that also changes a ref, in a transaction of its own, unless the operand is 0. */
  record AfterCommit(int tag, int ref, int added) implements Term {
    @Override
    public String toString() {
      return "afterCommit(#"
          + tag
          + (added == 0 ? "" : ", " + name(ref) + ".swap(+" + added + ")")
          + ")";
    }
  }

  record AfterRollback(int tag) implements Term {
    @Override
    public String toString() {
      return "afterRollback(#" + tag + ")";
    }
  }

  record BeforeCommit(Term hook) implements Term {
    @Override
    public List<Term> children() {
      return List.of(hook);
    }

    @Override
    public Term with(List<Term> children) {
      return new BeforeCommit(children.get(0));
    }

    @Override
    public String toString() {
      return "beforeCommit(" + hook + ")";
    }
  }

  record Prepare(int tag, boolean veto) implements Term {
    @Override
    public String toString() {
      return "prepare(#" + tag + (veto ? ", veto)" : ")");
    }
  }

  record Hold(int tag) implements Term {
    @Override
    public String toString() {
      return "hold(#" + tag + ")";
    }
  }

  record LocalSet(Term value) implements Term {
    @Override
    public List<Term> children() {
      return List.of(value);
    }

    @Override
    public Term with(List<Term> children) {
      return new LocalSet(children.get(0));
    }

    @Override
    public String toString() {
      return "local.set(" + value + ")";
    }
  }

  record LocalGet() implements Term {
    @Override
    public String toString() {
      return "local.get()";
    }
  }

  // ------------------------------------------------------------------ the world outside

  /** Another thread commits something meanwhile; nothing for the interpreter. */
  record Meanwhile() implements Term {
    @Override
    public String toString() {
      return "<<meanwhile>>";
    }
  }

  private static String show(String open, List<Term> terms, String close) {
    List<String> texts = new ArrayList<>();
    for (Term term : terms) {
      texts.add(term.toString());
    }
    return open + String.join("; ", texts) + close;
  }
}
