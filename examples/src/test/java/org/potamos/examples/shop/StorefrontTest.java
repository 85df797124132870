package org.potamos.examples.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.collection.PersistentMap;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.ProgramRun;
import org.potamos.examples.shop.Shop.Answer;
import org.potamos.examples.shop.Shop.Outcome;
import org.potamos.examples.shop.Shop.Report;
import org.potamos.examples.shop.Shop.Wish;

/** The program as a whole, in small; shops with faults; the endpoint and odd clients. */
class StorefrontTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void run_small_holdsChecksLeavesPicturesAndNoThread() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());

    int code = run(new Storefront(), "--customers=12", "--orders=100", "--burst=10");

    assertThat(code).as(out.toString(UTF_8) + err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8))
        .contains("0 unlike what was due")
        .contains("book: 35 delivered - ")
        .contains("without transactions the last book is sold 2 times, -1 left")
        .contains("with transactions the last book is sold 1 time, 0 left")
        .doesNotContain("FAILED");
    assertThat(pictures()).contains("shop-stock.svg", "shop-answers.svg", "shop.html");
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && !isOfTheMachine(thread)) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as("is left behind: " + thread).isFalse();
      }
    }
  }

  /** The machine keeps threads of its own for virtual threads. */
  private static boolean isOfTheMachine(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return thread.getName().startsWith("ForkJoinPool")
        || (group != null && group.getName().equals("InnocuousThreadGroup"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNBOOKED  | customers were told they bought
          UNLIMITED | nobody got more than the limit
          TORN      | snapshots by GET /stock
          SILENT    | confirmations by the agent
          FAILING   | failures of the server
          HASTY     | bad requests once more, alone
          GENEROUS  | revenue
          """)
  void run_shopWithFault_failsTheCheck(Fault fault, String check) throws Exception {
    int code =
        run(
            new Storefront((items, limiter) -> new FaultyShop(items, limiter, fault)),
            "--customers=2",
            "--orders=12",
            "--burst=2",
            "--rate=1");

    assertThat(code).isEqualTo(1);
    assertThat(out.toString(UTF_8)).containsPattern("FAILED .*" + check);
  }

  enum Fault {
    UNBOOKED,
    UNLIMITED,
    TORN,
    SILENT,
    FAILING,
    HASTY,
    GENEROUS
  }

  /** Does one thing wrong. */
  private static final class FaultyShop extends Shop {
    private final Fault fault;

    FaultyShop(SequencedMap<String, Item> items, Limiter limiter, Fault fault) {
      super(items, fault == Fault.UNLIMITED ? new Limiter(10_000, 10_000, () -> 0) : limiter);
      this.fault = fault;
    }

    @Override
    Answer order(Wish wish) {
      return switch (fault) {
        case UNBOOKED -> new Answer(Outcome.PLACED, "order 1 placed: price=0");
        case FAILING -> throw new IllegalArgumentException("broken");
        default -> super.order(wish);
      };
    }

    @Override
    Answer rejected(Answer answer) {
      if (fault == Fault.HASTY && answer.outcome() == Outcome.NOT_UNDERSTOOD) {
        restock(new Wish("", PersistentMap.of("mug", 1)));
      }
      return super.rejected(answer);
    }

    @Override
    List<Integer> confirmed() throws InterruptedException {
      return fault == Fault.SILENT ? List.of() : super.confirmed();
    }

    @Override
    Report report() {
      Report sound = super.report();
      List<Item.Line> lines = new ArrayList<>(sound.lines());
      if (fault == Fault.TORN) {
        Item.Line first = lines.getFirst();
        lines.set(
            0, new Item.Line(first.item(), first.delivered(), first.sold(), first.left() - 1));
      }
      long revenue = sound.revenue() + (fault == Fault.GENEROUS ? -1 : 0);
      return new Report(lines, sound.orders(), revenue, sound.rejected());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--orders=0",
        "--orders=-1",
        "--orders=1000000000",
        "--orders=99999999999",
        "--customers=0",
        "--customers=151",
        "--burst=0",
        "--rate=0",
        "--port=-1",
        "--port=65536",
        "--seed=x",
        "--nonsense"
      })
  void run_badOption_isRejectedInOneLine(String option) {
    ProgramRun.assertRejected(new Storefront(), directory, option);
  }

  @Test
  void run_portInUse_isRejectedInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String option = "--port=" + taken.getLocalPort();
      assertThat(run(new Storefront(), option)).isEqualTo(2);
      assertThat(err.toString(UTF_8))
          .startsWith("argument rejected: ")
          .contains(option)
          .hasLineCount(1);
      assertThat(pictures()).isEmpty();
    }
  }

  @Test
  void run_help_showsDefaultsAndWritesNothing() throws Exception {
    assertThat(run(new Storefront(), "--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("--serve", "--rate", "(default: 3000)");
    assertThat(pictures()).isEmpty();
  }

  @Test
  @SuppressWarnings("InputStreamSlowMultibyteRead") // one byte is all that is read
  void serve_untilEndOfInput_answers() throws Exception {
    InputStream before = System.in;
    List<String> stock = new ArrayList<>();
    System.setIn(
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read() throws IOException {
            String url = out.toString(UTF_8).replaceAll("(?s).*(http\\S+)/stock.*", "$1");
            stock.add(get(url + "/stock"));
            return super.read();
          }
        });
    try {
      assertThat(run(new Storefront(), "--serve")).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(stock).singleElement().asString().startsWith("book delivered=750 sold=0 left=750");
    assertThat(out.toString(UTF_8)).contains("curl -i -d 'customer=ada&item=book&quantity=2");
  }

  @Test
  void server_clientsThatBreakOff_harmNobody() throws Exception {
    SequencedMap<String, Item> items = new LinkedHashMap<>();
    items.put("book", Item.of("book", 20, 5));
    URI url;
    try (Shop shop = new Shop(items, new Limiter(10, 10, System::nanoTime));
        Socket hanging = new Socket()) {
      try (ShopServer server = new ShopServer(shop, 0)) {
        url = URI.create(server.url());
        try (Socket gone = connected(new Socket(), url)) {
          send(gone, "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\ncustomer=ada");
        }
        send(
            connected(hanging, url),
            "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\ncustomer=ada");
        try (Socket head = connected(new Socket(), url)) {
          send(head, "HEAD /orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
          assertThat(new String(head.getInputStream().readAllBytes(), UTF_8))
              .startsWith("HTTP/1.1 405 ")
              .containsIgnoringCase("\r\nAllow: POST\r\n");
        }
        assertThat(get(url + "/stock")).startsWith("book delivered=5 sold=0 left=5");
      }
      assertThat(shop.report().orders()).isZero();
    }
    assertThatThrownBy(() -> get(url + "/stock")).isInstanceOf(ConnectException.class);
  }

  private static Socket connected(Socket socket, URI url) throws IOException {
    socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 10_000);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  private static String get(String url) throws IOException {
    try (InputStream answer = URI.create(url).toURL().openStream()) {
      return new String(answer.readAllBytes(), UTF_8);
    }
  }

  private int run(Storefront program, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--out=" + directory.resolve("out"));
    Console console =
        new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
    return Program.execute(program, console, all.toArray(String[]::new));
  }

  private List<String> pictures() throws IOException {
    if (!Files.exists(directory.resolve("out"))) {
      return List.of();
    }
    try (var files = Files.list(directory.resolve("out"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
