package dev.weir.internal.watch;

import dev.weir.event.Event;
import dev.weir.internal.session.Progress;
import dev.weir.internal.session.Progress.Decision;
import dev.weir.internal.text.SafeText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A decision that takes longer than it may.
 *
 * @param rules the rules that run, one in general; none if they are not known
 * @param ruleSet the hash of the rule set
 * @param thread the thread that cannot go on
 * @param at where that thread is
 * @param bound how long a decision may take
 */
public record Hang(
    Set<String> rules, String ruleSet, Event event, Thread thread, String at, Duration bound) {

  public Hang {
    rules = new TreeSet<>(rules);
  }

  static Hang of(Decision decision, Duration bound) {
    StackTraceElement[] stack = decision.thread().getStackTrace();
    String at = Arrays.stream(stack).findFirst().map(StackTraceElement::toString).orElse("unknown");
    return new Hang(
        decision.running(stack),
        decision.rules() == null ? "" : decision.rules().hash(),
        decision.event(),
        decision.thread(),
        at,
        bound);
  }

  /** Whether the rule is known. */
  public boolean isKnown() {
    return !rules.isEmpty();
  }

  /** The names for a message. */
  public String names() {
    String one = isKnown() ? "rule \"" + String.join("\" or \"", rules) + '"' : "an unknown rule";
    return SafeText.oneLine(one);
  }

  /** What happened, on one line. */
  @Override
  public String toString() {
    return SafeText.oneLine(
        "%s does not end: event %s of host %s is being decided for more than %s (at %s)"
            .formatted(
                names(),
                event.getEventId().isPresent() ? event.getEventId() : "without id",
                event.hostKey(),
                shown(bound),
                at));
  }

  /** What is being decided, as the end of a message; empty if nothing is. */
  public static String underWay(List<Progress> all) {
    return all.stream()
        .map(Progress::now)
        .filter(Objects::nonNull)
        .map(decision -> Hang.of(decision, Duration.ZERO))
        .map(hang -> ", in " + hang.names() + " at event " + hang.event().getEventId())
        .map(SafeText::oneLine)
        .collect(Collectors.joining());
  }

  /** A duration as it is written in settings. */
  public static String shown(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }
}
