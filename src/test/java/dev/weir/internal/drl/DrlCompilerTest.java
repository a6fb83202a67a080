package dev.weir.internal.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.drools.model.Model;
import org.junit.jupiter.api.Test;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/** Files in use are not compiled again, and the rules are those of a compilation of all files. */
class DrlCompilerTest {

  private static final String HEAD =
      """
      package tools;
      import java.util.List;
      import java.util.Map;
      global List found;
      """;

  private static final String LISTS =
      """
      package tools;
      import java.util.List;
      import java.util.Map;
      function String wanted() { return "%s"; }
      """;

  private final Map<String, String> files =
      new LinkedHashMap<>(
          Map.of(
              "lists.drl", LISTS.formatted("curl"),
              "one.drl", HEAD + rule("one", "this == wanted()"),
              "two.drl", HEAD + rule("two", "length == 4") + rule("three", "this != null")));

  /** In use from one test's first compilation to its end. */
  private CompiledRules before;

  private static String rule(String name, String condition) {
    return "rule \"%1$s\" when String(%2$s) then found.add(\"%1$s\"); end\n"
        .formatted(name, condition);
  }

  @Test
  void onlyTheEditedFileIsCompiled() {
    before = compile();
    files.put("two.drl", HEAD + rule("two", "length == 5") + rule("three", "this != null"));
    CompiledRules after = compile();

    assertThat(model(after, "one.drl")).isSameAs(model(before, "one.drl"));
    assertThat(model(after, "two.drl")).isNotSameAs(model(before, "two.drl"));
    assertThat(found(before, "curl")).containsExactlyInAnyOrder("one", "two", "three");
    assertThat(found(after, "curl")).containsExactlyInAnyOrder("one", "three");
  }

  @Test
  void anEditedFunctionChangesAllThatMayCallIt() {
    before = compile();
    files.put("lists.drl", LISTS.formatted("wget"));
    CompiledRules after = compile();

    assertThat(found(before, "wget")).doesNotContain("one");
    assertThat(found(after, "wget")).contains("one");
    assertThat(found(after, "curl")).doesNotContain("one");
  }

  @Test
  void aCommentOutsideOfRulesIsOfNoConcernToOthers() {
    before = compile();
    files.put("two.drl", HEAD + "\n// more\n" + rule("two", "length == 4"));

    assertThat(model(compile(), "one.drl")).isSameAs(model(before, "one.drl"));
  }

  @Test
  void anImportOfAnotherFileServesAnEditedOneAsInACompilationOfAll() {
    before = compile();
    files.put("three.drl", "package tools;\n" + rule("four", "found != null"));

    assertThat(found(compile(), "curl")).containsExactlyInAnyOrder("one", "two", "three", "four");
  }

  @Test
  void aFaultInAnEditedFileIsReported() {
    before = compile();
    files.put("two.drl", HEAD + rule("two", "size == 4"));

    assertThatThrownBy(this::compile)
        .isInstanceOfSatisfying(
            DrlCompiler.FailedException.class,
            fault -> assertThat(fault.messages()).anyMatch(one -> one.getText().contains("size")));
  }

  @Test
  void whatDependsOnOtherRulesIsCompiledWithThem() {
    files.put(
        "three.drl",
        HEAD
            + "declare Name text : String end\n"
            + "rule \"name\" when $text : String() then insert(new Name($text)); end\n");
    files.put(
        "four.drl",
        HEAD
            + "rule \"named\" when Name(text == wanted()) then found.add(\"named\"); end\n"
            + "rule \"more\" extends \"two\" when then found.add(\"more\"); end\n");
    before = compile();
    files.put("one.drl", HEAD);

    assertThat(found(before, "curl"))
        .containsExactlyInAnyOrder("one", "two", "three", "named", "more");
    assertThat(found(compile(), "curl")).containsExactlyInAnyOrder("two", "three", "named", "more");
  }

  private CompiledRules compile() {
    return DrlCompiler.compile(
        files.entrySet().stream()
            .map(file -> new DrlFile(file.getKey(), file.getValue()))
            .sorted((a, b) -> a.name().compareTo(b.name()))
            .toList());
  }

  private static Model model(CompiledRules rules, String file) {
    return rules.files().stream()
        .filter(one -> one.source().name().equals(file))
        .flatMap(one -> one.models().stream())
        .findFirst()
        .orElseThrow();
  }

  private static List<String> found(CompiledRules rules, String fact) {
    List<String> found = new ArrayList<>();
    KieBase base = rules.newKieBase();
    KieSession session = RuleSet.newKieSession(base);
    try {
      session.setGlobal("found", found);
      session.insert(fact);
      session.fireAllRules();
    } finally {
      session.dispose();
    }
    return found;
  }
}
