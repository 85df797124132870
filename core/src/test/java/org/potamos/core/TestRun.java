package org.potamos.core;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests in the class loader that loads it, one after the other. {@link BrokenSources}. */
public final class TestRun {
  private TestRun() {}

  /** Names a test after the class, or the class around it, that declares its method. */
  private static String nameOf(MethodSource source) {
    String type = source.getJavaMethod().getDeclaringClass().getName();
    int nested = type.indexOf('$');
    String outermost = nested < 0 ? type : type.substring(0, nested);
    return outermost.substring(outermost.lastIndexOf('.') + 1) + "." + source.getMethodName();
  }

  private static FilterResult isAmong(Set<String> tests, TestDescriptor found) {
    return FilterResult.includedIf(
        found
            .getSource()
            .filter(
                source -> source instanceof MethodSource method && tests.contains(nameOf(method)))
            .isPresent());
  }

  /**
   * Runs tests, and answers what each has thrown, as text.
   *
   * @param classes full names
   * @param tests names as {@link BrokenSources#run} takes them
   * @param limit for each test: what is broken may wait for ever
   */
  public static Map<String, String> run(List<String> classes, Set<String> tests, String limit) {
    PostDiscoveryFilter filter = found -> isAmong(tests, found);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(classes.stream().map(DiscoverySelectors::selectClass).toList())
            .filters(filter)
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .configurationParameter("junit.jupiter.execution.timeout.default", limit)
            .configurationParameter(
                "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
            .build();
    Outcomes outcomes = new Outcomes();
    LauncherFactory.create().execute(request, outcomes);
    return outcomes.byTest;
  }

  /** Collects how tests end; a test with arguments has failed if any of its runs has. */
  private static final class Outcomes implements TestExecutionListener {
    private final Map<String, String> byTest = new ConcurrentHashMap<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      Optional<MethodSource> source =
          test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast);
      if (source.isPresent()) {
        String thrown = result.getThrowable().map(TestRun::textOf).orElse("");
        byTest.merge(nameOf(source.get()), thrown, (one, other) -> one.isEmpty() ? other : one);
      } else if (result.getThrowable().isPresent()) {
        throw new AssertionError(test.getDisplayName(), result.getThrowable().get());
      }
    }
  }

  private static String textOf(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
