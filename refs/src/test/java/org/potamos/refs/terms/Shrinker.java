package org.potamos.refs.terms;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a term smaller as long as something stays true of it. */
final class Shrinker {
  private static final int MAX_TRIALS = 5000;

  private Shrinker() {}

  /** A small term of which the predicate is true; it must be true of the given one. */
  static Term.Dosync shrink(Term.Dosync top, Predicate<Term.Dosync> stillSo) {
    Term.Dosync best = top;
    int trials = 0;
    boolean smaller = true;
    while (smaller && trials < MAX_TRIALS) {
      smaller = false;
      for (Term body : smaller(best.body())) {
        Term.Dosync candidate = new Term.Dosync(best.mode(), best.explicit(), body);
        if (++trials < MAX_TRIALS && stillSo.test(candidate)) {
          best = candidate;
          smaller = true;
          break;
        }
      }
    }
    return best;
  }

  /** Terms that are smaller by one step, those that are much smaller first. */
  private static List<Term> smaller(Term term) {
    List<Term> result = new ArrayList<>();
    if (!term.equals(Term.unit())) {
      result.add(Term.unit());
      result.addAll(term.children());
    }
    List<Term> children = term.children();
    int needed = term instanceof Term.OrElse ? 2 : 1;
    if ((term instanceof Term.Seq || term instanceof Term.OrElse) && children.size() > needed) {
      for (int i = 0; i < children.size(); i++) {
        List<Term> fewer = new ArrayList<>(children);
        fewer.remove(i);
        result.add(term.with(fewer));
      }
    }
    for (int i = 0; i < children.size(); i++) {
      for (Term child : smaller(children.get(i))) {
        List<Term> changed = new ArrayList<>(children);
        changed.set(i, child);
        result.add(term.with(changed));
      }
    }
    return result;
  }
}
