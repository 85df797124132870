package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.validators.Specimens.Kind;
import org.potamos.validators.Specimens.Specimen;

/**
 * That the specimens would expose a wrong checker: a simple one agrees with all of them, and none
 * of its broken twins does.
 */
class ImmutabilityTwinsTest {

  /** What may be wrong with a checker. */
  enum Fault {
    IGNORES_FIELDS_OF_SUPERCLASSES,
    IGNORES_FIELDS_OF_ENUMS,
    IGNORES_PRIVATE_FIELDS,
    IGNORES_SYNTHETIC_FIELDS,
    IGNORES_TRANSIENT_FIELDS,
    ACCEPTS_FIELDS_THAT_CHANGE,
    ACCEPTS_ARRAYS,
    ACCEPTS_ARRAYS_OF_EMPTY_ARRAYS,
    REJECTS_EMPTY_ARRAYS,
    ACCEPTS_VIEWS,
    ACCEPTS_ATOMICS,
    ACCEPTS_REFERENCES,
    ACCEPTS_EXCEPTIONS,
    ACCEPTS_SUBCLASSES_OF_TRUSTED,
    ACCEPTS_PROXIES,
    IGNORES_ELEMENTS,
    IGNORES_KEYS,
    IGNORES_VALUES,
    IGNORES_OPTIONALS,
    IGNORES_ORDERS,
    LOOKS_AT_ONE_LEVEL_ONLY
  }

  /** Slow, recursive, without paths; knows as little about the JDK as possible. */
  private static final class Simple {
    private final @Nullable Fault fault;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    Simple(@Nullable Fault fault) {
      this.fault = fault;
    }

    private boolean not(Fault asked) {
      return fault != asked;
    }

    Kind kind(@Nullable Object value) {
      return kind(value, 0);
    }

    private Kind kind(@Nullable Object value, int depth) {
      if (value == null || !seen.add(value)) {
        return Kind.IMMUTABLE;
      }
      if (depth > 1 && !not(Fault.LOOKS_AT_ONE_LEVEL_ONLY)) {
        return Kind.IMMUTABLE;
      }
      Class<?> type = value.getClass();
      if (type.isArray()) {
        return kindOfArray(value);
      }
      String name = type.getName();
      if (value instanceof org.potamos.core.Reference<?>) {
        return not(Fault.ACCEPTS_REFERENCES) ? Kind.MUTABLE : Kind.IMMUTABLE;
      }
      if (java.lang.reflect.Proxy.isProxyClass(type)) {
        return not(Fault.ACCEPTS_PROXIES) ? Kind.UNKNOWN : Kind.IMMUTABLE;
      }
      if (value instanceof Throwable) {
        return not(Fault.ACCEPTS_EXCEPTIONS) ? Kind.MUTABLE : Kind.IMMUTABLE;
      }
      if (name.contains("$Unmodifiable") && !name.contains("$Empty")) {
        return not(Fault.ACCEPTS_VIEWS) ? Kind.MUTABLE : Kind.IMMUTABLE;
      }
      if (name.startsWith("java.util.concurrent.atomic.")) {
        return not(Fault.ACCEPTS_ATOMICS) ? Kind.MUTABLE : Kind.IMMUTABLE;
      }
      List<@Nullable Object> held = held(value);
      if (held != null) {
        return worst(held, depth);
      }
      Module module = type.getModule();
      if (module.isNamed() && !type.isEnum() && !(value instanceof Enum<?>)) {
        return ofPlatform(value, type);
      }
      return worst(value, depth);
    }

    private Kind kindOfArray(Object array) {
      int length = Array.getLength(array);
      if (length == 0) {
        return not(Fault.REJECTS_EMPTY_ARRAYS) ? Kind.IMMUTABLE : Kind.MUTABLE;
      }
      if (!not(Fault.ACCEPTS_ARRAYS_OF_EMPTY_ARRAYS)
          && array instanceof Object[] all
          && all[0] != null
          && all[0].getClass().isArray()) {
        return Kind.IMMUTABLE;
      }
      return not(Fault.ACCEPTS_ARRAYS) ? Kind.MUTABLE : Kind.IMMUTABLE;
    }

