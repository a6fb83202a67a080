package dev.weir.corpus;

import dev.weir.corpus.HostSimulation.Happening;
import dev.weir.corpus.HostStory.Agent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Writes what happens on a host as the documents that Elastic Defend would send. */
final class DocumentWriter {

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final HostStory story;
  private final String agentId;
  private final Random random;
  private final Map<String, Object> host;
  private final String ip;
  private final String eventPrefix;
  final Set<String> evidence = new LinkedHashSet<>();
  private int sequence;

  DocumentWriter(HostStory story, String agentId, Random random) {
    this.story = story;
    this.agentId = agentId;
    this.random = random;
    this.ip =
        "10." + random.nextInt(200) + "." + random.nextInt(250) + "." + (4 + random.nextInt(240));
    this.host = host();
    this.sequence = 100 + random.nextInt(90_000);
    this.eventPrefix = letters(16) + "+++";
  }

  Map<String, Object> document(Happening one) {
    boolean network = List.of("connect", "disconnect", "lookup").contains(one.what());
    String time = time(one.at());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("@timestamp", time);
    document.put("agent", Map.of("id", agentId, "type", "endpoint", "version", version()));
    String dataset = "endpoint.events." + (network ? "network" : "process");
    document.put("data_stream", Map.of("dataset", dataset, "namespace", "default", "type", "logs"));
    document.put("ecs", Map.of("version", is(Agent.NEWEST) ? "8.10.0" : "1.11.0"));
    document.put("event", event(one, dataset, time));
    document.put("host", host);
    document.put("message", "Endpoint " + (network ? "network" : "process") + " event");
    document.put("process", network ? connected(one.process()) : process(one));
    document.put("user", user(one.what().equals("fork") ? one.process().forker : one.process()));
    if (network) {
      network(document, one);
    }
    container(document, one.process());
    return document;
  }

  private Map<String, Object> event(Happening one, String dataset, String time) {
    boolean windows = story.os().equals("windows");
    List<String> actions =
        switch (one.what()) {
          case "merged" -> List.of("fork", "exec", "end");
          case "exec" -> List.of(windows ? "start" : "exec");
          case "connect" -> List.of("connection_attempted");
          case "disconnect" -> List.of("disconnect_received");
          case "lookup" -> List.of("lookup_requested");
          default -> List.of(one.what());
        };
    List<String> types =
        switch (one.what()) {
          case "merged" -> List.of("start", "end");
          case "end", "disconnect" -> List.of("end");
          case "lookup" -> List.of("protocol", "info");
          default -> List.of("start");
        };
    String id = eventPrefix + letters(5);
    if (one.shown()) {
      evidence.add(id);
    }
    Map<String, Object> event = new LinkedHashMap<>();
    boolean asText = is(Agent.OLDEST) || is(Agent.OLD);
    event.put("action", asText ? actions.get(0) : actions);
    event.put("category", List.of(dataset.substring("endpoint.events.".length())));
    event.put("created", time);
    event.put("dataset", dataset);
    event.put("id", id);
    event.put("kind", "event");
    event.put("module", "endpoint");
    event.put("outcome", "unknown");
    event.put("sequence", sequence++);
    event.put("type", types);
    return event;
  }

