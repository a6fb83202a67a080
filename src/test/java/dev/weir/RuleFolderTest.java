package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder of rules that is edited while a detector runs them. Time passes by polls. */
class RuleFolderTest {

  private static final String OURS =
      """
      package unusual_imds_request;
      import dev.weir.event.Suspect;
      rule "Ours"
      @exclusion
      when
          $suspect : Suspect(hostId == "h1")
      then
          delete($suspect);
      end
      """;

  private final List<String> pairs = new ArrayList<>();
  private final Outcomes outcomes = new Outcomes();
  private RuleTrial trial = RuleTrial.NONE;
  private Path folder;
  private Detector detector;
  private RuleFolder rules;

  @TempDir private Path temp;

  @BeforeEach
  void begin() throws IOException {
    folder = ShippedRules.copyTo(temp.resolve("rules"));
    open();
  }

  @AfterEach
  void end() {
    detector.close();
  }

  @Test
  void aSavedFileTakesOverWithTheNextEvent() throws IOException {
    Files.writeString(folder.resolve("ours.drl"), OURS);
    lookTwice();
    assertThat(outcomes.receipts).isEmpty();

    assertThat(alerts("e1", "n1")).isFalse();

    ReloadReceipt receipt = outcomes.receipts.get(0);
    assertThat(receipt.added()).containsExactly("Ours");
    assertThat(receipt.removed()).isEmpty();
    assertThat(receipt.changed()).isEmpty();
    assertThat(receipt.before()).isEqualTo(ShippedRules.get().hash());
    assertThat(receipt.after()).isEqualTo(RuleSet.hash(folder));
    assertThat(outcomes.refused).isEmpty();
  }

  @Test
  void aSaveByRenamingTakesOver() throws IOException {
    Path saved = folder.resolve("exclusions/executable.drl");
    Path written = folder.resolve("exclusions/.executable.drl.tmp");
    Files.writeString(written, Files.readString(saved).replace("/snap/oracle-cloud", "/usr/bin"));
    lookTwice();
    Files.move(written, saved, StandardCopyOption.ATOMIC_MOVE);
    lookTwice();
    alerts("e1", "n1");

    assertThat(outcomes.receipts).hasSize(1);
    assertThat(outcomes.receipts.get(0).changed()).containsExactly("Known agents by executable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ours.drl~", ".ours.drl.swp", "#ours.drl#", "4913", "ours.drl.bak"})
  void backupFilesOfEditorsAreNotRules(String name) throws IOException {
    Files.writeString(folder.resolve(name), OURS);
    lookTwice();

    assertThat(alerts("e1", "n1")).isTrue();
    assertThat(outcomes.receipts).isEmpty();
    assertThat(outcomes.refused).isEmpty();
  }

  @Test
  void aFileIsUsedOnlyOnceItIsWrittenInFull() throws IOException {
    for (int end = 40; end < OURS.length(); end += 40) {
      Files.writeString(folder.resolve("ours.drl"), OURS.substring(0, end));
      rules.look();
    }
    Files.writeString(folder.resolve("ours.drl"), OURS);
    lookTwice();

    assertThat(alerts("e1", "n1")).isFalse();
    assertThat(outcomes.refused).isEmpty();
    assertThat(outcomes.receipts).hasSize(1);
  }

  @Test
  void aReplacedFolderTakesOver() throws IOException {
    Path next = ShippedRules.copyTo(temp.resolve("next"));
    Files.writeString(next.resolve("ours.drl"), OURS);
    Files.move(folder, temp.resolve("previous"));
    rules.look(); // while it is missing
    Files.move(next, folder);
    lookTwice();

    assertThat(alerts("e1", "n1")).isFalse();
    assertThat(outcomes.refused).isEmpty();
  }

  @Test
  void aMissingFolderIsReportedOnceAndTheOldRulesStayActive() throws IOException {
    Files.move(folder, temp.resolve("previous"));
    lookTwice();
    lookTwice();

    assertThat(alerts("e1", "n1")).isTrue();
    assertThat(outcomes.refused).hasSize(1);
    assertThat(outcomes.refused.get(0).toString()).contains("cannot read the rules");
  }

