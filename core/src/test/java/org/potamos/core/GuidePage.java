package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;

/**
 * The code of one page of the guide. Each test is the region of its name; what the test prints is
 * compared with the block of text behind the region's block on the page. A region without such a
 * block must print nothing.
 */
public abstract class GuidePage {
  private final String page;
  private final List<String> printed = Collections.synchronizedList(new ArrayList<>());

  /**
   * For the code of a page.
   *
   * @param page the name of its file in {@code docs/guide}
   */
  protected GuidePage(String page) {
    this.page = page;
  }

  /** Prints a line, from any thread. */
  protected final void println(@Nullable Object line) {
    printed.add(String.valueOf(line));
  }

  /** Runs something on another thread, waits for its end, and throws what it has thrown. */
  protected static void elsewhere(Runnable code) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread other =
        Thread.ofPlatform()
            .name("elsewhere")
            .uncaughtExceptionHandler((thread, thrown) -> failure.set(thrown))
            .start(code);
    try {
      other.join();
    } catch (InterruptedException interrupted) {
      throw new AssertionError("interrupted while waiting for the other thread", interrupted);
    }
    if (failure.get() != null) {
      throw new AssertionError("the other thread failed", failure.get());
    }
  }

  /** Public, since pages are in other packages too. */
  @AfterEach
  public final void output_isWhatThePageShows(TestInfo test) throws IOException {
    String region = test.getTestMethod().orElseThrow().getName();
    Path source = source();
    GuideText text = GuideText.read(Path.of("../docs/guide", page));
    String code = GuideText.regions(source).get(region);
    if (code == null) {
      throw new AssertionError("no region " + region + " in " + source);
    }
    assertThat(text.javaBlocks()).as("%s shows region %s", page, region).contains(code);
    assertThat(String.join("\n", printed))
        .as("what region %s prints, and %s shows", region, page)
        .isEqualTo(text.outputOf(code));
  }

  /** The class that holds the regions: nested classes of tests inherit from it. */
  private Path source() {
    Class<?> holder = getClass();
    while (!holder.getSuperclass().equals(GuidePage.class)) {
      holder = holder.getSuperclass();
    }
    return Path.of("src/test/java", holder.getName().replace('.', '/') + ".java");
  }
}
