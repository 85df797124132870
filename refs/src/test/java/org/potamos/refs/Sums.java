package org.potamos.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.potamos.core.Violation;

/** Invariants about the sum of some refs, which note what they are shown. */
final class Sums implements CommitCheck {
  private final String name;
  private final List<Ref<Integer>> refs;
  private final Predicate<Integer> rule;
  private final List<String> shown = new ArrayList<>();
  private volatile Runnable inside = () -> {};

  private Sums(String name, List<Ref<Integer>> refs, Predicate<Integer> rule) {
    this.name = name;
    this.refs = refs;
    this.rule = rule;
  }

  /** The sum is not below a limit. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static Sums atLeast(int least, Ref<Integer>... refs) {
    return new Sums("sum >= " + least, List.of(refs), sum -> sum >= least);
  }

  /** The sum is not above a limit. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static Sums atMost(int most, Ref<Integer>... refs) {
    return new Sums("sum <= " + most, List.of(refs), sum -> sum <= most);
  }

  /** Accepts everything. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static Sums any(Ref<Integer>... refs) {
    return new Sums("any", List.of(refs), sum -> true);
  }

  /** Runs in each check, after the values were looked at. */
  Sums inside(Runnable action) {
    inside = action;
    return this;
  }

  /** What it was shown so far, as in {@code "1+2'"}: what is changed is marked. */
  synchronized List<String> shown() {
    return List.copyOf(shown);
  }

  /** Forgets what it was shown. */
  synchronized Sums forget() {
    shown.clear();
    return this;
  }

  private synchronized void note(String values) {
    shown.add(values);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Ref<Integer>> refs() {
    return refs;
  }

  @Override
  public List<Violation> check(View view) {
    int sum = 0;
    StringBuilder values = new StringBuilder();
    for (Ref<Integer> ref : refs) {
      sum += view.valueOf(ref);
      values
          .append(values.isEmpty() ? "" : "+")
          .append(view.valueOf(ref))
          .append(view.isChanged(ref) ? "'" : "");
    }
    note(values.toString());
    inside.run();
    return rule.test(sum)
        ? List.of()
        : List.of(new Violation("", "sum", "must hold: " + name, List.of(sum)));
  }
}
