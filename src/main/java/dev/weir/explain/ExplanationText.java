package dev.weir.explain;

import dev.weir.internal.session.ConditionProbe.Outcome;
import dev.weir.internal.text.SafeText;
import java.util.List;
import java.util.Locale;

/** An explanation as people read it: the answer first, then rule by rule. */
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
      // the nearest rule in full, and what the event met; of others what they first fail at
      text.rule(rules.get(i), i == 0 || rules.get(i).met());
    }
    return text.text.toString();
  }

  private void head(Explanation explanation) {
    EventRef event = explanation.event();
    if (event == null) {
      line(0, explanation.eventId() + "  " + explanation.place());
    } else {
      String program = event.program().isEmpty() ? "" : " of " + event.program();
      line(0, explanation.eventId() + "  " + event.time() + "  " + explanation.place());
      line(
          0,
          event.kind()
              + " event"
              + program
              + (event.host().isEmpty() ? "" : " on " + event.host()));
    }
    String verdict = explanation.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    line(0, verdict + ": " + explanation.because());
    explanation.notes().forEach(note -> line(0, "note: " + note));
  }

  private void alert(RaisedAlert finding) {
    line(0, "");
    line(0, "alert " + finding.alertId() + " of " + finding.rule());
    for (EventRef event : finding.sequence()) {
      line(1, event.time() + "  " + event.kind() + "  " + event);
    }
  }

  private void suspect(SuspectAnswer suspect) {
    line(0, "");
    line(0, "suspect of \"" + suspect.detection() + "\", made by " + suspect.madeBy());
    line(1, suspect.fate().toString());
    RuleRef by = suspect.fate().by();
    if (suspect.fate().kind() == SuspectOutcome.Kind.EXCLUDED
        && by != null
        && !by.more().isEmpty()) {
      line(1, by.more());
    }
    for (SuspectAnswer.Partners partners : suspect.partners()) {
      String none = partners.misses().isEmpty() ? " saw nothing near" : ", nearest:";
      line(1, partners.rule() + none);
      misses(partners.misses());
    }
  }

  private void rule(RuleAnswer rule, boolean inFull) {
    line(0, "");
    String met = rule.met() ? "meets" : "does not meet";
    String alone = rule.joins() ? ", as far as it asks of the " + rule.fact() + " alone" : "";
    line(0, met + " " + rule.rule() + alone);
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
      line(1, "suspects nearest to it:");
      misses(rule.misses());
    }
  }

  private void misses(List<NearMiss> misses) {
    misses.forEach(miss -> line(2, Phrases.of(miss)));
  }

  private void check(int depth, ConditionCheck check) {
    line(depth, mark(check.outcome()) + check.words());
    if (check.parts().size() > 1) {
      check.parts().forEach(part -> check(depth + 1, part));
    }
  }

  private static String mark(Outcome outcome) {
    return switch (outcome) {
      case HOLDS -> "yes  ";
      case FAILS -> "no   ";
      case UNKNOWN -> "?    ";
    };
  }

  private void line(int depth, String words) {
    text.append("  ".repeat(depth)).append(SafeText.oneLine(words)).append('\n');
  }
}
