package org.potamos.stress.soak;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What is wrong: the first violations, and how many there are. */
final class Findings {
  private static final int KEPT = 50;

  private final Queue<String> first = new ConcurrentLinkedQueue<>();
  private final AtomicLong count = new AtomicLong();

  /** Something that must not happen has happened. */
  void add(String what) {
    if (count.getAndIncrement() < KEPT) {
      first.add(what);
    }
  }

  /** Something has to hold. */
  void check(boolean holds, String what) {
    if (!holds) {
      add(what);
    }
  }

  /** Takes over what others have found. */
  void addAll(String where, Findings others) {
    others.first.forEach(what -> first.add(where + ": " + what));
    count.addAndGet(others.count.get());
    while (first.size() > KEPT) {
      first.poll();
    }
  }

  long count() {
    return count.get();
  }

  List<String> first() {
    return List.copyOf(first);
  }
}
