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
        HostileKeysTest.class,
        MutatorsRefusedTest.class,
        SerialFormTest.class,
        SharingBoundTest.class,
        VectorSizeLimitTest.class,
        WeightBalancedTreeTest.class);
  }
}
