package dev.weir.bench;

import dev.weir.bench.Mix.Form;
import dev.weir.bench.Mix.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The JSON of one event, with the fields, nesting and order of its agent. Details that agents send
 * or omit by version and settings fill it up to the size asked for. One event in a hundred has text
 * that is not ASCII, one command in seven has quotation marks, and one host in five sends the
 * members in alphabetical order.
 */
final class MixDocument {

  /** Which host an event is of, and when it happened. */
  record Place(int host, long micros, long number) {}

  private static final Instant START = Instant.parse("2026-01-27T10:00:00.000123Z");
  private static final String WORDS =
      "-I/usr/include/x86_64-linux-gnu --color=auto -c src/main/net/socket.cc -o build/socket.o"
          + " -DNDEBUG=1 -Wall -Wextra -std=c++20 -fPIC --config=/etc/service/config.yaml -la";
  private static final int LONGEST_COMMAND = 3_000;
  private static final List<String> LEADERS =
      List.of("entry_leader", "session_leader", "group_leader");

  private final Mix mix;
  private final Random random;

  MixDocument(Mix mix, Random random) {
    this.mix = mix;
    this.random = random;
  }

  /** The start of a program of Elastic Defend on Linux. */
  String start(Place place, int size, int parent, String command, String parentExecutable) {
    String path = command.split(" ")[0];
    String executable = path.startsWith("/") ? path : "/usr/bin/" + path;
    String name = path.substring(path.lastIndexOf('/') + 1);
    String above = parent(place, parent, parentExecutable);
    String own = own(place, Kind.EXEC, name, executable, command(command, size));
    return document(place, Form.DEFEND, Kind.EXEC, size, above, own, Map.of());
  }

  /** A connection of Elastic Defend on Linux. */
  String connection(Place place, int size, int parent, String program, String address) {
    return network(place, Form.DEFEND, Kind.CONNECT, size, parent, program, address);
  }

  /** An event without suspicion. */
  String ordinary(Place place, Form form, Kind kind, int size) {
    boolean other = form == Form.DEFEND && mix.form().isWindows();
    String program = other ? "postgres" : mix.programs().get(random.nextInt(mix.programs().size()));
    int parent = random.nextInt(1_000_000);
    if (kind.isNetwork()) {
      String address = "10.20." + random.nextInt(256) + "." + random.nextInt(256);
      return network(place, form, kind, size, parent, program, address);
    }
    String folder = form.isWindows() ? "C:\\\\Windows\\\\System32\\\\" : "/usr/bin/";
    String shell = form.isWindows() ? "C:\\\\Windows\\\\explorer.exe" : "/usr/bin/bash";
    boolean starts = kind == Kind.EXEC || kind == Kind.SHORT;
    String own =
        own(place, kind, program, folder + program, starts ? command(program, size) : program);
    return document(place, form, kind, size, parent(place, parent, shell), own, special(kind));
  }

  private Map<String, String> special(Kind kind) {
    return switch (kind) {
      case FILE ->
          Map.of(
              "file", json("{'path':'/var/cache/app/%s','extension':'tmp','size':4096}", hex(16)));
      case REGISTRY ->
          Map.of(
              "registry", json("{'path':'HKLM\\\\SYSTEM\\\\Setup\\\\%s','value':'Start'}", hex(8)));
      case LIBRARY ->
          Map.of(
              "dll",
              json(
                  "{'path':'C:\\\\Windows\\\\System32\\\\kernelbase.dll','hash':{'sha256':'%s'},"
                      + "'code_signature':{'trusted':true,'subject_name':'Microsoft Windows'}}",
                  hex(64)));
      default -> Map.of();
    };
  }

