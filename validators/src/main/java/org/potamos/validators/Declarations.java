package org.potamos.validators;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What users declare about classes. Trust stands above contents, so that the order of declarations
 * does not matter; of two contents for one class, the later counts.
 */
final class Declarations {
  static final Declarations NONE = new Declarations(Set.of(), Set.of(), List.of());

  /** What the objects of a type and its subtypes hold. */
  record Containing(Class<?> type, Contents contents) {}

  private final Set<Class<?>> trusted;
  private final Set<Class<?>> trustedWithSubtypes;

  /** The latest first. */
  private final List<Containing> containing;

  private Declarations(
      Set<Class<?>> trusted, Set<Class<?>> trustedWithSubtypes, List<Containing> containing) {
    this.trusted = trusted;
    this.trustedWithSubtypes = trustedWithSubtypes;
    this.containing = containing;
  }

  Declarations trusting(List<Class<?>> types) {
    return new Declarations(union(trusted, types), trustedWithSubtypes, containing);
  }

  Declarations trustingSubtypes(List<Class<?>> types) {
    return new Declarations(trusted, union(trustedWithSubtypes, types), containing);
  }

  Declarations containing(Containing declared) {
    List<Containing> all = new ArrayList<>(containing.size() + 1);
    all.add(declared);
    all.addAll(containing);
    return new Declarations(trusted, trustedWithSubtypes, List.copyOf(all));
  }

  private static Set<Class<?>> union(Set<Class<?>> some, List<Class<?>> more) {
    Set<Class<?>> all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }

  /** What is declared about objects of exactly a class; null if nothing is. */
  @Nullable Nature of(Class<?> type) {
    if (trusted.contains(type) || trustsWithSubtypes(type)) {
      return Nature.Trusted.TRUSTED;
    }
    for (Containing declared : containing) {
      if (declared.type.isAssignableFrom(type)) {
        return new Nature.Holds(declared.contents);
      }
    }
    return null;
  }

  /** Tells whether a type is trusted, whatever its subtypes. */
  boolean trustsWithSubtypes(Class<?> type) {
    for (Class<?> root : trustedWithSubtypes) {
      if (root.isAssignableFrom(type)) {
        return true;
      }
    }
    return false;
  }

  /** {@return what is declared, sorted} */
  @Override
  public String toString() {
    return "trusting="
        + names(trusted.stream())
        + ", trustingSubtypes="
        + names(trustedWithSubtypes.stream())
        + ", containing="
        + names(containing.stream().map(declared -> declared.type));
  }

  private static String names(Stream<Class<?>> types) {
    return types
        .map(Class::getTypeName)
        .sorted()
        .distinct()
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
