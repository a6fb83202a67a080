package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * An event as rules see it. Accessors are named after ECS fields: {@code process.parent.executable}
 * is {@code processParentExecutable} in a rule. {@link #field} gives every field without an
 * accessor. A missing field gives {@link Values#NONE}, never null in the middle of a path. For one
 * thread at a time.
 */
public abstract sealed class Event
    permits ProcessEvent,
        NetworkEvent,
        OtherEvent,
        AnyEvent,
        CrossHostEvent,
        PrincipalEvent,
        Suspect {

  /** The host key of events without a {@code host.id}; no real id is a single NUL. */
  public static final String NO_HOST = "\0";

  private final Document document;
  private final EventOrder order;

  /**
   * Creates a fact.
   *
   * @param document the source of the fields
   * @param order its position among the events
   */
  protected Event(Document document, EventOrder order) {
    this.document = document;
    this.order = order;
  }

  /** {@return {@code @timestamp} in milliseconds since 1970, truncated} */
  public long getTimestamp() {
    return order.timestamp();
  }

  /** {@return the key for order and retention: {@code host.id}, or {@link #NO_HOST}} */
  public String hostKey() {
    return hostKey(getHostId());
  }

  /**
   * Returns the key of a host for order and retention.
   *
   * @param hostId a {@code host.id}, or null if there is none
   * @return the id, or {@link #NO_HOST}
   */
  public static String hostKey(@Nullable String hostId) {
    return hostId == null ? NO_HOST : hostId;
  }

  /** {@return the key for lanes: events that rules may join or compare have the same} */
  public String laneKey() {
    return hostKey();
  }

  /**
   * {@return whom a {@link PrincipalEvent} concerns, a join key: an instance's id, or another
   * principal of the cloud; null for other facts}
   */
  public @Nullable String getPrincipal() {
    return null;
  }

  /** {@return its position among the events: time, sequence and arrival} */
  public EventOrder order() {
    return order;
  }

  /**
   * Whether this event comes before another: it is earlier, or in the same millisecond has the
   * lower {@code event.sequence}, or arrived first.
   *
   * @param other the other event
   * @return true if this event comes first
   */
  public boolean precedes(Event other) {
    return order.compareTo(other.order) < 0;
  }

  /**
   * Returns the values of any field of the document.
   *
   * @param dottedName the field's name, such as {@code process.Ext.code_signature.status}
   * @return its values
   */
  public Values field(String dottedName) {
    return document.values(dottedName);
  }

  /**
   * Whether the document belongs in an index whose name matches one of the patterns. The name is
   * made of {@code data_stream.type}, {@code .dataset} and {@code .namespace}; without these, of
   * {@code event.dataset} and {@code agent.type}. A document without any of them belongs anywhere.
   *
   * @param patterns such as {@code logs-endpoint.events.*}, case-sensitive
   * @return true if it may be from such an index
   */
  public boolean fromIndex(String... patterns) {
    return IndexName.matches(document, patterns);
  }

  /**
   * Returns the one value of any field, as a key for joins.
   *
   * @param dottedName the field's name, such as {@code user.name}
   * @return the value; null if there is none, or more than one
   */
  public @Nullable String key(String dottedName) {
    return field(dottedName).only();
  }

  /** {@return the whole document} */
  public Document document() {
    return document;
  }

  /** {@return the values of {@code event.id}: the event's own id} */
  public Values getEventId() {
    return document.values(EcsField.EVENT_ID);
  }

  /**
   * {@return the values of {@code event.sequence}: the endpoint's running number, which orders
   * events of one millisecond}
   */
  public Values getEventSequence() {
    return document.values(EcsField.EVENT_SEQUENCE);
  }

  /** {@return the values of {@code event.kind}: such as {@code event}, {@code alert}, ...} */
  public Values getEventKind() {
    return document.values(EcsField.EVENT_KIND);
  }

  /** {@return the values of {@code event.category}: {@code process}, {@code network}, ...} */
  public Values getEventCategory() {
    return document.values(EcsField.EVENT_CATEGORY);
  }

  /** {@return the values of {@code event.type}: {@code start}, {@code end}, ...} */
  public Values getEventType() {
    return document.values(EcsField.EVENT_TYPE);
  }

  /**
   * {@return the values of {@code event.action}: {@code exec}, {@code fork}, {@code
   * connection_attempted}, ...}
   */
  public Values getEventAction() {
    return document.values(EcsField.EVENT_ACTION);
  }

  /** {@return the values of {@code event.outcome}: {@code success} or {@code failure}} */
  public Values getEventOutcome() {
    return document.values(EcsField.EVENT_OUTCOME);
  }

  /** {@return the values of {@code event.dataset}: the dataset of the event} */
  public Values getEventDataset() {
    return document.values(EcsField.EVENT_DATASET);
  }

  /** {@return the values of {@code data_stream.type}: logs, metrics, ...} */
  public Values getDataStreamType() {
    return document.values(EcsField.DATA_STREAM_TYPE);
  }

  /** {@return the values of {@code data_stream.dataset}: the dataset of its data stream} */
  public Values getDataStreamDataset() {
    return document.values(EcsField.DATA_STREAM_DATASET);
  }

  /** {@return the values of {@code data_stream.namespace}: the namespace of its data stream} */
  public Values getDataStreamNamespace() {
    return document.values(EcsField.DATA_STREAM_NAMESPACE);
  }

  /** {@return the values of {@code agent.type}: the kind of agent, such as winlogbeat} */
  public Values getAgentType() {
    return document.values(EcsField.AGENT_TYPE);
  }

  /** {@return the values of {@code agent.id}: the agent that reported it} */
  public Values getAgentId() {
    return document.values(EcsField.AGENT_ID);
  }

  /** {@return the values of {@code agent.version}: the agent's version} */
  public Values getAgentVersion() {
    return document.values(EcsField.AGENT_VERSION);
  }

  /**
   * {@return the value of {@code host.id}, a join key: the host; null if it has none or several}
   */
  public @Nullable String getHostId() {
    return key(EcsField.HOST_ID);
  }

  /** {@return the values of {@code host.name}: the host's name} */
  public Values getHostName() {
    return document.values(EcsField.HOST_NAME);
  }

  /** {@return the values of {@code host.os.type}: {@code linux}, {@code windows}, {@code macos}} */
  public Values getHostOsType() {
    return document.values(EcsField.HOST_OS_TYPE);
  }

  /** {@return the values of {@code host.ip}: the host's addresses} */
  public Values getHostIp() {
    return document.values(EcsField.HOST_IP);
  }

  /**
   * {@return the value of {@code process.entity_id}, a join key: the process, unique over time;
   * null if it has none or several}
   */
  public @Nullable String getProcessEntityId() {
    return key(EcsField.PROCESS_ENTITY_ID);
  }

  /** {@return the values of {@code process.name}: the program's short name} */
  public Values getProcessName() {
    return document.values(EcsField.PROCESS_NAME);
  }

  /** {@return the values of {@code process.executable}: the program's path} */
  public Values getProcessExecutable() {
    return document.values(EcsField.PROCESS_EXECUTABLE);
  }

  /** {@return the values of {@code process.command_line}: the whole command line, of any length} */
  public Values getProcessCommandLine() {
    return document.values(EcsField.PROCESS_COMMAND_LINE);
  }

  /** {@return the values of {@code process.args}: the arguments one by one} */
  public Values getProcessArgs() {
    return document.values(EcsField.PROCESS_ARGS);
  }

  /** {@return the values of {@code process.working_directory}: its working directory} */
  public Values getProcessWorkingDirectory() {
    return document.values(EcsField.PROCESS_WORKING_DIRECTORY);
  }

  /** {@return the values of {@code process.pid}: the process id (PID)} */
  public Values getProcessPid() {
    return document.values(EcsField.PROCESS_PID);
  }

  /** {@return the values of {@code process.start}: when the process started} */
  public Values getProcessStart() {
    return document.values(EcsField.PROCESS_START);
  }

  /** {@return the values of {@code process.interactive}: whether it has a terminal} */
  public Values getProcessInteractive() {
    return document.values(EcsField.PROCESS_INTERACTIVE);
  }

  /**
   * {@return the values of {@code process.Ext.ancestry}: entity ids of the ancestors, the nearest
   * first}
   */
  public Values getProcessExtAncestry() {
    return document.values(EcsField.PROCESS_EXT_ANCESTRY);
  }

  /**
   * {@return the value of {@code process.parent.entity_id}, a join key: the parent process, unique
   * over time; null if it has none or several}
   */
  public @Nullable String getProcessParentEntityId() {
    return key(EcsField.PROCESS_PARENT_ENTITY_ID);
  }

  /** {@return the values of {@code process.parent.name}: the parent's short name} */
  public Values getProcessParentName() {
    return document.values(EcsField.PROCESS_PARENT_NAME);
  }

  /** {@return the values of {@code process.parent.executable}: the parent's path} */
  public Values getProcessParentExecutable() {
    return document.values(EcsField.PROCESS_PARENT_EXECUTABLE);
  }

  /**
   * {@return the values of {@code process.parent.command_line}: the parent's command line, of any
   * length}
   */
  public Values getProcessParentCommandLine() {
    return document.values(EcsField.PROCESS_PARENT_COMMAND_LINE);
  }

  /** {@return the values of {@code process.parent.args}: the parent's arguments} */
  public Values getProcessParentArgs() {
    return document.values(EcsField.PROCESS_PARENT_ARGS);
  }

  /** {@return the values of {@code process.parent.pid}: the parent's process id (PID)} */
  public Values getProcessParentPid() {
    return document.values(EcsField.PROCESS_PARENT_PID);
  }

  /**
   * {@return the value of {@code process.entry_leader.entity_id}, a join key: the process that
   * started the session; null if it has none or several}
   */
  public @Nullable String getProcessEntryLeaderEntityId() {
    return key(EcsField.PROCESS_ENTRY_LEADER_ENTITY_ID);
  }

  /** {@return the values of {@code process.entry_leader.name}: the entry leader's short name} */
  public Values getProcessEntryLeaderName() {
    return document.values(EcsField.PROCESS_ENTRY_LEADER_NAME);
  }

  /** {@return the values of {@code process.entry_leader.executable}: the entry leader's path} */
  public Values getProcessEntryLeaderExecutable() {
    return document.values(EcsField.PROCESS_ENTRY_LEADER_EXECUTABLE);
  }

  /**
   * {@return the values of {@code process.entry_leader.entry_meta.type}: how the session was
   * entered: {@code sshd}, {@code container}, ...}
   */
  public Values getProcessEntryLeaderEntryMetaType() {
    return document.values(EcsField.PROCESS_ENTRY_LEADER_ENTRY_META_TYPE);
  }

  /**
   * {@return the values of {@code process.session_leader.executable}: the session leader's path}
   */
  public Values getProcessSessionLeaderExecutable() {
    return document.values(EcsField.PROCESS_SESSION_LEADER_EXECUTABLE);
  }

  /** {@return the values of {@code process.group_leader.executable}: the group leader's path} */
  public Values getProcessGroupLeaderExecutable() {
    return document.values(EcsField.PROCESS_GROUP_LEADER_EXECUTABLE);
  }

  /** {@return the values of {@code user.id}: the user's id} */
  public Values getUserId() {
    return document.values(EcsField.USER_ID);
  }

  /** {@return the values of {@code user.name}: the user's name} */
  public Values getUserName() {
    return document.values(EcsField.USER_NAME);
  }

  /** {@return the values of {@code container.id}: the container it runs in} */
  public Values getContainerId() {
    return document.values(EcsField.CONTAINER_ID);
  }

  /** {@return the values of {@code container.name}: the container's name} */
  public Values getContainerName() {
    return document.values(EcsField.CONTAINER_NAME);
  }

  /** {@return the values of {@code container.image.name}: the container's image} */
  public Values getContainerImageName() {
    return document.values(EcsField.CONTAINER_IMAGE_NAME);
  }

  /** {@return the values of {@code orchestrator.cluster.name}: the cluster} */
  public Values getOrchestratorClusterName() {
    return document.values(EcsField.ORCHESTRATOR_CLUSTER_NAME);
  }

  /** {@return the values of {@code orchestrator.namespace}: the namespace in the cluster} */
  public Values getOrchestratorNamespace() {
    return document.values(EcsField.ORCHESTRATOR_NAMESPACE);
  }

  /** {@return the values of {@code orchestrator.resource.name}: the pod or other resource} */
  public Values getOrchestratorResourceName() {
    return document.values(EcsField.ORCHESTRATOR_RESOURCE_NAME);
  }

  /**
   * {@return the values of {@code cloud.provider}: {@code aws}, {@code azure}, {@code gcp}, ...}
   */
  public Values getCloudProvider() {
    return document.values(EcsField.CLOUD_PROVIDER);
  }

  /** {@return the values of {@code cloud.account.id}: the cloud account} */
  public Values getCloudAccountId() {
    return document.values(EcsField.CLOUD_ACCOUNT_ID);
  }

  /** {@return the values of {@code cloud.region}: the cloud region} */
  public Values getCloudRegion() {
    return document.values(EcsField.CLOUD_REGION);
  }

  /** {@return the values of {@code cloud.instance.id}: the instance} */
  public Values getCloudInstanceId() {
    return document.values(EcsField.CLOUD_INSTANCE_ID);
  }

  /** {@return the values of {@code source.ip}: the address it connects from} */
  public Values getSourceIp() {
    return document.values(EcsField.SOURCE_IP);
  }

  /** {@return the values of {@code source.port}: the port it connects from} */
  public Values getSourcePort() {
    return document.values(EcsField.SOURCE_PORT);
  }

  /**
   * {@return the values of {@code destination.ip}: the address it connects to; compare with {@link
   * Values#cidrMatch}}
   */
  public Values getDestinationIp() {
    return document.values(EcsField.DESTINATION_IP);
  }

  /** {@return the values of {@code destination.port}: the port it connects to} */
  public Values getDestinationPort() {
    return document.values(EcsField.DESTINATION_PORT);
  }

  /** {@return the values of {@code destination.domain}: the name it connects to} */
  public Values getDestinationDomain() {
    return document.values(EcsField.DESTINATION_DOMAIN);
  }

  /** {@return the values of {@code network.transport}: {@code tcp}, {@code udp}, ...} */
  public Values getNetworkTransport() {
    return document.values(EcsField.NETWORK_TRANSPORT);
  }

  /** {@return the values of {@code network.direction}: {@code egress}, {@code ingress}, ...} */
  public Values getNetworkDirection() {
    return document.values(EcsField.NETWORK_DIRECTION);
  }

  /** {@return the values of {@code dns.question.name}: the queried name} */
  public Values getDnsQuestionName() {
    return document.values(EcsField.DNS_QUESTION_NAME);
  }

  private @Nullable String key(EcsField field) {
    return document.values(field).only();
  }

  /** {@return the kind of fact and the event's id} */
  @Override
  public String toString() {
    return getClass().getSimpleName() + " " + getEventId();
  }
}
