package dev.weir.internal.service.console;

import dev.weir.internal.service.store.StoredAlert.State;
import dev.weir.internal.service.triage.Action;
import dev.weir.internal.service.triage.AlertQuery;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.Cursor;
import dev.weir.internal.service.triage.HostSummary;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page "Now": the alerts, the newest first, those of a host together. */
final class ListPage {

  private static final int PER_PAGE = 50;
  private static final int MAX_HOSTS = 200;
  private static final int MAX_REASON = 300;
  private static final List<String> SEVERITIES =
      List.of("critical", "high", "medium", "low", "informational");
  private static final List<String> STATES =
      List.of(Address.ACTIVE, "open", "acknowledged", "closed", "all");

  private static final List<String> DELIVERIES = List.of("sent", "suppressed", "refused");

  private final TriageStore store;
  private final List<String> firstEvent;

  /**
   * A list of a store's alerts.
   *
   * @param firstEvent how to send an event, in lines, for those who see an empty list
   */
  ListPage(TriageStore store, List<String> firstEvent) {
    this.store = store;
    this.firstEvent = firstEvent;
  }

  /** Writes the page; what new alerts change is in the list. */
  void write(Html html, Address address, String token) throws IOException {
    html.element("h1", "Now");
    filters(html, address);
    html.open("div", "id", "live", "data-list", Page.ROOT + "list" + address);
    list(html, address, token);
    html.close();
  }

  private void filters(Html html, Address address) throws IOException {
    html.open("form", "class", "filters", "role", "search", "method", "get", "action", Page.ROOT);
    field(html, "Text", "text", address, "search");
    choice(html, "Severity", address.get("severity"), "any severity", SEVERITIES);
    choice(html, "Rule", address.get("rule"), "any rule", store.rules());
    choice(html, "State", address.state(), "", STATES);
    choice(html, "Delivery", address.get("delivery"), "any", DELIVERIES);
    field(html, "Host", "host", address, "text");
    field(html, "User", "user", address, "text");
    field(html, "From (UTC)", "from", address, "text");
    field(html, "To (UTC)", "to", address, "text");
    html.element("button", "Show");
    if (!address.isPlain()) {
      html.element("a", "Clear", "href", Page.ROOT);
    }
    html.close();
  }

  private static void field(Html html, String label, String name, Address address, String type) {
    html.open("label").text(label);
    String hint = type.equals("search") ? "words of the alert or its events" : "";
    html.open(
            "input",
            "type",
            type,
            "name",
            name,
            "id",
            name,
            "value",
            address.get(name),
            "placeholder",
            hint)
        .close();
  }

  private static void choice(
      Html html, String label, String chosen, String none, List<String> values) {
    html.open("label").text(label).open("select", "name", label.toLowerCase(Locale.ROOT));
    if (!none.isEmpty()) {
      html.element("option", none, "value", "");
    }
    for (String value : values) {
      if (value.equals(chosen)) {
        html.element("option", value, "value", value, "selected", "");
      } else {
        html.element("option", value, "value", value);
      }
    }
    html.close().close();
  }

  /** Writes the histogram and the alerts. */
  void list(Html html, Address address, String token) throws IOException {
    AlertQuery query = address.query();
    int count = store.count(query);
    html.element("p", count(count), "class", "count", "role", "status");
    if (count == 0) {
      empty(html);
      return;
    }
    Chart.write(html, store.histogram(query, Chart.BARS));
    List<AlertRow> alerts = store.list(query, address.before(), PER_PAGE);
    Page.form(html, Page.ROOT + "act", token, "id", "selected");
    html.open("input", "type", "hidden", "name", "back", "value", Page.ROOT + address);
    html.open("div", "class", "bulk").element("span", "With the selected alerts:");
    button(html, "Acknowledge", "acknowledge");
    for (String verdict : Action.VERDICTS) {
      button(html, "Close: " + verdict, "close " + verdict);
    }
    html.close();
    groups(html, address, alerts);
    html.close();
    if (alerts.size() == PER_PAGE) {
      String next = Cursor.of(alerts.get(PER_PAGE - 1)).toString();
      html.open("p", "class", "pages");
      html.element(
          "a", "Older alerts", "rel", "next", "href", Page.ROOT + address.with("before", next));
      html.close();
    }
  }

