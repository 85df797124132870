package org.potamos.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.potamos.core.Change;

/** A paused agent: what has been sent to it lies in its queue, to be counted and then opened. */
final class Mailbox {
  private final Agent<List<String>> agent;

  Mailbox() {
    this(Agent.of(List.of()));
  }

  Mailbox(Agent<List<String>> agent) {
    this.agent = agent.pause();
  }

  Agent<List<String>> agent() {
    return agent;
  }

  void send(String letter) {
    agent.send(appending(letter));
  }

  CompletableFuture<Change<List<String>>> sendAndReport(String letter) {
    return agent.sendAndReport(appending(letter));
  }

  /** How many letters have arrived. */
  int waiting() {
    return agent.queueLength();
  }

  /** Lets the agent run, and answers all letters in the order of their actions. */
  List<String> open() {
    agent.resume();
    AgentWaits.settle(agent);
    return agent.deref();
  }

  static UnaryOperator<List<String>> appending(String letter) {
    return letters -> {
      List<String> more = new ArrayList<>(letters);
      more.add(letter);
      return List.copyOf(more);
    };
  }
}
