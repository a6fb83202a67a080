package dev.weir.internal.service.console;

import dev.weir.event.Event;
import dev.weir.explain.Explainer;
import dev.weir.explain.Explanation;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Explains alerts by the rules as they are now. Keeps what it has compiled until the rules change.
 * Safe for any thread, one at a time.
 */
final class Explanations implements AutoCloseable {

  /** An alert of more events, such as a large incident, is explained by its first ones. */
  private static final int MAX_EVENTS = 20;

  private final Supplier<RuleSet> rules;
  private @Nullable RuleSet current;
  private @Nullable Explainer explainer;

  Explanations(Supplier<RuleSet> rules) {
    this.rules = rules;
  }

  /** One explanation for each of the events that has an id. */
  synchronized List<Explanation> of(List<Event> events) {
    List<Event> some = events.subList(0, Math.min(MAX_EVENTS, events.size()));
    List<byte[]> documents = some.stream().map(event -> event.document().json()).toList();
    List<Explanation> explanations = new ArrayList<>();
    for (Event event : some) {
      String id = ProcessTree.value(event, "event.id");
      if (!id.isEmpty()) {
        explanations.addAll(explainer().explain(id, documents));
      }
    }
    return explanations;
  }

  /** The hash of the rules by which it explains. */
  synchronized String ruleSet() {
    return rules.get().hash();
  }

  private Explainer explainer() {
    RuleSet now = rules.get();
    if (explainer == null || now != current) {
      close();
      current = now;
      explainer = new Explainer(now);
    }
    return explainer;
  }

  @Override
  public synchronized void close() {
    if (explainer != null) {
      explainer.close();
      explainer = null;
    }
  }
}