  /** Of process events. */
  private Map<String, Object> process(Happening one) {
    HostProcess process = one.process();
    boolean fork = one.what().equals("fork");
    HostProcess image = fork ? process.forker : process;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "Ext",
        Map.of(
            "ancestry",
            fork ? process.ancestry.stream().skip(skip(process)).toList() : process.ancestry));
    fields.put("entity_id", fork ? process.forkEntity : process.entity);
    fields.put("pid", process.pid);
    fields.put("start", time(fork ? process.forked : process.started));
    fields.put("executable", image.executable);
    fields.put("name", image.name);
    fields.put("args", image.args);
    fields.put("args_count", image.args.size());
    fields.put("command_line", image.commandLine);
    folder(fields, image);
    if (!story.os().equals("windows")) {
      fields.put("interactive", image.terminal);
    }
    fields.put("parent", parent(process, fork));
    if (one.what().equals("end") || one.what().equals("merged")) {
      fields.put("end", time(one.at()));
      fields.put("exit_code", 0);
    }
    sessions(fields, image, true);
    return fields;
  }

  private Map<String, Object> parent(HostProcess process, boolean fork) {
    HostProcess parent = fork ? process.forker : process.parent;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("entity_id", parentEntity(process, fork));
    fields.put("pid", parent.pid);
    fields.put("start", time(parent.started));
    fields.put("executable", parent.executable);
    fields.put("name", parent.name);
    fields.put("args", parent.args);
    fields.put("args_count", parent.args.size());
    fields.put("command_line", parent.commandLine);
    folder(fields, parent);
    return fields;
  }

  private String parentEntity(HostProcess process, boolean fork) {
    if (fork) {
      return process.forker.entity;
    }
    boolean own = is(Agent.OLDEST) && process.parent == process.forker;
    return own && process.ancestry.contains(process.forkEntity)
        ? process.forkEntity
        : process.parent.entity;
  }

  private static int skip(HostProcess process) {
    return process.ancestry.get(0).equals(process.forkEntity) ? 1 : 0;
  }

  private void folder(Map<String, Object> fields, HostProcess process) {
    if (!is(Agent.OLDEST)) {
      fields.put("working_directory", process.folder);
    }
  }

  /** Of network events, which say less. */
  private Map<String, Object> connected(HostProcess process) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("Ext", Map.of("ancestry", process.ancestry));
    fields.put("entity_id", process.entity);
    fields.put("pid", process.pid);
    fields.put("executable", process.executable);
    fields.put("name", process.name);
    if (story.os().equals("linux")) {
      fields.put("command_line", process.commandLine);
    }
    if (process.parent != null) {
      fields.put("parent", Map.of("entity_id", parentEntity(process, false)));
    }
    sessions(fields, process, false);
    return fields;
  }

  private void sessions(Map<String, Object> fields, HostProcess process, boolean whole) {
    if (!story.os().equals("linux") || is(Agent.OLDEST) || process.entry == null) {
      return;
    }
    Map<String, Object> entry = leader(process.entry, whole);
    if (whole) {
      Map<String, Object> meta = new LinkedHashMap<>(Map.of("type", process.entryType));
      if (!process.entrySource.isEmpty()) {
        meta.put("source", Map.of("ip", process.entrySource));
      }
      entry.put("entry_meta", meta);
    }
    fields.put("entry_leader", entry);
    fields.put("session_leader", leader(process.session, whole));
    fields.put("group_leader", leader(process.terminal ? process : process.session, whole));
  }

  private Map<String, Object> leader(HostProcess leader, boolean whole) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("entity_id", leader.entity);
    if (whole) {
      fields.put("pid", leader.pid);
      fields.put("start", time(leader.started));
      fields.put("executable", leader.executable);
      fields.put("name", leader.name);
      fields.put("args", leader.args);
      fields.put("interactive", leader.terminal);
      fields.put("working_directory", leader.folder);
    }
    return fields;
  }

  private void network(Map<String, Object> document, Happening one) {
    Target target = one.target();
    if (one.what().equals("lookup")) {
      document.put("dns", Map.of("question", Map.of("name", target.domain(), "type", "A")));
      document.put("network", Map.of("protocol", "dns"));
      return;
    }
    boolean six = target.ip().contains(":");
    String source = target.loopback() ? target.ip() : six ? "2600:1f18:4a2:9c00::1d" : ip;
    int port = 32_768 + random.nextInt(28_000);
    boolean end = one.what().equals("disconnect");
    document.put("source", address(source, port, end));
    document.put("destination", address(target.ip(), target.port(), end));
    document.put(
        "network",
        Map.of(
            "transport", target.transport(), "type", six ? "ipv6" : "ipv4", "direction", "egress"));
  }

  private Map<String, Object> address(String address, int port, boolean end) {
    Map<String, Object> fields = new LinkedHashMap<>(Map.of("address", address, "ip", address));
    fields.put("port", port);
    if (end) {
      fields.put("bytes", 120 + random.nextInt(4000));
    }
    return fields;
  }

  private Map<String, Object> user(HostProcess process) {
    if (story.os().equals("windows")) {
      boolean system = process.user.equals("SYSTEM");
      String sid =
          "S-1-5-21-1004336348-1177238915-682003330-"
              + (1000 + Math.floorMod(process.user.hashCode(), 900));
      return Map.of(
          "domain",
          system ? "NT AUTHORITY" : "CORP",
          "name",
          process.user,
          "id",
          system ? "S-1-5-18" : sid);
    }
    Map<String, Integer> known =
        Map.of(
            "root",
            0,
            "www-data",
            33,
            "apache",
            48,
            "ubuntu",
            1000,
            "ec2-user",
            1000,
            "nobody",
            65_534,
            "azureuser",
            1000);
    int id = known.getOrDefault(process.user, 1001 + Math.floorMod(process.user.hashCode(), 8000));
    return Map.of("name", process.user, "id", is(Agent.NEWEST) ? (Object) String.valueOf(id) : id);
  }

  private void container(Map<String, Object> document, HostProcess process) {
    if (process.container.isEmpty() || is(Agent.OLDEST) || is(Agent.OLD)) {
      return;
    }
    String[] parts = process.container.split("\\|");
    Map<String, Object> container = new LinkedHashMap<>();
    String id =
        UUID.nameUUIDFromBytes(HostSimulation.utf8(story.name() + parts[0]))
            .toString()
            .replace("-", "");
    container.put("id", id + id);
    if (parts.length > 1) {
      container.put("name", parts[1]);
      container.put("image", Map.of("name", parts[0]));
      document.put(
          "orchestrator",
          Map.of(
              "cluster", Map.of("name", "prod-1"),
              "namespace", parts.length > 2 ? parts[2] : "default",
              "resource", Map.of("name", parts[1], "type", "pod")));
    }
    document.put("container", container);
  }

  private Map<String, Object> host() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "id",
        UUID.nameUUIDFromBytes(HostSimulation.utf8("host " + story.name()))
            .toString()
            .replace("-", ""));
    fields.put(
        "name",
        story.os().equals("windows")
            ? "EC2AMAZ-" + letters(7).toUpperCase(Locale.ROOT)
            : "ip-" + ip.replace('.', '-'));
    if (is(Agent.NEWEST)) {
      fields.put("os", Map.of("type", story.os()));
      return fields;
    }
    fields.put("hostname", fields.get("name"));
    fields.put("architecture", "x86_64");
    fields.put("ip", List.of("127.0.0.1", "::1", ip));
    fields.put(
        "os",
        Map.of(
            "type",
            story.os(),
            "family",
            story.os(),
            "full",
            story.image(),
            "platform",
            story.os()));
    return fields;
  }

  private boolean is(Agent agent) {
    return story.agent() == agent;
  }

  private String version() {
    return story.agent().version;
  }

  private String letters(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /** With as few digits as the agents send. */
  private static String time(long nanos) {
    String text = Instant.ofEpochSecond(0, nanos).toString();
    return text.contains(".") ? text.replaceAll("0+Z$", "Z") : text;
  }
}
