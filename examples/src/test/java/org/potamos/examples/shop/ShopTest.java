package org.potamos.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.examples.shop.Shop.Outcome.FULL;
import static org.potamos.examples.shop.Shop.Outcome.INVALID;
import static org.potamos.examples.shop.Shop.Outcome.PLACED;
import static org.potamos.examples.shop.Shop.Outcome.RESTOCKED;
import static org.potamos.examples.shop.Shop.Outcome.SOLD_OUT;
import static org.potamos.examples.shop.Shop.Outcome.TOO_MANY;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.collection.PersistentMap;
import org.potamos.examples.shop.Shop.Answer;
import org.potamos.examples.shop.Shop.Outcome;
import org.potamos.examples.shop.Shop.Report;
import org.potamos.examples.shop.Shop.Wish;
import org.potamos.refs.CommitRejectedException;

/** Orders, deliveries and limits, without HTTP; each rejection leaves everything as it was. */
class ShopTest {
  private final SequencedMap<String, Item> items = new LinkedHashMap<>();
  private final long[] now = {0};
  private final Shop shop = open(10);

  private Shop open(int burst) {
    items.put("book", Item.of("book", 20, 5));
    items.put("mug", Item.of("mug", 8, 999_999));
    return new Shop(items, new Limiter(burst, 2, () -> now[0]));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void order_enough_isInAllBooks() throws Exception {
    Answer answer = shop.order(wish("ada", Map.of("book", 2, "mug", 1)));

    assertThat(answer)
        .isEqualTo(new Answer(PLACED, "order 1 placed: price=48, left={book=3, mug=999998}"));
    assertThat(shop.report())
        .isEqualTo(
            new Report(
                List.of(new Item.Line("book", 5, 2, 3), new Item.Line("mug", 999_999, 1, 999_998)),
                1,
                48,
                Map.of()));
    assertThat(shop.confirmed()).containsExactly(1);
  }

  @Test
  void order_oneItemSoldOut_sellsNothing() throws Exception {
    Report before = shop.report();

    Answer answer = shop.order(wish("ada", Map.of("book", 6, "mug", 1)));

    assertThat(answer)
        .isEqualTo(
            new Answer(SOLD_OUT, "sold out: item=book, asked=6; stock must be >= 0, but is -1"));
    assertThat(shop.report()).isEqualTo(but(before, SOLD_OUT));
    assertThat(shop.confirmed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "ada lovelace", "a-name-that-is-too-long-for-this", "\uFFFD"})
  void order_badCustomer_isInvalidAndCostsNoToken(String customer) {
    Report before = shop.report();
    for (int i = 0; i < 11; i++) {
      assertThat(shop.order(wish(customer, Map.of("book", 1))).outcome()).isEqualTo(INVALID);
    }
    assertThat(shop.report().lines()).isEqualTo(before.lines());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void order_badQuantity_isInvalid(int pieces) {
    Report before = shop.report();

    assertThat(shop.order(wish("ada", Map.of("mug", pieces))).text())
        .startsWith("invalid: items[mug]: must be from 1 to 1000");
    assertThat(shop.restock(wish("", Map.of("book", pieces))).outcome()).isEqualTo(INVALID);
    assertThat(shop.report()).isEqualTo(but(before, INVALID, INVALID));
  }

  @Test
  void order_unknownItem_isInvalid() {
    Report before = shop.report();

    assertThat(shop.order(wish("ada", Map.of("book", 1, "yacht", 1))).outcome()).isEqualTo(INVALID);
    assertThat(shop.report()).isEqualTo(but(before, INVALID));
  }

  @Test
  void restock_tooMuch_takesInNothing() {
    Report before = shop.report();

    assertThat(shop.restock(wish("", Map.of("book", 1, "mug", 2))).outcome()).isEqualTo(FULL);
    assertThat(shop.report()).isEqualTo(but(before, FULL));
    assertThat(shop.restock(wish("", Map.of("book", 1, "mug", 1))).outcome()).isEqualTo(RESTOCKED);
    assertThat(shop.report().lines()).contains(new Item.Line("book", 6, 0, 6));
  }

  @Test
  void limit_isReached_tellsWhenToComeAgain() {
    for (int i = 0; i < 10; i++) { // sold out from the sixth on: that costs a token, too
      assertThat(shop.order(wish("ada", Map.of("book", 1))).outcome()).isNotEqualTo(TOO_MANY);
    }
    Report before = shop.report();

    Answer answer = shop.order(wish("ada", Map.of("mug", 1)));
    assertThat(answer.outcome()).isEqualTo(TOO_MANY);
    assertThat(answer.pause()).isEqualTo(Duration.ofMillis(500));
    assertThat(shop.report()).isEqualTo(but(before, TOO_MANY));
    assertThat(shop.order(wish("ben", Map.of("mug", 1))).outcome()).isEqualTo(PLACED);

    now[0] = 499_999_999;
    assertThat(shop.order(wish("ada", Map.of("mug", 1))).pause()).isEqualTo(Duration.ofNanos(1));
    now[0] = 500_000_000;
    assertThat(shop.order(wish("ada", Map.of("mug", 1))).outcome()).isEqualTo(PLACED);
    assertThat(shop.order(wish("ada", Map.of("mug", 1))).outcome()).isEqualTo(TOO_MANY);
  }

  @Test
  void limit_longPause_fillsTheBucketOnceOnly() {
    now[0] = Duration.ofDays(9_000).toNanos();
    for (int i = 0; i < 10; i++) {
      assertThat(shop.order(wish("ada", Map.of("mug", 1))).outcome()).isEqualTo(PLACED);
    }
    assertThat(shop.order(wish("ada", Map.of("mug", 1))).outcome()).isEqualTo(TOO_MANY);
  }

  /** Bodies may run again here; each order costs one token all the same. */
  @Test
  void order_manyAtOnce_sellsWhatIsThereForOneTokenEach() throws Exception {
    List<Callable<Outcome>> orders = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String customer = "c" + i / 10;
      orders.add(() -> shop.order(wish(customer, Map.of("book", 1, "mug", 1))).outcome());
    }
    List<Outcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Outcome> outcome : threads.invokeAll(orders)) {
        outcomes.add(outcome.get());
      }
    }

    assertThat(Collections.frequency(outcomes, PLACED)).isEqualTo(5);
    assertThat(Collections.frequency(outcomes, SOLD_OUT)).isEqualTo(95);
    assertThat(shop.report().lines().getFirst()).isEqualTo(new Item.Line("book", 5, 5, 0));
    assertThat(shop.confirmed()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }

  @Test
  void books_changedAlone_areRejectedByTheInvariant() {
    Item book = Objects.requireNonNull(items.get("book"));

    assertThatThrownBy(() -> book.left().swap(left -> left - 1))
        .isInstanceOf(CommitRejectedException.class)
        .hasMessageContaining("book.books");
    assertThat(book.left().deref()).isEqualTo(5);
  }

  private static Wish wish(String who, Map<String, Integer> pieces) {
    return new Wish(who, PersistentMap.<String, Integer>of().withAll(pieces));
  }

  /** The report with some more rejections. */
  private static Report but(Report before, Outcome... rejected) {
    Map<Outcome, Integer> counts = new LinkedHashMap<>(before.rejected());
    for (Outcome outcome : rejected) {
      counts.merge(outcome, 1, Integer::sum);
    }
    return new Report(before.lines(), before.orders(), before.revenue(), counts);
  }
}
