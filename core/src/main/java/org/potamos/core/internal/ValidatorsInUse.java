package org.potamos.core.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;

/**
 * Whether any validator was ever run in this process. Until then no change has to ask whether it
 * comes from within one.
 *
 * <p>Compiled code takes the answer for a constant, and is compiled anew when it changes, once:
 * asking costs nothing, where a static field would cost a load for each change. The thread that
 * runs a validator turns it on first, and the only thread that must then see it is the same one.
 */
final class ValidatorsInUse {
  private static final MutableCallSite SITE =
      new MutableCallSite(MethodHandles.constant(boolean.class, false));

  /** Static and final, or it is no constant to the compiler. */
  private static final MethodHandle VALUE = SITE.dynamicInvoker();

  private ValidatorsInUse() {}

  static boolean get() {
    try {
      return (boolean) VALUE.invokeExact();
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new AssertionError("a constant threw", impossible);
    }
  }

  /** Cheap if it was called before. */
  static void set() {
    if (!get()) {
      SITE.setTarget(MethodHandles.constant(boolean.class, true));
      MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }
  }
}
