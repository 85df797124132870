package org.potamos.validators;

import java.lang.invoke.MethodHandle;
import java.lang.ref.WeakReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a checker remembers of each class, and the quick walk over a value. */
@SuppressWarnings("ReferenceEquality") // verdicts are known by their identity, contents too
final class Verdicts {
  /*
   * Overview
   *
   * The quick walk descends by recursion and knows neither where it is nor where it was. It answers
   * "proved", or "not proved": something was found, or the value is too deep or too large for it.
   * Then the thorough walk (Survey) begins anew.
   *
   * A budget bounds what is wasted on a value that is shared as a graph with many paths: an object
   * that is looked at as a whole costs 1, one that is entered costs ENTER more.
   *
   * A verdict is kept with its class, in a ClassValue, and must not keep the checker, a user's
   * function or this library alive, which may be unloaded before the class is. So it is an object of
   * the JDK:
   *
   *   PROVED            Boolean.TRUE
   *   REJECTED          Boolean.FALSE: mutable or unknown; why is found out again when it is told
   *   MethodHandle[]    readers of the fields to look at
   *   MethodHandle[][]  the same as accessors of a record, which are not believed at once
   *   WeakReference     to Contents, which are constants or belong to the declarations
   */

  /** Immutable by the class alone, with all that is held. */
  static final Object PROVED = true;

  /** Not to be accepted, by the class alone. */
  static final Object REJECTED = false;

  static final int NOT_PROVED = -1;

  private static final int DEPTH = 32;
  private static final int ENTER = 15;
  private static final int BUDGET = 1 << 16;

  final ClassJudge judge;
  private final UnknownPolicy policy;
  private final ClassValue<Object> verdicts =
      new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
          return verdict(type);
        }
      };

  Verdicts(Declarations declarations, UnknownPolicy policy) {
    this.judge = new ClassJudge(declarations);
    this.policy = policy;
  }

  private Object verdict(Class<?> type) {
    return switch (judge.judge(type)) {
      case Nature.Trusted trusted -> PROVED;
      case Nature.Holds(Contents contents) -> new WeakReference<>(contents);
      case Nature.Mutable mutable -> REJECTED;
      case Nature.Unknown unknown -> acceptsUnknown() ? PROVED : REJECTED;
      case Nature.Composed(ReadableFields fields) -> verdict(fields);
      case Nature.ByFields unproved -> throw new AssertionError(type.getName());
    };
  }

  private Object verdict(ReadableFields fields) {
    if (!fields.unreadable.isEmpty() && !acceptsUnknown()) {
      return REJECTED;
    }
    MethodHandle[] readers = fields.readers();
    return fields.byAccessors ? new MethodHandle[][] {readers} : readers;
  }

  boolean acceptsUnknown() {
    return policy == UnknownPolicy.ACCEPT;
  }

  /** The verdict on objects of exactly a class, see the overview. */
  Object of(Class<?> type) {
    return verdicts.get(type);
  }

  /** Tells whether a value is proved immutable without much ado. */
  boolean quicklyProved(@Nullable Object value) {
    return look(value, DEPTH, BUDGET) >= 0;
  }

  /**
   * Looks at an object and what it holds.
   *
   * @param depth how much deeper this may go
   * @param budget what may be spent; not negative
   * @return what is left of the budget; negative if the object is not proved immutable
   */
  int look(@Nullable Object object, int depth, int budget) {
    if (object == null) {
      return budget - 1;
    }
    Object verdict = verdicts.get(object.getClass());
    return verdict == PROVED ? budget - 1 : enter(object, verdict, depth - 1, budget - ENTER);
  }

  /** The contents that a verdict stands for: as long as there is the checker, they are there. */
  static Contents contents(WeakReference<?> verdict) {
    return (Contents) Objects.requireNonNull(verdict.get());
  }

  private int enter(Object object, Object verdict, int depth, int budget) {
    if (depth < 0 || budget < 0) {
      return NOT_PROVED;
    }
    if (verdict instanceof MethodHandle[] readers) {
      return enterFields(object, readers, depth, budget);
    }
    if (verdict instanceof WeakReference<?> contents) {
      return contents(contents).quick(object, this, depth, budget);
    }
    return verdict instanceof MethodHandle[][] accessors
        ? enterAccessors(object, accessors[0], depth, budget)
        : NOT_PROVED;
  }

  private int enterFields(Object object, MethodHandle[] readers, int depth, int budget) {
    int left = budget;
    for (MethodHandle reader : readers) {
      left = look(readField(reader, object), depth, left);
      if (left < 0) {
        break;
      }
    }
    return left;
  }

  private int enterAccessors(Object object, MethodHandle[] accessors, int depth, int budget) {
    int left = budget;
    for (MethodHandle accessor : accessors) {
      Object content;
      try {
        content = ReadableFields.read(accessor, object);
        if (content != ReadableFields.read(accessor, object)) {
          return NOT_PROVED;
        }
      } catch (Error e) {
        throw e;
      } catch (Throwable e) {
        return NOT_PROVED;
      }
      left = look(content, depth, left);
      if (left < 0) {
        break;
      }
    }
    return left;
  }

  /** Reads a field itself, which throws nothing. */
  private static @Nullable Object readField(MethodHandle reader, Object object) {
    try {
      return ReadableFields.read(reader, object);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(object.getClass().getName(), e);
    }
  }
}
