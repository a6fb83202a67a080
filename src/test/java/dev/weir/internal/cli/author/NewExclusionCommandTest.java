package dev.weir.internal.cli.author;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.Stats;
import dev.weir.alert.Alert;
import dev.weir.cases.CaseResult;
import dev.weir.cases.CaseRun;
import dev.weir.cases.CaseTable;
import dev.weir.cases.RuleCase;
import dev.weir.internal.cli.Main;
import dev.weir.internal.read.EventReader;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.CloudPack;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StandardError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir new-exclusion} from the view of whoever is on call. */
@Tag("thorough")
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class NewExclusionCommandTest {

  private static final Path QUICKSTART =
      Path.of("test-fixtures", "unusual-imds-request", "quickstart.ndjson");

  private static final String TERMINAL = "weir.stdin.terminal";

  @RegisterExtension private final StandardError err = new StandardError();
  private final StringWriter out = new StringWriter();
  private final InputStream systemIn = System.in;

  @TempDir private Path folder;
  private Path rules;

  @BeforeEach
  void prepare() throws IOException {
    rules = ShippedRules.copyTo(folder.resolve("rules"));
  }

  @AfterEach
  void restore() {
    System.clearProperty(TERMINAL);
    System.setIn(systemIn);
  }

  @Test
  void eachAlertOfTheQuickstartIsExcludedAndAllCasesPass() throws IOException {
    copyCases(
        "exclusions-executable.yaml",
        "exclusions-parent-executable.yaml",
        "exclusions-working-directory.yaml",
        "order.yaml");
    Path alerts = alerts(QUICKSTART);
    List<String> ids = ids(alerts);
    assertThat(ids).hasSize(3);

    for (String id : ids) {
      assertThat(make(alerts, "--alert", id.substring(0, 12))).as(errors()).isZero();
      assertThat(out.toString()).contains("checked   ", " cases, 0 failed", "next      weir test");
    }

    Stats stats = detect(RuleSet.load(rules), QUICKSTART);
    assertThat(stats.alerts()).isZero();
    assertThat(stats.excluded())
        .containsEntry("curl by dash", 1L)
        .containsEntry("python3.11 by bash", 1L)
        .containsEntry(".x by bash", 1L);
    assertThat(weir("test", "--rules", rules.toString(), "*-by-*:")).as(out.toString()).isZero();
    assertThat(out.toString()).startsWith("15 cases, 0 failed");
    assertThat(weir("check", "--strict", "--rules", rules.toString())).as(out.toString()).isZero();
  }

  /** Several detections raise the same events; the cases say what the others still raise. */
  @Test
  void eachAlertOfTheCloudPackOnTheQuickstartIsExcluded() throws IOException {
    copyCloudPack();
    Path alerts = cloudAlerts();

    for (String id : ids(alerts)) {
      assertThat(make(alerts, "--alert", id.substring(0, 12), "--dry-run")).as(errors()).isZero();
      assertThat(out.toString()).contains(" cases, 0 failed");
    }
  }

  /** With the exclusions of all its programs, the input raises nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"--all-marks", "--incidents=5m"})
  void theCloudPackIsSilentOnceAllOfTheQuickstartIsExcluded(String way) throws IOException {
    copyCloudPack();
    boolean incidents = way.startsWith("--incidents");
    List<String> last = List.of();
    for (int i = 0; i < 12; i++) {
      Path alerts = incidents ? cloudAlerts(way) : cloudAlerts();
      if (ids(alerts).isEmpty()) {
        break;
      }
      assertThat(ids(alerts)).isNotEqualTo(last);
      last = ids(alerts);
      assertThat(incidents ? make(alerts) : make(alerts, way)).as(errors() + out).isZero();
    }

    assertThat(ids(cloudAlerts())).isEmpty();
    assertThat(weir("test", "--rules", rules.toString())).as(out.toString()).isZero();
  }

  private void copyCloudPack() throws IOException {
    rules = ShippedRules.copy(CloudPack.FOLDER, folder.resolve("cloud"));
    Path cases = Files.createDirectory(rules.resolve("cases"));
    Files.copy(
        Path.of("test-fixtures", "cloud-metadata", "cases", "base.yaml"),
        cases.resolve("base.yaml"));
  }

  private Path cloudAlerts(String... options) {
    Path alerts = folder.resolve("cloud.ndjson");
    List<String> all = new ArrayList<>(List.of("detect", "--rules=" + rules));
    all.addAll(List.of(options));
    all.addAll(List.of("--output=" + alerts, QUICKSTART.toString()));
    assertThat(weir(all.toArray(String[]::new))).isZero();
    return alerts;
  }

  @Test
  void theFilesLookAsIfWrittenByHand() throws IOException {
    copyCases("boundaries.yaml");

    assertThat(make(alerts(QUICKSTART))).isZero();

    String rule = Files.readString(rules.resolve("exclusions/curl-by-dash.drl"));
    assertThat(Path.of("docs", "new-exclusion.md")).content().contains(rule);
    assertThat(rule)
        .isEqualTo(
            """
            package unusual_imds_request;

            import dev.weir.event.Suspect;

            rule "curl by dash"
            @exclusion
            @owner("platform-team@example.org")
            @reason("TICKET-1: known")
            when
                $suspect : Suspect(
                    detection == "unusual-imds-request",
                    processCommandLine.has("curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/"),
                    processExecutable.has("/usr/bin/curl"),
                    processParentExecutable.has("/usr/bin/dash"),
                    processEntryLeaderExecutable.has("/usr/sbin/php-fpm8.3"))
            then
                delete($suspect);
            end
            """);
    String table = Files.readString(rules.resolve("cases/curl-by-dash.yaml"));
    assertThat(Path.of("docs", "new-exclusion.md"))
        .content()
        .contains(table.substring(0, table.indexOf("  - name: another process.executable")));
    assertThat(table)
        .startsWith(
            """
            # The exclusion "curl by dash"
            detections: [Unusual IMDS API Request]
            base:
              exec:
                process.executable: /usr/bin/curl
                process.command_line: "curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/"
                process.parent.executable: /usr/bin/dash
                process.entry_leader.executable: /usr/sbin/php-fpm8.3
            cases:
              - name: the alert is silent
                events:
                  - exec:
                  - net:
                pairs: []
                excluded-by: curl by dash
              - name: another process.command_line
            """)
        .doesNotContain("www-data", "web-fra");
  }

  @Test
  void aDryRunShowsWhatWouldBeWritten() throws IOException {
    Map<Path, String> before = files();

    assertThat(make(alerts(QUICKSTART), "--dry-run", "--expires", "2199-12-31")).isZero();

    assertThat(out.toString())
        .contains("date-expires \"31-Dec-2199\"\n")
        .contains("rule \"curl by dash\"", "- name: another process.command_line", "base.yaml")
        .doesNotContain("wrote");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aFolderWithoutCasesGetsTheEventsToStartFrom() throws IOException {
    assertThat(make(alerts(QUICKSTART))).isZero();

    assertThat(rules.resolve("cases/base.yaml"))
        .hasSameTextualContentAs(ShippedRules.CASES.resolve("base.yaml"));
    assertThat(out.toString()).contains("checked   5 cases, 0 failed");
    assertThat(make(alerts(QUICKSTART), "--alert", ids(alerts(QUICKSTART)).get(1))).isZero();
  }

  @Test
  void aRealAttackIsNotSilenced() throws IOException {
    copyCases("boundaries.yaml");
    Files.writeString(
        rules.resolve("cases/attack.yaml"),
        """
        cases:
          - name: curl by anybody
            events: [{exec: {process.name: curl, process.executable: /usr/bin/curl}}, {net: }]
            pairs: [[e1, n1]]
            true-positive: true
        """);
    Map<Path, String> before = files();

    assertThat(make(alerts(QUICKSTART), "--by", "process.executable")).isEqualTo(1);

    assertThat(out.toString())
        .contains("FAILED  attack: curl by anybody", "an exclusion silences it")
        .doesNotContain("wrote", "without the new exclusion");
    assertThat(errors()).contains("cases fail with the exclusion\nnothing was written");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aCaseThatFailedBeforeIsMarked() throws IOException {
    copyCases("boundaries.yaml");
    Files.writeString(
        rules.resolve("cases/wrong.yaml"),
        "cases: [{name: wrong, events: [{exec: }], pairs: [[e1, e1]]}]");

    assertThat(make(alerts(QUICKSTART))).isEqualTo(1);
    assertThat(out.toString()).contains("it also fails without the new exclusion");
    assertThat(rules.resolve("exclusions/curl-by-dash.drl")).doesNotExist();
  }

  @Test
  void anExclusionThatSilencesTheDetectionIsRefused() throws IOException {
    Map<Path, String> before = files();

    assertThat(make(alerts(QUICKSTART), "--by", "event.type")).isEqualTo(1);
    assertThat(errors()).contains("it silences the detection\nnothing was written");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aNearMissMayBeAWordOfTheRules() throws IOException {
    Path alerts = alert(pair(Map.of("process.name", "wget", "process.executable", "/bin/wget")));

    assertThat(make(alerts, "--by", "process.name,host.id,process.parent.executable")).isZero();
    assertThat(Files.readString(rules.resolve("exclusions/wget-by-bash.drl")))
        .contains("processName.has(\"wget\"),", "hostId == \"h1\",");
    assertThat(Files.readString(rules.resolve("cases/wget-by-bash.yaml")))
        .contains("process.name: curl\n");
  }

  @Test
  void aKeyThatBothEventsShareChangesInBothForTheNearMiss() throws IOException {
    assertThat(make(alerts(QUICKSTART), "--by", "host.id,process.name")).isZero();
    assertThat(out.toString()).doesNotContain("no near miss");
    assertThat(Files.readString(rules.resolve("cases/curl-by-dash.yaml")).lines())
        .filteredOn(line -> line.endsWith("-other\""))
        .hasSize(2);
  }

  @Test
  void theNextRunWithOtherNumbersIsExcluded() throws IOException {
    String run = "python3 /opt/agent/run.py * --pid %d --at 2025-06-%dT02:00:00Z";
    Path alerts = alert(pair(Map.of("process.command_line", String.format(run, 48213, 17))));

    assertThat(make(alerts)).as(errors()).isZero();

    assertThat(out.toString()).contains("note      * stands for parts that probably differ");
    RuleSet made = RuleSet.load(rules);
    assertThat(alerts(made, pair(Map.of("process.command_line", String.format(run, 7777, 18)))))
        .isEmpty();
    String longer = String.format(run, 7777, 18) + " 1";
    assertThat(alerts(made, pair(Map.of("process.command_line", "sh " + longer)))).hasSize(1);
    String other = String.format(run, 7777, 18).replace("*", "** 2");
    assertThat(alerts(made, pair(Map.of("process.command_line", other)))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\"b\\c 'd' \\\" \\u0041 \\n",
        "* ? ** [x]",
        "line\nend\nthen\r\n\ttab",
        "\u0000\u0001\u001b[31m\u007f\u0085\u2028",
        "\ud83d\ude00 Ä \u212a \u202e \ufeff \u00a0",
        "// /* */ # : - {a: b} [c] & * ! | > % @ `",
        "<gone>",
        "null",
        "~",
        "",
        " ",
        "12",
        "${x} #{y} %s {0}",
        "- !yaml: &anchor *alias | > % @ # : ",
        "curl /tmp/tmp.Xy12 4711 3f9c0a7be1d24c55"
      })
  void anyValueIsWrittenAsItIs(String value) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("process.name", "curl");
    fields.put("process.command_line", value);
    fields.put("process.executable", "/opt/" + value);
    fields.put("process.parent.executable", value + "/p");
    fields.put("process.entry_leader.executable", value);
    Path alerts = alert(pair(fields));

    assertThat(make(alerts, "--name", "it is: so")).as(errors()).isZero();

    RuleSet made = RuleSet.load(rules);
    assertThat(alerts(made, pair(fields))).isEmpty();
    for (String field : fields.keySet()) {
      Map<String, String> other = new LinkedHashMap<>(fields);
      other.put(field, field.equals("process.name") ? "wget" : "x" + fields.get(field));
      assertThat(alerts(made, pair(other))).as(field).hasSize(field.endsWith("name") ? 0 : 1);
    }
    List<RuleCase> cases = CaseTable.load(rules.resolve("cases"));
    assertThat(cases).hasSize(5).allMatch(one -> CaseRun.of(made, one).passed());
    assertThat(cases.stream().filter(one -> one.pairs().isEmpty()))
        .singleElement()
        .matches(one -> CaseRun.of(made, one).excludedBy().equals(List.of("it is: so")));
    CaseResult without = CaseRun.of(ShippedRules.get(), cases.get(0));
    assertThat(without.pairs()).containsExactly(List.of("e1", "n1"));
    assertThat(out.toString()).doesNotContain("\u001b", "\u202e");
  }

  @Test
  void fieldsThatFactsHaveNoAccessorForAreTaken() throws IOException {
    Path alerts = alert(pair(Map.of("process.Ext.owner", "agent", "process.name", "curl")));

    assertThat(make(alerts, "--by", "process.Ext.owner")).isZero();
    assertThat(Files.readString(rules.resolve("exclusions/curl-by-bash.drl")))
        .contains("field(\"process.Ext.owner\").has(\"agent\"))");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--by|process.excutable|unknown field \"process.excutable\"; did you mean process.executable?",
        "--by|process.pid|process.pid differs in every run",
        "--by|destination.ip|has no destination.ip (or one over 1024 characters",
        "--by|process.name,,user.name|unknown field \"\"",
        "--name|a \"b\"|--name must be one line",
        "--name|Known agents by executable|the rule \"Known agents by executable\" already exists",
        "--name|executable|executable.drl already exists; choose another name (--name)",
        "--expires|2020-01-01|--expires must be a day in the future",
        "--expires|soon|Invalid value for option '--expires'",
        "--owner|' '|an exclusion needs --owner and --reason",
        "--reason|a\u001bb|--reason contains control characters",
        "--rules|nowhere|nowhere is not a folder, and not a pack"
      })
  void aWrongCommandLineHasCode2(String option, String value, String message) throws IOException {
    Map<Path, String> before = files();

    assertThat(make(alerts(QUICKSTART), option, value)).isEqualTo(2);
    assertThat(errors()).contains(message);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aTakenNameGetsANumber() throws IOException {
    Path alerts = alerts(QUICKSTART);
    assertThat(make(alerts, "--dry-run", "--name", "curl by dash")).isZero();
    Files.createDirectories(rules.resolve("cases"));
    Files.writeString(rules.resolve("cases/curl-by-dash.yaml"), "cases: [");

    assertThat(make(alerts)).isEqualTo(3);
    assertThat(errors()).contains("the cases are not well formed\n", "curl-by-dash.yaml:1:");
    Files.writeString(
        rules.resolve("cases/curl-by-dash.yaml"),
        "cases: [{name: none, events: [{raw: {a: b}}], pairs: []}]");
    assertThat(make(alerts)).isZero();
    assertThat(rules.resolve("exclusions/curl-by-dash-2.drl"))
        .content()
        .contains("rule \"curl by dash 2\"");
  }

  @Test
  void aFileThatCannotBeWrittenLeavesNothing() throws IOException {
    Files.writeString(rules.resolve("cases"), "no folder");
    Map<Path, String> before = files();

    assertThat(make(alerts(QUICKSTART))).isEqualTo(4);
    assertThat(errors()).startsWith("weir: ");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void anEventThatTheAlertHoldsAsTextIsRead() throws IOException {
    String deep = "[".repeat(100) + "]".repeat(100);
    Path events =
        file(
            Files.readString(QUICKSTART)
                .replace("{\"@timestamp", "{\"x\":" + deep + ",\"@timestamp"));

    assertThat(Files.readString(alerts(events))).contains("\"sequence\":[\"{");
    assertThat(make(alerts(events))).isZero();
  }

  @Test
  void inputsWithoutTheAlertAreReported() throws IOException {
    Path alerts = alerts(QUICKSTART);
    String lines = Files.readString(alerts);
    String rollUp = "{\"event\":{\"id\":\"r\"},\"weir\":{\"roll_up\":{\"suppressed\":2}}}\n";
    String broken = "{\"weir\":{\"sequence\":[1]},\"rule\":{\"id\":\"x\"}}";
    String empty = "{\"weir\":{\"sequence\":[]},\"rule\":{\"id\":\"x\"}}";
    String unnamed = "{\"weir\":{\"sequence\":[{}]}}";
    String timeless = "{\"weir\":{\"sequence\":[{}]},\"rule\":{\"id\":\"x\"}}";

    assertUnusable(
        make(QUICKSTART), "quickstart.ndjson has no alert; alerts are documents of weir");
    assertUnusable(make(file("")), "file has no alert\n");
    assertUnusable(make(file(rollUp)), "has no alert, only a roll-up");
    assertUnusable(make(file(rollUp + lines), "--alert", "r"), "begins with r, only a roll-up");
    assertUnusable(make(file("\n{\"a\":")), "file:2: not JSON: ");
    assertUnusable(make(file(broken)), "weir.sequence contains something other than events");
    assertUnusable(make(file(empty)), "the alert has no event in weir.sequence");
    assertUnusable(make(file(unnamed)), "the alert has no rule.id");
    assertUnusable(make(file(timeless)), "is not usable: ");
    assertUnusable(make(alerts, "--alert", ""), "has several alerts whose event.id begins");
    assertUnusable(make(alerts, "--alert", "nix"), "has no alert whose event.id begins with nix");
    assertUnusable(make(folder), "cannot read " + folder);
    assertUnusable(make(folder.resolve("nowhere")), "cannot read ");
  }

  @Test
  void aTruncatedInputIsNotCalledMalformed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Files.readAllBytes(alerts(QUICKSTART)));
    }
    Path whole = Files.write(folder.resolve("whole.gz"), packed.toByteArray());
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(packed.toByteArray(), 900));

    assertThat(make(cut)).isEqualTo(4);
    assertThat(errors()).contains("EOFException").doesNotContain("not JSON");
    assertThat(make(whole)).as(errors()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"Base, base-exclusion", "Ä?, exclusion", "'  A b/../C', a-b-c"})
  void aNameMakesFilesOfItsOwn(String name, String file) throws IOException {
    assertThat(make(alerts(QUICKSTART), "--name", name)).as(errors()).isZero();

    assertThat(rules.resolve("exclusions/" + file + ".drl")).exists();
    assertThat(rules.resolve("cases/" + file + ".yaml")).exists();
    assertThat(weir("test", "--rules", rules.toString())).isZero();
  }

  @Test
  void anAlertIsReadFromStandardInputAndFromASearchHit() throws IOException {
    String first = Files.readString(alerts(QUICKSTART)).lines().findFirst().orElseThrow();
    System.setIn(new ByteArrayInputStream(("{\"_source\":" + first + "}").getBytes(UTF_8)));

    assertThat(make(Path.of("-"))).as(errors()).isZero();
    assertThat(rules.resolve("exclusions/curl-by-dash.drl")).exists();
  }

  @Test
  void alertsOfOtherRulesAreReported() throws IOException {
    Path alerts = alerts(QUICKSTART);
    Path detection = rules.resolve("detection.drl");
    ShippedRules.edit(detection, "\"curl\", ", "");
    ShippedRules.edit(detection, "*169.254.169.254*", "*nothing*");
    assertThat(make(alerts)).isEqualTo(3);
    assertThat(errors()).contains(" do not alert on the alert's events");

    ShippedRules.edit(detection, "ecc0cd54", "00000000");
    assertThat(make(alerts)).isEqualTo(3);
    assertThat(errors())
        .contains("the alert is of the rule \"Unusual IMDS API Request\" (ecc0cd54-");

    ShippedRules.edit(detection, "processName.", "processNmae.");
    assertThat(make(alerts)).isEqualTo(3);
    assertThat(errors()).contains("the rules do not compile\n");
  }

  @Test
  void anAlertThatIsAlreadyExcludedNamesTheExclusion() throws IOException {
    Path alerts = alerts(QUICKSTART);
    assertThat(make(alerts)).isZero();

    assertThat(make(alerts)).isEqualTo(3);
    assertThat(errors())
        .contains("do not alert on the alert's events: they are excluded by [curl by dash]");
  }

  @Test
  void aRuleWithoutSuspectsCanHaveNoExclusion() throws IOException {
    Files.writeString(
        rules.resolve("alone.drl"),
        """
        package alone;
        import dev.weir.event.ProcessEvent;
        global dev.weir.alert.Alerts alerts;
        rule "Alone"
        when
            $exec : ProcessEvent(processName.has("telnet"))
        then
            alerts.raise($exec);
        end
        """);
    Path alerts =
        write(alerts(RuleSet.load(rules), pair(Map.of("process.name", "telnet"))).subList(0, 1));

    assertThat(make(alerts)).isEqualTo(3);
    assertThat(errors()).contains("\"Alone\" alerts without a suspect");
  }

  @Test
  void unsuitableBaseEventsAreReported() throws IOException {
    Files.createDirectories(rules.resolve("cases"));
    Path base = rules.resolve("cases/base.yaml");
    Files.writeString(base, "exec: {\"@timestamp\": \"2025-01-27T10:00:00Z\"}\n");
    assertThat(make(alerts(QUICKSTART))).isEqualTo(3);
    assertThat(errors()).contains("base.yaml: error: has no \"net\" to base the case on");

    Files.writeString(base, "exec: {a: b}\nnet: {a: b}\n");
    assertThat(make(alerts(QUICKSTART))).isEqualTo(3);
    assertThat(errors()).contains("base.yaml: error: has an event that Weir cannot use");

    Files.writeString(base, Files.readString(ShippedRules.CASES.resolve("base.yaml")));
    ShippedRules.edit(base, "  host:", "  process.working_directory: /opt/rapid7\n  host:");
    assertThat(make(alerts(QUICKSTART))).isEqualTo(3);
    assertThat(errors()).contains("base.yaml: error: does not suit the alert");
  }

  @Test
  void eventsTooPoorOrTooLongForTheDefaultAreReported() throws IOException {
    Path poor =
        alert(pair(Map.of("process.name", "curl", "process.parent.executable", "p".repeat(1024))));
    assertThat(make(poor)).isEqualTo(2);
    assertThat(errors()).contains("has too few of [process.command_line, ");
    assertThat(make(poor, "--by", "process.parent.executable,process.name")).isZero();

    Path tooLong = alert(pair(Map.of("process.command_line", "curl " + "x".repeat(4_096))));
    assertThat(make(tooLong)).isEqualTo(2);
    assertThat(errors()).contains("process.command_line has 4101 characters, too many");
  }

  @Test
  void onATerminalOwnerAndReasonAreAskedFor() throws IOException {
    System.setProperty(TERMINAL, "true");
    System.setIn(new ByteArrayInputStream("me\n\n  why  not\n".getBytes(UTF_8)));
    String alerts = alerts(QUICKSTART).toString();

    assertThat(weir("new-exclusion", "--rules", rules.toString(), alerts)).isZero();
    assertThat(errors())
        .isEqualTo(
            "owner of the exclusion: reason for the exclusion: an answer is needed\n"
                + "reason for the exclusion: ");
    RuleMetadata made = RuleSet.load(rules).rules().get("curl by dash");
    assertThat(made.owner()).isEqualTo("me");
    assertThat(made.reason()).isEqualTo("why not");

    System.setIn(new ByteArrayInputStream(new byte[0]));
    String second = ids(Path.of(alerts)).get(1);
    assertThat(weir("new-exclusion", "--rules", rules.toString(), alerts, "--alert", second))
        .isEqualTo(2);
  }

  private void assertUnusable(int code, String message) {
    assertThat(errors()).contains(message);
    assertThat(code).isEqualTo(4);
  }

  private int make(Path alerts, String... options) {
    List<String> all = new ArrayList<>(List.of("new-exclusion", alerts.toString()));
    Map<String, String> set = new LinkedHashMap<>();
    set.put("--rules", rules.toString());
    set.put("--owner", "platform-team@example.org");
    set.put("--reason", "TICKET-1: known");
    for (int i = 0; i < options.length; i++) {
      if (options[i].equals("--dry-run") || options[i].equals("--all-marks")) {
        all.add(options[i]);
      } else {
        set.put(options[i], options[++i]);
      }
    }
    set.forEach((option, value) -> all.addAll(List.of(option, value)));
    return weir(all.toArray(String[]::new));
  }

  private int weir(String... arguments) {
    err.reset();
    out.getBuffer().setLength(0);
    return Main.commandLine().setOut(new PrintWriter(out)).execute(arguments);
  }

  private String errors() {
    return err.toString();
  }

  private void copyCases(String... tables) throws IOException {
    Path cases = Files.createDirectories(rules.resolve("cases"));
    Files.copy(ShippedRules.CASES.resolve("base.yaml"), cases.resolve("base.yaml"));
    for (String table : tables) {
      Files.copy(ShippedRules.CASES.resolve(table), cases.resolve(table));
    }
  }

  private Map<Path, String> files() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(rules)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.readString(file));
      }
    }
    return files;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("file"), text);
  }

  /** What the shipped rules find in a file, as {@code weir detect} writes it. */
  private Path alerts(Path events) throws IOException {
    Path alerts = folder.resolve("alerts.ndjson");
    assertThat(
            weir(
                "detect",
                "--quiet",
                "--rules=" + ShippedRules.FOLDER,
                "--output=" + alerts,
                events.toString()))
        .isZero();
    return alerts;
  }

  private Path alert(List<byte[]> events) throws IOException {
    List<Alert> alerts = alerts(ShippedRules.get(), events);
    assertThat(alerts).hasSize(1);
    return write(alerts);
  }

  private Path write(List<Alert> alerts) throws IOException {
    Path file = folder.resolve("alert.json");
    return Files.write(file, alerts.get(0).toJson());
  }

  private static List<Alert> alerts(RuleSet rules, List<byte[]> events) {
    List<Alert> alerts = new ArrayList<>();
    try (Detector detector = Detector.builder(rules).listener(alerts::add).build()) {
      events.forEach(detector::accept);
      detector.finish();
    }
    return alerts;
  }

  private static Stats detect(RuleSet rules, Path events) throws IOException {
    try (Detector detector = Detector.builder(rules).untilTheEnd().build();
        InputStream in = Files.newInputStream(events)) {
      detector.read(in, "events");
      detector.finish();
      return detector.stats();
    }
  }

  private static List<String> ids(Path alerts) throws IOException {
    return Files.readAllLines(alerts).stream()
        .map(line -> line.replaceFirst(".*?\"id\":\"([0-9a-f]{64})\".*", "$1"))
        .toList();
  }

  /** An exec with some fields and a connection; only the fields can make it suspicious. */
  private static List<byte[]> pair(Map<String, String> fields) {
    Map<String, Object> exec = new LinkedHashMap<>();
    exec.put("@timestamp", "2025-06-17T02:00:00.000Z");
    exec.put("event.id", "exec-1");
    exec.put("event.category", "process");
    exec.put("event.type", "start");
    exec.put("event.action", "exec");
    exec.put("host.id", "h1");
    exec.put("host.os.type", "linux");
    exec.put("process.parent.entity_id", "p1");
    exec.put("process.parent.executable", "/bin/bash");
    exec.put("process.name", "python3");
    exec.putAll(fields);
    Map<String, Object> net = new LinkedHashMap<>(exec);
    net.keySet().removeIf(field -> field.startsWith("process") && !field.endsWith("entity_id"));
    net.put("@timestamp", "2025-06-17T02:00:00.020Z");
    net.put("event.id", "net-1");
    net.put("event.category", "network");
    net.put("event.action", "connection_attempted");
    net.put("destination.ip", "169.254.169.254");
    return List.of(EventReader.toJson(exec), EventReader.toJson(net));
  }
}
