package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.drl.FaultyRule;
import dev.weir.rule.RuleMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;

/** Records which rules fire while an event is decided, and what each does with suspects. */
final class FiringRecorder extends DefaultAgendaEventListener {

  private final Function<String, @Nullable RuleMetadata> rules;
  private final List<Firing> firings = new ArrayList<>();
  private final List<Suspect> inserted = new ArrayList<>();
  private final List<Suspect> deleted = new ArrayList<>();
  private String lastRule = "";
  private boolean inConsequence;

  FiringRecorder(Function<String, @Nullable RuleMetadata> rules) {
    this.rules = rules;
  }

  /** A new decision begins; the one before may have ended in the middle of a consequence. */
  void begin() {
    inConsequence = false;
  }

  @Override
  public void beforeMatchFired(BeforeMatchFiredEvent event) {
    inConsequence = true;
    lastRule = event.getMatch().getRule().getName();
    inserted.clear();
    deleted.clear();
  }

  @Override
  public void afterMatchFired(AfterMatchFiredEvent event) {
    inConsequence = false;
    RuleMetadata rule = rules.apply(lastRule);
    if (rule != null) {
      List<Event> facts =
          event.getMatch().getObjects().stream()
              .filter(Event.class::isInstance)
              .map(Event.class::cast)
              .toList();
      firings.add(new Firing(rule, facts, List.copyOf(inserted), List.copyOf(deleted)));
    }
  }

  void inserted(Suspect suspect) {
    inserted.add(suspect);
  }

  void deleted(Suspect suspect) {
    deleted.add(suspect);
  }

  /** The rule that a fault belongs to; empty where it is not known. */
  String faultyRule(Throwable fault) {
    return inConsequence || fault instanceof RuleSession.Runaway ? lastRule : FaultyRule.of(fault);
  }

  /** The rule that is firing, or fired last; empty if none has. */
  String lastRule() {
    return lastRule;
  }

  /** Removes and returns the firings so far. */
  List<Firing> take() {
    List<Firing> taken = List.copyOf(firings);
    firings.clear();
    return taken;
  }
}
