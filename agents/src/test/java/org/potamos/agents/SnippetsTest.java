package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The snippets of the Javadoc do what they say. */
class SnippetsTest {

  @Test
  void first_showsBothLines() throws Exception {
    assertThat(AgentSnippets.first()).containsExactly("opened", "written");
  }

  @Test
  void builder_rejectsWhatMustNotBe() throws Exception {
    Agent<Long> balance = AgentSnippets.builder();
    balance.send(cents -> cents - 1_000).send(cents -> cents - 10).await();
    assertThat(balance.deref()).isEqualTo(90L);
    assertThat(balance.failedCount()).isEqualTo(1);
  }

  @Test
  void ask_answersTheReply() {
    assertThat(AgentSnippets.ask().join()).isEqualTo(1L);
  }

  @Test
  void group_closingWaits() {
    assertThat(AgentSnippets.group()).isEqualTo(1L);
  }

  @Test
  void guide_doesWhatItSays() throws Exception {
    assertThat(AgentSnippets.failing()).isEqualTo("9 1");
    assertThat(AgentSnippets.handled()).isEqualTo(5);
    assertThat(AgentSnippets.report()).isEqualTo("10 -> 9");
    assertThat(AgentSnippets.bounded()).isEqualTo(4);
    assertThat(AgentSnippets.computed()).isEqualTo(2L);
    assertThat(AgentSnippets.waited()).isTrue();
    assertThat(AgentSnippets.held()).isEqualTo("order 1");
  }
}
