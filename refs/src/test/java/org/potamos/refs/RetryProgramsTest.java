package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.core.collection.PersistentVector;

/** The classical programs of blocking transactions, each against what it has to guarantee. */
@Timeout(60)
class RetryProgramsTest {
  private static final int ELEMENTS = 300;

  /** The kinds of threads. */
  enum On {
    PLATFORM,
    VIRTUAL;

    void run(int count, Threads.Task task) {
      if (this == PLATFORM) {
        Threads.run(count, task);
      } else {
        Threads.runVirtual(count, task);
      }
    }

    Threads.Running start(Threads.Task task) {
      return this == PLATFORM ? Threads.start(task) : Threads.startVirtual(task);
    }
  }

  // ------------------------------------------------------------------ programs

  /** A queue that makes those wait who come too early. */
  private static final class Buffer<T> {
    private final Ref<PersistentVector<T>> elements = Ref.of(PersistentVector.of());
    private final int capacity;

    Buffer(int capacity) {
      this.capacity = capacity;
    }

    void put(T element) {
      Stm.dosync(() -> {
        Stm.check(elements.deref().size() < capacity);
        elements.alter(PersistentVector::plus, element);
      });
    }

    T take() {
      return Stm.dosync(() -> {
        PersistentVector<T> present = elements.deref();
        Stm.check(!present.isEmpty());
        elements.set(present.without(0));
        return present.get(0);
      });
    }

    int size() {
      return elements.deref().size();
    }
  }

  /** Permits, never more than there were. */
  private static final class Semaphore {
    private final Ref<Integer> permits;

    Semaphore(int permits) {
      this.permits = Ref.of(permits);
    }

    void acquire() {
      Stm.dosync(() -> {
        Stm.check(permits.deref() > 0);
        permits.alter(Integer::sum, -1);
      });
    }

    void release() {
      permits.swap(Integer::sum, 1);
    }
  }

  /** Lets nobody on before all have come; again and again. */
  private static final class Barrier {
    private final int parties;
    private final Ref<Integer> waiting = Ref.of(0);
    private final Ref<Integer> generation = Ref.of(0);

    Barrier(int parties) {
      this.parties = parties;
    }

    void await() {
      int mine =
          Stm.dosync(() -> {
            int present = generation.deref();
            if (waiting.alter(Integer::sum, 1) == parties) {
              waiting.set(0);
              generation.alter(Integer::sum, 1);
            }
            return present;
          });
      Stm.dosync(() -> Stm.check(generation.deref() != mine));
    }
  }

  // ------------------------------------------------------------------ tests

  /**
   * Every element arrives exactly once, those of one producer in order, and never too many wait.
   */
  @ParameterizedTest
  @EnumSource
  void buffer_severalProducersAndConsumers_passesEachElementOnceInOrder(On on) {
    int producers = 3;
    int consumers = 2;
    Buffer<List<Integer>> buffer = new Buffer<>(4);
    AtomicInteger largest = new AtomicInteger();
    List<List<List<Integer>>> taken = new ArrayList<>();
    for (int i = 0; i < consumers; i++) {
      taken.add(new ArrayList<>());
    }
    int each = producers * ELEMENTS / consumers;
    on.run(
        producers + consumers,
        thread -> {
          if (thread < producers) {
            for (int i = 0; i < ELEMENTS; i++) {
              buffer.put(List.of(thread, i));
              largest.accumulateAndGet(buffer.size(), Math::max);
            }
          } else {
            for (int i = 0; i < each; i++) {
              taken.get(thread - producers).add(buffer.take());
            }
          }
        });
    List<List<Integer>> all = new ArrayList<>();
    taken.forEach(all::addAll);
    List<List<Integer>> expected = new ArrayList<>();
    for (int producer = 0; producer < producers; producer++) {
      for (int i = 0; i < ELEMENTS; i++) {
        expected.add(List.of(producer, i));
      }
      int one = producer;
      for (List<List<Integer>> ofConsumer : taken) {
        assertThat(ofConsumer.stream().filter(element -> element.get(0) == one))
            .isSortedAccordingTo((left, right) -> Integer.compare(left.get(1), right.get(1)));
      }
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(largest.get()).isBetween(1, 4);
    assertThat(buffer.size()).isZero();
  }

  /** Never more threads are inside than there are permits, and all get in. */
  @ParameterizedTest
  @EnumSource
  void semaphore_moreThreadsThanPermits_letsInAsManyAsPermits(On on) {
    Semaphore semaphore = new Semaphore(2);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger visits = new AtomicInteger();
    on.run(
        5,
        thread -> {
          for (int i = 0; i < ELEMENTS; i++) {
            semaphore.acquire();
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            visits.incrementAndGet();
            inside.decrementAndGet();
            semaphore.release();
          }
        });
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(visits.get()).isEqualTo(5 * ELEMENTS);
    assertThat(semaphore.permits.deref()).isEqualTo(2);
  }

  /** What is in both queues is taken from the left one. */
  @Test
  void orElse_bothQueuesHaveElements_prefersTheLeft() {
    Buffer<String> left = new Buffer<>(4);
    Buffer<String> right = new Buffer<>(4);
    right.put("r0");
    left.put("l0");
    left.put("l1");
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(takeEither(left, right));
    }
    assertThat(taken).containsExactly("l0", "l1", "r0");
  }

