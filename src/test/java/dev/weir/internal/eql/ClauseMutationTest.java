package dev.weir.internal.eql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.eql.ImportedRun.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every clause of a rule matters: with another one in its place, it raises other alerts. */
@Tag("thorough")
class ClauseMutationTest {

  private static final Pattern CLAUSE = Pattern.compile("\\{(=?)([^{}|]*?)(?:\\|([^{}]*))?}");
  private static final int TRIES = 20_000;
  private static final int EVENTS = 6;

  /** Longer than every span, so that no sequence has events of two witnesses. */
  private static final int APART_MILLIS = 10_000;

  private final List<Map<String, List<String>>> witnesses = new ArrayList<>();
  private int millis;

  @Test
  void everyClauseOfEveryRuleMatters() throws EqlException {
    assertThat(OwnRules.ALL).hasSize(50);
    ImportedRun run = new ImportedRun();
    List<String> idle = new ArrayList<>();
    for (String written : OwnRules.ALL) {
      String rule =
          CLAUSE.matcher(written).replaceAll(one -> Matcher.quoteReplacement(one.group(2)));
      run.add(rule);
      for (MatchResult clause : CLAUSE.matcher(written).results().toList()) {
        String mutant = mutant(written, clause);
        boolean differs = findWitness(EqlQuery.parse(rule), EqlQuery.parse(mutant));
        assertThat(differs).as("%s: %s", rule, mutant).isEqualTo(clause.group(1).isEmpty());
        if (differs) {
          run.add(mutant);
        } else {
          idle.add(mutant);
        }
      }
    }
    assertThat(idle).as("clauses that others imply").hasSize(3);
    Set<String> wanted = new TreeSet<>();
    for (EqlQuery query : run.queries()) {
      raised(query, witnesses).forEach(ids -> wanted.add(ImportedRun.alert(query, ids)));
    }
    assertThat(run.raised(run.compile(), witnesses, new Way(1, Duration.ZERO, 0)))
        .isEqualTo(wanted);
  }

  /** The rule with one clause negated, or replaced. */
  private static String mutant(String written, MatchResult mutated) {
    return CLAUSE
        .matcher(written)
        .replaceAll(
            one -> {
              String text = one.group(2);
              if (one.start() == mutated.start()) {
                text = one.group(3) == null ? "not (" + text + ")" : one.group(3);
                text = one.group(1).isEmpty() ? text : "true";
              }
              return Matcher.quoteReplacement(text);
            });
  }

  /** Looks for events of which a rule and a mutant of it raise different alerts. */
  private boolean findWitness(EqlQuery rule, EqlQuery mutant) {
    Random random = new Random(rule.source().hashCode());
    FittingEvents fitting = new FittingEvents(rule, random);
    int count = rule.kind() == EqlQuery.Kind.EVENT ? 1 : EVENTS;
    for (int i = 0; i < TRIES; i++) {
      List<Map<String, List<String>>> events = new ArrayList<>();
      int time = millis + APART_MILLIS;
      for (int n = 0; n < count; n++) {
        time += random.nextInt(10);
        events.add(fitting.event(witnesses.size() + n, time));
      }
      if (!raised(rule, events).equals(raised(mutant, events))) {
        witnesses.addAll(events);
        millis = time;
        return true;
      }
    }
    return false;
  }

  /** The ids of the events of each alert. */
  private static List<List<String>> raised(EqlQuery query, List<Map<String, List<String>>> events) {
    return query.kind() == EqlQuery.Kind.SEQUENCE
        ? SequenceOracle.of(query, events)
        : events.stream()
            .filter(event -> EqlOracle.meets(query, event))
            .map(event -> event.get("event.id"))
            .toList();
  }
}
