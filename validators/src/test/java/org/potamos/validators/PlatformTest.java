package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** That the tables are about classes which exist. */
class PlatformTest {

  @Test
  void tables_nameOnlyClassesOfTheJdk() {
    Set<String> names = new TreeSet<>(Platform.TRUSTED);
    names.addAll(Platform.CONTAINERS.keySet());

    assertThat(names)
        .allSatisfy(name -> {
          Class<?> type = Class.forName(name, false, null);
          assertThat(Platform.has(type)).isTrue();
        });
  }

  @Test
  void has_ownClasses_isFalse() {
    assertThat(Platform.has(Immutability.class)).isFalse();
    assertThat(Platform.has(PlatformTest[].class)).isFalse();
    assertThat(Platform.has(int[].class)).isTrue();
  }
}
