package org.potamos.examples.shop;

import static org.potamos.examples.shop.Shop.Outcome.INVALID;
import static org.potamos.examples.shop.Shop.Outcome.NOT_UNDERSTOOD;
import static org.potamos.examples.shop.Shop.Outcome.SOLD_OUT;
import static org.potamos.examples.shop.Shop.Outcome.TOO_MANY;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.potamos.examples.kit.Show;
import org.potamos.examples.shop.Item.Line;
import org.potamos.examples.shop.Load.Receipt;
import org.potamos.examples.shop.Shop.Outcome;

/** Compares what customers and auditor were told with what the books say. */
record Audit(Show show, Load.Result told, Shop.Report books, List<Integer> confirmed) {
  private static final Pattern LINE =
      Pattern.compile("(\\w+) delivered=(\\d+) sold=(\\d+) left=(-?\\d+)");

  /** Delivered is how many pieces there were of each item, deliveries during the load included. */
  void compareStock(int delivered, SequencedMap<String, Item> items) {
    long price = 0;
    for (Line line : books.lines()) {
      int bought = bought(line.item());
      show.check(
          "%s: %d delivered - %d that customers were told they bought = %d left"
              .formatted(line.item(), delivered, bought, line.left()),
          line.left() >= 0
              && delivered - bought == line.left()
              && line.sold() == bought
              && line.delivered() == delivered);
      price += bought * Objects.requireNonNull(items.get(line.item())).price();
    }
    show.check(
        "revenue %d = pieces that were bought x prices %d".formatted(books.revenue(), price),
        books.revenue() == price);
    long wrong = told.snapshots().stream().filter(text -> !isSound(text)).count();
    show.check(
        "%d snapshots by GET /stock meanwhile: %d with sold + left != delivered or left < 0"
            .formatted(told.snapshots().size(), wrong),
        wrong == 0);
  }

  void compareOrders() {
    List<Integer> numbers =
        answered(201)
            .map(receipt -> receipt.text().replaceAll("order (\\d+) .*\\s*", "$1"))
            .map(Integer::valueOf)
            .sorted()
            .toList();
    List<Integer> all = IntStream.rangeClosed(1, books.orders()).boxed().toList();
    show.check(
        "%d times 201 = %d orders = %d confirmations by the agent, each number once"
            .formatted(numbers.size(), books.orders(), confirmed.size()),
        numbers.equals(all) && confirmed.stream().sorted().toList().equals(all));
    Map<Outcome, Integer> rejected = books.rejected();
    int bad = rejected.getOrDefault(INVALID, 0) + rejected.getOrDefault(NOT_UNDERSTOOD, 0);
    show.check(
        "409, 429 and other 4xx: %d, %d and %d times, the books say %s"
            .formatted(count(409), count(429), count(400, 404, 405, 413), rejected),
        count(409) == rejected.getOrDefault(SOLD_OUT, 0)
            && count(429) == rejected.getOrDefault(TOO_MANY, 0)
            && count(400, 404, 405, 413) == bad);
  }

  void compareAnswers(int planned) {
    long odd = told.receipts().stream().filter(receipt -> !receipt.isAsExpected()).count();
    long failed = told.receipts().stream().filter(receipt -> receipt.status() >= 500).count();
    show.check(
        "%d requests, %d answers: %d unlike what was due, %d failures of the server"
            .formatted(planned, told.receipts().size(), odd, failed),
        odd == 0 && failed == 0 && told.receipts().size() == planned);
    told.receipts().stream()
        .filter(receipt -> !receipt.isAsExpected())
        .limit(3)
        .forEach(receipt -> show.say("  for example " + receipt));
    show.check(
        "%d kinds of bad requests once more, alone: the books are as before"
            .formatted(Load.BAD.size()),
        told.before().equals(told.after()));
  }

  /** The customers' clocks stand around the shop's, so they see at least as much time pass. */
  void compareLimits(int burst, int rate) {
    String worst = "";
    double most = -1;
    for (String who : told.receipts().stream().map(r -> r.request().who()).distinct().toList()) {
      List<Receipt> orders = receipts(r -> r.request().isOrder() && r.request().who().equals(who));
      long taken = orders.stream().filter(receipt -> receipt.status() != 429).count();
      long sent = orders.stream().mapToLong(Receipt::sent).min().orElse(0);
      long answered = orders.stream().mapToLong(Receipt::answered).max().orElse(0);
      double limit = burst + rate * (answered - sent) / 1e9;
      if (taken / limit > most) {
        most = taken / limit;
        worst =
            String.format(Locale.ROOT, "%d orders of customer %s, limit %.1f", taken, who, limit);
      }
    }
    show.check("nobody got more than the limit; nearest to it: " + worst, most <= 1);
  }

  void sayTimes() {
    long[] times =
        told.receipts().stream().mapToLong(r -> r.answered() - r.sent()).sorted().toArray();
    show.say(
        String.format(
            Locale.ROOT,
            "time to an answer: median %.1f ms, 99 %% within %.1f ms",
            times[times.length / 2] / 1e6,
            times[times.length * 99 / 100] / 1e6));
  }

  private Stream<Receipt> answered(int status) {
    return told.receipts().stream().filter(receipt -> receipt.status() == status);
  }

  int count(Integer... statuses) {
    return receipts(receipt -> List.of(statuses).contains(receipt.status())).size();
  }

  private List<Receipt> receipts(Predicate<Receipt> condition) {
    return told.receipts().stream().filter(condition).toList();
  }

  private int bought(String item) {
    return answered(201)
        .mapToInt(receipt -> receipt.request().pieces().getOrDefault(item, 0))
        .sum();
  }

  private boolean isSound(String snapshot) {
    List<MatchResult> lines = LINE.matcher(snapshot).results().toList();
    return lines.size() == books.lines().size()
        && lines.stream()
            .allMatch(line -> {
              int left = Integer.parseInt(line.group(4));
              return left >= 0
                  && Integer.parseInt(line.group(3)) + left == Integer.parseInt(line.group(2));
            });
  }
}