  @Test
  void aChangedLinkTakesOverAsInAMountedConfigMap() throws IOException {
    Path mount = Files.createDirectory(temp.resolve("mount"));
    Path first = ShippedRules.copyTo(mount.resolve("..2026_11_24"));
    Path data = Files.createSymbolicLink(mount.resolve("..data"), first.getFileName());
    for (String entry : List.of("detection.drl", "guide.md", "exclusions")) {
      Files.createSymbolicLink(mount.resolve(entry), Path.of("..data", entry));
    }
    detector.close();
    folder = mount;
    open();
    assertThat(RuleSet.hash(folder)).isEqualTo(ShippedRules.get().hash());

    Path second = ShippedRules.copyTo(mount.resolve("..2026_11_25"));
    Files.writeString(second.resolve("exclusions/ours.drl"), OURS);
    Path swap = Files.createSymbolicLink(mount.resolve("..data_tmp"), second.getFileName());
    Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    lookTwice();

    assertThat(alerts("e1", "n1")).isFalse();
    assertThat(outcomes.receipts).hasSize(1);
  }

  @Test
  void aThousandEditsBetweenTwoPollsAreOneChange() throws IOException {
    for (int i = 0; i < 1000; i++) {
      Files.writeString(folder.resolve("ours" + i % 10 + ".drl"), "package a; // " + i);
    }
    for (int i = 0; i < 10; i++) {
      Files.delete(folder.resolve("ours" + i + ".drl"));
    }
    Files.writeString(folder.resolve("ours.drl"), OURS);
    lookTwice();

    assertThat(alerts("e1", "n1")).isFalse();
    assertThat(outcomes.receipts).hasSize(1);
  }

