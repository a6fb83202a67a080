package dev.weir.internal.service.console;

import dev.weir.event.Event;
import dev.weir.internal.text.Durations;
import java.util.List;
import java.util.stream.Collectors;

/** The events of an alert on an axis to scale, with the rule's span shaded. */
final class TimeAxis {

  private static final int WIDTH = 760;
  private static final int LEFT = 12;
  private static final int RIGHT = WIDTH - 12;
  private static final int ROW = 30;
  private static final int TOP = 30;
  private static final int MAX_EVENTS = 20;

  private TimeAxis() {}

  /**
   * Draws the axis.
   *
   * @param span the longest time that the rule allows, in milliseconds; -1 if it sets none
   */
  static void write(Html html, List<Event> events, long span) {
    List<Event> shown = events.subList(0, Math.min(MAX_EVENTS, events.size()));
    long first = shown.stream().mapToLong(Event::getTimestamp).min().orElse(0);
    long last = shown.stream().mapToLong(Event::getTimestamp).max().orElse(0);
    long length = Math.max(1, Math.max(last - first, span));
    int height = TOP + shown.size() * ROW + 26;
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group");
    html.open(
        "svg",
        "class",
        "axis",
        "role",
        "img",
        "aria-labelledby",
        "axis-title axis-words",
        "width",
        "" + WIDTH,
        "height",
        "" + height,
        "viewBox",
        "0 0 " + WIDTH + " " + height);
    html.element("title", "When it happened", "id", "axis-title");
    html.element("desc", words(shown, first, span), "id", "axis-words");
    int bottom = TOP + shown.size() * ROW;
    if (span > 0) {
      html.open(
              "rect",
              "class",
              "span",
              "x",
              "" + LEFT,
              "y",
              "" + (TOP - 8),
              "width",
              "" + (x(span, length) - LEFT),
              "height",
              "" + (bottom - TOP + 8))
          .close();
      html.element(
          "text",
          "the rule joins events within " + Durations.words(span),
          "class",
          "note",
          "x",
          "" + (LEFT + 4),
          "y",
          "" + (TOP - 14));
    }
    html.open("path", "class", "line", "d", "M" + LEFT + " " + bottom + "H" + RIGHT).close();
    for (int i = 0; i < shown.size(); i++) {
      event(html, shown.get(i), first, length, i, bottom);
    }
    tick(html, 0, length, bottom, "start");
    tick(html, length, length, bottom, "end");
    html.close().close();
  }

  private static void event(Html html, Event event, long first, long length, int row, int bottom) {
    long at = event.getTimestamp() - first;
    int x = x(at, length);
    int y = TOP + row * ROW + 8;
    html.open("g", "class", event.field("destination.ip").isPresent() ? "action" : "actor");
    html.open("path", "class", "stem", "d", "M" + x + " " + y + "V" + bottom).close();
    html.open("circle", "class", "mark", "cx", "" + x, "cy", "" + y, "r", "6").close();
    boolean right = x > WIDTH / 2;
    html.element(
        "text",
        TreeDrawing.cut("+" + Durations.words(at) + "  " + label(event), 80),
        "x",
        "" + (right ? x - 12 : x + 12),
        "y",
        "" + (y + 5),
        "text-anchor",
        right ? "end" : "start");
    html.close();
  }

  private static void tick(Html html, long at, long length, int bottom, String anchor) {
    html.element(
        "text",
        Durations.words(at),
        "class",
        "note",
        "x",
        "" + x(at, length),
        "y",
        "" + (bottom + 18),
        "text-anchor",
        anchor);
  }

  private static int x(long at, long length) {
    return (int) (LEFT + (RIGHT - LEFT) * at / length);
  }

  private static String words(List<Event> events, long first, long span) {
    String within = span > 0 ? " The rule joins events within " + Durations.words(span) + "." : "";
    return events.stream()
            .map(
                event ->
                    "After " + Durations.words(event.getTimestamp() - first) + ": " + label(event))
            .collect(Collectors.joining(". "))
        + "."
        + within;
  }

  static String label(Event event) {
    String program = TreeDrawing.cut(ProcessTree.value(event, "process.name"), 60);
    String address = ProcessTree.value(event, "destination.ip");
    if (!address.isEmpty()) {
      return (program.isEmpty() ? "" : program + " ") + "connects to " + address;
    }
    String action = ProcessTree.value(event, "event.action");
    String does = event.field("event.action").has("exec") ? "starts" : action.replace('_', ' ');
    return program + (program.isEmpty() ? "" : " ") + does;
  }
}
