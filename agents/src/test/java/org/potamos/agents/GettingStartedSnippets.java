package org.potamos.agents;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.potamos.core.GuidePage;
import org.potamos.core.InvalidStateException;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The code of {@code docs/guide/00-getting-started.md}. */
abstract class GettingStartedSnippets extends GuidePage {
  GettingStartedSnippets() {
    super("00-getting-started.md");
  }

  @ResourceLock(Resources.SYSTEM_OUT)
  @Test
  void program() throws InterruptedException {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      Seats.main();
    } finally {
      System.setOut(before);
    }
    bytes.toString(StandardCharsets.UTF_8).lines().forEach(this::println);
  }
}

// @start region="program"
final class Seats {
  static final Ref<Integer> free =
      Ref.builder(2).name("free").validator(n -> n >= 0, "must be >= 0").build();
  static final Ref<PersistentVector<String>> guests = Ref.of(PersistentVector.of());

  static void book(String guest) {
    try {
      Stm.dosync(() -> {
        free.alter(n -> n - 1);
        guests.alter(PersistentVector::plus, guest);
      });
    } catch (InvalidStateException noneLeft) {
      System.out.println(noneLeft.getMessage());
    }
  }

  public static void main(String... arguments) throws InterruptedException {
    List<Thread> customers =
        Stream.of("Anne", "Ben", "Cleo")
            .map(name -> Thread.startVirtualThread(() -> book(name)))
            .toList();
    for (Thread customer : customers) {
      customer.join();
    }
    System.out.println(guests.deref().size() + " guests, " + free.deref() + " free");
  }
}
// @end
