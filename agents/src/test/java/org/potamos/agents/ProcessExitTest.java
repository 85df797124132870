package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.Reference;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/**
 * When a process that uses agents ends (ruling G8, AG-51, flaw G1). Each test starts one of the
 * {@link ExitPrograms}.
 */
@Execution(ExecutionMode.CONCURRENT) // it shares nothing with the other classes of this process
class ProcessExitTest {

  /** A second is promised; the rest is for a machine that does other things too. */
  private static final Duration SOON = Duration.ofSeconds(4);

  /** How a process has ended. */
  private record Ended(int code, List<String> lines, Duration afterLast) {}

  private static Ended run(String program) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                ExitPrograms.class.getName(),
                program)
            .redirectErrorStream(true)
            .start();
    try {
      List<String> lines = new ArrayList<>();
      long[] lastAt = new long[1];
      Threads.Running reader = Threads.start(index -> read(process, lines, lastAt));
      boolean ended = process.waitFor(Waits.LONG.toMillis(), TimeUnit.MILLISECONDS);
      long endAt = System.nanoTime();
      if (!ended) {
        process.destroyForcibly();
      }
      reader.join();
      assertThat(ended).as("process " + program + " has ended, output=" + lines).isTrue();
      assertThat(lines).contains(ExitPrograms.LAST);
      return new Ended(process.exitValue(), lines, Duration.ofNanos(endAt - lastAt[0]));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void read(Process process, List<String> lines, long[] lastAt) throws IOException {
    try (BufferedReader output = process.inputReader(Charset.defaultCharset())) {
      @Nullable String line;
      while ((line = output.readLine()) != null) {
        if (line.equals(ExitPrograms.LAST)) {
          lastAt[0] = System.nanoTime();
        }
        lines.add(line);
      }
    }
  }

  /** Where the classes are that a program needs, wherever the build keeps them. */
  private static String classPath() {
    return Stream.of(ExitPrograms.class, Agent.class, Reference.class, Waits.class, Nullable.class)
        .map(ProcessExitTest::location)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void assertEndsSoon(Ended ended) {
    assertThat(ended.code).as("exit code, output=" + ended.lines).isZero();
    assertThat(ended.afterLast).as("time after the last action").isLessThan(SOON);
  }

  /**
   * G8, AG-51: main returns right after sending, and yet all actions run, on virtual threads and on
   * an executor of daemons, also if nothing was there any more to keep the process alive.
   */
  @ParameterizedTest
  @ValueSource(strings = {"sends", "sendsOnPool", "sendsAgainLater"})
  void process_mainReturnsAfterSending_runsAllActionsAndEnds(String program) throws Exception {
    Ended ended = run(program);
    assertEndsSoon(ended);
    assertThat(ended.lines).containsExactly("count=1000", ExitPrograms.LAST);
  }

  /** G8: a main that throws loses no actions either. */
  @Test
  void process_mainThrowsAfterSending_runsAllActions() throws Exception {
    Ended ended = run("sendsThenThrows");
    assertThat(ended.code).isEqualTo(1);
    assertThat(ended.lines).contains("count=1000", ExitPrograms.LAST);
    assertThat(ended.afterLast).isLessThan(SOON);
  }

  /** G8: agents of two groups that keep sending to each other go on, and then the process ends. */
  @Test
  void process_actionsKeepSending_endsAfterTheLast() throws Exception {
    Ended ended = run("keepsSending");
    assertEndsSoon(ended);
    assertThat(ended.lines).containsExactly(ExitPrograms.LAST);
  }

  /** G8: a group that was closed has done everything, and keeps nothing alive. */
  @Test
  void process_groupClosed_ends() throws Exception {
    Ended ended = run("closes");
    assertEndsSoon(ended);
    assertThat(ended.lines).containsExactly("count=1000", ExitPrograms.LAST);
  }

  /** Flaw G1: neither idle agents nor groups that say so keep a process from ending. */
  @ParameterizedTest
  @ValueSource(strings = {"idle", "daemon"})
  void process_nothingToWaitFor_ends(String program) throws Exception {
    assertEndsSoon(run(program));
  }

  /** G8: what failed and paused agents hold keeps no process from ending. */
  @ParameterizedTest
  @ValueSource(strings = {"failed", "paused"})
  void process_backlogOnly_ends(String program) throws Exception {
    assertEndsSoon(run(program));
  }

  /** G8: nor does an agent that was resumed after its group was closed. */
  @Test
  void process_pausedAgentResumedAfterClose_ends() throws Exception {
    assertEndsSoon(run("resumedAfterClose"));
  }

  /** G8, G5: nor does an agent whose executor was shut down before its group. */
  @Test
  void process_executorShutDownBeforeTheGroup_ends() throws Exception {
    Ended ended = run("poolIsGone");
    assertEndsSoon(ended);
    assertThat(ended.lines).containsExactly("unrun=1", ExitPrograms.LAST);
  }

  /** G8: System.exit ends the process at once, whatever agents do. */
  @Test
  void process_exits_endsAtOnce() throws Exception {
    Ended ended = run("exits");
    assertThat(ended.code).isEqualTo(7);
    assertThat(ended.afterLast).isLessThan(SOON);
  }
}
