package org.potamos.examples;

import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.notBlank;
import static org.potamos.validators.Validators.notNegative;

import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.validators.Rule;

/** The README's rules about a value: an account that may not go below zero. */
public final class FirstRule {
  private FirstRule() {}

  // README
  record Account(String owner, long balance) {}

  static final Rule<Account> SOUND =
      at("owner", Account::owner, notBlank()).and(at("balance", Account::balance, notNegative()));

  static void withdraw(Atom<Account> account, long amount) {
    account.swap(a -> new Account(a.owner(), a.balance() - amount));
  }

  // README

  /**
   * Withdraws, then withdraws too much.
   *
   * @param args none
   */
  public static void main(String[] args) {
    // README
    Atom<Account> account =
        Atom.builder(new Account("Ada", 100)).name("account").validator(SOUND).build();
    withdraw(account, 30);
    try {
      withdraw(account, 130);
    } catch (InvalidStateException rejected) {
      System.out.println(rejected.getMessage());
    }
    System.out.println(account.deref());
    // README
  }
}
