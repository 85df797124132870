package org.potamos.validators;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Reference;
import org.potamos.core.collection.PersistentVector;

/** Says what a class is, as far as it can be known without an object. */
final class ClassJudge {
  /*
   * Overview
   *
   * The first that knows decides:
   *
   *   1  what the user has declared
   *   2  arrays, proxies
   *   3  the tables of the JDK (Platform); Potamos' references and collections
   *   4  the superclass from the JDK, if it has one that matters
   *   5  the fields: one that is not final makes the class mutable; if all are final, those count
   *      whose declared types prove nothing (TypeProof)
   *
   *   I1  Fields of JDK classes are listed, never read: what is found does not depend on which
   *       packages of the JDK a program happens to open.
   *   I2  The JDK hides the fields of some of its own classes (Class, ClassLoader, Module, ...). They
   *       are in the tables, so that "no fields" is never concluded from that.
   *   I3  "Mutable" does not depend on what is unknown: a class with a field that is not final is
   *       mutable even if the rest of it cannot be judged.
   */

  private final Declarations declarations;

  ClassJudge(Declarations declarations) {
    this.declarations = declarations;
  }

  /** What objects of exactly a class are; never {@link Nature.ByFields}. */
  Nature judge(Class<?> type) {
    Nature nature = withoutProof(type);
    if (!(nature instanceof Nature.ByFields byFields)) {
      return nature;
    }
    TypeProof proof = new TypeProof(this);
    List<Field> open = new ArrayList<>();
    for (Field field : byFields.fields()) {
      if (!proof.holdsFor(field.getType())) {
        open.add(field);
      }
    }
    if (open.isEmpty()) {
      return Nature.Trusted.TRUSTED;
    }
    return Platform.has(type)
        ? unknownPlatform(type)
        : new Nature.Composed(new ReadableFields(type, open));
  }

  /** Tells whether a type is trusted, whatever its subtypes. */
  boolean trustsWithSubtypes(Class<?> type) {
    return declarations.trustsWithSubtypes(type);
  }

  /** The same without a look at the declared types of fields; never {@link Nature.Composed}. */
  Nature withoutProof(Class<?> type) {
    Nature declared = declarations.of(type);
    if (declared != null) {
      return declared;
    }
    if (type.isArray()) {
      return new Nature.Holds(Contents.OfArray.ARRAY);
    }
    if (Proxy.isProxyClass(type)) {
      return new Nature.Unknown(
          ClassTexts.name(type)
              + " is a proxy: what it answers is up to its handler; declare "
              + ClassTexts.declaration(type));
    }
    try {
      return Platform.has(type) ? ofPlatform(type, type) : ofUser(type);
    } catch (LinkageError e) {
      return new Nature.Unknown(
          ClassTexts.name(type)
              + " is unknown: its fields cannot be listed, "
              + ClassTexts.cut(e.toString(), 120)
              + "; complete the class path, or declare "
              + ClassTexts.declaration(type));
    }
  }

  /** What objects of exactly a class of the JDK are; advice is for those of a class below it. */
  private static Nature ofPlatform(Class<?> type, Class<?> below) {
    Nature known = Platform.of(type);
    if (known != null) {
      return known;
    }
    List<Field> fields = fields(type);
    List<String> changing = notFinal(type, fields);
    if (!changing.isEmpty()) {
      return new Nature.Mutable(
          notFinalText(type, changing)
              + "; leave it out of the value, or declare "
              + ClassTexts.declaration(below)
              + " if it never changes");
    }
    return type.isRecord() || type.isHidden() || Enum.class.isAssignableFrom(type)
        ? new Nature.ByFields(fields)
        : unknownPlatform(type);
  }

  private static Nature unknownPlatform(Class<?> type) {
    return new Nature.Unknown(
        ClassTexts.name(type)
            + " is unknown: a class of the JDK that is not known to be immutable, and cannot be"
            + " looked into; declare "
            + ClassTexts.declaration(type));
  }

