package org.potamos.core.collection;

import java.util.List;
import org.potamos.core.BrokenModuleContract;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of collections can fail: each of these defects is found by the tests that are named
 * with it.
 */
class BrokenCollectionTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  private static final List<Twin> TWINS =
      List.of(
          twin(
              "MUTATOR_THAT_FINDS_NOTHING_IS_SILENT",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/AbstractPersistentCollection",
                      "throw Mutators.refused(\"removeIf\");",
                      "return false;")),
              "MutatorsRefusedTest.mutator_anySubject_isRefusedAndChangesNothing"),
          twin(
              "ITERATOR_REMOVES_SILENTLY",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/PersistentList",
                      "throw Mutators.refused(\"remove\");",
                      "return;")),
              "MutatorsRefusedTest.iterator_anySubject_refusesToChange"),
          twin(
              "BUILDER_COUNTS_BEFORE_THE_KEY_ANSWERS",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/TrieNode",
                      "HashNode next = child.put(shift + BITS, hash, key, value, token);",
                      "boolean own = isOwnedBy(token); size += own ? 1 : 0; HashNode next ="
                          + " child.put(shift + BITS, hash, key, value, token); size -= own ? 1 :"
                          + " 0;")),
              "HostileKeysTest.mapBuilder_keyThrowsAtAnyCall_staysUsable"),
          twin(
              "KEYS_OF_ONE_HASH_ARE_A_LIST",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/CollisionNode",
                      "static final int ARRAY_MAX = 8;",
                      "static final int ARRAY_MAX = 1 << 28;"),
                  new Edit(
                      "org/potamos/core/collection/CollisionNode",
                      "private static int indexOf(@Nullable Object[] entries, @Nullable Object key)"
                          + " {",
                      "private static int indexOf(@Nullable Object[] entries, @Nullable Object key)"
                          + " { if (Thread.interrupted()) { throw new IllegalStateException(\"for"
                          + " too long\"); }")),
              "HostileKeysTest.hundredThousandStringsOfOneHash_areBuiltAndFound"),
          twin(
              "BUILDER_IS_READ_BY_ANOTHER_THREAD",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/PersistentSortedMap",
                      "requireUser();\n      return (V) content.get(key);",
                      "return (V) content.get(key);")),
              "HostileBuilderUseTest.everyMethod_byAnotherThread_isRefused"),
          twin(
              "BUILDER_FORGETS_TO_RETURN_ITSELF",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/PersistentSortedSet",
                      "content.remove(element);\n      return this;",
                      "content.remove(element);\n      return build().builder();")),
              "HostileBuilderUseTest.everyMethod_thatReturnsABuilder_returnsThatOne"),
          twin(
              "COMPARATOR_WRITES_UNNOTICED",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/SortedBuilder",
                      "WeightBalancedTree.put(tree, key, value, order);\n"
                          + "    requireUndisturbed(before);",
                      "WeightBalancedTree.put(tree, key, value, order);")),
              "PersistentSortedMapTest.builder_comparatorWritesAtAnyComparison_isRefusedAndTheWriteStays"),
          twin(
              "REVERSED_RANGE_BEGINS_LATE",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/ReversedView",
                      "list.subList(size() - toIndex, size() - fromIndex)",
                      "list.subList(size() - toIndex + fromIndex, size())")),
              "ReversedViewTest.reversed_eachWayOfReading_isThatOfTheModel"),
          twin(
              "CLAIMED_SIZE_IS_BELIEVED",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/SerialForm",
                      "new @Nullable Object[Math.min(slots, FIRST_SLOTS)];",
                      "new @Nullable Object[slots];")),
              "SerialFormTest.read_absurdSize_isRefusedWithoutTakingItsMemory"),
          twin(
              "SIZE_OVERFLOWS",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/TrieVector",
                      "if (size == Integer.MAX_VALUE) {",
                      "if (size < 0) {")),
              "VectorSizeLimitTest.plus_upToTheLimit_worksAndBeyondIsRefused"),
          twin(
              "SLICE_KEEPS_WHAT_IS_BEFORE_IT",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/VectorSlice",
                      "VectorNodes.cutFront(root, shift, from)",
                      "root")),
              "SharingBoundTest.subList_ofAMillionElements_makesTwoPathsAndKeepsNothingElse"),
          twin(
              "TREE_LEANS",
              List.of(
                  new Edit(
                      "org/potamos/core/collection/WeightBalancedTree",
                      "private static final int DELTA = 3;",
                      "private static final int DELTA = 30;")),
              "WeightBalancedTreeTest.operations_comparatorLies_keepSizeAndBalance",
              "WeightBalancedTreeTest.operations_inAnyOrder_areThoseOfTheModel"));

  BrokenCollectionTest() {
    super(
        TWINS,
        HostileBuilderUseTest.class,
        HostileKeysTest.class,
        MutatorsRefusedTest.class,
        PersistentSortedMapTest.class,
        ReversedViewTest.class,
        SerialFormTest.class,
        SharingBoundTest.class,
        VectorSizeLimitTest.class,
        WeightBalancedTreeTest.class);
  }
}
