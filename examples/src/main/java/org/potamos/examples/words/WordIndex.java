package org.potamos.examples.words;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.agents.Agents;
import org.potamos.agents.Overflow;
import org.potamos.core.Atom;
import org.potamos.core.collection.PersistentMap;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.validators.Invariant;

/**
 * An index of the words in a directory, made by agents and kept in refs.
 *
 * <ul>
 *   <li>An agent finds files and sends them to agents that read them: {@link #found}. Reading
 *       begins before finding ends; while too many files wait, the finder waits.
 *   <li>Each file is one transaction: {@link #add}. Nobody ever sees a file half indexed. The index
 *       is split over several refs, and all changes commute, so files seldom stand in each other's
 *       way: a body is re-run only if a ref has changed since it began, before it came to that ref.
 *   <li>Settings are an atom. Each action reads it once, so it may change at any time.
 *   <li>A validator and an invariant reject totals that cannot be right.
 * </ul>
 */
class WordIndex implements AutoCloseable {
  private static final int PARTS = 16;
  private static final TransactionOptions FOUND = Stm.options().named("file found");
  private static final TransactionOptions ADD = Stm.options().named("file indexed");
  private static final TransactionOptions LOOK = Stm.options().named("look").readOnly();

  /**
   * How much is done at once.
   *
   * @param readers how many agents read
   * @param ahead how many files may have been found and not be done
   * @param maxFiles how many files are looked at, at most
   */
  record Limits(int readers, int ahead, int maxFiles) {}

  /** What knows how many words are in it: values that must agree on that. */
  interface Counted {
    long words();
  }

  /**
   * A file that is done.
   *
   * @param file the file
   * @param settings by which it was read
   * @param problem why it has no words in the index; empty if it is text
   */
  record Done(FoundFile file, Settings settings, String problem) {}

  final Atom<Settings> settings;
  final Ref<Totals> totals =
      Ref.builder(Totals.NONE).name("totals").validator(Totals.RULES).build();
  final Ref<PersistentMap<Path, Done>> files =
      Ref.builder(PersistentMap.<Path, Done>of()).name("files").build();
  final List<Ref<Part>> parts = new ArrayList<>();
  private final Invariant sum;

  private final Path root;
  private final Limits limits;
  private final AgentGroup group = AgentGroup.builder().onFailure(it -> stop(it.cause())).build();
  private final Agent<Finder.Walk> finder =
      group.agentBuilder(Finder.Walk.NONE).name("finder").build();
  private final List<Agent<Integer>> readers = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private final LongAdder bodyRuns = new LongAdder();
  private final LongAdder pauses = new LongAdder();
  private final LongAccumulator mostQueued = new LongAccumulator(Math::max, 0);

  WordIndex(Path root, Settings initial, Limits limits) {
    this.root = root;
    this.limits = limits;
    settings = Atom.builder(initial).name("settings").build();
    for (int i = 0; i < PARTS; i++) {
      parts.add(Ref.builder(Part.EMPTY).name("part " + i).build());
    }
    sum = enforceSum();
    for (int i = 0; i < limits.readers(); i++) {
      readers.add(
          group
              .agentBuilder(0)
              .name("reader " + i)
              .capacity(limits.ahead(), Overflow.REJECT) // the finder waits before it is full
              .build());
    }
  }

  /** Whatever transactions do: the totals have as many words as all parts together. */
  Invariant enforceSum() {
    List<Ref<? extends Counted>> counted = new ArrayList<>(parts);
    counted.add(totals);
    return Invariant.<Counted>over(counted)
        .named("sum of words")
        .shown(_ -> "...")
        .enforce(
            values ->
                values.stream().limit(PARTS).mapToLong(Counted::words).sum()
                    == values.getLast().words(),
            "have as many words in the totals as in the parts");
  }

  // ------------------------------------------------------------------ agents

  /**
   * Indexes all files, and returns when that is done.
   *
   * @throws IllegalStateException if an action has failed
   */
  void run() throws InterruptedException {
    finder.send(_ -> walk());
    group.awaitQuiescence(Duration.ofDays(1000));
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("indexing failed: see the cause", cause);
    }
  }

  private Finder.Walk walk() {
    try {
      return new Finder(root, limits.maxFiles(), this::found).walk();
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  /** Sends a file to the reader that has least to do, as soon as there is room for it. */
  void found(FoundFile file) {
    if (!settings.deref().acceptsFile(file.path())) {
      return;
    }
    FOUND.dosync(() -> {
      boolean hasRoom = totals.deref().waiting() < limits.ahead();
      if (!hasRoom) {
        noRoom();
      }
      Stm.check(hasRoom); // else: wait until the totals change
      totals.alter(Totals::plusFound);
    });
    Agent<Integer> reader =
        readers.stream().min(Comparator.comparingInt(Agent::queueLength)).orElseThrow();
    reader.send(files -> read(files, file));
    Agents.releasePendingSends(); // now, not when all files have been found
    mostQueued.accumulate(readers.stream().mapToInt(Agent::queueLength).sum());
  }

  /** Called each time that the finder has to wait; counts, and does nothing else: see re-runs. */
  void noRoom() {
    pauses.increment();
  }

  private Integer read(int files, FoundFile file) {
    Settings now = settings.deref();
    add(file, now, file.read(now));
    return files + 1;
  }

  private void stop(Throwable cause) {
    failure.compareAndSet(null, cause);
    group.shutdownNow();
  }

  // ------------------------------------------------------------------ transactions

  /** Puts a file into the index: all of it at once. */
  void add(FoundFile file, Settings used, FoundFile.Content content) {
    Done done = new Done(file, used, content.problem());
    List<Part> words = Part.split(file.path(), content.postings(), PARTS); // once, whatever follows
    ADD.dosync(() -> {
      bodyRuns.increment(); // the one side effect, wanted for each run
      for (int i = 0; i < words.size(); i++) {
        if (words.get(i).words() > 0) {
          parts.get(i).commute(Part::plus, words.get(i));
        }
      }
      files.commute(all -> all.with(file.path(), done));
      totals.commute(now -> content.isText() ? now.plusText(content.words()) : now.plusFailed());
    });
  }

  /** What is in all refs at one moment; runs once, and delays nobody. */
  Snapshot snapshot() {
    return LOOK.dosync(
        () -> new Snapshot(totals.deref(), parts.stream().map(Ref::deref).toList(), files.deref()));
  }

  // ------------------------------------------------------------------ for whoever looks

  /** How the search for files has ended. */
  Finder.Walk walkedThrough() {
    return finder.deref();
  }

  /** How many files each agent has read. */
  List<Integer> filesByReader() {
    return readers.stream().map(Agent::deref).toList();
  }

  /** How often the body of {@link #add}'s transaction had to run again. */
  long reruns() {
    return bodyRuns.sum() - totals.deref().done();
  }

  /** How often the finder looked for room and had to wait. */
  long pauses() {
    return pauses.sum();
  }

  /** How many files were seen in the queues at most. */
  long mostQueued() {
    return mostQueued.get();
  }

  /** Ends the agents, whatever they are doing; what has been indexed can still be read. */
  @Override
  public void close() {
    group.shutdownNow();
    sum.close();
  }
}