  private static Nature ofUser(Class<?> type) {
    if (Reference.class.isAssignableFrom(type)) {
      return new Nature.Mutable(
          ClassTexts.name(type)
              + " is a reference, an identity whose value changes; keep the value, or declare"
              + " trustingSubtypes(Reference.class)");
    }
    Contents ofPotamos = ofPotamos(type);
    if (ofPotamos != null) {
      return new Nature.Holds(ofPotamos);
    }
    List<Field> fields = fields(type);
    Class<?> base = platformBase(type);
    Nature ofBase = Platform.isHarmlessBase(base) ? null : ofPlatformBase(base, type);
    if (ofBase instanceof Nature.Mutable mutable) {
      return new Nature.Mutable(
          ClassTexts.name(type) + " extends a class that is mutable: " + mutable.message());
    }
    if (ofBase instanceof Nature.Trusted || ofBase instanceof Nature.Holds) {
      fields.removeIf(field -> Platform.has(field.getDeclaringClass()));
    }
    List<String> changing = notFinal(type, fields);
    if (!changing.isEmpty()) {
      return new Nature.Mutable(
          notFinalText(type, changing)
              + "; make it final, or declare "
              + ClassTexts.declaration(type)
              + " if it never changes");
    }
    return ofBase == null
        ? new Nature.ByFields(fields)
        : new Nature.Unknown(
            ClassTexts.name(type)
                + " is unknown: its superclass "
                + ClassTexts.name(base)
                + " cannot be looked into; declare "
                + ClassTexts.declaration(type));
  }

  /** What the JDK's part of an object is; null if there is nothing to say against it. */
  private static @Nullable Nature ofPlatformBase(Class<?> base, Class<?> type) {
    Nature nature = ofPlatform(base, type);
    return nature instanceof Nature.Unknown
            && Modifier.isAbstract(base.getModifiers())
            && fields(base).isEmpty()
        ? null
        : nature;
  }

  /** Potamos' collections and their views, all of them immutable. Nobody can add to them. */
  private static @Nullable Contents ofPotamos(Class<?> type) {
    Class<?> ours = PersistentVector.class;
    if (!type.getPackageName().equals(ours.getPackageName())
        || !type.getModule().equals(ours.getModule())) {
      return null;
    }
    if (Collection.class.isAssignableFrom(type)) {
      return SortedSet.class.isAssignableFrom(type)
          ? Contents.OfSortedSet.SORTED_SET
          : Contents.OfIterable.ITERABLE;
    }
    if (Map.class.isAssignableFrom(type)) {
      return SortedMap.class.isAssignableFrom(type)
          ? Contents.OfSortedMap.SORTED_MAP
          : Contents.OfMap.MAP;
    }
    return null;
  }

  private static Class<?> platformBase(Class<?> type) {
    Class<?> base = type.getSuperclass();
    while (base != null && !Platform.has(base)) {
      base = base.getSuperclass();
    }
    return base == null ? Object.class : base;
  }

  /** The fields of objects of exactly a class; those of the subclass first. */
  private static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = type; c != null && !Platform.isHarmlessBase(c); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          fields.add(field);
        }
      }
    }
    return fields;
  }

  private static List<String> notFinal(Class<?> type, List<Field> fields) {
    List<String> names = new ArrayList<>();
    for (Field field : fields) {
      if (!Modifier.isFinal(field.getModifiers())) {
        Class<?> in = field.getDeclaringClass();
        names.add(in == type ? field.getName() : in.getSimpleName() + "." + field.getName());
      }
    }
    return names;
  }

  private static String notFinalText(Class<?> type, List<String> names) {
    return ClassTexts.name(type)
        + (names.size() == 1
            ? " has a field that is not final: "
            : " has fields that are not final: ")
        + ClassTexts.fields(names);
  }
}
