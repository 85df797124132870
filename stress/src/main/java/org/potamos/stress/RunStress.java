package org.potamos.stress;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.grading.TestGrading;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs jcstress and judges its results.
 *
 * <p>A test passes if no forbidden outcome was seen. A broken twin, which is a test with an outcome
 * declared ACCEPTABLE_INTERESTING, passes only if it has shown that outcome: otherwise the run was
 * too short, or the tests beside it, to see the bug they are there for. Chance has its part in
 * that, so a twin that has shown nothing is run again, up to three times and for longer. A test
 * without any result fails.
 *
 * <p>jcstress leaves out, without a word, each test with more actors than the machine has
 * processors, and when none is left it says "FATAL: No matching tests." and exits with 0. This says
 * which tests were left out, and fails when none can run.
 */
public final class RunStress {
  /** How often twins that have not shown their bug are run again. */
  private static final int FURTHER_ROUNDS = 3;

  private static final String FURTHER_ITERATIONS = "30";

  private RunStress() {}

  /**
   * Runs the tests. Ends the process, with 1 if a test failed or none could run.
   *
   * @param args jcstress's own options
   * @throws Exception whatever jcstress throws
   */
  public static void main(String[] args) throws Exception {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("-jvmArgsPrepend");
    all.add("--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow");
    Options options = parse(all);
    JCStress jcstress = new JCStress(options);
    if (options.shouldList()) {
      jcstress.getTests().forEach(System.out::println);
      return;
    }
    System.exit(run(jcstress, options, all) ? 0 : 1);
  }

  private static Options parse(List<String> args) throws Exception {
    Options options = new Options(args.toArray(String[]::new));
    if (!options.parse()) {
      System.exit(1);
    }
    return options;
  }

  private static boolean run(JCStress jcstress, Options options, List<String> args)
      throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    List<String> runnable = new ArrayList<>();
    for (String test : jcstress.getTests()) {
      if (TestList.getInfo(test).threads() > processors) {
        System.out.println(
            "NOT RUN (more actors than the " + processors + " processors here): " + test);
      } else {
        runnable.add(test);
      }
    }
    if (runnable.isEmpty()) {
      System.err.println("No jcstress test can run on " + processors + " processors");
      return false;
    }
    Map<String, TestResult> results = new HashMap<>(results(jcstress, options));
    for (int round = 0; round < FURTHER_ROUNDS; round++) {
      List<String> silent =
          runnable.stream().filter(test -> isSilentTwin(test, results.get(test))).toList();
      if (silent.isEmpty()) {
        break;
      }
      System.out.println("twins that have not shown their bug, run again for longer: " + silent);
      Options longer = parse(again(args, silent));
      results.putAll(results(new JCStress(longer), longer));
    }
    int failed = 0;
    int twins = 0;
    for (String test : runnable) {
      TestInfo info = TestList.getInfo(test);
      twins += isTwin(info) ? 1 : 0;
      String failure = failure(info, results.get(test));
      if (!failure.isEmpty()) {
        failed++;
        System.out.println("FAILED: " + test + ": " + failure);
      }
    }
    System.out.println("broken twins among them: " + twins);
    System.out.println(
        "jcstress: " + (runnable.size() - failed) + " passed, " + failed + " failed");
    return failed == 0;
  }

  /** The same options for some tests only, and with more iterations. */
  private static List<String> again(List<String> args, List<String> tests) {
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).equals("-t") || args.get(i).equals("-iters")) {
        i++;
      } else {
        rest.add(args.get(i));
      }
    }
    String these = tests.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    rest.addAll(List.of("-t", "^(" + these + ")$", "-iters", FURTHER_ITERATIONS));
    return rest;
  }

  private static Map<String, TestResult> results(JCStress jcstress, Options options)
      throws Exception {
    try {
      jcstress.run();
    } catch (AssertionError seen) {
      // jcstress's way to say that a test failed; which one, and why, is judged below
    }
    Map<String, TestResult> results = new HashMap<>();
    for (TestResult result : ReportUtils.mergedByName(read(options.getResultFile()))) {
      results.put(result.getName(), result);
    }
    return results;
  }

  private static Collection<TestResult> read(String file) throws Exception {
    InProcessCollector results = new InProcessCollector();
    DiskReadCollector reader = new DiskReadCollector(file, results);
    reader.dump();
    reader.close();
    return results.getTestResults();
  }

  /** Why the test has failed, or an empty text. */
  private static String failure(TestInfo info, @Nullable TestResult result) {
    if (result == null || result.getTotalCount() == 0) {
      return "no result";
    }
    if (result.status() != Status.NORMAL) {
      return "it ended as " + result.status() + " " + result.getMessages();
    }
    TestGrading grading = result.grading();
    if (!grading.isPassed) {
      return "a forbidden outcome was seen: " + grading.failureMessages;
    }
    if (isTwin(info) && !grading.hasInteresting) {
      return "this broken twin has not shown its bug in "
          + result.getTotalCount()
          + " samples, so the tests beside it prove nothing";
    }
    return "";
  }

  /** Whether nothing is wrong with a test but that its bug was not seen. */
  private static boolean isSilentTwin(String test, @Nullable TestResult result) {
    return isTwin(TestList.getInfo(test))
        && result != null
        && result.status() == Status.NORMAL
        && result.getTotalCount() != 0
        && result.grading().isPassed
        && !result.grading().hasInteresting;
  }

  private static boolean isTwin(TestInfo info) {
    return info.unmatched().expect() == Expect.ACCEPTABLE_INTERESTING;
  }
}
