package org.potamos.validators;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/**
 * Finds out whether a value is deeply immutable: neither it nor anything that can be reached from
 * it ever changes. That is what every reference asks of its values, and what no compiler checks.
 *
 * {@snippet class="org.potamos.validators.ImmutabilitySnippets" region="validator"}
 *
 * <p>Choose {@link #validator} for references whose values come from many hands, and {@link
 * #assertImmutable} for tests of the classes that values are made of.
 *
 * <h2>What passes</h2>
 *
 * {@code null}; what the JDK documents as immutable, such as strings, boxes, {@code java.time},
 * {@code BigDecimal}; the collections of {@code List.of}, {@code copyOf} and {@code
 * Stream.toList()}, and Potamos' persistent ones, if their elements pass; arrays of length zero;
 * and objects of all other classes, lambdas, enums and records included, if all their fields are
 * final, those of their superclasses too, and hold what passes.
 *
 * <h2>What does not</h2>
 *
 * A {@linkplain Violation violation} says where it is, as in {@code lines[2].tags} or {@code
 * prices[EUR]}, what it is, and what to do. Its only argument is the name of the class. Its code is
 *
 * <ul>
 *   <li>{@code "mutable"} if the object can change: it is an array or a collection of {@code
 *       java.util}, also an unmodifiable view, it has a field that is not final, or it is a
 *       reference;
 *   <li>{@code "unknown"} if that cannot be found out: a class of the JDK that is not known here, a
 *       proxy, or a class whose fields cannot be read, since its package is not open to this
 *       module. {@link #unknown} may accept these.
 *   <li>{@code "more"}, after 20 others, if there are more. The rest has not been looked at.
 * </ul>
 *
 * An object is reported once, with a shortest path to it. What a mutable object holds is not looked
 * at.
 *
 * <h2>What it cannot see</h2>
 *
 * Final fields that are changed by reflection. A record in a package that is exported but not open
 * is looked at through its accessors; if they are written by hand, what they answer is believed as
 * long as they answer the same object twice.
 *
 * <h2>What it costs</h2>
 *
 * A class is examined once. Types that prove it, such as a record of strings and numbers, are
 * recognised by their class alone; of other values, each part is looked at. Values may be cyclic,
 * share their parts, and be as deep as memory allows: the time is linear in the number of objects.
 * No method of a value is called, except as said above, and {@code toString} of the key of a map to
 * tell where a violation is.
 *
 * <p>Checkers are immutable and may be used by many threads. Keep one in a constant: what it has
 * found out about classes it keeps, and a new one knows nothing.
 */
public final class Immutability {
  private static final Immutability STRICT =
      new Immutability(Declarations.NONE, UnknownPolicy.REJECT);

  private final Declarations declarations;
  private final UnknownPolicy policy;
  private final Verdicts verdicts;

  private Immutability(Declarations declarations, UnknownPolicy policy) {
    this.declarations = declarations;
    this.policy = policy;
    this.verdicts = new Verdicts(declarations, policy);
  }

  // ------------------------------------------------------------------ construction

  /**
   * The checker that accepts only what is proved, with no declarations.
   *
   * @return always the same checker
   */
  public static Immutability strict() {
    return STRICT;
  }

  /**
   * A checker that says something else of objects about which nothing is known.
   *
   * @param policy whether they are violations
   * @return another checker, with the same declarations
   */
  public Immutability unknown(UnknownPolicy policy) {
    return new Immutability(declarations, Objects.requireNonNull(policy, "policy"));
  }

  /**
   * Declares that objects of exactly these classes are immutable, with all they hold. For a class
   * that computes something late and keeps it, say.
   *
   * @param types classes that can have instances; not their subclasses
   * @return another checker, which believes it
   * @throws IllegalArgumentException if a type is abstract, an interface or a primitive type
   */
  public Immutability trusting(Class<?>... types) {
    for (Class<?> type : types) {
      Objects.requireNonNull(type, "type");
      if (type.isPrimitive() || (Modifier.isAbstract(type.getModifiers()) && !type.isArray())) {
        throw new IllegalArgumentException(
            "type rejected: no object has exactly this class, type="
                + type.getTypeName()
                + "; use trustingSubtypes for the classes below it");
      }
    }
    return new Immutability(declarations.trusting(List.of(types)), policy);
  }

  /**
   * Declares that objects of these types and of all their subtypes are immutable, with all they
   * hold: of {@code Reference} or {@code Comparator}, say.
   *
   * @param types the types
   * @return another checker, which believes it
   * @throws IllegalArgumentException if a type is {@code Object} or a primitive type
   */
  public Immutability trustingSubtypes(Class<?>... types) {
    for (Class<?> type : types) {
      requireDeclarable(type);
    }
    return new Immutability(declarations.trustingSubtypes(List.of(types)), policy);
  }

