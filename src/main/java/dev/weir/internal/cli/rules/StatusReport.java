package dev.weir.internal.cli.rules;

import dev.weir.internal.delivery.InstanceStatus;
import dev.weir.internal.delivery.PublishedRules;
import dev.weir.internal.delivery.RulesStatus;
import dev.weir.internal.delivery.RulesVersion;
import dev.weir.internal.text.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which instance runs which rules. Its components are the JSON of {@code --format json}.
 *
 * @param newest the newest version; null if there is none
 * @param upToDate whether there are instances that are not silent, and all of those run the newest
 *     rules
 */
record StatusReport(@Nullable Newest newest, List<Row> instances, boolean upToDate) {

  /** The newest version. */
  record Newest(
      long offset,
      String hash,
      @Nullable Instant published,
      String by,
      String signer,
      String fault) {
    static Newest of(RulesVersion version) {
      PublishedRules rules = version.rules();
      return rules == null
          ? new Newest(version.offset(), "", null, "", "", version.fault())
          : new Newest(
              version.offset(), rules.hash(), rules.published(), rules.by(), version.signer(), "");
    }
  }

  /** What became of the newest version at an instance. */
  enum Outcome {
    NEWEST("runs the newest rules"),
    /** The newest have not arrived there yet. */
    OTHER("runs other rules"),
    REFUSED("runs other rules"),
    SILENT("silent"),
    UNREADABLE("unreadable status");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }
  }

  record Row(
      String instance,
      String hash,
      @Nullable Instant since,
      @Nullable Instant seen,
      Outcome outcome,
      String why) {}

  static StatusReport of(RulesStatus status, Instant now) {
    Newest newest = status.newest().map(Newest::of).orElse(null);
    List<Row> rows = new ArrayList<>();
    status.instances().forEach(instance -> rows.add(row(instance, newest, now)));
    status
        .damaged()
        .forEach((key, why) -> rows.add(new Row(key, "", null, null, Outcome.UNREADABLE, why)));
    List<Row> counting = rows.stream().filter(row -> row.outcome != Outcome.SILENT).toList();
    boolean upToDate =
        !counting.isEmpty() && counting.stream().allMatch(row -> row.outcome == Outcome.NEWEST);
    return new StatusReport(newest, List.copyOf(rows), upToDate);
  }

  private static Row row(InstanceStatus status, @Nullable Newest newest, Instant now) {
    Outcome outcome;
    String why = status.refused();
    if (status.isSilent(now)) {
      outcome = Outcome.SILENT;
    } else if (newest != null && newest.hash.equals(status.hash())) {
      outcome = Outcome.NEWEST;
    } else {
      outcome = why.isEmpty() ? Outcome.OTHER : Outcome.REFUSED;
    }
    return new Row(
        status.application() + "/" + status.instance(),
        status.hash(),
        status.since(),
        status.seen(),
        outcome,
        why);
  }

  /** The report for people, without a final line end. */
  String text(Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add(newestLine());
    int width = instances.stream().mapToInt(row -> row.instance.length()).max().orElse(0);
    String format = "%-" + Math.max(width, "INSTANCE".length()) + "s  %-12s  %-20s  %-8s  %s";
    if (!instances.isEmpty()) {
      lines.add(format.formatted("INSTANCE", "RULES", "SINCE", "SEEN", "OUTCOME"));
    }
    for (Row row : instances) {
      lines.add(
          SafeText.oneLine(
              format.formatted(
                  row.instance,
                  row.hash.substring(0, Math.min(12, row.hash.length())),
                  row.since == null ? "" : row.since.truncatedTo(ChronoUnit.SECONDS),
                  row.seen == null ? "" : age(Duration.between(row.seen, now)),
                  outcome(row))));
    }
    long run = instances.stream().filter(row -> row.outcome == Outcome.NEWEST).count();
    long silent = instances.stream().filter(row -> row.outcome == Outcome.SILENT).count();
    lines.add(
        instances.isEmpty()
            ? "no instance has published its status"
            : "%d of %d instances run the newest rules%s"
                .formatted(
                    run,
                    instances.size() - silent,
                    silent == 0 ? "" : "; %d silent, not counted".formatted(silent)));
    return String.join("\n", lines);
  }

  private String newestLine() {
    if (newest == null) {
      return "no rules are published";
    }
    String words =
        newest.fault.isEmpty()
            ? "newest rules: %s (offset %d), published %s%s%s"
                .formatted(
                    newest.hash,
                    newest.offset,
                    newest.published,
                    newest.by.isEmpty() ? "" : " by " + newest.by,
                    newest.signer.isEmpty() ? "" : ", signed with key " + newest.signer)
            : "newest version (offset %d) cannot be used: %s"
                .formatted(newest.offset, newest.fault);
    return SafeText.oneLine(words);
  }

  private static String outcome(Row row) {
    return row.why.isEmpty() ? row.outcome.words : row.outcome.words + ": " + row.why;
  }

  /** Such as {@code 12 s}; never negative, though clocks differ. */
  private static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    } else if (seconds < 7_200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
  }
}
