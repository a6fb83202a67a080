package dev.weir.rule;

import java.util.LinkedHashMap;
import java.util.Map;

/** A rule set as small as a whole one can be, of which the lint has nothing to say. */
final class SmallPack {

  static final String FIRST =
      """
      rule "First step"
      when
          $exec : ProcessEvent(hostId != null, processName.like("curl", "python*"))
      then
          insert(new Suspect("d", $exec));
      end
      """;

  static final String PAIRING =
      """
      rule "Pairing"
      @id("a1")
      @severity("low")
      @riskScore(10)
      @message("it happened")
      when
          $s : Suspect(detection == "d", $exec : event)
          $c : NetworkEvent(hostId == $s.hostId, this after[0s, 1s] $s)
      then
          alerts.raise($exec, $c);
          delete($s);
      end
      """;

  static final String EXCLUSION =
      """
      rule "Agents"
      @exclusion
      @owner("me@example.org")
      @reason("they ask for the region")
      when
          $s : Suspect(detection == "d", processExecutable.like("/opt/a/*", "/opt/b"))
      then
          delete($s);
      end
      """;

  /** What exclusions ask for unless a test asks for something else. */
  static final String CONDITION = "processExecutable.like(\"/opt/a/*\", \"/opt/b\")";

  private static final String HEAD =
      """
      package p;
      import dev.weir.event.NetworkEvent;
      import dev.weir.event.ProcessEvent;
      import dev.weir.event.Suspect;
      global dev.weir.alert.Alerts alerts;
      """;

  private SmallPack() {}

  /** A rule file of these rules, with all imports. */
  static String file(String... rules) {
    return HEAD + String.join("", rules);
  }

  /** The whole pack with the exclusion asking for something else, of a user. */
  static String excluding(String condition) {
    return excludingOnly(condition + ", userName.has(\"svc\")");
  }

  /** The whole pack with the exclusion asking for something else. */
  static String excludingOnly(String condition) {
    return file(FIRST, PAIRING, EXCLUSION.replace(CONDITION, condition));
  }

  static RuleSet compile(String... nameAndText) {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < nameAndText.length; i += 2) {
      files.put(nameAndText[i], nameAndText[i + 1]);
    }
    return RuleSet.of(files);
  }
}
