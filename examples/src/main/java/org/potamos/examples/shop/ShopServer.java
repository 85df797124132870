package org.potamos.examples.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.potamos.core.collection.PersistentMap;
import org.potamos.examples.kit.BadInputException;
import org.potamos.examples.shop.Shop.Answer;
import org.potamos.examples.shop.Shop.Outcome;
import org.potamos.examples.shop.Shop.Report;
import org.potamos.examples.shop.Shop.Wish;

/** The shop's HTTP endpoint on loopback: a virtual thread for each request, forms, plain text. */
final class ShopServer implements AutoCloseable {
  static final int LONGEST_BODY = 1_000;
  private static final Map<String, String> METHODS =
      Map.of("/orders", "POST", "/restock", "POST", "/stock", "GET", "/report", "GET");
  private static final Pattern LINE = Pattern.compile("&item=([^&=]*)&quantity=([^&=]*)");
  private static final Pattern FORM =
      Pattern.compile("(?:&customer=([^&=]*))?(?:%s)+".formatted(LINE));

  private final Shop shop;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** A request that does not get as far as the shop. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  ShopServer(Shop shop, int port) throws IOException, BadInputException {
    this.shop = shop;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
    } catch (BindException taken) {
      throw new BadInputException("port cannot be used, --port=" + port);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    InetSocketAddress address = server.getAddress();
    return "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }

  /** Whatever happens here, a client that has gone included, is about this request only. */
  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        route(exchange);
      } catch (Refusal refusal) {
        String why = "" + refusal.getMessage();
        shop.rejected(new Answer(Outcome.NOT_UNDERSTOOD, why));
        send(exchange, refusal.status, why);
      } catch (RuntimeException fault) {
        send(exchange, 500, "failed: " + fault);
      }
    }
  }

  private void route(HttpExchange exchange) throws IOException, Refusal {
    String path = "" + exchange.getRequestURI().getPath();
    String method = METHODS.get(path);
    if (method == null) {
      throw new Refusal(404, "no such path; there are " + METHODS.keySet());
    }
    if (!method.equals(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", method);
      throw new Refusal(405, "the method must be " + method);
    }
    switch (path) {
      case "/orders" -> send(exchange, shop.order(wish(exchange)));
      case "/restock" -> send(exchange, shop.restock(wish(exchange)));
      case "/stock" -> send(exchange, 200, stock(shop.report()));
      default -> send(exchange, 200, books(shop.report()));
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.outcome() == Outcome.TOO_MANY) {
      long seconds = answer.pause().plusSeconds(1).minusNanos(1).toSeconds();
      exchange.getResponseHeaders().set("Retry-After", "" + seconds);
    }
    int status =
        switch (answer.outcome()) {
          case PLACED -> 201;
          case RESTOCKED -> 200;
          case SOLD_OUT, FULL -> 409;
          case TOO_MANY -> 429;
          case INVALID, NOT_UNDERSTOOD -> 400;
        };
    send(exchange, status, answer.text());
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(UTF_8);
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
    exchange.getResponseBody().write(isHead ? new byte[0] : body);
  }

  private static String stock(Report report) {
    return report.lines().stream()
        .map(line ->
            "%s delivered=%d sold=%d left=%d"
                .formatted(line.item(), line.delivered(), line.sold(), line.left()))
        .collect(Collectors.joining("\n"));
  }

  private static String books(Report report) {
    return "%s\norders=%d revenue=%d\nrejected=%s"
        .formatted(stock(report), report.orders(), report.revenue(), report.rejected());
  }

  /** Reads {@code customer=ada&item=book&quantity=2&item=mug&quantity=1}; no customer restocks. */
  private static Wish wish(HttpExchange exchange) throws IOException, Refusal {
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (body.length > LONGEST_BODY) {
      throw new Refusal(413, "the body is longer than " + LONGEST_BODY + " bytes");
    }
    Matcher form = FORM.matcher("&" + new String(body, UTF_8));
    if (!form.matches()) {
      throw new Refusal(400, "must be customer=..&item=..&quantity=..&item=..&quantity=..");
    }
    try {
      PersistentMap<String, Integer> pieces = PersistentMap.of();
      for (MatchResult line : LINE.matcher(form.group()).results().toList()) {
        String item = URLDecoder.decode(line.group(1), UTF_8);
        if (pieces.containsKey(item)) {
          throw new Refusal(400, "each item once, but not " + item);
        }
        pieces = pieces.with(item, Integer.valueOf(line.group(2)));
      }
      String customer = form.group(1) == null ? "" : URLDecoder.decode(form.group(1), UTF_8);
      return new Wish(customer, pieces);
    } catch (NumberFormatException wrong) {
      throw new Refusal(400, "quantity must be a number: " + wrong.getMessage());
    } catch (IllegalArgumentException wrong) {
      throw new Refusal(400, "must be encoded as a form: " + wrong.getMessage());
    }
  }
}
