package org.potamos.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.potamos.core.collection.PersistentCollection;
import org.potamos.core.internal.AbstractReference;

/** What the packages may know of each other, and who alone may call what. */
class ArchitectureTest {
  private static final String API = "org.potamos.core";
  private static final String INTERNAL = "org.potamos.core.internal";
  private static final String COLLECTION = "org.potamos.core.collection";

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(API);

  private static void check(ArchRule rule) {
    rule.check(CORE);
  }

  /** The importable jar needs nothing but the JDK. */
  @Test
  void core_dependsOnTheJdkAndJSpecifyOnly() {
    check(
        classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(API, INTERNAL, COLLECTION, "java..", "org.jspecify.annotations"));
  }

  /**
   * The API does not know how references are built inside, but for the atom, which is one; builders
   * share the checks of their options with those of other modules.
   */
  @Test
  void api_exceptAtomAndBuilder_doesNotKnowTheInternals() {
    check(
        noClasses()
            .that()
            .resideInAPackage(API)
            .and(DescribedPredicate.not(JavaClass.Predicates.assignableTo(Atom.class)))
            .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(ReferenceBuilder.class)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INTERNAL));
  }

  /** References hold any value: neither they nor their internals know the collections. */
  @Test
  void references_doNotKnowTheCollections() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(API, INTERNAL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(COLLECTION));
  }

  /** Collections can be used alone: of the references they know the record of a change only. */
  @Test
  void collections_knowNoReferenceButInMapChanges() {
    check(
        noClasses()
            .that()
            .resideInAPackage(COLLECTION)
            .and()
            .haveNameNotMatching(".*MapChanges.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(API, INTERNAL));
  }

  /** The internals know references, not the kinds of references. */
  @Test
  void internals_doNotKnowTheAtom() {
    check(
        noClasses()
            .that()
            .resideInAPackage(INTERNAL)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Atom.class));
  }

  /** No lock anywhere: users' code delays only itself (ME-02, V4), and pins no virtual thread. */
  @Test
  void core_holdsNoLock() {
    check(noClasses().should().dependOnClassesThat().areAssignableTo(Lock.class));
    check(methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED));
  }

  /** Reading the state and changing it are the kind's own; nobody else sets a node. */
  @Test
  void casNode_isCalledByAdvanceOnly() {
    check(
        noClasses()
            .that()
            .areNotAssignableFrom(AbstractReference.class)
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "target is casNode", call -> call.getTarget().getName().equals("casNode"))));
  }

  /** Failures of watches take one way. */
  @Test
  void report_isCalledByDeliveriesOnly() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching(".*(IsolatedWatch|ChangePublisher).*")
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "target is report", call -> call.getTarget().getName().equals("report"))));
  }

  /** Threads are named, daemons, and made in one place. */
  @Test
  void threads_areMadeByChannelOnly() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching(".*\\.Channel")
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "makes a thread",
                    call ->
                        call.getTarget().getOwner().isAssignableTo(Thread.class)
                            && (call.getTarget().getName().startsWith("of")
                                || call.getTarget().getName().startsWith("start")))));
  }

  /** Nothing sleeps, and nothing prints. */
  @Test
  void core_neitherSleepsNorPrints() {
    check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    check(noClasses().should().accessField(System.class, "out"));
    check(noClasses().should().accessField(System.class, "err"));
  }

  /** No public mutable field, no field that others can reach. */
  @Test
  void fields_areNotPublicUnlessConstant() {
    check(fields().that().arePublic().should().beStatic().andShould().beFinal());
  }

  /**
   * JSpecify's annotation on a module does nothing for users of the class path, so packages carry
   * it.
   */
  @Test
  void packages_areNullMarked() {
    for (Class<?> one : List.of(Atom.class, AbstractReference.class, PersistentCollection.class)) {
      if (!one.getPackage().isAnnotationPresent(NullMarked.class)) {
        throw new AssertionError(one.getPackageName() + " is not @NullMarked");
      }
    }
  }
}
