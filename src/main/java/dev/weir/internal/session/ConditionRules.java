package dev.weir.internal.session;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.rule.RuleSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conditions of a rule set, each as a rule of its own that does nothing. The patterns before a
 * condition's own stay, without their conditions, for what it joins. Immutable.
 *
 * @param rules the conditions as rules, named by the keys of the places
 * @param places where each condition is; without those that cannot be compiled alone
 */
record ConditionRules(RuleSet rules, Map<String, Place> places) {

  /** The place of a condition. */
  record Place(DrlRule rule, int pattern, Condition condition) {}

  /** Compiles the conditions of a rule set, which takes as long as to load it. */
  static ConditionRules of(RuleSet rules) {
    Map<String, Place> places = places(rules);
    RuleSet compiled =
        RuleLines.compile(
            places.keySet(),
            lines -> {
              Map<String, String> files = new LinkedHashMap<>();
              for (DrlFile file : rules.tree().files()) {
                String text = file(file, places, lines);
                if (new DrlFile(file.name(), text).definesSomething()) {
                  files.put(file.name(), text);
                }
              }
              return files;
            });
    return new ConditionRules(compiled, Collections.unmodifiableMap(places));
  }

  private static Map<String, Place> places(RuleSet rules) {
    Map<String, Place> places = new LinkedHashMap<>();
    for (DrlRule rule : rules.tree().rules()) {
      for (int i = 0; i < rule.patterns().size(); i++) {
        for (Condition condition : rule.patterns().get(i).conditions()) {
          for (Condition one : withTests(condition)) {
            places.put("c" + places.size(), new Place(rule, i, one));
          }
        }
      }
    }
    return places;
  }

  private static Set<Condition> withTests(Condition condition) {
    Set<Condition> all = new LinkedHashSet<>();
    all.add(condition);
    all.addAll(condition.tests());
    return all;
  }

  /** The file with a line for each condition in place of its rules. */
  private static String file(DrlFile file, Map<String, Place> places, RuleLines lines) {
    StringBuilder text = new StringBuilder(file.codeOutsideRules()).append('\n');
    places.forEach(
        (id, place) -> {
          if (place.rule().file() == file) {
            lines.add(file, text, id, line(id, place));
          }
        });
    return text.toString();
  }

  private static String line(String id, Place place) {
    StringBuilder line = new StringBuilder("rule \"").append(id).append("\" when ");
    for (int i = 0; i <= place.pattern(); i++) {
      DrlPattern pattern = place.rule().patterns().get(i);
      Stream<String> alone =
          i == place.pattern() ? Stream.of(place.condition().text()) : Stream.of();
      Stream<String> bindings = pattern.bindings().stream().map(DrlPattern.Binding::text);
      line.append(pattern.binding().isEmpty() ? "" : pattern.binding() + " : ")
          .append(pattern.type())
          .append(Stream.concat(bindings, alone).collect(Collectors.joining(", ", "(", ") ")));
    }
    return line.append("then end").toString();
  }
}
