package org.potamos.examples.waiting;

import java.util.List;
import java.util.Optional;
import org.potamos.core.collection.PersistentSet;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;

/**
 * Where Santa, reindeer and elves meet. At a {@link Door} those who come form groups; Santa waits
 * in {@link #chooseGroup} for a full one, reindeer first; {@link Gate}s let just this group into
 * the room and out again.
 *
 * <p>After Peyton Jones, "Beautiful concurrency". Each of the small methods that wait is a part of
 * the transactions further below, without any change.
 */
class Workshop {
  private static final TransactionOptions LOOK = Stm.options().named("look").readOnly();

  /** Lets as many pass as it is told, then nobody until it is opened again. */
  static final class Gate {
    private final Ref<Integer> places = Ref.of(0);

    /** Waits until the gate is open. A part of any transaction. */
    void pass() {
      Stm.check(places.deref() > 0);
      places.alter(n -> n - 1);
    }

    /** Opens the gate and waits until so many have passed: two transactions, others between. */
    void letThrough(int number) {
      places.reset(number);
      Stm.dosync(() -> Stm.check(places.deref() == 0));
    }
  }

  /** Who comes to Santa together. */
  record Group(int number, PersistentVector<String> members, Gate in, Gate out) {
    Group plus(String member) {
      return new Group(number, members.plus(member), in, out);
    }
  }

  /** Where groups form. They are called in the order in which they have formed: nobody starves. */
  static final class Door {
    private final int groupSize;
    private final Ref<Integer> groupsBegun = Ref.of(0);
    private final Ref<PersistentVector<Group>> groups = Ref.of(PersistentVector.of());

    Door(int groupSize) {
      this.groupSize = groupSize;
    }

    /** Joins the last group, or begins one if there is none with room; never waits. */
    Group join(String who) {
      return Stm.dosync(() -> {
        PersistentVector<Group> all = groups.deref();
        if (all.isEmpty() || isFull(all.getLast())) {
          all = all.plus(newGroup());
        }
        Group mine = all.getLast().plus(who);
        groups.set(all.with(all.size() - 1, mine));
        return mine;
      });
    }

    private Group newGroup() {
      int number = groupsBegun.alter(n -> n + 1);
      return new Group(number, PersistentVector.of(), new Gate(), new Gate());
    }

    private boolean isFull(Group group) {
      return group.members().size() == groupSize;
    }

    /** Whether a group waits for Santa. */
    boolean hasFullGroup() {
      PersistentVector<Group> all = groups.deref();
      return !all.isEmpty() && isFull(all.getFirst());
    }

    /** Waits until a group is full, and calls it. A part of any transaction. */
    Group callGroup() {
      Stm.check(hasFullGroup());
      PersistentVector<Group> all = groups.deref();
      groups.set(all.subList(1, all.size()));
      return all.getFirst();
    }
  }

  /**
   * What Santa has decided, and what he has seen when he did.
   *
   * @param group whom he has called
   * @param bothWaited whether nine reindeer and three elves waited at that moment
   */
  record Choice(Group group, boolean bothWaited) {}

  private final Door reindeer;
  private final Door elves;
  private final Ref<Optional<Group>> called = Ref.of(Optional.empty());
  private final Ref<PersistentSet<String>> room = Ref.of(PersistentSet.of());
  private final Ref<Boolean> isClosed = Ref.of(false);

  Workshop(int reindeerInGroup, int elvesInGroup) {
    reindeer = new Door(reindeerInGroup);
    elves = new Door(elvesInGroup);
  }

  Door reindeer() {
    return reindeer;
  }

  Door elves() {
    return elves;
  }

  // ------------------------------------------------------------------ Santa

  /** Waits for a full group, calls it, and notes what there was to choose from. */
  Choice chooseGroup() {
    return Stm.dosync(() -> {
      boolean bothWait = reindeer.hasFullGroup() && elves.hasFullGroup();
      Group group = callGroup();
      called.set(Optional.of(group));
      return new Choice(group, bothWait);
    });
  }

  /** A part of {@link #chooseGroup}. Reindeer first: the other door only if theirs has to wait. */
  Group callGroup() {
    return Stm.orElse(reindeer::callGroup, elves::callGroup);
  }

  /** Waits until there is a full group at both doors. */
  void awaitBoth() {
    Stm.dosync(() -> Stm.check(reindeer.hasFullGroup() && elves.hasFullGroup()));
  }

  /** Sends everybody home who waits at a gate, from now on. */
  void close() {
    isClosed.reset(true);
  }

  // ------------------------------------------------------------------ reindeer and elves

  /**
   * Waits for the group to be let in, and enters the room in the same transaction.
   *
   * @param entered runs once, when that has happened
   * @return false if the workshop is closed instead
   */
  boolean enter(String who, Group group, Runnable entered) {
    return Stm.dosync(() ->
        Stm.orElse(
            () -> {
              group.in().pass();
              room.alter(inside -> inside.plus(who));
              Stm.afterCommit(entered);
              return true;
            },
            () -> {
              Stm.check(isClosed.deref());
              return false;
            }));
  }

  /** Waits for the group to be let out, and leaves the room in the same transaction. */
  void leave(String who, Group group) {
    Stm.dosync(() -> {
      group.out().pass();
      room.alter(inside -> inside.without(who));
    });
  }

  // ------------------------------------------------------------------ looking at it

  /** Who is in the room. */
  PersistentSet<String> room() {
    return room.deref();
  }

  /** Whether someone is in the room who was not called: two refs, seen at one moment. */
  boolean isMixed() {
    return LOOK.dosync(() -> {
      List<String> members = called.deref().<List<String>>map(Group::members).orElse(List.of());
      return !members.containsAll(room.deref());
    });
  }
}
