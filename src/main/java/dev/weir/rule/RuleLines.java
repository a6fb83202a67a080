package dev.weir.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Made-up rules, each on a line of its own, so that one that does not compile can be told. */
final class RuleLines {

  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, int[]> counted = new HashMap<>();

  private RuleLines() {}

  /** Adds a rule's line to the end of a file's new text, which has ended its last line. */
  void add(DrlFile file, StringBuilder text, String id, String rule) {
    ids.put(file.name() + ":" + nextLine(file, text), id);
    text.append(rule.replaceAll("\\s*\\R\\s*", " ")).append('\n');
  }

  /** The number of the line to come; what has been counted is not counted again. */
  private int nextLine(DrlFile file, StringBuilder text) {
    int[] lineAndOffset = counted.computeIfAbsent(file.name(), ignored -> new int[] {1, 0});
    for (; lineAndOffset[1] < text.length(); lineAndOffset[1]++) {
      if (text.charAt(lineAndOffset[1]) == '\n') {
        lineAndOffset[0]++;
      }
    }
    return lineAndOffset[0];
  }

  /**
   * Compiles made-up rules.
   *
   * @param wanted the rules' ids; those that do not compile are taken out of it
   * @param files makes the files of the ids wanted
   * @throws RuleSetException if something else does not compile
   */
  static RuleSet compile(Set<String> wanted, Function<RuleLines, RuleFiles> files) {
    while (true) {
      RuleLines lines = new RuleLines();
      try {
        return RuleSet.of(files.apply(lines), new ArrayList<>());
      } catch (RuleSetException e) {
        Set<String> atFault = new LinkedHashSet<>();
        e.issues().forEach(issue -> atFault.add(lines.ids.get(issue.file() + ":" + issue.line())));
        if (!wanted.removeAll(atFault)) {
          throw e;
        }
      }
    }
  }
}
