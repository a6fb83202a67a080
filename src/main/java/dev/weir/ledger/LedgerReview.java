package dev.weir.ledger;

import dev.weir.ledger.LedgerEntry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds rules in a ledger that deserve a look. */
public final class LedgerReview {

  /** Fewer hits than this are not conclusive. */
  private static final int ENOUGH = 20;

  /** An exclusion for one agent removes fewer than this share of the suspects. */
  private static final int WIDE_PERCENT = 50;

  /** An exclusion for one agent removes fewer different programs than this. */
  private static final int WIDE_PROGRAMS = 10;

  /** If this few values make most of the alerts, they deserve an exclusion or a look. */
  private static final int FEW = 3;

  private static final int MOST_PERCENT = 95;

  /** Kinds of findings. */
  public enum Kind {
    /** An exclusion without a hit: perhaps a typo, or an agent that is no longer installed. */
    NEVER_HIT,
    /** An exclusion that removes most suspects, or many different programs. */
    TOO_WIDE,
    /** An exclusion past its expiry date. */
    EXPIRED,
    /** A few values that cause most alerts. */
    NOISE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * A finding.
   *
   * @param kind its kind
   * @param entry the rule's entry
   * @param text a sentence about it
   */
  public record Finding(Kind kind, LedgerEntry entry, String text) {}

  private final List<LedgerEntry> entries;
  private final List<Finding> findings = new ArrayList<>();

  private LedgerReview(List<LedgerEntry> entries) {
    this.entries = entries;
  }

  /**
   * {@return the findings in a ledger, grouped by kind}
   *
   * @param entries its entries
   * @param now the time, for expired exclusions
   */
  public static List<Finding> of(List<LedgerEntry> entries, Instant now) {
    LedgerReview review = new LedgerReview(entries);
    List<LedgerEntry> exclusions = review.ofKind(LedgerEntry.Kind.EXCLUDED);
    exclusions.forEach(review::neverHit);
    exclusions.forEach(review::tooWide);
    exclusions.forEach(exclusion -> review.expired(exclusion, now));
    review.ofKind(LedgerEntry.Kind.ALERTS).forEach(review::noise);
    return List.copyOf(review.findings);
  }

  private List<LedgerEntry> ofKind(LedgerEntry.Kind kind) {
    return entries.stream().filter(entry -> entry.kind() == kind).toList();
  }

  private void neverHit(LedgerEntry entry) {
    if (entry.hits() == 0) {
      find(Kind.NEVER_HIT, entry, "removed no suspect");
    }
  }

  private void tooWide(LedgerEntry entry) {
    if (entry.hits() < ENOUGH) {
      return;
    }
    long suspects = suspects(entry);
    int programs = entry.top().getOrDefault(Dimension.EXECUTABLE, Map.of()).size();
    if (suspects > 0 && 100 * entry.hits() > WIDE_PERCENT * suspects) {
      String share = percent(entry.hits(), suspects);
      find(Kind.TOO_WIDE, entry, String.format("removed %s of %,d suspects", share, suspects));
    } else if (programs >= WIDE_PROGRAMS) {
      String many = programs == TopValues.KEPT ? programs + " or more" : "" + programs;
      find(Kind.TOO_WIDE, entry, "removed " + many + " different programs");
    }
  }

  /** The number of suspects of the detections that the exclusion applies to. */
  private long suspects(LedgerEntry exclusion) {
    Map<String, Long> detections = exclusion.top().getOrDefault(Dimension.DETECTION, Map.of());
    long suspects = 0;
    for (LedgerEntry entry : ofKind(LedgerEntry.Kind.SUSPECTS)) {
      if (entry.ruleSet().equals(exclusion.ruleSet())) {
        for (Map.Entry<String, Long> made :
            entry.top().getOrDefault(Dimension.DETECTION, Map.of()).entrySet()) {
          suspects += detections.containsKey(made.getKey()) ? made.getValue() : 0;
        }
      }
    }
    return suspects;
  }

  private void expired(LedgerEntry entry, Instant now) {
    Instant end = entry.expires();
    if (end != null && !end.isAfter(now)) {
      find(Kind.EXPIRED, entry, "has had no effect since " + end);
    }
  }

  private void noise(LedgerEntry entry) {
    if (entry.hits() < ENOUGH) {
      return;
    }
    for (Dimension dimension :
        List.of(Dimension.HOST, Dimension.PARENT, Dimension.ENTRY_LEADER, Dimension.EXECUTABLE)) {
      Map<String, Long> counts = entry.top().getOrDefault(dimension, Map.of());
      if (counts.size() > 1) {
        find(Kind.NOISE, entry, noise(entry, dimension, counts));
      }
    }
  }

  /** The most frequent values, as many as are needed for nearly all alerts. */
  private static String noise(LedgerEntry entry, Dimension dimension, Map<String, Long> counts) {
    List<String> named = new ArrayList<>();
    long made = 0;
    Iterator<Map.Entry<String, Long>> commonest = counts.entrySet().iterator();
    while (commonest.hasNext() && named.size() < FEW && 100 * made < MOST_PERCENT * entry.hits()) {
      Map.Entry<String, Long> next = commonest.next();
      made += next.getValue();
      named.add(next.getKey() + " (" + percent(next.getValue(), entry.hits()) + ")");
    }
    return String.format(
        "%d of %d %s %s %s of %,d alerts: %s",
        named.size(),
        counts.size(),
        dimension.label(),
        named.size() == 1 ? "makes" : "make",
        percent(made, entry.hits()),
        entry.hits(),
        String.join(", ", named));
  }

  private void find(Kind kind, LedgerEntry entry, String text) {
    findings.add(new Finding(kind, entry, text));
  }

  private static String percent(long part, long whole) {
    return Math.round(100.0 * Math.min(part, whole) / whole) + " %";
  }
}
