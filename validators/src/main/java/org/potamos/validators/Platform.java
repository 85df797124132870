package org.potamos.validators;

import java.lang.ref.Reference;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.text.Format;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractQueue;
import java.util.AbstractSequentialList;
import java.util.AbstractSet;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Spliterator;
import java.util.TimeZone;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the classes of the JDK. Their fields cannot be read, and need not be: what is
 * immutable there is a finite list.
 *
 * <p>Classes that are not public are known by name. A name that is no longer right makes objects
 * unknown, never immutable.
 */
final class Platform {
  private static final @Nullable ClassLoader LOADER = ClassLoader.getPlatformClassLoader();

  /** Superclasses whose fields say nothing about the values of their subclasses. */
  private static final Set<Class<?>> HARMLESS_BASES =
      Set.of(
          Object.class,
          Record.class,
          Enum.class,
          Number.class,
          AbstractCollection.class,
          AbstractList.class,
          AbstractSequentialList.class,
          AbstractSet.class,
          AbstractQueue.class,
          AbstractMap.class);

  /** Immutable with all they hold: objects of exactly these classes. */
  static final Set<String> TRUSTED =
      Set.of(
          "java.io.File",
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Class",
          "java.lang.Double",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Object",
          "java.lang.Runtime$Version",
          "java.lang.Short",
          "java.lang.StackTraceElement",
          "java.lang.String",
          "java.lang.String$CaseInsensitiveComparator",
          "java.lang.Void",
          "java.lang.invoke.MethodHandles$Lookup",
          "java.lang.invoke.MethodType",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.math.MathContext",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetSocketAddress",
          "java.net.URI",
          "java.nio.file.attribute.FileTime",
          "java.time.Clock$FixedClock",
          "java.time.Clock$SystemClock",
          "java.time.Duration",
          "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalDateTime",
          "java.time.LocalTime",
          "java.time.MonthDay",
          "java.time.OffsetDateTime",
          "java.time.OffsetTime",
          "java.time.Period",
          "java.time.Year",
          "java.time.YearMonth",
          "java.time.ZoneOffset",
          "java.time.ZoneRegion",
          "java.time.ZonedDateTime",
          "java.time.chrono.ChronoLocalDateTimeImpl",
          "java.time.chrono.ChronoPeriodImpl",
          "java.time.chrono.ChronoZonedDateTimeImpl",
          "java.time.chrono.HijrahChronology",
          "java.time.chrono.HijrahDate",
          "java.time.chrono.IsoChronology",
          "java.time.chrono.JapaneseChronology",
          "java.time.chrono.JapaneseDate",
          "java.time.chrono.JapaneseEra",
          "java.time.chrono.MinguoChronology",
          "java.time.chrono.MinguoDate",
          "java.time.chrono.ThaiBuddhistChronology",
          "java.time.chrono.ThaiBuddhistDate",
          "java.time.format.DateTimeFormatter",
          "java.time.format.DecimalStyle",
          "java.time.temporal.ValueRange",
          "java.time.temporal.WeekFields",
          "java.time.zone.ZoneOffsetTransition",
          "java.time.zone.ZoneOffsetTransitionRule",
          "java.time.zone.ZoneRules",
          "java.util.Base64$Decoder",
          "java.util.Base64$Encoder",
          "java.util.Collections$ReverseComparator",
          "java.util.Currency",
          "java.util.HexFormat",
          "java.util.Locale",
          "java.util.Locale$LanguageRange",
          "java.util.OptionalDouble",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "java.util.UUID",
          "java.util.regex.Pattern");

  /** Immutable themselves. */
  static final Map<String, Contents> CONTAINERS =
      Map.ofEntries(
          Map.entry("java.util.ImmutableCollections$List12", Contents.OfList.LIST),
          Map.entry("java.util.ImmutableCollections$ListN", Contents.OfList.LIST),
          Map.entry("java.util.ImmutableCollections$SubList", Contents.OfList.LIST),
          Map.entry("java.util.Collections$EmptyList", Contents.OfList.LIST),
          Map.entry("java.util.Collections$SingletonList", Contents.OfList.LIST),
          Map.entry("java.util.Collections$CopiesList", Contents.OfOne.COPIES),
          Map.entry("java.util.ReverseOrderListView", Contents.OfOne.REVERSED),
          Map.entry("java.util.ReverseOrderListView$Rand", Contents.OfOne.REVERSED),
          Map.entry("java.util.ImmutableCollections$Set12", Contents.OfIterable.ITERABLE),
          Map.entry("java.util.ImmutableCollections$SetN", Contents.OfIterable.ITERABLE),
          Map.entry("java.util.Collections$EmptySet", Contents.OfIterable.ITERABLE),
          Map.entry("java.util.Collections$SingletonSet", Contents.OfIterable.ITERABLE),
          Map.entry(
              "java.util.Collections$UnmodifiableNavigableSet$EmptyNavigableSet",
              Contents.OfIterable.ITERABLE),
          Map.entry("java.util.ImmutableCollections$Map1", Contents.OfMap.MAP),
          Map.entry("java.util.ImmutableCollections$MapN", Contents.OfMap.MAP),
          Map.entry("java.util.Collections$EmptyMap", Contents.OfMap.MAP),
          Map.entry("java.util.Collections$SingletonMap", Contents.OfMap.MAP),
          Map.entry(
              "java.util.Collections$UnmodifiableNavigableMap$EmptyNavigableMap",
              Contents.OfMap.MAP),
          Map.entry("java.util.KeyValueHolder", Contents.OfEntry.ENTRY),
          Map.entry("java.util.AbstractMap$SimpleImmutableEntry", Contents.OfEntry.ENTRY),
          Map.entry("java.util.Optional", Contents.OfOne.OPTIONAL),
          Map.entry("java.util.Collections$ReverseComparator2", Contents.OfOne.REVERSE_ORDER));