  private String network(
      Place place, Form form, Kind kind, int size, int parent, String program, String address) {
    Map<String, String> special = new LinkedHashMap<>();
    if (kind == Kind.DNS) {
      special.put(
          "dns", json("{'question':{'name':'%s.example'},'resolved_ip':['%s']}", hex(12), address));
    } else {
      special.put("destination", address(address, random.nextBoolean() ? 80 : 443));
      special.put("source", address("10.0.0.32", random.nextInt(65_536)));
    }
    special.put("network", json("{'transport':'tcp','type':'ipv4','direction':'egress'}"));
    String name = program.substring(program.lastIndexOf('/') + 1);
    String folder = form.isWindows() ? "C:\\\\Program Files\\\\" : "/usr/bin/";
    String executable = program.startsWith("/") ? program : folder + program;
    String above = json("'entity_id':'%s'", entity(place.host(), parent));
    String own = own(place, kind, name, executable, name);
    return document(place, form, kind, size, above, own, special);
  }

  private static String address(String ip, int port) {
    return json("{'address':'%s','port':%d,'ip':'%s'}", ip, port, ip);
  }

  private static String parent(Place place, int parent, String executable) {
    return json(
        "'entity_id':'%s','executable':'%s','name':'bash'",
        entity(place.host(), parent), executable);
  }

  /** The members of a process itself, without braces. */
  private String own(Place place, Kind kind, String name, String executable, String command) {
    String own =
        json(
            "'entity_id':'%s','name':'%s','executable':'%s','pid':%d,'command_line':'%s'",
            entity(place.host(), random.nextInt(1_000_000)),
            name,
            executable,
            random.nextInt(32_768),
            command);
    if (kind != Kind.EXEC && kind != Kind.SHORT) {
      return own;
    }
    String[] args = command.split(" ");
    String listed = "\"args\":[\"" + String.join("\",\"", args) + "\"],";
    return listed + json("'args_count':%d,'working_directory':'/home/deploy',", args.length) + own;
  }

  private String document(
      Place place,
      Form form,
      Kind kind,
      int size,
      String parent,
      String own,
      Map<String, String> special) {
    String category = category(kind);
    String agent =
        form == Form.AUDITBEAT ? "auditbeat" : form == Form.SYSMON ? "winlogbeat" : "endpoint";
    String dataset =
        switch (form) {
          case AUDITBEAT -> "auditd.log";
          case SYSMON -> "windows.sysmon_operational";
          default -> "endpoint.events." + category;
        };
    String time = START.plus(place.micros(), ChronoUnit.MICROS).toString();
    Map<String, String> sections = new LinkedHashMap<>();
    sections.put(
        "agent", json("{'id':'%s','type':'%s','version':'8.17.1'}", uuid(place.host()), agent));
    sections.put("process", "");
    sections.putAll(special);
    sections.put("message", json("'Endpoint %s event'", category));
    sections.put("@timestamp", '"' + time + '"');
    sections.put("ecs", json("{'version':'8.10.0'}"));
    sections.put(
        "data_stream", json("{'namespace':'default','type':'logs','dataset':'%s'}", dataset));
    sections.put("host", host(place.host(), form, size));
    sections.put("event", event(place, form, kind, time, category, dataset));
    String user = random.nextInt(100) == 0 ? "Jürgen" : "deploy";
    sections.put(
        "user", json("{'Ext':{'real':{'name':'%s','id':1000}},'name':'%s','id':1000}", user, user));
    if (mix == Mix.KUBERNETES) {
      sections.put(
          "container",
          json("{'id':'%s','image':{'name':'registry.example/api'},'name':'api'}", hex(64)));
      sections.put(
          "orchestrator",
          json(
              "{'cluster':{'name':'prod'},'namespace':'shop','resource':{'name':'api-%s'}}",
              hex(10)));
    }
    int written = own.length() + parent.length();
    for (Map.Entry<String, String> section : sections.entrySet()) {
      written += section.getKey().length() + section.getValue().length() + 4;
    }
    double weight = kind == Kind.EXEC || kind == Kind.SHORT ? 1.25 : kind == Kind.FILE ? 0.8 : 0.95;
    int room = (int) (size * weight * (0.7 + 0.6 * random.nextDouble())) - written;
    boolean beat = form == Form.AUDITBEAT || form == Form.SYSMON;
    if (beat) {
      addFields(sections, form, room);
    }
    sections.put("process", process(place, kind, beat ? 0 : room, parent, own));
    List<String> members = new ArrayList<>();
    (place.host() % 5 == 0 ? new TreeMap<>(sections) : sections)
        .forEach((name, value) -> members.add('"' + name + "\":" + value));
    return '{' + String.join(",", members) + '}';
  }

