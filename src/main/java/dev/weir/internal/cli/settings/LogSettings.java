package dev.weir.internal.cli.settings;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The log of a service. Unlike a command's, it has timestamps and includes INFO. */
public final class LogSettings {

  private LogSettings() {}

  static boolean isJson(Section root) {
    return root.choice("log", "text", List.of("text", "json")).equals("json");
  }

  /** Logs to standard error from now on, one line or JSON object per event. */
  public static void begin(boolean json) {
    URL settings =
        LogSettings.class.getResource(json ? "/logback-serve-json.xml" : "/logback-serve.xml");
    if (settings == null || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return; // another SLF4J logger is in use, whose owner configures it
    }
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    context.reset();
    try {
      configurator.doConfigure(settings);
    } catch (JoranException e) {
      throw new IllegalStateException("cannot configure the log", e);
    }
  }
}
