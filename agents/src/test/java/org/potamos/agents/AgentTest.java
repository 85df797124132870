package org.potamos.agents;

import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Reference;
import org.potamos.core.ReferenceBuilder;
import org.potamos.core.ReferenceContract;

/** What every reference promises, promised by agents. */
class AgentTest extends ReferenceContract {

  @Override
  protected String kind() {
    return "Agent";
  }

  @Override
  protected boolean deliversSyncOnCaller() {
    return false;
  }

  @Override
  protected <T extends @Nullable Object> Reference<T> reference(
      T initial, Consumer<ReferenceBuilder<T, ?>> options) {
    Agent.Builder<T> builder = Agent.builder(initial).onFailure(failure -> FailureDecision.skip());
    options.accept(builder);
    return builder.build();
  }

  @Override
  protected <T extends @Nullable Object> void change(Reference<T> reference, T next) {
    try {
      ((Agent<T>) reference).sendAndReport(present -> next).join();
    } catch (CompletionException failure) {
      switch (failure.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw failure;
      }
    }
  }
}