  /** Who waits for one of two queues is woken by either. */
  @ParameterizedTest
  @EnumSource
  void orElse_bothQueuesEmpty_isWokenByEither(On on) {
    for (int round = 0; round < 20; round++) {
      Buffer<String> left = new Buffer<>(4);
      Buffer<String> right = new Buffer<>(4);
      Buffer<String> answers = new Buffer<>(4);
      Threads.Running taker = on.start(thread -> answers.put(takeEither(left, right)));
      Waits.untilParked(taker.thread());
      Buffer<String> filled = round % 2 == 0 ? left : right;
      filled.put("x" + round);
      taker.join();
      assertThat(answers.take()).isEqualTo("x" + round);
      assertThat(filled.size()).isZero();
    }
  }

  /** Elements of two queues are taken once each, in the order of their queue. */
  @ParameterizedTest
  @EnumSource
  void orElse_twoQueuesAndTwoTakers_takesEachElementOnce(On on) {
    Buffer<Integer> left = new Buffer<>(3);
    Buffer<Integer> right = new Buffer<>(3);
    Ref<PersistentVector<Integer>> taken = Ref.of(PersistentVector.of());
    on.run(
        4,
        thread -> {
          for (int i = 0; i < ELEMENTS; i++) {
            switch (thread) {
              case 0 -> left.put(i);
              case 1 -> right.put(ELEMENTS + i);
              default ->
                  Stm.dosync(() -> {
                    int element = takeEither(left, right);
                    taken.alter(PersistentVector::plus, element);
                  });
            }
          }
        });
    List<Integer> all = taken.deref();
    assertThat(all).hasSize(2 * ELEMENTS).doesNotHaveDuplicates();
    assertThat(all.stream().filter(element -> element < ELEMENTS)).isSorted();
    assertThat(all.stream().filter(element -> element >= ELEMENTS)).isSorted();
  }

  private static <T> T takeEither(Buffer<T> left, Buffer<T> right) {
    return Stm.dosync(() -> Stm.<T, RuntimeException>orElse(left::take, right::take));
  }

  /** Nobody begins a phase before all have ended the one before. */
  @ParameterizedTest
  @EnumSource
  void barrier_severalPhases_nobodyRunsAhead(On on) {
    int parties = 4;
    int phases = 100;
    Barrier barrier = new Barrier(parties);
    AtomicInteger arrived = new AtomicInteger();
    on.run(
        parties,
        thread -> {
          for (int phase = 0; phase < phases; phase++) {
            arrived.incrementAndGet();
            barrier.await();
            int seen = arrived.get();
            assertThat(seen).isBetween((phase + 1) * parties, (phase + 2) * parties);
          }
        });
    assertThat(arrived.get()).isEqualTo(parties * phases);
    assertThat(barrier.generation.deref()).isEqualTo(phases);
  }

