package dev.weir.explain;

import dev.weir.explain.Explanation.NearMiss;
import dev.weir.explain.Explanation.RaisedAlert;
import dev.weir.explain.Explanation.RuleAnswer;
import dev.weir.explain.Explanation.SuspectAnswer;
import dev.weir.internal.text.SafeText;
import java.util.List;

/** The text form of an explanation: the answer first, then the details by rule, then guides. */
final class ExplanationText {

  private final StringBuilder text = new StringBuilder();

  private ExplanationText() {}

  static String of(Explanation explanation) {
    ExplanationText text = new ExplanationText();
    text.head(explanation);
    explanation.alerts().forEach(text::alert);
    explanation.suspects().forEach(text::suspect);
    List<RuleAnswer> rules = explanation.rules();
    for (int i = 0; i < rules.size(); i++) {
      // the nearest rule and met rules in full, others up to the first condition that fails
      text.rule(rules.get(i), i == 0 || rules.get(i).met());
    }
    explanation.alerts().forEach(text::guide);
    return text.text.toString();
  }

  private void head(Explanation explanation) {
    EventRef event = explanation.event();
    if (event == null) {
      line(0, explanation.eventId() + "  " + explanation.place());
    } else {
      line(0, explanation.eventId() + "  " + event.time() + "  " + explanation.place());
      String program = event.program().isEmpty() ? "" : " of " + event.program();
      String host = event.host().isEmpty() ? "" : " on " + event.host();
      line(0, event.kind() + " event" + program + host);
    }
    line(0, explanation.verdict().words() + ": " + explanation.because());
    explanation.notes().forEach(note -> line(0, "note: " + note));
  }

  private void alert(RaisedAlert alert) {
    line(0, "");
    line(0, "alert " + alert.alertId() + " of " + alert.rule());
    for (EventRef event : alert.sequence()) {
      line(1, event.time() + "  " + event.kind() + "  " + event);
    }
  }

  private void guide(RaisedAlert alert) {
    if (!alert.guide().isBlank()) {
      line(0, "");
      line(0, "guide of " + alert.rule());
      alert.guide().lines().forEach(line -> line(line.isEmpty() ? 0 : 1, line));
    }
  }

  private void suspect(SuspectAnswer suspect) {
    line(0, "");
    line(0, "suspect of \"" + suspect.detection() + "\", created by " + suspect.madeBy());
    line(1, suspect.fate().toString());
    RuleRef by = suspect.fate().by();
    boolean excluded = suspect.fate().kind() == SuspectOutcome.Kind.EXCLUDED;
    if (excluded && by != null && !by.more().isEmpty()) {
      line(1, by.more());
    }
    for (SuspectAnswer.Partners partners : suspect.partners()) {
      String none = partners.misses().isEmpty() ? ": no event was near" : ", nearest:";
      line(1, partners.rule() + none);
      misses(partners.misses());
    }
  }

  private void rule(RuleAnswer rule, boolean inFull) {
    line(0, "");
    String met = rule.met() ? "meets" : "does not meet";
    String alone =
        rule.joins() ? "all conditions that concern only the " + rule.fact() + " in " : "";
    line(0, met + " " + alone + rule.rule());
    for (ConditionCheck check : rule.checks()) {
      if (inFull || !check.holds()) {
        check(1, check);
      }
      if (!inFull && !check.holds()) {
        return;
      }
    }
    if (!rule.note().isEmpty()) {
      line(1, "note: " + rule.note());
    }
    if (!rule.misses().isEmpty()) {
      line(1, "nearest suspects:");
      misses(rule.misses());
    }
  }

  private void misses(List<NearMiss> misses) {
    misses.forEach(miss -> line(2, Phrases.of(miss)));
  }

  private void check(int depth, ConditionCheck check) {
    String mark =
        switch (check.outcome()) {
          case HOLDS -> "yes  ";
          case FAILS -> "no   ";
          case UNKNOWN -> "?    ";
        };
    line(depth, mark + check.words());
    if (check.parts().size() > 1) {
      check.parts().forEach(part -> check(depth + 1, part));
    }
  }

  private void line(int depth, String words) {
    text.append("  ".repeat(depth)).append(SafeText.oneLine(words)).append('\n');
  }
}
