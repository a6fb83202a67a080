package dev.weir.internal.session;

import dev.weir.internal.drl.DrlFile;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Generated rules, each on a line of its own, so that an error's line identifies the rule. */
final class RuleLines {

  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, int[]> counted = new HashMap<>();

  private RuleLines() {}

  /** Adds a rule's line to the end of a file's new text, which ends with a line end. */
  void add(DrlFile file, StringBuilder text, String id, String rule) {
    ids.put(file.name() + ":" + nextLine(file, text), id);
    text.append(DrlFile.oneLine(rule)).append('\n');
  }

  /** The number of the next line; what has been counted is not counted again. */
  private int nextLine(DrlFile file, StringBuilder text) {
    int[] lineAndOffset = counted.computeIfAbsent(file.name(), ignored -> new int[] {1, 0});
    for (; lineAndOffset[1] < text.length(); lineAndOffset[1]++) {
      if (text.charAt(lineAndOffset[1]) == '\n') {
        lineAndOffset[0]++;
      }
    }
    return lineAndOffset[0];
  }

  /** Compiles generated rules. */
  static RuleSet compile(Set<String> wanted, Function<RuleLines, Map<String, String>> files) {
    while (true) {
      RuleLines lines = new RuleLines();
      try {
        return RuleSet.of(files.apply(lines));
      } catch (RuleSetException e) {
        Set<String> faulty = new LinkedHashSet<>();
        e.issues().forEach(issue -> faulty.add(lines.ids.get(issue.file() + ":" + issue.line())));
        if (!wanted.removeAll(faulty)) {
          throw e;
        }
      }
    }
  }
}
