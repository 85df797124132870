package org.potamos.benchmarks.scaling;

import java.util.List;
import java.util.stream.Stream;
import org.potamos.benchmarks.agents.rivals.Engine;
import org.potamos.benchmarks.rivals.Rival;

/** Who keeps the cells. */
public enum Contender {
  /** {@link org.potamos.core.Atom}. */
  POTAMOS_ATOM(Reference.ATOM) {
    @Override
    Arena arena(int cells) {
      return Arenas.ofCells(Rival.POTAMOS, cells);
    }
  },

  /** {@link java.util.concurrent.atomic.AtomicReference}. */
  ATOMIC_REFERENCE(Reference.ATOM) {
    @Override
    Arena arena(int cells) {
      return Arenas.ofCells(Rival.ATOMIC_REFERENCE, cells);
    }
  },

  /** {@link org.potamos.refs.Ref} in transactions. */
  POTAMOS_REF(Reference.REF) {
    @Override
    Arena arena(int cells) {
      return Arenas.ofRefs(org.potamos.benchmarks.stm.rivals.Engine.POTAMOS, cells);
    }
  },

  /** ScalaSTM. */
  SCALA_STM(Reference.REF) {
    @Override
    Arena arena(int cells) {
      return Arenas.ofRefs(org.potamos.benchmarks.stm.rivals.Engine.SCALA_STM, cells);
    }
  },

  /** One lock for all cells. */
  ONE_LOCK(Reference.REF) {
    @Override
    Arena arena(int cells) {
      return Arenas.ofRefs(org.potamos.benchmarks.stm.rivals.Engine.ONE_LOCK, cells);
    }
  },

  /** {@link org.potamos.agents.Agent} on virtual threads. */
  POTAMOS_AGENT(Reference.AGENT) {
    @Override
    Arena arena(int cells) {
      return Arenas.ofMailboxes(Engine.POTAMOS, cells);
    }
  },

  /** A serial executor as written by hand, on virtual threads. */
  SERIAL_VIRTUAL(Reference.AGENT) {
    @Override
    Arena arena(int cells) {
      return Arenas.ofMailboxes(Engine.SERIAL_VIRTUAL, cells);
    }
  };

  private final Reference reference;

  Contender(Reference reference) {
    this.reference = reference;
  }

  abstract Arena arena(int cells);

  /** Whose figures are compared. */
  enum Reference {
    ATOM("Atom", "swap and deref"),
    REF("Ref in transactions", "transfer between two, read two"),
    AGENT("Agent", "send and deref; waits for its actions");

    private final String title;
    private final String operations;

    Reference(String title, String operations) {
      this.title = title;
      this.operations = operations;
    }

    String title() {
      return title;
    }

    String operations() {
      return operations;
    }

    /** The names of its contenders, Potamos first. */
    List<String> contenders() {
      return Stream.of(Contender.values())
          .filter(each -> each.reference == this)
          .map(Contender::name)
          .toList();
    }
  }
}
