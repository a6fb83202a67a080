package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.read.Reduction;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Large suspects without the parts of their documents that neither rules nor alerts read, so that
 * they need not be evicted. For one thread.
 */
final class SuspectReduction {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}\\s]+)}");

  private final RuleSet rules;
  private boolean known;
  private @Nullable Set<String> fields;
  private @Nullable Event original;
  private @Nullable Event reduced;

  SuspectReduction(RuleSet rules) {
    this.rules = rules;
  }

  /** The fields that rules and alerts read; null if they cannot all be seen. Found when needed. */
  private @Nullable Set<String> fields() {
    if (!known) {
      known = true;
      fields = find();
    }
    return fields;
  }

  private @Nullable Set<String> find() {
    Set<String> byName = rules.tree().fieldsByName();
    if (byName == null) {
      return null;
    }
    Set<String> found = new TreeSet<>(byName);
    for (RuleMetadata rule : rules.rules().values()) {
      Matcher names = PLACEHOLDER.matcher(rule.message() + rule.guide());
      while (names.find()) {
        found.add(names.group(1));
      }
    }
    return found;
  }

  /**
   * The suspect with at most half the memory; null if that cannot be done. Suspects of one event
   * come one after the other, and share what is left of its document.
   */
  @Nullable Suspect of(Suspect suspect) {
    Event event = suspect.getEvent();
    long size = suspect.document().size();
    // without an id, an alert is identified by the bytes of its events
    Set<String> kept = fields();
    if (kept == null
        || !suspect.getEventId().isPresent()
        || Reduction.least(suspect.document()) > size / 2) {
      return null;
    }
    if (event != original || reduced == null) {
      reduced = Reduction.of(event, kept);
      original = event;
    }
    return reduced.document().size() > size / 2 ? null : suspect.withEvent(reduced);
  }

  /** Lets go of the last event. */
  void forget() {
    original = null;
    reduced = null;
  }
}
