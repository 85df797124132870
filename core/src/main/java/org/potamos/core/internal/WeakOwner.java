package org.potamos.core.internal;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.OwnedWatch;
import org.potamos.core.Subscription;
import org.potamos.core.Watch;

/**
 * A watch that ends with its owner. It holds the owner weakly; a cleaner ends the registration when
 * the owner has been collected, and holds the registration weakly in turn, so that neither an owner
 * keeps a reference alive nor a reference an owner.
 *
 * @param <O> the type of the owner
 * @param <T> the type of the value
 */
final class WeakOwner<O, T extends @Nullable Object> implements Watch<T> {
  /** Made with the first weak watch: it owns a thread (a daemon). */
  private static final class Cleaning {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private final WeakReference<O> owner;
  private final OwnedWatch<? super O, ? super T> watch;

  WeakOwner(O owner, OwnedWatch<? super O, ? super T> watch) {
    this.owner = new WeakReference<>(owner);
    this.watch = watch;
  }

  @Override
  public void changed(Change<? extends T> change) {
    O present = owner.get();
    if (present != null) {
      watch.changed(present, change);
    }
  }

  /** The subscription that the owner's death closes, and that may be closed before. */
  Subscription endWith(O owner, Subscription registration) {
    WeakReference<Subscription> weakly = new WeakReference<>(registration);
    Cleaner.Cleanable cleanable =
        Cleaning.CLEANER.register(
            owner,
            () -> {
              Subscription present = weakly.get();
              if (present != null) {
                present.close();
              }
            });
    return cleanable::clean;
  }
}
