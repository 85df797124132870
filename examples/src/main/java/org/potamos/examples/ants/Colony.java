package org.potamos.examples.ants;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;

/**
 * The ants: an agent each, whose state is where its ant is, and one more that lets trails
 * evaporate. An action sends the next one to its own agent, inside of its transaction, so the next
 * one is sent if and when this one commits: that is the clock.
 */
final class Colony implements AutoCloseable {
  /** How long an ant rests between two steps, as in Hickey's program. */
  static final Duration REST = Duration.ofMillis(40);

  /** All trails evaporate once in so many steps, a part of them with each. */
  private static final int PARTS = 25;

  private final World world;
  private final Duration rest;
  private final AgentGroup group;
  private final List<Agent<Integer>> ants = new ArrayList<>();
  private final Agent<Integer> evaporation;
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
  private volatile boolean isRunning;

  /**
   * Makes an agent for each ant that is in the world.
   *
   * @param world the world
   * @param rest how long an ant rests between two steps
   * @param executor runs the actions
   */
  Colony(World world, Duration rest, Executor executor) {
    this.world = world;
    this.rest = rest;
    this.group =
        AgentGroup.builder()
            .name("ants")
            .executor(executor)
            .onFailure(failure -> firstFailure.compareAndSet(null, failure.cause()))
            .build();
    World.Frame start = world.snapshot();
    for (int place = 0; place < start.cells().size(); place++) {
      if (start.cells().get(place).ant() != null) {
        ants.add(group.agent(place));
      }
    }
    evaporation = group.agent(0);
  }

  /** From here on all ants go on by themselves, until {@link #close}. */
  void start() {
    isRunning = true;
    step();
  }

  /** Lets each ant take one step that is not lost. */
  void step() {
    ants.stream().filter(ant -> !ant.isFailed()).forEach(this::next);
    evaporation.send(this::evaporate);
  }

  private void next(Agent<Integer> ant) {
    ant.send(place -> {
      rest();
      return world.step(
          place,
          () -> {
            if (isRunning) {
              next(ant); // held until the step has been taken
            }
          });
    });
  }

  private int evaporate(int tick) {
    rest();
    if (isRunning) {
      evaporation.send(this::evaporate); // held until this action has ended
    }
    world.evaporate(tick % PARTS, PARTS);
    return tick + 1;
  }

  private void rest() {
    if (!rest.isZero() && isRunning) {
      try {
        Thread.sleep(rest);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Agents that have failed, because their ants were not where they had left them or for another
   * reason.
   *
   * @param number how many
   * @param why the reason of the first; empty if there is none
   */
  record Losses(long number, String why) {}

  Losses losses() {
    Throwable failure = firstFailure.get();
    return new Losses(
        Stream.concat(ants.stream(), Stream.of(evaporation)).filter(Agent::isFailed).count(),
        failure == null ? "" : ", " + failure.getMessage());
  }

  /** How many steps the slowest ant has taken that is not lost. */
  long leastSteps() {
    return ants.stream()
        .filter(ant -> !ant.isFailed())
        .mapToLong(Agent::processedCount)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Stops when every ant has ended its step. */
  @Override
  public void close() {
    isRunning = false; // nobody sends any more
    group.close();
  }
}
