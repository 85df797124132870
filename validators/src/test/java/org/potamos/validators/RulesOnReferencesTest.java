package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.potamos.validators.Transitions.neverDecreases;
import static org.potamos.validators.Transitions.stateMachine;
import static org.potamos.validators.Transitions.unchanged;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.atMost;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.notBlank;
import static org.potamos.validators.Validators.notNegative;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.range;
import static org.potamos.validators.Validators.that;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Swappable;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** Rules as validators of atoms and refs: what is rejected, with which words, and what stays. */
class RulesOnReferencesTest {
  record Account(String owner, long balance, int version) {
    Account add(long amount) {
      return new Account(owner, balance + amount, version + 1);
    }

    Account ownedBy(String next) {
      return new Account(next, balance, version);
    }
  }

  private static final Account ADA = new Account("Ada", 100, 1);

  private static final Rule<Account> SOUND =
      at("owner", Account::owner, notBlank(), unchanged())
          .and(at("balance", Account::balance, notNegative()))
          .and(at("version", Account::version, neverDecreases()));

  /** Makes a reference with a name, a value and a validator. */
  @FunctionalInterface
  interface Kind {
    <T> Swappable<T> of(T value, @Nullable Validator<? super T> validator);
  }

  private static final Kind ATOM =
      new Kind() {
        @Override
        public <T> Swappable<T> of(T value, @Nullable Validator<? super T> validator) {
          return Atom.builder(value).name("account").validator(validator).build();
        }
      };

  private static final Kind REF =
      new Kind() {
        @Override
        public <T> Swappable<T> of(T value, @Nullable Validator<? super T> validator) {
          return Ref.builder(value).name("account").validator(validator).build();
        }
      };

  static Stream<Arguments> kinds() {
    return Stream.of(Arguments.of("Atom", ATOM), Arguments.of("Ref", REF));
  }

