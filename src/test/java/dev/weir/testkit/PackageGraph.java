package dev.weir.testkit;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which of Weir's packages imports which, by their names below {@code dev.weir}, as text for
 * docs/architecture.md. The graph has no circles.
 */
public final class PackageGraph {

  private static final String ROOT = "dev.weir";

  private final Map<String, Set<String>> imports = new TreeMap<>();

  public PackageGraph(JavaClasses classes) {
    for (JavaClass one : classes) {
      Set<String> targets = imports.computeIfAbsent(name(one), ignored -> new TreeSet<>());
      for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT) && !name(target).equals(name(one))) {
          targets.add(name(target));
        }
      }
    }
  }

  /** A line for each package: its name and what it imports. */
  public String table() {
    return imports.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /** A Mermaid flowchart, without the arrows that follow from others. */
  public String picture() {
    StringBuilder picture = new StringBuilder("flowchart TD\n");
    imports.forEach(
        (from, targets) ->
            targets.stream()
                .filter(to -> targets.stream().noneMatch(other -> reaches(other, to)))
                .forEach(to -> picture.append("  %s --> %s\n".formatted(shown(from), shown(to)))));
    return picture.toString();
  }

  private boolean reaches(String from, String to) {
    return imports.getOrDefault(from, Set.of()).stream()
        .anyMatch(next -> next.equals(to) || reaches(next, to));
  }

  private static String shown(String name) {
    return name.replace("internal.", "");
  }

  private static String name(JavaClass one) {
    String name = one.getPackageName();
    return name.equals(ROOT) ? ROOT : name.substring(ROOT.length() + 1);
  }
}
