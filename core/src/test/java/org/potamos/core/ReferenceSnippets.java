package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the Javadoc of {@link Reference} and its helpers shows; {@link SnippetsTest} runs it. */
class ReferenceSnippets {

  @Test
  void reference() throws Exception {
    // @start region="reference"
    Atom<String> phase = Atom.of("starting");
    Thread.startVirtualThread(() -> phase.reset("ready"));

    String seen = phase.awaitValue("ready"::equals); // parks until another thread changes it
    // @end
    assertThat(seen).isEqualTo("ready");
  }

  @Test
  void watch() {
    List<String> log = new ArrayList<>();
    // @start region="watch"
    Atom<Integer> temperature = Atom.of(20);
    Subscription watching =
        temperature.watch(change -> log.add(change.oldValue() + " -> " + change.newValue()));

    temperature.reset(21); // log: "20 -> 21"
    watching.close();
    // @end
    temperature.reset(22);
    assertThat(log).containsExactly("20 -> 21");
  }

  @Test
  void validator() {
    // @start region="validator"
    Atom<Integer> highScore = Atom.of(10);
    highScore.setValidator(Validator.transition((old, next) -> next >= old, "must not decrease"));

    highScore.reset(12);
    // highScore.reset(11) throws InvalidStateException; the value stays 12
    // @end
    assertThatThrownBy(() -> highScore.reset(11))
        .isInstanceOf(InvalidStateException.class)
        .hasMessageContaining("must not decrease");
    assertThat(highScore.deref()).isEqualTo(12);
  }

  @Test
  void weak() {
    Atom<String> title = Atom.of("Potamos");
    Label label = new Label();
    // @start region="weak"
    title.watchWeakly(label, (owner, change) -> owner.setText(change.newValue()));
    // the watch ends when nobody else holds the label any more
    // @end
    title.reset("River");
    assertThat(label.text).isEqualTo("River");
  }

  private static final class Label {
    private String text = "";

    void setText(String newText) {
      text = newText;
    }
  }
}
