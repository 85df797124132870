package org.potamos.examples.bank;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.examples.bank.WriteSkew.Keeper;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.ProgramRun;
import org.potamos.examples.kit.Show;
import picocli.CommandLine;

/** The bank in small; and that an auditor who sees a wrong total is believed. */
class BankTest {
  @TempDir Path out;

  @Test
  void run_small_keepsTheTotalAndTheRule() {
    ProgramRun run = run("--accounts", "5", "--tellers", "3", "--transfers", "20000");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsPattern("ok      refs: 20,000 transfers in [\\d,]+ ms, 0 of ")
        .containsPattern("ok      synchronized: 20,000 transfers in [\\d,]+ ms, 0 of ")
        .contains("plain fields: 20,000 transfers");
    assertThat(out.resolve("bank-total.svg")).content().contains("What the auditor saw");
    assertThat(out.resolve("bank-skew.svg")).content().contains("both are paid: -80 left");
  }

  /** Always the same, for gates decide who does what when. */
  @ParameterizedTest
  @EnumSource
  void skew_eachKeeper_hasOneOutcome(Keeper keeper) throws Exception {
    for (int i = 0; i < 20; i++) {
      WriteSkew.Outcome outcome = WriteSkew.run(keeper);

      assertThat(outcome.sum()).isEqualTo(keeper.isBreakingTheRule ? -80 : 20);
      assertThat(outcome.events())
          .filteredOn(WriteSkew.Event::isPayment)
          .hasSize(keeper.isBreakingTheRule ? 2 : 1);
    }
  }

  /** Money that is on its way is counted twice here. */
  @Test
  void work_halfOfATransferIsSeen_fails() throws Exception {
    Ledger torn =
        new Ledger() {
          private final Ledger whole = new Ledger.OfRefs(2, 1000);
          private final CountDownLatch half = new CountDownLatch(1);
          private final CountDownLatch seen = new CountDownLatch(1);

          @Override
          public void transfer(int from, int to, long amount) {
            half.countDown();
            await(seen);
            whole.transfer(from, to, amount);
          }

          @Override
          public long total() {
            await(half);
            boolean isFirst = seen.getCount() > 0;
            seen.countDown();
            return whole.total() + (isFirst ? 1 : 0);
          }
        };

    assertThat(judged(torn)).contains("FAILED  refs: 10 transfers").contains(" 1 of ");
  }

  @Test
  void work_moneyIsLost_fails() throws Exception {
    Ledger leaking =
        new Ledger() {
          private final Ledger.Locked inner = new Ledger.Locked(2, 1000);
          private long lost;

          @Override
          public synchronized void transfer(int from, int to, long amount) {
            inner.transfer(from, to, amount);
            lost++;
          }

          @Override
          public synchronized long total() {
            return inner.total() - lost;
          }
        };

    assertThat(judged(leaking)).contains("FAILED  refs: 10 transfers").contains("became 1,990");
  }

  @Test
  void work_tellerFails_failsTheProgram() {
    Ledger closed =
        new Ledger() {
          @Override
          public void transfer(int from, int to, long amount) {
            throw new IllegalStateException("closed");
          }

          @Override
          public long total() {
            return 0;
          }
        };

    assertThatThrownBy(() -> judged(closed)).hasRootCauseMessage("closed");
  }

  @Test
  void judge_wrongSums_fail() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Show show = show(bytes);

    new Bank()
        .judge(
            show,
            List.of(
                new WriteSkew.Outcome(Keeper.SERIALIZABLE, List.of(), -80),
                new WriteSkew.Outcome(Keeper.SNAPSHOT, List.of(), 20)));

    assertThat(show.failedChecks()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--accounts 1",
        "--accounts 1000001",
        "--tellers 0",
        "--transfers 0",
        "--transfers many",
        "--rest 3",
        "--rest 11s",
        "--loan"
      })
  void run_badArgument_isRejectedInOneLine(String line) {
    ProgramRun.assertRejected(new Bank(), out, line.split(" ", -1));
  }

  @Test
  void run_help_showsDefaults() {
    assertThat(run("--help").out()).contains("--accounts", "(default: 100)", "200us");
  }

  // ------------------------------------------------------------------ helpers

  private ProgramRun run(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--out";
    all[args.length + 1] = out.toString();
    return ProgramRun.of(new Bank(), all);
  }

  private static Show show(ByteArrayOutputStream bytes) {
    PrintStream stream = new PrintStream(bytes, true, UTF_8);
    return new Show(new Console(stream, stream, false));
  }

  private static String judged(Ledger ledger) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Show show = show(bytes);
    Bank bank = new Bank();
    new CommandLine(bank)
        .registerConverter(Duration.class, _ -> Duration.ZERO)
        .parseArgs("--accounts", "2", "--tellers", "1", "--transfers", "10", "--rest", "0s");
    Bank.Day day = bank.work(show, "refs", ledger);
    bank.audit(show, 2000, List.of(day));
    assertThat(show.failedChecks()).isOne();
    return bytes.toString(UTF_8);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
