package dev.weir.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ECS fields that have an accessor on {@link Event}; {@link Event#field} gives all others. */
public enum EcsField {
  /** {@code @timestamp}. */
  TIMESTAMP("@timestamp", "When it happened; the timestamp property is the time as a number"),
  /** {@code event.id}. */
  EVENT_ID("event.id", "The event's own id"),
  /** {@code event.sequence}. */
  EVENT_SEQUENCE(
      "event.sequence",
      "A counter of the endpoint, which puts events of the same millisecond in order"),
  /** {@code event.kind}. */
  EVENT_KIND("event.kind", "event, alert, ..."),
  /** {@code event.category}. */
  EVENT_CATEGORY("event.category", "process, network, ..."),
  /** {@code event.type}. */
  EVENT_TYPE("event.type", "start, end, ..."),
  /** {@code event.action}. */
  EVENT_ACTION("event.action", "exec, fork, connection_attempted, ..."),
  /** {@code event.outcome}. */
  EVENT_OUTCOME("event.outcome", "success or failure"),
  /** {@code event.dataset}. */
  EVENT_DATASET("event.dataset", "The data set it came from"),
  /** {@code data_stream.type}. */
  DATA_STREAM_TYPE("data_stream.type", "logs, metrics, ..."),
  /** {@code data_stream.dataset}. */
  DATA_STREAM_DATASET("data_stream.dataset", "The data set of its data stream"),
  /** {@code data_stream.namespace}. */
  DATA_STREAM_NAMESPACE("data_stream.namespace", "The namespace of its data stream"),
  /** {@code agent.type}. */
  AGENT_TYPE("agent.type", "The kind of agent, such as winlogbeat"),
  /** {@code agent.id}. */
  AGENT_ID("agent.id", "The agent that reported it"),
  /** {@code agent.version}. */
  AGENT_VERSION("agent.version", "The agent's version"),
  /** {@code host.id}. */
  HOST_ID("host.id", "The host"),
  /** {@code host.name}. */
  HOST_NAME("host.name", "The host's name"),
  /** {@code host.os.type}. */
  HOST_OS_TYPE("host.os.type", "linux, windows, macos"),
  /** {@code host.ip}. */
  HOST_IP("host.ip", "The host's addresses"),
  /** {@code process.entity_id}. */
  PROCESS_ENTITY_ID("process.entity_id", "The process, unique over time"),
  /** {@code process.name}. */
  PROCESS_NAME("process.name", "The program's short name"),
  /** {@code process.executable}. */
  PROCESS_EXECUTABLE("process.executable", "The program's path"),
  /** {@code process.command_line}. */
  PROCESS_COMMAND_LINE("process.command_line", "The whole command line, of any length"),
  /** {@code process.args}. */
  PROCESS_ARGS("process.args", "The arguments one by one"),
  /** {@code process.working_directory}. */
  PROCESS_WORKING_DIRECTORY("process.working_directory", "The folder it runs in"),
  /** {@code process.pid}. */
  PROCESS_PID("process.pid", "The process id (PID)"),
  /** {@code process.start}. */
  PROCESS_START("process.start", "When the process started"),
  /** {@code process.interactive}. */
  PROCESS_INTERACTIVE("process.interactive", "Whether it has a terminal"),
  /** {@code process.Ext.ancestry}. */
  PROCESS_EXT_ANCESTRY("process.Ext.ancestry", "Entity ids of the ancestors, the nearest first"),
  /** {@code process.parent.entity_id}. */
  PROCESS_PARENT_ENTITY_ID("process.parent.entity_id", "The parent process, unique over time"),
  /** {@code process.parent.name}. */
  PROCESS_PARENT_NAME("process.parent.name", "The parent's short name"),
  /** {@code process.parent.executable}. */
  PROCESS_PARENT_EXECUTABLE("process.parent.executable", "The parent's path"),
  /** {@code process.parent.command_line}. */
  PROCESS_PARENT_COMMAND_LINE(
      "process.parent.command_line", "The parent's command line, of any length"),
  /** {@code process.parent.args}. */
  PROCESS_PARENT_ARGS("process.parent.args", "The parent's arguments"),
  /** {@code process.parent.pid}. */
  PROCESS_PARENT_PID("process.parent.pid", "The parent's process id (PID)"),
  /** {@code process.entry_leader.entity_id}. */
  PROCESS_ENTRY_LEADER_ENTITY_ID(
      "process.entry_leader.entity_id", "The process that started the session"),
  /** {@code process.entry_leader.name}. */
  PROCESS_ENTRY_LEADER_NAME("process.entry_leader.name", "The entry leader's short name"),
  /** {@code process.entry_leader.executable}. */
  PROCESS_ENTRY_LEADER_EXECUTABLE("process.entry_leader.executable", "The entry leader's path"),
  /** {@code process.entry_leader.entry_meta.type}. */
  PROCESS_ENTRY_LEADER_ENTRY_META_TYPE(
      "process.entry_leader.entry_meta.type", "How the session was started: sshd, container, ..."),
  /** {@code process.session_leader.executable}. */
  PROCESS_SESSION_LEADER_EXECUTABLE(
      "process.session_leader.executable", "The session leader's path"),
  /** {@code process.group_leader.executable}. */
  PROCESS_GROUP_LEADER_EXECUTABLE("process.group_leader.executable", "The group leader's path"),
  /** {@code user.id}. */
  USER_ID("user.id", "The user's id"),
  /** {@code user.name}. */
  USER_NAME("user.name", "The user's name"),
  /** {@code container.id}. */
  CONTAINER_ID("container.id", "The container it runs in"),
  /** {@code container.name}. */
  CONTAINER_NAME("container.name", "The container's name"),
  /** {@code container.image.name}. */
  CONTAINER_IMAGE_NAME("container.image.name", "The container's image"),
  /** {@code orchestrator.cluster.name}. */
  ORCHESTRATOR_CLUSTER_NAME("orchestrator.cluster.name", "The cluster"),
  /** {@code orchestrator.namespace}. */
  ORCHESTRATOR_NAMESPACE("orchestrator.namespace", "The namespace in the cluster"),
  /** {@code orchestrator.resource.name}. */
  ORCHESTRATOR_RESOURCE_NAME("orchestrator.resource.name", "The pod or other resource"),
  /** {@code cloud.provider}. */
  CLOUD_PROVIDER("cloud.provider", "aws, azure, gcp, ..."),
  /** {@code cloud.account.id}. */
  CLOUD_ACCOUNT_ID("cloud.account.id", "The cloud account"),
  /** {@code cloud.region}. */
  CLOUD_REGION("cloud.region", "The cloud region"),
  /** {@code cloud.instance.id}. */
  CLOUD_INSTANCE_ID("cloud.instance.id", "The instance"),
  /** {@code source.ip}. */
  SOURCE_IP("source.ip", "The address it connects from"),
  /** {@code source.port}. */
  SOURCE_PORT("source.port", "The port it connects from"),
  /** {@code destination.ip}. */
  DESTINATION_IP("destination.ip", "The address it connects to; compare with cidrMatch"),
  /** {@code destination.port}. */
  DESTINATION_PORT("destination.port", "The port it connects to"),
  /** {@code destination.domain}. */
  DESTINATION_DOMAIN("destination.domain", "The name it connects to"),
  /** {@code network.transport}. */
  NETWORK_TRANSPORT("network.transport", "tcp, udp, ..."),
  /** {@code network.direction}. */
  NETWORK_DIRECTION("network.direction", "egress, ingress, ..."),
  /** {@code dns.question.name}. */
  DNS_QUESTION_NAME("dns.question.name", "The name asked for");

  /**
   * Elasticsearch keeps no keyword value longer than this many UTF-16 units ({@code ignore_above}).
   */
  public static final int KEYWORD_LIMIT = 1024;

  /** How many there are. */
  public static final int COUNT = values().length;

  private static final Map<String, EcsField> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(EcsField::dottedName, field -> field));

  private final String dottedName;
  private final String meaning;
  private final boolean keyword;

  EcsField(String dottedName, String meaning) {
    this.dottedName = dottedName;
    this.meaning = meaning;
    this.keyword = isKeyword(dottedName);
  }

  /** {@return its ECS name, such as {@code process.parent.executable}} */
  public String dottedName() {
    return dottedName;
  }

  /**
   * The field of a name.
   *
   * @param dottedName as in {@code process.parent.executable}
   * @return the field, null if facts have no accessor for it
   */
  public static @Nullable EcsField of(String dottedName) {
    return BY_NAME.get(dottedName);
  }

  /** {@return its name in rules, such as {@code processParentExecutable}} */
  public String accessor() {
    StringBuilder accessor = new StringBuilder();
    for (String word : dottedName.replace("@", "").split("[._]", -1)) {
      String first = word.substring(0, 1);
      accessor
          .append(
              accessor.isEmpty() ? first.toLowerCase(Locale.ROOT) : first.toUpperCase(Locale.ROOT))
          .append(word, 1, word.length());
    }
    return accessor.toString();
  }

  /**
   * {@return whether it is a join key with one value: {@code host.id} or the entity id of a
   * process}
   */
  public boolean isKey() {
    return switch (this) {
      case HOST_ID, PROCESS_ENTITY_ID, PROCESS_PARENT_ENTITY_ID, PROCESS_ENTRY_LEADER_ENTITY_ID ->
          true;
      default -> false;
    };
  }

  /** {@return the index of the field in arrays, from 0 to {@link #COUNT} - 1} */
  @SuppressWarnings("EnumOrdinal") // an index within one run, never stored
  public int slot() {
    return ordinal();
  }

  /** {@return a short description} */
  public String meaning() {
    return meaning;
  }

  /** {@return whether a value over {@link #KEYWORD_LIMIT} counts as missing} */
  public boolean isKeyword() {
    return keyword;
  }

  /**
   * Whether a value over {@link #KEYWORD_LIMIT} counts as missing in any field.
   *
   * @param dottedName the field's name
   * @return false for fields with text of any length
   */
  public static boolean isKeyword(String dottedName) {
    return switch (dottedName) {
      // ECS maps these, and every command line, as wildcard or text
      case "message",
          "error.message",
          "error.stack_trace",
          "http.request.body.content",
          "http.response.body.content",
          "registry.data.strings",
          "url.full",
          "url.original",
          "url.path" ->
          false;
      default -> !dottedName.endsWith("command_line");
    };
  }
}