  /**
   * Declares that objects of a type and of all its subtypes are immutable themselves, and what they
   * hold. Their fields are not looked at. If types are also trusted, trust counts; of several
   * declarations of contents that fit a class, the latest.
   *
   * {@snippet class="org.potamos.validators.ImmutabilitySnippets" region="containing"}
   *
   * @param type the type of the containers
   * @param contents shows all that a container holds, in an order of its own; it is called on any
   *     thread and perhaps twice for one check. If it throws or answers null, the container is
   *     unknown.
   * @param <C> the type of the containers
   * @return another checker, which believes it
   * @throws IllegalArgumentException if the type is {@code Object} or a primitive type
   */
  public <C> Immutability containing(
      Class<C> type, Function<? super C, ? extends Iterable<?>> contents) {
    return containing(type, contents, false);
  }

  /**
   * The same for containers that are maps: paths show keys.
   *
   * @param type the type of the containers
   * @param entries shows all keys and values that a container holds; see {@link #containing}. The
   *     map itself may be mutable, it is not looked at.
   * @param <C> the type of the containers
   * @return another checker, which believes it
   * @throws IllegalArgumentException if the type is {@code Object} or a primitive type
   */
  public <C> Immutability containingEntries(
      Class<C> type, Function<? super C, ? extends Map<?, ?>> entries) {
    return containing(type, entries, true);
  }

  private Immutability containing(Class<?> type, Function<?, ?> contents, boolean asMap) {
    requireDeclarable(type);
    Objects.requireNonNull(contents, "contents");
    return new Immutability(
        declarations.containing(
            new Declarations.Containing(type, new DeclaredContents(contents, asMap))),
        policy);
  }

  private static void requireDeclarable(Class<?> type) {
    Objects.requireNonNull(type, "type");
    if (type == Object.class || type.isPrimitive()) {
      throw new IllegalArgumentException(
          "type rejected: it would declare "
              + (type.isPrimitive() ? "no object" : "all objects")
              + ", type="
              + type.getTypeName()
              + "; name the types that are meant, or use unknown(UnknownPolicy.ACCEPT)");
    }
  }

  // ------------------------------------------------------------------ checks

  /**
   * Looks for what is mutable or unknown in a value.
   *
   * @param value the value
   * @return what was found, at most 21; empty if the value is deeply immutable
   */
  public List<Violation> violations(@Nullable Object value) {
    return verdicts.quicklyProved(value) ? List.of() : Survey.of(value, verdicts);
  }

  /**
   * Tells whether a value is deeply immutable.
   *
   * @param value the value
   * @return true if there are no {@link #violations}
   */
  public boolean isImmutable(@Nullable Object value) {
    return verdicts.quicklyProved(value) || Survey.of(value, verdicts).isEmpty();
  }

  /**
   * Tells whether all objects of a type are deeply immutable by the type alone, those of subtypes
   * included: a primitive type, a final class whose fields are final and of such types, a sealed
   * type with such subtypes, or what was declared. Types of the JDK that anyone may extend are not
   * among them, {@code BigDecimal} for one.
   *
   * @param type the type
   * @return true if no object of the type has to be looked at
   */
  public boolean isProvedImmutable(Class<?> type) {
    return new TypeProof(verdicts.judge).holdsFor(Objects.requireNonNull(type, "type"));
  }

  /**
   * A rule that accepts the values without violations, null among them. Under a {@link Redaction}
   * its paths end before the first key or index.
   *
   * @param <T> the type of the values
   * @return the validator; it says nothing about the value that is there
   */
  public <T extends @Nullable Object> Rule<T> validator() {
    return new DeeplyImmutable<>(this);
  }

  /**
   * For tests: requires that a value is deeply immutable.
   *
   * {@snippet class="org.potamos.validators.ImmutabilitySnippets" region="assertion"}
   *
   * @param value the value
   * @throws AssertionError if it is not, with one line for each violation
   */
  public void assertImmutable(@Nullable Object value) {
    List<Violation> violations = violations(value);
    if (violations.isEmpty() || value == null) {
      return;
    }
    StringBuilder text = new StringBuilder("not deeply immutable: class=");
    text.append(ClassTexts.name(value.getClass()))
        .append(", violations=")
        .append(violations.size());
    for (Violation violation : violations) {
      text.append("\n  - ").append(violation);
    }
    throw new AssertionError(text.toString());
  }

  /** {@return what is declared, and the policy} */
  @Override
  public String toString() {
    return "Immutability[unknown=" + policy + ", " + declarations + "]";
  }
}
