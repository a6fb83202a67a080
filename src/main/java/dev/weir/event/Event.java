package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * An event as rules see it. An accessor is named after its ECS field: {@code
 * process.parent.executable} is {@code processParentExecutable} in a rule; {@link #field} gives
 * every field that has no accessor. No accessor gives a null in the middle of a path, so a rule
 * cannot stumble over a missing field. Confined to one thread at a time.
 */
public abstract sealed class Event permits ProcessEvent, NetworkEvent, OtherEvent, Suspect {

  /** Stands for the host of the events that name none; no {@code host.id} is a single NUL. */
  public static final String NO_HOST = "\0";

  private final Document document;
  private final EventOrder order;

  /**
   * A fact of a document.
   *
   * @param document where the fields come from
   * @param order its place among the events
   */
  protected Event(Document document, EventOrder order) {
    this.document = document;
    this.order = order;
  }

  /**
   * When it happened ({@code @timestamp}).
   *
   * @return milliseconds since 1970, cut, not rounded
   */
  public long getTimestamp() {
    return order.timestamp();
  }

  /**
   * The host it belongs to, for order and retention.
   *
   * @return its {@code host.id}, or {@link #NO_HOST}
   */
  public String hostKey() {
    return hostKey(getHostId());
  }

  /**
   * What a host is called, for order and retention.
   *
   * @param hostId a {@code host.id}, null where an event has none
   * @return it, or {@link #NO_HOST}
   */
  public static String hostKey(@Nullable String hostId) {
    return hostId == null ? NO_HOST : hostId;
  }

  /**
   * Its place among the events.
   *
   * @return time, sequence and arrival
   */
  public EventOrder order() {
    return order;
  }

  /**
   * Whether it stands before another event: earlier, or in the same millisecond with the lower
   * {@code event.sequence}, or else arrived before it.
   *
   * @param other the other event
   * @return true if it does
   */
  public boolean precedes(Event other) {
    return order.compareTo(other.order) < 0;
  }

  /**
   * The values of any field of the document.
   *
   * @param dottedName the field's name, as in {@code process.Ext.code_signature.status}
   * @return its values
   */
  public Values field(String dottedName) {
    return document.values(dottedName);
  }

  /**
   * The document it came as.
   *
   * @return the whole of it
   */
  public Document document() {
    return document;
  }

  /**
   * The event's own id ({@code event.id}).
   *
   * @return its values
   */
  public Values getEventId() {
    return document.values(EcsField.EVENT_ID);
  }

  /**
   * The endpoint's running number, which orders events of one millisecond ({@code event.sequence}).
   *
   * @return its values
   */
  public Values getEventSequence() {
    return document.values(EcsField.EVENT_SEQUENCE);
  }

  /**
   * {@code event}, {@code alert}, ... ({@code event.kind}).
   *
   * @return its values
   */
  public Values getEventKind() {
    return document.values(EcsField.EVENT_KIND);
  }

  /**
   * {@code process}, {@code network}, ... ({@code event.category}).
   *
   * @return its values
   */
  public Values getEventCategory() {
    return document.values(EcsField.EVENT_CATEGORY);
  }

  /**
   * {@code start}, {@code end}, ... ({@code event.type}).
   *
   * @return its values
   */
  public Values getEventType() {
    return document.values(EcsField.EVENT_TYPE);
  }

  /**
   * {@code exec}, {@code fork}, {@code connection_attempted}, ... ({@code event.action}).
   *
   * @return its values
   */
  public Values getEventAction() {
    return document.values(EcsField.EVENT_ACTION);
  }

  /**
   * {@code success} or {@code failure} ({@code event.outcome}).
   *
   * @return its values
   */
  public Values getEventOutcome() {
    return document.values(EcsField.EVENT_OUTCOME);
  }

  /**
   * The data set it came from ({@code event.dataset}).
   *
   * @return its values
   */
  public Values getEventDataset() {
    return document.values(EcsField.EVENT_DATASET);
  }

  /**
   * The agent that saw it ({@code agent.id}).
   *
   * @return its values
   */
  public Values getAgentId() {
    return document.values(EcsField.AGENT_ID);
  }

  /**
   * The agent's version ({@code agent.version}).
   *
   * @return its values
   */
  public Values getAgentVersion() {
    return document.values(EcsField.AGENT_VERSION);
  }

  /**
   * The host ({@code host.id}), a key to join on.
   *
   * @return its one value; null where it has none or several, which no join can use
   */
  public @Nullable String getHostId() {
    return key(EcsField.HOST_ID);
  }

  /**
   * The host's name ({@code host.name}).
   *
   * @return its values
   */
  public Values getHostName() {
    return document.values(EcsField.HOST_NAME);
  }

  /**
   * {@code linux}, {@code windows}, {@code macos} ({@code host.os.type}).
   *
   * @return its values
   */
  public Values getHostOsType() {
    return document.values(EcsField.HOST_OS_TYPE);
  }

  /**
   * The host's addresses ({@code host.ip}).
   *
   * @return its values
   */
  public Values getHostIp() {
    return document.values(EcsField.HOST_IP);
  }

  /**
   * The process, unique over time ({@code process.entity_id}), a key to join on.
   *
   * @return its one value; null where it has none or several, which no join can use
   */
  public @Nullable String getProcessEntityId() {
    return key(EcsField.PROCESS_ENTITY_ID);
  }

  /**
   * The program's short name ({@code process.name}).
   *
   * @return its values
   */
  public Values getProcessName() {
    return document.values(EcsField.PROCESS_NAME);
  }

  /**
   * The program's path ({@code process.executable}).
   *
   * @return its values
   */
  public Values getProcessExecutable() {
    return document.values(EcsField.PROCESS_EXECUTABLE);
  }

  /**
   * The whole command line, of any length ({@code process.command_line}).
   *
   * @return its values
   */
  public Values getProcessCommandLine() {
    return document.values(EcsField.PROCESS_COMMAND_LINE);
  }

  /**
   * The arguments one by one ({@code process.args}).
   *
   * @return its values
   */
  public Values getProcessArgs() {
    return document.values(EcsField.PROCESS_ARGS);
  }

  /**
   * The folder it runs in ({@code process.working_directory}).
   *
   * @return its values
   */
  public Values getProcessWorkingDirectory() {
    return document.values(EcsField.PROCESS_WORKING_DIRECTORY);
  }

  /**
   * The process number ({@code process.pid}).
   *
   * @return its values
   */
  public Values getProcessPid() {
    return document.values(EcsField.PROCESS_PID);
  }

  /**
   * When the process itself began ({@code process.start}).
   *
   * @return its values
   */
  public Values getProcessStart() {
    return document.values(EcsField.PROCESS_START);
  }

  /**
   * Whether it has a terminal ({@code process.interactive}).
   *
   * @return its values
   */
  public Values getProcessInteractive() {
    return document.values(EcsField.PROCESS_INTERACTIVE);
  }

  /**
   * Entity ids of the ancestors, the nearest first ({@code process.Ext.ancestry}).
   *
   * @return its values
   */
  public Values getProcessExtAncestry() {
    return document.values(EcsField.PROCESS_EXT_ANCESTRY);
  }

  /**
   * The parent process, unique over time ({@code process.parent.entity_id}), a key to join on.
   *
   * @return its one value; null where it has none or several, which no join can use
   */
  public @Nullable String getProcessParentEntityId() {
    return key(EcsField.PROCESS_PARENT_ENTITY_ID);
  }

  /**
   * The parent's short name ({@code process.parent.name}).
   *
   * @return its values
   */
  public Values getProcessParentName() {
    return document.values(EcsField.PROCESS_PARENT_NAME);
  }

  /**
   * The parent's path ({@code process.parent.executable}).
   *
   * @return its values
   */
  public Values getProcessParentExecutable() {
    return document.values(EcsField.PROCESS_PARENT_EXECUTABLE);
  }

  /**
   * The parent's command line, of any length ({@code process.parent.command_line}).
   *
   * @return its values
   */
  public Values getProcessParentCommandLine() {
    return document.values(EcsField.PROCESS_PARENT_COMMAND_LINE);
  }

  /**
   * The parent's arguments ({@code process.parent.args}).
   *
   * @return its values
   */
  public Values getProcessParentArgs() {
    return document.values(EcsField.PROCESS_PARENT_ARGS);
  }

  /**
   * The parent's process number ({@code process.parent.pid}).
   *
   * @return its values
   */
  public Values getProcessParentPid() {
    return document.values(EcsField.PROCESS_PARENT_PID);
  }

  /**
   * The process the session was entered by ({@code process.entry_leader.entity_id}), a key to join
   * on.
   *
   * @return its one value; null where it has none or several, which no join can use
   */
  public @Nullable String getProcessEntryLeaderEntityId() {
    return key(EcsField.PROCESS_ENTRY_LEADER_ENTITY_ID);
  }

  /**
   * The entry leader's short name ({@code process.entry_leader.name}).
   *
   * @return its values
   */
  public Values getProcessEntryLeaderName() {
    return document.values(EcsField.PROCESS_ENTRY_LEADER_NAME);
  }

  /**
   * The entry leader's path ({@code process.entry_leader.executable}).
   *
   * @return its values
   */
  public Values getProcessEntryLeaderExecutable() {
    return document.values(EcsField.PROCESS_ENTRY_LEADER_EXECUTABLE);
  }

  /**
   * How the session was entered: {@code sshd}, {@code container}, ... ({@code
   * process.entry_leader.entry_meta.type}).
   *
   * @return its values
   */
  public Values getProcessEntryLeaderEntryMetaType() {
    return document.values(EcsField.PROCESS_ENTRY_LEADER_ENTRY_META_TYPE);
  }

  /**
   * The session leader's path ({@code process.session_leader.executable}).
   *
   * @return its values
   */
  public Values getProcessSessionLeaderExecutable() {
    return document.values(EcsField.PROCESS_SESSION_LEADER_EXECUTABLE);
  }

  /**
   * The group leader's path ({@code process.group_leader.executable}).
   *
   * @return its values
   */
  public Values getProcessGroupLeaderExecutable() {
    return document.values(EcsField.PROCESS_GROUP_LEADER_EXECUTABLE);
  }

  /**
   * The user's number ({@code user.id}).
   *
   * @return its values
   */
  public Values getUserId() {
    return document.values(EcsField.USER_ID);
  }

  /**
   * The user's name ({@code user.name}).
   *
   * @return its values
   */
  public Values getUserName() {
    return document.values(EcsField.USER_NAME);
  }

  /**
   * The container it runs in ({@code container.id}).
   *
   * @return its values
   */
  public Values getContainerId() {
    return document.values(EcsField.CONTAINER_ID);
  }

  /**
   * The container's name ({@code container.name}).
   *
   * @return its values
   */
  public Values getContainerName() {
    return document.values(EcsField.CONTAINER_NAME);
  }

  /**
   * The container's image ({@code container.image.name}).
   *
   * @return its values
   */
  public Values getContainerImageName() {
    return document.values(EcsField.CONTAINER_IMAGE_NAME);
  }

  /**
   * The cluster ({@code orchestrator.cluster.name}).
   *
   * @return its values
   */
  public Values getOrchestratorClusterName() {
    return document.values(EcsField.ORCHESTRATOR_CLUSTER_NAME);
  }

  /**
   * The namespace in the cluster ({@code orchestrator.namespace}).
   *
   * @return its values
   */
  public Values getOrchestratorNamespace() {
    return document.values(EcsField.ORCHESTRATOR_NAMESPACE);
  }

  /**
   * The pod or other resource ({@code orchestrator.resource.name}).
   *
   * @return its values
   */
  public Values getOrchestratorResourceName() {
    return document.values(EcsField.ORCHESTRATOR_RESOURCE_NAME);
  }

  /**
   * {@code aws}, {@code azure}, {@code gcp}, ... ({@code cloud.provider}).
   *
   * @return its values
   */
  public Values getCloudProvider() {
    return document.values(EcsField.CLOUD_PROVIDER);
  }

  /**
   * The cloud account ({@code cloud.account.id}).
   *
   * @return its values
   */
  public Values getCloudAccountId() {
    return document.values(EcsField.CLOUD_ACCOUNT_ID);
  }

  /**
   * The cloud region ({@code cloud.region}).
   *
   * @return its values
   */
  public Values getCloudRegion() {
    return document.values(EcsField.CLOUD_REGION);
  }

  /**
   * The instance ({@code cloud.instance.id}).
   *
   * @return its values
   */
  public Values getCloudInstanceId() {
    return document.values(EcsField.CLOUD_INSTANCE_ID);
  }

  /**
   * The address it connects from ({@code source.ip}).
   *
   * @return its values
   */
  public Values getSourceIp() {
    return document.values(EcsField.SOURCE_IP);
  }

  /**
   * The port it connects from ({@code source.port}).
   *
   * @return its values
   */
  public Values getSourcePort() {
    return document.values(EcsField.SOURCE_PORT);
  }

  /**
   * The address it connects to; compare with {@link Values#cidrMatch} ({@code destination.ip}).
   *
   * @return its values
   */
  public Values getDestinationIp() {
    return document.values(EcsField.DESTINATION_IP);
  }

  /**
   * The port it connects to ({@code destination.port}).
   *
   * @return its values
   */
  public Values getDestinationPort() {
    return document.values(EcsField.DESTINATION_PORT);
  }

  /**
   * The name it connects to ({@code destination.domain}).
   *
   * @return its values
   */
  public Values getDestinationDomain() {
    return document.values(EcsField.DESTINATION_DOMAIN);
  }

  /**
   * {@code tcp}, {@code udp}, ... ({@code network.transport}).
   *
   * @return its values
   */
  public Values getNetworkTransport() {
    return document.values(EcsField.NETWORK_TRANSPORT);
  }

  /**
   * {@code egress}, {@code ingress}, ... ({@code network.direction}).
   *
   * @return its values
   */
  public Values getNetworkDirection() {
    return document.values(EcsField.NETWORK_DIRECTION);
  }

  /**
   * The name asked for ({@code dns.question.name}).
   *
   * @return its values
   */
  public Values getDnsQuestionName() {
    return document.values(EcsField.DNS_QUESTION_NAME);
  }

  private @Nullable String key(EcsField field) {
    return document.values(field).only();
  }

  /** The kind of fact and the event's id. */
  @Override
  public String toString() {
    return getClass().getSimpleName() + " " + getEventId();
  }
}
