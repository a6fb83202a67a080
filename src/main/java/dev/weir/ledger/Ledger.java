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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps account of what rules hit, by rule set: exclusions' hits, so that one that never hits or
 * hits too much is seen, and suspects and alerts to hold them against. An exclusion has an entry
 * before its first hit. Safe for any thread.
 */
public final class Ledger {

  private final Map<Key, Account> accounts = new LinkedHashMap<>();

  /** An empty ledger. */
  public Ledger() {}

  /**
   * Opens the accounts of a rule set's exclusions.
   *
   * @param rules the rule set
   */
  public synchronized void open(RuleSet rules) {
    for (RuleMetadata rule : rules.rules().values()) {
      if (rule.exclusion()) {
        account(rules.hash(), rule, Kind.EXCLUDED);
      }
    }
  }

  /**
   * A rule made suspects.
   *
   * @param ruleSet its rule set's hash
   * @param rule the rule
   * @param suspects the suspects
   */
  public synchronized void suspected(String ruleSet, RuleMetadata rule, List<Suspect> suspects) {
    suspects.forEach(suspect -> account(ruleSet, rule, Kind.SUSPECTS).add(suspect));
  }

  /**
   * An exclusion took suspects out.
   *
   * @param ruleSet its rule set's hash
   * @param rule the exclusion
   * @param suspects the suspects
   */
  public synchronized void excluded(String ruleSet, RuleMetadata rule, List<Suspect> suspects) {
    suspects.forEach(suspect -> account(ruleSet, rule, Kind.EXCLUDED).add(suspect));
  }

  /**
   * A detection raised an alert, though the cap should leave it out.
   *
   * @param ruleSet its rule set's hash
   * @param alert the alert
   */
  public synchronized void alerted(String ruleSet, Alert alert) {
    account(ruleSet, alert.rule(), Kind.ALERTS).add(alert.sequence().get(0));
  }

  /**
   * What there is.
   *
   * @return an entry for each rule that has hit and for each exclusion, in the order opened
   */
  public synchronized List<LedgerEntry> entries() {
    List<LedgerEntry> entries = new ArrayList<>();
    accounts.forEach((key, account) -> entries.add(account.entry(key)));
    return List.copyOf(entries);
  }

  private Account account(String ruleSet, RuleMetadata rule, Kind kind) {
    return accounts.computeIfAbsent(
        new Key(ruleSet, rule.name(), kind), ignored -> new Account(rule));
  }

  private record Key(String ruleSet, String rule, Kind kind) {}

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

    LedgerEntry entry(Key key) {
      Map<Dimension, Map<String, Long>> values = new EnumMap<>(Dimension.class);
      top.forEach((dimension, counted) -> values.put(dimension, counted.counts()));
      return new LedgerEntry(
          key.ruleSet(),
          rule.name(),
          key.kind(),
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
