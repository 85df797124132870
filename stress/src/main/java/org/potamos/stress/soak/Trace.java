package org.potamos.stress.soak;

import java.util.Arrays;

/**
 * What one transaction does, attempt by attempt: what it has read first and written last of each
 * ref. An attempt begins where the one before was seen last, since its snapshot may be taken before
 * its body runs.
 */
final class Trace {
  private static final int HEAD = 4;
  private static final int EACH = 4;

  private final World world;
  private final Recorder recorder;
  private long[] fields = new long[HEAD + 16 * EACH];
  private int used;
  private long begin;
  private long seen;
  private boolean open;

  Trace(World world, Recorder recorder) {
    this.world = world;
    this.recorder = recorder;
    this.begin = world.ticks().begin();
    this.seen = begin;
  }

  /** The body begins. */
  void beginBody() {
    if (open) {
      end(Kind.RERUN);
      begin = seen;
    }
    open = true;
    used = HEAD;
    look();
  }

  private void look() {
    seen = world.ticks().begin();
  }

  /** The attempt has ended so; does nothing if the body never began. */
  void end(int status) {
    if (!open) {
      return;
    }
    open = false;
    fields[0] = world.fresh();
    fields[1] = status;
    fields[2] = begin;
    fields[3] = world.ticks().end();
    if (status != Kind.COMMITTED) {
      removeCommutes();
    }
    recorder.add(Kind.TRANSACTION, fields, used);
  }

  /** At a commit they see newer values than the body, which is right only if it succeeds. */
  private void removeCommutes() {
    int kept = HEAD;
    for (int at = HEAD; at < used; at += EACH) {
      if ((fields[at + 1] & Kind.COMMUTED) == 0) {
        System.arraycopy(fields, at, fields, kept, EACH);
        kept += EACH;
      }
    }
    used = kept;
  }

  private int slot(int ref) {
    look();
    for (int at = HEAD; at < used; at += EACH) {
      if (fields[at] == ref) {
        return at;
      }
    }
    if (used + EACH > fields.length) {
      fields = Arrays.copyOf(fields, 2 * fields.length);
    }
    int at = used;
    Arrays.fill(fields, at, at + EACH, 0);
    fields[at] = ref;
    used += EACH;
    return at;
  }

  /** The body has read a value: its own, or that of its snapshot. */
  void read(int ref, long value) {
    int at = slot(ref);
    if ((fields[at + 1] & Kind.WROTE) != 0) {
      world.findings().check(fields[at + 3] == value, "a body has not seen its own change");
    } else if ((fields[at + 1] & Kind.READ) != 0) {
      world.findings().check(fields[at + 2] == value, "a body has read two values of one ref");
    } else {
      fields[at + 1] = Kind.READ;
      fields[at + 2] = value;
    }
  }

  void wrote(int ref, long value) {
    int at = slot(ref);
    fields[at + 1] |= Kind.WROTE;
    fields[at + 3] = value;
  }

  /** A function of commute runs, possibly once more. */
  void commuted(int ref, long old, long value) {
    int at = slot(ref);
    fields[at + 1] = Kind.READ | Kind.WROTE | Kind.COMMUTED;
    fields[at + 2] = old;
    fields[at + 3] = value;
  }

  boolean touches(int ref) {
    for (int at = HEAD; at < used; at += EACH) {
      if (fields[at] == ref) {
        return true;
      }
    }
    return false;
  }

  /** To come back to what was written until now; what is read stays. */
  long[] mark() {
    return Arrays.copyOf(fields, used);
  }

  /** Forgets what was written since. */
  void undo(long[] mark) {
    for (int at = HEAD; at < used; at += EACH) {
      if (at < mark.length) {
        long reads = fields[at + 1] & Kind.READ;
        fields[at + 1] = mark[at + 1] | reads;
        fields[at + 3] = mark[at + 3];
      } else {
        fields[at + 1] &= Kind.READ;
        fields[at + 3] = 0;
      }
    }
  }

  /** For a fault: another value instead of one that was read. */
  boolean falsify(int ref, long value) {
    for (int at = HEAD; at < used; at += EACH) {
      if (fields[at] == ref && fields[at + 1] == Kind.READ && fields[at + 2] != value) {
        fields[at + 2] = value;
        return true;
      }
    }
    return false;
  }
}
