package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
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
  private final Progress progress;
  private final List<Firing> firings = new ArrayList<>();
  private final List<Suspect> inserted = new ArrayList<>();
  private final List<Suspect> deleted = new ArrayList<>();
  private String lastRule = "";

  FiringRecorder(Function<String, @Nullable RuleMetadata> rules, Progress progress) {
    this.rules = rules;
    this.progress = progress;
  }

  @Override
  public void beforeMatchFired(BeforeMatchFiredEvent event) {
    lastRule = event.getMatch().getRule().getName();
    progress.firing(lastRule);
    inserted.clear();
    deleted.clear();
  }

  @Override
  public void afterMatchFired(AfterMatchFiredEvent event) {
    progress.firing("");
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
