package dev.weir.cases;

import dev.weir.alert.Alert;
import dev.weir.cases.ExclusionException.Kind;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.replay.Replayer;
import dev.weir.rule.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A writer of exclusions: makes a rule that excludes an alert, and cases that show what it excludes
 * and what it does not. Nothing is written before {@link RuleDraft#write}. For one thread.
 */
public final class ExclusionWriter {

  private final Path folder;
  private final Path cases;
  private final RuleSet rules;
  private final PastAlert past;
  private final Alert alert;
  private final Suspect suspect;
  private final ExclusionFields fields;
  private final String name;

  /**
   * An alert document that was read back.
   *
   * @param id its {@code event.id}
   * @param time its {@code @timestamp}
   * @param ruleId its {@code rule.id}
   * @param ruleName its {@code rule.name}
   * @param events its complete events, as JSON
   */
  public record PastAlert(
      String id, String time, String ruleId, String ruleName, List<byte[]> events) {}

  /**
   * Prepares an exclusion for an alert.
   *
   * @param folder the rules' folder
   * @param rules the rules in it
   * @param past the alert
   * @param fields the ECS fields to exclude by; empty for the default
   * @param name the rule's name; null for a free name made of program and parent
   * @throws ExclusionException if no exclusion can be made
   */
  public ExclusionWriter(
      Path folder, RuleSet rules, PastAlert past, List<String> fields, @Nullable String name)
      throws ExclusionException {
    this.folder = folder;
    this.cases = CaseTable.folderOf(folder).orElse(folder.resolve("cases"));
    this.rules = rules;
    this.past = past;
    List<Decision> decisions = replay(rules);
    this.alert = alert(decisions);
    this.suspect = suspect(decisions);
    this.fields = ExclusionFields.of(suspect, fields);
    this.name = name == null ? freeName() : name;
    String taken = taken(this.name);
    if (taken != null) {
      throw new ExclusionException(Kind.FIELDS, taken + "; choose another name (--name)");
    }
  }

  /** {@return the name of the detection whose suspects are excluded} */
  public String detection() {
    return suspect.getDetection();
  }

  /** {@return the tests of the exclusion, at least one; all must hold} */
  public List<ExclusionText.Test> tests() {
    return fields.tests();
  }

  /** {@return remarks on the tests for the user, one line each; may be empty} */
  public List<String> notes() {
    return fields.notes();
  }

  /**
   * Makes the exclusion and its cases.
   *
   * @param owner the owner of the rule
   * @param reason the reason for the rule
   * @param expires the day on which the rule expires; null for never
   * @return the draft
   * @throws ExclusionException if it does not exclude the alert, or excludes all alerts
   * @throws CaseTableException if the existing cases are not usable
   */
  public RuleDraft draft(String owner, String reason, @Nullable LocalDate expires)
      throws ExclusionException {
    DrlRule detection = rules.tree().rule(alert.rule().name());
    String drl =
        new ExclusionText(
                detection == null ? "" : detection.file().packageName(),
                name,
                suspect.getDetection(),
                owner,
                reason,
                expires,
                fields.tests())
            .drl();
    RuleSet after = rules.with(ruleFile(name), drl);
    List<Decision> decisions = replay(after);
    List<String> excluded = excludedBy(decisions);
    if (raised(decisions) == null && excluded.contains(name) && excluded.size() > 1) {
      throw new ExclusionException(
          Kind.EXCLUSION,
          "other exclusions also remove suspects of these events, which a case cannot say: "
              + excluded.stream().filter(one -> !one.equals(name)).toList());
    }
    if (raised(decisions) != null || !excluded.contains(name)) {
      throw new ExclusionException(
          Kind.EXCLUSION, "the exclusion does not exclude its own alert" + faults(decisions));
    }
    List<String> names = fields.names();
    ExclusionCases made =
        ExclusionCases.of(
            cases, rules, after, name, alert.rule().name(), names, alert.sequence(), suspect);
    if (made.nearMisses().isEmpty()) {
      throw new ExclusionException(
          Kind.EXCLUSION,
          "no value of " + names + " would alert with this exclusion: it silences the detection");
    }
    Map<Path, String> tables = CaseTable.withBase(cases, table(name), made.yaml());
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(folder.resolve(ruleFile(name)), drl);
    files.putAll(tables);
    return new RuleDraft(
        ruleFile(name),
        table(name),
        after,
        files,
        CaseTable.load(cases, tables),
        names.stream().filter(field -> !made.nearMisses().contains(field)).toList());
  }

  private List<Decision> replay(RuleSet by) throws ExclusionException {
    EventReader reader = new EventReader(by.tree()::factTypes);
    List<Event> facts = new ArrayList<>();
    for (byte[] document : past.events()) {
      Reading reading = reader.read(document);
      if (!(reading instanceof Reading.Accepted accepted)) {
        throw new ExclusionException(
            Kind.ALERT, "an event in the alert's weir.sequence is not usable: " + reading);
      }
      facts.addAll(accepted.facts());
    }
    return Replayer.decide(by, facts);
  }

  private Alert alert(List<Decision> decisions) throws ExclusionException {
    if (rules.rules().values().stream().noneMatch(rule -> rule.id().equals(past.ruleId()))) {
      throw new ExclusionException(
          Kind.RULES,
          "the alert is of the rule \"%s\" (%s), but no rule in %s has this id"
              .formatted(past.ruleName(), past.ruleId(), folder));
    }
    Alert found = raised(decisions);
    if (found == null) {
      List<String> exclusions = excludedBy(decisions);
      String excluded = exclusions.isEmpty() ? "" : ": they are excluded by " + exclusions;
      throw new ExclusionException(
          Kind.RULES,
          "the rules in %s do not alert on the alert's events%s%s"
              .formatted(folder, excluded, faults(decisions)));
    }
    return found;
  }

  private @Nullable Alert raised(List<Decision> decisions) {
    return decisions.stream()
        .flatMap(decision -> decision.alerts().stream())
        .filter(one -> one.rule().id().equals(past.ruleId()))
        .findFirst()
        .orElse(null);
  }

  private static List<String> excludedBy(List<Decision> decisions) {
    return decisions.stream()
        .flatMap(decision -> decision.firings().stream())
        .filter(firing -> firing.rule().exclusion() && !firing.released().isEmpty())
        .map(firing -> firing.rule().name())
        .distinct()
        .toList();
  }

  private static String faults(List<Decision> decisions) {
    return decisions.stream()
        .flatMap(decision -> decision.faults().stream())
        .map(fault -> "; rule \"" + fault.rule() + "\" failed: " + fault.exception())
        .collect(Collectors.joining());
  }

  /** The suspect that the alert was made of, which an exclusion can remove. */
  private Suspect suspect(List<Decision> decisions) throws ExclusionException {
    return decisions.stream()
        .flatMap(decision -> decision.firings().stream())
        .filter(firing -> firing.rule().equals(alert.rule()))
        .flatMap(firing -> firing.facts().stream())
        .filter(Suspect.class::isInstance)
        .map(Suspect.class::cast)
        .filter(one -> alert.sequence().contains(one.getEvent()))
        .findFirst()
        .orElseThrow(
            () ->
                new ExclusionException(
                    Kind.RULES,
                    "the rule \"%s\" alerts without a suspect to exclude; change the rule itself"
                        .formatted(alert.rule().name())));
  }

  private String freeName() {
    String program = shortName(suspect.getProcessName().first());
    if (program.isEmpty()) {
      program = shortName(suspect.getProcessExecutable().first());
    }
    String parent = shortName(suspect.getProcessParentExecutable().first());
    String wanted =
        (program.isEmpty() ? "program" : program) + (parent.isEmpty() ? "" : " by " + parent);
    String free = wanted;
    for (int i = 2; taken(free) != null; i++) {
      free = wanted + " " + i;
    }
    return free;
  }

  private static String shortName(@Nullable String path) {
    if (path == null) {
      return "";
    }
    String last = path.substring(path.lastIndexOf('/') + 1);
    String plain = last.replaceAll("[^\\p{L}\\p{N}.+_ -]", "").strip();
    return plain.length() > 40 ? plain.substring(0, 40) : plain;
  }

  /** What already has a name; null if it is free. */
  private @Nullable String taken(String wanted) {
    if (rules.tree().rule(wanted) != null) {
      return "the rule \"" + wanted + "\" already exists";
    }
    for (Path file : List.of(folder.resolve(ruleFile(wanted)), cases.resolve(table(wanted)))) {
      if (Files.exists(file)) {
        return file + " already exists";
      }
    }
    return null;
  }

  private static String ruleFile(String name) {
    return "exclusions/" + RuleDraft.slug(name, "exclusion") + ".drl";
  }

  private static String table(String name) {
    return RuleDraft.slug(name, "exclusion") + ".yaml";
  }
}
