package org.potamos.refs;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** A check in force, with what it has said about itself. */
final class EnforcedCheck {
  private final CommitCheck check;
  private final String name;

  /** Each once, in the order of locking. */
  private final List<Ref<?>> refs;

  private EnforcedCheck(CommitCheck check, String name, List<Ref<?>> refs) {
    this.check = check;
    this.name = name;
    this.refs = refs;
  }

  static EnforcedCheck of(CommitCheck check) {
    String name = Objects.requireNonNull(check.name(), "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "enforce rejected: the name of the invariant is blank; messages need one");
    }
    TreeSet<Ref<?>> refs = new TreeSet<>(Comparator.comparingLong(Ref::id));
    check.refs().forEach(ref -> refs.add(Objects.requireNonNull(ref, "ref")));
    if (refs.isEmpty()) {
      throw new IllegalArgumentException(
          "enforce rejected: invariant=" + name + " names no refs; name at least one");
    }
    return new EnforcedCheck(check, name, List.copyOf(refs));
  }

  CommitCheck check() {
    return check;
  }

  String name() {
    return name;
  }

  int size() {
    return refs.size();
  }

  Ref<?> ref(int i) {
    return refs.get(i);
  }

  List<Ref<?>> refs() {
    return refs;
  }

  /** The place of a ref. */
  int find(Ref<?> ref) {
    int low = 0;
    int high = refs.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long id = refs.get(middle).id();
      if (id == ref.id()) {
        return middle;
      }
      if (id < ref.id()) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    throw new IllegalArgumentException(
        "valueOf rejected: ref="
            + ref.name()
            + " is none of the refs of invariant="
            + name
            + "; name it in refs()");
  }
}
