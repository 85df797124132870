package org.potamos.validators.jakarta;

import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.CascadableDescriptor;
import jakarta.validation.metadata.ContainerDescriptor;
import jakarta.validation.metadata.ContainerElementTypeDescriptor;
import jakarta.validation.metadata.ElementDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks once for what is wrong with the constraints of a type, and of the types that are declared
 * {@code @Valid} in it and below. Of a sealed type also what it permits, since that is known.
 *
 * <p>Providers look at the declarations of a class when they are asked for its description, and at
 * whether an annotation fits its property when they check a value. A description is asked for
 * first, then each property is checked with null, which asks every constraint of the property and
 * does not descend. Constraints of elements are not asked: there are no elements in null.
 *
 * <p>Used once, on one thread.
 */
final class TypeInspection {
  private final jakarta.validation.Validator validator;
  private final Class<?>[] groups;

  /** The types found so far, and those of them that are still to be looked at. */
  private final Set<Class<?>> found = new HashSet<>();

  private final Deque<Class<?>> open = new ArrayDeque<>();

  TypeInspection(jakarta.validation.Validator validator, Class<?>[] groups) {
    this.validator = validator;
    this.groups = groups;
  }

  void inspect(Class<?> type) {
    if (!isConstrained(type)) {
      throw new IllegalArgumentException(
          "type rejected: it has no constraints, so every value would be accepted: type="
              + type.getTypeName()
              + "; annotate its properties, mark them @Valid, or hold a record that has"
              + " constraints; JakartaValidators.of accepts what has none");
    }
    reach(type);
    while (!open.isEmpty()) {
      Class<?> next = open.remove();
      inspect(next, validator.getConstraintsForClass(next));
    }
  }

  private boolean isConstrained(Class<?> type) {
    return validator.getConstraintsForClass(type).isBeanConstrained()
        || permittedBy(type).anyMatch(this::isConstrained);
  }

  private static Stream<Class<?>> permittedBy(Class<?> type) {
    return type.isSealed() ? Stream.of(type.getPermittedSubclasses()) : Stream.empty();
  }

  private void inspect(Class<?> type, BeanDescriptor bean) {
    for (PropertyDescriptor property : bean.getConstrainedProperties()) {
      validator.validateValue(type, property.getPropertyName(), null, groups);
      reachFrom(property, property, property);
    }
  }

  /** Properties and elements have these three roles, without a common type that has them all. */
  private void reachFrom(
      ElementDescriptor element, CascadableDescriptor cascadable, ContainerDescriptor container) {
    if (cascadable.isCascaded()) {
      reach(element.getElementClass());
    }
    for (ContainerElementTypeDescriptor inner : container.getConstrainedContainerElementTypes()) {
      reachFrom(inner, inner, inner);
    }
  }

  /** Hibernate says null for the elements of an array: the array itself has told their class. */
  private void reach(@Nullable Class<?> type) {
    Class<?> reached = type;
    while (reached != null && reached.isArray()) {
      reached = reached.getComponentType();
    }
    if (reached != null && found.add(reached)) {
      open.add(reached);
      permittedBy(reached).forEach(this::reach);
    }
  }
}