  @Test
  void brokenRulesAreReportedOnceAndTheOldRulesStayActive() throws IOException {
    Files.writeString(folder.resolve("ours.drl"), OURS.replace("hostId ==", "hostIdd =="));
    lookTwice();
    lookTwice();

    assertThat(alerts("e1", "n1")).isTrue();
    assertThat(outcomes.refused).hasSize(1);
    assertThat(outcomes.refused.get(0).get(0).toString()).startsWith(folder + "/ours.drl:6:");

    Files.writeString(folder.resolve("ours.drl"), OURS);
    lookTwice();
    assertThat(alerts("e2", "n2")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("brokenFiles")
  void aBrokenFileNeverTakesOver(String kind, String file, byte[] content, String message)
      throws IOException {
    Files.write(folder.resolve(file), content);
    lookTwice();

    assertThat(outcomes.refused).as(kind).hasSize(1);
    assertThat(outcomes.refused.get(0).get(0).toString()).as(kind).contains(message);
    assertThat(alerts("e1", "n1")).as(kind).isTrue();
    assertThat(outcomes.receipts).as(kind).isEmpty();
  }

  static Stream<Arguments> brokenFiles() {
    String whole = OURS;
    return Stream.of(
        broken("a comma too many", whole.replace("h1\"", "h1\",,"), "ours.drl:6:"),
        broken("no end", whole.replace("end", ""), "ours.drl:"),
        broken("no then", whole.replace("then", ""), "ours.drl:"),
        broken("an open quotation", whole.replace("h1\"", "h1"), "ours.drl:"),
        broken("an open bracket", whole.replace("\"h1\")", "\"h1\""), "ours.drl:"),
        broken("an unknown field", whole.replace("hostId", "hostIdd"), "ours.drl:6:"),
        broken(
            "an unknown method",
            whole.replace("Id ==", "Name.likes(").replace("1\")", "1\"))"),
            "ours.drl:6:"),
        broken("a wrong type", whole.replace("== \"h1\"", "> 3 + new Object()"), "ours.drl:6:"),
        broken("an unknown fact", whole.replace(": Suspect", ": Suspekt"), "ours.drl:6:"),
        broken("an unknown import", whole.replace("event.Suspect", "event.Gone"), "ours.drl:2:"),
        broken("no condition", whole.replace("hostId == \"h1\"", "hostId"), "ours.drl:6:"),
        broken("an unknown variable", whole.replace("delete($s", "delete($t"), "ours.drl:"),
        broken("a fault in the Java", whole.replace("delete(", "delete(("), "ours.drl:"),
        broken("a wrong date", whole.replace("when", "date-expires \"soon\"\nwhen"), "ours.drl:5:"),
        broken(
            "a wrong severity", whole.replace("@exclusion", "@severity(\"dire\")"), "ours.drl:4:"),
        broken(
            "a guide that is not there", whole.replace("@exclusion", "@guide(\"x.md\")"), "ours"),
        broken("a rule twice", whole + whole.substring(whole.indexOf("rule")), "ours.drl:"),
        broken("another's name", whole.replace("Ours", "Known agents by executable"), ".drl:"),
        broken("an empty file", "", "ours.drl: error: contains no rule"),
        broken("half written", whole.substring(0, 90), "ours.drl:"),
        broken("cut in its head", whole.substring(0, 40), "ours.drl"),
        broken("no DRL at all", "{\"rule\": 1}", "ours.drl"),
        Arguments.of(
            "not text",
            "ours.drl",
            new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 61},
            "ours.drl: error: is not UTF-8 text"));
  }

  private static Arguments broken(String kind, String content, String message) {
    return Arguments.of(kind, "ours.drl", content.getBytes(StandardCharsets.UTF_8), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$suspect : Suspect(userName.first().length() > 3) then delete($suspect);",
        "$suspect : Suspect() then throw new IllegalStateException();",
        "$suspect : Suspect() then update($suspect);",
        "$e : ProcessEvent() then insert(\"note\"); update($e);",
      })
  void rulesThatFailAtRunTimeDoNotStopOthers(String body) throws IOException {
    Files.writeString(
        folder.resolve("ours.drl"),
        "package unusual_imds_request;\nimport dev.weir.event.*;\nrule \"Ours\"\n@exclusion\nwhen\n"
            + body
            + "\nend\n");
    lookTwice();

    assertThat(alerts("e1", "n1")).isTrue();
    assertThat(alerts("e2", "n2")).isTrue();
    assertThat(outcomes.receipts).hasSize(1);
    assertThat(detector.stats().ruleFaults()).containsOnlyKeys("Ours");
  }

  @Test
  void anUndoneEditIsNoChange() throws IOException {
    Files.writeString(folder.resolve("ours.drl"), "half");
    lookTwice();
    Files.delete(folder.resolve("ours.drl"));
    lookTwice();

    assertThat(alerts("e1", "n1")).isTrue();
    assertThat(outcomes.refused).hasSize(1);
    assertThat(outcomes.receipts).isEmpty();
  }

  @Test
  void rulesThatFailTheirTrialAreTriedAgainWhenItChanges() throws IOException {
    List<String> verdict = new ArrayList<>(List.of("a case fails"));
    trial =
        new RuleTrial() {
          @Override
          public Outcome of(RuleSet tried) {
            return new Outcome(
                7, verdict.stream().map(text -> RuleIssue.ofFile("cases.yaml", text)).toList());
          }

          @Override
          public String fingerprint() {
            return verdict.toString();
          }
        };
    detector.close();
    open();
    Files.writeString(folder.resolve("ours.drl"), OURS);
    lookTwice();
    assertThat(alerts("e1", "n1")).isTrue();
    assertThat(outcomes.refused.get(0)).extracting(RuleIssue::text).containsExactly("a case fails");

    verdict.clear();
    lookTwice();
    assertThat(alerts("e2", "n2")).isFalse();
    assertThat(outcomes.trials).extracting(RuleTrial.Outcome::cases).containsExactly(7);
  }

  @Test
  void aClosedDetectorRefusesRules() throws IOException {
    Files.writeString(folder.resolve("ours.drl"), OURS);
    detector.close();
    lookTwice();

    assertThat(outcomes.receipts).isEmpty();
    assertThat(outcomes.refused.get(0).get(0).text()).contains("the detector is closed");
  }

  private void open() {
    RuleSet running = RuleSet.load(folder);
    detector =
        Detector.builder(running)
            .lateness(Duration.ZERO)
            .listener(alert -> pairs.add(alert.sequence().toString()))
            .build();
    rules = new RuleFolder(folder, running, detector::reload, trial, outcomes);
  }

  private void lookTwice() {
    rules.look();
    rules.look();
  }

  private boolean alerts(String exec, String connection) {
    int before = pairs.size();
    long millis = 1000L * before;
    detector.accept(Step.exec(exec, millis).json());
    detector.accept(Step.connection(connection, millis + 9).json());
    return pairs.size() > before;
  }

  private static final class Outcomes implements RuleFolder.Listener {
    final List<ReloadReceipt> receipts = new ArrayList<>();
    final List<RuleTrial.Outcome> trials = new ArrayList<>();
    final List<List<RuleIssue>> refused = new ArrayList<>();

    @Override
    public void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {
      receipts.add(receipt);
      trials.add(outcome);
    }

    @Override
    public void refused(List<RuleIssue> issues) {
      refused.add(issues);
    }
  }
}
