package org.potamos.refs.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state that a scenario can reach, breadth first, so that a violation comes with a
 * shortest trace. States are kept in full: none is missed for a collision of hashes.
 */
final class Explorer {

  private static final int MAX_STATES = 20_000_000;
  private static final int PAGE_BITS = 14;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /**
   * What a search found.
   *
   * @param violation null if there is none; the counts are then those of the whole space
   * @param steps every kind of step that was taken
   * @param outcomes the states in which all threads have ended
   * @param fullOutcomes those in which moreover every transaction has committed
   */
  record Result(
      Scenario scenario,
      int states,
      long transitions,
      int outcomes,
      int fullOutcomes,
      Set<Step> steps,
      @Nullable Violation violation,
      List<String> trace) {

    @Override
    public String toString() {
      String counts =
          "%s: states=%d, transitions=%d, outcomes=%d, all committed=%d"
              .formatted(scenario, states, transitions, outcomes, fullOutcomes);
      return violation == null
          ? counts
          : counts + "\n" + violation.getMessage() + "\n  " + String.join("\n  ", trace);
    }
  }

  private final Scenario scenario;
  private final Machine machine;
  private final Properties properties;
  private final State state;
  private final int size;
  private final List<byte[]> pages = new ArrayList<>();
  private final Set<Step> steps = EnumSet.noneOf(Step.class);
  private int[] table = new int[1 << 16];
  private int[] parents = new int[1 << 15];
  private byte[] movers = new byte[1 << 15];
  private int states;
  private long transitions;
  private int outcomes;
  private int fullOutcomes;

  private Explorer(Scenario scenario, Set<Violation.Kind> ignored) {
    this.scenario = scenario;
    this.machine = new Machine(scenario);
    this.properties = new Properties(scenario, ignored);
    this.state = new State(scenario);
    this.size = state.cells().length;
  }

  static Result explore(Scenario scenario) {
    return explore(scenario, Set.of());
  }

  /** Goes on past some kinds of violation, to show that others are there too. */
  static Result explore(Scenario scenario, Set<Violation.Kind> ignored) {
    return new Explorer(scenario, ignored).run();
  }

  private Result run() {
    add(machine.initial().cells(), -1, 0);
    for (int at = 0; at < states; at++) {
      int mover = -1;
      try {
        boolean moved = false;
        for (mover = 0; mover < scenario.threadCount(); mover++) {
          moved |= move(at, mover);
        }
        if (!moved) {
          load(at);
          stop();
        }
      } catch (Violation violation) {
        return result(violation, trace(at, mover));
      }
    }
    return result(null, List.of());
  }

  private Result result(@Nullable Violation violation, List<String> trace) {
    return new Result(
        scenario, states, transitions, outcomes, fullOutcomes, steps, violation, trace);
  }

  private boolean move(int at, int mover) {
    load(at);
    Step step = state.step(mover);
    if (!machine.step(state, mover)) {
      return false;
    }
    steps.add(step);
    transitions++;
    if (add(state.cells(), at, mover)) {
      properties.memory(state);
    }
    if (machine.historyChanged()) {
      properties.history(state);
    }
    return true;
  }

  private void stop() {
    if (!state.isDone()) {
      throw new Violation(Violation.Kind.DEADLOCK, waiting());
    }
    outcomes++;
    properties.end(state);
    for (int x = 0; x < scenario.transactionCount(); x++) {
      if (state.history(x, State.STATUS) != State.COMMITTED) {
        return;
      }
    }
    fullOutcomes++;
  }

  private String waiting() {
    StringBuilder text = new StringBuilder();
    for (int thread = 0; thread < scenario.threadCount(); thread++) {
      text.append(" thread ").append(thread + 1).append(" at ").append(state.step(thread));
    }
    return text.toString();
  }

  /** The steps that lead to a state, and one step more; -1 for none. */
  private List<String> trace(int last, int mover) {
    List<String> lines = new ArrayList<>();
    int at = last;
    int by = mover;
    State earlier = new State(scenario);
    while (at >= 0) {
      if (by >= 0 && by < scenario.threadCount()) {
        load(at);
        System.arraycopy(state.cells(), 0, earlier.cells(), 0, size);
        lines.add(line(earlier, by));
      }
      by = movers[at];
      at = parents[at];
    }
    return lines.reversed();
  }

  private String line(State earlier, int by) {
    String text =
        "thread %d, transaction %d  %-15s"
            .formatted(
                by + 1,
                scenario.number(by, earlier.register(by, State.INDEX)) + 1,
                earlier.step(by));
    try {
      machine.step(state, by);
    } catch (Violation violation) {
      return text + " " + violation.getMessage();
    }
    return text + state.changesSince(earlier);
  }

  // The visited states, in order of discovery

  private void load(int index) {
    byte[] page = pages.get(index >>> PAGE_BITS);
    System.arraycopy(page, (index & PAGE - 1) * size, state.cells(), 0, size);
  }

  private boolean add(byte[] cells, int parent, int mover) {
    int mask = table.length - 1;
    int slot = hash(cells, 0) & mask;
    while (table[slot] != 0) {
      int index = table[slot] - 1;
      int from = (index & PAGE - 1) * size;
      if (Arrays.equals(pages.get(index >>> PAGE_BITS), from, from + size, cells, 0, size)) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    if (states == MAX_STATES) {
      throw new AssertionError("too many states: " + scenario);
    }
    if ((states & PAGE - 1) == 0) {
      pages.add(new byte[PAGE * size]);
    }
    System.arraycopy(cells, 0, pages.getLast(), (states & PAGE - 1) * size, size);
    if (states == parents.length) {
      parents = Arrays.copyOf(parents, states * 2);
      movers = Arrays.copyOf(movers, states * 2);
    }
    parents[states] = parent;
    movers[states] = (byte) mover;
    states++;
    table[slot] = states;
    if (states * 2 > table.length) {
      rehash();
    }
    return true;
  }

  private void rehash() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int index = 0; index < states; index++) {
      int slot = hash(pages.get(index >>> PAGE_BITS), (index & PAGE - 1) * size) & mask;
      while (table[slot] != 0) {
        slot = slot + 1 & mask;
      }
      table[slot] = index + 1;
    }
  }

  private int hash(byte[] bytes, int from) {
    long hash = 0;
    for (int at = from; at < from + size; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(bytes, at)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return (int) (hash ^ hash >>> 17);
  }
}
