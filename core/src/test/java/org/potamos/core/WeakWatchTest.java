package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Watches that end with their owner. */
class WeakWatchTest {

  /** Somebody who watches. */
  private static final class Owner {
    final List<String> seen;

    Owner(List<String> seen) {
      this.seen = seen;
    }
  }

  private static final int MAX_COLLECTIONS = 200;

  /** Collects garbage until a weak reference was cleared and enqueued. */
  private static void awaitCollection(ReferenceQueue<Object> queue) throws InterruptedException {
    for (int i = 0; i < MAX_COLLECTIONS; i++) {
      System.gc();
      if (queue.remove(100) != null) {
        return;
      }
    }
    throw new AssertionError("not collected");
  }

  /** In a method of its own, so that no frame of the test holds the owner. */
  private static WeakReference<Object> register(
      Atom<Integer> atom, Delivery delivery, List<String> seen, ReferenceQueue<Object> queue) {
    Owner owner = new Owner(seen);
    atom.watchWeakly(owner, (self, change) -> self.seen.add(Recorder.step(change)), delivery);
    atom.reset(1);
    Waits.until("the watch has run", () -> seen.size() == 1);
    return new WeakReference<>(owner, queue);
  }

  private static void assertEndsWithOwner(Delivery delivery) throws InterruptedException {
    List<String> seen = new CopyOnWriteArrayList<>();
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    Atom<Integer> atom = Atom.of(0);
    WeakReference<Object> owner = register(atom, delivery, seen, queue);
    assertThat(seen).containsExactly("0->1");
    assertThat(atom.watchCount()).isEqualTo(1);
    awaitCollection(queue);
    assertThat(owner.get()).isNull();
    Waits.until("the registration is removed", () -> atom.watchCount() == 0);
    atom.reset(2);
    assertThat(seen).containsExactly("0->1");
  }

  /** WA-15, A8: the registration is removed with its owner, without any further change. */
  @Test
  void owner_collected_endsTheRegistration() throws Exception {
    assertEndsWithOwner(Delivery.SYNC);
  }

  /** WA-15, A8: the same for ordered delivery. */
  @Test
  void owner_collected_endsAnOrderedRegistration() throws Exception {
    assertEndsWithOwner(Delivery.ORDERED);
  }

  /** WA-15, A8: the same for the newest change only. */
  @Test
  void owner_collected_endsARegistrationForTheLatest() throws Exception {
    assertEndsWithOwner(Delivery.LATEST);
  }

  /** WA-15: an owner that lives keeps its watch, however often garbage is collected. */
  @Test
  void owner_alive_keepsTheRegistration() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    Owner owner = new Owner(seen);
    Atom<Integer> atom = Atom.of(0);
    atom.watchWeakly(owner, (self, change) -> self.seen.add(Recorder.step(change)));
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> garbage = new WeakReference<>(new Object(), queue);
    awaitCollection(queue);
    atom.reset(1);
    assertThat(garbage.get()).isNull();
    assertThat(owner.seen).containsExactly("0->1");
    assertThat(atom.watchCount()).isEqualTo(1);
  }

  /** W3: a closed subscription that somebody keeps does not keep what it has not delivered. */
  @Test
  void subscription_closedAndKept_keepsNoState() throws Exception {
    for (boolean isReplaced : List.of(false, true)) {
      ReferenceQueue<Object> queue = new ReferenceQueue<>();
      ManualExecutor neverRuns = new ManualExecutor();
      Atom<Object> atom = Atom.of("first");
      Subscription kept = atom.watch("key", new Recorder<>(), Delivery.ORDERED.on(neverRuns));
      WeakReference<Object> state = passing(atom, queue);
      if (isReplaced) {
        atom.watch("key", change -> {});
      } else {
        kept.close();
      }
      atom.reset("last");
      awaitCollection(queue);
      assertThat(state.get()).isNull();
      kept.close(); // and was reachable until here
    }
  }

  private static WeakReference<Object> passing(Atom<Object> atom, ReferenceQueue<Object> queue) {
    Object state = new Object();
    atom.reset(state);
    return new WeakReference<>(state, queue);
  }

  /** WA-15: a watch does not keep its reference alive: an atom nobody holds is collected. */
  @Test
  void reference_notHeld_isCollectedDespiteItsWatches() throws Exception {
    Owner owner = new Owner(new CopyOnWriteArrayList<>());
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> atom = abandoned(owner, queue);
    awaitCollection(queue);
    assertThat(atom.get()).isNull();
    assertThat(owner.seen).isEmpty();
  }

  private static WeakReference<Object> abandoned(Owner owner, ReferenceQueue<Object> queue) {
    Atom<Integer> atom = Atom.of(0);
    atom.watchWeakly(owner, (self, change) -> self.seen.add(Recorder.step(change)));
    atom.watch(new Recorder<>());
    return new WeakReference<>(atom, queue);
  }

  /** WA-15: owners come and go by the thousand, and leave nothing behind. */
  @Test
  void owners_byTheThousand_leaveNothing() throws Exception {
    Atom<Integer> atom = Atom.of(0);
    for (int i = 0; i < 1_000; i++) {
      atom.watchWeakly(new Object(), (self, change) -> {});
    }
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> garbage = new WeakReference<>(new Object(), queue);
    awaitCollection(queue);
    assertThat(garbage.get()).isNull();
    Waits.until(
        "all registrations are removed",
        () -> {
          System.gc();
          return atom.watchCount() == 0;
        });
  }
}
