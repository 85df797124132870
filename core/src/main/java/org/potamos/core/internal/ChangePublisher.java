package org.potamos.core.internal;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.WatchFailure;

/**
 * The changes of a reference as a {@link Flow.Publisher}: a {@link Channel} that waits for demand.
 */
final class ChangePublisher {
  private ChangePublisher() {}

  static <T extends @Nullable Object> Flow.Publisher<Change<T>> of(
      AbstractReference<T> reference, Delivery delivery) {
    if (delivery.mode() == Delivery.Mode.SYNC) {
      throw new IllegalArgumentException(
          "changes rejected: mode=SYNC would hold up the changing thread; use ORDERED or LATEST");
    }
    return subscriber -> {
      Objects.requireNonNull(subscriber, "subscriber");
      new Demand<>(reference, delivery, subscriber).start();
    };
  }

  /**
   * One subscriber and what it has asked for.
   *
   * <p>Signals to the subscriber are serial because they are all made by the drain; {@code
   * onSubscribe} comes first because drains are held back until it has returned. A failing
   * subscriber is dropped and reported like a failing watch.
   */
  private static final class Demand<T extends @Nullable Object> extends Channel<T>
      implements Flow.Subscription {
    private final AtomicLong wanted = new AtomicLong();
    private final boolean onlyIfChanged;

    /** Null once cancelled, so that a cancelled subscription does not keep its subscriber alive. */
    private volatile Flow.@Nullable Subscriber<? super Change<T>> subscriber;

    /** Set by a request for a number that is not positive, and passed on by the drain. */
    private volatile @Nullable IllegalArgumentException badRequest;

    Demand(
        AbstractReference<T> reference,
        Delivery delivery,
        Flow.Subscriber<? super Change<T>> subscriber) {
      super(reference, null, delivery);
      this.onlyIfChanged = delivery.isOnlyIfChanged();
      this.subscriber = subscriber;
    }

    void start() {
      Flow.Subscriber<? super Change<T>> target = subscriber;
      hold();
      reference().register(this);
      if (target != null) {
        try {
          target.onSubscribe(this);
        } catch (Throwable failure) {
          dropped(target, null, failure);
        }
      }
      release();
    }

    @Override
    boolean isWatch() {
      return false;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        badRequest =
            new IllegalArgumentException(
                "request rejected: n=" + n + "; ask for one change or more (rule 3.9)");
      } else {
        wanted.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
      }
      signal();
    }

    @Override
    public void cancel() {
      close();
    }

    @Override
    void released() {
      super.released();
      subscriber = null;
    }

    @Override
    boolean isReady() {
      IllegalArgumentException failure = badRequest;
      Flow.Subscriber<? super Change<T>> target = subscriber;
      if (failure != null && target != null) {
        close();
        try {
          target.onError(failure);
        } catch (Throwable again) {
          reference().report(new WatchFailure(reference(), target, null, again));
        }
        return false;
      }
      return wanted.get() > 0;
    }

    @Override
    void deliver(Change<T> change) {
      Flow.Subscriber<? super Change<T>> target = subscriber;
      if (target == null) {
        return;
      }
      try {
        if (onlyIfChanged && !change.isDifferent()) {
          return;
        }
        if (wanted.get() != Long.MAX_VALUE) {
          wanted.decrementAndGet();
        }
        target.onNext(change);
      } catch (Throwable failure) {
        dropped(target, change, failure);
      }
    }

    @Override
    void rejected(Throwable failure) {
      Flow.Subscriber<? super Change<T>> target = subscriber;
      if (target != null) {
        reference().report(new WatchFailure(reference(), target, null, failure));
      }
    }

    private void dropped(
        Flow.Subscriber<? super Change<T>> target, @Nullable Change<T> change, Throwable failure) {
      close();
      reference().report(new WatchFailure(reference(), target, change, failure));
    }
  }
}
