package dev.weir.internal.drl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alerts;
import dev.weir.event.Event;
import dev.weir.event.OtherEvent;
import dev.weir.event.Suspect;
import dev.weir.internal.read.EventReader;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/** Fails loudly when Drools' internals are no longer what {@link RuleNetwork} takes them for. */
class RuleNetworkTest {

  private final EventReader reader = new EventReader();
  private KieSession session;
  private RuleNetwork network;

  @TempDir private Path folder;

  @BeforeEach
  void open() {
    KieBase base = ShippedRules.get().newKieBase();
    session = RuleSet.newKieSession(base);
    Alerts none = events -> {};
    session.setGlobal("alerts", none);
    network = new RuleNetwork(base, session, ShippedRules.get().tree());
  }

  @AfterEach
  void close() {
    session.dispose();
  }

  static Stream<Step> wantedExecs() {
    return Stream.of(
        Step.exec("by name", 0),
        Step.exec("by a name's prefix", 0).with("process.name", "PYTHON3.12"),
        Step.exec("by executable", 0)
            .with("process.name", "x")
            .with("process.executable", "/tmp/x"),
        Step.exec("by command line", 0)
            .with("process.name", "x")
            .with("process.command_line", "x http://169.254.169.254/"),
        Step.exec("one action of three", 0).with("event.action", List.of("fork", "exec", "end")),
        Step.exec("an empty parent executable", 0).with("process.parent.executable", ""),
        // an exclusion takes the suspect out, so the event is wanted all the same
        Step.exec("excluded", 0).with("process.working_directory", "/opt/rapid7/x"));
  }

  static Stream<Step> unwantedExecs() {
    return Stream.of(
        Step.exec("no suspicious name", 0).with("process.name", "bash"),
        Step.exec("a Kelvin sign", 0).with("process.name", "\u212Aurl"),
        Step.exec("no exec", 0).with("event.action", "fork"),
        Step.exec("no start", 0).with("event.type", "end"),
        Step.exec("another system", 0).with("host.os.type", "windows"),
        Step.exec("no parent executable", 0).without("process.parent.executable"),
        Step.exec("no host", 0).without("host.id"),
        Step.exec("no parent", 0).without("process.parent.entity_id"));
  }

  @ParameterizedTest
  @MethodSource("wantedExecs")
  void aSuspiciousExecIsWantedAndFires(Step exec) {
    assertThat(network.wants(exec.fact(reader))).isTrue();
    assertThat(fires(exec.fact(reader))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("unwantedExecs")
  void anotherExecIsNotWantedAndFiresNothing(Step exec) {
    assertThat(network.wants(exec.fact(reader))).isFalse();
    assertThat(fires(exec.fact(reader))).isFalse();
  }

  static Stream<Step> unwantedConnections() {
    return Stream.of(
        Step.connection("elsewhere", 0).with("destination.ip", "169.254.169.253"),
        Step.connection("nowhere", 0).without("destination.ip"),
        Step.connection("accepted", 0).with("event.action", "connection_accepted"),
        Step.connection("another system", 0).with("host.os.type", "windows"));
  }

  @Test
  void aConnectionToTheMetadataServiceIsWantedThoughAloneItFiresNothing() {
    Event connection = Step.connection("n1", 10).fact(reader);

    assertThat(network.wants(connection)).isTrue();
    assertThat(fires(connection)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("unwantedConnections")
  void anotherConnectionIsNotWantedAndFiresNothingAfterAnExec(Step connection) {
    assertThat(fires(Step.exec("e1", 0).fact(reader))).isTrue();

    assertThat(network.wants(connection.fact(reader))).isFalse();
    assertThat(fires(connection.fact(reader))).isFalse();
  }

  @Test
  void anotherMappedFormOfTheAddressIsWantedAndFiresAfterAnExec() {
    Step connection = Step.connection("n1", 10).with("destination.ip", "::ffff:a9fe:a9fe");
    assertThat(fires(Step.exec("e1", 0).fact(reader))).isTrue();

    assertThat(network.wants(connection.fact(reader))).isTrue();
    assertThat(fires(connection.fact(reader))).isTrue();
  }

  @Test
  void anEventOfAnotherKindIsNotWanted() {
    Event file = Step.exec("f1", 0).with("event.category", "file").fact(reader);

    assertThat(file).isInstanceOf(OtherEvent.class);
    assertThat(network.wants(file)).isFalse();
  }

  @Test
  void aSuspectIsWanted() {
    assertThat(network.wants(new Suspect("unusual-imds-request", Step.exec("e1", 0).fact(reader))))
        .isTrue();
  }

  @Test
  void evaluationInsertsNothing() {
    network.wants(Step.exec("e1", 0).fact(reader));

    assertThat(session.getObjects()).isEmpty();
    assertThat(session.fireAllRules()).isZero();
  }

  @Test
  void theSpanIsThatOfTheShippedRule() {
    assertThat(network.span()).isEqualTo(OptionalLong.of(1000));
  }

  @Test
  void theSpanAndTheWantsFollowAnEdit() throws IOException {
    Path detection = ShippedRules.copyTo(folder).resolve("detection.drl");
    ShippedRules.edit(detection, "after[0s, 1s]", "after[0s, 3s]");
    ShippedRules.edit(detection, "\"wget\"", "\"wget\", \"bash\"");
    RuleSet rules = RuleSet.load(folder);
    KieBase base = rules.newKieBase();
    KieSession edited = RuleSet.newKieSession(base);
    try {
      RuleNetwork follows = new RuleNetwork(base, edited, rules.tree());
      assertThat(follows.span()).isEqualTo(OptionalLong.of(3000));
      assertThat(follows.wants(Step.exec("e1", 0).with("process.name", "bash").fact(reader)))
          .isTrue();
    } finally {
      edited.dispose();
    }
  }

  @Test
  void aRuleSetWithoutATemporalOperatorHasNoSpanAndWantsWhatItNames() throws IOException {
    Files.writeString(
        folder.resolve("any.drl"),
        """
        package any;
        import dev.weir.event.NetworkEvent;
        import dev.weir.event.Suspect;
        rule "Any connection after a suspect"
        when
            $suspect : Suspect()
            NetworkEvent(hostId == $suspect.hostId)
        then
            delete($suspect);
        end
        """);
    RuleSet rules = RuleSet.load(folder);
    KieBase base = rules.newKieBase();
    KieSession any = RuleSet.newKieSession(base);
    try {
      RuleNetwork network = new RuleNetwork(base, any, rules.tree());
      assertThat(network.span()).isEmpty();
      assertThat(network.wants(Step.exec("e1", 0).fact(reader))).isFalse();
      assertThat(
              network.wants(
                  Step.connection("n1", 0).with("destination.ip", "10.0.0.1").fact(reader)))
          .isTrue();
    } finally {
      any.dispose();
    }
  }

  private boolean fires(Event event) {
    session.insert(event);
    return session.fireAllRules() > 0;
  }
}
