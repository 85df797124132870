package org.potamos.benchmarks.stm;

import clojure.lang.AFn;
import clojure.lang.LockingTransaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.multiverse.api.StmUtils;
import org.multiverse.api.references.TxnRef;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import scala.concurrent.stm.japi.STM;

/**
 * How many bytes does a ref take that keeps one version, without its value and what all refs share?
 * Prints tables, by JOL: as made, and after it was changed by a transaction.
 *
 * <p>Run: {@code mvn -q -Playout -pl benchmarks -am
 * -Dlayout.main=org.potamos.benchmarks.stm.StmLayout}
 */
public final class StmLayout {

  /** JOL attaches to its own process; the serial collector leaves objects where they are. */
  private static final List<String> OPTIONS =
      List.of(
          "--sun-misc-unsafe-memory-access=allow",
          "-Djdk.attach.allowAttachSelf=true",
          "-XX:+EnableDynamicAgentLoading",
          "-XX:+UseSerialGC");

  private static final String COMPACT = "-XX:+UseCompactObjectHeaders";
  private static final String HERE = "here";
  private static final Object VALUE = "value";
  private static final int MANY = 64;

  private StmLayout() {}

  /**
   * Prints the tables.
   *
   * @param arguments none
   * @throws IOException if no process can be started
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.print(List.of(arguments).contains(HERE) ? measure() : report());
  }

  /** {@return the tables, each made by a process of its own} */
  static String report() throws IOException, InterruptedException {
    return "## Bytes of a ref\n\n"
        + "Keeping one version, without its value and what all refs share.\n\n"
        + table(List.of())
        + "\nWith `"
        + COMPACT
        + "`:\n\n"
        + table(List.of(COMPACT, "-XX:+IgnoreUnrecognizedVMOptions"));
  }

  private static String table(List<String> more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(more);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(StmLayout.class.getName(), HERE));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String table = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException("layout failed: status=" + status);
    }
    return table;
  }

  private static String measure() {
    Map<String, Supplier<Object>> made = new LinkedHashMap<>();
    made.put("Potamos", () -> Ref.of(VALUE));
    made.put("Potamos, changed", StmLayout::changedPotamos);
    made.put("Clojure", () -> new clojure.lang.Ref(VALUE));
    made.put("Clojure, changed", StmLayout::changedClojure);
    made.put("ScalaSTM", () -> STM.newRef(VALUE).ref());
    made.put("ScalaSTM, changed", StmLayout::changedScala);
    made.put("Multiverse", () -> StmUtils.newTxnRef(VALUE));
    made.put("Multiverse, changed", StmLayout::changedMultiverse);
    made.put("AtomicReference", () -> new AtomicReference<>(VALUE));
    StringBuilder text = new StringBuilder("| a ref of | bytes |\n|---|---|\n");
    made.forEach((name, maker) -> text.append("| " + name + " | " + bytes(maker) + " |\n"));
    return text.append("\n```\n")
        .append(ClassLayout.parseClass(Ref.class).toPrintable())
        .append("```\n")
        .toString();
  }

  /** By how much each of many refs adds to one: what they share, and the value, is in the first. */
  private static long bytes(Supplier<Object> maker) {
    Object[] refs = new Object[MANY + 1];
    for (int i = 0; i < refs.length; i++) {
      refs[i] = maker.get();
    }
    System.gc();
    long one = GraphLayout.parseInstance(refs[0], VALUE).totalSize();
    long all = GraphLayout.parseInstance(refs).totalSize(); // of each of them, not of the array
    return (all - one) / MANY;
  }

  private static Object changedPotamos() {
    Ref<Object> ref = Ref.of("before");
    Stm.dosync(tx -> ref.set(tx, VALUE));
    return ref;
  }

  private static Object changedClojure() {
    clojure.lang.Ref ref = new clojure.lang.Ref("before");
    AFn body =
        new AFn() {
          @Override
          public Object invoke() {
            return ref.set(VALUE);
          }
        };
    try {
      LockingTransaction.runInTransaction(body);
    } catch (Exception e) {
      throw new IllegalStateException("no transaction", e);
    }
    return ref;
  }

  private static Object changedScala() {
    var view = STM.<Object>newRef("before");
    STM.atomic(() -> view.set(VALUE));
    return view.ref();
  }

  private static Object changedMultiverse() {
    TxnRef<Object> ref = StmUtils.newTxnRef("before");
    ref.atomicSet(VALUE);
    return ref;
  }
}