  /** A process with as many of the details that agents may add as there is room for. */
  private String process(Place place, Kind kind, int room, String parent, String own) {
    List<String> details = new ArrayList<>();
    List<String> ancestry = new ArrayList<>();
    details.add(own);
    int rest = room;
    for (int i = 0; rest > 60; i++) {
      String detail;
      if (i < LEADERS.size()) {
        detail =
            '"' + LEADERS.get(i) + "\":" + leader(place.host(), !kind.isNetwork() && rest > 700);
        details.add(0, detail);
      } else if (i == LEADERS.size()) {
        detail = json("'hash':{'sha256':'%s'}", hex(64));
        details.add(detail);
      } else if (i == LEADERS.size() + 1 && rest > 2_500) {
        String all = capabilities();
        detail = json("'thread':{'capabilities':{'permitted':%s,'effective':%s}}", all, all);
        details.add(detail);
      } else {
        detail = '"' + entity(place.host(), i) + '"';
        ancestry.add(detail);
      }
      rest -= detail.length() + 1;
    }
    String ancestors =
        ancestry.isEmpty() ? "" : "\"Ext\":{\"ancestry\":[" + String.join(",", ancestry) + "]},";
    return '{' + ancestors + "\"parent\":{" + parent + "}," + String.join(",", details) + '}';
  }

  private String leader(int host, boolean detailed) {
    String id = json("{'entity_id':'%s'", entity(host, random.nextInt(100)));
    return detailed
        ? id
            + json(
                ",'interactive':true,'start':'2026-01-27T09:27:52.81Z','pid':%d,"
                    + "'working_directory':'/home/deploy','executable':'/usr/bin/bash',"
                    + "'args':['-bash'],'name':'bash','args_count':1,"
                    + "'tty':{'char_device':{'major':136,'minor':1},'type':'char_device'},"
                    + "'user':{'name':'deploy','id':1000,'real':{'name':'deploy','id':1000}},"
                    + "'group':{'name':'deploy','supplemental':[{'name':'deploy','id':1000}]}}",
                random.nextInt(32_768))
        : id + '}';
  }

