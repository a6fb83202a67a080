package dev.weir.rule;

import static dev.weir.rule.SmallPack.EXCLUSION;
import static dev.weir.rule.SmallPack.FIRST;
import static dev.weir.rule.SmallPack.PAIRING;
import static dev.weir.rule.SmallPack.excluding;
import static dev.weir.rule.SmallPack.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule sets that do not compile, each told with its place and what to do about it. */
class BrokenRulesTest {

  /** Stands before the words that are to be blamed. */
  private static final String HERE = "\u2038";

  @TempDir private Path folder;

  /** A file with a mark, and the first issue with it. */
  record Broken(String name, String text, String hint, String marked) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Broken> broken() {
    return Stream.of(
        condition(
            "a field that no event has",
            "\u2038processExecutabel.like(\"/opt/a\")",
            "Unable to Analyse Expression",
            "did you mean processExecutable?"),
        condition(
            "a field in other letters",
            "\u2038process_name.present",
            "Unable to Analyse Expression",
            "did you mean processName?"),
        condition(
            "a field as ECS writes it",
            "\u2038process.parent.executable.like(\"/opt/a\")",
            "Unable to Analyse Expression",
            "write processParentExecutable"),
        condition(
            "a field as ECS writes it, compared",
            "\u2038process.name == \"curl\"",
            "Unable to Analyse Expression",
            "write processName"),
        condition(
            "a field that has no accessor",
            "\u2038process.env_vars.like(\"LD_*\")",
            "Unable to Analyse Expression",
            "field(\"process.env_vars\")"),
        condition(
            "a misspelt field of the event",
            "event.\u2038hostNmae.present",
            "Unknown field hostNmae",
            "did you mean hostName?"),
        condition(
            "a misspelt property compared",
            "\u2038hostid == \"h\"",
            "Unable to parse left part",
            "did you mean hostId?"),
        condition(
            "a variable that is bound nowhere",
            "\u2038hostId == $other.hostId",
            "Unable to Analyse Expression",
            "is $other bound in a pattern above?"),
        condition(
            "a misspelt test",
            "processName.\u2038likes(\"a\")",
            "Method likes",
            "did you mean like?"),
        condition(
            "a test of other languages",
            "processName.\u2038contains(\"a\")",
            "Method contains",
            "write like(\"*...*\")"),
        condition(
            "a misspelt presence",
            "processName.\u2038presnt",
            "Unknown field presnt",
            "did you mean present?"),
        condition(
            "a text of has in single quotation marks",
            "processName.\u2038has('a')",
            "Method has",
            "has takes texts in double quotation marks"),
        condition(
            "a text in single quotation marks",
            "processName.\u2038like('a')",
            "Method like",
            "double quotation marks"),
        condition(
            "like for a key",
            "hostId.\u2038like(\"a\")",
            "Method like on class java.lang.String",
            "compare it with =="),
        condition(
            "an operator for like",
            "processName \u2038like \"a\"",
            "mismatched input 'like'",
            "write it as a call"),
        condition(
            "values compared with ==",
            "\u2038processName == \"curl\"",
            "\"==\" does not look at the values of processName",
            "write processName.has(\"curl\")"),
        condition(
            "values compared with !=",
            "\u2038processName != \"curl\"",
            "\"!=\" does not look at the values",
            "write !processName.has(\"curl\")"),
        condition(
            "values compared with a number",
            "\u2038destinationPort == 80",
            "\"==\" does not look at the values",
            "write destinationPort.has("),
        condition(
            "values matched with an expression",
            "\u2038processName matches \"curl|wget\"",
            "Cannot cast from Values",
            "write processName.has"),
        condition(
            "a comma that is missing",
            "processName.like(\u2038\"a\" \"b\")",
            "no viable alternative",
            "is a comma missing after it?"),
        new Broken(
            "a bracket that is missing",
            "mismatched input 'then'",
            "is a ) missing above?",
            file(EXCLUSION.replace("\"/opt/b\"))\nthen", "\"/opt/b\")\n\u2038then"))),
        new Broken(
            "an unknown fact",
            "Unable to find class: ProcesEvent",
            "did you mean ProcessEvent?",
            file(FIRST.replace("ProcessEvent(", "\u2038ProcesEvent("))),
        new Broken(
            "a fact without an import",
            "Unable to find class: Suspect",
            "write import dev.weir.event.Suspect;",
            "package p;\n" + EXCLUSION.replace("Suspect(", "\u2038Suspect(")),
        new Broken(
            "an import of a class that is not there",
            "There is no class dev.weir.event.Suspekt",
            "did you mean dev.weir.event.Suspect?",
            "package p;\nimport \u2038dev.weir.event.Suspekt;\n" + EXCLUSION),
        new Broken(
            "an import from another package",
            "There is no class dev.weir.Suspect",
            "write import dev.weir.event.Suspect;",
            "package p;\nimport \u2038dev.weir.Suspect;\n" + EXCLUSION),
        new Broken(
            "no fault of an import of all classes",
            "Unable to Analyse Expression",
            "processName",
            "package p;\nimport dev.weir.event.*;\n"
                + EXCLUSION.replace("processExecutable", "\u2038procesName")),
        new Broken(
            "a class that a consequence does not know",
            "Suspct cannot be resolved to a type",
            "did you mean Suspect?",
            file(FIRST.replace("new Suspect", "new \u2038Suspct"))),
        new Broken(
            "no global",
            "alerts cannot be resolved",
            "add global dev.weir.alert.Alerts alerts;",
            file(FIRST, PAIRING.replace("alerts.raise", "\u2038alerts.raise"))
                .replaceAll("global.*\n", "")),
        new Broken(
            "a rule without its end",
            "mismatched input 'alerts'",
            "or the end of the rule before?",
            file(
                FIRST.replace("end\n", ""), PAIRING.replace("alerts.raise", "\u2038alerts.raise"))),
        new Broken(
            "a word for after",
            "mismatched input 'follows'",
            "write this after[0s, 1s] $suspect",
            file(FIRST, PAIRING.replace("this after", "this \u2038follows"))),
        new Broken(
            "an unknown unit",
            "no viable alternative at input '0s'",
            "the units of a span are ms, s, m, h and d",
            file(FIRST, PAIRING.replace("0s, 1s", "\u20380s, 1sec"))),
        new Broken(
            "a misspelt keyword",
            "mismatched input 'whn'",
            "did you mean when?",
            file(FIRST.replace("when", "\u2038whn"))),
        new Broken(
            "quotation marks of a word processor",
            "no viable alternative",
            "write straight quotation marks",
            file(FIRST.replace("\"curl\"", "\u2038\u201ccurl\u201d"))),
        new Broken(
            "a semicolon that is missing",
            "Parse error. Found",
            "is a ; missing after it?",
            file(FIRST, PAIRING.replace("delete($s);", "delete($s\u2038)"))),
        new Broken(
            "half a rule",
            "mismatched input '<eof>'",
            "",
            file(EXCLUSION).replaceFirst("(?s)delete.*", "\u2038")),
        new Broken(
            "a name that stands twice",
            "Duplicate rule name",
            "the other rule is in a.drl:6; give one another name",
            file(EXCLUSION, "\u2038" + EXCLUSION)));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void firstIssueHasPlaceAndHint(Broken broken) throws IOException {
    int at = broken.marked().indexOf(HERE);
    String text = broken.marked().replace(HERE, "");
    int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    int column = at - text.lastIndexOf('\n', at - 1);
    Files.writeString(folder.resolve("a.drl"), text);

    RuleIssue issue = refused().issues().get(0);

    assertThat(issue.toString()).contains(broken.text());
    assertThat(issue.toString()).startsWith("a.drl:" + line + ":");
    assertThat(issue.hint()).contains(broken.hint());
    if (broken.name().startsWith("a name that")) {
      assertThat(issue.column()).isEqualTo(column + "rule \"".length());
    } else if (!broken.name().equals("half a rule")) {
      assertThat(issue.column()).isEqualTo(column);
    }
  }

