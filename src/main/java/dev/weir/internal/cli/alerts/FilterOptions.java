package dev.weir.internal.cli.alerts;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.triage.AlertQuery;
import dev.weir.internal.text.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which alerts a command is about. */
final class FilterOptions {

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only alerts from this time on, such as 2026-12-01T10:00:00Z, or 2h ago.")
  private String since = "";

  @Option(names = "--until", paramLabel = "TIME", description = "Only alerts before this time.")
  private String until = "";

  @Option(
      names = "--severity",
      paramLabel = "WORD",
      description = "Only of this severity: low, medium, high or critical.")
  private String severity = "";

  @Option(names = "--rule", paramLabel = "NAME", description = "Only of the rule of this name.")
  private String rule = "";

  @Option(names = "--host", paramLabel = "HOST", description = "Only of this host.id or host.name.")
  private String host = "";

  @Option(names = "--user", paramLabel = "USER", description = "Only of this user.name.")
  private String user = "";

  @Option(
      names = "--text",
      paramLabel = "WORDS",
      description = "Only with all of these words in the alert or its events.")
  private String text = "";

  @Option(
      names = "--status",
      paramLabel = "WORD",
      description = "Only open, acknowledged, closed, or active (not closed) ones.")
  private String status = "";

  @Option(
      names = "--state",
      paramLabel = "WORD",
      description = "Only early, final or retracted ones.")
  private String state = "";

  @Option(names = "--suppressed", description = "Only those that the cap suppressed.")
  private boolean suppressed;

  @Option(names = "--refused", description = "Only those that a sink refused.")
  private boolean refused;

  boolean refused() {
    return refused;
  }

  /** The filters. Fails with a message if one is not valid. */
  AlertQuery query() {
    Instant now = Instant.now();
    try {
      return new AlertQuery(
          severity,
          rule,
          host,
          user,
          status,
          text,
          time("--since", since, now),
          time("--until", until, now),
          state,
          delivery());
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  private String delivery() {
    if (suppressed && refused) {
      throw new IllegalArgumentException("set only one of --suppressed and --refused");
    }
    return suppressed ? "suppressed" : refused ? "refused" : "";
  }

  private static @Nullable Instant time(String option, String text, Instant now) {
    if (text.isEmpty()) {
      return null;
    }
    Duration ago = Durations.parse(text);
    if (ago != null) {
      return now.minus(ago);
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          option + " must be a time such as 2026-12-01T10:00:00Z, or a time ago such as 2h", e);
    }
  }
}
