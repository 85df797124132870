package org.potamos.core.collection;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Families of keys, each of them hard on a hash trie in its own way. Key 0 is null. */
enum ModelKeys {
  /** Hash codes all over the range. */
  ORDINARY(160) {
    @Override
    Object make(int id) {
      return new Plain(id, id * 0x9E3779B9);
    }
  },

  /** Hash codes side by side: full nodes. */
  DENSE(160) {
    @Override
    Object make(int id) {
      return new Plain(id, id);
    }
  },

  /** Seven hashes that agree in the low 25 to 30 bits: paths of nodes with one child, 7 deep. */
  DEEP(28) {
    @Override
    Object make(int id) {
      return new Plain(id, DEEP_CODES[id % DEEP_CODES.length]);
    }
  },

  /** The same, with enough comparable keys of each code to grow and shrink trees down there. */
  DEEP_RANKED(66) {
    @Override
    Object make(int id) {
      return new Ranked(id, DEEP_CODES[id % 5]);
    }
  },

  /** One code, not comparable: collision nodes that stay arrays. */
  ONE_CODE(16) {
    @Override
    Object make(int id) {
      return new Plain(id, 42);
    }
  },

  /** One code, comparable: a tree from the ninth key on. */
  ONE_CODE_RANKED(24) {
    @Override
    Object make(int id) {
      return new Ranked(id, 42);
    }
  },

  /** One code, and it is that of null. */
  CODE_OF_NULL(24) {
    @Override
    Object make(int id) {
      return new Ranked(id, 0);
    }
  },

  /** One code, comparable, but pairs of unequal keys tie. */
  ONE_CODE_TIED(20) {
    @Override
    Object make(int id) {
      return id < 10 ? new Tied(id, 0, 42) : new Tied(id % 10, 1, 42);
    }
  },

  /** One code, several classes: a tree only while one comparable class is left. */
  ONE_CODE_MIXED(22) {
    @Override
    Object make(int id) {
      return id < 14 ? new Ranked(id, 42) : id < 18 ? new Plain(id, 42) : new Tied(id, 0, 42);
    }
  };

  /** Folded hashes; two agree in at least 25 bits, some in 30. */
  private static final int[] DEEP_CODES = {
    unfolded(0x0155_5555),
    unfolded(0x0155_5555 | 1 << 25),
    unfolded(0x0155_5555 | 31 << 25),
    unfolded(0x0155_5555 | 1 << 30),
    unfolded(0x0155_5555 | 2 << 30),
    unfolded(0x0155_5555 | 3 << 30),
    unfolded(0x0155_5555 | 1 << 25 | 1 << 30)
  };

  /** How many keys there are: 0 to universe less one. */
  final int universe;

  ModelKeys(int universe) {
    this.universe = universe;
  }

  abstract Object make(int id);

  /** {@return a new object equal to all others of this id; null for id 0} */
  @Nullable Object key(int id) {
    return id == 0 ? null : make(id);
  }

  /** {@return the code whose folded hash is the given one} */
  static int unfolded(int hash) {
    return hash ^ (hash >>> 16);
  }

  /** A key that cannot be compared. */
  record Plain(int id, int code) implements Serializable {
    @Override
    public int hashCode() {
      return code;
    }
  }

  /** A key that can be compared. */
  record Ranked(int id, int code) implements Comparable<Ranked>, Serializable {
    @Override
    public int hashCode() {
      return code;
    }

    @Override
    public int compareTo(Ranked other) {
      return Integer.compare(id, other.id);
    }
  }

  /** A key that compares as 0 to one that differs in {@code side} only. */
  record Tied(int rank, int side, int code) implements Comparable<Tied>, Serializable {
    @Override
    public int hashCode() {
      return code;
    }

    @Override
    public int compareTo(Tied other) {
      return Integer.compare(rank, other.rank);
    }
  }
}
