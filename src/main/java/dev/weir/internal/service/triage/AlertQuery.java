package dev.weir.internal.service.triage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts to show. An empty text, or null, stands for all.
 *
 * @param severity {@code low}, {@code medium}, {@code high} or {@code critical}
 * @param rule the name of the rule
 * @param host a {@code host.id} or {@code host.name}
 * @param user a {@code user.name}
 * @param state {@code open}, {@code acknowledged}, {@code closed}, or {@code active}: not closed
 * @param text words that the alert or its events contain
 * @param from the earliest time, inclusive
 * @param to the latest time, exclusive
 * @param standing {@code early}, {@code final} or {@code retracted}
 * @param delivery {@code sent}, {@code suppressed} by the cap, or {@code refused} by a sink
 */
public record AlertQuery(
    String severity,
    String rule,
    String host,
    String user,
    String state,
    String text,
    @Nullable Instant from,
    @Nullable Instant to,
    String standing,
    String delivery) {

  public static final AlertQuery ALL = new AlertQuery("", "", "", "", "", "", null, null);

  public static final List<String> SEVERITIES =
      List.of("informational", "low", "medium", "high", "critical");

  /** Together, these find each alert of a host once. */
  static final List<String> BY_HOST = List.of("host = ?", "host_name = ? AND host != host_name");

  private static final int MAX_WORDS = 20;

  /** Alerts whatever their standing and delivery. */
  public AlertQuery(
      String severity,
      String rule,
      String host,
      String user,
      String state,
      String text,
      @Nullable Instant from,
      @Nullable Instant to) {
    this(severity, rule, host, user, state, text, from, to, "", "");
  }

  public AlertQuery {
    check("severity", severity, SEVERITIES);
    check("state", state, List.of("active", "open", "acknowledged", "closed"));
    check("standing", standing, List.of("early", "final", "retracted"));
    check("delivery", delivery, List.of("sent", "suppressed", "refused"));
  }

  private static void check(String name, String value, List<String> values) {
    if (!value.isEmpty() && !values.contains(value)) {
      throw new IllegalArgumentException(
          name + " must be one of " + String.join(", ", values) + "; not " + value);
    }
  }

  /** The condition in SQL; its values are added to a list. */
  String where(List<@Nullable Object> values) {
    return where("(host = ? OR host_name = ?)", values);
  }

  /** Likewise, with one of {@link #BY_HOST}, which an index serves in order. */
  String where(String byHost, List<@Nullable Object> values) {
    List<String> parts = new ArrayList<>(List.of("1"));
    if (!severity.isEmpty()) {
      add("severity = ?", SEVERITIES.indexOf(severity), parts, values);
    }
    if (!rule.isEmpty()) {
      add("rule = ?", rule, parts, values);
    }
    if (!host.isEmpty()) {
      parts.add(byHost);
      byHost.chars().filter(c -> c == '?').forEach(one -> values.add(host));
    }
    if (!user.isEmpty()) {
      add("user = ?", user, parts, values);
    }
    if (state.equals("active")) {
      parts.add("state != 'closed'");
    } else if (!state.isEmpty()) {
      add("state = ?", state, parts, values);
    }
    if (!standing.isEmpty()) {
      // not a parameter, so that SQLite sees that an index serves it
      parts.add("standing = '" + standing.toUpperCase(Locale.ROOT) + "'");
    }
    switch (delivery) {
      case "sent" -> parts.add("suppressed = 0");
      case "suppressed" -> parts.add("suppressed = 1");
      case "refused" -> parts.add("id IN (SELECT alert FROM refusal)");
      default -> {} // all
    }
    String words = words();
    if (!words.isEmpty()) {
      add("number IN (SELECT rowid FROM words WHERE words MATCH ?)", words, parts, values);
    }
    if (from != null) {
      add("at >= ?", from.toEpochMilli(), parts, values);
    }
    if (to != null) {
      add("at < ?", to.toEpochMilli(), parts, values);
    }
    return String.join(" AND ", parts);
  }

  private static void add(
      String part, Object value, List<String> parts, List<@Nullable Object> values) {
    parts.add(part);
    values.add(value);
  }

  /** Each word as a phrase, because all else has a meaning in a full-text query. */
  private String words() {
    return Stream.of(text.toLowerCase(Locale.ROOT).split("[\\s\"\\x00]+", MAX_WORDS))
        .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
        .map(word -> '"' + word.replaceAll("[\\s\"\\x00]+", " ") + "\"*")
        .collect(Collectors.joining(" "));
  }
}
