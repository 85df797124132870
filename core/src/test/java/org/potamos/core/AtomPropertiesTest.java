package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random sequences of operations behave as on a plain model. */
class AtomPropertiesTest {
  private static final int SEEDS = 300;
  private static final int OPERATIONS = 200;

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  /** An atom beside its model: plain fields, changed by the book. */
  private static final class Pair {
    private final Random random;
    private final boolean isLookedAt;
    private final Atom<@Nullable Integer> atom;
    private final List<String> announced = new ArrayList<>();

    private @Nullable Integer value;
    private long version;
    private int limit = Integer.MAX_VALUE;
    private final Map<String, String> watches = new LinkedHashMap<>();
    private final List<String> expected = new ArrayList<>();

    Pair(long seed) {
      random = new Random(seed);
      isLookedAt = random.nextBoolean();
      value = next();
      atom = Atom.of(value);
      if (isLookedAt) {
        assertThat(atom.version()).isZero();
      }
    }

    /** Small, so that comparisons hold often; sometimes null. */
    private @Nullable Integer next() {
      int drawn = random.nextInt(-1, 6);
      return drawn < 0 ? null : Integer.valueOf(drawn);
    }

    private boolean isAccepted(@Nullable Integer proposed) {
      return proposed == null || proposed < limit;
    }

    void step() {
      @Nullable Integer next = next();
      switch (random.nextInt(14)) {
        case 0 -> change(next, () -> assertThat(atom.swap(v -> next)).isEqualTo(next));
        case 1 -> change(next, () -> assertThat(atom.swap((v, x) -> x, next)).isEqualTo(next));
        case 2 -> change(next, () -> assertChange(atom.swapVals(v -> next), next));
        case 3 -> change(next, () -> assertChange(atom.swapVals((v, x) -> x, next), next));
        case 4 -> change(next, () -> assertThat(atom.reset(next)).isEqualTo(next));
        case 5 -> change(next, () -> assertChange(atom.resetVals(next), next));
        case 6 -> {
          @Nullable Integer guess = next();
          boolean holds = Objects.equals(value, guess); // small boxes: equal is identical
          changeIf(holds, next, () -> atom.compareAndSet(guess, next));
        }
        case 7 -> {
          @Nullable Integer guess = next();
          changeIf(Objects.equals(value, guess), next, () -> atom.replace(guess, next));
        }
        case 8 -> failingSwap();
        case 9, 10 -> addWatch();
        case 11 -> removeWatch();
        case 12 -> changeLimit();
        default -> atom.alterMetadata(m -> Map.of("steps", (int) m.getOrDefault("steps", 0) + 1));
      }
      assertThat(atom.deref()).isEqualTo(value);
      assertThat(atom.watchCount()).isEqualTo(watches.size());
      assertThat(announced).isEqualTo(expected);
      if (isLookedAt) {
        assertThat(atom.version()).isEqualTo(version);
      }
    }

    private void change(@Nullable Integer next, Runnable operation) {
      if (!isAccepted(next)) {
        assertRejected(next, operation);
        return;
      }
      operation.run();
      accept(next);
    }

    private void changeIf(boolean holds, @Nullable Integer next, BooleanSupplier operation) {
      if (holds) {
        change(next, () -> assertThat(operation.getAsBoolean()).isTrue());
      } else {
        assertThat(operation.getAsBoolean()).isFalse();
      }
    }

    private void accept(@Nullable Integer next) {
      watches.forEach((key, name) -> expected.add(name + " " + value + "->" + next));
      value = next;
      version++;
    }

    private void assertChange(Change<@Nullable Integer> change, @Nullable Integer next) {
      assertThat(change.oldValue()).isEqualTo(value);
      assertThat(change.newValue()).isEqualTo(next);
      assertThat(change.version()).isPositive();
      if (isLookedAt) {
        assertThat(change.version()).isEqualTo(version + 1);
      }
    }

    private static void assertRejected(@Nullable Integer next, Runnable operation) {
      try {
        operation.run();
      } catch (InvalidStateException rejection) {
        assertThat(rejection.rejectedValue()).isEqualTo(next);
        return;
      }
      throw new AssertionError("not rejected: " + next);
    }

    private void failingSwap() {
      IllegalArgumentException thrown = new IllegalArgumentException("no");
      try {
        atom.swap(v -> {
          throw thrown;
        });
      } catch (IllegalArgumentException caught) {
        assertThat(caught).isSameAs(thrown);
        return;
      }
      throw new AssertionError("did not throw");
    }

    private void addWatch() {
      String key = "k" + random.nextInt(4);
      String name = key + "/" + random.nextInt(100);
      atom.watch(key, change -> announced.add(name + " " + Recorder.step(change)));
      watches.put(key, name);
    }

    private void removeWatch() {
      String key = "k" + random.nextInt(4);
      assertThat(atom.unwatch(key)).isEqualTo(watches.remove(key) != null);
    }

    private void changeLimit() {
      int wanted = random.nextInt(2, 8);
      boolean fits = value == null || value < wanted;
      try {
        atom.setValidator(v -> v == null || v < wanted, "must be < " + wanted);
        assertThat(fits).isTrue();
        limit = wanted;
      } catch (InvalidStateException rejection) {
        assertThat(fits).isFalse();
      }
      if (random.nextInt(3) == 0) {
        atom.setValidator(null);
        limit = Integer.MAX_VALUE;
      }
    }
  }

  /** AT-01, AT-02, AT-05, AT-06, AT-08, AT-10, AT-11, WA-02, WA-08, VA-04, W1: as on the model. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void operations_random_behaveAsOnTheModel(int seed) {
    Pair pair = new Pair(seed);
    for (int i = 0; i < OPERATIONS; i++) {
      pair.step();
    }
  }
}
