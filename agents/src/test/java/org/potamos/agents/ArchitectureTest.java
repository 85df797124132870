package org.potamos.agents;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.potamos.core.internal.HeldEffects;

/** What agents may know of the other modules, and who alone may call what. */
class ArchitectureTest {
  private static final String AGENTS = "org.potamos.agents";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(AGENTS);

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }

  private static DescribedPredicate<JavaAccess<?>> named(Class<?> owner, String method) {
    return DescribedPredicate.describe(
        "target is " + owner.getSimpleName() + "." + method,
        call ->
            call.getTarget().getOwner().isAssignableTo(owner)
                && call.getTarget().getName().startsWith(method));
  }

  /**
   * The importable jar needs nothing but the JDK and the core; refs and agents meet in the core.
   */
  @Test
  void agents_dependOnTheCoreOnly() {
    check(
        classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                AGENTS,
                "org.potamos.core",
                "org.potamos.core.internal",
                "java..",
                "org.jspecify.annotations"));
  }

  /** Agents hold any value: they do not know the collections. */
  @Test
  void agents_doNotKnowTheCollections() {
    check(
        noClasses().should().dependOnClassesThat().resideInAPackage("org.potamos.core.collection"));
  }

  /** G9, flaw G10: threads are made in two places, and no pool of the process is used. */
  @Test
  void threads_areMadeByTheWorkersAndTheKeepAliveOnly() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching(".*\\.(VirtualWorkers|KeepAlive)")
            .should()
            .callMethodWhere(named(Thread.class, "of").or(named(Thread.class, "start"))));
    check(noClasses().should().callConstructor(Thread.class, Runnable.class));
    check(noClasses().should().dependOnClassesThat().areAssignableTo(Executors.class));
    check(noClasses().should().dependOnClassesThat().areAssignableTo(ForkJoinPool.class));
  }

  /** The queue without a bound takes no lock: senders delay nobody. */
  @Test
  void locks_areHeldByBoundedQueuesOnly() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching(".*\\.BoundedQueue(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Lock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Condition.class));
    check(
        methods()
            .that()
            .areDeclaredInClassesThat()
            .haveNameNotMatching(".*\\.Drain")
            .should()
            .notHaveModifier(JavaModifier.SYNCHRONIZED));
  }

  /** G3: the scope of an action is entered and left in the scope's own class and by drains only. */
  @Test
  void scopes_areEnteredWhereActionsRunOnly() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching(".*\\.(ActionScope|Drain|VirtualWorkers)")
            .should()
            .callMethodWhere(named(HeldEffects.class, "enterAction")));
  }

  /** Nothing sleeps, prints, or ends the process. */
  @Test
  void agents_neitherSleepNorPrintNorExit() {
    check(noClasses().should().callMethodWhere(named(Thread.class, "sleep")));
    check(noClasses().should().callMethodWhere(named(System.class, "exit")));
    check(noClasses().should().accessField(System.class, "out"));
    check(noClasses().should().accessField(System.class, "err"));
  }

  /** No public mutable field, no field that others can reach. */
  @Test
  void fields_areNotPublicUnlessConstant() {
    check(fields().that().arePublic().should().beStatic().andShould().beFinal());
  }

  /** JSpecify's annotation on a module does nothing for users of the class path. */
  @Test
  void package_isNullMarked() {
    if (!Agent.class.getPackage().isAnnotationPresent(NullMarked.class)) {
      throw new AssertionError(Agent.class.getPackageName() + " is not @NullMarked");
    }
  }
}
