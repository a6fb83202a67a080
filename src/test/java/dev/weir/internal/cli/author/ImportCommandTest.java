package dev.weir.internal.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir import}: rule files, exports and bare queries become a folder of rules. */
class ImportCommandTest {

  private static final String TOML =
      """
      [metadata]
      maturity = "production"

      [rule]
      author = ["Ada"]
      description = \"""
      A program runs from
      a shared folder.
      \"""
      index = ["logs-endpoint.events.process*"]
      language = "eql"
      license = "Apache-2.0"
      name = "Program in a Shared Folder"
      note = \"""## Triage
      Look at it.
      \"""
      references = ["https://example.org/shared"]
      risk_score = 47
      rule_id = "4b1f0d6e-1111-4222-8333-000000000001"
      severity = "medium"
      tags = ["OS: Linux"]
      type = "eql"
      query = '''
      process where host.os.type == "linux" and process.executable : "/srv/share/*"
      '''

      [[rule.threat]]
      framework = "MITRE ATT&CK"
      [[rule.threat.technique]]
      id = "T1059"
      name = "Command and Scripting Interpreter"
      [[rule.threat.technique.subtechnique]]
      id = "T1059.004"
      name = "Unix Shell"
      [rule.threat.tactic]
      id = "TA0002"
      name = "Execution"
      """;

