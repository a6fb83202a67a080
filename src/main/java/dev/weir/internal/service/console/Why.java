package dev.weir.internal.service.console;

import dev.weir.explain.ConditionCheck;
import dev.weir.explain.Explanation;
import dev.weir.explain.Explanation.RaisedAlert;
import dev.weir.explain.Explanation.RuleAnswer;
import dev.weir.explain.Explanation.SuspectAnswer;
import dev.weir.explain.RuleRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Explanations as HTML: each condition with the value that met it, each exclusion and how near. */
final class Why {

  /** Further exclusions are only counted. */
  private static final int MAX_EXCLUSIONS = 20;

  private final Html html;

  private Why(Html html) {
    this.html = html;
  }

  /** Writes why the events of an alert raised it. */
  static void write(Html html, List<Explanation> explanations) {
    Why why = new Why(html);
    explanations.forEach(why::event);
    explanations.stream()
        .flatMap(one -> one.alerts().stream())
        .collect(
            LinkedHashMap<String, RaisedAlert>::new,
            (alerts, one) -> alerts.put(one.alertId(), one),
            Map::putAll)
        .values()
        .forEach(why::joined);
    explanations.stream().flatMap(one -> one.suspects().stream()).forEach(why::exclusions);
  }

  private void event(Explanation explanation) {
    List<RuleAnswer> fired = explanation.rules().stream().filter(RuleAnswer::fired).toList();
    for (RuleAnswer rule : fired) {
      html.open("h3").text("The " + rule.fact() + " meets ");
      rule(rule.rule());
      html.close();
      checks(rule.checks());
    }
    for (String note : explanation.notes()) {
      html.element("p", note, "class", "about");
    }
  }

  private void rule(RuleRef rule) {
    html.element("cite", rule.name());
    html.element("span", " " + rule.file() + ":" + rule.line(), "class", "about");
  }

  private void joined(RaisedAlert alert) {
    List<ConditionCheck> both =
        alert.checks().stream()
            .filter(check -> check.about() != ConditionCheck.About.ITSELF)
            .toList();
    if (!both.isEmpty()) {
      html.open("h3").text("Both events together meet ");
      rule(alert.rule());
      html.close();
      checks(both);
    }
  }

  private void exclusions(SuspectAnswer suspect) {
    List<RuleAnswer> exclusions = suspect.exclusions();
    html.element("h3", "Exclusions of " + suspect.detection() + ", the nearest first");
    if (exclusions.isEmpty()) {
      html.element("p", "There is none.");
      return;
    }
    html.open("ul", "class", "exclusions");
    exclusions.stream().limit(MAX_EXCLUSIONS).forEach(this::exclusion);
    html.close();
    if (exclusions.size() > MAX_EXCLUSIONS) {
      html.element("p", "and " + (exclusions.size() - MAX_EXCLUSIONS) + " farther ones");
    }
  }

  private void exclusion(RuleAnswer exclusion) {
    List<ConditionCheck> checks = exclusion.checks();
    long met = checks.stream().filter(ConditionCheck::holds).count();
    html.open("li").open("p");
    rule(exclusion.rule());
    html.close().open("p");
    html.open("meter", "min", "0", "max", "" + checks.size(), "value", "" + met);
    html.text(met + " of " + checks.size()).close();
    html.text(" " + met + " of " + checks.size() + " conditions are met");
    html.close();
    checks(checks);
    if (!exclusion.rule().more().isEmpty()) {
      html.element("p", exclusion.rule().more(), "class", "about");
    }
    html.close();
  }

  private void checks(List<ConditionCheck> checks) {
    html.open("ul", "class", "checks");
    for (ConditionCheck check : checks) {
      String outcome =
          switch (check.outcome()) {
            case HOLDS -> "yes";
            case FAILS -> "no";
            case UNKNOWN -> "unknown";
          };
      html.open("li", "class", outcome);
      html.element("span", outcome, "class", "outcome");
      html.open("div").element("span", check.words());
      html.element("code", TreeDrawing.cut(check.text(), 400));
      if (check.parts().size() > 1) {
        checks(check.parts());
      }
      html.close().close();
    }
    html.close();
  }
}
