package dev.weir.corpus;

import dev.weir.Detector;
import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * What rules say about the stories. Run {@link #main} or {@code HostVerdictsTest} with {@code
 * -Dweir.corpus.report=true -Dweir.corpus.rules=DIR} to write target/corpus.txt; {@code
 * -Dweir.corpus.together=true} puts all hosts into one stream.
 */
final class HostVerdicts {

  static final List<String> SEVERITIES =
      List.of("informational", "low", "medium", "high", "critical");

  /**
   * What the rules said about a story. Severities are indexes into {@link #SEVERITIES}, -1 without
   * an alert, and the highest.
   *
   * @param severity of all alerts
   * @param before of the alerts about the days before
   * @param during of the alerts with an event of the story itself, or one at the same time
   * @param hit of the alerts with an event that shows the attack
   * @param detections how many alerts each rule raised
   * @param events how many events the story has
   */
  record Verdict(
      HostStory story,
      int severity,
      int before,
      int during,
      int hit,
      Map<String, Integer> detections,
      int events) {

    String line() {
      return String.format(
          Locale.ROOT,
          "%-8s %-9s %-13s before %-13s during %-13s hit %-13s %6d %-8s %-22s %s  [%s] %s",
          story.attack() ? "attack" : "ordinary",
          story.visible() ? "" : "invisible",
          name(severity),
          name(before),
          name(during),
          name(hit),
          events,
          story.age(),
          story.kind(),
          story.name(),
          story.file(),
          detections.isEmpty() ? "" : detections);
    }

    private static String name(int severity) {
      return severity < 0 ? "-" : SEVERITIES.get(severity);
    }
  }

  private HostVerdicts() {}

  /** Each story in a detector of its own, with an empty baseline. */
  static List<Verdict> alone(RuleSet rules, List<HostStory> stories) {
    List<Verdict> verdicts = new ArrayList<>();
    for (HostStory story : stories) {
      HostDocuments documents = HostDocuments.of(story);
      List<Alert> alerts = alerts(rules, detector -> documents.documents().forEach(detector));
      verdicts.add(
          verdict(
              story,
              documents.evidence(),
              documents.storyFrom(),
              documents.documents().size(),
              alerts));
    }
    return verdicts;
  }

  /** All hosts in one stream, in the order of time, and in one detector. */
  static List<Verdict> together(RuleSet rules, List<HostStory> stories) {
    HostStream stream = HostStream.of(stories);
    Map<String, List<Alert>> alerts =
        alerts(rules, stream::forEach).stream()
            .collect(Collectors.groupingBy(alert -> alert.sequence().get(0).getHostId()));
    return stream.hosts().stream()
        .map(
            host ->
                verdict(
                    host.story(),
                    host.evidence(),
                    host.storyFrom(),
                    host.events(),
                    alerts.getOrDefault(host.hostId(), List.of())))
        .toList();
  }

  private static List<Alert> alerts(RuleSet rules, Consumer<Consumer<byte[]>> feed) {
    List<Alert> alerts = new ArrayList<>();
    try (Detector detector =
        Detector.builder(rules)
            .listener(alerts::add)
            .untilTheEnd()
            .maxAlerts(1_000_000, Duration.ofMinutes(5))
            .build()) {
      feed.accept(detector::accept);
      detector.finish();
    }
    return alerts;
  }

  private static Verdict verdict(
      HostStory story, Set<String> evidence, long storyFrom, int events, List<Alert> alerts) {
    int before = -1;
    int during = -1;
    int hit = -1;
    Map<String, Integer> detections = new TreeMap<>();
    for (Alert alert : alerts) {
      int severity = SEVERITIES.indexOf(alert.rule().severity());
      detections.merge(alert.rule().severity() + ": " + alert.rule().name(), 1, Integer::sum);
      if (alert.timestamp() < storyFrom) {
        before = Math.max(before, severity);
      } else {
        during = Math.max(during, severity);
      }
      for (Event event : alert.sequence()) {
        if (evidence.contains(event.getEventId().first())) {
          hit = Math.max(hit, severity);
        }
      }
    }
    return new Verdict(story, Math.max(before, during), before, during, hit, detections, events);
  }

