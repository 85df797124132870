package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.Transitions.stateMachine;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.eachValue;
import static org.potamos.validators.Validators.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Violation;
import org.potamos.validators.ValidatorSnippets.Order;
import org.potamos.validators.ValidatorSnippets.Status;

/** State machines: which steps and first values they accept, and what they say of others. */
class StateMachineTest {
  private static final Violation IS_NULL =
      new Violation("", "notNull", "must not be null", List.of());

  private static Map<String, List<String>> edges() {
    Map<String, List<String>> edges = new LinkedHashMap<>();
    edges.put("new", List.of("paid", "cancelled"));
    edges.put("paid", List.of("shipped"));
    edges.put("lost", List.of("lost", "shipped"));
    return edges;
  }

  private static final StateMachine<String> MACHINE = stateMachine(edges());

  private static Violation wrongStep(String message, Object... arguments) {
    return new Violation("", "stateMachine", message, List.of(arguments));
  }

  private static Violation wrongStart(String message, Object... arguments) {
    return new Violation("", "start", message, List.of(arguments));
  }

  // ------------------------------------------------------------------ steps

  @Test
  void check_alongEdges_accepts() {
    assertThat(MACHINE.check("new", "paid")).isEmpty();
    assertThat(MACHINE.check("new", "cancelled")).isEmpty();
    assertThat(MACHINE.check("paid", "shipped")).isEmpty();
    assertThat(MACHINE.check("lost", "lost")).isEmpty();
  }

  @Test
  void check_againstEdges_saysFromWhereAndWhatIsAllowed() {
    assertThat(MACHINE.check("new", "shipped"))
        .containsExactly(
            wrongStep(
                "must go from \"new\" to one of [paid, cancelled] or stay, but would go to"
                    + " \"shipped\"",
                "paid",
                "cancelled"));
    assertThat(MACHINE.check("paid", "new"))
        .containsExactly(
            wrongStep(
                "must go from \"paid\" to \"shipped\" or stay, but would go to \"new\"",
                "shipped"));
  }

  @Test
  void check_fromAFinalState_saysSo() {
    assertThat(MACHINE.check("shipped", "new"))
        .containsExactly(
            wrongStep("must stay as it is, since \"shipped\" is final, but would go to \"new\""));
    assertThat(MACHINE.withoutStaying().check("shipped", "shipped"))
        .containsExactly(
            wrongStep(
                "must not be set again, since \"shipped\" is final, but would go to \"shipped\""));
  }

  @Test
  void check_staying_isAllowedUnlessForbidden() {
    StateMachine<String> strict = MACHINE.withoutStaying();
    for (String state : List.of("new", "paid", "shipped", "cancelled")) {
      assertThat(MACHINE.check(state, state)).as(state).isEmpty();
      assertThat(strict.check(state, state)).as(state).hasSize(1);
      assertThat(strict.checkInitial(state)).as(state).isEmpty();
    }
    assertThat(strict.check("lost", "lost")).isEmpty();
    assertThat(strict.check("new", "paid")).isEmpty();
    assertThat(strict.check("paid", "paid"))
        .containsExactly(
            wrongStep("must go from \"paid\" to \"shipped\", but would go to \"paid\"", "shipped"));
    assertThat(MACHINE.check("new", "new")).as("the machine that it was made of").isEmpty();
  }

  /** By equals, not by identity. */
  @Test
  void check_equalStates_areTheSameState() {
    StateMachine<Integer> machine = stateMachine(Map.of(1_000, List.of(2_000)));
    assertThat(machine.check(Integer.parseInt("1000"), Integer.parseInt("1000"))).isEmpty();
    assertThat(machine.check(Integer.parseInt("1000"), Integer.parseInt("2000"))).isEmpty();
    assertThat(machine.checkInitial(Integer.parseInt("2000"))).isEmpty();
  }

  @Test
  void check_unknownStates_areRejected() {
    assertThat(MACHINE.check("new", "gone")).hasSize(1);
    assertThat(MACHINE.check("gone", "paid"))
        .containsExactly(
            wrongStep(
                "must be in one of [new, paid, lost, cancelled, shipped], which \"gone\" is not,"
                    + " but would go to \"paid\""));
    assertThat(MACHINE.check("gone", "gone")).as("staying there").hasSize(1);
    assertThat(MACHINE.not().check("gone", "gone")).isEmpty();
  }

  // ------------------------------------------------------------------ first values

