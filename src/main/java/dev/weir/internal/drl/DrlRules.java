package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Creation;
import dev.weir.internal.drl.Expression.Text;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tree of a rule set: its files, and its rules by name. Immutable. */
public final class DrlRules {

  private final List<DrlFile> files;
  private final Map<String, DrlRule> rules;
  private final Set<String> factTypes;

  private DrlRules(List<DrlFile> files, Map<String, DrlRule> rules) {
    this.files = files;
    this.rules = Collections.unmodifiableMap(rules);
    this.factTypes =
        rules.values().stream()
            .flatMap(rule -> rule.everyPattern().stream())
            .map(DrlPattern::simpleType)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The tree of some files; of rules of one name it has the last. */
  public static DrlRules of(List<DrlFile> files) {
    Map<String, DrlRule> rules = new LinkedHashMap<>();
    files.forEach(file -> file.rules().forEach(rule -> rules.put(rule.name(), rule)));
    return new DrlRules(List.copyOf(files), rules);
  }

  /** The same files without some of the rules. */
  public DrlRules without(Set<String> names) {
    Map<String, DrlRule> others = new LinkedHashMap<>(rules);
    others.keySet().removeAll(names);
    return new DrlRules(files, others);
  }

  public List<DrlFile> files() {
    return files;
  }

  /** The rules and queries, file by file in the order written. */
  public Collection<DrlRule> rules() {
    return rules.values();
  }

  public @Nullable DrlRule rule(String name) {
    return rules.get(name);
  }

  /** The names of all types of facts that rules use, without their packages. */
  public Set<String> factTypes() {
    return factTypes;
  }

  /** The names under which suspects are inserted; null if they cannot all be seen. */
  public @Nullable Set<String> detections() {
    Set<String> detections = new TreeSet<>();
    for (DrlFile file : files) {
      for (Expression part : code(file, DrlRule::consequence)) {
        if (part instanceof Creation creation && creation.type().equals("Suspect")) {
          if (creation.parts().size() < 2 || !(creation.parts().get(0) instanceof Text name)) {
            return null;
          }
          detections.add(name.value());
        } else if (part instanceof Call call && insertsUnseen(call)) {
          return null;
        }
      }
    }
    return detections;
  }

  /**
   * The names of fields that rules read by name, as in {@code field("labels.team")}; null if they
   * cannot all be seen.
   */
  public @Nullable Set<String> fieldsByName() {
    Set<String> fields = new TreeSet<>();
    for (DrlFile file : files) {
      boolean foreign =
          file.imports().stream()
              .anyMatch(
                  one ->
                      !one.target().startsWith("dev.weir.") && !one.target().startsWith("java."));
      for (Expression part : code(file, DrlRule::code)) {
        boolean field = part.name().equals("field") || part.name().equals("key");
        boolean ofValue = part.name().equals("isNewValue");
        boolean byName = field || part.name().equals("isNew") || ofValue;
        if (foreign || part.isNamed("document") || part.name().equals("getDocument")) {
          return null;
        } else if (byName && part instanceof Call call) {
          for (Expression argument : call.arguments()) {
            if (argument instanceof Text name) {
              fields.add(name.value());
            } else if (field || call.arguments().indexOf(argument) > (ofValue ? 1 : 0)) {
              return null;
            }
          }
        }
      }
    }
    return fields;
  }

  private static List<Expression> code(DrlFile file, Function<DrlRule, Expression> ofRule) {
    return Stream.concat(
            file.rules().stream().map(ofRule),
            file.functions().stream().map(DrlFile.Function::body))
        .flatMap(Expression::walk)
        .toList();
  }

  /** Whether what is inserted was made elsewhere, perhaps under a name that cannot be seen. */
  private static boolean insertsUnseen(Call call) {
    return call.name().startsWith("insert")
        && (call.arguments().isEmpty() || !(call.arguments().get(0) instanceof Creation));
  }
}
