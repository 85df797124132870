package org.potamos.validators;

import java.lang.reflect.Array;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * How to look at what an immutable object holds, other than by its fields. There are two walks: one
 * that only wants to know whether all is well, and allocates nothing itself; one that knows where
 * it is.
 */
abstract class Contents {

  /** Who wants to see what is held. */
  interface Children {
    /**
     * Takes one object.
     *
     * @param child the object
     * @param step how it is reached
     * @param index for {@link Step#INDEX}
     * @param label for the other steps, the name of the field or the key of the map
     * @return false if no more is wanted
     */
    boolean take(@Nullable Object child, Step step, int index, @Nullable Object label);
  }

  /** How one object is reached from another, as a path shows it. */
  enum Step {
    /** Not shown, as the value in an {@link Optional}. */
    INSIDE,
    /** As in {@code order.lines}. */
    FIELD,
    /** As in {@code lines[2]}. */
    INDEX,
    /** The value of a map at a key, as in {@code prices[EUR]}. */
    VALUE,
    /** The key itself, as in {@code prices.keys[EUR]}. */
    KEY
  }

  /**
   * Looks at all that is held.
   *
   * @return what is left of the budget; negative if the objects are not proved immutable
   */
  abstract int quick(Object container, Verdicts verdicts, int depth, int budget);

  /**
   * Shows all that is held.
   *
   * @return false if the one it is shown to wants no more
   */
  abstract boolean show(Object container, Children to);

  /** An array: it holds nothing if its length is zero, and is mutable otherwise. */
  static final class OfArray extends Contents {
    static final OfArray ARRAY = new OfArray();

    @Override
    int quick(Object container, Verdicts verdicts, int depth, int budget) {
      return Array.getLength(container) == 0 ? budget : Verdicts.NOT_PROVED;
    }

    @Override
    boolean show(Object container, Children to) {
      return true;
    }
  }

  /** A list with quick access by index. */
  static final class OfList extends Contents {
    static final OfList LIST = new OfList();

    @Override
    int quick(Object container, Verdicts verdicts, int depth, int budget) {
      List<?> list = (List<?>) container;
      int size = list.size();
      int left = budget;
      for (int i = 0; i < size && left >= 0; i++) {
        left = verdicts.look(list.get(i), depth, left);
      }
      return left;
    }

    @Override
    boolean show(Object container, Children to) {
      List<?> list = (List<?>) container;
      int size = list.size();
      for (int i = 0; i < size; i++) {
        if (!to.take(list.get(i), Step.INDEX, i, null)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Anything whose iterator shows all. */
  static class OfIterable extends Contents {
    static final OfIterable ITERABLE = new OfIterable();

    @Override
    int quick(Object container, Verdicts verdicts, int depth, int budget) {
      return quickly((Iterable<?>) container, verdicts, depth, budget);
    }

    @Override
    boolean show(Object container, Children to) {
      return show((Iterable<?>) container, to);
    }

    static int quickly(Iterable<?> elements, Verdicts verdicts, int depth, int budget) {
      int left = budget;
      for (Object element : elements) {
        left = verdicts.look(element, depth, left);
        if (left < 0) {
          break;
        }
      }
      return left;
    }

    static boolean show(Iterable<?> elements, Children to) {
      int i = 0;
      for (Object element : elements) {
        if (!to.take(element, Step.INDEX, i++, null)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A sorted set: its order is part of it. */
  static final class OfSortedSet extends OfIterable {
    static final OfSortedSet SORTED_SET = new OfSortedSet();

    @Override
    int quick(Object container, Verdicts verdicts, int depth, int budget) {
      int left = verdicts.look(((SortedSet<?>) container).comparator(), depth, budget);
      return left < 0 ? left : super.quick(container, verdicts, depth, left);
    }

    @Override
    boolean show(Object container, Children to) {
      return to.take(((SortedSet<?>) container).comparator(), Step.FIELD, 0, "comparator")
          && super.show(container, to);
    }
  }

  /** A map: its keys and its values. */
  static class OfMap extends Contents {
    static final OfMap MAP = new OfMap();

    @Override
    int quick(Object container, Verdicts verdicts, int depth, int budget) {
      return quickly((Map<?, ?>) container, verdicts, depth, budget);
    }

    @Override
    boolean show(Object container, Children to) {
      return show((Map<?, ?>) container, to);
    }

    static int quickly(Map<?, ?> map, Verdicts verdicts, int depth, int budget) {
      int left = budget;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        left = verdicts.look(entry.getKey(), depth, left);
        if (left >= 0) {
          left = verdicts.look(entry.getValue(), depth, left);
        }
        if (left < 0) {
          break;
        }
      }
      return left;
    }

    static boolean show(Map<?, ?> map, Children to) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Object key = entry.getKey();
        if (!to.take(key, Step.KEY, 0, key) || !to.take(entry.getValue(), Step.VALUE, 0, key)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A sorted map: its order is part of it. */
  static final class OfSortedMap extends OfMap {
    static final OfSortedMap SORTED_MAP = new OfSortedMap();

    @Override
    int quick(Object container, Verdicts verdicts, int depth, int budget) {
      int left = verdicts.look(((SortedMap<?, ?>) container).comparator(), depth, budget);
      return left < 0 ? left : super.quick(container, verdicts, depth, left);
    }

    @Override
    boolean show(Object container, Children to) {
      return to.take(((SortedMap<?, ?>) container).comparator(), Step.FIELD, 0, "comparator")
          && super.show(container, to);
    }
  }

  /** An entry of a map. */
  static final class OfEntry extends Contents {
    static final OfEntry ENTRY = new OfEntry();

    @Override
    int quick(Object container, Verdicts verdicts, int depth, int budget) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) container;
      int left = verdicts.look(entry.getKey(), depth, budget);
      return left < 0 ? left : verdicts.look(entry.getValue(), depth, left);
    }

    @Override
    boolean show(Object container, Children to) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) container;
      return to.take(entry.getKey(), Step.FIELD, 0, "key")
          && to.take(entry.getValue(), Step.FIELD, 0, "value");
    }
  }

  /** What holds one object, and shows it as if it were that object. */
  abstract static class OfOne extends Contents {
    /** An {@link Optional}. */
    static final OfOne OPTIONAL =
        new OfOne() {
          @Override
          @Nullable Object content(Object container) {
            return ((Optional<?>) container).orElse(null);
          }
        };

    /** A list of equal elements, perhaps a thousand million of them. */
    static final OfOne COPIES =
        new OfOne() {
          @Override
          @Nullable Object content(Object container) {
            List<?> list = (List<?>) container;
            return list.isEmpty() ? null : list.get(0);
          }
        };

    /** A reversed view of a list: as immutable as the list. */
    static final OfOne REVERSED =
        new OfOne() {
          @Override
          Object content(Object container) {
            return ((List<?>) container).reversed();
          }
        };

    /** The reverse of an order, see {@link Collections#reverseOrder(Comparator)}. */
    static final OfOne REVERSE_ORDER =
        new OfOne() {
          @Override
          Object content(Object container) {
            return ((Comparator<?>) container).reversed();
          }
        };

    abstract @Nullable Object content(Object container);

    @Override
    int quick(Object container, Verdicts verdicts, int depth, int budget) {
      return verdicts.look(content(container), depth, budget);
    }

    @Override
    boolean show(Object container, Children to) {
      return to.take(content(container), Step.INSIDE, 0, null);
    }
  }
}
