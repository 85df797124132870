package org.potamos.refs.terms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.Waits;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/**
 * Random terms, during which another thread commits once, at a known place. Afterwards all must be
 * as if the term had run before the other thread, or after it (ruling T1); under {@code SNAPSHOT},
 * or as the rules of that isolation say. No attempt, also none that was given up, may have seen
 * anything else than the state before or the state after. And the body runs again only if the table
 * of {@link Ref} says so.
 */
@Isolated // a body runs again only because of the one thread that disturbs it
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisturbedTermsTest {
  private static final int TERMS = 25_000;
  private static final int TERMS_FOR_A_WRONG_ENGINE = 2_000;
  private static final int DEPTH = 6;

  private final ExecutorService other =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  @BeforeAll
  void warmUp() {
    disturb(List.of(), List.of());
  }

  @AfterAll
  void close() {
    other.shutdown();
  }

  /** How a run may end. */
  private enum Order {
    TERM_FIRST,
    TERM_LAST,
    SNAPSHOT_OVERLAY
  }

  private record Expected(Order order, String result, Map<Integer, Integer> state) {}

  /** A term, a state and what the other thread changes. */
  private final class Case {
    private final long seed;
    private final Term.Dosync term;
    private final TreeMap<Integer, Integer> before;
    private final List<Term> changes;
    private final TreeMap<Integer, Integer> after;

    Case(long seed) {
      TermGenerator generator = new TermGenerator(seed, TermGenerator.Profile.DISTURBED);
      this.seed = seed;
      this.term = generator.disturbed(generator.top((int) (2 + seed % (DEPTH - 1))));
      this.before = new TreeMap<>(generator.state());
      this.changes = generator.changes();
      this.after = new TreeMap<>(before);
      for (Term change : changes) {
        Term.Put put = (Term.Put) change;
        after.put(put.ref(), ((Term.Const) put.value()).value());
      }
    }

    private Set<Integer> changed() {
      Set<Integer> changed = new HashSet<>();
      for (Term change : changes) {
        changed.add(((Term.Put) change).ref());
      }
      return changed;
    }

    private Outcome run(Term.Dosync top) {
      List<Ref<@Nullable Integer>> refs = EngineRun.refs(before);
      boolean[] done = new boolean[1];
      return new EngineRun(refs, false)
          .meanwhile(() -> {
            if (!done[0]) {
              done[0] = true;
              disturb(refs, changes);
            }
          })
          .run(top, Stm.options().deadline(Waits.LONG));
    }

    /** What an engine would do that reads and writes just as it comes. */
    Outcome runWithoutIsolation(Term.Dosync top) {
      return new Interpreter(before, false, false, Mutation.NONE).disturbedBy(after).run(top);
    }

    /** What an engine would do that does not look whether something has changed. */
    Outcome runWithoutValidation(Term.Dosync top) {
      Interpreter interpreter = new Interpreter(before, false, false, Mutation.NONE);
      Outcome outcome = interpreter.run(top);
      Map<Integer, Integer> state = interpreter.overlay(after);
      return new Outcome(
          outcome.result(),
          state == null || outcome.waits() ? after : state,
          outcome.events(),
          outcome.rollbacks(),
          outcome.traces(),
          0,
          0);
    }

    /** What is wrong; empty if nothing is. Seen tells in which orders terms ended. */
    String difference(Term.Dosync top, Function<Term.Dosync, Outcome> engine, Set<Order> seen) {
      Interpreter early = new Interpreter(before, false, false, Mutation.NONE);
      Outcome first = early.run(top);
      Interpreter late = new Interpreter(after, false, false, Mutation.NONE);
      Outcome last = late.run(top);
      boolean woken = !disjoint(early.reads(), changed());
      if (!early.reachedMeanwhile() || last.waits() || (first.waits() && !woken)) {
        return ""; // nothing happens meanwhile, or nothing would ever wake it
      }
      List<Expected> expected = expected(top, early, first, last);
      Outcome actual = engine.apply(top);
      StringBuilder wrong = new StringBuilder();
      Order order = null;
      for (Expected one : expected) {
        if (order == null
            && one.result.equals(actual.result())
            && one.state.equals(actual.state())) {
          order = one.order;
          seen.add(order);
        }
      }
      if (order == null) {
        wrong.append("  expected one of ").append(expected);
        wrong.append("\n  but was ").append(actual.result()).append(' ').append(actual.state());
        wrong.append('\n');
      }
      appendTraces(wrong, first, last, actual);
      int attempts = actual.traces().size();
      int most = mostAttempts(top, early, first);
      if (attempts > most) {
        wrong.append("  expected at most ").append(most).append(" attempts but there were ");
        wrong.append(attempts).append('\n');
      }
      return wrong.toString();
    }

    private List<Expected> expected(
        Term.Dosync top, Interpreter early, Outcome first, Outcome last) {
      List<Expected> expected = new ArrayList<>();
      expected.add(new Expected(Order.TERM_LAST, last.result(), last.state()));
      if (!first.waits()) {
        TreeMap<Integer, Integer> then = new TreeMap<>(first.state());
        changed().forEach(ref -> then.put(ref, after.getOrDefault(ref, 0)));
        expected.add(new Expected(Order.TERM_FIRST, first.result(), then));
      }
      if (!first.waits() && disjoint(early.reads(), changed()) && early.overlay(after) == null) {
        // a function of commute fails on the newer value, and no body can catch that (TX-35)
        expected.add(new Expected(Order.TERM_LAST, Outcome.thrown(Kind.UNCHECKED), after));
      }
      if (top.mode().isSnapshot()
          && !first.waits()
          && disjoint(early.ordinaryWrites(), changed())
          && disjoint(early.ensured(), changed())) {
        Map<Integer, Integer> overlay = early.overlay(after);
        if (overlay != null) {
          expected.add(new Expected(Order.SNAPSHOT_OVERLAY, first.result(), overlay));
        } else {
          // a function or a validator refuses the newer value
          expected.add(new Expected(Order.SNAPSHOT_OVERLAY, Outcome.thrown(Kind.UNCHECKED), after));
          expected.add(new Expected(Order.SNAPSHOT_OVERLAY, Outcome.thrown(Kind.INVALID), after));
        }
      }
      return expected;
    }

    /** Each attempt has seen a part of what there was to see at one moment. */
    private void appendTraces(StringBuilder wrong, Outcome first, Outcome last, Outcome actual) {
      List<String> early = first.traces().getFirst();
      List<String> late = last.traces().getFirst();
      for (List<String> trace : actual.traces()) {
        if (!isBegin(trace, early) && !isBegin(trace, late)) {
          wrong.append("  expected that one sees ").append(early).append(" or ").append(late);
          wrong.append(" but an attempt saw ").append(trace).append('\n');
        }
      }
    }

    private int mostAttempts(Term.Dosync top, Interpreter early, Outcome first) {
      if (first.waits() || top.any(inner -> inner instanceof Term.Retry)) {
        return 3;
      }
      if (top.mode().isReadOnly()) {
        return top.any(inner -> inner instanceof Term.CheckOdd) ? 2 : 1;
      }
      if (top.mode().isSnapshot()) {
        Set<Integer> guarded = new HashSet<>(early.ensured());
        guarded.addAll(early.everSet());
        return disjoint(guarded, changed()) ? 1 : 2;
      }
      return disjoint(early.looked(), changed()) ? 1 : 2;
    }

    String report() {
      Set<Order> ignored = new HashSet<>();
      Term.Dosync shrunk =
          Shrinker.shrink(term, smaller -> !difference(smaller, this::run, ignored).isEmpty());
      return "seed "
          + seed
          + ", state "
          + before
          + ", meanwhile "
          + changes
          + "\n"
          + shrunk
          + "\n"
          + difference(shrunk, this::run, ignored);
    }
  }

  private static boolean disjoint(Set<Integer> some, Set<Integer> others) {
    return some.stream().noneMatch(others::contains);
  }

  private static boolean isBegin(List<String> part, List<String> whole) {
    return part.size() <= whole.size() && part.equals(whole.subList(0, part.size()));
  }

  private void disturb(List<Ref<@Nullable Integer>> refs, List<Term> changes) {
    Future<?> done =
        other.submit(() -> {
          Stm.dosync(() -> {
            for (Term change : changes) {
              Term.Put put = (Term.Put) change;
              refs.get(put.ref()).set(((Term.Const) put.value()).value());
            }
          });
        });
    try {
      done.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError("the other thread does not get on", failure);
    }
  }

  /** The outcome is that of a serial order, and each attempt saw one moment. */
  @Test
  void engine_randomTermDisturbedOnce_isAsIfOneAfterTheOther() {
    Set<Order> seen = new HashSet<>();
    long first = Settings.seed();
    for (long seed = first; seed < first + (long) TERMS * Settings.factor(); seed++) {
      Case random = new Case(seed);
      if (!random.difference(random.term, random::run, seen).isEmpty()) {
        throw new AssertionError(random.report());
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(Order.values());
  }

  /** An engine that shows the other thread's changes at once would be found out. */
  @Test
  void engine_withoutIsolation_isToldApart() {
    assertToldApart(random -> random::runWithoutIsolation);
  }

  /** An engine that commits what it has computed from old values would be found out. */
  @Test
  void engine_withoutValidation_isToldApart() {
    assertToldApart(random -> random::runWithoutValidation);
  }

  private void assertToldApart(Function<Case, Function<Term.Dosync, Outcome>> wrongEngine) {
    Set<Order> ignored = new HashSet<>();
    for (long seed = Settings.seed(); seed < Settings.seed() + TERMS_FOR_A_WRONG_ENGINE; seed++) {
      Case random = new Case(seed);
      if (!random.difference(random.term, wrongEngine.apply(random), ignored).isEmpty()) {
        return;
      }
    }
    throw new AssertionError("nobody notices");
  }

  /**
   * A body that only reads runs at most twice, whatever the others do; once if it is declared so.
   * What it answers was true at one moment (ruling T2).
   */
  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "SERIALIZABLE", "READ_ONLY", "SNAPSHOT"})
  void dosync_onlyReadsAndIsDisturbedAgainAndAgain_runsAtMostTwice(Term.Mode mode) {
    int most = mode.isReadOnly() ? 1 : 2;
    for (int count = 2; count < 40; count++) {
      List<Term> steps = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        steps.add(new Term.Read(i % Term.SHARED));
        steps.add(new Term.Meanwhile());
      }
      TreeMap<Integer, Integer> state = new TreeMap<>(Map.of(0, 0, 1, 0, 2, 0, 3, 0));
      List<Ref<@Nullable Integer>> refs = EngineRun.refs(state);
      int[] turn = new int[1];
      Runnable other =
          () -> {
            turn[0]++;
            int even = turn[0] * 22; // which the validator of c accepts
            List<Term> changes = new ArrayList<>();
            for (int ref = 0; ref < Term.SHARED; ref++) {
              changes.add(new Term.Put(ref, new Term.Const(even)));
            }
            disturb(refs, changes);
          };
      Term.Dosync top = new Term.Dosync(mode, count % 2 == 0, new Term.Seq(steps));
      Outcome outcome = new EngineRun(refs, false).meanwhile(other).run(top, Stm.options());
      assertThat(outcome.traces()).as("attempts of %s", top).hasSizeLessThanOrEqualTo(most);
      for (List<String> trace : outcome.traces()) {
        assertThat(trace.stream().map(seen -> seen.substring(1)).distinct())
            .as("what one attempt has seen: %s", trace)
            .hasSize(1);
      }
    }
  }
}
