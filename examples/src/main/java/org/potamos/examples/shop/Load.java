package org.potamos.examples.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.potamos.core.Atom;

/** Customers on virtual threads, and an auditor beside them, who only know the shop's address. */
final class Load {
  /** What is sent. Pieces are what is bought if the answer is 201; expected is 0 for orders. */
  record Request(
      String who,
      String method,
      String path,
      String body,
      int expected,
      Map<String, Integer> pieces) {
    boolean isOrder() {
      return expected == 0;
    }
  }

  /** What came back, and when. */
  record Receipt(Request request, int status, String text, String hint, long sent, long answered) {
    boolean isAsExpected() {
      return request.isOrder()
          ? status == 201 || status == 409 || (status == 429 && hint.matches("[1-9]\\d*"))
          : status == request.expected() && (status != 405 || hint.matches("GET|POST"));
    }
  }

  /** What customers and auditor have seen; the last two are reports around bad requests alone. */
  record Result(List<Receipt> receipts, List<String> snapshots, String before, String after) {}

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** One of each kind; everything after the third space is the body. */
  static final List<Request> BAD =
      """
      400 POST /orders customer=eve&item=yacht&quantity=1
      400 POST /orders customer=eve&item=book&quantity=0
      400 POST /orders customer=eve&item=book&quantity=-1
      400 POST /orders customer=eve&item=book&quantity=1001
      400 POST /orders customer=eve&item=book&quantity=99999999999
      400 POST /orders customer=eve&item=book&quantity=two
      400 POST /orders customer=eve&item=book
      400 POST /orders customer=eve&quantity=1
      400 POST /orders customer=eve&item=book&quantity=1&item=book&quantity=1
      400 POST /orders item=book&quantity=1
      400 POST /orders customer=eve
      400 POST /orders customer=%zz&item=book&quantity=1
      400 POST /orders customer=%ff&item=book&quantity=1
      400 POST /orders {"customer": "eve", "item": "book"}
      400 POST /orders
      413 POST /orders customer=e*&item=book&quantity=1
      400 POST /restock item=yacht&quantity=1
      405 PUT /orders customer=eve&item=book&quantity=1
      405 POST /stock
      404 GET /admin
      """
          .lines()
          .map(line -> line.replace("*", "e".repeat(ShopServer.LONGEST_BODY)).split(" ", 4))
          .map(part ->
              new Request(
                  "eve",
                  part[1],
                  part[2],
                  part.length < 4 ? "" : part[3],
                  Integer.parseInt(part[0]),
                  Map.of()))
          .toList();

  private final String url;
  private final HttpClient client;
  private final IntConsumer progress;
  private final Atom<Integer> done = Atom.of(0);
  private final Atom<Boolean> isOver = Atom.of(false);

  private Load(String url, HttpClient client, IntConsumer progress) {
    this.url = url;
    this.client = client;
    this.progress = progress;
  }

  /** Requests by customer: one customer of ten is greedy, and sends about half of all. */
  static List<List<Request>> plan(
      Random random, int customers, int orders, List<String> items, int delivery) {
    List<List<Request>> plan = new ArrayList<>();
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < customers; i++) {
      plan.add(new ArrayList<>());
      turns.addAll(Collections.nCopies(i % 10 == 0 ? 9 : 1, i));
    }
    for (int i = 0; i < orders; i++) {
      int customer = turns.get(random.nextInt(turns.size()));
      plan.get(customer).add(order("c" + customer, random, items));
      if (i % 50 == 0) {
        plan.get(customer).add(BAD.get(i / 50 % BAD.size()));
      }
      if (i == orders / 3) {
        String lorry = form(items, _ -> delivery);
        plan.get(customer).add(new Request("", "POST", "/restock", lorry, 200, Map.of()));
      }
    }
    return plan;
  }

  private static Request order(String who, Random random, List<String> items) {
    Map<String, Integer> pieces = new HashMap<>();
    for (int lines = 1 + random.nextInt(3); pieces.size() < lines; ) {
      pieces.put(items.get(random.nextInt(items.size())), 1 + random.nextInt(3));
    }
    String form = form(pieces.keySet(), pieces::get);
    return new Request(who, "POST", "/orders", "customer=" + who + "&" + form, 0, pieces);
  }

  private static String form(Collection<String> items, ToIntFunction<String> pieces) {
    return items.stream()
        .map(item -> "item=%s&quantity=%d".formatted(item, pieces.applyAsInt(item)))
        .collect(Collectors.joining("&"));
  }

  /** Lets all customers order at once, and ends when each has all of its answers. */
  static Result drive(String url, List<List<Request>> plan, IntConsumer progress)
      throws ExecutionException, InterruptedException, IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .connectTimeout(LIMIT)
                .build()) {
      return new Load(url, client, progress).drive(threads, plan);
    }
  }

  private Result drive(ExecutorService threads, List<List<Request>> plan)
      throws ExecutionException, InterruptedException, IOException {
    Future<List<String>> audit = threads.submit(this::audit);
    List<Receipt> receipts = new ArrayList<>();
    try {
      List<Callable<List<Receipt>>> customers = new ArrayList<>();
      plan.forEach(requests -> customers.add(() -> sendAll(requests)));
      for (Future<List<Receipt>> customer : threads.invokeAll(customers)) {
        receipts.addAll(customer.get());
      }
    } finally {
      isOver.reset(true);
    }
    List<String> snapshots = audit.get();
    String before = books();
    receipts.addAll(sendAll(BAD));
    return new Result(receipts, snapshots, before, books());
  }

  private List<Receipt> sendAll(List<Request> requests) throws IOException, InterruptedException {
    List<Receipt> receipts = new ArrayList<>();
    for (Request request : requests) {
      receipts.add(send(request));
      progress.accept(done.swap(count -> count + 1));
    }
    return receipts;
  }

  private Receipt send(Request request) throws IOException, InterruptedException {
    HttpRequest http =
        HttpRequest.newBuilder(URI.create(url + request.path()))
            .timeout(LIMIT)
            .method(request.method(), BodyPublishers.ofString(request.body()))
            .build();
    long sent = System.nanoTime();
    HttpResponse<String> answer = client.send(http, BodyHandlers.ofString());
    long answered = System.nanoTime();
    String hint =
        Stream.of("Allow", "Retry-After")
            .flatMap(name -> answer.headers().firstValue(name).stream())
            .collect(Collectors.joining());
    return new Receipt(request, answer.statusCode(), answer.body(), hint, sent, answered);
  }

  /** Looks at the stock over and over while the customers are busy, and once at least. */
  private List<String> audit() throws IOException, InterruptedException {
    List<String> snapshots = new ArrayList<>();
    do {
      snapshots.add(get("/stock"));
    } while (!isOver.deref());
    return snapshots;
  }

  /** The report without the counts of what was rejected. */
  private String books() throws IOException, InterruptedException {
    return get("/report").replaceAll("rejected.*", "").strip();
  }

  private String get(String path) throws IOException, InterruptedException {
    return send(new Request("", "GET", path, "", 200, Map.of())).text();
  }
}
