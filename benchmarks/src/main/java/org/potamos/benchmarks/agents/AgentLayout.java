package org.potamos.benchmarks.agents;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.benchmarks.agents.rivals.Host;
import org.potamos.benchmarks.agents.rivals.Mailbox;
import org.potamos.benchmarks.agents.rivals.Step;

/**
 * How many bytes does an agent take that has nothing to do, without its state and what all agents
 * share? By JOL for one of many, and by the heap for a million; as made, and after an action.
 *
 * <p>Run: {@code mvn -q -Playout -pl benchmarks -am
 * -Dlayout.main=org.potamos.benchmarks.agents.AgentLayout}
 */
public final class AgentLayout {

  /**
   * JOL attaches to its own process. The serial collector leaves objects where they are between
   * collections. What is dead and what threads have set aside would count as used heap.
   */
  private static final List<String> OPTIONS =
      List.of(
          "--sun-misc-unsafe-memory-access=allow",
          "-Djdk.attach.allowAttachSelf=true",
          "-XX:+EnableDynamicAgentLoading",
          "-XX:+UseSerialGC",
          "-XX:MarkSweepAlwaysCompactCount=1",
          "-XX:-UseTLAB",
          "-Xms4g",
          "-Xmx4g");

  private static final String COMPACT = "-XX:+UseCompactObjectHeaders";
  private static final String HERE = "here";
  private static final String FIELDS = "fields";
  private static final String SEPARATOR = "|";
  private static final Long VALUE = AgentBenchmark.INITIAL;
  private static final int MANY = 64;
  private static final int MILLION = 1_000_000;
  private static final double MEGABYTE = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Step KEEP = new Keep();

  private AgentLayout() {}

  /**
   * Prints the tables.
   *
   * @param arguments none
   * @throws IOException if no process can be started
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (List.of(arguments).contains(HERE)) {
      for (Subject subject : Subject.values()) {
        System.out.println(measure(subject).line());
      }
    } else if (List.of(arguments).contains(FIELDS)) {
      System.out.print(ClassLayout.parseClass(Agent.class).toPrintable());
    } else {
      System.out.print(take().text());
    }
  }

  /** {@return figures with normal and with compact headers, each from a process of its own} */
  static Layout take() throws IOException, InterruptedException {
    return new Layout(rows(List.of()), rows(List.of(COMPACT)), run(List.of(), FIELDS));
  }

  /**
   * What was found.
   *
   * @param rows with normal headers
   * @param compact with compact ones
   * @param fields of Potamos
   */
  record Layout(List<Row> rows, List<Row> compact, String fields) {

    /** Of Potamos, with normal headers. */
    Row own() {
      return rows.getFirst();
    }

    String text() {
      return "## Bytes of an idle agent\n\n"
          + "Without its state and what all agents share; of a million, the heap they take.\n\n"
          + table(rows)
          + "\nWith `"
          + COMPACT
          + "`:\n\n"
          + table(compact)
          + "\n```\n"
          + fields
          + "```\n";
    }

    private static String table(List<Row> rows) {
      return "| agent of | bytes as made | after an action | a million, MB | after an action each"
          + " |\n"
          + "|---|---|---|---|---|\n"
          + rows.stream().map(row -> row + "\n").collect(Collectors.joining());
    }
  }

  /**
   * Of one subject.
   *
   * @param name of the subject
   * @param made bytes of an agent that has never had an action
   * @param used bytes of one that has had some
   * @param millionMade heap of a million that have never had an action, in megabytes
   * @param millionUsed heap of a million that have had one each, in megabytes
   */
  record Row(String name, long made, long used, double millionMade, double millionUsed) {

    double most() {
      return Math.max(made, used);
    }

    double mostOfMillion() {
      return Math.max(millionMade, millionUsed);
    }

    private static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      return new Row(
          cells[0],
          Long.parseLong(cells[1]),
          Long.parseLong(cells[2]),
          Double.parseDouble(cells[3]),
          Double.parseDouble(cells[4]));
    }

    private String line() {
      return Stream.of(name, made, used, millionMade, millionUsed)
          .map(String::valueOf)
          .collect(Collectors.joining(SEPARATOR));
    }

    @Override
    public String toString() {
      return "| %s | %d | %d | %.0f | %.0f |".formatted(name, made, used, millionMade, millionUsed);
    }
  }

  private static List<Row> rows(List<String> more) throws IOException, InterruptedException {
    return run(more, HERE).lines().map(Row::of).toList();
  }

  private static String run(List<String> more, String what)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(more);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(AgentLayout.class.getName(), what));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException("layout failed: status=" + status);
    }
    return output;
  }

  /** The few come first: what all share, classes included, is then there. */
  private static Row measure(Subject subject) throws InterruptedException {
    Object[] few = subject.make(MANY + 1);
    long made = bytes(few);
    subject.use(few);
    long used = bytes(few);
    Object[] many = new Object[MILLION];
    long before = heap();
    try {
      subject.fill(many);
      double millionMade = (heap() - before) / MEGABYTE;
      subject.use(many);
      double millionUsed = (heap() - before) / MEGABYTE;
      return new Row(subject.title, made, used, millionMade, millionUsed);
    } finally {
      Reference.reachabilityFence(many);
    }
  }

  /** By how much each of many adds to one: what they share, and the value, is in the first. */
  private static long bytes(Object[] agents) {
    System.gc();
    long one = GraphLayout.parseInstance(agents[0], VALUE).totalSize();
    long all = GraphLayout.parseInstance(agents).totalSize(); // of each of them, not of the array
    return (all - one) / (agents.length - 1);
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** An action after which the state is the same object. */
  private static final class Keep extends Step {
    @Override
    public Long apply(Long value) {
      return value;
    }
  }

  /** Whose agents. */
  private enum Subject {
    POTAMOS("Potamos") {
      @Override
      Object makeOne() {
        return Agent.of(VALUE);
      }

      @Override
      void use(Object agent) {
        @SuppressWarnings("unchecked") // made above
        Agent<Long> own = (Agent<Long>) agent;
        own.send(KEEP);
      }

      @Override
      void rest() throws InterruptedException {
        if (!AgentGroup.shared().awaitQuiescence(PATIENCE)) {
          throw new IllegalStateException("agents do not come to rest");
        }
      }
    },

    CLOJURE("Clojure") {
      @Override
      Object makeOne() {
        return new clojure.lang.Agent(VALUE);
      }

      @Override
      void use(Object agent) {
        ((clojure.lang.Agent) agent).dispatch(KEEP, null, Runnable::run);
      }
    },

    SERIAL("serial executor") {
      @Override
      Object makeOne() {
        return SERIAL_HOST.mailbox(VALUE);
      }

      @Override
      void use(Object agent) {
        ((Mailbox) agent).send(KEEP);
      }
    };

    private static final Host SERIAL_HOST = Host.serialInCaller();

    private final String title;

    Subject(String title) {
      this.title = title;
    }

    abstract Object makeOne();

    abstract void use(Object agent);

    /** Waits until nothing runs; nothing does where an action runs in the caller. */
    void rest() throws InterruptedException {}

    Object[] make(int size) {
      Object[] agents = new Object[size];
      fill(agents);
      return agents;
    }

    void fill(Object[] agents) {
      Arrays.setAll(agents, i -> makeOne());
    }

    void use(Object[] agents) throws InterruptedException {
      for (Object each : agents) {
        use(each);
      }
      rest();
    }
  }
}
