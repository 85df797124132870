package org.potamos.validators;

import java.lang.invoke.MethodHandle;
import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** The thorough walk over one value: it finds what is mutable or unknown, and says where. */
@SuppressWarnings("ReferenceEquality") // what is asked is whether it is the same object
final class Survey implements Contents.Children {
  /*
   * Overview
   *
   * Breadth first, so that each object is reported with a shortest path, with an explicit queue and
   * a set of what was seen: each object is entered once, by its identity, however many paths lead to
   * it and however long they are. Objects that are immutable by their class are not even noted. Each
   * object to enter remembers where it was found; a path is made only for a violation.
   *
   * No method of the objects is called, but for accessors of records in closed packages, the
   * functions that users have declared, and toString of the key of a map in the path of a violation.
   */

  /** How many steps of a path are shown at its beginning, and at its end. */
  private static final int PATH_END = 8;

  /** An object to enter, and where it was found. */
  private record Place(
      Object object,
      @Nullable Place parent,
      Contents.Step step,
      int index,
      @Nullable Object label) {}

  private final Verdicts verdicts;
  private final ArrayDeque<Place> toEnter = new ArrayDeque<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Class<?>, Nature> natures = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  /** Where the object that is being entered was found. */
  private @Nullable Place here;

  private Survey(Verdicts verdicts) {
    this.verdicts = verdicts;
  }

  static List<Violation> of(@Nullable Object value, Verdicts verdicts) {
    Survey survey = new Survey(verdicts);
    boolean complete = survey.take(value, Contents.Step.INSIDE, 0, null);
    while (complete && !survey.toEnter.isEmpty()) {
      complete = survey.enter(survey.toEnter.remove());
    }
    return List.copyOf(survey.violations);
  }

  @Override
  public boolean take(
      @Nullable Object child, Contents.Step step, int index, @Nullable Object label) {
    if (child == null) {
      return true;
    }
    Object verdict = verdicts.of(child.getClass());
    if (verdict == Verdicts.PROVED || !seen.add(child)) {
      return true;
    }
    Place place = new Place(child, here, step, index, label);
    if (verdict == Verdicts.REJECTED) {
      return reject(place);
    }
    if (verdict instanceof WeakReference<?> contents && contents.get() == Contents.OfArray.ARRAY) {
      return Array.getLength(child) == 0
          || report(
              place,
              "mutable",
              ClassTexts.name(child.getClass())
                  + " is mutable; keep List.of(...) or a PersistentVector");
    }
    toEnter.add(place);
    return true;
  }

  /** Reports an object of a class that does not pass. */
  private boolean reject(Place place) {
    return switch (nature(place.object.getClass())) {
      case Nature.Mutable(String message) -> report(place, "mutable", message);
      case Nature.Unknown(String message) -> unknown(place, message);
      case Nature.Composed(ReadableFields fields) -> {
        toEnter.add(place);
        yield unknown(place, closed(place.object.getClass(), fields.unreadable));
      }
      default -> throw new AssertionError(ClassTexts.name(place.object.getClass()));
    };
  }

  /** What a class is; kept as long as the walk lasts, since it holds classes. */
  private Nature nature(Class<?> type) {
    return natures.computeIfAbsent(type, verdicts.judge::judge);
  }

  private boolean enter(Place place) {
    here = place;
    return switch (verdicts.of(place.object.getClass())) {
      case MethodHandle[] fields -> enterFields(place, fields, false);
      case MethodHandle[][] accessors -> enterFields(place, accessors[0], true);
      case WeakReference<?> contents -> enterContents(place, Verdicts.contents(contents));
      default -> enterReadable(place);
    };
  }

  /** Enters an object that does not pass: what can be read of it may be worse. */
  private boolean enterReadable(Place place) {
    if (nature(place.object.getClass()) instanceof Nature.Composed(ReadableFields fields)) {
      return enterFields(place, fields.readers(), fields.byAccessors);
    }
    throw new AssertionError(ClassTexts.name(place.object.getClass()));
  }

