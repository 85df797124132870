package org.potamos.refs.terms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/**
 * Random terms on several threads: results and final state are those of some serial order, which
 * respects that one transaction had ended before another began (ruling T1). All orders are tried.
 */
class ConcurrentTermsTest {
  private static final int ROUNDS = 2_000;
  private static final int TRANSACTIONS = 6;
  private static final int DEPTH = 4;

  /** What one transaction did, and when. */
  private record Done(int begin, int end, String result, List<String> events) {}

  /** Some threads with their terms; the refs start from the state. */
  private record Round(long seed, Map<Integer, Integer> state, List<List<Term.Dosync>> programs) {

    static Round of(long seed) {
      Random random = new Random(seed);
      TermGenerator generator = new TermGenerator(seed, TermGenerator.Profile.CONCURRENT);
      int threads = 2 + random.nextInt(3);
      List<List<Term.Dosync>> programs = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        List<Term.Dosync> program = new ArrayList<>();
        for (int i = 0; i < TRANSACTIONS / threads; i++) {
          program.add(withOwnValues(generator, random, programs.size() * 10 + i));
        }
        programs.add(program);
      }
      return new Round(seed, generator.state(), programs);
    }

    /** A term that leaves a trace: a value that no other sets. */
    private static Term.Dosync withOwnValues(TermGenerator generator, Random random, int number) {
      Term.Mode mode = random.nextInt(6) == 0 ? Term.Mode.READ_ONLY : Term.Mode.PLAIN;
      Term.Dosync top = generator.top(mode, DEPTH);
      if (mode == Term.Mode.READ_ONLY) {
        return top;
      }
      Term mark = new Term.Put(random.nextInt(2), new Term.Const(110 + number));
      Term body =
          random.nextBoolean()
              ? new Term.Seq(new Term.Read(random.nextInt(Term.SHARED)), mark, top.body())
              : new Term.Seq(top.body(), mark, new Term.Read(random.nextInt(Term.SHARED)));
      return generator.disturbed(new Term.Dosync(mode, top.explicit(), body));
    }

    /** Runs the programs; empty if there is an order that explains what happened. */
    String difference(AtomicInteger reruns) {
      List<Ref<@Nullable Integer>> refs = EngineRun.refs(state);
      AtomicInteger clock = new AtomicInteger();
      List<List<Done>> done = new ArrayList<>();
      for (int i = 0; i < programs.size(); i++) {
        done.add(new ArrayList<>());
      }
      Threads.run(
          programs.size(),
          thread -> {
            for (Term.Dosync term : programs.get(thread)) {
              int begin = clock.incrementAndGet();
              Outcome outcome =
                  new EngineRun(refs, false)
                      .meanwhile(Thread::yield)
                      .run(term, Stm.options().deadline(Waits.LONG));
              int end = clock.incrementAndGet();
              reruns.addAndGet(outcome.traces().size() - 1);
              done.get(thread).add(new Done(begin, end, outcome.result(), outcome.events()));
            }
          });
      TreeMap<Integer, Integer> end = new TreeMap<>();
      for (int ref = 0; ref < refs.size(); ref++) {
        @Nullable Integer value = refs.get(ref).deref();
        end.put(ref, value == null ? Op.NIL : value);
      }
      return explains(state, end, done, new int[programs.size()])
          ? ""
          : "seed " + seed + ", state " + state + "\n" + text(done) + "final state " + end;
    }

    private String text(List<List<Done>> done) {
      StringBuilder text = new StringBuilder();
      for (int thread = 0; thread < programs.size(); thread++) {
        for (int i = 0; i < programs.get(thread).size(); i++) {
          text.append(thread).append(": ").append(programs.get(thread).get(i)).append("\n   ");
          text.append(done.get(thread).get(i)).append('\n');
        }
      }
      return text.toString();
    }

