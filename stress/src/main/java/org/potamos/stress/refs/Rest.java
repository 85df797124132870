package org.potamos.stress.refs;

import org.potamos.refs.Ref;
import org.potamos.refs.RefProbe;
import org.potamos.refs.Stm;
import org.potamos.stress.run.Run;

/** What must hold of refs when nobody uses them any more. */
final class Rest {
  private Rest() {}

  /** With all threads gone: no lock, no old version and no waiting transaction is left. */
  static void check(Run run, Iterable<? extends Ref<?>> refs) {
    for (Ref<?> ref : refs) {
      run.check(!RefProbe.isLocked(ref), ref.name() + " is still locked");
      run.check(
          ref.historyCount() == 0,
          ref.name() + " still has " + ref.historyCount() + " older versions");
      run.check(
          RefProbe.waiters(ref) == 0,
          ref.name() + " still has " + RefProbe.waiters(ref) + " waiting transactions");
      if (!RefProbe.isLocked(ref)) {
        changeAtOnce(run, ref);
      }
    }
  }

  private static <T> void changeAtOnce(Run run, Ref<T> ref) {
    try {
      Stm.options().maxAttempts(1).dosync(() -> ref.alter(x -> x));
    } catch (RuntimeException rejected) {
      run.violation(ref.name() + " cannot be changed: " + Run.described(rejected));
    }
  }
}
