package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.WARNING;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.TypeDeclarationDescr;
import org.jspecify.annotations.Nullable;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/** Fact types that know no time, and those that a file uses without an import of its own. */
final class FactLint {

  private static final Pattern NEW = Pattern.compile("\\bnew\\s+([A-Z]\\w*)\\s*\\(");

  /** All files of one package, which Drools takes together. */
  private static final class Namespace {
    final Map<String, String> imports = new TreeMap<>();
    final List<String> wild = new ArrayList<>();
    final Map<String, TypeDeclarationDescr> declared = new TreeMap<>();

    /** The class that some file of the package imports under a name. */
    @Nullable String imported(String type) {
      String exact = imports.get(type);
      return exact != null
          ? exact
          : wild.stream()
              .map(start -> start + type)
              .filter(name -> Classes.find(name) != null)
              .findFirst()
              .orElse(null);
    }
  }

  private final Map<String, Namespace> namespaces = new TreeMap<>();
  private final List<RuleIssue> issues;

  private FactLint(List<RuleIssue> issues) {
    this.issues = issues;
  }

  static void check(RuleSet rules, List<RuleIssue> issues) {
    FactLint lint = new FactLint(issues);
    Map<DrlFile, PackageDescr> files = new LinkedHashMap<>();
    for (DrlFile file : rules.files().rules()) {
      PackageDescr parsed = RuleText.parse(file);
      if (parsed != null) {
        files.put(file, parsed);
        lint.add(parsed);
      }
    }
    files.forEach(lint::checkDeclared);
    for (RuleText rule : rules.texts().values()) {
      PackageDescr parsed = files.get(rule.file());
      if (parsed != null) {
        lint.check(rule, parsed);
      }
    }
  }

  private void add(PackageDescr parsed) {
    Namespace namespace = namespaces.computeIfAbsent(parsed.getName(), name -> new Namespace());
    for (ImportDescr one : parsed.getImports()) {
      String target = one.getTarget();
      if (target.endsWith(".*")) {
        namespace.wild.add(target.substring(0, target.length() - 1));
      } else {
        namespace.imports.put(target.substring(target.lastIndexOf('.') + 1), target);
      }
    }
    for (TypeDeclarationDescr type : parsed.getTypeDeclarations()) {
      namespace.declared.put(type.getTypeName(), type);
    }
  }

  /** A type of the rules' own; one that is also a class only gets metadata added. */
  private void checkDeclared(DrlFile file, PackageDescr parsed) {
    for (TypeDeclarationDescr type : parsed.getTypeDeclarations()) {
      boolean inherits = !type.getSuperTypes().isEmpty();
      if (!inherits && !isEvent(type) && imported(parsed, type.getTypeName()) == null) {
        int at = file.code().indexOf(type.getTypeName(), Math.max(0, type.getStartCharacter()));
        issues.add(
            withoutTime(file.issueAt(Math.max(at, 0), WARNING, timeless(type.getTypeName()))));
      }
    }
  }

  private void check(RuleText rule, PackageDescr parsed) {
    Namespace namespace = namespaces.get(parsed.getName());
    if (namespace == null) {
      return;
    }
    for (RuleText.PatternText pattern : rule.everyPattern()) {
      String type = pattern.type();
      int at = rule.file().code().indexOf(type, pattern.offset());
      checkImport(rule, parsed, namespace, type, at);
      String full = namespace.imported(type);
      TypeDeclarationDescr declared = namespace.declared.get(type);
      if (full != null && !hasTime(full) && (declared == null || !isEvent(declared))) {
        issues.add(withoutTime(rule.issueAt(at, WARNING, timeless(type))));
      }
    }
    Matcher made = NEW.matcher(rule.file().code()).region(rule.start(), rule.end());
    while (made.find()) {
      checkImport(rule, parsed, namespace, made.group(1), made.start(1));
    }
  }

  private void checkImport(
      RuleText rule, PackageDescr parsed, Namespace namespace, String type, int at) {
    String full = namespace.imported(type);
    if (full != null && imported(parsed, type) == null && !namespace.declared.containsKey(type)) {
      issues.add(
          rule.issueAt(
                  at,
                  WARNING,
                  type + " is not imported in this file, only in another of the package")
              .withHint("add import " + full + ";"));
    }
  }

  /** The class that the file itself imports under a name. */
  private static @Nullable String imported(PackageDescr parsed, String type) {
    List<String> wild = new ArrayList<>();
    for (ImportDescr one : parsed.getImports()) {
      String target = one.getTarget();
      if (target.endsWith("." + type)) {
        return target;
      }
      if (target.endsWith(".*")) {
        wild.add(target.substring(0, target.length() - 1) + type);
      }
    }
    return wild.stream().filter(name -> Classes.find(name) != null).findFirst().orElse(null);
  }

  private static boolean hasTime(String name) {
    Class<?> type = Classes.find(name);
    if (type == null || type == dev.weir.event.Event.class) {
      return true; // cannot be told, or is one of those that have
    }
    Role role = type.getAnnotation(Role.class);
    return role != null
        && role.value() == Role.Type.EVENT
        && type.isAnnotationPresent(Timestamp.class);
  }

  private static boolean isEvent(TypeDeclarationDescr type) {
    boolean event = false;
    boolean time = false;
    for (AnnotationDescr annotation : type.getAnnotations()) {
      String name = annotation.getName().replaceFirst(".*\\.", "").toLowerCase(Locale.ROOT);
      String value = String.valueOf(annotation.getSingleValue()).toLowerCase(Locale.ROOT);
      event |= name.equals("role") && value.replaceFirst(".*\\.", "").equals("event");
      time |= name.equals("timestamp");
    }
    return event && time;
  }

  private static String timeless(String type) {
    return type + " has no @role(event) with a @timestamp, so after[...] cannot know its time";
  }

  private static RuleIssue withoutTime(RuleIssue issue) {
    return issue.withHint("declare @role(event) and @timestamp(...) for it");
  }
}