    /** What an immutable container holds; null if it is none. */
    private @Nullable List<@Nullable Object> held(Object value) {
      String name = value.getClass().getName();
      List<@Nullable Object> held = new ArrayList<>();
      if (value instanceof Optional<?> optional) {
        if (not(Fault.IGNORES_OPTIONALS)) {
          optional.ifPresent(held::add);
        }
        return held;
      }
      if (name.equals("java.util.KeyValueHolder") || name.endsWith("SimpleImmutableEntry")) {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
        return Arrays.asList(entry.getKey(), entry.getValue());
      }
      if (name.startsWith("java.util.ReverseOrderListView")) {
        held.add(((List<?>) value).reversed());
        return held;
      }
      if (name.equals("java.util.Collections$ReverseComparator2")) {
        held.add(((java.util.Comparator<?>) value).reversed());
        return held;
      }
      boolean container =
          name.startsWith("java.util.ImmutableCollections$")
              || name.startsWith("java.util.Collections$Empty")
              || name.contains("$EmptyNavigable")
              || name.startsWith("java.util.Collections$Singleton")
              || name.equals("java.util.Collections$CopiesList")
              || name.startsWith("org.potamos.core.collection.");
      if (container && value instanceof Collection<?> all) {
        if (not(Fault.IGNORES_ORDERS) && value instanceof SortedSet<?> sorted) {
          held.add(sorted.comparator());
        }
        if (not(Fault.IGNORES_ELEMENTS)) {
          all.stream().limit(100).forEach(held::add);
        }
        return held;
      }
      if (container && value instanceof Map<?, ?> map) {
        if (not(Fault.IGNORES_ORDERS) && value instanceof SortedMap<?, ?> sorted) {
          held.add(sorted.comparator());
        }
        if (not(Fault.IGNORES_KEYS)) {
          held.addAll(map.keySet());
        }
        if (not(Fault.IGNORES_VALUES)) {
          held.addAll(map.values());
        }
        return held;
      }
      return null;
    }

    private static Kind ofPlatform(Object value, Class<?> type) {
      String name = type.getName();
      if (Platform.TRUSTED.contains(name)
          || value instanceof java.nio.charset.Charset
          || value instanceof java.nio.file.Path) {
        return Kind.IMMUTABLE;
      }
      if (type.isHidden()) {
        return type.getDeclaredFields().length == 0 ? Kind.IMMUTABLE : Kind.UNKNOWN;
      }
      return value instanceof Runtime ? Kind.UNKNOWN : Kind.MUTABLE;
    }

    private Kind worst(List<? extends @Nullable Object> held, int depth) {
      Kind worst = Kind.IMMUTABLE;
      for (Object one : held) {
        Kind kind = kind(one, depth + 1);
        worst = worst == Kind.MUTABLE || kind == Kind.IMMUTABLE ? worst : kind;
      }
      return worst;
    }

    private Kind worst(Object value, int depth) {
      List<@Nullable Object> contents = new ArrayList<>();
      Kind ofBase = Kind.IMMUTABLE;
      for (Class<?> c = value.getClass(); c != null; c = c.getSuperclass()) {
        if (value instanceof Enum<?> && !not(Fault.IGNORES_FIELDS_OF_ENUMS)) {
          break;
        }
        if (c != value.getClass() && !not(Fault.IGNORES_FIELDS_OF_SUPERCLASSES)) {
          break;
        }
        if (c.getModule().isNamed()) {
          if (c == java.math.BigDecimal.class) {
            ofBase = not(Fault.ACCEPTS_SUBCLASSES_OF_TRUSTED) ? Kind.UNKNOWN : Kind.IMMUTABLE;
          } else if (c == ArrayList.class || c == java.util.TimerTask.class) {
            return Kind.MUTABLE;
          }
          break;
        }
        for (Field field : c.getDeclaredFields()) {
          int modifiers = field.getModifiers();
          if (Modifier.isStatic(modifiers)
              || (Modifier.isPrivate(modifiers) && !not(Fault.IGNORES_PRIVATE_FIELDS))
              || (Modifier.isTransient(modifiers) && !not(Fault.IGNORES_TRANSIENT_FIELDS))
              || (field.isSynthetic() && !not(Fault.IGNORES_SYNTHETIC_FIELDS))) {
            continue;
          }
          if (!Modifier.isFinal(modifiers) && not(Fault.ACCEPTS_FIELDS_THAT_CHANGE)) {
            return Kind.MUTABLE;
          }
          try {
            field.setAccessible(true);
            contents.add(field.get(value));
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
      Kind ofFields = worst(contents, depth);
      return ofFields == Kind.IMMUTABLE ? ofBase : ofFields;
    }
  }

  private static List<Specimen> differing(@Nullable Fault fault) {
    return Specimens.all()
        .filter(specimen -> new Simple(fault).kind(specimen.value()) != specimen.kind())
        .toList();
  }

  @Test
  void simpleChecker_agreesWithAllSpecimens() {
    assertThat(differing(null)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void brokenTwin_isExposedBySomeSpecimen(Fault fault) {
    assertThat(differing(fault)).isNotEmpty();
  }
}
