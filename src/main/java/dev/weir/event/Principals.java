package dev.weir.event;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom a document concerns in a cloud, by the fields that Elastic's integrations write. In the
 * cloud's log, {@code cloud.instance.id} can be the collector's own or the target of the request,
 * so it counts only for endpoints.
 */
final class Principals {

  /** As many as one command of AWS can name. */
  private static final int MAX_TARGETS = 50;

  private static final Pattern INSTANCE = Pattern.compile("i-(?:[0-9a-f]{8}|[0-9a-f]{17})");
  private static final String PARAMETERS = "aws.cloudtrail.flattened.request_parameters.";

  private Principals() {}

  static Set<String> of(Document document) {
    if (document.values(EcsField.HOST_ID).isPresent()) {
      return set(instance(document));
    }
    @Nullable String dataset = document.values(EcsField.EVENT_DATASET).only();
    return switch (dataset == null ? "" : dataset) {
      case "aws.cloudtrail" -> ofCloudTrail(document);
      case "gcp.audit" -> set(first(document, "client.user.email", "user.email"));
      case "azure.signinlogs" ->
          set(first(document, "azure.signinlogs.properties.service_principal_id"));
      case "azure.activitylogs" ->
          set(
              first(
                  document,
                  "azure.activitylogs.identity.authorization.evidence.principal_id",
                  "azure.activitylogs.identity.claims.appid"));
      default -> Set.of();
    };
  }

  /** An endpoint's instance: {@code ip-10-0-0-1} as a host's name is an address, no instance. */
  private static @Nullable String instance(Document document) {
    @Nullable String told = document.values(EcsField.CLOUD_INSTANCE_ID).only();
    if (told != null) {
      return told;
    }
    return Stream.of(EcsField.HOST_ID, EcsField.HOST_NAME)
        .flatMap(field -> document.values(field).list().stream())
        .map(name -> name.split("\\.", 2)[0])
        .filter(Principals::isInstance)
        .findFirst()
        .orElse(null);
  }

  /** The instances that a command is for, and the instance whose role's session it is. */
  private static Set<String> ofCloudTrail(Document document) {
    Set<String> instances = new LinkedHashSet<>();
    if (document.values("event.provider").has("ssm.amazonaws.com")) {
      Stream.of("instanceIds", "target", "targets.values")
          .flatMap(name -> document.values(PARAMETERS + name).list().stream())
          .filter(Principals::isInstance)
          .limit(MAX_TARGETS)
          .forEach(instances::add);
    }
    @Nullable String caller = first(document, "aws.cloudtrail.user_identity.arn", "user.id");
    String session = caller == null ? "" : caller.substring(afterLast(caller));
    if (isInstance(session)) {
      instances.add(session);
    }
    return instances.isEmpty() ? set(first(document, "user.id", "cloud.account.id")) : instances;
  }

  /** Where a session's name begins: in {@code .../ROLE/i-0abc}, or in {@code AROA...:i-0abc}. */
  private static int afterLast(String caller) {
    return Math.max(caller.lastIndexOf('/'), caller.lastIndexOf(':')) + 1;
  }

  private static boolean isInstance(String name) {
    return INSTANCE.matcher(name).matches();
  }

  private static @Nullable String first(Document document, String... fields) {
    return Stream.of(fields)
        .flatMap(field -> document.values(field).list().stream())
        .findFirst()
        .orElse(null);
  }

  private static Set<String> set(@Nullable String one) {
    return one == null ? Set.of() : Set.of(one);
  }
}