  private static final String EXPORT =
      """
      {"name":"Odd Port","rule_id":"r1","type":"eql","language":"eql","version":3,"risk_score":21,\
      "severity":"low","query":"network where destination.port == 4444","exceptions_list":\
      [{"list_id":"l1","type":"detection"}]}
      {"name":"Not EQL","rule_id":"r2","type":"query","language":"kuery","query":"a:1"}
      {"list_id":"l1","type":"detection","name":"The lists themselves have no entries"}
      {"list_id":"l1","item_id":"i1","type":"simple","name":"Build hosts","description":"They test it",\
      "created_by":"eve","expire_time":"2027-03-01T00:00:00.000Z","entries":[\
      {"field":"host.name","type":"wildcard","operator":"included","value":"build-*"},\
      {"field":"user.name","type":"match_any","operator":"excluded","value":["root","admin"]}]}
      {"list_id":"l1","item_id":"i2","type":"simple","name":"By list","entries":[\
      {"field":"source.ip","type":"list","operator":"included","list":{"id":"x"}}]}
      {"exported_count":4,"exported_rules_count":2}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path source = Path.of("");
  private Path made = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(folder.resolve("source"));
    made = folder.resolve("made");
  }

  @Test
  void aRuleFileKeepsItsMetadataQueryAndGuide() throws IOException {
    Files.writeString(source.resolve("shared.toml"), TOML);

    assertThat(weir("import", source.toString(), "--to", made.toString())).isZero();

    assertThat(out.toString())
        .startsWith("imported  rules/program-in-a-shared-folder.drl: Program in a Shared Folder");
    assertThat(Files.readString(made.resolve("rules/program-in-a-shared-folder.drl")))
        .contains(
            "// Imported by weir import from shared.toml\n",
            "//     process where host.os.type == \"linux\" and process.executable",
            """
                $event : AnyEvent(
                    eventCategory.has("process"),
                    fromIndex("logs-endpoint.events.process*"),
                    hostOsType.has("linux"),
                    processExecutable.like("/srv/share/*"))
            """);
    RuleMetadata rule = RuleSet.load(made).rules().get("Program in a Shared Folder");
    assertThat(rule).isNotNull();
    assertThat(rule.id()).isEqualTo("4b1f0d6e-1111-4222-8333-000000000001");
    assertThat(rule.severity()).isEqualTo("medium");
    assertThat(rule.riskScore()).isEqualTo(47);
    assertThat(rule.description()).isEqualTo("A program runs from a shared folder.");
    assertThat(rule.authors()).containsExactly("Ada");
    assertThat(rule.license()).isEqualTo("Apache-2.0");
    assertThat(rule.tags()).containsExactly("OS: Linux");
    assertThat(rule.references()).containsExactly("https://example.org/shared");
    assertThat(rule.attack()).hasSize(1);
    assertThat(rule.guide()).isEqualTo("## Triage\nLook at it.\n");
  }

  @Test
  void exceptionsOfAnExportBecomeExclusions() throws IOException {
    Files.writeString(source.resolve("rules.ndjson"), EXPORT);

    assertThat(weir("import", source.toString(), "--to", made.toString())).isZero();

    assertThat(out.toString())
        .contains("remark", "an exception is not imported", "\"By list\" has an entry of the type");
    assertThat(err.toString()).contains("1 rules, 1 of them with a remark", "1 in other languages");
    assertThat(Files.readString(made.resolve("exclusions/odd-port/1.drl")))
        .contains(
            "@owner(\"eve\")\n@reason(\"They test it\")\ndate-expires \"01-Mar-2027\"\n",
            "detection == \"odd-port\",\n",
            "hostName.likeExact(\"build-*\"),\n        !userName.has(\"root\", \"admin\"))");
    assertThat(RuleSet.load(made).rules()).hasSize(3);
  }

  @Test
  void whatIsRefusedIsNamedWithItsPlace() throws IOException {
    Files.writeString(source.resolve("a.eql"), "process where\n  user.name == host.name");
    Files.writeString(source.resolve("b.eql"), "process where user.name == \"x\"");
    Files.writeString(source.resolve("c.toml"), "[rule\n");
    Files.writeString(source.resolve("d.ndjson"), "{}\n{\"name\"\n");
    Files.write(source.resolve("e.eql"), new byte[] {(byte) 0xff});

    assertThat(weir("import", source.toString(), "--to", made.toString())).isEqualTo(1);

    assertThat(out.toString())
        .contains(
            "imported  rules/b.drl: b\n",
            "refused   a.eql: query:2:16: a comparison with a field or a function\n"
                + "      user.name == host.name\n"
                + "                   ^\n"
                + "    hint: Elasticsearch refuses it, too: compare with a constant\n",
            "refused   c.toml:1: is malformed",
            "refused   d.ndjson:2: is malformed",
            "refused   e.eql: is not UTF-8 text\n");
    assertThat(err.toString()).contains("refused   4\n");
    assertThat(made.resolve("rules/a.drl")).doesNotExist();
  }

  @Test
  void checkWritesNothing() throws IOException {
    Files.writeString(source.resolve("b.eql"), "process where user.name == \"x\"");
    assertThat(weir("import", "--check", source.toString())).isZero();
    assertThat(weir("import", "--check", source.toString(), "--to", made.toString())).isZero();
    assertThat(made).doesNotExist();
    assertThat(weir("import", source.toString())).isEqualTo(2);
  }

  @Test
  void importedTwiceIsByteForByteTheSame() throws IOException {
    Files.writeString(source.resolve("rules.ndjson"), EXPORT);
    Files.writeString(source.resolve("shared.toml"), TOML);
    Files.writeString(source.resolve("Odd Port.eql"), "any where true");
    weir("import", source.toString(), "--to", made.toString());
    Map<String, String> first = files();

    weir("import", source.toString(), "--to", made.toString());

    assertThat(files()).isEqualTo(first);
    assertThat(first).containsKeys("rules/odd-port.drl", "rules/odd-port-2.drl", "import.sha256");
  }

  @Test
  void anEditIsNeverOverwrittenAndTheDifferenceIsShown() throws IOException {
    Path query = source.resolve("b.eql");
    Files.writeString(query, "process where user.name == \"x\"");
    Files.writeString(source.resolve("c.eql"), "process where user.name == \"c\"");
    weir("import", source.toString(), "--to", made.toString());
    Path rule = made.resolve("rules/b.drl");
    String edited = Files.readString(rule).replace("has(\"x\")", "has(\"mine\")");
    Files.writeString(rule, edited);
    Files.writeString(query, "process where user.name == \"y\"");
    Files.writeString(source.resolve("c.eql"), "process where user.name == \"d\"");
    out.getBuffer().setLength(0);

    assertThat(weir("import", source.toString(), "--to", made.toString())).isEqualTo(1);

    assertThat(Files.readString(rule)).isEqualTo(edited);
    assertThat(out.toString())
        .contains("edited    rules/b.drl: left as it is")
        .contains("    -         userName.has(\"mine\"))\n    +         userName.has(\"y\"))\n")
        .doesNotContain("edited    rules/c.drl");
    assertThat(Files.readString(made.resolve("rules/c.drl"))).contains("userName.has(\"d\")");

    Files.delete(query);
    weir("import", source.toString(), "--to", made.toString());
    assertThat(out.toString()).contains("gone      rules/b.drl: not in the source any more");
    assertThat(rule).exists();
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(made)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        texts.put(made.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    return texts;
  }

  private int weir(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
