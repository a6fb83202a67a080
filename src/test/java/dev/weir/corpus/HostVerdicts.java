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
   * What the rules said about a story.
   *
   * @param severity an index into {@link #SEVERITIES}, the highest; -1 if there was no alert
   * @param detections how many alerts each rule raised
   * @param hit whether an alert has an event that shows the attack
   */
  record Verdict(
      HostStory story, int severity, Map<String, Integer> detections, boolean hit, int events) {

    String line() {
      return String.format(
          Locale.ROOT,
          "%-8s %-9s %-13s %-4s %6d  %-22s %s  [%s] %s",
          story.attack() ? "attack" : "ordinary",
          story.visible() ? "" : "invisible",
          severity < 0 ? "-" : SEVERITIES.get(severity),
          !story.attack() ? "" : hit ? "hit" : severity < 0 ? "miss" : "else",
          events,
          story.kind(),
          story.name(),
          story.file(),
          detections.isEmpty() ? "" : detections);
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
          verdict(story, documents.evidence(), documents.documents().size(), alerts));
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
      HostStory story, Set<String> evidence, int events, List<Alert> alerts) {
    int severity = -1;
    boolean hit = false;
    Map<String, Integer> detections = new TreeMap<>();
    for (Alert alert : alerts) {
      severity = Math.max(severity, SEVERITIES.indexOf(alert.rule().severity()));
      detections.merge(alert.rule().severity() + ": " + alert.rule().name(), 1, Integer::sum);
      for (Event event : alert.sequence()) {
        hit |= evidence.contains(event.getEventId().first());
      }
    }
    return new Verdict(story, severity, detections, hit, events);
  }

  /** How many stories have an alert of at least each severity, with precision and recall. */
  static String table(List<Verdict> verdicts) {
    StringBuilder text =
        new StringBuilder("severity       visible    invisible  ordinary   precision recall\n");
    for (String name : List.of("any", "medium", "high", "critical")) {
      int least = Math.max(0, SEVERITIES.indexOf(name));
      Predicate<Verdict> alerted = verdict -> verdict.severity() >= least;
      Predicate<Verdict> visible = verdict -> verdict.story().attack() && verdict.story().visible();
      Predicate<Verdict> unseen = verdict -> verdict.story().attack() && !verdict.story().visible();
      Predicate<Verdict> ordinary = verdict -> !verdict.story().attack();
      long found = count(verdicts, visible.and(alerted));
      long alsoFound = count(verdicts, unseen.and(alerted));
      long wrong = count(verdicts, ordinary.and(alerted));
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s %4d/%-5d %4d/%-5d  %4d/%-5d  %6.3f   %6.3f%n",
              name.equals("any") ? "any" : ">= " + name,
              found,
              count(verdicts, visible),
              alsoFound,
              count(verdicts, unseen),
              wrong,
              count(verdicts, ordinary),
              (found + alsoFound) / (double) Math.max(1, found + alsoFound + wrong),
              found / (double) Math.max(1, count(verdicts, visible))));
    }
    return text.toString();
  }

  private static long count(List<Verdict> verdicts, Predicate<Verdict> which) {
    return verdicts.stream().filter(which).count();
  }

  /** Writes the table and a line per story. */
  static void report(Path file) throws IOException {
    RuleSet rules =
        RuleSet.load(
            Path.of(System.getProperty("weir.corpus.rules", "rules-drl/unusual-imds-request")));
    List<HostStory> stories = HostStory.all();
    List<Verdict> verdicts =
        Boolean.getBoolean("weir.corpus.together")
            ? together(rules, stories)
            : alone(rules, stories);
    List<String> lines = new ArrayList<>(List.of(table(verdicts)));
    verdicts.stream()
        .sorted(
            Comparator.comparing((Verdict verdict) -> !verdict.story().attack())
                .thenComparing(verdict -> !verdict.story().visible())
                .thenComparing(Verdict::severity)
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
