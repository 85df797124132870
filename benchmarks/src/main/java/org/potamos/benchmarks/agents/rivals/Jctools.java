package org.potamos.benchmarks.agents.rivals;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;

/**
 * One queue of JCTools for all mailboxes, and one thread that never sleeps: what sending costs if
 * nothing has to be woken and nothing to be shared out.
 */
final class Jctools implements Host {
  private static final int CHUNK = 1024;

  private final MessagePassingQueue<Runnable> queue = new MpscUnboundedVarHandleArrayQueue<>(CHUNK);
  private final Thread consumer = new Thread(this::consume, "consumer");
  private volatile boolean open = true;

  Jctools() {
    consumer.start();
  }

  private void consume() {
    queue.drain(Runnable::run, Jctools::idle, () -> open);
  }

  private static int idle(int times) {
    Thread.onSpinWait();
    return times + 1;
  }

  @Override
  public Mailbox mailbox(Long initial) {
    return new QueueMailbox(queue, initial);
  }

  @Override
  public void close() {
    open = false;
    try {
      consumer.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** It is itself the message that is sent most, so that sending it allocates nothing. */
  private static final class QueueMailbox extends Cell implements Mailbox, Runnable {
    private final MessagePassingQueue<Runnable> queue;

    QueueMailbox(MessagePassingQueue<Runnable> queue, Long initial) {
      super(initial);
      this.queue = queue;
    }

    @Override
    public void run() {
      run(Step.INCREMENT);
    }

    @Override
    public void increment() {
      queue.offer(this);
    }

    @Override
    public void send(Step step) {
      queue.offer(() -> run(step));
    }
  }
}
