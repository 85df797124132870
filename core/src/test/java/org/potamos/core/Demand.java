package org.potamos.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A subscriber that asks for as much as the test says, and writes down what it gets. */
final class Demand<T> implements Flow.Subscriber<T> {
  private final CountDownLatch subscribed = new CountDownLatch(1);
  private final List<T> items = new CopyOnWriteArrayList<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile @Nullable Throwable error;
  private volatile boolean isComplete;

  /** Subscribes a new one, and waits until it is. */
  static <T> Demand<T> on(Flow.Publisher<T> publisher) {
    Demand<T> demand = new Demand<>();
    publisher.subscribe(demand);
    Waits.await(demand.subscribed);
    return demand;
  }

  Demand<T> request(long count) {
    subscription().request(count);
    return this;
  }

  void cancel() {
    subscription().cancel();
  }

  List<T> items() {
    return items;
  }

  Demand<T> awaitCount(int count) {
    Waits.until(count + " items have arrived", () -> items.size() >= count);
    return this;
  }

  Throwable awaitError() {
    Waits.until("there is an error", () -> error != null);
    Throwable present = error;
    if (present == null) {
      throw new AssertionError("no error");
    }
    return present;
  }

  boolean isOpen() {
    return error == null && !isComplete;
  }

  private Flow.Subscription subscription() {
    Flow.Subscription present = subscription;
    if (present == null) {
      throw new AssertionError("not subscribed");
    }
    return present;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    subscribed.countDown();
  }

  @Override
  public void onNext(T item) {
    items.add(item);
  }

  @Override
  public void onError(Throwable failure) {
    error = failure;
  }

  @Override
  public void onComplete() {
    isComplete = true;
  }
}
