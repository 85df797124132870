package org.potamos.benchmarks.validators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentVector;
import org.potamos.validators.Immutability;

/**
 * What does it cost to check each new value of a reference for deep immutability?
 *
 * <p>A score is the time of one check of a whole value, of which nothing is remembered but its
 * classes. Targets: 5 ns for a record whose types prove it, 150 ns for a record with a list of
 * three records; none of the two allocates.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="validators.ImmutabilityBenchmark
 * -prof gc"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class ImmutabilityBenchmark extends ValidatorBenchmark {

  /** The values to check. */
  public enum Value {
    /** A record that its types prove. */
    FLAT {
      @Override
      Object make() {
        return new Line("tea", 3, UUID.randomUUID());
      }
    },
    /** A record with a list of three of them. */
    LIST_OF_3 {
      @Override
      Object make() {
        return order(1);
      }
    },
    /** A map of a hundred of those, by their numbers. */
    MAP_100 {
      @Override
      Object make() {
        Map<Integer, Order> orders = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
          orders.put(i, order(i));
        }
        return Map.copyOf(orders);
      }
    },
    /** A persistent vector of a thousand strings. */
    VECTOR_1000 {
      @Override
      Object make() {
        PersistentVector.Builder<String> names = PersistentVector.<String>of().builder();
        for (int i = 0; i < 1000; i++) {
          names.add("name " + i);
        }
        return names.build();
      }
    },
    /** A persistent vector of a thousand records with lists: too large for the quick walk. */
    ORDERS_1000 {
      @Override
      Object make() {
        PersistentVector.Builder<Order> orders = PersistentVector.<Order>of().builder();
        for (int i = 0; i < 1000; i++) {
          orders.add(order(i));
        }
        return orders.build();
      }
    },
    /** A record with a list that can change. */
    MUTABLE {
      @Override
      Object make() {
        return new Order(1, new ArrayList<>(order(1).lines));
      }
    };

    abstract Object make();

    private static Order order(int number) {
      return new Order(
          number,
          List.of(
              new Line("tea", 1, UUID.randomUUID()),
              new Line("milk", 2, UUID.randomUUID()),
              new Line("sugar", 3, UUID.randomUUID())));
    }
  }

  /**
   * A part of an order.
   *
   * @param name of what is ordered
   * @param count how many
   * @param id of the line
   */
  public record Line(String name, int count, UUID id) {}

  /**
   * An order.
   *
   * @param number of the order
   * @param lines what is ordered
   */
  public record Order(int number, List<Line> lines) {}

  /** What is checked. */
  @Param public Value rival;

  private Object value;

  /** Makes the value. */
  @Setup
  public void makeValue() {
    value = rival.make();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    List<String> paths = violations().stream().map(Violation::path).toList();
    List<String> expected = rival == Value.MUTABLE ? List.of("lines") : List.of();
    if (!paths.equals(expected)) {
      throw new AssertionError("paths: expected=" + expected + ", actual=" + paths);
    }
  }

  /**
   * Checks the value.
   *
   * @return what was found
   */
  @Benchmark
  public List<Violation> violations() {
    return Immutability.strict().violations(value);
  }
}
