package org.potamos.refs.terms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.potamos.core.Waits;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;

/**
 * Random terms, run alone: the engine does what the interpreter says (rulings T5 to T7, T9, T12 and
 * T13). Another seed and more terms by {@code -Dpotamos.terms.seed=7 -Dpotamos.terms.factor=10}.
 */
@Isolated // a term runs once only if nobody else commits
class RandomTermsTest {
  private static final int TERMS = 30_000;
  private static final int TERMS_FOR_A_MUTATION = 6_000;
  private static final int DEPTH = 6;

  /** A term with the state that it starts from. */
  private record Case(long seed, Term.Dosync term, Map<Integer, Integer> state, boolean observed) {
    static Case of(long seed) {
      TermGenerator generator = new TermGenerator(seed, TermGenerator.Profile.ALONE);
      return new Case(
          seed, generator.top((int) (2 + seed % (DEPTH - 1))), generator.state(), seed % 2 == 0);
    }

    /** How engine and interpreter differ; empty if they do not. */
    String difference(Mutation mutation) {
      return difference(term, mutation);
    }

    private String difference(Term.Dosync shrunk, Mutation mutation) {
      Outcome expected = new Interpreter(state, observed, true, mutation).run(shrunk);
      EngineRun engine = new EngineRun(EngineRun.refs(state), true);
      boolean twice = mayRunTwice(shrunk);
      if (twice && shrunk.any(inner -> inner instanceof Term.Independent)) {
        return ""; // what is independent happens twice then
      }
      TransactionOptions limits = Stm.options().maxAttempts(1).deadline(Waits.LONG);
      Outcome actual = observed ? engine.runObserved(shrunk, limits) : engine.run(shrunk, limits);
      if (twice && actual.traces().size() == 2) {
        actual = actual.asRunOnce(expected);
      }
      return expected.difference(actual);
    }

    /** A transaction that is declared read-only notes what it reads only once it has retried. */
    private static boolean mayRunTwice(Term.Dosync term) {
      return term.mode().isReadOnly()
          && term.any(inner -> inner instanceof Term.Retry || inner instanceof Term.CheckOdd);
    }

    /** The smallest term found that still shows a difference. */
    String report(Mutation mutation) {
      Term.Dosync shrunk =
          Shrinker.shrink(term, smaller -> !difference(smaller, mutation).isEmpty());
      return "seed "
          + seed
          + ", state "
          + state
          + (observed ? ", observed" : "")
          + "\n"
          + shrunk
          + "\n"
          + difference(shrunk, mutation);
    }
  }

  /** Result, state, watches, commits, effects and hooks are those of the interpreter. */
  @Test
  void engine_randomTermAlone_doesAsTheInterpreter() {
    int changing = 0;
    int throwing = 0;
    int waiting = 0;
    long first = Settings.seed();
    int count = TERMS * Settings.factor();
    for (long seed = first; seed < first + count; seed++) {
      Case random = Case.of(seed);
      if (!random.difference(Mutation.NONE).isEmpty()) {
        throw new AssertionError(random.report(Mutation.NONE));
      }
      Interpreter interpreter = new Interpreter(random.state, false, true, Mutation.NONE);
      Outcome outcome = interpreter.run(random.term);
      changing += interpreter.hasWritten() ? 1 : 0;
      throwing += outcome.result().startsWith("thrown") ? 1 : 0;
      waiting += outcome.waits() ? 1 : 0;
    }
    // the terms are worth running
    assertThat(changing).isGreaterThan(count / 4);
    assertThat(throwing).isBetween(count / 10, count / 2);
    assertThat(waiting).isBetween(count / 50, count / 4);
  }

  /** Each wrong interpreter is found out, so a wrong engine would be. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void engine_wrongInterpreter_isToldApart(Mutation mutation) {
    long first = Settings.seed();
    for (long seed = first; seed < first + TERMS_FOR_A_MUTATION; seed++) {
      Case random = Case.of(seed);
      if (!random.difference(mutation).isEmpty() && random.difference(Mutation.NONE).isEmpty()) {
        return;
      }
    }
    throw new AssertionError("nobody notices " + mutation);
  }
}