  /** A type whose objects are mutable, and what to keep instead. */
  private record Remedy(Class<?> type, String remedy) {}

  private static final String AS_LIST = "keep List.copyOf(...) or a PersistentVector";
  private static final String LEAVE_OUT = "leave it out of the value";

  /** The first that fits counts. */
  private static final List<Remedy> REMEDIES =
      List.of(
          new Remedy(SortedMap.class, "keep a PersistentSortedMap"),
          new Remedy(Map.class, "keep Map.copyOf(...) or a PersistentMap"),
          new Remedy(SortedSet.class, "keep a PersistentSortedSet"),
          new Remedy(Set.class, "keep Set.copyOf(...) or a PersistentSet"),
          new Remedy(List.class, AS_LIST),
          new Remedy(Deque.class, "keep a PersistentVector or a PersistentList"),
          new Remedy(Queue.class, "keep a PersistentVector or a PersistentList"),
          new Remedy(Collection.class, AS_LIST),
          new Remedy(Map.Entry.class, "keep Map.entry(...) or a record"),
          new Remedy(Iterator.class, "keep the elements, as List.copyOf(...)"),
          new Remedy(Enumeration.class, "keep the elements, as List.copyOf(...)"),
          new Remedy(Spliterator.class, "keep the elements, as List.copyOf(...)"),
          new Remedy(BaseStream.class, "keep the elements, as stream.toList()"),
          new Remedy(StringBuilder.class, "keep its toString()"),
          new Remedy(StringBuffer.class, "keep its toString()"),
          new Remedy(Date.class, "keep an Instant or a LocalDate"),
          new Remedy(Calendar.class, "keep a ZonedDateTime"),
          new Remedy(TimeZone.class, "keep its toZoneId()"),
          new Remedy(Format.class, "make it where it is used, or keep a DateTimeFormatter"),
          new Remedy(BitSet.class, "keep a BigInteger or a PersistentSet"),
          new Remedy(Buffer.class, "keep what is in it as a String or a List"),
          new Remedy(Random.class, LEAVE_OUT),
          new Remedy(Thread.class, LEAVE_OUT),
          new Remedy(ThreadGroup.class, LEAVE_OUT),
          new Remedy(ThreadLocal.class, LEAVE_OUT),
          new Remedy(ClassLoader.class, LEAVE_OUT),
          new Remedy(Module.class, "keep its name"),
          new Remedy(AccessibleObject.class, "keep its name and its class"),
          new Remedy(Future.class, "keep the result"),
          new Remedy(Executor.class, LEAVE_OUT),
          new Remedy(Lock.class, "leave it out: a value that never changes needs no lock"),
          new Remedy(Reference.class, "keep the object itself"),
          new Remedy(Throwable.class, "keep what matters of it, as a String or a record"));

  private Platform() {}

  /** Tells whether a class is a part of the JDK. */
  static boolean has(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return (loader == null || loader.equals(LOADER)) && type.getModule().isNamed();
  }

  static boolean isHarmlessBase(Class<?> type) {
    return HARMLESS_BASES.contains(type);
  }

  /** What is known of objects of exactly a class of the JDK; null if nothing is. */
  static @Nullable Nature of(Class<?> type) {
    String name = type.getName();
    if (TRUSTED.contains(name) || isBuiltIn(type, Charset.class) || isBuiltIn(type, Path.class)) {
      return Nature.Trusted.TRUSTED;
    }
    Contents contents = CONTAINERS.get(name);
    if (contents != null) {
      return new Nature.Holds(contents);
    }
    if (name.startsWith("java.util.concurrent.atomic.")) {
      return mutable(type, "keep the plain value: a change is another value of the reference");
    }
    if (type.isEnum()) {
      return null;
    }
    for (Remedy remedy : REMEDIES) {
      if (remedy.type.isAssignableFrom(type)) {
        return mutable(type, remedy.remedy);
      }
    }
    return null;
  }

  /** A charset, or a path of the default file system, that comes with the JDK. */
  private static boolean isBuiltIn(Class<?> type, Class<?> kind) {
    String module = type.getModule().getName();
    return kind.isAssignableFrom(type)
        && !Modifier.isAbstract(type.getModifiers())
        && ("java.base".equals(module) || "jdk.charsets".equals(module));
  }

  private static Nature mutable(Class<?> type, String remedy) {
    String name = type.getName();
    boolean view =
        name.startsWith("java.util.Collections$Unmodifiable")
            || (!Modifier.isPublic(type.getModifiers())
                && (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)));
    String what =
        name.equals("java.util.Arrays$ArrayList")
            ? " (Arrays.asList) is mutable; "
            : view ? " is a view of what may still change; " : " is mutable; ";
    return new Nature.Mutable(ClassTexts.name(type) + what + remedy);
  }
}