  private static String count(int count) {
    if (count == 1) {
      return "1 alert";
    }
    return (count == TriageStore.MAX_COUNT ? "at least " : "") + count + " alerts";
  }

  private static void button(Html html, String label, String action) {
    html.element("button", label, "name", "do", "value", action);
  }

  private void groups(Html html, Address address, List<AlertRow> alerts) throws IOException {
    Map<String, HostSummary> hosts =
        store.hosts(address.query(), MAX_HOSTS).stream()
            .collect(Collectors.toMap(HostSummary::host, host -> host, (one, other) -> one));
    Map<String, List<AlertRow>> groups =
        alerts.stream()
            .collect(
                Collectors.groupingBy(AlertRow::host, LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<String, List<AlertRow>> group : groups.entrySet()) {
      html.open("section", "class", "incident");
      head(html, address, group.getValue(), hosts.get(group.getKey()));
      html.open("ul", "class", "alerts");
      group.getValue().forEach(alert -> row(html, alert));
      html.close().close();
    }
  }

  private static void head(
      Html html, Address address, List<AlertRow> alerts, @Nullable HostSummary host) {
    AlertRow newest = alerts.get(0);
    html.open("h2");
    if (newest.host().isEmpty()) {
      html.text("No host");
    } else {
      String filtered = Page.ROOT + address.with("host", newest.host());
      html.element("a", TreeDrawing.cut(newest.hostLabel(), 120), "href", filtered);
    }
    String about =
        host == null || host.alerts() == alerts.size()
            ? count(alerts.size())
            : alerts.size() + " of " + count(host.alerts());
    String time =
        host == null || host.first().equals(host.last())
            ? Chart.time(newest.at())
            : Chart.time(host.first()) + " to " + Chart.time(host.last());
    html.element("span", about + ", " + time, "class", "about");
    html.close();
  }

  private static void row(Html html, AlertRow alert) {
    html.open("li", "class", "row " + alert.state());
    html.open(
        "input",
        "type",
        "checkbox",
        "name",
        "id",
        "value",
        alert.id(),
        "aria-label",
        "Select the alert of " + Chart.time(alert.at()));
    html.element("span", alert.severity(), "class", "severity " + alert.severity());
    html.open("div", "class", "what");
    html.element(
        "a",
        alert.reason().isEmpty() ? alert.rule() : TreeDrawing.cut(alert.reason(), MAX_REASON),
        "class",
        "open",
        "href",
        Page.ROOT + "alert/" + alert.id());
    html.open("p", "class", "about");
    html.element("time", Chart.time(alert.at()), "datetime", alert.at().toString());
    html.element("span", TreeDrawing.cut(alert.rule(), 120));
    if (!alert.user().isEmpty()) {
      html.element("span", "user " + TreeDrawing.cut(alert.user(), 80));
    }
    if (!alert.kind().equals("alert")) {
      html.element("span", alert.kind());
    }
    if (alert.suppressed()) {
      html.element("span", "suppressed by the cap");
    }
    if (alert.standing() != State.FINAL) {
      html.element("span", alert.standing().name().toLowerCase(Locale.ROOT));
    }
    html.element("span", state(alert), "class", "state");
    html.close().close().close();
  }

  /** What became of an alert, in words. */
  static String state(AlertRow alert) {
    String state =
        alert.verdict().isEmpty() ? alert.state() : alert.state() + ": " + alert.verdict();
    return alert.assignee().isEmpty() ? state : state + ", " + alert.assignee();
  }

  private void empty(Html html) throws IOException {
    html.open("div", "class", "empty");
    if (store.count(AlertQuery.ALL) > 0) {
      String all = Page.ROOT + "?state=all";
      html.open("p").text("No alert passes these filters. ");
      html.element("a", "Show all alerts", "href", all).close();
    } else {
      html.element("p", "There is no alert yet.");
      html.open("pre", "tabindex", "0").lines(String.join("\n", firstEvent)).close();
    }
    html.close();
  }
}
