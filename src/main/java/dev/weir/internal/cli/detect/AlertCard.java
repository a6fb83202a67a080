package dev.weir.internal.cli.detect;

import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.event.Values;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.text.SafeText;
import dev.weir.rule.RuleMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The card of an alert, for people. Attackers choose what is in events, so it is escaped before it
 * is wrapped and coloured.
 *
 * @param colored whether the severity has a colour
 * @param width the columns of the terminal
 * @param rules the option {@code --rules} for {@code weir explain}; empty for the default pack
 * @param files the inputs, which {@code weir explain} can read again
 */
record AlertCard(boolean colored, int width, String rules, List<String> files) {

  /** When the severity has a colour. */
  enum Color {
    AUTO,
    ALWAYS,
    NEVER;

    /** See https://no-color.org. */
    boolean on(boolean terminal, Map<String, String> environment) {
      return this == ALWAYS
          || (this == AUTO
              && terminal
              && environment.getOrDefault("NO_COLOR", "").isEmpty()
              && !"dumb".equals(environment.get("TERM")));
    }
  }

  private static final Map<String, String> COLORS =
      Map.of("critical", "1;31", "high", "31", "medium", "33", "low", "36");

  /** More would hide the rest of the command. */
  private static final int MAX_FILES = 3;

  /** An id that is no option, no argument file, and nothing that a shell would expand. */
  private static final Pattern PLAIN_ID = Pattern.compile("[\\w+/][\\w.:/+=-]{0,255}");

  /** The columns of a terminal; without one, lines are not wrapped. */
  static int width(boolean terminal, Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    int width = columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : 80;
    return terminal ? Math.max(width, 40) : Integer.MAX_VALUE;
  }

  String of(Alert alert) {
    StringBuilder card = new StringBuilder();
    RuleMetadata rule = alert.rule();
    String severity = rule.severity() + " " + rule.riskScore();
    String color = colored ? COLORS.get(rule.severity()) : null;
    card.append(Instant.ofEpochMilli(alert.timestamp())).append("  ");
    card.append(color == null ? severity : "\u001b[" + color + "m" + severity + "\u001b[0m");
    card.append("  ").append(SafeText.oneLine(rule.name())).append('\n');
    List<Event> culprit =
        alert.alerts().isEmpty() ? alert.sequence() : alert.alerts().get(0).sequence();
    String name = first(culprit, Event::getHostName);
    String id = first(culprit, event -> event.field("host.id"));
    field(card, "host", name.isEmpty() || id.isEmpty() ? name + id : name + " (" + id + ")");
    field(card, "what", alert.message());
    alert.alerts().forEach(one -> field(card, "alert", one.rule().name()));
    for (Event event : alert.sequence()) {
      field(card, "event", Instant.ofEpochMilli(event.getTimestamp()) + "  " + event);
    }
    String command = first(culprit, Event::getProcessCommandLine);
    if (command.isEmpty()) {
      String path = first(culprit, Event::getProcessExecutable);
      field(card, "program", path.isEmpty() ? first(culprit, Event::getProcessName) : path);
    } else {
      field(card, "command", command);
    }
    field(card, "user", first(culprit, Event::getUserName));
    field(card, "id", alert.id());
    if (!rule.guide().isEmpty()) {
      // not wrapped, because it is to be copied
      card.append("  guide    ").append(SafeText.oneLine(explain(culprit))).append('\n');
    }
    return card.append('\n').toString();
  }

  String of(RollUp rollUp) {
    StringBuilder card = new StringBuilder();
    wrap(card, "... ", rollUp.message());
    return card.append('\n').toString();
  }

  /** The command that shows the guide. */
  private String explain(List<Event> events) {
    String again =
        files.contains(EventFiles.STANDARD_INPUT)
            ? "FILE"
            : files.stream()
                .limit(MAX_FILES)
                .map(SafeText::shellWord)
                .collect(Collectors.joining(" ", "", files.size() > MAX_FILES ? " ..." : ""));
    return events.stream()
        .map(event -> event.getEventId().toString())
        .filter(id -> PLAIN_ID.matcher(id).matches())
        .findFirst()
        .map(id -> "weir explain" + rules + " " + id + " " + again)
        .orElse("weir.guide in the output of --format=alerts");
  }

  /** The values in the first event that has the field; empty if none has. */
  private static String first(List<Event> events, Function<Event, Values> field) {
    return events.stream()
        .map(field)
        .filter(Values::isPresent)
        .findFirst()
        .map(Values::toString)
        .orElse("");
  }

  private void field(StringBuilder card, String name, String value) {
    if (!value.isEmpty()) {
      wrap(card, String.format("  %-8s ", name), value);
    }
  }

  /** Adds a text beside a heading, broken between words if possible. */
  private void wrap(StringBuilder card, String heading, String value) {
    String text = SafeText.oneLine(value);
    int room = width - heading.length();
    int from = 0;
    card.append(heading);
    while (text.length() - from > room) {
      int end = from + room;
      while (end > from && text.charAt(end) != ' ') {
        end--;
      }
      int next = end + 1;
      if (end == from) { // a word that is longer than the line
        end = from + room - (Character.isLowSurrogate(text.charAt(from + room)) ? 1 : 0);
        next = end;
      }
      card.append(text, from, end).append('\n').append(" ".repeat(heading.length()));
      from = next;
    }
    card.append(text, from, text.length()).append('\n');
  }
}
