package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transaction has written is a list of refs, each of them once, however many there are. */
class WriteSetTest {
  /** More than are looked through one by one, and more than the bits that note who has no base. */
  private static final int MANY = 300;

  @RegisterExtension final NothingLeft checked = new NothingLeft();

  private final List<Ref<Integer>> refs =
      IntStream.range(0, MANY).mapToObj(i -> checked.ref(i)).toList();
  private final WriteSet writes = new WriteSet();

  /** The ref, and what was written. */
  private record Entry(
      Ref<Integer> ref,
      Version<Integer> version,
      @Nullable Version<Integer> base,
      @Nullable CommuteLog log) {}

  private final List<Entry> model = new ArrayList<>();

  private void add(Ref<Integer> ref, boolean isBased, boolean isCommuted) {
    Version<Integer> version = Version.pending(model.size());
    Version<Integer> base = isBased ? ref.head() : null;
    CommuteLog log = isCommuted ? new CommuteLog(null, x -> x, null, null) : null;
    writes.add(ref, version, base);
    if (log != null) {
      writes.setCommutes(writes.size() - 1, log);
    }
    model.add(new Entry(ref, version, base, log));
  }

  private void requireSame() {
    assertThat(writes.size()).isEqualTo(model.size());
    assertThat(writes.isEmpty()).isEqualTo(model.isEmpty());
    for (int i = 0; i < model.size(); i++) {
      Entry entry = model.get(i);
      assertThat(writes.find(entry.ref)).isEqualTo(i);
      assertThat(writes.ref(i)).isSameAs(entry.ref);
      assertThat((Object) writes.version(i)).isSameAs(entry.version);
      assertThat((Object) writes.base(i)).isSameAs(entry.base);
      assertThat(writes.rawCommutes(i)).isSameAs(entry.log);
    }
    List<Ref<Integer>> written = model.stream().map(Entry::ref).toList();
    for (Ref<Integer> ref : refs) {
      if (!written.contains(ref)) {
        assertThat(writes.find(ref)).isEqualTo(-1);
      }
    }
  }

  static Stream<Integer> seeds() {
    return IntStream.range(0, 30).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void operations_inAnyOrder_areThoseOfTheModel(int seed) {
    Random random = new Random(seed);
    List<Ref<Integer>> left = new ArrayList<>(refs);
    Collections.shuffle(left, random);
    for (int round = 0; round < 12; round++) {
      for (int i = random.nextInt(1 << random.nextInt(8)); i > 0 && !left.isEmpty(); i--) {
        add(left.removeLast(), random.nextBoolean(), random.nextInt(4) == 0);
      }
      requireSame();
      if (random.nextInt(10) == 0) {
        model.forEach(entry -> left.add(entry.ref));
        model.clear();
        writes.clear();
      } else if (random.nextBoolean()) {
        int from = random.nextInt(model.size() + 1);
        List<Entry> undone = model.subList(from, model.size());
        undone.forEach(entry -> left.add(entry.ref));
        undone.clear();
        writes.truncate(from);
      }
      requireSame();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 16, 17, 64, 65, MANY})
  void sort_entriesInAnyOrder_areInOrderOfIds(int size) {
    for (int seed = 0; seed < 20; seed++) {
      List<Ref<Integer>> some = new ArrayList<>(refs.subList(0, size));
      Collections.shuffle(some, new Random(seed));
      for (int i = 0; i < size; i++) {
        add(some.get(i), i % 3 != 0, i % 5 == 0);
      }
      writes.sort();

      List<Entry> expected = new ArrayList<>(model);
      expected.sort(Comparator.comparingLong(entry -> entry.ref.id()));
      for (int i = 0; i < size; i++) {
        Entry entry = expected.get(i);
        int at = writes.inOrder(i);
        assertThat(writes.ref(at)).isSameAs(entry.ref);
        assertThat((Object) writes.version(at)).isSameAs(entry.version);
        assertThat(writes.rawCommutes(at)).isSameAs(entry.log);
        assertThat(writes.find(entry.ref)).isEqualTo(at);
      }
      model.clear();
      writes.clear();
    }
  }

  /** What was locked upon is forgotten where there was no base, as far as that is noted. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 64, 65, MANY})
  void renewVersions_afterTheyWereLocked_haveTheirValuesAndBases(int size) {
    for (int i = 0; i < size; i++) {
      add(refs.get(i), i % 2 == 0, false);
    }
    writes.sort();
    for (int i = 0; i < size; i++) {
      writes.<Integer>version(i).setPrev(refs.get(i).head()); // as a lock does
    }
    writes.renewVersions();

    for (int i = 0; i < size; i++) {
      Entry entry = model.get(i);
      Version<Integer> renewed = writes.version(i);
      assertThat((Object) renewed).isNotSameAs(entry.version);
      assertThat(renewed.value).isEqualTo(entry.version.value);
      if (i < Long.SIZE) {
        assertThat((Object) writes.base(i)).isSameAs(entry.base);
      } else {
        assertThat((Object) writes.base(i)).isSameAs(refs.get(i).head());
      }
    }
  }

  /** A filter says at once that most refs are not there. */
  @Test
  void lacks_refThatIsWritten_isFalse() {
    for (Ref<Integer> ref : refs.subList(0, 20)) {
      assertThat(writes.lacks(ref)).isTrue();
      add(ref, true, false);
      assertThat(writes.lacks(ref)).isFalse();
    }
    writes.truncate(10);
    for (Ref<Integer> ref : refs.subList(0, 10)) {
      assertThat(writes.lacks(ref)).isFalse();
    }
    for (Ref<Integer> ref : refs.subList(10, 20)) {
      assertThat(writes.lacks(ref)).isTrue();
    }
  }

  @Test
  void dosync_manyRefsWrittenAndReadAgain_seesEachValue() {
    Stm.dosync(() -> {
      for (Ref<Integer> ref : refs) {
        ref.alter(x -> x + 1_000);
      }
      for (int i = 0; i < MANY; i++) {
        assertThat(refs.get(i).deref()).isEqualTo(i + 1_000);
        refs.get(i).alter(x -> -Objects.requireNonNull(x));
      }
    });
    for (int i = 0; i < MANY; i++) {
      assertThat(refs.get(i).deref()).isEqualTo(-i - 1_000);
    }
  }
}
