package org.potamos.core;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is logged to {@code org.potamos} about a certain reference out of the test's output.
 *
 * <p>The JDK's logging is used by reflection, since our module does not require it.
 */
public final class CapturedLog implements AutoCloseable {

  /** One record. */
  public record Line(String level, String message, @Nullable Throwable thrown) {}

  private static final List<CapturedLog> ACTIVE = new CopyOnWriteArrayList<>();

  /** Held, since the JDK itself holds loggers weakly. */
  private static final Object LOGGER = installFilter();

  private final String text;
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  private CapturedLog(String text) {
    this.text = text;
  }

  /** Captures the records whose message contains a text, such as the name of a reference. */
  public static CapturedLog of(String text) {
    CapturedLog log = new CapturedLog(text);
    Objects.requireNonNull(LOGGER, "LOGGER");
    ACTIVE.add(log);
    return log;
  }

  /** What was captured so far. */
  public List<Line> lines() {
    return lines;
  }

  @Override
  public void close() {
    ACTIVE.remove(this);
  }

  private static Object installFilter() {
    try {
      Class<?> filterType = Class.forName("java.util.logging.Filter");
      Class<?> loggerType = Class.forName("java.util.logging.Logger");
      Object logger = loggerType.getMethod("getLogger", String.class).invoke(null, "org.potamos");
      Object filter =
          Proxy.newProxyInstance(
              CapturedLog.class.getClassLoader(),
              new Class<?>[] {filterType},
              (proxy, method, arguments) ->
                  method.getName().equals("isLoggable") ? isLeft(arguments[0]) : null);
      loggerType.getMethod("setFilter", filterType).invoke(logger, filter);
      return logger;
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Whether a record is nobody's, and therefore goes to the output. */
  private static boolean isLeft(Object logRecord) throws ReflectiveOperationException {
    String message = String.valueOf(read(logRecord, "getMessage"));
    boolean left = true;
    for (CapturedLog log : ACTIVE) {
      if (message.contains(log.text)) {
        log.lines.add(
            new Line(
                String.valueOf(read(logRecord, "getLevel")),
                message,
                (Throwable) read(logRecord, "getThrown")));
        left = false;
      }
    }
    return left;
  }

  private static @Nullable Object read(Object logRecord, String getter)
      throws ReflectiveOperationException {
    Method method = logRecord.getClass().getMethod(getter);
    return method.invoke(logRecord);
  }
}