  /**
   * How many stories have an alert of at least each severity. Alerts about the days before an
   * attack are counted apart; recall is of the visible attacks with an alert during the attack, and
   * precision is that of hosts: attacks with such an alert, against ordinary stories with any.
   */
  static String table(List<Verdict> verdicts) {
    StringBuilder text = new StringBuilder();
    text.append(
        row(
            "severity",
            "visible",
            "with evidence",
            "invisible",
            "days before",
            "ordinary",
            "precision",
            "recall"));
    List<Verdict> visible = which(verdicts, story -> story.attack() && story.visible());
    List<Verdict> invisible = which(verdicts, story -> story.attack() && !story.visible());
    List<Verdict> attacks = which(verdicts, HostStory::attack);
    List<Verdict> ordinary = which(verdicts, story -> !story.attack());
    for (String name : List.of("any", "medium", "high", "critical")) {
      int least = Math.max(0, SEVERITIES.indexOf(name));
      long found = count(visible, Verdict::during, least);
      long alsoFound = count(invisible, Verdict::during, least);
      long wrong = count(ordinary, Verdict::severity, least);
      text.append(
          row(
              name.equals("any") ? name : ">= " + name,
              found + "/" + visible.size(),
              count(visible, Verdict::hit, least) + "/" + visible.size(),
              alsoFound + "/" + invisible.size(),
              count(attacks, Verdict::before, least) + "/" + attacks.size(),
              wrong + "/" + ordinary.size(),
              ratio(found + alsoFound, found + alsoFound + wrong),
              ratio(found, visible.size())));
    }
    return text.toString();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-12s %-10s %-14s %-10s %-12s %-10s %-10s %s%n", cells);
  }

  private static String ratio(long part, long whole) {
    return String.format(Locale.ROOT, "%.3f", part / (double) Math.max(1, whole));
  }

  private static List<Verdict> which(List<Verdict> verdicts, Predicate<HostStory> which) {
    return verdicts.stream().filter(verdict -> which.test(verdict.story())).toList();
  }

  private static long count(List<Verdict> verdicts, ToIntFunction<Verdict> severity, int least) {
    return verdicts.stream().filter(one -> severity.applyAsInt(one) >= least).count();
  }

  /**
   * Writes the tables, and a line per story. Whoever changes rules looks only at the stories to
   * decide by: the figures of the others show whether the change helps hosts that nobody looked at.
   */
  static void report(Path file) throws IOException {
    RuleSet rules =
        RuleSet.load(
            Path.of(System.getProperty("weir.corpus.rules", "rules-drl/unusual-imds-request")));
    List<HostStory> stories = HostStory.all();
    List<Verdict> verdicts =
        Boolean.getBoolean("weir.corpus.together")
            ? together(rules, stories)
            : alone(rules, stories);
    List<String> lines =
        new ArrayList<>(
            List.of(
                table(verdicts),
                "To decide by:",
                table(which(verdicts, story -> !story.heldOut())),
                "Held out:",
                table(which(verdicts, HostStory::heldOut))));
    verdicts.stream()
        .filter(verdict -> !verdict.story().heldOut() || Boolean.getBoolean("weir.corpus.heldout"))
        .sorted(
            Comparator.comparing((Verdict verdict) -> !verdict.story().attack())
                .thenComparing(verdict -> !verdict.story().visible())
                .thenComparing(Verdict::during)
                .thenComparing(verdict -> verdict.story().kind()))
        .map(Verdict::line)
        .forEach(lines::add);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  public static void main(String[] args) throws IOException {
    report(Path.of("target", "corpus.txt"));
  }
}
