package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.potamos.core.BrokenModuleContract.Twin;

/**
 * Runs {@link ReferenceContract} and other tests of a module against its sources, broken on
 * purpose.
 */
public final class BrokenModule implements AutoCloseable {

  /** Which tests have to show a defect. */
  public enum Scope {
    /** The tests that are named fail, and no other test of the contract does. */
    CONTRACT("30 s"),
    /**
     * The tests that are named fail, or do not end; of others nothing is said, since chance decides
     * or many would wait in vain.
     */
    NAMED("3 s");

    private final String limit;

    Scope(String limit) {
      this.limit = limit;
    }
  }

  private static final String CONTRACT = "ReferenceContract.";

  /** What they do shows some defects in some runs only. */
  private static final Set<String> BY_CHANCE =
      Set.of(
          CONTRACT + "alterMetadata_byManyThreads_losesNothing",
          CONTRACT + "deref_insideAWatch_isNotOlderThanTheChange",
          CONTRACT + "ordered_byManyThreads_isOneChain",
          CONTRACT + "version_byManyThreads_isGivenOutOnce");

  private final BrokenSources sources;
  private final Set<String> contract;
  private final Set<String> all;

  /**
   * Prepares runs.
   *
   * @param folder an empty one
   * @param classes with the tests; if one of them binds the contract, it is run too
   */
  public BrokenModule(Path folder, List<Class<?>> classes) {
    this.sources = new BrokenSources(folder, classes.stream().map(type -> type.getName()).toList());
    this.contract =
        Arrays.stream(ReferenceContract.class.getDeclaredClasses())
            .flatMap(nested -> Arrays.stream(nested.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> CONTRACT + method.getName())
            .collect(Collectors.toUnmodifiableSet());
    boolean isBound = classes.stream().anyMatch(ReferenceContract.class::isAssignableFrom);
    this.all = new TreeSet<>(isBound ? contract : Set.of());
  }

  /** Has tests run also by {@link #requireThatAllPass}. */
  public void addTests(Set<String> tests) {
    all.addAll(tests);
  }

  /** Checks that the sources as they are pass the contract, and the tests that were added. */
  public void requireThatAllPass() throws IOException, ReflectiveOperationException {
    Map<String, String> outcomes = sources.run("whole", List.of(), all, Scope.CONTRACT.limit);
    assertThat(outcomes.keySet()).isEqualTo(all);
    assertThat(outcomes).allSatisfy((test, thrown) -> assertThat(thrown).as(test).isEmpty());
  }

  /** Checks that tests find a defect. */
  public void requireThatFail(Twin twin) throws IOException, ReflectiveOperationException {
    Set<String> found = twin.found();
    assertThat(found).isNotEmpty();
    Set<String> asked = new TreeSet<>(found);
    if (twin.scope() == Scope.CONTRACT) {
      asked.addAll(contract);
      BY_CHANCE.stream().filter(test -> !found.contains(test)).forEach(asked::remove);
    }
    Map<String, String> outcomes =
        sources.run(twin.name(), twin.edits(), asked, twin.scope().limit);
    assertThat(outcomes.keySet()).isEqualTo(asked);
    Set<String> failed = new TreeSet<>(outcomes.keySet());
    failed.removeIf(test -> "".equals(outcomes.get(test)));
    assertThat(failed).as(() -> outcomes.toString()).isEqualTo(new TreeSet<>(found));
  }

  /** Ends what the runs have shared. */
  @Override
  public void close() throws IOException {
    sources.close();
  }
}
