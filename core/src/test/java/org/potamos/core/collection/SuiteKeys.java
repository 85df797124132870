package org.potamos.core.collection;

import java.io.Serializable;
import java.util.List;

/** How the keys of a suite share their hash codes. All of them are serializable. */
enum SuiteKeys {
  /** Strings. */
  ORDINARY {
    @Override
    Object key(String name) {
      return name;
    }
  },

  /** One hash code, that of null as well; one class that is comparable to itself. */
  COMPARABLE_OF_ONE_HASH {
    @Override
    Object key(String name) {
      return new Comparables(name);
    }
  },

  /** One hash code, nothing to order them by. */
  INCOMPARABLE_OF_ONE_HASH {
    @Override
    Object key(String name) {
      return new Incomparables(name);
    }
  },

  /** Mixed classes of one hash code, comparable and not. */
  MIXED_OF_ONE_HASH {
    @Override
    Object key(String name) {
      return (name.hashCode() & 1) == 0 ? new Comparables(name) : new Incomparables(name);
    }
  },

  /** Up to four hash codes that differ in the two highest bits only. */
  EQUAL_LOW_BITS {
    @Override
    Object key(String name) {
      return new LowBits(name, name.hashCode());
    }
  };

  /** Testlib's five keys of one hash code are a plain list, whether comparable or mixed. */
  static final List<SuiteKeys> FOR_FEW =
      List.of(ORDINARY, COMPARABLE_OF_ONE_HASH, INCOMPARABLE_OF_ONE_HASH, EQUAL_LOW_BITS);

  /** The key of a name; equal keys for equal names. */
  abstract Object key(String name);

  /** Keys of one hash code that can be ordered. */
  record Comparables(String name) implements Comparable<Comparables>, Serializable {
    @Override
    public int hashCode() {
      return 0;
    }

    @Override
    public int compareTo(Comparables other) {
      return name.compareTo(other.name);
    }
  }

  /** Keys of one hash code that cannot be ordered. */
  record Incomparables(String name) implements Serializable {
    @Override
    public int hashCode() {
      return 0;
    }
  }

  /**
   * Keys whose hash codes agree in the low 30 bits, after the mixing of high bits into low ones:
   * two of them share all levels of a trie but the last.
   *
   * @param name which key
   * @param top its lowest two bits are the highest bits of the hash code
   */
  record LowBits(String name, int top) implements Serializable {
    @Override
    public int hashCode() {
      int mixed = top << 30 | 0x15555555;
      return mixed ^ mixed >>> 16; // mixing it in the same way again gives "mixed" back
    }
  }
}
