package org.potamos.validators.jakarta;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Validator;

/**
 * Constraints of Jakarta Validation, {@code @NotNull} and its kin, as validators of references.
 *
 * {@snippet class="org.potamos.validators.jakarta.JakartaSnippets" region="type"}
 *
 * <p>Choose this if the type has annotations already, because it also comes in by HTTP or goes into
 * a database. A rule about one reference, or about the step from one value to the next, is simpler
 * as a {@link Validator} of its own.
 *
 * <p>A validator of {@code jakarta.validation} has to be at hand; this artifact brings the API, not
 * a provider. It is asked about the proposed value alone, at construction as at every change. It
 * has to be safe for use by several threads, as Jakarta demands, and its constraints must change
 * nothing: they run on the thread that proposes the value, perhaps several times for one change.
 *
 * <h2>What is checked</h2>
 *
 * What {@code jakarta.validation.Validator.validate} checks: the constraints of the value's own
 * class, and of what is reached from there by {@code @Valid}. A list or a map as the value itself
 * has no constraints of its own, so anything in it is accepted: hold a record with the list in it.
 * {@link #forType} finds that, and other errors, at construction.
 *
 * <p>Null is rejected, with the code {@code notNull}.
 *
 * <h2>What a violation says</h2>
 *
 * <dl>
 *   <dt>path
 *   <dd>{@code customer.name}, {@code lines[3].price}, {@code prices[EUR]}, and {@code
 *       prices.keys[EUR]} if it is the key that is wrong; {@code tags[]} for an element of a set,
 *       which has no position; empty for a constraint of the value's class. Of a key the first and
 *       the last of its {@code toString} are shown, 40 characters at most, of a path 200; what was
 *       left out is {@code …}. Control characters are {@code ?}.
 *   <dt>code
 *   <dd>The simple name of the annotation in lower camel case: {@code notNull}, {@code decimalMin},
 *       {@code url} for {@code @URL}. Annotations of the same name in two packages have the same
 *       code.
 *   <dt>message
 *   <dd>The interpolated message, in the language that the validator chooses. A message with {@code
 *       ${validatedValue}} in it puts the value into the exception, too.
 *   <dt>arguments
 *   <dd>The attributes of the annotation in the alphabetical order of their names, without {@code
 *       groups}, {@code message}, {@code payload} and {@code validationAppliesTo}; arrays as lists.
 *       For example {@code @Size}: max, min. {@code @DecimalMin}: inclusive, value.
 *       {@code @Digits}: fraction, integer. {@code @Pattern}: flags, regexp.
 * </dl>
 *
 * <p>At most 20 violations are told, the first ones by path, then code, message and arguments;
 * numbers in paths count as numbers, so {@code lines[2]} comes before {@code lines[10]}. If there
 * are more, one with the code {@code more} comes last, whose only argument is the number of those
 * left out. The same value gives the same violations in the same order, unless the provider stops
 * at the first one it finds.
 *
 * <h2>What is thrown</h2>
 *
 * What the Jakarta validator throws reaches whoever proposed the value, unchanged, and rejects the
 * value: {@code ConstraintDeclarationException} if an annotation does not fit its type, {@code
 * ValidationException} if a constraint fails, with the constraint's own exception as the cause.
 */
public final class JakartaValidators {
  private JakartaValidators() {}

  /**
   * Makes a validator from a Jakarta validator.
   *
   * {@snippet class="org.potamos.validators.jakarta.JakartaSnippets" region="any"}
   *
   * @param validator checks the values
   * @param groups which constraints are checked; none for {@code Default}
   * @param <T> the type of the values checked; their constraints are those of the class they have
   * @return the validator
   * @throws IllegalArgumentException if a group is not an interface
   */
  public static <T extends @Nullable Object> Validator<T> of(
      jakarta.validation.Validator validator, Class<?>... groups) {
    Objects.requireNonNull(validator, "validator");
    return new ConstraintCheck<>(validator, requireGroups(groups));
  }

  /**
   * Makes a validator for values of one type, and looks once for what is wrong with its constraints
   * instead of at the first change. It looks at the type, at what is declared {@code @Valid} in it
   * and below, and at what sealed ones of these permit; other subclasses are not known. To find
   * annotations that do not fit, it asks each property once about null, under the given groups;
   * constraints of elements, as in {@code List<@Size Integer>}, are not asked.
   *
   * @param validator checks the values
   * @param type the class of the values
   * @param groups which constraints are checked; none for {@code Default}
   * @param <T> the type of the values checked
   * @return the validator
   * @throws IllegalArgumentException if the type has no constraints at all, which would accept
   *     every value, or if a group is not an interface
   * @throws jakarta.validation.ConstraintDeclarationException if an annotation does not fit, as in
   *     {@code @Size int count}
   * @throws jakarta.validation.ValidationException if something else is wrong with the constraints:
   *     a definition, a regular expression, or a constraint that cannot cope with null; for types
   *     that need such a constraint there is {@link #of}
   */
  public static <T> Validator<T> forType(
      jakarta.validation.Validator validator, Class<T> type, Class<?>... groups) {
    Objects.requireNonNull(validator, "validator");
    Objects.requireNonNull(type, "type");
    Class<?>[] checked = requireGroups(groups);
    new TypeInspection(validator, checked).inspect(type);
    return new ConstraintCheck<>(validator, checked);
  }

  /** A copy of the groups; providers find out only when they check a value. */
  private static Class<?>[] requireGroups(Class<?>[] groups) {
    Class<?>[] copy = Objects.requireNonNull(groups, "groups").clone();
    for (Class<?> group : copy) {
      if (!Objects.requireNonNull(group, "group").isInterface()) {
        throw new IllegalArgumentException(
            "group rejected: not an interface: group="
                + group.getTypeName()
                + "; groups are marker interfaces, named in the groups of the annotations");
      }
    }
    return copy;
  }
}
