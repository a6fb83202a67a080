package dev.weir.internal.eql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.cases.CaseTable;
import dev.weir.cases.RuleCase;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.Reference;
import dev.weir.testkit.ShippedRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The default pack, written as one query and imported, raises the same alerts. */
@Tag("thorough")
class ShippedPackAsQueryTest {

  /** {@code -Dweir.streams=1000} runs more. */
  private static final int STREAMS = Integer.getInteger("weir.streams", 20);

  private static final Duration LATENESS = Duration.ofSeconds(2);

  private static final String QUERY =
      """
      sequence by host.id, process.parent.entity_id with maxspan=1s
        [process where host.os.type == "linux" and event.type == "start" and event.action == "exec"
          and process.parent.executable != null
          and (
            process.name : (
              "curl", "wget", "python*", "perl*", "php*", "ruby*", "lua*", "telnet", "pwsh",
              "openssl", "nc", "ncat", "netcat", "awk", "gawk", "mawk", "nawk", "socat", "node")
            or process.executable : (
              "./*", "/tmp/*", "/var/tmp/*", "/var/www/*", "/dev/shm/*", "/etc/init.d/*",
              "/etc/rc*.d/*", "/etc/cron*", "/etc/update-motd.d/*", "/boot/*", "/srv/*", "/run/*",
              "/etc/rc.local")
            or process.command_line : "*169.254.169.254*")
          and not process.working_directory : (
            "/opt/rapid7*", "/opt/nessus*", "/snap/amazon-ssm-agent*",
            "/var/snap/amazon-ssm-agent/*", "/var/log/amazon/ssm/*", "/srv/snp/docker/overlay2*")
          and not process.executable : (
            "/opt/rumble/bin/rumble-agent*", "/opt/aws/inspector/bin/inspectorssmplugin",
            "/snap/oracle-cloud-agent/*", "/lusr/libexec/oracle-cloud-agent/*")
          and not process.parent.executable : (
            "/usr/bin/setup-policy-routes", "/usr/share/ec2-instance-connect/*",
            "/var/lib/amazon/ssm/*", "/etc/update-motd.d/30-banner", "/usr/sbin/dhclient-script",
            "/usr/local/bin/uwsgi", "/usr/lib/skylight/al-extras")]
        [network where host.os.type == "linux" and event.action == "connection_attempted"
          and destination.ip == "169.254.169.254"]
      """;

  private static RuleSet rules;

  @BeforeAll
  static void importQuery() throws EqlException {
    ImportedRule rule = EventQueryTest.rule("seed", QUERY, List.of());
    rules = RuleSet.of(Map.of("seed.drl", new RuleText(rule, "seed", null).drl()));
  }

  @Test
  void everyCaseOfThePackHasItsAlerts() {
    for (RuleCase one : CaseTable.load(ShippedRules.CASES)) {
      for (int lanes : List.of(1, 4)) {
        Pairs pairs =
            Pairs.of(
                Detector.builder(rules).untilTheEnd().lanes(lanes),
                detector -> one.events().forEach(detector::accept));
        assertThat(pairs.asLists()).as(one.fullName()).isEqualTo(one.pairs());
      }
    }
  }

  @Test
  void everyHostileStreamHasItsAlerts() {
    int found = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      List<String> inOrder = HostileStreams.stream(seed, 200);
      List<String> shuffled = HostileStreams.shuffledWithin(inOrder, seed, LATENESS.toMillis());
      found += expect(seed, inOrder, builder().untilTheEnd());
      expect(seed, inOrder, builder().lateness(LATENESS).lanes(4));
      expect(seed, shuffled, builder().untilTheEnd().lanes(4));
      expect(seed, shuffled, builder().lateness(LATENESS));
    }
    assertThat(found).as("the streams are worth comparing").isGreaterThan(STREAMS * 10);
  }

  private static int expect(int seed, List<String> lines, Detector.Builder builder) {
    Set<Reference.Pair> expected = new TreeSet<>(Pairs.ORDER);
    expected.addAll(Reference.pairs(lines));
    Pairs pairs =
        Pairs.of(
            builder.maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5)),
            detector -> lines.forEach(line -> detector.accept(line.getBytes(UTF_8))));
    assertThat(pairs.pairs()).as("stream %d", seed).isEqualTo(expected);
    return expected.size();
  }

  private static Detector.Builder builder() {
    return Detector.builder(rules);
  }
}
