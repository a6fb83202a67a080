package dev.weir.internal.service.console;

import dev.weir.explain.Explanation;
import dev.weir.internal.service.triage.Action;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.AuditEntry;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The page about one alert. */
final class AlertPage {

  private static final int MAX_TEXT = 2_000;
  private static final int MAX_GUIDE = 30_000;
  private static final int MAX_RAW = 15_000;
  private static final int MAX_RAW_EVENTS = 6;

  /** The fields that are shown, by their labels. */
  private static final String[][] FIELDS = {
    {"Host", "host.name"},
    {"Host id", "host.id"},
    {"User", "user.name"},
    {"Program", "process.executable"},
    {"Command line", "process.command_line"},
    {"Directory", "process.working_directory"},
    {"Parent", "process.parent.executable"},
    {"Container", "container.id"},
    {"Image", "container.image.name"},
    {"Pod", "orchestrator.resource.name"},
    {"Cloud instance", "cloud.instance.id"},
    {"Destination", "destination.ip"}
  };

  private final TriageStore store;
  private final Explanations explanations;

  AlertPage(TriageStore store, Explanations explanations) {
    this.store = store;
    this.explanations = explanations;
  }

  /** Writes the page. */
  void write(Html html, AlertRow alert, byte[] document, String token) throws IOException {
    AlertView view = AlertView.of(document);
    html.open("p").element("a", "All alerts", "id", "back", "href", Page.ROOT).close();
    html.element("h1", cut(alert.reason().isEmpty() ? alert.rule() : alert.reason()));
    summary(html, alert, view);
    html.open("div", "id", "live", "data-list", Page.ROOT + "alert/" + alert.id() + "/work");
    work(html, alert, token);
    html.close();
    facts(html, view);
    List<ProcessTree.Row> tree = ProcessTree.of(view.events());
    if (!tree.isEmpty()) {
      html.open("section").element("h2", "Who started whom");
      TreeDrawing.write(html, tree);
      html.close();
    }
    if (!view.events().isEmpty()) {
      explained(html, view);
    }
    seen(html, alert);
    guide(html, view);
    attack(html, view);
    raw(html, view, alert);
  }

  private static void summary(Html html, AlertRow alert, AlertView view) {
    html.open("p", "class", "about");
    html.element(
        "span",
        alert.severity() + " " + view.text("event", "risk_score"),
        "class",
        "severity " + alert.severity());
    html.element("time", Chart.time(alert.at()), "datetime", alert.at().toString());
    html.element("span", cut(alert.rule()));
    if (!alert.host().isEmpty()) {
      Address host = Address.of(Set.of(), name -> null).with("host", alert.host());
      html.element("a", cut(alert.hostLabel()), "href", Page.ROOT + host);
    }
    html.close();
    String description = view.text("rule", "description");
    if (!description.isEmpty()) {
      html.element("p", cut(description));
    }
  }

  /** Writes what became of the alert, and what can be done. */
  void work(Html html, AlertRow alert, String token) throws IOException {
    html.open("section", "class", "work", "aria-labelledby", "work");
    html.open("h2", "id", "work").text("State: ");
    html.element("span", ListPage.state(alert), "class", "state").close();
    html.open("div", "class", "actions");
    if (!alert.state().equals("acknowledged")) {
      action(html, alert, token, "acknowledge", "Acknowledge");
    }
    if (!alert.state().equals("open")) {
      action(html, alert, token, "reopen", "Reopen");
    }
    start(html, alert, token, "close");
    html.open("label").text("Verdict").open("select", "name", "detail", "id", "verdict");
    for (String verdict : Action.VERDICTS) {
      html.element("option", verdict, "value", verdict);
    }
    html.close().close().element("button", "Close").close();
    start(html, alert, token, "assign");
    html.open("label").text("Assignee");
    html.open("input", "name", "detail", "maxlength", "100", "value", alert.assignee()).close();
    html.element("button", "Assign").close();
    start(html, alert, token, "comment");
    html.open("label").text("Comment");
    html.open("input", "name", "detail", "id", "comment", "maxlength", "10000", "required", "");
    html.close().element("button", "Add").close();
    html.close();
    history(html, store.history(alert.id()));
    html.close();
  }

  private static void action(Html html, AlertRow alert, String token, String action, String label) {
    start(html, alert, token, action);
    html.element("button", label, "id", action).close();
  }

  private static void start(Html html, AlertRow alert, String token, String action) {
    Page.form(html, Page.ROOT + "act", token);
    hidden(html, "id", alert.id());
    hidden(html, "do", action);
    hidden(html, "back", Page.ROOT + "alert/" + alert.id());
  }

  private static void hidden(Html html, String name, String value) {
    html.open("input", "type", "hidden", "name", name, "value", value);
  }

