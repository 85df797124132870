package org.potamos.core;

import java.util.List;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of values, names, options and metadata can fail: each of these defects is found by the
 * tests that are named with it.
 */
class BrokenReferenceTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  private static final List<Twin> TWINS =
      List.of(
          contractTwin(
              "NULL_IS_REFUSED",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "STATE.set(this, initial);",
                      "STATE.set(this, java.util.Objects.requireNonNull(initial));")),
              "ReferenceContract.null_anywhere_isAnOrdinaryValue"),
          contractTwin(
              "EQUAL_BY_CONTENT",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "protected abstract String kind();",
                      "@Override public boolean equals(@Nullable Object other) { return other"
                          + " instanceof AbstractReference<?> that && Objects.equals(peek(),"
                          + " that.peek()); } @Override public int hashCode() { return 1; }"
                          + " protected abstract String kind();")),
              "ReferenceContract.equals_sameContent_isIdentity"),
          contractTwin(
              "IS_SERIALIZABLE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "implements Reference<T> {",
                      "implements Reference<T>, java.io.Serializable {")),
              "ReferenceContract.serialization_isRefused"),
          contractTwin(
              "GET_ANSWERS_NULL",
              List.of(
                  new Edit(
                      "org/potamos/core/Reference",
                      "default T get() { return deref(); }",
                      "default T get() { return null; }")),
              "ReferenceContract.get_asSupplier_followsTheState"),
          contractTwin(
              "VALUE_IS_COPIED",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "return present == OBSERVED ? node().value() : asValue(present);",
                      "Object value = present == OBSERVED ? node().value() : present; return"
                          + " asValue(value != null && value.getClass() == Object.class ? new"
                          + " Object() : value);")),
              "ReferenceContract.deref_afterChange_answersTheVeryObject"),
          contractTwin(
              "TEXT_THROWS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "} catch (Throwable failure) { return \"<toString failed: \"",
                      "} catch (ArithmeticException failure) { return \"<toString failed: \"")),
              "ReferenceContract.toString_valueHoldsTheReference_ends",
              "ReferenceContract.toString_valueThrows_doesNotThrow"),
          contractTwin(
              "TEXT_HIDES_THE_NAME",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "\"[name=\" + name() + \", status=\"",
                      "\"[status=\"")),
              "ReferenceContract.name_given_isShown",
              "ReferenceContract.name_notGiven_isKindAndNumber",
              "ReferenceContract.toString_valueHoldsTheReference_ends",
              "ReferenceContract.toString_valueThrows_doesNotThrow"),
          contractTwin(
              "TEXT_HIDES_THE_STATUS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "\", status=\" + status() +",
                      "")),
              "ReferenceContract.name_given_isShown",
              "ReferenceContract.name_notGiven_isKindAndNumber",
              "ReferenceContract.toString_valueThrows_doesNotThrow"),
          contractTwin(
              "TEXT_HIDES_THE_VALUE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "\", value=\" + textOfValue() +",
                      "")),
              "ReferenceContract.name_given_isShown",
              "ReferenceContract.name_notGiven_isKindAndNumber",
              "ReferenceContract.null_anywhere_isAnOrdinaryValue",
              "ReferenceContract.toString_longValue_isCut",
              "ReferenceContract.toString_valueThrows_doesNotThrow",
              "ReferenceContract.validator_slow_blocksNoReader"),
          contractTwin(
              "NAME_IS_LOST",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "new ReferenceDetails(name, metadata, failureHandler)",
                      "new ReferenceDetails(null, metadata, failureHandler)")),
              "ReferenceContract.awaitValue_timeIsOver_throws",
              "ReferenceContract.name_given_isShown",
              "ReferenceContract.options_inAnyOrder_allHold",
              "ReferenceContract.rejection_carriesReferenceViolationsAndValue",
              "ReferenceContract.toString_ofAChange_namesReferenceVersionAndValues",
              "ReferenceContract.toString_valueHoldsTheReference_ends",
              "ReferenceContract.toString_valueThrows_doesNotThrow",
              "ReferenceContract.validator_rejectsInitialValue_thereIsNoReference"),
          contractTwin(
              "METADATA_IS_LOST_AT_CONSTRUCTION",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "new ReferenceDetails(name, metadata, failureHandler)",
                      "new ReferenceDetails(name, Map.of(), failureHandler)")),
              "ReferenceContract.alterMetadata_functionFails_keepsThePresent",
              "ReferenceContract.alterMetadata_installsTheResult",
              "ReferenceContract.metadata_atConstruction_isCopiedAndChecked",
              "ReferenceContract.options_inAnyOrder_allHold"),
          contractTwin(
              "NULL_OPTION_IS_REFUSED",
              List.of(
                  new Edit(
                      "org/potamos/core/ReferenceBuilder",
                      "this.metadata = metadata == null ? null : Map.copyOf(metadata);",
                      "this.metadata = Map.copyOf(metadata);")),
              "ReferenceContract.options_null_standForNone"),
          contractTwin(
              "METADATA_IS_NOT_COPIED_AT_CONSTRUCTION",
              List.of(
                  new Edit(
                      "org/potamos/core/ReferenceBuilder",
                      "this.metadata = metadata == null ? null : Map.copyOf(metadata);",
                      "@SuppressWarnings(\"unchecked\") Map<String, Object> same = (Map<String,"
                          + " Object>) metadata; this.metadata = same;")),
              "ReferenceContract.metadata_atConstruction_isCopiedAndChecked",
              "ReferenceContract.metadata_isUnmodifiable"),
          contractTwin(
              "METADATA_IS_NOT_COPIED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "Map.of() : Map.copyOf(metadata);",
                      "Map.of() : (Map<String, Object>) metadata;"),
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "Map.copyOf(Objects.requireNonNull(f.apply(from.metadata()), \"f answered"
                          + " null\"));",
                      "Objects.requireNonNull(f.apply(from.metadata()), \"f answered null\");")),
              "ReferenceContract.metadata_isUnmodifiable",
              "ReferenceContract.resetMetadata_installsACopy"),
          contractTwin(
              "METADATA_OF_NULL_IS_TAKEN",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "Map.copyOf(Objects.requireNonNull(f.apply(from.metadata()), \"f answered"
                          + " null\"));",
                      "java.util.Optional.ofNullable(f.apply(from.metadata())).<Map<String,"
                          + " Object>>map(Map::copyOf).orElse(Map.of());")),
              "ReferenceContract.alterMetadata_functionFails_keepsThePresent"),
          contractTwin(
              "METADATA_OVERWRITES_OTHERS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "if (DETAILS.compareAndSet(this, present, from.withMetadata(next))) {",
                      "details = from.withMetadata(next); if (next != null) {")),
              "ReferenceContract.alterMetadata_functionBlocks_stopsNobody"),
          twin(
              "METADATA_TAKES_THE_MONITOR",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "public final Map<String, Object> alterMetadata(UnaryOperator<Map<String,"
                          + " Object>> f) {",
                      "public final synchronized Map<String, Object>"
                          + " alterMetadata(UnaryOperator<Map<String, Object>> f) {")),
              "ReferenceContract.monitor_heldByAnother_blocksNothing"),
          contractTwin(
              "METADATA_IS_A_CHANGE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "if (DETAILS.compareAndSet(this, present, from.withMetadata(next))) {",
                      "if (DETAILS.compareAndSet(this, present, from.withMetadata(next))) {"
                          + " StateNode<T> before = observe(); StateNode<T> after ="
                          + " before.changedTo(before.value()); if (advance(before, after)) {"
                          + " announce(before, after, ThreadState.current()); }")),
              "ReferenceContract.metadata_changed_isNoChangeOfTheReference",
              "ReferenceContract.watch_noChangeOfTheValue_isNotCalled"));

  BrokenReferenceTest() {
    super(TWINS, AtomTest.class);
  }
}
