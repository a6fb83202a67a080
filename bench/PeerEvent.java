package dev.weir.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields that the default pack needs, read with Jackson's streaming parser, skipping others.
 */
public final class PeerEvent {

  private static final JsonFactory JSON = new JsonFactory();

  private static long read;

  private final long number = read++;
  private @Nullable String timestamp;
  private @Nullable String id;
  private @Nullable String hostId;
  private @Nullable String osType;
  private @Nullable String name;
  private @Nullable String executable;
  private @Nullable String commandLine;
  private @Nullable String workingDirectory;
  private @Nullable String parentId;
  private @Nullable String parentExecutable;
  private @Nullable String destinationIp;
  private List<String> category = List.of();
  private List<String> type = List.of();
  private List<String> action = List.of();

  /** Reads a document in an array. */
  static PeerEvent read(byte[] bytes, int from, int to) {
    PeerEvent event = new PeerEvent();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
      json.nextToken();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        switch (name) {
          case "@timestamp" -> event.timestamp = json.getString();
          case "event" -> event.event(json);
          case "host" -> event.host(json);
          case "process" -> event.process(json);
          case "destination" -> event.destination(json);
          default -> json.skipChildren();
        }
      }
    }
    return event;
  }

  private void event(JsonParser json) {
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      switch (name) {
        case "id" -> id = json.getString();
        case "category" -> category = strings(json);
        case "type" -> type = strings(json);
        case "action" -> action = strings(json);
        default -> json.skipChildren();
      }
    }
  }

  private void host(JsonParser json) {
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      if (name.equals("id")) {
        hostId = json.getString();
      } else if (name.equals("os")) {
        osType = one(json, "type");
      } else {
        json.skipChildren();
      }
    }
  }

  private void process(JsonParser json) {
    for (String member = json.nextName(); member != null; member = json.nextName()) {
      json.nextToken();
      switch (member) {
        case "name" -> name = json.getString();
        case "executable" -> executable = json.getString();
        case "command_line" -> commandLine = json.getString();
        case "working_directory" -> workingDirectory = json.getString();
        case "parent" -> parent(json);
        default -> json.skipChildren();
      }
    }
  }

  private void parent(JsonParser json) {
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      switch (name) {
        case "entity_id" -> parentId = json.getString();
        case "executable" -> parentExecutable = json.getString();
        default -> json.skipChildren();
      }
    }
  }

  private void destination(JsonParser json) {
    destinationIp = one(json, "ip");
  }

  private static @Nullable String one(JsonParser json, String wanted) {
    String value = null;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      if (name.equals(wanted)) {
        value = json.getString();
      } else {
        json.skipChildren();
      }
    }
    return value;
  }

  private static List<String> strings(JsonParser json) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return List.of(json.getString());
    }
    List<String> strings = new ArrayList<>(3);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      strings.add(json.getString());
    }
    return strings;
  }

  public long getNumber() {
    return number;
  }

  public long getTime() {
    return Instant.parse(String.valueOf(timestamp)).toEpochMilli();
  }

  public @Nullable String getId() {
    return id;
  }

  public @Nullable String getHostId() {
    return hostId;
  }

  public @Nullable String getOsType() {
    return osType;
  }

  public @Nullable String getName() {
    return name;
  }

  public @Nullable String getExecutable() {
    return executable;
  }

  public @Nullable String getCommandLine() {
    return commandLine;
  }

  public @Nullable String getWorkingDirectory() {
    return workingDirectory;
  }

  public @Nullable String getParentId() {
    return parentId;
  }

  public @Nullable String getParentExecutable() {
    return parentExecutable;
  }

  public @Nullable String getDestinationIp() {
    return destinationIp;
  }

  public List<String> getCategory() {
    return category;
  }

  public List<String> getType() {
    return type;
  }

  public List<String> getAction() {
    return action;
  }
}
