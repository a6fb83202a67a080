package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.event.Event;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.rule.Attack;
import dev.weir.rule.RuleMetadata;
import java.util.List;

/** A rule and events for alerts. */
public final class AlertFixtures {

  private static final Attack.Entry CREDENTIALS = new Attack.Entry("TA0006", "Credential Access");
  private static final Attack.Entry UNSECURED = new Attack.Entry("T1552", "Unsecured Credentials");

  private AlertFixtures() {}

  public static RuleMetadata rule(String id) {
    return rule(id, "${process.name} asked ${destination.ip}", "See ${host.name}.");
  }

  public static RuleMetadata rule(String id, String message, String guide) {
    return new RuleMetadata(
        "Unusual request",
        "30f64a50",
        "unusual/detection.drl",
        12,
        id,
        "3",
        "medium",
        47,
        "Something asked for metadata",
        message,
        List.of("Elastic", "Weir"),
        "Apache-2.0",
        List.of("Domain: Endpoint", "OS: Linux"),
        List.of("https://example.org/a"),
        List.of(
            new Attack(CREDENTIALS, UNSECURED, new Attack.Entry("T1552.005", "Instance Metadata")),
            new Attack(
                new Attack.Entry("TA0007", "Discovery"),
                new Attack.Entry("T1580", "Infrastructure"),
                new Attack.Entry("", "")),
            new Attack(CREDENTIALS, UNSECURED, new Attack.Entry("", ""))),
        guide,
        false,
        "",
        "",
        null);
  }

  /** An alert for a store or a sink. */
  public static StoredAlert stored(String id, byte[] document) {
    return StoredAlert.of(id, "Unusual request", "h", false, document);
  }

  /** An event from JSON fields, with single quotes and without the outer braces. */
  public static Event event(String fields) {
    byte[] json = ("{" + fields.replace('\'', '"') + "}").getBytes(UTF_8);
    return ((Reading.Accepted) new EventReader().read(json)).facts().get(0);
  }
}
