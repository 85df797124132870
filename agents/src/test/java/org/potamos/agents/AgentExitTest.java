package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.Waits;

/** The end of processes that use agents. */
class AgentExitTest {

  /** A program ends within a second after main has returned and the last action has run (G8). */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "restartAfterClose", "rejectedTwice", "daemonTicker"})
  void main_returns_processEnds(String mode) throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                mode)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean ended = process.waitFor(10, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** What is started. */
  static final class Program {
    private static Agent<Integer> kept = Agent.of(0);

    private Program() {}

    /** Does as it is told. */
    public static void main(String[] arguments) throws Exception {
      Logger.getLogger("org.potamos").setLevel(Level.OFF);
      switch (arguments[0]) {
        case "plain" -> kept.send(state -> state + 1);
        case "restartAfterClose" -> {
          try (AgentGroup group = AgentGroup.create()) {
            kept = group.agent(0);
            kept.send(state -> {
              throw new IllegalArgumentException("failed");
            });
            Waits.until("failed", kept::isFailed);
          }
          kept.restart(1);
        }
        case "rejectedTwice" -> {
          RuntimeException always = new IllegalArgumentException("always");
          kept = Agent.builder(0).onFailure(failure -> FailureDecision.restart(5)).build();
          kept.setValidator((current, proposed) -> {
            if (proposed != 0) {
              throw always;
            }
            return java.util.List.of();
          });
          kept.send(state -> 1);
        }
        case "daemonTicker" ->
            Thread.ofPlatform()
                .daemon()
                .start(() -> {
                  while (true) {
                    kept.send(state -> state + 1);
                    java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(50).toNanos());
                  }
                });
        default -> throw new IllegalArgumentException(arguments[0]);
      }
      if (arguments[0].equals("daemonTicker")) {
        Waits.until("it ticks", () -> kept.deref() > 2);
      }
    }
  }
}
