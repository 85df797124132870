package org.potamos.validators;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Proves that all objects of a declared type are immutable, whichever they are: then nobody has to
 * look at them.
 */
final class TypeProof {
  /*
   * Overview
   *
   * From a type one reaches the types of its fields, and its permitted subtypes. The proof is that
   * everything reachable is closed (a primitive, a final class, a sealed type) and has only final
   * fields, or is trusted. Cycles are harmless: a type on a cycle is as good as what the cycle
   * reaches. So there is nothing to iterate: one walk, stopped by the first thing that is neither.
   */

  private final ClassJudge judge;
  private final Set<Class<?>> proved = new HashSet<>();

  TypeProof(ClassJudge judge) {
    this.judge = judge;
  }

  /** Tells whether every object whose declared type this is, is immutable. */
  boolean holdsFor(Class<?> type) {
    Set<Class<?>> reached = new HashSet<>();
    ArrayDeque<Class<?>> toVisit = new ArrayDeque<>();
    reach(type, reached, toVisit);
    for (Class<?> next = toVisit.poll(); next != null; next = toVisit.poll()) {
      if (!visit(next, reached, toVisit)) {
        return false;
      }
    }
    proved.addAll(reached);
    return true;
  }

  private void reach(Class<?> type, Set<Class<?>> reached, ArrayDeque<Class<?>> toVisit) {
    if (!type.isPrimitive() && !proved.contains(type) && reached.add(type)) {
      toVisit.add(type);
    }
  }

  private boolean visit(Class<?> type, Set<Class<?>> reached, ArrayDeque<Class<?>> toVisit) {
    if (judge.trustsWithSubtypes(type)) {
      return true;
    }
    int modifiers = type.getModifiers();
    if (type.isArray() || !(Modifier.isFinal(modifiers) || type.isSealed())) {
      return false;
    }
    if (!Modifier.isAbstract(modifiers) && !visitFields(type, reached, toVisit)) {
      return false;
    }
    if (type.isSealed()) {
      for (Class<?> subtype : type.getPermittedSubclasses()) {
        reach(subtype, reached, toVisit);
      }
    }
    return true;
  }

  private boolean visitFields(Class<?> type, Set<Class<?>> reached, ArrayDeque<Class<?>> toVisit) {
    Nature nature = judge.withoutProof(type);
    if (nature instanceof Nature.ByFields byFields) {
      for (Field field : byFields.fields()) {
        reach(field.getType(), reached, toVisit);
      }
      return true;
    }
    return nature instanceof Nature.Trusted;
  }
}