  private static InvalidStateException rejection(ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(InvalidStateException.class, call));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void change_accepted_isMade(String name, Kind kind) {
    Swappable<Account> account = kind.of(ADA, SOUND);
    assertThat(account.swap(a -> a.add(-100))).isEqualTo(new Account("Ada", 0, 2));
    assertThat(account.deref()).isEqualTo(new Account("Ada", 0, 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void change_rejected_tellsWhyAndChangesNothing(String name, Kind kind) {
    Swappable<Account> account = kind.of(ADA, SOUND);
    List<Object> seen = new ArrayList<>();
    account.watch(change -> seen.add(change.newValue()));
    InvalidStateException rejected = rejection(() -> account.swap(a -> a.add(-130)));
    assertThat(rejected)
        .hasMessage(
            "value rejected: reference=account, violations=1"
                + " (balance: must be >= 0, but is -30); the value is unchanged");
    assertThat(rejected.violations())
        .containsExactly(
            new Violation("balance", "notNegative", "must be >= 0, but is -30", List.of()));
    assertThat(rejected.reference()).isSameAs(account);
    assertThat(rejected.rejectedValue()).isEqualTo(new Account("Ada", -30, 2));
    assertThat(account.deref()).isSameAs(ADA);
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void change_severalViolations_areAllTold(String name, Kind kind) {
    Swappable<Account> account = kind.of(ADA, SOUND);
    InvalidStateException rejected = rejection(() -> account.reset(new Account(" ", -1, 0)));
    assertThat(rejected.violations())
        .extracting(Violation::path, Violation::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("owner", "notBlank"),
            org.assertj.core.groups.Tuple.tuple("owner", "unchanged"),
            org.assertj.core.groups.Tuple.tuple("balance", "notNegative"),
            org.assertj.core.groups.Tuple.tuple("version", "neverDecreases"));
    assertThat(account.deref()).isSameAs(ADA);
  }

  /** A step is taken from the value that is there, whichever operation takes it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void step_everyOperation_isChecked(String name, Kind kind) {
    Swappable<Account> account = kind.of(ADA, SOUND);
    Account renamed = ADA.ownedBy("Eve");
    List<ThrowingCallable> all =
        List.of(
            () -> account.reset(renamed),
            () -> account.resetVals(renamed),
            () -> account.swap(a -> a.ownedBy("Eve")),
            () -> account.swapVals(a -> a.ownedBy("Eve")),
            () -> account.compareAndSet(ADA, renamed),
            () -> account.replace(ADA, renamed));
    for (ThrowingCallable call : all) {
      assertThat(rejection(call).violations())
          .singleElement()
          .returns("owner", Violation::path)
          .returns("unchanged", Violation::code);
      assertThat(account.deref()).isSameAs(ADA);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void firstValue_rejected_thereIsNoReference(String name, Kind kind) {
    InvalidStateException rejected = rejection(() -> kind.of(new Account("Ada", -1, 1), SOUND));
    assertThat(rejected.reference()).isNull();
    assertThat(rejected.referenceName()).isEqualTo("account");
    assertThat(rejected.violations()).extracting(Violation::path).containsExactly("balance");
  }

  /** Rules about steps have nothing to say about the value that is there. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void setValidator_presentValue_isAFirstValue(String name, Kind kind) {
    Swappable<Integer> number = kind.of(5, null);
    number.setValidator(neverDecreases());
    number.setValidator(Transitions.<Integer>alwaysIncreases());
    number.setValidator(Transitions.<Integer>unchanged().not());
    Rule<Integer> rule = range(1, 9);
    number.setValidator(rule);
    assertThat(number.validator()).isSameAs(rule);
    InvalidStateException rejected = rejection(() -> number.setValidator(atMost(4)));
    assertThat(rejected.violations())
        .containsExactly(new Violation("", "atMost", "must be <= 4, but is 5", List.of(4)));
    assertThat(number.validator()).isSameAs(rule);
    assertThat(number.deref()).isEqualTo(5);
    assertThat(rejection(() -> number.reset(10)).violations())
        .extracting(Violation::code)
        .containsExactly("range");
  }

  private enum State {
    NEW,
    PAID,
    SENT
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void stateMachine_steps_areFollowed(String name, Kind kind) {
    StateMachine<State> machine =
        stateMachine(Map.of(State.NEW, Set.of(State.PAID), State.PAID, Set.of(State.SENT)))
            .startingIn(State.NEW);
    Swappable<State> state = kind.of(State.NEW, machine);
    assertThat(rejection(() -> state.reset(State.SENT)).violations())
        .extracting(Violation::code)
        .containsExactly("stateMachine");
    assertThat(state.deref()).isEqualTo(State.NEW);
    state.reset(State.PAID);
    state.reset(State.PAID);
    state.reset(State.SENT);
    assertThat(state.deref()).isEqualTo(State.SENT);
    assertThatThrownBy(() -> kind.of(State.PAID, machine))
        .isInstanceOf(InvalidStateException.class);
    Swappable<State> paid = kind.of(State.PAID, null);
    assertThatThrownBy(() -> paid.setValidator(machine)).isInstanceOf(InvalidStateException.class);
  }

  /** A collection's rule fits references to all its subtypes. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void collections_elements_areChecked(String name, Kind kind) {
    Swappable<List<Integer>> numbers = kind.of(List.of(1), each(positive()));
    assertThat(rejection(() -> numbers.reset(List.of(1, 0, -1))))
        .hasMessageContaining("violations=2")
        .hasMessageContaining("[1]: must be > 0, but is 0; [2]: must be > 0, but is -1");
    assertThat(numbers.deref()).containsExactly(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void predicateThrows_rejectsAndPropagates(String name, Kind kind) {
    RuntimeException thrown = new IllegalArgumentException("broken rule");
    Swappable<Integer> number =
        kind.of(
            1,
            that(
                n -> {
                  if (n > 1) {
                    throw thrown;
                  }
                  return true;
                },
                "be 1"));
    assertThatThrownBy(() -> number.reset(2)).isSameAs(thrown);
    assertThat(number.deref()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ transactions

  private static Stream<Arguments> writes() {
    BiFunction<Ref<Account>, Long, Account> set = (ref, x) -> ref.set(ref.deref().add(x));
    BiFunction<Ref<Account>, Long, Account> alter = (ref, x) -> ref.alter(a -> a.add(x));
    BiFunction<Ref<Account>, Long, Account> commute = (ref, x) -> ref.commute(a -> a.add(x));
    return Stream.of(
        Arguments.of("set", set), Arguments.of("alter", alter), Arguments.of("commute", commute));
  }

  /** All of a transaction is undone by one rejection. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("writes")
  void transaction_rejected_noRefIsChanged(
      String name, BiFunction<Ref<Account>, Long, Account> write) {
    Ref<Account> from = Ref.builder(ADA).name("from").validator(SOUND).build();
    Ref<Account> to = Ref.builder(new Account("Eve", 0, 1)).name("to").validator(SOUND).build();
    InvalidStateException rejected =
        rejection(() ->
            Stm.dosync(() -> {
              var unusedTo = write.apply(to, 130L);
              var unusedFrom = write.apply(from, -130L);
            }));
    assertThat(rejected.referenceName()).isEqualTo("from");
    assertThat(rejected.violations())
        .containsExactly(
            new Violation("balance", "notNegative", "must be >= 0, but is -30", List.of()));
    assertThat(from.deref()).isSameAs(ADA);
    assertThat(to.deref()).isEqualTo(new Account("Eve", 0, 1));
  }

  /** A step leads from what is committed to what would be, whatever was in between. */
  @Test
  void transaction_steps_areThoseThatOthersSee() {
    Ref<Integer> ref = Ref.builder(5).validator(Transitions.<Integer>neverDecreases()).build();
    Stm.dosync(() -> {
      ref.set(9);
      ref.set(6);
    });
    assertThat(ref.deref()).isEqualTo(6);
    assertThatThrownBy(() -> Stm.dosync(() -> ref.set(5)))
        .isInstanceOf(InvalidStateException.class);
    assertThat(ref.deref()).isEqualTo(6);
  }
}
