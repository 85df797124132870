package org.potamos.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.Options;

/**
 * The options that all kinds of references have at construction. Each may be given once; null for
 * the validator or the metadata stands for none. A builder may build several references, each of
 * its own; it is not safe for use by several threads at once.
 *
 * @param <T> the type of the value
 * @param <B> the type of the builder itself
 */
public abstract class ReferenceBuilder<
    T extends @Nullable Object, B extends ReferenceBuilder<T, B>> {
  private @Nullable String name;
  private @Nullable Map<String, Object> metadata;
  private @Nullable Validator<? super T> validator;
  private @Nullable Consumer<? super WatchFailure> failureHandler;
  private final List<Consumer<Reference<T>>> watches = new ArrayList<>();

  /** For the builders of the kinds. */
  protected ReferenceBuilder() {}

  /**
   * This builder, typed.
   *
   * @return {@code this}
   */
  protected abstract B self();

  /**
   * Names the reference: in {@code toString}, in messages, in the log.
   *
   * @param name not blank
   * @return this builder
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if a name was given before
   */
  public B name(String name) {
    Options.requireUnset("name", this.name);
    this.name = Options.requireName(name);
    return self();
  }

  /**
   * Installs a validator, which checks the initial value at once when the reference is built.
   *
   * @param validator the validator, or null for none
   * @return this builder
   * @throws IllegalStateException if a validator was given before
   */
  public B validator(@Nullable Validator<? super T> validator) {
    Options.requireUnset("validator", this.validator);
    this.validator = validator;
    return self();
  }

  /**
   * Installs a validator that looks at the proposed value alone: short for {@link Validator#of}.
   *
   * @param rule holds for every value that is accepted
   * @param message says what must hold, as in {@code "must be >= 0"}
   * @return this builder
   * @throws IllegalStateException if a validator was given before
   */
  public B validator(Predicate<? super T> rule, String message) {
    return validator(Validator.<T>of(rule, message));
  }

  /**
   * Sets the metadata: see {@link Reference#metadata}.
   *
   * @param metadata copied; null for none
   * @return this builder
   * @throws IllegalStateException if metadata was given before
   */
  public B metadata(@Nullable Map<String, ?> metadata) {
    Options.requireUnset("metadata", this.metadata);
    this.metadata = metadata == null ? null : Map.copyOf(metadata);
    return self();
  }

  /**
   * Registers a watch, to run on the changing thread: {@link Delivery#SYNC}.
   *
   * @param watch called after each change
   * @return this builder
   */
  public B watch(Watch<? super T> watch) {
    return watch(watch, Delivery.SYNC);
  }

  /**
   * Registers a watch.
   *
   * @param watch called after each change
   * @param delivery on which thread, in which order
   * @return this builder
   */
  public B watch(Watch<? super T> watch, Delivery delivery) {
    Objects.requireNonNull(watch, "watch");
    Objects.requireNonNull(delivery, "delivery");
    watches.add(reference -> reference.watch(watch, delivery));
    return self();
  }

  /**
   * Registers a watch under a key, to run on the changing thread: {@link Delivery#SYNC}.
   *
   * @param key replaces an equal key
   * @param watch called after each change
   * @return this builder
   */
  public B watch(Object key, Watch<? super T> watch) {
    return watch(key, watch, Delivery.SYNC);
  }

  /**
   * Registers a watch under a key.
   *
   * @param key replaces an equal key
   * @param watch called after each change
   * @param delivery on which thread, in which order
   * @return this builder
   */
  public B watch(Object key, Watch<? super T> watch, Delivery delivery) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(watch, "watch");
    Objects.requireNonNull(delivery, "delivery");
    watches.add(reference -> reference.watch(key, watch, delivery));
    return self();
  }

  /**
   * Says who hears of watches that fail. Without this they go to the {@link System.Logger} named
   * {@code org.potamos} at level WARNING. Either way they are {@link Events} too.
   *
   * @param handler called on the thread on which the watch failed; what it throws is logged
   * @return this builder
   * @throws IllegalStateException if a handler was given before
   */
  public B onWatchFailure(Consumer<? super WatchFailure> handler) {
    Options.requireUnset("onWatchFailure", failureHandler);
    failureHandler = Objects.requireNonNull(handler, "handler");
    return self();
  }

  /**
   * The name that was given.
   *
   * @return the name, or null
   */
  protected final @Nullable String name() {
    return name;
  }

  /**
   * The metadata that was given.
   *
   * @return the metadata, unmodifiable
   */
  protected final Map<String, Object> metadata() {
    return metadata == null ? Map.of() : metadata;
  }

  /**
   * The validator that was given.
   *
   * @return the validator, or null
   */
  protected final @Nullable Validator<? super T> validator() {
    return validator;
  }

  /**
   * The handler that was given.
   *
   * @return the handler, or null
   */
  protected final @Nullable Consumer<? super WatchFailure> failureHandler() {
    return failureHandler;
  }

  /**
   * Registers the watches that were given, in their order; the last step of building.
   *
   * @param reference the new reference
   */
  protected final void registerWatches(Reference<T> reference) {
    watches.forEach(watch -> watch.accept(reference));
  }
}