  private static void history(Html html, List<AuditEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    html.open("ol", "class", "history");
    for (AuditEntry entry : entries) {
      html.open("li").element("time", Chart.time(entry.at()), "datetime", entry.at().toString());
      html.text(" ").element("strong", entry.who()).text(" " + entry.action() + " ");
      html.element("span", cut(entry.detail()), "class", "comment").close();
    }
    html.close();
  }

  private static void facts(Html html, AlertView view) {
    html.open("dl", "class", "facts");
    for (String[] field : FIELDS) {
      String value = String.join(", ", view.texts(field[1].split("\\.", -1)));
      if (!value.isEmpty()) {
        html.open("div").element("dt", field[0]).open("dd").element("code", cut(value));
        html.close().close();
      }
    }
    html.close();
  }

  private void explained(Html html, AlertView view) {
    List<Explanation> why = explanations.of(view.events());
    long span =
        why.stream()
            .flatMap(one -> one.alerts().stream())
            .mapToLong(Explanation.RaisedAlert::span)
            .max()
            .orElse(-1);
    html.open("section").element("h2", "When");
    TimeAxis.write(html, view.events(), span);
    html.close();
    html.open("section", "class", "why").element("h2", "Why");
    String raisedBy = view.text("weir", "rule_set");
    if (!raisedBy.equals(explanations.ruleSet())) {
      html.element(
          "p", "The rules have changed since. This is what they say today.", "class", "note");
    }
    if (why.stream().noneMatch(Explanation::alerted)) {
      html.element("p", "By the rules of today, these events alone raise no alert.");
    }
    Why.write(html, why);
    html.close();
  }

  private void seen(Html html, AlertRow alert) throws IOException {
    TriageStore.Seen seen = store.seen(alert);
    html.open("section").element("h2", "Seen before");
    html.element(
        "p",
        seen.alerts() == 0
            ? "This is the only alert of this rule on this host."
            : "The same rule raised %d other alerts on this host, the first at %s."
                .formatted(seen.alerts(), Chart.time(seen.first())));
    html.close();
  }

  private static void guide(Html html, AlertView view) {
    String guide = view.text("weir", "guide");
    if (!guide.isEmpty()) {
      html.open("section").open("details", "open", "").open("summary").element("h2", "Guide");
      html.close();
      Guide.write(html, TreeDrawing.cut(guide, MAX_GUIDE));
      html.close().close();
    }
  }

  private static void attack(Html html, AlertView view) {
    List<String> references = view.texts("rule", "reference");
    if (view.text("threat", "framework").isEmpty() && references.isEmpty()) {
      return;
    }
    html.open("section").element("h2", "ATT&CK and references").open("ul");
    entries(html, view, "threat", "tactic");
    entries(html, view, "threat", "technique");
    entries(html, view, "threat", "technique", "subtechnique");
    for (String reference : references) {
      html.open("li");
      link(html, reference, reference);
      html.close();
    }
    html.close().close();
  }

  private static void entries(Html html, AlertView view, String... path) {
    List<String> ids = view.texts(with(path, "id"));
    List<String> names = view.texts(with(path, "name"));
    List<String> links = view.texts(with(path, "reference"));
    for (int i = 0; i < ids.size(); i++) {
      html.open("li");
      String name = i < names.size() ? " " + names.get(i) : "";
      link(html, ids.get(i) + name, i < links.size() ? links.get(i) : "");
      html.close();
    }
  }

  private static String[] with(String[] path, String last) {
    String[] all = Arrays.copyOf(path, path.length + 1);
    all[path.length] = last;
    return all;
  }

  private static void link(Html html, String text, String address) {
    html.element("a", cut(text), "href", address, "rel", "noreferrer noopener", "target", "_blank");
  }

  private static void raw(Html html, AlertView view, AlertRow alert) {
    html.open("section").element("h2", "Events");
    List<JsonNode> events = view.raw();
    for (int i = 0; i < Math.min(MAX_RAW_EVENTS, events.size()); i++) {
      String json = AlertView.pretty(events.get(i));
      String name = i < view.events().size() ? ": " + TimeAxis.label(view.events().get(i)) : "";
      html.open("details").element("summary", "Event " + (i + 1) + name);
      html.open("pre", "tabindex", "0").lines(TreeDrawing.cut(json, MAX_RAW)).close();
      html.close();
    }
    if (events.size() > MAX_RAW_EVENTS) {
      html.element("p", "and " + (events.size() - MAX_RAW_EVENTS) + " more");
    }
    html.open("p");
    String file = Page.ROOT + "alert/" + alert.id() + "/document";
    html.element("a", "Download the whole alert as JSON", "href", file, "download", "");
    html.close().close();
  }

  private static String cut(@Nullable String text) {
    String all = text == null ? "" : text;
    return all.length() <= MAX_TEXT
        ? all
        : "%s… (%,d characters)".formatted(all.substring(0, MAX_TEXT), all.length());
  }
}
