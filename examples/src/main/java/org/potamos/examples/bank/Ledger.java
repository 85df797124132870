package org.potamos.examples.bank;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;

/** Accounts between which money is moved: the same in three ways. */
interface Ledger {

  /** Moves an amount, unless there is not enough. */
  void transfer(int from, int to, long amount);

  /** The sum of all accounts. */
  long total();

  /**
   * Each account is a ref: transfers between other accounts do not meet, and audits stop nobody.
   */
  final class OfRefs implements Ledger {
    private static final TransactionOptions AUDIT = Stm.options().named("audit").readOnly();

    private final List<Ref<Long>> accounts;

    OfRefs(int count, long each) {
      accounts = LongStream.generate(() -> each).limit(count).mapToObj(Ref::of).toList();
    }

    @Override
    public void transfer(int from, int to, long amount) {
      Stm.dosync(() -> {
        if (accounts.get(from).deref() >= amount) {
          accounts.get(from).alter(balance -> balance - amount);
          accounts.get(to).alter(balance -> balance + amount);
        }
      });
    }

    @Override
    public long total() {
      return AUDIT.dosync(() -> accounts.stream().mapToLong(Ref::deref).sum());
    }
  }

  /** Plain fields and no lock: transfers are lost, and audits see half of them. */
  class OfPlainFields implements Ledger {
    private final long[] accounts;

    OfPlainFields(int count, long each) {
      accounts = new long[count];
      Arrays.fill(accounts, each);
    }

    @Override
    public void transfer(int from, int to, long amount) {
      if (accounts[from] >= amount) {
        accounts[from] -= amount;
        accounts[to] += amount;
      }
    }

    @Override
    public long total() {
      return Arrays.stream(accounts).sum();
    }
  }

  /** The same under one lock: right, but one transfer at a time, and none during an audit. */
  final class Locked extends OfPlainFields {
    Locked(int count, long each) {
      super(count, each);
    }

    @Override
    public synchronized void transfer(int from, int to, long amount) {
      super.transfer(from, to, amount);
    }

    @Override
    public synchronized long total() {
      return super.total();
    }
  }
}
