package dev.weir.cases;

import dev.weir.cases.FieldCondition.Test;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A new detection of one event, or of two events of one host and one parent process. Its first
 * event becomes a suspect, so that it can have exclusions.
 *
 * @param name the rule's name, without quotation marks, backslashes and control characters
 * @param message what its alerts say, with placeholders; empty for a default
 * @param description what it detects
 * @param severity informational, low, medium, high or critical
 * @param riskScore 0 to 100
 * @param attack techniques, as in {@code @attack}
 * @param first the conditions on the first event
 * @param second the conditions on the second event; empty if there is only one
 * @param span the longest time from the first event to the second
 */
public record DetectionText(
    String name,
    String message,
    String description,
    String severity,
    int riskScore,
    List<String> attack,
    List<FieldCondition> first,
    List<FieldCondition> second,
    Duration span) {

  private static final String PROCESS = "ProcessEvent";
  private static final String NETWORK = "NetworkEvent";
  private static final String KEYS =
      "hostId == %1$s.hostId,\n        processParentEntityId == %1$s.processParentEntityId";

  /** {@return the name of its files and suspects, and its id} */
  public String slug() {
    return RuleDraft.slug(name, "detection");
  }

  /** The type of the facts that meet conditions. */
  static String type(List<FieldCondition> conditions) {
    return conditions.stream()
        .filter(DetectionText::isType)
        .map(one -> one.values().get(0).equals("process") ? PROCESS : NETWORK)
        .findFirst()
        .orElse("AnyEvent");
  }

  /** Whether the type of the fact says it. */
  private static boolean isType(FieldCondition one) {
    return one.field().equals("event.category")
        && !one.negated()
        && one.test() == Test.HAS
        && (one.values().equals(List.of("process")) || one.values().equals(List.of("network")));
  }

  String drl(String packageName) {
    Set<String> types = new TreeSet<>(List.of(type(first), "Suspect"));
    if (!second.isEmpty()) {
      types.add(type(second));
    }
    String imports =
        types.stream()
            .map(type -> "import dev.weir.event." + type + ";\n")
            .collect(Collectors.joining());
    return "package %s;\n\n%s\nglobal dev.weir.alert.Alerts alerts;\n\n%s"
        .formatted(packageName, imports, second.isEmpty() ? ofOneEvent() : ofTwoEvents());
  }

  private String ofOneEvent() {
    return """
        rule "%1$s: event"
        when
            $event : %2$s
        then
            insert(new Suspect("%3$s", $event));
        end

        rule "%1$s"
        %4$ssalience -1    // after the exclusions
        when
            $suspect : Suspect(detection == "%3$s", $event : event)
        then
            alerts.raise($event);
            delete($suspect);
        end
        """
        .formatted(name, pattern(first, List.of()), slug(), annotations());
  }

  private String ofTwoEvents() {
    return """
        rule "%1$s: first event"
        when
            $first : %2$s
        then
            insert(new Suspect("%3$s", $first));
        end

        rule "%1$s: newest first event"
        salience -2    // after a second event has used up the older one
        when
            $newer : Suspect(detection == "%3$s")
            $older : Suspect(
                detection == $newer.detection,
                %6$s,
                precedes($newer))
        then
            delete($older);
        end

        rule "%1$s"
        %4$ssalience -1    // after the exclusions
        when
            $suspect : Suspect(detection == "%3$s", $first : event)
            $second : %5$s
        then
            alerts.raise($first, $second);
            delete($suspect);    // one second event uses up one first event
        end
        """
        .formatted(
            name,
            pattern(first, List.of("hostId != null", "processParentEntityId != null")),
            slug(),
            annotations(),
            pattern(
                second,
                List.of(
                    KEYS.formatted("$suspect"),
                    "$first.precedes(this)",
                    "this after[0s, " + spanText() + "] $suspect")),
            KEYS.formatted("$newer"));
  }

  private static String pattern(List<FieldCondition> conditions, List<String> more) {
    List<String> all = new ArrayList<>();
    conditions.stream().filter(one -> !isType(one)).forEach(one -> all.add(one.drl()));
    all.addAll(more);
    return type(conditions) + "(\n        " + String.join(",\n        ", all) + ")";
  }

  private String annotations() {
    StringBuilder text = new StringBuilder();
    text.append("@id(\"").append(slug()).append("\")\n@version(1)\n");
    text.append("@severity(\"").append(severity).append("\")\n");
    text.append("@riskScore(").append(riskScore).append(")\n");
    text.append("@description(").append(ExclusionText.quoted(description)).append(")\n");
    String said = message.isEmpty() ? defaultMessage() : message;
    text.append("@message(").append(ExclusionText.quoted(said)).append(")\n");
    text.append("@guide(\"").append(slug()).append(".md\")\n");
    if (!attack.isEmpty()) {
      text.append("@attack(")
          .append(
              attack.stream().map(ExclusionText::quoted).collect(Collectors.joining(",\n        ")))
          .append(")\n");
    }
    return text.toString();
  }

  private String defaultMessage() {
    String message = of(first);
    if (!second.isEmpty()) {
      String then = type(second).equals(NETWORK) ? "a connection to ${destination.ip}" : "the next";
      message += ", and ${weir.elapsed_ms} ms later " + then;
    }
    return message;
  }

  private String of(List<FieldCondition> conditions) {
    return switch (type(conditions)) {
      case PROCESS -> "${process.name} of ${user.name} on ${host.name}: ${process.command_line}";
      case NETWORK -> "${process.name} on ${host.name} connected to ${destination.ip}";
      default -> name + " on ${host.name}" + ofFields(conditions);
    };
  }

  /** The values of the fields that set the event apart. */
  private static String ofFields(List<FieldCondition> conditions) {
    return conditions.stream()
        .map(FieldCondition::field)
        .filter(field -> !field.startsWith("event.") && !field.startsWith("host."))
        .distinct()
        .map(field -> "${" + field + "}")
        .reduce((one, other) -> one + ", " + other)
        .map(fields -> ": " + fields)
        .orElse("");
  }

  private String spanText() {
    long millis = span.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }

  /** The skeleton of its guide. */
  String guide() {
    boolean network = type(first).equals(NETWORK) || type(second).equals(NETWORK);
    return """
        # %s

        %s

        At ${@timestamp} on **${host.name}** (`${host.id}`): `${process.executable}` of **${user.name}**, with the command
        line

            ${process.command_line}

        ## What to look at

        1. **The program**, and its parent, `${process.parent.executable}`.
        2. **The user**: what else ${user.name} did on this host at that time.
        %s
        ## Routine or attack?

        Write here what routine use looks like, and what does not fit it.

        ## If it was routine

        Write an exclusion with `weir new-exclusion`.

        ## If it was an attack

        Write here what to stop, what to keep as evidence, and whom to tell.
        """
        .formatted(
            name,
            description,
            network ? "3. **The connection** to ${destination.ip}:${destination.port}.\n" : "");
  }
}
