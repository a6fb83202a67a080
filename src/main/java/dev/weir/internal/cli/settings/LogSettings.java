package dev.weir.internal.cli.settings;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import org.slf4j.LoggerFactory;

/** The log of a service, which unlike a command's has times and says when things go well, too. */
public final class LogSettings {

  private LogSettings() {}

  /** Whether the settings ask for a log of JSON. */
  static boolean isJson(Section root) throws SettingsException {
    String log = root.text("log", "text");
    if (!log.equals("text") && !log.equals("json")) {
      throw root.wrong("log", "has to be text or json, not " + log);
    }
    return log.equals("json");
  }

  /** Logs to standard error from now on, a line or a JSON object an event. */
  public static void begin(boolean json) {
    URL settings =
        LogSettings.class.getResource(json ? "/logback-serve-json.xml" : "/logback-serve.xml");
    if (settings == null || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return; // another logger is on the class path, which is its owner's to set up
    }
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    context.reset();
    try {
      configurator.doConfigure(settings);
    } catch (JoranException e) {
      throw new IllegalStateException("the log cannot be set up", e);
    }
  }
}
