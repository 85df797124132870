package org.potamos.benchmarks.collection.rivals;

import org.jspecify.annotations.Nullable;

/**
 * Whose collections they are. Semantics differ where the adapters say so; all are persistent but
 * for {@link #JDK}, whose collections are copied for each update.
 */
public enum Library {
  /** {@code org.potamos.core.collection}. */
  POTAMOS,
  /** PCollections. */
  PCOLLECTIONS,
  /** Vavr. */
  VAVR,
  /** Bifurcan. */
  BIFURCAN,
  /** Paguro. */
  PAGURO,
  /** Clojure. */
  CLOJURE,
  /** kotlinx.collections.immutable. */
  KOTLINX,
  /** {@code java.util}. */
  JDK;

  /**
   * Whether it counts when the best peer is looked for.
   *
   * @return false for the subject, and for what is not persistent
   */
  public boolean isPeer() {
    return this != POTAMOS && this != JDK;
  }

  /** {@return its vectors} */
  @SuppressWarnings("unchecked") // an adapter is only given what it made
  public VectorRival<Object> vectors() {
    VectorRival<?> vectors =
        switch (this) {
          case POTAMOS -> new Potamos.Vectors();
          case PCOLLECTIONS -> new Pcollections.Vectors();
          case VAVR -> new Vavr.Vectors();
          case BIFURCAN -> new Bifurcan.Vectors();
          case PAGURO -> new Paguro.Vectors();
          case CLOJURE -> new Clojure.Vectors();
          case KOTLINX -> new Kotlinx.Vectors();
          case JDK -> new Jdk.Vectors();
        };
    return (VectorRival<Object>) vectors;
  }

  /** {@return its hash maps} */
  @SuppressWarnings("unchecked") // an adapter is only given what it made
  public MapRival<Object> maps() {
    MapRival<?> maps =
        switch (this) {
          case POTAMOS -> new Potamos.Maps();
          case PCOLLECTIONS -> new Pcollections.Maps();
          case VAVR -> new Vavr.Maps();
          case BIFURCAN -> new Bifurcan.Maps();
          case PAGURO -> new Paguro.Maps();
          case CLOJURE -> new Clojure.Maps();
          case KOTLINX -> new Kotlinx.Maps();
          case JDK -> new Jdk.Maps();
        };
    return (MapRival<Object>) maps;
  }

  /** {@return its hash sets} */
  @SuppressWarnings("unchecked") // an adapter is only given what it made
  public SetRival<Object> sets() {
    SetRival<?> sets =
        switch (this) {
          case POTAMOS -> new Potamos.Sets();
          case PCOLLECTIONS -> new Pcollections.Sets();
          case VAVR -> new Vavr.Sets();
          case BIFURCAN -> new Bifurcan.Sets();
          case PAGURO -> new Paguro.Sets();
          case CLOJURE -> new Clojure.Sets();
          case KOTLINX -> new Kotlinx.Sets();
          case JDK -> new Jdk.Sets();
        };
    return (SetRival<Object>) sets;
  }

  /** {@return its sorted maps, or null if it has none} */
  @SuppressWarnings("unchecked") // an adapter is only given what it made
  public @Nullable SortedMapRival<Object> sortedMaps() {
    SortedMapRival<?> maps =
        switch (this) {
          case POTAMOS -> new Potamos.SortedMaps();
          case PCOLLECTIONS -> new Pcollections.SortedMaps();
          case VAVR -> new Vavr.SortedMaps();
          case PAGURO -> new Paguro.SortedMaps();
          case CLOJURE -> new Clojure.SortedMaps();
          case JDK -> new Jdk.SortedMaps();
          case BIFURCAN, KOTLINX -> null;
        };
    return (SortedMapRival<Object>) maps;
  }

  /** {@return its linked lists, or null if it has none} */
  @SuppressWarnings("unchecked") // an adapter is only given what it made
  public @Nullable ListRival<Object> lists() {
    ListRival<?> lists =
        switch (this) {
          case POTAMOS -> new Potamos.Lists();
          case PCOLLECTIONS -> new Pcollections.Lists();
          case VAVR -> new Vavr.Lists();
          case CLOJURE -> new Clojure.Lists();
          case BIFURCAN, PAGURO, KOTLINX, JDK -> null;
        };
    return (ListRival<Object>) lists;
  }
}