  private boolean enterContents(Place place, Contents contents) {
    Class<?> type = place.object.getClass();
    try {
      return contents.show(place.object, this);
    } catch (RuntimeException e) {
      return unknown(
          place,
          ClassTexts.name(type)
              + " is unknown: its contents cannot be looked at, "
              + ClassTexts.name(e.getClass())
              + "; correct the function given to containing(...)");
    }
  }

  private boolean enterFields(Place place, MethodHandle[] readers, boolean byAccessors) {
    boolean goOn = true;
    for (int i = 0; i < readers.length && goOn; i++) {
      try {
        Object content = ReadableFields.read(readers[i], place.object);
        boolean believed = !byAccessors || content == ReadableFields.read(readers[i], place.object);
        goOn =
            believed
                ? take(content, Contents.Step.FIELD, i, null)
                : unknown(place, moody(place, i, "answers another object each time"));
      } catch (Error e) {
        throw e;
      } catch (Throwable e) {
        goOn = unknown(place, moody(place, i, "throws " + ClassTexts.name(e.getClass())));
      }
    }
    return goOn;
  }

  /** How a step is shown in a path. */
  private String label(Place place) {
    return switch (place.step) {
      case INSIDE -> "";
      case FIELD -> "." + (place.label instanceof String name ? name : fieldName(place));
      case INDEX -> "[" + place.index + "]";
      case VALUE -> "[" + ClassTexts.key(place.label) + "]";
      case KEY -> ".keys[" + ClassTexts.key(place.label) + "]";
    };
  }

  private String fieldName(Place place) {
    return place.parent == null ? "" : fieldName(place.parent.object.getClass(), place.index);
  }

  private String fieldName(Class<?> type, int index) {
    return nature(type) instanceof Nature.Composed(ReadableFields fields)
        ? ClassTexts.field(fields.names.get(index))
        : "";
  }

  private String moody(Place place, int index, String what) {
    Class<?> type = place.object.getClass();
    return ClassTexts.name(type)
        + " is unknown: its accessor "
        + fieldName(type, index)
        + "() "
        + what
        + "; "
        + opens(type);
  }

  private static String closed(Class<?> type, List<String> fields) {
    return ClassTexts.name(type)
        + " is unknown: what it holds cannot be read ("
        + ClassTexts.fields(fields)
        + "); "
        + opens(type)
        + ", or declare "
        + ClassTexts.declaration(type);
  }

  /** What opens a class to this module. */
  private static String opens(Class<?> type) {
    Module ours = Survey.class.getModule();
    return "write `opens "
        + ClassTexts.cut(type.getPackageName(), 160)
        + (ours.isNamed() ? " to " + ours.getName() : "")
        + ";` in module "
        + ClassTexts.cut(String.valueOf(type.getModule().getName()), 160);
  }

  private boolean unknown(Place place, String message) {
    return verdicts.acceptsUnknown() || report(place, "unknown", message);
  }

  /** Notes a violation; false if it was one too many. */
  private boolean report(Place place, String code, String message) {
    if (violations.size() == Context.MOST) {
      violations.add(Violations.MORE_IN_VALUE);
      return false;
    }
    violations.add(
        new Violation(
            path(place), code, message, List.of(ClassTexts.name(place.object.getClass()))));
    return true;
  }

  /** The path to an object, as in {@code order.lines[2].tags}; of a long one, both ends. */
  private String path(Place place) {
    int length = 0;
    for (Place p = place; p != null; p = p.parent) {
      length += p.step == Contents.Step.INSIDE ? 0 : 1;
    }
    List<String> steps = new ArrayList<>();
    int at = length;
    for (Place p = place; p != null; p = p.parent) {
      if (p.step != Contents.Step.INSIDE) {
        at--;
        if (at < PATH_END || at >= length - PATH_END) {
          steps.add(label(p));
        } else if (at == PATH_END) {
          steps.add("…");
        }
      }
    }
    String path = String.join("", steps.reversed());
    return path.startsWith(".") ? path.substring(1) : path;
  }
}