    /** Whether the transactions that are left can come in some order. */
    boolean explains(
        Map<Integer, Integer> present,
        Map<Integer, Integer> end,
        List<List<Done>> done,
        int[] next) {
      boolean allDone = true;
      for (int thread = 0; thread < next.length; thread++) {
        int at = next[thread];
        if (at == programs.get(thread).size()) {
          continue;
        }
        allDone = false;
        Done candidate = done.get(thread).get(at);
        if (!isFirst(candidate, done, next)) {
          continue;
        }
        Outcome outcome =
            new Interpreter(present, false, false, Mutation.NONE).run(programs.get(thread).get(at));
        if (outcome.result().equals(candidate.result)
            && outcome.events().equals(candidate.events)) {
          next[thread]++;
          boolean explained = explains(outcome.state(), end, done, next);
          next[thread]--;
          if (explained) {
            return true;
          }
        }
      }
      return allDone && present.equals(end);
    }

    /** Whether nobody who is left had ended before this one began. */
    private static boolean isFirst(Done candidate, List<List<Done>> done, int[] next) {
      for (int thread = 0; thread < next.length; thread++) {
        List<Done> ofThread = done.get(thread);
        if (next[thread] < ofThread.size() && ofThread.get(next[thread]).end < candidate.begin) {
          return false;
        }
      }
      return true;
    }
  }

  /** There is a serial order for every round. */
  @Test
  void engine_randomTermsOnSeveralThreads_areAsIfOneAfterTheOther() {
    AtomicInteger reruns = new AtomicInteger();
    long first = Settings.seed();
    for (long seed = first; seed < first + (long) ROUNDS * Settings.factor(); seed++) {
      String difference = Round.of(seed).difference(reruns);
      if (!difference.isEmpty()) {
        throw new AssertionError("no order explains this round:\n" + difference);
      }
    }
    assertThat(reruns).as("times that one got in the way of another").hasPositiveValue();
  }

  /** A lost update and a write skew have no serial order, so they would be found out. */
  @Test
  void explains_anomaly_findsNoOrder() {
    Map<Integer, Integer> state = Map.of(0, 0, 1, 0, 2, 0, 3, 0);
    Term.Dosync add = alone(new Term.Alter(0, new Op(Op.Code.ADD, 1)));
    List<List<Done>> bothAnswerOne =
        List.of(
            List.of(new Done(1, 3, "value 1", List.of())),
            List.of(new Done(2, 4, "value 1", List.of())));
    Round lostUpdate = new Round(0, state, List.of(List.of(add), List.of(add)));
    assertThat(lostUpdate.explains(state, with(state, 0, 1), bothAnswerOne, new int[2])).isFalse();

    Term.Dosync left = alone(new Term.Put(0, new Term.Plus(new Term.Read(1), new Term.Const(1))));
    Term.Dosync right = alone(new Term.Put(1, new Term.Plus(new Term.Read(0), new Term.Const(1))));
    Round skew = new Round(0, state, List.of(List.of(left), List.of(right)));
    assertThat(skew.explains(state, with(with(state, 0, 1), 1, 1), bothAnswerOne, new int[2]))
        .isFalse();

    // one after the other is an order, but not if the reader had begun when the writer had ended
    Term.Dosync read = alone(new Term.Read(0));
    Round stale = new Round(0, state, List.of(List.of(add), List.of(read)));
    List<List<Done>> overlapping =
        List.of(
            List.of(new Done(1, 3, "value 1", List.of())),
            List.of(new Done(2, 4, "value 0", List.of())));
    List<List<Done>> apart =
        List.of(
            List.of(new Done(1, 2, "value 1", List.of())),
            List.of(new Done(3, 4, "value 0", List.of())));
    assertThat(stale.explains(state, with(state, 0, 1), overlapping, new int[2])).isTrue();
    assertThat(stale.explains(state, with(state, 0, 1), apart, new int[2])).isFalse();
  }

  private static Term.Dosync alone(Term body) {
    return new Term.Dosync(Term.Mode.PLAIN, false, body);
  }

  private static Map<Integer, Integer> with(Map<Integer, Integer> state, int ref, int value) {
    Map<Integer, Integer> result = new TreeMap<>(state);
    result.put(ref, value);
    return result;
  }
}
