package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

/** How large an atom is, on the JVM that runs the tests. */
class AtomLayoutTest {

  /** At most 24 bytes above an AtomicReference, when nothing is switched on. */
  @Test
  void atom_comparedWithAtomicReference_isAtMost24BytesLarger() {
    long atom = ClassLayout.parseClass(Atom.class).instanceSize();
    long reference = ClassLayout.parseClass(AtomicReference.class).instanceSize();
    assertThat(atom - reference).isLessThanOrEqualTo(24);
  }
}