  /** Those who wait at a latch go on when the last count is taken, and not before. */
  @ParameterizedTest
  @EnumSource
  void latch_lastCountIsTaken_letsAllGo(On on) {
    Ref<Integer> count = Ref.of(3);
    Ref<Integer> through = Ref.of(0);
    List<Threads.Running> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(
          on.start(thread ->
              Stm.dosync(() -> {
                Stm.check(count.deref() == 0);
                through.alter(Integer::sum, 1);
              })));
    }
    for (int left = 2; left >= 0; left--) {
      waiting.forEach(running -> Waits.untilParked(running.thread()));
      assertThat(through.deref()).isZero();
      count.swap(Integer::sum, -1);
    }
    waiting.forEach(Threads.Running::join);
    assertThat(through.deref()).isEqualTo(4);
  }

  /** Who has waited long enough in vain goes on without what he waited for. */
  @ParameterizedTest
  @EnumSource
  void retryFor_nothingComes_goesOnAfterItsTime(On on) {
    Ref<Integer> mailbox = Ref.of(0);
    Ref<String> answer = Ref.of("");
    Duration patience = Duration.ofMillis(30);
    long start = System.nanoTime();
    on.start(thread -> answer.reset(takeInTime(mailbox, patience))).join();
    assertThat(answer.deref()).isEqualTo("nothing");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(patience.toNanos());
  }

  /** What comes in time is taken, and other changes do not end the waiting. */
  @ParameterizedTest
  @EnumSource
  void retryFor_somethingComesInTime_takesIt(On on) {
    Ref<Integer> mailbox = Ref.of(0);
    Ref<String> answer = Ref.of("");
    Threads.Running taker =
        on.start(thread -> answer.reset(takeInTime(mailbox, Duration.ofMinutes(5))));
    for (int useless = 0; useless < 3; useless++) {
      Waits.untilParked(taker.thread());
      mailbox.swap(present -> -1);
    }
    Waits.untilParked(taker.thread());
    assertThat(answer.deref()).isEmpty();
    mailbox.reset(7);
    taker.join();
    assertThat(answer.deref()).isEqualTo("7");
    assertThat(mailbox.deref()).isZero();
  }

  private static String takeInTime(Ref<Integer> mailbox, Duration patience) {
    return Stm.dosync(() -> {
      int present = mailbox.deref();
      if (present <= 0) {
        Stm.retryFor(patience);
        return "nothing";
      }
      mailbox.set(0);
      return Integer.toString(present);
    });
  }

  /** All eat as often as they want, and no fork is ever in two hands. */
  @ParameterizedTest
  @EnumSource
  void philosophers_takeBothForksAtOnce_allEat(On on) {
    int seats = 5;
    int meals = 100;
    List<Ref<Integer>> forks = new ArrayList<>(); // 0 on the table, else who holds it
    List<Ref<Integer>> eaten = new ArrayList<>();
    for (int i = 0; i < seats; i++) {
      forks.add(Ref.of(0));
      eaten.add(Ref.of(0));
    }
    on.run(
        seats,
        seat -> {
          Ref<Integer> left = forks.get(seat);
          Ref<Integer> right = forks.get((seat + 1) % seats);
          int me = seat + 1;
          for (int meal = 0; meal < meals; meal++) {
            Stm.dosync(() -> {
              Stm.check(left.deref() == 0 && right.deref() == 0);
              left.set(me);
              right.set(me);
            });
            assertThat(left.deref()).isEqualTo(me);
            assertThat(right.deref()).isEqualTo(me);
            Stm.dosync(() -> {
              eaten.get(seat).commute(Integer::sum, 1);
              left.set(0);
              right.set(0);
            });
          }
        });
    assertThat(eaten).allMatch(times -> times.deref() == meals);
    assertThat(forks).allMatch(fork -> fork.deref() == 0);
  }
}
