package org.potamos.core;

import java.util.List;
import java.util.Set;
import org.potamos.core.BrokenModule.Scope;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of values, names, options and metadata can fail: each of these defects is found by the
 * tests that are named with it.
 */
class BrokenReferenceTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  @SuppressWarnings("ImmutableEnumChecker") // lists of strings
  enum Broken implements Twin {
    NULL_IS_REFUSED(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "STATE.set(this, initial);",
                "STATE.set(this, java.util.Objects.requireNonNull(initial));")),
        "ReferenceContract.null_anywhere_isAnOrdinaryValue"),
    EQUAL_BY_CONTENT(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "protected abstract String kind();",
                "@Override public boolean equals(@Nullable Object other) { return other instanceof"
                    + " AbstractReference<?> that && Objects.equals(peek(), that.peek()); }"
                    + " @Override public int hashCode() { return 1; } protected abstract String"
                    + " kind();")),
        "ReferenceContract.equals_sameContent_isIdentity"),
    IS_SERIALIZABLE(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "implements Reference<T> {",
                "implements Reference<T>, java.io.Serializable {")),
        "ReferenceContract.serialization_isRefused"),
    GET_ANSWERS_NULL(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Reference",
                "default T get() { return deref(); }",
                "default T get() { return null; }")),
        "ReferenceContract.get_asSupplier_followsTheState"),
    VALUE_IS_COPIED(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "return present == OBSERVED ? node().value() : asValue(present);",
                "Object value = present == OBSERVED ? node().value() : present; return"
                    + " asValue(value != null && value.getClass() == Object.class ? new Object() :"
                    + " value);")),
        "ReferenceContract.deref_afterChange_answersTheVeryObject"),
    TEXT_THROWS(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "} catch (Throwable failure) { return \"<toString failed: \"",
                "} catch (ArithmeticException failure) { return \"<toString failed: \"")),
        "ReferenceContract.toString_valueHoldsTheReference_ends",
        "ReferenceContract.toString_valueThrows_doesNotThrow"),
    TEXT_HIDES_THE_NAME(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "\"[name=\" + name() + \", status=\"",
                "\"[status=\"")),
        "ReferenceContract.name_given_isShown",
        "ReferenceContract.name_notGiven_isKindAndNumber",
        "ReferenceContract.toString_valueHoldsTheReference_ends",
        "ReferenceContract.toString_valueThrows_doesNotThrow"),
    TEXT_HIDES_THE_STATUS(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference", "\", status=\" + status() +", "")),
        "ReferenceContract.name_given_isShown",
        "ReferenceContract.name_notGiven_isKindAndNumber",
        "ReferenceContract.toString_valueThrows_doesNotThrow"),
    TEXT_HIDES_THE_VALUE(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "\", value=\" + textOfValue() +",
                "")),
        "ReferenceContract.name_given_isShown",
        "ReferenceContract.name_notGiven_isKindAndNumber",
        "ReferenceContract.null_anywhere_isAnOrdinaryValue",
        "ReferenceContract.toString_valueThrows_doesNotThrow",
        "ReferenceContract.validator_slow_blocksNoReader"),
    NAME_IS_LOST(
        Scope.CONTRACT,
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
    METADATA_IS_LOST_AT_CONSTRUCTION(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "new ReferenceDetails(name, metadata, failureHandler)",
                "new ReferenceDetails(name, Map.of(), failureHandler)")),
        "ReferenceContract.alterMetadata_functionFails_keepsThePresent",
        "ReferenceContract.alterMetadata_installsTheResult",
        "ReferenceContract.metadata_atConstruction_isCopiedAndChecked",
        "ReferenceContract.options_inAnyOrder_allHold"),
    NULL_OPTION_IS_REFUSED(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/ReferenceBuilder",
                "this.metadata = metadata == null ? null : Map.copyOf(metadata);",
                "this.metadata = Map.copyOf(metadata);")),
        "ReferenceContract.options_null_standForNone"),
    METADATA_IS_NOT_COPIED_AT_CONSTRUCTION(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/ReferenceBuilder",
                "this.metadata = metadata == null ? null : Map.copyOf(metadata);",
                "@SuppressWarnings(\"unchecked\") Map<String, Object> same = (Map<String, Object>)"
                    + " metadata; this.metadata = same;")),
        "ReferenceContract.metadata_atConstruction_isCopiedAndChecked",
        "ReferenceContract.metadata_isUnmodifiable"),
    METADATA_IS_NOT_COPIED(
        Scope.CONTRACT,
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
    METADATA_OF_NULL_IS_TAKEN(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "Map.copyOf(Objects.requireNonNull(f.apply(from.metadata()), \"f answered"
                    + " null\"));",
                "java.util.Optional.ofNullable(f.apply(from.metadata())).<Map<String,"
                    + " Object>>map(Map::copyOf).orElse(Map.of());")),
        "ReferenceContract.alterMetadata_functionFails_keepsThePresent"),
    METADATA_OVERWRITES_OTHERS(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "if (DETAILS.compareAndSet(this, present, from.withMetadata(next))) {",
                "details = from.withMetadata(next); if (next != null) {")),
        "ReferenceContract.alterMetadata_functionBlocks_stopsNobody"),
    METADATA_TAKES_THE_MONITOR(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "public final Map<String, Object> alterMetadata(UnaryOperator<Map<String, Object>>"
                    + " f) {",
                "public final synchronized Map<String, Object>"
                    + " alterMetadata(UnaryOperator<Map<String, Object>> f) {")),
        "ReferenceContract.monitor_heldByAnother_blocksNothing"),
    METADATA_IS_A_CHANGE(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "if (DETAILS.compareAndSet(this, present, from.withMetadata(next))) {",
                "if (DETAILS.compareAndSet(this, present, from.withMetadata(next))) { StateNode<T>"
                    + " before = observe(); StateNode<T> after = before.changedTo(before.value());"
                    + " if (advance(before, after)) { announce(before, after,"
                    + " ThreadState.current()); }")),
        "ReferenceContract.metadata_changed_isNoChangeOfTheReference",
        "ReferenceContract.watch_noChangeOfTheValue_isNotCalled");

    private final Defect defect;

    Broken(Scope scope, List<Edit> edits, String... found) {
      this.defect = new Defect(scope, edits, Set.of(found));
    }

    @Override
    public Defect defect() {
      return defect;
    }
  }

  BrokenReferenceTest() {
    super(Broken.values(), AtomTest.class);
  }
}
