package org.potamos.benchmarks.agents.rivals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Pekko's typed actors: an actor keeps a value, a message is a function for it. */
final class Pekko implements Host {
  /** Pekko's own: how many messages an actor gets before others have their turn. */
  static final int DEFAULT_BATCH = 5;

  private final ActorSystem<Done> system;
  private int actors;

  Pekko(int batch) {
    String dispatcher =
        """
        pekko.actor.default-dispatcher {
          fork-join-executor {
            parallelism-min = %1$d
            parallelism-max = %1$d
          }
          throughput = %2$d
        }
        """
            .formatted(Runtime.getRuntime().availableProcessors(), batch);
    Config config = ConfigFactory.parseString(dispatcher).withFallback(ConfigFactory.load());
    system = ActorSystem.create(Behaviors.<Done>empty(), "benchmark", config);
  }

  @Override
  public Mailbox mailbox(Long initial) {
    String name = "mailbox-" + actors++;
    return new ActorMailbox(system.systemActorOf(behavior(initial), name, Props.empty()));
  }

  private static Behavior<Step> behavior(Long initial) {
    return Behaviors.setup(context -> {
      Cell cell = new Cell(initial);
      return Behaviors.receiveMessage(step -> {
        cell.run(step);
        return Behaviors.same();
      });
    });
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private record ActorMailbox(ActorRef<Step> actor) implements Mailbox {
    @Override
    public void increment() {
      send(Step.INCREMENT);
    }

    @Override
    public void send(Step step) {
      actor.tell(step);
    }
  }
}