  @Test
  void checkInitial_withoutStarts_acceptsKnownStates() {
    for (String state : List.of("new", "paid", "shipped", "cancelled", "lost")) {
      assertThat(MACHINE.checkInitial(state)).as(state).isEmpty();
      assertThat(MACHINE.check(Nulls.nothing(), state)).as(state).isEmpty();
      assertThat(MACHINE.not().checkInitial(state)).as("it is about steps").isEmpty();
    }
    Violation unknown =
        wrongStart(
            "must start in one of [new, paid, lost, cancelled, shipped], but would start in"
                + " \"gone\"",
            "new",
            "paid",
            "lost",
            "cancelled",
            "shipped");
    assertThat(MACHINE.checkInitial("gone")).containsExactly(unknown);
    assertThat(MACHINE.check(Nulls.nothing(), "gone")).containsExactly(unknown);
    assertThat(MACHINE.not().checkInitial("gone")).isEmpty();
  }

  @Test
  void checkInitial_withStarts_acceptsThoseOnly() {
    StateMachine<String> machine = MACHINE.startingIn("new", "lost");
    assertThat(machine.checkInitial("new")).isEmpty();
    assertThat(machine.checkInitial("lost")).isEmpty();
    assertThat(machine.check(Nulls.nothing(), "new")).isEmpty();
    assertThat(machine.checkInitial("paid"))
        .containsExactly(
            wrongStart(
                "must start in one of [new, lost], but would start in \"paid\"", "new", "lost"));
    assertThat(machine.check(Nulls.nothing(), "paid")).hasSize(1);
    assertThat(machine.checkInitial("gone")).hasSize(1);
    assertThat(machine.not().checkInitial("new")).as("that is about first values").hasSize(1);
    assertThat(machine.not().checkInitial("paid")).isEmpty();
    assertThat(machine.check("new", "paid")).isEmpty();
    assertThat(MACHINE.checkInitial("paid")).as("the machine that it was made of").isEmpty();
    assertThat(MACHINE.startingIn("shipped").checkInitial("new"))
        .containsExactly(
            wrongStart("must start in \"shipped\", but would start in \"new\"", "shipped"));
  }

  @Test
  void startingInAndWithoutStaying_inAnyOrder_bothHold() {
    for (StateMachine<String> machine :
        List.of(
            MACHINE.startingIn("new").withoutStaying(),
            MACHINE.withoutStaying().startingIn("new"))) {
      assertThat(machine.checkInitial("new")).isEmpty();
      assertThat(machine.checkInitial("paid")).hasSize(1);
      assertThat(machine.check("new", "new")).hasSize(1);
      assertThat(machine.check("new", "paid")).isEmpty();
    }
    assertThat(MACHINE.startingIn("new").startingIn("paid").checkInitial("new")).hasSize(1);
  }

