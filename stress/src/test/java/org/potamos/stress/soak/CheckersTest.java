package org.potamos.stress.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The checkers on histories made by hand: a good one, and that with one record changed, left out or
 * added. Each row is one thing that may go wrong and what must be said about it.
 */
class CheckersTest {
  /** One record a line: kind and fields. */
  private static final String GOOD =
      """
      INITIAL 0 0 10
      FINAL 0 0 13
      ATOM_WRITE 0 10 11 1 1 4
      ATOM_WRITE 0 11 12 -1 5 6
      ATOM_WRITE 0 12 13 3 6 9
      ATOM_READ 0 10 1 2
      ATOM_READ 0 12 6 7
      WATCH 0 0 0 11 12 2
      WATCH 0 0 0 10 11 1
      WATCH 0 0 0 12 13 3
      WATCH 0 0 1 10 11 1
      WATCH 0 0 1 11 12 2
      WATCH 0 0 1 12 13 3
      WATCH 0 0 2 10 12 2
      WATCH 0 0 2 12 13 3
      INITIAL 1 0 20
      INITIAL 1 1 30
      FINAL 1 0 22
      FINAL 1 1 31
      WATCH 1 0 0 20 21 5
      WATCH 1 0 0 21 22 8
      WATCH 1 1 0 30 31 8
      WATCH 1 0 1 20 21 5
      WATCH 1 0 1 21 22 8
      WATCH 1 1 1 30 31 8
      TRANSACTION 901 0 1 3 0 3 20 21
      TRANSACTION 902 0 4 8 0 3 21 22 1 2 0 31
      TRANSACTION 903 0 4 9 0 1 21 0 1 1 30 0
      TRANSACTION 904 1 1 2 0 1 20 0 1 1 30 0
      TRANSACTION 905 2 8 9 0 3 22 77
      INITIAL 3 0 5
      FINAL 3 0 7
      PUT 0 40 1 5 1 3
      PUT 0 41 1 6 4 6
      NOT_PUT 42
      TAKE 0 40 5 2 5
      TAKE 0 41 6 6 8
      """;

  private static final String AGENTS = agents();

  /** States are computed, so these are made. */
  private static String agents() {
    long first = Act.next(100, 51);
    long second = Act.next(first, 52);
    return """
    INITIAL 2 0 100
    FINAL 2 0 %2$d
    SEND 51 0 7 1 0 0
    SEND 52 0 7 2 0 0
    SEND 53 0 7 3 0 0
    SEND 54 0 7 4 0 0
    SEND 55 0 7 5 0 1
    SEND 56 0 7 6 1 2
    RUN 0 51 100 %1$d 0 1
    RUN 0 52 %1$d %2$d 0 3
    RUN 0 53 %2$d %3$d 1 5
    UNRUN 0 54
    AWAITED 0 7 2 4
    WATCH 2 0 0 100 %1$d 1
    WATCH 2 0 0 %1$d %2$d 2
    WATCH 2 0 1 100 %1$d 1
    WATCH 2 0 1 %1$d %2$d 2
    """
        .formatted(first, second, Act.next(second, 53));
  }

