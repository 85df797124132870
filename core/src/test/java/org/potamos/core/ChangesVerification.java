package org.potamos.core;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/**
 * What the TCK of reactive streams asks of {@link Atom#changes}; {@link ChangesTckTest} runs it.
 */
public class ChangesVerification extends FlowPublisherVerification<Change<Integer>> {
  private static final long TIMEOUT_MILLIS = 2_000;
  private static final long NO_SIGNALS_MILLIS = 50;

  /** More than any rule asks for. */
  private static final long MAX_CHANGES = 5_000;

  /** For TestNG. */
  public ChangesVerification() {
    super(new TestEnvironment(TIMEOUT_MILLIS, NO_SIGNALS_MILLIS, NO_SIGNALS_MILLIS));
  }

  /** A publisher whose atom is changed as often as the rule needs, once somebody subscribes. */
  @Override
  public Flow.Publisher<Change<Integer>> createFlowPublisher(long elements) {
    Atom<Integer> atom = Atom.of(0);
    Flow.Publisher<Change<Integer>> changes = atom.changes(Delivery.ORDERED);
    return subscriber -> {
      changes.subscribe(subscriber);
      for (long i = 0; i < Math.min(elements, MAX_CHANGES); i++) {
        atom.swap(n -> n + 1);
      }
    };
  }

  /** A subscription to an atom cannot fail. */
  @Override
  @SuppressWarnings("NullAway") // the TCK's way to say: does not apply
  public Flow.@Nullable Publisher<Change<Integer>> createFailedFlowPublisher() {
    return null;
  }

  /** The stream has no end. */
  @Override
  public long maxElementsFromPublisher() {
    return publisherUnableToSignalOnComplete();
  }
}
