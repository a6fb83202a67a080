package dev.weir.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Values of fields for the cases of a detection: some meet conditions, others just fail one. */
final class SampleValues {

  /** Realistic values for a near miss. */
  private static final Map<String, List<String>> OTHERS =
      Map.of(
          "event.category", List.of("file", "process"),
          "event.type", List.of("end", "start"),
          "event.outcome", List.of("failure", "success"),
          "host.os.type", List.of("linux", "windows"));

  private static final List<String> OTHER_ADDRESSES =
      List.of("203.0.113.7", "192.0.2.7", "10.9.8.7", "2001:db8::7");

  private SampleValues() {}

  /** A value of a field that meets all conditions on it. */
  static Object match(List<FieldCondition> step, String field) {
    List<FieldCondition> own = step.stream().filter(one -> one.field().equals(field)).toList();
    List<String> samples =
        own.stream()
            .filter(one -> !one.negated())
            .flatMap(one -> one.values().stream().flatMap(value -> samples(one, value)))
            .toList();
    if (samples.isEmpty()) { // all are negated
      return own.stream()
          .flatMap(one -> others(one).stream())
          .filter(value -> holdAll(step, field, value))
          .findFirst()
          .orElse(EventFields.GONE);
    }
    for (String sample : samples) {
      if (holdAll(step, field, sample)) {
        return EventFields.text(sample);
      }
    }
    return own.stream() // a field may have several values
        .filter(one -> !one.negated())
        .map(one -> one.sample(one.values().get(0)))
        .toList();
  }

  private static Stream<String> samples(FieldCondition one, String value) {
    boolean pattern = one.test() == FieldCondition.Test.LIKE;
    return Stream.of(one.sample(value), pattern ? value.replaceAll("[*?]", "0") : value);
  }

  static boolean holdAll(List<FieldCondition> step, String field, String value) {
    return step.stream().filter(one -> one.field().equals(field)).allMatch(one -> one.holds(value));
  }

  /** A value of the field with which a condition fails, similar to one that it asks for. */
  static String another(FieldCondition one) {
    return others(one).stream()
        .filter(value -> !one.holds(value))
        .findFirst()
        .orElse(EventFields.GONE);
  }

  /** Values that a condition does not name, the most similar first. */
  private static List<String> others(FieldCondition one) {
    List<String> others = new ArrayList<>(OTHERS.getOrDefault(one.field(), List.of()));
    if (one.test() == FieldCondition.Test.CIDR_MATCH) {
      others.addAll(OTHER_ADDRESSES);
      return others;
    }
    String sample = one.sample(one.values().get(0));
    if (sample.matches("\\d{1,9}")) {
      others.add(String.valueOf(Long.parseLong(sample) + 1));
    }
    others.add(sample + "-other");
    others.add((sample.startsWith("/") ? "/other" : "other-") + sample);
    others.add("other");
    others.add("/other");
    return others;
  }
}