  private static List<String> check(String history) {
    List<Item> items = new ArrayList<>();
    for (String line : history.lines().filter(each -> !each.isBlank()).toList()) {
      String[] parts = line.strip().split(" ", -1);
      long[] fields = new long[parts.length - 1];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = Long.parseLong(parts[i + 1]);
      }
      items.add(new Item(Kind.valueOf(parts[0]), fields));
    }
    Findings findings = new Findings();
    HistoryChecker.checkAlone(History.of(items), findings);
    return findings.first();
  }

  @Test
  void check_goodHistory_findsNothing() {
    assertThat(check(GOOD + AGENTS)).isEmpty();
  }

  /** A record is replaced by others: none is a record left out, two are one added. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "ATOM_WRITE 0 11 12 -1 5 6 | '' | gap after the value 11",
        "ATOM_WRITE 0 12 13 3 6 9 | ATOM_WRITE 0 11 13 3 6 9 | two changes have replaced the value"
            + " 11",
        "ATOM_WRITE 0 12 13 3 6 9 | ATOM_WRITE 0 12 13 4 6 9 | does not count by one",
        "ATOM_WRITE 0 12 13 3 6 9 | ATOM_WRITE 0 12 10 3 6 9 | comes twice",
        "ATOM_WRITE 0 12 13 3 6 9 | ATOM_WRITE 0 12 13 3 1 1 | real time: the change to 12",
        "ATOM_READ 0 10 1 2 | ATOM_READ 0 10 7 8 | real time: a read of 10 began at 7",
        "ATOM_READ 0 12 6 7 | ATOM_READ 0 13 4 5 | real time: the change to 13",
        "ATOM_READ 0 12 6 7 | ATOM_READ 0 99 6 7 | read and never written",
        "FINAL 0 0 13 | FINAL 0 0 12 | the chain ends with 13, the reference with 12",
        "WATCH 0 0 0 11 12 2 | '' | SYNC watch was told of 2 changes, there were 3",
        "WATCH 0 0 1 11 12 2 | '' | ORDERED watch was told of 2 changes, there were 3",
        "WATCH 0 0 1 11 12 2 | WATCH 0 0 1 11 12 2; WATCH 0 0 1 11 12 2 | version 2 follows 2",
        "WATCH 0 0 1 11 12 2 | WATCH 0 0 1 10 12 2 | change 1 is told as 10 -> 12",
        "WATCH 0 0 2 12 13 3 | '' | LATEST watch ends with 12",
        "WATCH 0 0 2 12 13 3 | WATCH 0 0 2 11 13 3 | old value 11, it saw 12 last",
        "WATCH 0 0 2 12 13 3 | WATCH 0 0 2 12 13 3; WATCH 0 0 2 13 11 4 | not the order",
        "TRANSACTION 901 0 1 3 0 3 20 21 | '' | nobody has committed the value 21",
        "TRANSACTION 901 0 1 3 0 3 20 21 | TRANSACTION 901 2 1 3 0 3 20 21 | has failed and its"
            + " value",
        "TRANSACTION 905 2 8 9 0 3 22 77 | TRANSACTION 905 0 8 9 0 3 22 77 | its value is not"
            + " there",
        "TRANSACTION 905 2 8 9 0 3 22 77 | TRANSACTION 905 0 8 9 0 2 0 21 | written twice",
        "TRANSACTION 905 2 8 9 0 3 22 77 | TRANSACTION 905 2 8 9 0 1 77 0 | never committed",
        "TRANSACTION 903 0 4 9 0 1 21 0 1 1 30 0 | TRANSACTION 903 0 4 9 0 1 22 0 1 1 30 0 | cycle",
        "TRANSACTION 903 0 4 9 0 1 21 0 1 1 30 0 | TRANSACTION 903 0 9 9 0 1 21 0 1 1 30 0 |"
            + " time->",
        "TRANSACTION 904 1 1 2 0 1 20 0 1 1 30 0 | TRANSACTION 904 1 1 9 0 1 20 0 1 1 31 0 | T904",
        "TRANSACTION 904 1 1 2 0 1 20 0 1 1 30 0 | TRANSACTION 904 1 3 4 0 1 20 0 | T901 -time->"
            + " T904",
        "TRANSACTION 902 0 4 8 0 3 21 22 1 2 0 31 | TRANSACTION 902 0 4 8 0 3 20 22 1 2 0 31 | -rw",
        "TAKE 0 41 6 6 8 | '' | 2 were put, 1 taken",
        "TAKE 0 41 6 6 8 | TAKE 0 40 6 6 8 | position 6 had 41, taken 40",
        "TAKE 0 41 6 6 8 | TAKE 0 41 6 6 8; TAKE 0 41 6 6 8 | position 6 instead of 7",
        "TAKE 0 40 5 2 5 | TAKE 0 40 5 1 1 | was taken before it was put",
        "TAKE 0 41 6 6 8 | TAKE 0 42 6 6 8 | although it was not put",
        "PUT 0 41 1 6 4 6 | PUT 0 39 1 6 4 6 | items of producer 1 overtake",
        "PUT 0 40 1 5 1 3 | PUT 0 40 1 5 7 8 | put: real time",
        "PUT 0 40 1 5 1 3 | '' | put: position 6 instead of 5",
        "FINAL 3 0 7 | FINAL 3 0 8 | it ends at 8"
      })
  void check_badHistory_isNamed(String record, String instead, String expected) {
    String bad = GOOD.replace(record + "\n", String.join("\n", instead.split("; ", -1)) + "\n");
    assertThat(bad).isNotEqualTo(GOOD);
    assertThat(check(bad)).anySatisfy(found -> assertThat(found).contains(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "UNRUN 0 54 | '' | action 54 was taken and has neither run nor was said not to",
        "UNRUN 0 54 | UNRUN 0 52 | action 52 has run and was said not to",
        "SEND 51 0 7 1 0 0 | SEND 51 0 7 1 0 1 | action 51 was refused and has run",
        "SEND 51 0 7 1 0 0 | SEND 51 0 7 1 1 2 | was held by what has failed, and has run",
        "SEND 51 0 7 1 0 0 | SEND 51 1 7 1 0 0 | has run at another agent",
        "SEND 51 0 7 1 0 0 | '' | has run and was never sent",
        "SEND 51 0 7 1 0 0 | SEND 51 0 7 9 0 0 | actions of sender 7 change places",
        "FINAL 2 0 | FINAL 2 0 1 | ends with another state",
        "RUN 0 51 100 | RUN 0 51 101 | has found another state",
        "RUN 0 52 | RUN 0 51 | has run more than once",
        "AWAITED 0 7 2 4 | AWAITED 0 7 2 3 | a wait has returned before action 52",
        "WATCH 2 0 1 100 | WATCH 2 0 1 101 | ordered watch was told of",
        "WATCH 2 0 0 100 | WATCH 2 1 0 100 | the watches were told of 1 and 2"
      })
  void check_badHistoryOfAgents_isNamed(String record, String instead, String expected) {
    String bad = AGENTS.replace(record, instead);
    if (expected.startsWith("ordered watch")) { // the second change is not told
      bad = AGENTS.replaceFirst("WATCH 2 0 1 100 \\d+ 1\n", "");
    }
    assertThat(bad).isNotEqualTo(AGENTS);
    assertThat(check(bad)).anySatisfy(found -> assertThat(found).contains(expected));
  }
}
