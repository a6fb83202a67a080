package dev.weir.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every condition of a rule set as a rule of its own, so that Drools itself can say which of them
 * hold. The patterns before a condition's own stay, without their conditions, for what it joins.
 * Immutable.
 */
public final class ConditionRules {

  /**
   * Where a condition stands.
   *
   * @param rule the rule's name
   * @param pattern the pattern it is in, from 0
   * @param condition a condition of that pattern, or one of the tests it comes down to
   */
  public record Place(String rule, int pattern, Condition condition) {}

  private final RuleSet rules;
  private final Map<String, Place> places;

  private ConditionRules(RuleSet rules, Map<String, Place> places) {
    this.rules = rules;
    this.places = places;
  }

  /**
   * Compiles the conditions of a rule set; takes as long as to load it.
   *
   * @param rules the rule set
   * @return its conditions; without any that cannot stand alone
   */
  public static ConditionRules of(RuleSet rules) {
    Map<String, Place> places = places(rules);
    RuleSet compiled =
        RuleLines.compile(
            places.keySet(),
            lines -> {
              Map<String, String> files = new LinkedHashMap<>();
              for (DrlFile file : rules.files().rules()) {
                String text = file(file, places, rules, lines);
                if (new DrlFile(file.name(), text).definesSomething()) {
                  files.put(file.name(), text);
                }
              }
              return RuleFiles.of(files);
            });
    return new ConditionRules(compiled, Collections.unmodifiableMap(places));
  }

  /**
   * The conditions as rules.
   *
   * @return a rule set whose rules do nothing, named by the keys of {@link #places}
   */
  public RuleSet rules() {
    return rules;
  }

  /**
   * Where the conditions stand.
   *
   * @return places by the names of their rules in {@link #rules}, unmodifiable
   */
  public Map<String, Place> places() {
    return places;
  }

  private static Map<String, Place> places(RuleSet rules) {
    Map<String, Place> places = new LinkedHashMap<>();
    for (RuleText rule : rules.texts().values()) {
      for (int i = 0; i < rule.patterns().size(); i++) {
        for (Condition condition : rule.patterns().get(i).conditions()) {
          for (Condition one : withTests(condition)) {
            places.put("c" + places.size(), new Place(rule.name(), i, one));
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
  private static String file(
      DrlFile file, Map<String, Place> places, RuleSet rules, RuleLines lines) {
    String around = file.code();
    for (RuleText rule : rules.texts().values()) {
      around = rule.file() == file ? rule.around() : around;
    }
    StringBuilder text = new StringBuilder(around).append('\n');
    for (Map.Entry<String, Place> entry : places.entrySet()) {
      RuleText rule = rules.texts().get(entry.getValue().rule());
      if (rule != null && rule.file() == file) {
        lines.add(file, text, entry.getKey(), line(entry.getKey(), rule, entry.getValue()));
      }
    }
    return text.toString();
  }

  private static String line(String id, RuleText rule, Place place) {
    StringBuilder line = new StringBuilder("rule \"").append(id).append("\" when ");
    for (int i = 0; i <= place.pattern(); i++) {
      RuleText.PatternText pattern = rule.patterns().get(i);
      Stream<String> alone =
          i == place.pattern() ? Stream.of(place.condition().text()) : Stream.of();
      String inside = String.join(", ", Stream.concat(bindings(pattern), alone).toList());
      line.append(pattern.binding().isEmpty() ? "" : pattern.binding() + " : ")
          .append(pattern.type())
          .append('(')
          .append(inside)
          .append(") ");
    }
    return line.append("then end").toString();
  }

  private static Stream<String> bindings(RuleText.PatternText pattern) {
    return pattern.bindings().stream().map(binding -> binding.replaceAll("\\s*\\R\\s*", " "));
  }
}
