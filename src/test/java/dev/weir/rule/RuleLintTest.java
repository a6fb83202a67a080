package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.ERROR;
import static dev.weir.rule.RuleIssue.Severity.WARNING;
import static dev.weir.rule.SmallPack.EXCLUSION;
import static dev.weir.rule.SmallPack.FIRST;
import static dev.weir.rule.SmallPack.PAIRING;
import static dev.weir.rule.SmallPack.compile;
import static dev.weir.rule.SmallPack.excluding;
import static dev.weir.rule.SmallPack.excludingOnly;
import static dev.weir.rule.SmallPack.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.rule.RuleIssue.Severity;
import dev.weir.testkit.ShippedRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What compiles and is hardly meant, each with its place; and what must not be blamed. */
@Tag("thorough")
class RuleLintTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  /** Stands before the words that are to be blamed. */
  private static final String HERE = "\u2038";

  /** A rule file with a mark, and the one issue with it. */
  record Fault(String name, Severity severity, String text, String hint, String marked) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fault> valuesNoFieldHas() {
    return Stream.of(
        value(
            "a blank at the end",
            "processExecutable.like(\"/opt/a\", \u2038\"/opt/b \")",
            "\"/opt/b \" begins or ends with a space",
            "write \"/opt/b\""),
        value(
            "a blank at the beginning",
            "hostName.has(\u2038\" web\")",
            "begins or ends with a space",
            "write \"web\""),
        value(
            "nothing at all",
            "userName.like(\u2038\"\")",
            "matches only an empty value",
            "!userName.present"),
        value(
            "no pattern at all",
            "\u2038userName.like()",
            "without a pattern matches nothing",
            "write"),
        value(
            "a path without a beginning",
            "processParentExecutable.like(\"*/x\", \u2038\"opt/b/*\")",
            "\"opt/b/*\" can never match: process.parent.executable is a path",
            "\"/opt/b/*\" or \"*/opt/b/*\""),
        value(
            "a folder without a beginning",
            "processWorkingDirectory.has(\u2038\"tmp\")",
            "process.working_directory is a path",
            "\"/tmp\""),
        value(
            "a path of a field without an accessor",
            "field(\"process.parent.parent.executable\").like(\u2038\"sshd\")",
            "process.parent.parent.executable is a path",
            "\"*/sshd\""),
        value(
            "a name with a path",
            "processName.like(\u2038\"/usr/bin/curl\")",
            "process.name is a name without a path",
            "write \"curl\", or ask for processExecutable"),
        value(
            "a name with a path inside not",
            "!(processPid.has(\"1\") && processEntryLeaderName.has(\u2038\"bin/x\"))",
            "process.entry_leader.name is a name",
            "processEntryLeaderExecutable"),
        value(
            "a star where stars are stars",
            "processName.has(\u2038\"python*\")",
            "* in has(...) matches only a star",
            "write processName.like(\"python*\")"),
        value(
            "a known word in capitals",
            "hostOsType.has(\u2038\"Linux\")",
            "ECS has no such host.os.type",
            "did you mean linux?"),
        value(
            "an unknown word",
            "eventOutcome.has(\u2038\"denied\")",
            "ECS has no such event.outcome",
            "one of failure, success, unknown"),
        value(
            "a pattern for unknown words",
            "eventType.like(\"st*\", \u2038\"begin*\")",
            "ECS has no such event.type",
            "one of access"),
        value(
            "an unknown category",
            "eventCategory.has(\u2038\"proces\")",
            "ECS has no such event.category",
            "did you mean process?"),
        value(
            "a text longer than any",
            "userName.has(\u2038\"" + "x".repeat(1025) + "\")",
            "user.name counts as missing over 1,024",
            ""),
        value(
            "a pattern longer than any value",
            "hostName.like(\u2038\"*" + "x?".repeat(513) + "*\")",
            "host.name counts as missing over 1,024",
            ""),
        value(
            "an address as a text",
            "destinationIp.has(\u2038\"169.254.169.254\")",
            "destination.ip is compared as a string",
            "write destinationIp.cidrMatch(\"169.254.169.254\")"),
        value(
            "addresses as a pattern",
            "sourceIp.like(\u2038\"10.1.*\")",
            "source.ip is compared as a string",
            "write sourceIp.cidrMatch(\"10.1.0.0/16\")"),
        value(
            "an alternative",
            "processExecutable.like(\"/x\") || processName.like(\u2038\"/x\")",
            "can never match",
            ""),
        value(
            "a condition that is bound",
            "$n : processName.has(\u2038\"/x\"), hostName.has(\"h\")",
            "can never match",
            ""),
        new Fault(
            "a block that is none",
            ERROR,
            "\"10.0.0.0/33\" is no address or block",
            "10.0.0.0/8",
            excluding("destinationIp.cidrMatch(\"10.0.0.0/8\", \u2038\"10.0.0.0/33\")")),
        new Fault(
            "a name as a block",
            ERROR,
            "\"metadata.goog\" is no address or block",
            "",
            file(
                FIRST,
                PAIRING.replace("this", "destinationIp.cidrMatch(\u2038\"metadata.goog\"), this"))),
        warning(
            "a value in a rule that is no exclusion",
            "can never match",
            "",
            file(FIRST.replace("\"curl\"", "\u2038\"/bin/curl\""), PAIRING)),
        warning(
            "a value in a pattern inside not",
            "ECS has no such event.type",
            "start",
            file(
                FIRST,
                PAIRING.replace(
                    "then", "    not ProcessEvent(eventType.has(\u2038\"Start\"))\nthen"))));
  }

  static Stream<Fault> comparisons() {
    return Stream.of(
        value(
            "equals",
            "\u2038userName.equals(\"root\")",
            "\"equals(...)\" does not look",
            "userName.has("),
        value(
            "in",
            "\u2038processName in (\"a\", \"b\")",
            "\"in\" does not look",
            "processName.like("),
        value("not in", "\u2038processName not in (\"a\", \"b\")", "\"in\" does not look", "like("),
        value(
            "a text before ==",
            "\u2038\"root\" == userName",
            "\"==\" does not look",
            "userName.has(\"root\")"),
        value(
            "== for a field without an accessor",
            "\u2038field(\"a.b\") == \"x\"",
            "of which there may be several",
            "write field(\"a.b\").has(\"x\")"),
        value(
            "== in an alternative",
            "hostName.has(\"h\") || \u2038processName == \"a\"",
            "\"==\" does not look at the values of processName",
            "write processName.has(\"a\")"),
        value(
            "null",
            "hostName.has(\"h\"), \u2038userName != null",
            "\"!=\" does not look",
            "write userName.present"),
        value(
            "no null",
            "\u2038userName == null",
            "\"==\" does not look",
            "write !userName.present"));
  }

  static Stream<Fault> doingNothing() {
    return Stream.of(
        value(
            "a pattern that another covers",
            "processExecutable.like(\u2038\"/opt/A/b/*\", \"/opt/a*\")",
            "\"/opt/A/b/*\" adds nothing: \"/opt/a*\" matches all that it does",
            "remove it"),
        value(
            "a pattern that stands twice, but for its case",
            "processName.like(\"curl\", \"wget\", \u2038\"CURL\")",
            "\"CURL\" adds nothing: \"curl\"",
            ""),
        value(
            "a pattern that an alternative covers",
            "processName.like(\"a*\") || hostName.has(\"x\") || processName.like(\u2038\"ab\")",
            "\"ab\" adds nothing: \"a*\"",
            ""),
        value(
            "a pattern that another covers inside not",
            "!processName.like(\"a?\", \u2038\"ab\")",
            "\"ab\" adds nothing: \"a?\"",
            ""),
        warning(
            "an exclusion that a wider one covers",
            "removes no suspect that \"Agents\" (a.drl:",
            "remove one of the two",
            file(
                FIRST,
                PAIRING,
                EXCLUSION,
                "\u2038"
                    + EXCLUSION
                        .replace("Agents", "Narrow")
                        .replace("\"/opt/a/*\", \"/opt/b\"", "\"/opt/a/b\"")
                        .replace("detection", "hostName.has(\"h\"), detection"))),
        warning(
            "an exclusion before the wider one",
            "removes no suspect that \"Agents\"",
            "",
            file(
                FIRST,
                PAIRING,
                "\u2038"
                    + EXCLUSION
                        .replace("Agents", "Narrow")
                        .replace(".like(\"/opt/a/*\", \"/opt/b\")", ".has(\"/opt/b\")"),
                EXCLUSION)),
        warning(
            "an exclusion that stands twice",
            "removes no suspect that \"Agents\"",
            "",
            file(
                FIRST, PAIRING, EXCLUSION, "\u2038" + EXCLUSION.replace("Agents", "Agents again"))),
        warning(
            "an exclusion that covers nothing more for a shorter time",
            "removes no suspect that \"Agents\"",
            "",
            file(
                FIRST,
                PAIRING,
                EXCLUSION,
                "\u2038"
                    + EXCLUSION
                        .replace("Agents", "Agents for a while")
                        .replace("when", "date-expires \"01-Jan-2031\"\nwhen"))));
  }

  static Stream<Fault> reach() {
    return Stream.of(
        warning(
            "an exclusion of everything",
            "the exclusion removes every suspect",
            "add a condition that only",
            file(FIRST, PAIRING, EXCLUSION)
                .replace(
                    "$s : Suspect(detection == \"d\", " + SmallPack.CONDITION,
                    "\u2038$s : Suspect(detection == \"d\"")),
        warning(
            "an exclusion of any value",
            "every suspect whose container.id is recorded",
            "",
            file(FIRST, PAIRING, EXCLUSION)
                .replace(
                    "$s : Suspect(detection == \"d\", " + SmallPack.CONDITION,
                    "\u2038$s : Suspect(detection == \"d\", containerId.like(\"**\")")),
        warning(
            "an exclusion of what all have",
            "every suspect whose process.executable and user.name is recorded",
            "",
            file(FIRST, PAIRING, EXCLUSION)
                .replace(
                    "$s : Suspect(detection == \"d\", " + SmallPack.CONDITION,
                    "\u2038$s : Suspect(detection == \"d\", userName.present, processExecutable.present")),
        warning(
            "an exclusion without a detection",
            "names no detection",
            "add detection ==",
            file(
                FIRST,
                PAIRING,
                EXCLUSION.replace("$s : Suspect(detection == \"d\", ", "\u2038$s : Suspect("))),
        warning(
            "an exclusion of an unknown detection",
            "no rule inserts a suspect of the detection \"unusual-imds-reqest\"",
            "did you mean unusual-imds-request?",
            file(FIRST, PAIRING, EXCLUSION.replace("\"d\"", "\u2038\"unusual-imds-reqest\""))
                .replace("\"d\"", "\"unusual-imds-request\"")),
        warning(
            "a pairing of an unknown detection",
            "no rule inserts a suspect of the detection \"other\"",
            "detections are d",
            file(FIRST, PAIRING.replace("\"d\"", "\u2038\"other\""))),
        warning(
            "an exclusion without a first step",
            "no rule inserts",
            "insert(new Suspect(\"d\", $event));",
            file(EXCLUSION.replace("\"d\"", "\u2038\"d\""))),
        warning(
            "an exclusion that deletes nothing",
            "deletes no suspect",
            "delete($suspect);",
            file(FIRST, PAIRING, "\u2038" + EXCLUSION.replace("delete($s);", ""))),
        warning(
            "nobody's exclusion",
            "has no @owner",
            "@owner(\"team@example.org\")",
            file(FIRST, PAIRING, "\u2038" + EXCLUSION.replace("@owner(\"me@example.org\")\n", ""))),
        warning(
            "an exclusion without a reason",
            "has no @reason",
            "@reason(",
            file(FIRST, PAIRING, "\u2038" + EXCLUSION.replaceFirst("@reason.*", "@reason(\" \")"))),
        warning(
            "an exclusion that is not marked",
            "without @exclusion",
            "add @exclusion",
            file(FIRST, PAIRING, "\u2038" + EXCLUSION.replace("@exclusion\n", ""))));
  }

  static Stream<Fault> userControlled() {
    return Stream.of(
        alone(
            "a command line",
            "\u2038processCommandLine.like(\"/opt/a/agent *\")",
            "an intruder can meet this exclusion: whoever starts a process sets its"
                + " process.command_line",
            "@userControlled(\"process.command_line\")"),
        alone(
            "a name and a folder",
            "\u2038processName.has(\"agent\"), processWorkingDirectory.like(\"/opt/a*\")",
            "sets its process.name; whoever starts a process sets its process.working_directory",
            "@userControlled(\"process.name\", \"process.working_directory\")"),
        alone(
            "a host and the parent's arguments",
            "hostName.has(\"h\"), \u2038processParentArgs.has(\"/opt/a/run\")",
            "process.parent.args",
            "processParentExecutable"),
        alone(
            "a place where any user writes",
            "\u2038processExecutable.like(\"/opt/a/*\", \"/tmp/agent\")",
            "any user can write to a place that \"/tmp/agent\" matches",
            "@userControlled(\"process.executable\")"),
        alone(
            "a pattern that such a place fits",
            "\u2038processExecutable.like(\"*/agent\")",
            "any user can write to a place that \"*/agent\" matches",
            "a folder of root"),
        alone(
            "a place of a user on Windows",
            "\u2038processParentExecutable.like(\"?:\\\\Users\\\\*\\\\a.exe\")",
            "any user can write",
            ""),
        alone(
            "a program that does what it is told",
            "\u2038processExecutable.like(\"/usr/bin/python3*\"), processArgs.has(\"/opt/a/run\")",
            "\"/usr/bin/python3*\" does what its caller says; whoever starts a process sets its"
                + " process.args",
            "userName"),
        alone(
            "one of two alternatives",
            "processExecutable.has(\"/opt/a/b\") || \u2038processCommandLine.has(\"a\")",
            "process.command_line",
            ""),
        alone(
            "what is not, beside what a user sets",
            "!userName.has(\"app\"), \u2038processName.has(\"agent\")",
            "process.name",
            ""),
        warning(
            "another field than the accepted one",
            "process.args",
            "",
            excludingOnly("\u2038processArgs.has(\"a\")")
                .replace("@owner", "@userControlled(\"process.name\")\n@owner")),
        warning(
            "a function that reads what a user sets",
            "process.args",
            "",
            excludingOnly("\u2038first(this).has(\"/opt/a/run\")")
                + "function dev.weir.event.Values first(dev.weir.event.Event event) {"
                + " return event.getProcessArgs(); }\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processCommandLine.like(\"a *\"), userName.has(\"root\")",
        "processCommandLine.like(\"a *\"), processExecutable.like(\"/opt/a/*\")",
        "processName.has(\"a\"), processParentExecutable.has(\"/usr/sbin/agent\")",
        "processName.has(\"a\"), processEntryLeaderExecutable.has(\"/usr/sbin/agent\")",
        "processName.has(\"a\"), containerImageName.like(\"vendor/agent:*\")",
        "processName.has(\"a\"), field(\"process.hash.sha256\").has(\"ab\")",
        "processName.has(\"a\"), field(\"process.code_signature.subject_name\").has(\"V\")",
        "processName.has(\"a\"), destinationIp.cidrMatch(\"10.0.0.1\")",
        "processName.has(\"a\"), processExecutable.like(\"?:\\\\Windows\\\\System32\\\\a.exe\")",
        "processName.has(\"a\"), asRoot(this)",
        "hostName.has(\"scanner-1\")",
      })
  void exclusionThatTheKernelVouchesForHasNoIssue(String condition) {
    String asRoot =
        "function boolean asRoot(dev.weir.event.Event event) { return event.getUserName().has(\"root\"); }\n";

    assertThat(RuleLint.check(compile("a.drl", excludingOnly(condition) + asRoot), NOW)).isEmpty();
  }

  @Test
  void exclusionThatAcceptsAFieldByNameHasNoIssue() {
    String text =
        excludingOnly("processArgs.has(\"a\")")
            .replace("@owner", "@userControlled(\"process.args\")\n@owner");

    assertThat(RuleLint.check(compile("a.drl", text), NOW)).isEmpty();
  }

  static Stream<Fault> others() {
    return Stream.of(
        value(
            "and beside or",
            "\u2038processName.has(\"a\") || hostName.has(\"b\") && userName.has(\"c\")",
            "&& binds tighter",
            "processName.has(\"a\") || (hostName.has(\"b\") && userName.has(\"c\"))"),
        value(
            "and beside or, deeper",
            "!(hostName.has(\"x\") && (\u2038userName.has(\"a\") && hostName.has(\"b\") || userName.has(\"c\")))",
            "&& binds tighter",
            "(userName.has(\"a\") && hostName.has(\"b\")) || userName.has(\"c\")"),
        value(
            "a misspelt field name",
            "field(\u2038\"process.nmae\").has(\"x\")",
            "ECS has no field \"process.nmae\"",
            "did you mean process.name?"),
        value(
            "an accessor as a field name",
            "field(\u2038\"processName\").has(\"x\")",
            "no event has a field \"processName\"",
            "write processName without field"),
        warning(
            "a misspelt annotation",
            "unknown annotation @exclusio",
            "did you mean @exclusion?",
            file(FIRST, PAIRING, EXCLUSION.replace("@owner", "\u2038@exclusio\n@owner"))),
        warning(
            "an annotation in another spelling",
            "unknown annotation @risk_score",
            "did you mean @riskScore?",
            file(FIRST, PAIRING.replace("@message", "\u2038@risk_score(3)\n@message"))),
        warning(
            "after without a range",
            "after without a range joins over any span",
            "after[0s, 1s]",
            file(FIRST, PAIRING.replace("this after[0s, 1s]", "\u2038this after"))),
        warning(
            "after with one end",
            "after[1s] joins over any span",
            "after[0s, 1s]",
            file(FIRST, PAIRING.replace("this after[0s, 1s]", "\u2038this after[1s]"))),
        warning(
            "before with one end",
            "before[1s] joins over any span",
            "before[0s, 1s]",
            file(FIRST, PAIRING.replace("this after[0s, 1s] $s", "\u2038$s before[ 1s ] this"))),
        warning(
            "before where the event comes later",
            "an event is never before the suspect",
            "this after[0s, 1s] $suspect",
            file(FIRST, PAIRING.replace("this after", "\u2038this before"))),
        warning(
            "after with its sides exchanged",
            "an event is never before the suspect",
            "this after[0s, 1s] $suspect",
            file(FIRST, PAIRING.replace("this after[0s, 1s] $s", "\u2038$s after[0s, 1s] this"))),
        new Fault(
            "a span of two units",
            ERROR,
            "Drools reads only the first unit of 1m30s",
            "in one unit",
            file(FIRST, PAIRING.replace("this after[0s, 1s]", "\u2038this after[0s, 1m30s]"))),
        warning(
            "a text compared with a number",
            "hostId is a text, and is compared with a number",
            "in double quotation marks",
            file(FIRST.replace("hostId != null", "hostId != null, \u2038hostId > 5"), PAIRING)),
        warning(
            "a join without a span",
            "joins a suspect with an event however far apart",
            "this after[0s, 1s] $suspect",
            file(
                FIRST,
                PAIRING.replace(", this after[0s, 1s] $s", "").replace("$c :", "\u2038$c :"))),
        warning(
            "a rule past its date",
            "has expired: it does not apply to events from 31-May-2026 on",
            "give it a later date",
            file(
                FIRST,
                PAIRING,
                EXCLUSION.replace("when", "\u2038date-expires \"31-May-2026\"\nwhen"))),
        warning(
            "a regular expression of Java",
            "\"matches\" takes exponential time for some values",
            "write regex(\"...\")",
            excluding("\u2038hostId matches \"(a+)+b\"")),
        warning(
            "a regular expression of Java in a call",
            "\"matches\" takes exponential time for some values",
            "write regex(\"...\")",
            excluding("processName.present && \u2038processName.first().matches(\"(a+)+b\")")),
        new Fault(
            "no regular expression",
            ERROR,
            "\"(a\" is no regular expression: missing closing )",
            "RE2",
            excluding("processName.regex(\"a\", \u2038\"(a\")")),
        new Fault(
            "no regular expression in any case",
            ERROR,
            "\"(a\" is no regular expression: missing closing )",
            "RE2",
            excluding("processName.regexIgnoreCase(\u2038\"(a\")")),
        warning(
            "a case-sensitive pattern that is no path",
            "\"tmp/x*\" can never match: process.executable is a path",
            "\"/tmp/x*\"",
            excluding("processExecutable.likeExact(\u2038\"tmp/x*\")")),
        warning(
            "a detection that says nothing of itself",
            "raises alerts and has no @id, no @severity, no @riskScore, no @message",
            "UUID",
            file(FIRST, "\u2038" + PAIRING.replaceAll("@.*\n", ""))),
        warning(
            "a detection without a message",
            "raises alerts and has no @message",
            "docs/writing-a-rule.md",
            file(FIRST, "\u2038" + PAIRING.replaceAll("@message.*\n", ""))),
        new Fault(
            "an id that stands twice",
            ERROR,
            "\"Pairing\" (a.drl:12) has the same @id",
            "an id of its own",
            file(
                FIRST,
                PAIRING,
                PAIRING.replace("Pairing", "Pairing again").replace("@id", "\u2038@id"))),
        warning(
            "a declared type that knows no time",
            "Seen has no @role(event) with a @timestamp",
            "declare @role(event)",
            file("declare \u2038Seen\n  @role(event)\n  host : String\nend\n", FIRST, PAIRING)),
        warning(
            "a class that knows no time",
            "StringBuilder has no @role(event)",
            "",
            file(
                "import java.lang.StringBuilder;\n",
                FIRST,
                PAIRING,
                "rule \"Built\"\nwhen\n  $b : \u2038StringBuilder()\nthen\nend\n")));
  }

  @ParameterizedTest
  @MethodSource({
    "valuesNoFieldHas",
    "comparisons",
    "doingNothing",
    "reach",
    "userControlled",
    "others"
  })
  void faultIsReportedOnceWithPlaceAndHint(Fault fault) {
    int at = fault.marked().indexOf(HERE);
    String text = fault.marked().replace(HERE, "");
    int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    int column = at - text.lastIndexOf('\n', at - 1);

    List<RuleIssue> issues = RuleLint.check(compile("a.drl", text), NOW);

    assertThat(issues).hasSize(1);
    RuleIssue issue = issues.get(0);
    assertThat(issue.toString()).startsWith("a.drl:" + line + ":" + column + ": ");
    assertThat(issue.severity()).isEqualTo(fault.severity());
    assertThat(issue.text()).contains(fault.text()).doesNotContain("\n");
    assertThat(issue.hint()).contains(fault.hint());
    assertThat(issue.snippet()).isEqualTo(text.lines().toList().get(line - 1));
  }

  @Test
  void theSmallAndTheShippedPackAreClean() {
    assertThat(RuleLint.check(compile("a.drl", file(FIRST, PAIRING, EXCLUSION)), NOW)).isEmpty();
    assertThat(RuleLint.check(ShippedRules.get(), NOW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processExecutable.like(\"./*\", \"?tmp/x\", \"*/bin/x\", \"C:\\\\Windows\\\\*\")",
        "processArgs.has(\"*.pem\"), processArgs.has(\"/etc/shadow\")",
        "processName.like(\"a*\", \"?b\", \"*c\", \"c?*\"), processName.has(\"kworker/0:1\")",
        "hostOsType.has(\"linux\"), eventType.like(\"ST*\"), eventOutcome.present",
        "destinationIp.cidrMatch(\"fd00:ec2::254\", \"10.0.0.0/8\"), destinationIp.present",
        "containerId.present",
        "processName.regex(\"(a+)+b\", \"c\")",
        "processExecutable.regexIgnoreCase(\"[a-z]/.*\"), hostName.likeExact(\"a*\", \"A*\")",
        "!processParentExecutable.present",
        "(userName.has(\"a\") && hostName.has(\"b\")) || userName.has(\"c\")",
        "processName == $s.userName || hostId == \"h\" || hostId in (\"a\", \"b\")",
        "processName.first() == \"a\", processArgs.count() > 3, processName.only() != null",
        "field(\"process.name\").has(\"a\"), field(\"process.ppid\").has(\"1\")",
        "field(\"process.env_vars\").like(\"LD_PRELOAD=*\"), field(\"labels.team\").has(\"a\")",
        "userName.has(\"a\"), processExecutable.present",
        "userName.like(\"*\"), hostName.like(\"batch-*\")",
        "field(\"process.thread.name\").has(\"x/y\"), containerImageName.like(\"repo/app:*\")",
      })
  void correctConditionHasNoIssue(String condition) {
    assertThat(RuleLint.check(compile("a.drl", excluding(condition)), NOW)).isEmpty();
  }

  static Stream<String> wholeFiles() {
    String narrow = EXCLUSION.replace("Agents", "Narrow").replace("\"/opt/a/*\", ", "");
    return Stream.of(
        file(FIRST, PAIRING.replace("after[0s, 1s]", "after[0ms, 500ms]")),
        file(FIRST, PAIRING.replace("this after[0s, 1s] $s", "timestamp - $s.timestamp <= 500")),
        file(FIRST, PAIRING.replace("this after[0s, 1s] $s", "this coincides[1s] $s")),
        file(FIRST, PAIRING, EXCLUSION.replace("when", "date-expires \"02-Jun-2026\"\nwhen")),
        file(FIRST, PAIRING, EXCLUSION.replace("detection == \"d\"", "$s.detection == \"d\"")),
        file(
            FIRST, PAIRING, EXCLUSION.replace("detection == \"d\"", "detection in (\"d\", \"e\")")),
        // the wider one ends, is for other hosts, does not always fire, or does more
        file(
            FIRST,
            PAIRING,
            narrow,
            EXCLUSION.replace("when", "date-expires \"01-Jan-2031\"\nwhen")),
        file(
            FIRST,
            PAIRING,
            narrow,
            EXCLUSION.replace("detection", "hostName.has(\"x\"), detection")),
        file(FIRST, PAIRING, narrow, EXCLUSION.replace("when", "enabled false\nwhen")),
        file(
            FIRST,
            PAIRING,
            narrow,
            EXCLUSION.replace("$s : Suspect(", "$s : Suspect($x : hostName.has(\"h\"), ")),
        file(FIRST, PAIRING, narrow.replace("\"/opt/b\"", "\"/opt/b?\""), EXCLUSION),
        // another suspect takes its place
        file(
            FIRST,
            PAIRING,
            EXCLUSION
                .replaceAll("@.*\n", "")
                .replace("delete($s);", "delete($s); insert(new Suspect(\"d\", $s));")),
        // a name made up at run time may be any
        file(FIRST.replace("\"d\"", "\"d-\" + $exec.hostKey()"), PAIRING)
            .replace("new Suspect(\"d-\" +", "new Suspect(String.valueOf(\"d-\") +"),
        file(FIRST, PAIRING, "declare Seen\n  @role(event)\n  @timestamp(at)\n  at : long\nend\n"),
        file(FIRST, PAIRING)
            .replaceAll("import dev.weir.event.*\n", "")
            .replace("global", "import dev.weir.event.*;\nglobal"),
        file(
            FIRST,
            PAIRING,
            "rule \"Any\"\n@team(\"x\")\nwhen\n  $e : java.lang.String()\nthen\nend\n"));
  }

  @ParameterizedTest
  @MethodSource("wholeFiles")
  void correctFileHasNoIssue(String text) {
    assertThat(RuleLint.check(compile("a.drl", text), NOW)).isEmpty();
  }

  @Test
  void aCommandLineMayBeLongerThanAKeyword() {
    String condition = "processCommandLine.like(\"" + "y".repeat(2000) + "*\")";
    assertThat(RuleLint.check(compile("a.drl", excluding(condition)), NOW)).isEmpty();
  }

  @Test
  void typeImportedOnlyInAnotherFileIsReported() {
    String bare = "package p;\n" + FIRST.replace("First", "Bare").replace("python*", "perl");

    List<RuleIssue> issues =
        RuleLint.check(compile("a.drl", file(FIRST, PAIRING), "b.drl", bare), NOW);

    assertThat(issues)
        .extracting(RuleIssue::file, RuleIssue::line, RuleIssue::column, RuleIssue::hint)
        .containsExactly(
            tuple("b.drl", 4, 13, "add import dev.weir.event.ProcessEvent;"),
            tuple("b.drl", 6, 16, "add import dev.weir.event.Suspect;"));
  }

  @Test
  void exclusionsOfSeveralFilesAreComparedAndIssuesAreSorted() {
    String other =
        EXCLUSION.replace("Agents", "Others").replace("\"/opt/b\"", "\"/opt/B\", \"/opt\"");

    List<RuleIssue> issues =
        RuleLint.check(
            compile(
                "z.drl", file(FIRST, PAIRING, EXCLUSION.replace("@owner", "@woner")),
                "b.drl", file(other).replace("package p", "package q")),
            NOW);

    assertThat(issues)
        .extracting(issue -> issue.file() + ": " + issue.text())
        .containsExactly(
            "z.drl: the exclusion has no @owner, so nobody is responsible for it",
            "z.drl: removes no suspect that \"Others\" (b.drl:6) does not also remove",
            "z.drl: unknown annotation @woner");
  }

  @Test
  void expiryDependsOnTheGivenTime() {
    String text =
        file(FIRST, PAIRING, EXCLUSION.replace("when", "date-expires \"01-Jun-2026\"\nwhen"));
    RuleSet rules = compile("a.drl", text);
    Instant expires = rules.rules().get("Agents").expires();

    assertThat(RuleLint.check(rules, expires.minusMillis(1))).isEmpty();
    assertThat(RuleLint.check(rules, expires)).hasSize(1);
  }

  private static Fault value(String name, String condition, String text, String hint) {
    return warning(name, text, hint, excluding(condition));
  }

  private static Fault alone(String name, String condition, String text, String hint) {
    return warning(name, text, hint, excludingOnly(condition));
  }

  private static Fault warning(String name, String text, String hint, String marked) {
    return new Fault(name, WARNING, text, hint, marked);
  }

  @Test
  void addressesReturnedByAFunctionAreChecked() {
    String services =
        """
        package a;
        function String[] services() {
            return new String[] {
                "169.254.169.254",    // "no address" in a comment
                "fd00:ec2::/33", "169.254.169.999" };
        }
        function String[] names() { return new String[] {"curl"}; }
        """;
    String rule =
        """
        package a;
        import dev.weir.event.*;
        rule "r" when
            $e : NetworkEvent(destinationIp.cidrMatch(services()), processName.like(names()))
        then
            insert(new Suspect("d", $e));
        end
        """;

    List<RuleIssue> issues =
        RuleLint.check(RuleSet.of(Map.of("services.drl", services, "r.drl", rule)), Instant.EPOCH);
    assertThat(issues)
        .singleElement()
        .hasToString(
            "services.drl:5:26: error: \"169.254.169.999\" is no address or block, so the rules that"
                + " use the list fail\n"
                + "        \"fd00:ec2::/33\", \"169.254.169.999\" };\n"
                + "                         ^\n"
                + "hint: write an address or a block, as in \"169.254.169.254\"");
  }
}
