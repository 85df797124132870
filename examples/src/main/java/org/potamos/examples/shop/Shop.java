package org.potamos.examples.shop;

import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.eachKey;
import static org.potamos.validators.Validators.eachValue;
import static org.potamos.validators.Validators.matches;
import static org.potamos.validators.Validators.oneOf;
import static org.potamos.validators.Validators.range;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.validators.Rule;

/**
 * A shop that never sells what it does not have, and whose books agree at every moment, however
 * many orders come in at once. It knows nothing of HTTP.
 *
 * <p>Look at {@link #order} first, then at {@link #sell}, the body of its transaction, and at
 * {@link Item#of}: rules that no transaction can break.
 */
class Shop implements AutoCloseable {
  private static final TransactionOptions ORDER = Stm.options().named("order");
  private static final TransactionOptions RESTOCK = Stm.options().named("restock");
  private static final TransactionOptions REPORT = Stm.options().named("report").readOnly();

  /** What somebody orders or delivers: pieces by the name of the item. */
  record Wish(String who, PersistentMap<String, Integer> pieces) {}

  /** An order that was placed; its number is its place among all orders. */
  record Order(int number, Wish wish, long price) {}

  /** How the shop can answer. */
  enum Outcome {
    PLACED,
    RESTOCKED,
    SOLD_OUT,
    FULL,
    TOO_MANY,
    INVALID,
    NOT_UNDERSTOOD
  }

  /** What the shop answers; the pause is when to come again. */
  record Answer(Outcome outcome, String text, Duration pause) {
    Answer(Outcome outcome, String text) {
      this(outcome, text, Duration.ZERO);
    }
  }

  /** All books at one moment. */
  record Report(List<Item.Line> lines, int orders, long revenue, Map<Outcome, Integer> rejected) {}

  private final SequencedMap<String, Item> items;
  private final Limiter limiter;
  private final Rule<Wish> deliverable;
  private final Rule<Wish> orderable;
  private final Ref<PersistentVector<Order>> orders = Ref.of(PersistentVector.of());
  private final Ref<Long> revenue = Ref.of(0L);
  private final Ref<PersistentMap<Outcome, Integer>> rejected = Ref.of(PersistentMap.of());
  private final AgentGroup group = AgentGroup.create();
  private final Agent<PersistentVector<Integer>> confirmations = group.agent(PersistentVector.of());

  Shop(SequencedMap<String, Item> items, Limiter limiter) {
    this.items = items;
    this.limiter = limiter;
    deliverable =
        at("items", Wish::pieces, eachKey(oneOf(items.keySet())), eachValue(range(1, 1_000)));
    orderable = at("customer", Wish::who, matches("[\\w-]{1,20}")).and(deliverable);
  }

  /**
   * Places an order: all of it, or nothing.
   *
   * <p>The token is taken before the transaction. Inside of it, an order that is sold out would get
   * its token back, since everything is undone; in one of its own inside ({@code requiresNew}), a
   * body that runs again would take another.
   */
  Answer order(Wish wish) {
    if (!orderable.accepts(wish)) {
      return rejected(Outcome.INVALID, text(orderable.checkInitial(wish)));
    }
    Duration pause = limiter.take(wish.who());
    if (pause.isPositive()) {
      return rejected(new Answer(Outcome.TOO_MANY, "too many orders; come again later", pause));
    }
    try {
      return ORDER.dosync(() -> sell(wish));
    } catch (InvalidStateException soldOut) {
      return rejected(Outcome.SOLD_OUT, wish, soldOut);
    }
  }

  /** Runs again if another order changes what this one has seen; so it changes nothing but refs. */
  private Answer sell(Wish wish) {
    Map<String, Integer> left = new TreeMap<>();
    long price = 0;
    for (Map.Entry<String, Integer> line : wish.pieces().entrySet()) {
      Item item = item(line.getKey());
      int pieces = line.getValue();
      left.put(item.name(), item.sell(pieces));
      price += item.price() * pieces;
    }
    Order order = new Order(orders.deref().size() + 1, wish, price);
    orders.alter(PersistentVector::plus, order);
    revenue.commute(Long::sum, price);
    confirmations.send(PersistentVector::plus, order.number()); // held until this has committed
    return new Answer(
        Outcome.PLACED,
        "order %d placed: price=%d, left=%s".formatted(order.number(), price, left));
  }

  /** Takes in a delivery. */
  Answer restock(Wish delivery) {
    if (!deliverable.accepts(delivery)) {
      return rejected(Outcome.INVALID, text(deliverable.checkInitial(delivery)));
    }
    try {
      RESTOCK.dosync(() -> delivery.pieces().forEach((name, pieces) -> item(name).restock(pieces)));
      return new Answer(Outcome.RESTOCKED, "restocked: " + delivery.pieces());
    } catch (InvalidStateException full) {
      return rejected(Outcome.FULL, delivery, full);
    }
  }

  /** One snapshot of everything; it delays nobody. */
  Report report() {
    return REPORT.dosync(() ->
        new Report(
            items.values().stream().map(Item::line).toList(),
            orders.deref().size(),
            revenue.deref(),
            rejected.deref()));
  }

  /** The numbers of the orders that were confirmed, in the order of the letters. */
  List<Integer> confirmed() throws InterruptedException {
    confirmations.await();
    return confirmations.deref();
  }

  /** Counts a rejection. */
  Answer rejected(Answer answer) {
    rejected.swap(all -> all.update(answer.outcome(), n -> n == null ? 1 : n + 1));
    return answer;
  }

  private Answer rejected(Outcome outcome, String why) {
    String what = outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return rejected(new Answer(outcome, what + ": " + why));
  }

  /** Only what a validator of the items rejects is an answer; all else is a fault of the shop. */
  private Answer rejected(Outcome outcome, Wish wish, InvalidStateException rejection) {
    String name = rejection.referenceName().replace(".delivered", "");
    Integer pieces = wish.pieces().get(name);
    if (pieces == null) {
      throw rejection;
    }
    String why = text(rejection.violations());
    return rejected(outcome, "item=%s, asked=%d; stock %s".formatted(name, pieces, why));
  }

  private static String text(List<Violation> violations) {
    return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
  }

  private Item item(String name) {
    return Objects.requireNonNull(items.get(name));
  }

  @Override
  public void close() {
    group.close();
  }
}
