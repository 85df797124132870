package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.RandomAccess;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sequence from its end is what {@link ArrayList} says, by each way of reading it. */
class ReversedViewTest {
  /** What is reversed, and an equal list of the JDK's. */
  record Pair(String name, List<Integer> list, List<Integer> model) {
    @Override
    public String toString() {
      return name + " of " + model.size();
    }
  }

  static Stream<Pair> pairs() {
    return IntStream.of(0, 1, 2, 31, 32, 33, 100, 1057)
        .boxed()
        .flatMap(size -> {
          List<Integer> model = new ArrayList<>();
          for (int i = 0; i < size; i++) {
            model.add(i % 40); // some are there twice
          }
          PersistentVector<Integer> all =
              PersistentVector.<Integer>of(-1, -2).plusAll(model).plus(-3);
          return Stream.of(
              new Pair("vector", PersistentVector.copyOf(model), model),
              new Pair("slice", all.subList(2, 2 + size), model),
              new Pair("list", PersistentList.copyOf(model), model));
        });
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void reversed_eachWayOfReading_isThatOfTheModel(Pair pair) {
    List<Integer> view = pair.list().reversed();
    List<Integer> model = pair.model().reversed();
    int size = model.size();
    assertThat(view.size()).isEqualTo(size);
    assertThat(view.equals(model)).isTrue();
    assertThat(model.equals(view)).isTrue();
    assertThat(view.hashCode()).isEqualTo(model.hashCode());
    assertThat(view.reversed()).isEqualTo(pair.model());
    assertThat(view).hasToString(model.toString());
    assertThat(view instanceof RandomAccess).isEqualTo(pair.list() instanceof RandomAccess);
    for (int i = 0; i < size; i += 1 + size / 50) {
      assertThat(view.get(i)).isEqualTo(model.get(i));
    }
    for (int element : new int[] {-1, 0, 1, 39, 40}) {
      assertThat(view.indexOf(element)).isEqualTo(model.indexOf(element));
      assertThat(view.lastIndexOf(element)).isEqualTo(model.lastIndexOf(element));
    }
    for (int from : new int[] {0, size / 3, size}) {
      for (int to : new int[] {from, (from + size) / 2, size}) {
        assertThat(view.subList(from, to)).isEqualTo(model.subList(from, to));
        assertThat(view.subList(from, to).reversed()).isEqualTo(model.subList(from, to).reversed());
      }
    }
    assertThatThrownBy(() -> view.get(size)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> view.listIterator(size + 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> view.subList(0, size + 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void listIterator_ofEachWalk_isThatOfTheModel(Pair pair) {
    for (Function<List<Integer>, List<Integer>> way :
        List.<Function<List<Integer>, List<Integer>>>of(List::reversed, list -> list)) {
      List<Integer> list = way.apply(pair.list());
      List<Integer> model = way.apply(pair.model());
      int size = model.size();
      for (int start : new int[] {0, size / 2, size}) {
        ListIterator<Integer> it = list.listIterator(start);
        ListIterator<Integer> expected = model.listIterator(start);
        for (int step = 0; step < 3 * size; step++) {
          assertThat(it.hasNext()).isEqualTo(expected.hasNext());
          assertThat(it.hasPrevious()).isEqualTo(expected.hasPrevious());
          assertThat(it.nextIndex()).isEqualTo(expected.nextIndex());
          assertThat(it.previousIndex()).isEqualTo(expected.previousIndex());
          boolean forward = expected.hasNext() && (step % 3 != 2 || !expected.hasPrevious());
          assertThat(forward ? it.next() : it.previous())
              .isEqualTo(forward ? expected.next() : expected.previous());
        }
        List<Integer> rest = new ArrayList<>();
        list.listIterator(start).forEachRemaining(rest::add);
        assertThat(rest).isEqualTo(model.subList(start, size));
      }
    }
  }
}
