package org.potamos.validators.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.validation.ValidationException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.Change;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Violation;

/** Constraints as the validator of an atom. */
class ConstraintsOfAtomsTest {

  record Account(@NotBlank String owner, @Positive int balance) {
    Account plus(int amount) {
      return new Account(owner, balance + amount);
    }
  }

  private static final Account INITIAL = new Account("Anne", 100);

  private static Atom.Builder<Account> account() {
    return Atom.builder(INITIAL)
        .name("account")
        .validator(JakartaValidators.forType(Providers.HIBERNATE, Account.class));
  }

  @Test
  void swap_badValue_isRejectedAndNothingHasChanged() {
    List<Change<? extends Account>> heard = new ArrayList<>();
    Atom<Account> account = account().watch(heard::add).build();
    long version = account.version();

    InvalidStateException rejected =
        catchThrowableOfType(
            InvalidStateException.class, () -> account.swap(now -> now.plus(-200)));

    assertThat(rejected)
        .hasMessage(
            "value rejected: reference=account, violations=1 (balance: must be greater than 0);"
                + " the value is unchanged");
    assertThat(rejected.violations())
        .containsExactly(new Violation("balance", "positive", "must be greater than 0", List.of()));
    assertThat(rejected.rejectedValue()).isEqualTo(new Account("Anne", -100));
    assertThat(rejected.reference()).isSameAs(account);
    assertThat(account.deref()).isSameAs(INITIAL);
    assertThat(account.version()).isEqualTo(version);
    assertThat(heard).isEmpty();
  }

  @Test
  void swap_goodValue_isAccepted() {
    Atom<Account> account = account().build();
    account.swap(now -> now.plus(-99));
    assertThat(account.deref()).isEqualTo(new Account("Anne", 1));
  }

  @Test
  void build_badValue_isRejected() {
    var builder =
        Atom.builder(new Account("", 0))
            .name("account")
            .validator(JakartaValidators.of(Providers.HIBERNATE));
    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining(
            "violations=2 (balance: must be greater than 0; owner: must not be blank)");
  }

  @Test
  void setValidator_presentValueBad_isRejected() {
    Atom<Account> account = Atom.of(new Account("", 1));
    assertThatThrownBy(() -> account.setValidator(JakartaValidators.of(Providers.HIBERNATE)))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining("owner: must not be blank");
    account.reset(new Account("", 0));
    assertThat(account.deref()).isEqualTo(new Account("", 0));
  }

  @Test
  void reset_null_isRejected() {
    Atom<@Nullable Account> account = Atom.of(INITIAL);
    account.setValidator(JakartaValidators.of(Providers.HIBERNATE));
    assertThatThrownBy(() -> account.reset(null))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining("violations=1 (must not be null)");
    assertThat(account.deref()).isSameAs(INITIAL);
  }

  record Broken(@Constraints.Failing String text) {}

  @Test
  void reset_constraintThrows_propagatesAndRejects() {
    Atom<Object> atom = Atom.of("");
    atom.setValidator(JakartaValidators.of(Providers.HIBERNATE));
    assertThatThrownBy(() -> atom.reset(new Broken("")))
        .isExactlyInstanceOf(ValidationException.class)
        .hasCauseInstanceOf(Constraints.Failure.class);
    assertThat(atom.deref()).isEqualTo("");
  }

  record Meddled(@Constraints.Meddling String text) {}

  @Test
  void reset_constraintChangesAnAtom_isStopped() {
    Atom<Object> atom = Atom.of("");
    atom.setValidator(JakartaValidators.of(Providers.HIBERNATE));
    assertThatThrownBy(() -> atom.reset(new Meddled("")))
        .isExactlyInstanceOf(ValidationException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(Constraints.Meddling.Check.CHECKED.deref()).isZero();
    assertThat(atom.deref()).isEqualTo("");
  }
}