  /** The fields of the log that a Beat forwards, and its text. */
  private void addFields(Map<String, String> sections, Form form, int room) {
    boolean sysmon = form == Form.SYSMON;
    StringBuilder fields = new StringBuilder("\"RecordNumber\":\"1\"");
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() + fields.length() < room - 60; i++) {
      String value = i % 3 == 0 ? "C:\\\\Windows\\\\System32\\\\" + hex(8) : hex(24);
      fields.append(json(",'Field%d':'%s'", i, value));
      text.append(sysmon ? "Field" + i + ": " + value + "\\r\\n" : " a" + i + '=' + hex(12));
    }
    sections.put(
        sysmon ? "winlog" : "auditd",
        "{\"" + (sysmon ? "event_data" : "data") + "\":{" + fields + "}}");
    sections.put("message", "\"" + text + '"');
  }

  private static String host(int host, Form form, int size) {
    boolean detailed = size > 2_000;
    return json("{'hostname':'ip-10-0-%d','os':{", host)
        + (detailed
            ? json(
                "'Ext':{'variant':'Ubuntu'},'kernel':'6.8.0-1021-aws #23-Ubuntu SMP',"
                    + "'name':'Linux','family':'debian','version':'24.04.1','platform':'ubuntu',")
            : "")
        + json("'type':'%s'},", form.isWindows() ? "windows" : "linux")
        + (detailed
            ? json("'ip':['127.0.0.1','::1','10.0.0.32'],'mac':['00-00-5E-00-53-23'],")
            : "")
        + json("'name':'ip-10-0-%d','id':'%s'}", host, uuid(host));
  }

  private String event(
      Place place, Form form, Kind kind, String time, String category, String dataset) {
    boolean endpoint = form == Form.DEFEND || form == Form.DEFEND_WINDOWS;
    boolean newer = Math.floorMod(place.host() * 31, 100) < mix.newer();
    String action = action(form, kind);
    return json(
        "{'agent_id_status':'verified',%s'ingested':'%s','created':'%s','kind':'event',"
            + "'module':'%s','action':%s,'id':'NbGw%015d+++07','category':['%s'],'type':[%s],"
            + "'dataset':'%s'}",
        endpoint ? json("'sequence':%d,", place.number()) : "",
        time,
        time,
        dataset.substring(0, dataset.indexOf('.')),
        newer || kind == Kind.SHORT ? '[' + action + ']' : action,
        place.number(),
        category,
        type(kind),
        dataset);
  }

  private static String category(Kind kind) {
    return switch (kind) {
      case EXEC, FORK, END, SHORT -> "process";
      case CONNECT, ACCEPT, DISCONNECT, DNS -> "network";
      case LOGIN -> "authentication";
      default -> kind.name().toLowerCase(Locale.ROOT);
    };
  }

  private static String action(Form form, Kind kind) {
    boolean beat = form == Form.AUDITBEAT || form == Form.SYSMON;
    return json(
        switch (kind) {
          case EXEC -> form.isWindows() ? "'start'" : beat ? "'executed'" : "'exec'";
          case SHORT -> "'fork','exec','end'";
          case CONNECT -> beat ? "'connected-to'" : "'connection_attempted'";
          case ACCEPT -> "'connection_accepted'";
          case DISCONNECT -> "'disconnect_received'";
          case DNS -> "'lookup_requested'";
          case FILE -> "'creation'";
          case REGISTRY -> "'modification'";
          case LIBRARY -> "'load'";
          case LOGIN -> "'log_on'";
          case FORK, END -> "'" + kind.name().toLowerCase(Locale.ROOT) + "'";
        });
  }

  private static String type(Kind kind) {
    return json(
        switch (kind) {
          case SHORT -> "'start','end'";
          case END, DISCONNECT -> "'end'";
          case FILE, REGISTRY -> "'change'";
          default -> "'start'";
        });
  }

  /** A command of any length, short ones most often. */
  private String command(String program, int size) {
    double shortest = Math.log(8);
    double longest = Math.log(Math.min(size / 2.0, LONGEST_COMMAND));
    int length = (int) Math.exp(shortest + random.nextDouble() * (longest - shortest));
    StringBuilder line = new StringBuilder(program);
    while (line.length() < length) {
      int at = random.nextInt(WORDS.length() - 1);
      line.append(' ').append(WORDS, at, Math.min(at + length, WORDS.length()));
    }
    return random.nextInt(7) == 0 ? line + " \\\"$HOME\\\"" : line.toString();
  }

  private static String capabilities() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 41; i++) {
      all.add("\"CAP_NUMBER_" + i + '"');
    }
    return '[' + String.join(",", all) + ']';
  }

  /** Text with apostrophes for quotation marks. */
  private static String json(String template, Object... values) {
    String json = template.replace('\'', '"');
    return values.length == 0 ? json : String.format(Locale.ROOT, json, values);
  }

  private static String uuid(int host) {
    return json("%08x-27e3-4c80-ac2a-%012x", host * 2654435761L, host);
  }

  private static String entity(int host, int process) {
    return json("YWZkMzQ4YzYtMGVjOS00OTYxLTgwNWUtOGVkMmZjNGMwNDNi%012d%012dMDA=", host, process);
  }

  private String hex(int digits) {
    StringBuilder hex = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      hex.append(Character.forDigit(random.nextInt(16), 16));
    }
    return hex.toString();
  }
}
