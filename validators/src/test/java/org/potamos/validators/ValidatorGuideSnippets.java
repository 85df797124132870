package org.potamos.validators;

import static org.potamos.validators.Transitions.neverDecreases;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.GuidePage;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.refs.CommitRejectedException;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.validators.RecipeSnippets.Account;

/** The code of the page about validators that prints; {@link GuidePagesTest} runs it. */
class ValidatorGuideSnippets extends GuidePage {
  private static final Rule<Account> ACCOUNT = RecipeSnippets.ACCOUNT;

  ValidatorGuideSnippets() {
    super("05-validators.md");
  }

  @Test
  void plain() {
    // @start region="plain"
    Atom<Integer> balance =
        Atom.builder(100).name("balance").validator(n -> n >= 0, "must be >= 0").build();
    Atom<Integer> score = Atom.builder(10).name("score").build();
    score.setValidator(Validator.transition((old, next) -> next >= old, "must not decrease"));

    for (Runnable change : List.<Runnable>of(() -> balance.reset(-1), () -> score.reset(9))) {
      try {
        change.run();
      } catch (InvalidStateException rejected) {
        println(rejected.getMessage());
      }
    }
    // @end
  }

  @Test
  void accountRejected() {
    // @start region="accountRejected"
    Atom<Account> account =
        Atom.builder(new Account("Ada", "DE89370400440532013000", BigDecimal.ONE))
            .validator(ACCOUNT)
            .build();
    try {
      account.reset(new Account(" ", "DE", new BigDecimal("-0.01")));
    } catch (InvalidStateException rejected) {
      rejected.violations().forEach(this::println);
    }
    // @end
  }

  @Test
  void installed() {
    // @start region="installed"
    Atom<Integer> level = Atom.builder(-1).name("level").build();

    try {
      level.setValidator(n -> n >= 0, "must be >= 0"); // checks what is there
    } catch (InvalidStateException rejected) {
      println(rejected.getMessage());
    }
    println(level.validator() == null); // what was there before stays
    // @end
  }

  @Test
  void steps() {
    // @start region="steps"
    Atom<Integer> counter = Atom.of(5);
    counter.setValidator(neverDecreases());

    counter.swap(n -> n + 1);
    try {
      counter.swap(n -> n - 1);
    } catch (InvalidStateException rejected) {
      println(rejected.violations());
    }
    // @end
  }

  @Test
  void skew() {
    // @start region="skew"
    Ref<Boolean> ada = Ref.builder(true).name("ada").build();
    Ref<Boolean> ben = Ref.builder(true).name("ben").build();
    Invariant onCall =
        Invariant.over(ada, ben)
            .named("on call")
            .enforce((a, b) -> a || b, "have somebody on call");

    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          if (ben.deref()) {
            elsewhere(() -> ben.reset(false)); // Ben goes home meanwhile
            ada.set(false); // so this body runs again, and finds that Ben has left
          }
        });
    println("Ada is on call: " + ada.deref());
    try {
      ada.reset(false);
    } catch (CommitRejectedException rejected) {
      println(rejected.getMessage());
    }
    onCall.close();
    // @end
  }

  @Test
  void changesWrong() {
    // @start region="changesWrong"
    Atom<Integer> checked = Atom.builder(0).name("checked").build();
    Atom<Integer> level = Atom.of(1);

    try {
      level.setValidator(
          n -> {
            checked.swap(count -> count + 1); // wrong: a validator only looks
            return n > 0;
          },
          "must be > 0");
    } catch (IllegalStateException rejected) {
      String message = rejected.getMessage();
      println(message == null ? "" : message.replaceFirst("thread=[^;]*", "thread=..."));
    }
    // @end
  }

  @Test
  void twoRefsWrong() {
    // @start region="twoRefsWrong"
    Ref<Integer> left = Ref.of(50);
    Ref<Integer> right = Ref.of(50);
    left.setValidator(n -> n + right.deref() == 100, "both must sum up to 100"); // wrong

    right.swap(n -> n + 1); // the validator belongs to the other ref: nobody asks it
    println(left.deref() + right.deref());
    // @end
  }

  @Test
  void mutableWrong() {
    // @start region="mutableWrong"
    Atom<List<String>> guests = Atom.of(new ArrayList<>());
    guests.setValidator(all -> all.size() <= 1, "at most 1");

    guests.deref().add("Anne"); // wrong: no change of the atom, so no validator
    guests.deref().add("Ben");
    println(guests.deref());
    println(Immutability.strict().isImmutable(guests.deref()));
    // @end
  }

  @Test
  void data() {
    // @start region="data"
    Rule<Integer> percent = Validators.range(0, 100).named("a percentage");
    Violation violation = percent.checkInitial(101).getFirst();

    println(violation.code() + " " + violation.arguments());
    println(violation.message());
    // @end
  }
}
