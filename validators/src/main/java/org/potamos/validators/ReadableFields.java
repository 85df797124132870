package org.potamos.validators;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a class that have to be looked at, and how they are read: directly if the package
 * is open to this module; else, if the class is a record that everybody can use, by its accessors.
 * An accessor may be written by hand, and is therefore asked twice: it must answer the same object.
 */
final class ReadableFields {
  private static final MethodType READER = MethodType.methodType(Object.class, Object.class);
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  final List<String> names = new ArrayList<>();
  final List<String> unreadable = new ArrayList<>();
  final boolean byAccessors;
  private final List<MethodHandle> readers = new ArrayList<>();

  ReadableFields(Class<?> type, List<Field> fields) {
    boolean accessors = false;
    for (Field field : fields) {
      MethodHandle reader = direct(field);
      if (reader == null && type.isRecord()) {
        reader = accessor(type, field.getName());
        accessors |= reader != null;
      }
      if (reader == null) {
        unreadable.add(field.getName());
      } else {
        names.add(field.getName());
        readers.add(reader.asType(READER));
      }
    }
    byAccessors = accessors;
  }

  /** In the order of {@link #names}, each from object to object. */
  MethodHandle[] readers() {
    return readers.toArray(MethodHandle[]::new);
  }

  private static @Nullable MethodHandle direct(Field field) {
    try {
      return field.trySetAccessible() ? LOOKUP.unreflectGetter(field) : null;
    } catch (IllegalAccessException e) {
      throw new AssertionError(field.toString(), e);
    }
  }

  @SuppressWarnings("UnusedVariable") // no access is the answer
  private static @Nullable MethodHandle accessor(Class<?> type, String name) {
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getName().equals(name)) {
        try {
          return MethodHandles.publicLookup().unreflect(component.getAccessor());
        } catch (IllegalAccessException e) {
          return null;
        }
      }
    }
    return null;
  }

  /**
   * Reads a field.
   *
   * @throws Throwable what a hand-written accessor throws
   */
  static @Nullable Object read(MethodHandle reader, Object object) throws Throwable {
    return (@Nullable Object) reader.invokeExact(object);
  }
}
