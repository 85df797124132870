package org.potamos.refs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one check is shown. */
final class CommitView implements CommitCheck.View {
  private final EnforcedCheck check;
  private final @Nullable Version<?>[] versions;
  private final boolean[] isChanged;

  CommitView(EnforcedCheck check) {
    this.check = check;
    this.versions = new @Nullable Version<?>[check.size()];
    this.isChanged = new boolean[check.size()];
  }

  void show(int i, Version<?> version) {
    versions[i] = version;
  }

  void showChanged(int i, Version<?> version) {
    versions[i] = version;
    isChanged[i] = true;
  }

  boolean isChanged(int i) {
    return isChanged[i];
  }

  /** The first ref that is not changed and shown otherwise than it is; null if there is none. */
  @SuppressWarnings("NullAway") // all are shown
  @Nullable Ref<?> firstOutdated(long now, Version<?> decider) {
    for (int i = 0; i < isChanged.length; i++) {
      if (!isChanged[i] && !Currency.isNewest(check.ref(i), versions[i], now, decider)) {
        return check.ref(i);
      }
    }
    return null;
  }

  List<Ref<?>> changed() {
    List<Ref<?>> all = new ArrayList<>();
    for (int i = 0; i < isChanged.length; i++) {
      if (isChanged[i]) {
        all.add(check.ref(i));
      }
    }
    return all;
  }

  /** What a rejection shows: the value of the first ref that is changed, or of the first at all. */
  @SuppressWarnings("NullAway") // shown before anybody asks
  @Nullable Object rejected() {
    int i = 0;
    while (i < isChanged.length && !isChanged[i]) {
      i++;
    }
    return versions[i == isChanged.length ? 0 : i].value;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // shown before anybody asks, for its ref
  public <T extends @Nullable Object> T valueOf(Ref<T> ref) {
    return ((Version<T>) versions[check.find(ref)]).value;
  }

  @Override
  public boolean isChanged(Ref<?> ref) {
    return isChanged[check.find(ref)];
  }
}
