package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.BrokenModule.Scope;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of a module can fail: each defect is found by the tests that are named with it, and
 * these pass where there is none. A subclass has the defects, each with a name, which is what
 * {@code docs/design/guarantees.md} refers to.
 */
@Tag("twins")
@TestInstance(Lifecycle.PER_CLASS)
public abstract class BrokenModuleContract {

  /**
   * A broken twin of the sources, and what shows that it is broken.
   *
   * @param name what {@code docs/design/guarantees.md} calls it
   * @param scope of the tests that may fail
   * @param edits how it is broken
   * @param found the tests that fail then, like {@code AtomTest.method}
   */
  public record Twin(String name, Scope scope, List<Edit> edits, Set<String> found) {

    /** Keeps copies. */
    public Twin {
      edits = List.copyOf(edits);
      found = Set.copyOf(found);
    }

    /** For the names of tests. */
    @Override
    public String toString() {
      return name;
    }
  }

  private final List<Twin> twins;
  private final List<Class<?>> testClasses;
  private @Nullable BrokenModule module;

  /**
   * Prepares the tests.
   *
   * @param twins all of them
   * @param testClasses what {@link Twin#found} names is in these; if one of them binds {@link
   *     ReferenceContract}, that has to pass too
   */
  protected BrokenModuleContract(List<Twin> twins, Class<?>... testClasses) {
    this.twins = List.copyOf(twins);
    this.testClasses = List.of(testClasses);
  }

  /** A twin that some tests of the module find, whatever the others say. */
  protected static Twin twin(String name, List<Edit> edits, String... found) {
    return new Twin(name, Scope.NAMED, edits, Set.of(found));
  }

  /** A twin that these tests find, and no other test of {@link ReferenceContract}. */
  protected static Twin contractTwin(String name, List<Edit> edits, String... found) {
    return new Twin(name, Scope.CONTRACT, edits, Set.of(found));
  }

  /** The arguments of a test. */
  public List<Twin> twins() {
    return twins;
  }

  /** Begins. */
  @BeforeAll
  public void open(@TempDir Path folder) {
    module = new BrokenModule(folder, testClasses);
  }

  /** Ends. */
  @AfterAll
  public void close() throws IOException {
    module().close();
  }

  /** Each defect is run, and reported, by a name of its own. */
  @Test
  public void twins_haveNames_oneEach() {
    assertThat(twins).extracting(Twin::name).doesNotHaveDuplicates();
  }

  /** The control: with nothing broken nothing fails. */
  @Test
  public void tests_ofTheSourcesAsTheyAre_pass() throws Exception {
    twins.forEach(twin -> module().addTests(twin.found()));
    module().requireThatAllPass();
  }

  /** What the tests are worth. */
  @ParameterizedTest
  @MethodSource("twins")
  public void tests_ofBrokenSources_fail(Twin twin) throws Exception {
    module().requireThatFail(twin);
  }

  private BrokenModule module() {
    return Objects.requireNonNull(module);
  }
}
