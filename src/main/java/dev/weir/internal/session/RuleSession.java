package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kie.api.event.rule.ObjectDeletedEvent;
import org.kie.api.event.rule.ObjectInsertedEvent;
import org.kie.api.event.rule.ObjectUpdatedEvent;
import org.kie.api.event.rule.RuleRuntimeEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;

/**
 * A KIE session with the suspects of some hosts. What a decision does with suspects is a list of
 * changes, for the caller to keep or to drop: after an exception, the session is of no more use.
 * For one thread.
 */
final class RuleSession implements AutoCloseable, RuleRuntimeEventListener {

  /** More than any rule set fires for one event, unless a rule triggers itself. */
  private static final int MAX_FIRINGS_PER_EVENT = 1_000;

  private final KieSession kie;
  private final FiringRecorder firings;
  private final Predicate<String> judgesCarried;
  private final Set<Suspect> carried = new LinkedHashSet<>();
  private final Set<FactHandle> temporary = new LinkedHashSet<>();
  private final Set<Suspect> added = new LinkedHashSet<>();
  private final List<Suspect> removed = new ArrayList<>();
  private boolean carrying;

  /**
   * Takes over a KIE session without facts.
   *
   * @param judgesCarried the rules that look at carried suspects alone; all others have done so in
   *     another session, and must not fire again
   */
  RuleSession(KieSession kie, FiringRecorder firings, Predicate<String> judgesCarried) {
    this.kie = kie;
    this.firings = firings;
    this.judgesCarried = judgesCarried;
    kie.addEventListener(firings);
    kie.addEventListener(this);
  }

  /** Adds suspects that were judged in another session. */
  void carry(Collection<Suspect> suspects) {
    carried.addAll(suspects);
  }

  /** Deletes a suspect if it is here. */
  void delete(Suspect suspect) {
    FactHandle handle = kie.getFactHandle(suspect);
    if (handle != null) {
      kie.delete(handle);
    }
    carried.remove(suspect);
  }

  /** Decides an event at a time; without one, only judges the carried suspects. */
  void decide(@Nullable Event event, long time) {
    firings.begin();
    added.clear();
    removed.clear();
    SessionPseudoClock clock = kie.getSessionClock(); // of date-effective and date-expires
    clock.advanceTime(time - clock.getCurrentTime(), TimeUnit.MILLISECONDS);
    if (!carried.isEmpty()) {
      carrying = true;
      carried.forEach(kie::insert);
      carrying = false;
      long bound = MAX_FIRINGS_PER_EVENT * (1L + carried.size());
      carried.clear();
      int most = (int) Math.min(bound, Integer.MAX_VALUE);
      refuseRunaway(
          kie.fireAllRules(match -> judgesCarried.test(match.getRule().getName()), most), most);
    }
    if (event != null) {
      kie.insert(event);
      refuseRunaway(kie.fireAllRules(MAX_FIRINGS_PER_EVENT), MAX_FIRINGS_PER_EVENT);
    }
    List.copyOf(temporary).forEach(kie::delete);
  }

  private void refuseRunaway(int fired, int most) {
    if (fired >= most) {
      throw new Runaway(
          "rule \"%s\" fired %d times for one event; does it trigger itself?"
              .formatted(firings.lastRule(), most));
    }
  }

  /** The suspects that the last decision inserted and left. */
  Collection<Suspect> added() {
    return List.copyOf(added);
  }

  /** The suspects that the last decision deleted, of those that were here before. */
  Collection<Suspect> removed() {
    return List.copyOf(removed);
  }

  @Override
  public void close() {
    kie.dispose();
  }

  @Override
  public void objectInserted(ObjectInsertedEvent event) {
    if (!(event.getObject() instanceof Suspect suspect)) {
      temporary.add(event.getFactHandle());
    } else if (!carrying) {
      added.add(suspect);
      firings.inserted(suspect);
    }
  }

  @Override
  public void objectUpdated(ObjectUpdatedEvent event) {
    // an update does not change what kind of fact it is
  }

  @Override
  public void objectDeleted(ObjectDeletedEvent event) {
    temporary.remove(event.getFactHandle());
    if (event.getOldObject() instanceof Suspect suspect) {
      firings.deleted(suspect);
      if (!added.remove(suspect)) {
        removed.add(suspect);
      }
    }
  }

  /** A rule triggers itself. */
  static final class Runaway extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Runaway(String message) {
      super(message);
    }
  }
}