  @Test
  void null_proposed_isRejectedAsNull() {
    assertThat(MACHINE.checkInitial(Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(MACHINE.check("new", Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(MACHINE.check(Nulls.nothing(), Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(MACHINE.startingIn("new").checkInitial(Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(MACHINE.nullable().check(null, "paid")).isEmpty();
    assertThat(MACHINE.startingIn("new").nullable().check(null, "paid")).hasSize(1);
  }

  // ------------------------------------------------------------------ as a rule

  @Test
  void machine_inParts_asksAboutTheirSteps() {
    Order paid = new Order("1", Status.PAID, 2);
    Rule<Order> rule = at("status", Order::status, ValidatorSnippets.LIFE);
    assertThat(rule.checkInitial(new Order("1", Status.NEW, 1))).isEmpty();
    assertThat(rule.checkInitial(paid))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.path()).isEqualTo("status");
          assertThat(v.code()).isEqualTo("start");
          assertThat(v.message()).isEqualTo("must start in NEW, but would start in PAID");
        });
    assertThat(rule.check(paid, paid.to(Status.SHIPPED))).isEmpty();
    assertThat(rule.check(paid, paid.to(Status.NEW)))
        .containsExactly(
            new Violation(
                "status",
                "stateMachine",
                "must go from PAID to SHIPPED or stay, but would go to NEW",
                List.of(Status.SHIPPED)));

    Rule<Map<? super String, ? extends String>> one = entry("a", MACHINE.startingIn("new"));
    assertThat(one.check(Map.of("a", "new"), Map.of("a", "paid"))).isEmpty();
    assertThat(one.check(Map.of(), Map.of("a", "new"))).isEmpty();
    assertThat(one.check(Map.of(), Map.of("a", "paid"))).hasSize(1);
    Rule<Map<?, ? extends String>> each = eachValue(MACHINE.startingIn("new"));
    assertThat(each.check(Map.of("a", "new"), Map.of("a", "paid", "b", "new"))).isEmpty();
    assertThat(each.check(Map.of("a", "new"), Map.of("a", "new", "b", "paid")))
        .singleElement()
        .extracting(Violation::path)
        .isEqualTo("[b]");
  }

  @Test
  void machine_redacted_showsNeitherWhereItIsNorWhereItWouldGo() {
    Rule<String> hidden = MACHINE.redacted();
    Violation anyStep = wrongStep("must follow an edge from (hidden), but would go to (hidden)");
    assertThat(hidden.check("new", "shipped")).containsExactly(anyStep);
    assertThat(hidden.check("lost", "new")).as("an edge to itself").containsExactly(anyStep);
    assertThat(hidden.check("shipped", "new")).as("a final state").containsExactly(anyStep);
    assertThat(hidden.check("gone", "away")).as("an unknown state").containsExactly(anyStep);
    assertThat(hidden.checkInitial("gone").toString()).doesNotContain("gone");
  }

  @Test
  void toString_machine_saysWhatItIs() {
    assertThat(MACHINE).hasToString("must follow the edges of a state machine");
    assertThat(MACHINE.not().check("new", "paid"))
        .containsExactly(
            new Violation(
                "",
                "not",
                "must not (follow the edges of a state machine), but is \"paid\"",
                List.of()));
  }

  @Test
  void atom_forbiddenStep_isRejectedAndTheStateStays() {
    Atom<String> atom = Atom.builder("new").validator(MACHINE.startingIn("new")).build();
    assertThatThrownBy(() -> atom.reset("shipped"))
        .isInstanceOfSatisfying(
            InvalidStateException.class,
            rejection ->
                assertThat(rejection.violations()).isEqualTo(MACHINE.check("new", "shipped")));
    assertThat(atom.deref()).isEqualTo("new");
    assertThat(atom.reset("paid")).isEqualTo("paid");
    Atom<String> late = Atom.of("paid");
    assertThatThrownBy(() -> late.setValidator(MACHINE.startingIn("new")))
        .isInstanceOf(InvalidStateException.class);
  }

  // ------------------------------------------------------------------ arguments

  @Test
  void stateMachine_argumentsChangedLater_stays() {
    Map<String, Collection<String>> edges = new LinkedHashMap<>();
    List<String> next = new ArrayList<>(List.of("b"));
    edges.put("a", next);
    StateMachine<String> machine = stateMachine(edges);
    String[] starts = {"a"};
    StateMachine<String> starting = machine.startingIn(starts);
    next.add("c");
    edges.put("b", List.of("a"));
    starts[0] = "b";
    assertThat(machine.check("a", "c")).hasSize(1);
    assertThat(machine.check("b", "a")).hasSize(1);
    assertThat(machine.checkInitial("c")).hasSize(1);
    assertThat(starting.checkInitial("a")).isEmpty();
    assertThat(starting.checkInitial("b")).hasSize(1);
  }

  @Test
  void stateMachine_badArguments_areRejectedAtTheCall() {
    assertThatThrownBy(() -> stateMachine(Nulls.<Map<String, Set<String>>>nothing()))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> stateMachine(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stateMachine rejected: it has no edges");
    Map<String, List<String>> nullKey = new LinkedHashMap<>();
    nullKey.put(Nulls.nothing(), List.of("a"));
    assertThatThrownBy(() -> stateMachine(nullKey))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("state");
    Map<String, List<String>> nullNext = new LinkedHashMap<>();
    nullNext.put("a", Nulls.nothing());
    assertThatThrownBy(() -> stateMachine(nullNext)).isInstanceOf(NullPointerException.class);
    Map<String, List<String>> nullState = Map.of("a", Arrays.asList("b", Nulls.nothing()));
    assertThatThrownBy(() -> stateMachine(nullState))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("state");
  }

  @Test
  void stateMachine_noStepsAtAll_isAllFinal() {
    StateMachine<String> machine = stateMachine(Map.of("only", List.of()));
    assertThat(machine.checkInitial("only")).isEmpty();
    assertThat(machine.check("only", "only")).isEmpty();
    assertThat(machine.check("only", "other")).hasSize(1);
  }

  @Test
  void startingIn_badArguments_areRejectedAtTheCall() {
    assertThatThrownBy(() -> MACHINE.startingIn())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("startingIn rejected: starts=[]");
    assertThatThrownBy(() -> MACHINE.startingIn("new", "gone"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("starts=[new, gone]")
        .hasMessageContaining("states=[new, paid, lost, cancelled, shipped]");
    assertThatThrownBy(() -> MACHINE.startingIn("new", Nulls.nothing()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("state");
    assertThatThrownBy(() -> MACHINE.startingIn(Nulls.<String[]>nothing()))
        .isInstanceOf(NullPointerException.class);
  }
}
