package dev.weir.ledger;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.ledger.LedgerEntry.Kind;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counts of what rules hit, per rule set: suspects, excluded suspects and alerts. An exclusion
 * has an entry before its first hit, so that unused exclusions show. Thread-safe.
 */
public final class Ledger {

  /** Maximum number of rule sets; the oldest is dropped first. */
  static final int RULE_SETS = 50;

  private final Map<String, Map<Key, Account>> accounts = new LinkedHashMap<>();
  private final Map<String, Long> excluded = new TreeMap<>();

  /** An empty ledger. */
  public Ledger() {}

  /**
   * Adds an entry for each exclusion of a rule set. Past {@value #RULE_SETS} rule sets the oldest
   * is dropped, because rules may be reloaded any number of times.
   *
   * @param rules the rule set
   */
  public synchronized void open(RuleSet rules) {
    for (RuleMetadata rule : rules.rules().values()) {
      if (rule.exclusion()) {
        account(rule, Kind.EXCLUDED);
        excluded.putIfAbsent(rule.name(), 0L);
      }
    }
    Iterator<String> oldestFirst = accounts.keySet().iterator();
    while (accounts.size() > RULE_SETS) {
      oldestFirst.next();
      oldestFirst.remove();
    }
  }

  /**
   * Adds up entries.
   *
   * @param some entries
   * @param others more entries
   * @return one for each rule set, rule and kind
   */
  public static List<LedgerEntry> sum(List<LedgerEntry> some, List<LedgerEntry> others) {
    Map<List<Object>, LedgerEntry> all = new LinkedHashMap<>();
    for (List<LedgerEntry> entries : List.of(some, others)) {
      for (LedgerEntry entry : entries) {
        all.merge(List.of(entry.ruleSet(), entry.rule(), entry.kind()), entry, LedgerEntry::plus);
      }
    }
    return new ArrayList<>(all.values());
  }

  /**
   * Records that a rule made suspects.
   *
   * @param rule the rule
   * @param suspects the suspects
   */
  public synchronized void suspected(RuleMetadata rule, List<Suspect> suspects) {
    suspects.forEach(suspect -> account(rule, Kind.SUSPECTS).add(suspect));
  }

  /**
   * Records that an exclusion removed suspects.
   *
   * @param rule the exclusion
   * @param suspects the suspects
   */
  public synchronized void excluded(RuleMetadata rule, List<Suspect> suspects) {
    suspects.forEach(suspect -> account(rule, Kind.EXCLUDED).add(suspect));
    excluded.merge(rule.name(), (long) suspects.size(), Long::sum);
  }

  /**
   * Records that a detection raised an alert, even one over the cap.
   *
   * @param alert the alert
   */
  public synchronized void alerted(Alert alert) {
    account(alert.rule(), Kind.ALERTS).add(alert.sequence().get(0));
  }

  /** {@return an entry for each rule that has hit and each exclusion, oldest rule set first} */
  public synchronized List<LedgerEntry> entries() {
    List<LedgerEntry> entries = new ArrayList<>();
    for (Map<Key, Account> ofRuleSet : accounts.values()) {
      ofRuleSet.forEach((key, account) -> entries.add(account.entry(key.kind())));
    }
    return List.copyOf(entries);
  }

  /** {@return the number of excluded suspects by exclusion, over all rule sets} */
  public synchronized Map<String, Long> excluded() {
    return new TreeMap<>(excluded);
  }

  private Account account(RuleMetadata rule, Kind kind) {
    return accounts
        .computeIfAbsent(rule.ruleSet(), ignored -> new LinkedHashMap<>())
        .computeIfAbsent(new Key(rule.name(), kind), ignored -> new Account(rule));
  }

  private record Key(String rule, Kind kind) {}

  private static final class Account {
    private final RuleMetadata rule;
    private final Map<Dimension, TopValues> top = new EnumMap<>(Dimension.class);
    private long hits;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    Account(RuleMetadata rule) {
      this.rule = rule;
    }

    void add(Event event) {
      hits++;
      first = Math.min(first, event.getTimestamp());
      last = Math.max(last, event.getTimestamp());
      for (Dimension dimension : Dimension.values()) {
        String value = dimension.of(event);
        if (value != null) {
          top.computeIfAbsent(dimension, ignored -> new TopValues()).add(value, 1);
        }
      }
    }

    LedgerEntry entry(Kind kind) {
      Map<Dimension, Map<String, Long>> values = new EnumMap<>(Dimension.class);
      top.forEach((dimension, counted) -> values.put(dimension, counted.counts()));
      return new LedgerEntry(
          rule.ruleSet(),
          rule.name(),
          kind,
          rule.file(),
          rule.line(),
          rule.owner(),
          rule.reason(),
          rule.expires(),
          hits,
          hits == 0 ? null : Instant.ofEpochMilli(first),
          hits == 0 ? null : Instant.ofEpochMilli(last),
          values);
    }
  }
}
