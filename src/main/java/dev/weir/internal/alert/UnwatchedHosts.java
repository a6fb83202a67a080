package dev.weir.internal.alert;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.read.Reduction;
import dev.weir.rule.RuleMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alerts of Weir's own, about hosts that it could not watch because it evicted suspects of theirs:
 * at most one per host and five minutes of the pushed clock, of at most 1,000 hosts. For one thread
 * at a time.
 */
public final class UnwatchedHosts {

  /** The id of the rule that the alerts name. */
  public static final String RULE_ID = "weir-unwatched-host";

  private static final int MAX_HOSTS = 1_000;
  private static final long INTERVAL_MILLIS = 300_000;

  private final Windows<String, String> told =
      new Windows<>(MAX_HOSTS, INTERVAL_MILLIS, Long.MIN_VALUE, host -> {});

  /** The alert about an eviction; null if there was one about the host not long ago. */
  public @Nullable Alert evicted(Suspect suspect) {
    String host = suspect.hostKey();
    if (told.get(host) != null || told.isFull()) {
      return null;
    }
    told.open(host, host);
    Event event = suspect.getEvent();
    return Alert.of(rule(suspect.getDetection()), List.of(Reduction.of(event, List.of())));
  }

  /** Pushes the clock. */
  public void advance(long nowMillis) {
    told.advance(nowMillis);
  }

  private static RuleMetadata rule(String detection) {
    return new RuleMetadata(
        "Weir could not watch a host",
        "",
        "",
        0,
        RULE_ID,
        "1",
        "high",
        73,
        "The host sent so much that Weir had to forget suspects of it. Somebody may have done so on"
            + " purpose, to hide what came next.",
        "Weir could not watch host ${host.id}: it evicted a suspect of \""
            + detection
            + "\", because the memory for suspects was full and this host held the most",
        List.of("Weir"),
        "Apache-2.0",
        List.of("Weir"),
        List.of(),
        List.of(),
        "",
        false,
        "",
        "",
        null);
  }
}
