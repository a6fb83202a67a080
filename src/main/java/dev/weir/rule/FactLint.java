package dev.weir.rule;

import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.drl.Expression.Creation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kie.api.definition.type.Role;
import org.kie.api.definition.type.Timestamp;

/** Finds fact types without a time, and types that a file uses without an import of its own. */
final class FactLint {

  /** All files of one package, which Drools compiles together. */
  private static final class Namespace {
    final List<DrlFile.Import> imports = new ArrayList<>();
    final Map<String, DrlFile.Type> declared = new TreeMap<>();
  }

  private final Map<String, Namespace> namespaces = new TreeMap<>();
  private final Findings findings;

  private FactLint(Findings findings) {
    this.findings = findings;
  }

  static void check(DrlRules rules, Findings findings) {
    FactLint lint = new FactLint(findings);
    for (DrlFile file : rules.files()) {
      Namespace namespace = lint.namespace(file);
      namespace.imports.addAll(file.imports());
      file.types().forEach(type -> namespace.declared.put(type.name(), type));
    }
    rules.files().forEach(lint::checkDeclared);
    rules.rules().forEach(lint::check);
  }

  private Namespace namespace(DrlFile file) {
    return namespaces.computeIfAbsent(file.packageName(), name -> new Namespace());
  }

  /** A type of the rules' own; a declaration of a known class only adds metadata. */
  private void checkDeclared(DrlFile file) {
    for (DrlFile.Type type : file.types()) {
      if (!type.inherits()
          && !type.isTimedEvent()
          && imported(file.imports(), type.name()) == null) {
        warnOfNoTime(file, type.offset(), type.name());
      }
    }
  }

  private void check(DrlRule rule) {
    Namespace namespace = namespace(rule.file());
    for (DrlPattern pattern : rule.everyPattern()) {
      String type = pattern.type();
      checkImport(rule, namespace, type, pattern.typeStart());
      String full = imported(namespace.imports, type);
      DrlFile.Type declared = namespace.declared.get(type);
      if (full != null && !hasTime(full) && (declared == null || !declared.isTimedEvent())) {
        warnOfNoTime(rule.file(), pattern.typeStart(), type);
      }
    }
    rule.code()
        .walk(Creation.class)
        .forEach(one -> checkImport(rule, namespace, one.type(), one.typeStart()));
  }

  private void checkImport(DrlRule rule, Namespace namespace, String type, int at) {
    String full = imported(namespace.imports, type);
    if (full != null
        && imported(rule.file().imports(), type) == null
        && !namespace.declared.containsKey(type)) {
      findings.warn(
          rule.place(at),
          type + " is not imported in this file, only in another of the package",
          "add import " + full + ";");
    }
  }

  /** The class that is imported under a name; null if there is none. */
  private static @Nullable String imported(List<DrlFile.Import> imports, String type) {
    for (DrlFile.Import one : imports) {
      if (one.simpleName().equals(type)) {
        return one.target();
      }
    }
    return imports.stream()
        .filter(DrlFile.Import::isWild)
        .map(one -> one.target().substring(0, one.target().length() - 1) + type)
        .filter(name -> Classes.find(name) != null)
        .findFirst()
        .orElse(null);
  }

  private static boolean hasTime(String name) {
    Class<?> type = Classes.find(name);
    if (type == null || type == dev.weir.event.Event.class) {
      return true; // unknown, or with subclasses that all have a time
    }
    Role role = type.getAnnotation(Role.class);
    return role != null
        && role.value() == Role.Type.EVENT
        && type.isAnnotationPresent(Timestamp.class);
  }

  private void warnOfNoTime(DrlFile file, int offset, String type) {
    findings.warn(
        file.place(offset),
        type + " has no @role(event) with a @timestamp, so after[...] cannot know its time",
        "declare @role(event) and @timestamp(...) for it");
  }
}