  @Test
  void brokenLinkIsAnIssue() throws IOException {
    Files.writeString(folder.resolve("a.drl"), file(FIRST));
    Files.createSymbolicLink(folder.resolve("b.drl"), Path.of("gone.drl"));

    assertThat(refused().issues()).containsExactly(RuleIssue.ofFile("b.drl", "is a broken link"));
  }

  @Test
  void folderThatContainsItselfIsAnIssue() throws IOException {
    Files.writeString(folder.resolve("a.drl"), file(FIRST));
    Files.createSymbolicLink(folder.resolve("again"), folder);

    assertThat(refused().issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.file()).isEqualTo("again"))
        .satisfies(issue -> assertThat(issue.text()).startsWith("cannot be read"));
  }

  @Test
  void linkToItselfIsAnIssue() throws IOException {
    Files.writeString(folder.resolve("a.drl"), file(FIRST));
    Files.createSymbolicLink(folder.resolve("b.drl"), Path.of("b.drl"));

    assertThat(refused().issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.file()).isEqualTo("b.drl"));
  }

  @Test
  void fileOfNulsIsRejected() throws IOException {
    Files.write(folder.resolve("a.drl"), new byte[512]);

    assertThat(refused().issues())
        .containsExactly(RuleIssue.ofFile("a.drl", "contains no rule; is it only half written?"));
  }

  @Test
  void everyPrefixOfAFileIsRejectedOrCompiles() throws IOException {
    String text = excluding("processName.like(\"a\", /* b */ \"c\\\"d\") // e\n");
    int refused = 0;
    for (int end = 0; end < text.length(); end += 41) {
      Files.writeString(folder.resolve("a.drl"), text.substring(0, end));
      try {
        RuleSet.load(folder);
      } catch (RuleSetException e) {
        refused++;
        assertThat(e.issues()).isNotEmpty().allMatch(issue -> issue.file().equals("a.drl"));
      }
    }
    assertThat(refused).isGreaterThan(15);
  }

  private RuleSetException refused() {
    RuleSetException refused =
        catchThrowableOfType(RuleSetException.class, () -> RuleSet.load(folder));
    assertThat(refused).as("the rule set is refused").isNotNull();
    return refused;
  }

  private static Broken condition(String name, String condition, String text, String hint) {
    return new Broken(name, text, hint, excluding(condition));
  }
}
