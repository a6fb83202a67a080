package dev.weir.internal.cli.settings;

import dev.weir.Detector;
import dev.weir.RuleFolder;
import dev.weir.RuleTrial;
import dev.weir.cases.CaseTable;
import dev.weir.cases.CaseTrial;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.RuleCheck;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Watches the rules of a run, and tells the operator what becomes of an edit. */
public interface RuleWatch extends AutoCloseable {

  /** Rules stay as they are. */
  RuleWatch NONE = () -> {};

  /** How long after an edit is the first look at it; the second settles it. */
  Duration LOOKS = Duration.ofSeconds(1);

  /** A change that breaks one case breaks hundreds; the first few say why. */
  int SHOWN = 10;

  @Override
  void close();

  static RuleWatch of(Path folder, RuleSet running, Detector detector, Console console) {
    console.note("rules in " + folder + " may be edited: changes take over while this runs");
    return of(folder, running, detector::reload, trial(folder), new Notes(console));
  }

  /** What edited rules have to pass: the check, and their cases. */
  static RuleTrial trial(Path folder) {
    RuleTrial cases =
        CaseTable.folderOf(folder)
            .<RuleTrial>map(tables -> new CaseTrial(tables))
            .orElse(RuleTrial.NONE);
    return new CheckAnd(folder, cases);
  }

  static RuleWatch of(
      Path folder,
      RuleSet running,
      Function<RuleSet, CompletableFuture<ReloadReceipt>> taker,
      RuleTrial trial,
      RuleFolder.Listener listener) {
    return new RuleFolder(folder, running, taker, trial, listener).watch(LOOKS)::close;
  }

  /** That new rules have taken over, in a sentence. */
  static String told(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {
    return String.format(
        "new rules have taken over (%.12s after %.12s):%s%s%s;%s"
            + " %d suspects carried, %d ms, of which detection stood still for %.1f ms",
        receipt.after(),
        receipt.before(),
        names(" added", receipt.added()),
        names(" removed", receipt.removed()),
        names(" changed", receipt.changed()),
        outcome.cases() > 0 ? " " + outcome.cases() + " cases passed," : "",
        receipt.suspects(),
        took.toMillis(),
        receipt.longestPause().toNanos() / 1e6);
  }

  private static String names(String what, Set<String> names) {
    return names.isEmpty() ? "" : what + " \"" + String.join("\", \"", names) + "\"";
  }

  /** That new rules are not used, and why. */
  static String refusal(List<RuleIssue> issues) {
    String shown =
        issues.stream().limit(SHOWN).map(RuleIssue::toString).collect(Collectors.joining("\n"));
    String more = issues.size() > SHOWN ? "\n... and " + (issues.size() - SHOWN) + " more" : "";
    return "the new rules are not used, the old ones go on\n" + shown + more;
  }

  /** What {@code weir check} says of the rules, and then a further trial. */
  record CheckAnd(Path folder, RuleTrial further) implements RuleTrial {
    @Override
    public Outcome of(RuleSet rules) {
      Outcome outcome = further.of(rules);
      List<RuleIssue> issues = new ArrayList<>(RuleCheck.ofRules(rules, folder));
      issues.addAll(outcome.issues());
      return new Outcome(outcome.cases(), issues);
    }

    @Override
    public String fingerprint() throws IOException {
      return further.fingerprint();
    }
  }

  /** What becomes of an edit, for the operator. */
  record Notes(Console console) implements RuleFolder.Listener {
    @Override
    public void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {
      outcome.issues().forEach(issue -> console.note(issue.toString()));
      console.note(told(receipt, outcome, took));
    }

    @Override
    public void refused(List<RuleIssue> issues) {
      console.error(refusal(issues));
    }
  }
}
