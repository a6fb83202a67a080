package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Synthetic events like those of Elastic Defend on Linux, with the same kinds, field names, nesting
 * and sizes. Half of the suspicious ones are program starts, the other half their connections to
 * the metadata service, on the same host and with the same parent. The same settings give the same
 * bytes.
 */
final class Documents {

  private static final Instant START = Instant.parse("2025-01-27T10:00:00Z");
  private static final Pattern HOST = Pattern.compile("\\w+-27e3-\\w+-ac2a-\\w+");
  private static final String[] PROGRAMS = {
    "bash", "ls", "grep", "sed", "date", "cat", "systemctl", "sshd", "postgres", "java", "dockerd"
  };

  private final int bytes;
  private final int perMille;
  private final int hosts;
  private final Random random = new Random(42);
  private final StringBuilder json = new StringBuilder(8 << 10);
  private long count;
  private int connectsNext = -1;

  /**
   * A stream at its beginning.
   *
   * @param bytes how long a document is, on average and roughly: 1,000 to 10,000
   * @param perMille how many of a thousand events are suspicious
   * @param hosts how many hosts they come from, by turns
   */
  Documents(int bytes, int perMille, int hosts) {
    this.bytes = bytes;
    this.perMille = perMille;
    this.hosts = hosts;
  }

  /** The host of a document. */
  static String host(String document) {
    Matcher host = HOST.matcher(document);
    if (!host.find()) {
      throw new IllegalStateException(document);
    }
    return host.group();
  }

  /** The next documents, each with a line end. */
  byte[] lines(int events) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(events * bytes);
    for (int i = 0; i < events; i++) {
      lines.writeBytes(next().getBytes(UTF_8));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  /** The next document. */
  String next() {
    json.setLength(0);
    int host = random.nextInt(hosts);
    int kind = random.nextInt(100);
    if (connectsNext >= 0) {
      connection(connectsNext, "169.254.169.254", connectsNext);
      connectsNext = -1;
    } else if (random.nextInt(2000) < perMille) {
      process(host, "\"exec\"", "\"start\"", "curl", host);
      connectsNext = host;
    } else if (kind < 35) {
      process(host, "\"exec\"", "\"start\"", program(), random.nextInt(1_000_000));
    } else if (kind < 45) {
      process(host, "\"fork\"", "\"start\"", program(), random.nextInt(1_000_000));
    } else if (kind < 65) {
      process(host, "\"end\"", "\"end\"", program(), random.nextInt(1_000_000));
    } else {
      connection(host, "10.20." + random.nextInt(256) + ".7", random.nextInt(1_000_000));
    }
    count++;
    return json.toString();
  }

  private String program() {
    return PROGRAMS[random.nextInt(PROGRAMS.length)];
  }

  private void process(int host, String action, String type, String program, int parent) {
    begin(host);
    json.append("\"process\":{");
    ancestry(host);
    json.append(",\"parent\":{");
    leader(host, "bash", parent);
    json.append('}');
    if (bytes > 2000) {
      for (String leader : new String[] {"group_leader", "session_leader", "entry_leader"}) {
        json.append(",\"").append(leader).append("\":{");
        leader(host, "sshd", parent + 1);
        json.append('}');
      }
    }
    json.append(',');
    leader(host, program, random.nextInt(1_000_000));
    json.append(",\"hash\":{\"sha256\":\"").append(hex(64)).append("\"}");
    if (bytes > 4000) {
      json.append(",\"thread\":{\"capabilities\":{\"permitted\":");
      capabilities();
      json.append(",\"effective\":");
      capabilities();
      json.append("}}");
    }
    json.append("},");
    end(host, "process", action, type);
  }

  private void capabilities() {
    json.append('[');
    for (int i = 0; i < 41; i++) {
      json.append(i == 0 ? "\"" : ",\"").append("CAP_NUMBER_").append(i).append('"');
    }
    json.append(']');
  }

  private void connection(int host, String address, int parent) {
    begin(host);
    json.append("\"process\":{");
    ancestry(host);
    json.append(",\"parent\":{\"entity_id\":\"").append(entity(host, parent)).append("\"},");
    json.append("\"entry_leader\":{\"entity_id\":\"").append(entity(host, 1)).append("\"},");
    json.append("\"name\":\"curl\",\"pid\":").append(random.nextInt(32_768));
    json.append(",\"entity_id\":\"").append(entity(host, random.nextInt(1_000_000)));
    json.append("\",\"executable\":\"/usr/bin/curl\"},");
    json.append("\"destination\":{\"address\":\"").append(address);
    json.append("\",\"port\":80,\"ip\":\"").append(address).append("\"},");
    json.append("\"source\":{\"address\":\"10.0.0.32\",\"port\":").append(random.nextInt(65_536));
    json.append(",\"ip\":\"10.0.0.32\"},\"network\":{\"transport\":\"tcp\",\"type\":\"ipv4\",");
    json.append("\"direction\":\"egress\"},");
    end(host, "network", "\"connection_attempted\"", "\"start\"");
  }

  private void begin(int host) {
    json.append("{\"agent\":{\"id\":\"").append(uuid(host));
    json.append("\",\"type\":\"endpoint\",\"version\":\"8.17.1\"},");
  }

  private void ancestry(int host) {
    json.append("\"Ext\":{\"ancestry\":[");
    for (int i = 0; i < bytes / 1000; i++) {
      json.append(i == 0 ? "\"" : ",\"").append(entity(host, i)).append('"');
    }
    json.append("]}");
  }

  private void leader(int host, String program, int entity) {
    json.append("\"interactive\":true,\"start\":\"2025-01-27T09:27:52.81Z\",\"pid\":");
    json.append(random.nextInt(32_768)).append(",\"entity_id\":\"").append(entity(host, entity));
    json.append("\",\"executable\":\"/usr/bin/").append(program).append("\",\"args\":[\"");
    json.append(program).append("\",\"--color=auto\",\"-la\"],\"args_count\":3,\"name\":\"");
    json.append(program).append("\",\"command_line\":\"").append(program);
    json.append(" --color=auto -la\"");
    if (bytes > 2000) {
      json.append(",\"working_directory\":\"/home/deploy\"");
      json.append(",\"tty\":{\"char_device\":{\"major\":136,\"minor\":1},\"type\":\"char_device\"},");
      json.append("\"user\":{\"name\":\"deploy\",\"id\":1000,\"real\":{\"name\":\"deploy\",");
      json.append("\"id\":1000}},\"group\":{\"name\":\"deploy\",\"supplemental\":[{\"name\":");
      json.append("\"deploy\",\"id\":1000}],\"id\":1000}");
    }
  }

  private void end(int host, String category, String action, String type) {
    String time = START.plusMillis(count).plusNanos(483_921).toString();
    json.append("\"message\":\"Endpoint ").append(category).append(" event\",\"@timestamp\":\"");
    json.append(time);
    json.append("\",\"ecs\":{\"version\":\"8.10.0\"},\"data_stream\":{\"namespace\":\"default\",");
    json.append("\"type\":\"logs\",\"dataset\":\"endpoint.events.").append(category).append("\"},");
    json.append("\"host\":{\"hostname\":\"ip-10-0-").append(host).append("\",\"os\":{");
    if (bytes > 2000) {
      json.append("\"Ext\":{\"variant\":\"Ubuntu\"},\"kernel\":\"6.8.0-1021-aws #23-Ubuntu SMP ");
      json.append("Mon Dec  9 23:54:15 UTC 2024\",\"name\":\"Linux\",\"family\":\"debian\",");
      json.append("\"version\":\"24.04.1\",\"platform\":\"ubuntu\",\"full\":\"Ubuntu 24.04.1\",");
    }
    json.append("\"type\":\"linux\"},\"ip\":[\"127.0.0.1\",\"::1\",\"10.0.0.32\"],\"name\":\"ip-");
    json.append(host).append("\",\"id\":\"").append(uuid(host)).append("\",\"mac\":[\"00-00-5E-");
    json.append("00-53-23\"],\"architecture\":\"x86_64\"},\"event\":{\"agent_id_status\":\"verified\",");
    json.append("\"sequence\":").append(count).append(",\"ingested\":\"").append(time);
    json.append("\",\"created\":\"").append(time).append("\",\"kind\":\"event\",\"module\":\"endpoint\",");
    json.append("\"action\":").append(action).append(",\"id\":\"").append(id()).append("\",");
    json.append("\"category\":[\"").append(category).append("\"],\"type\":[").append(type);
    json.append("],\"dataset\":\"endpoint.events.").append(category).append("\"},");
    json.append("\"user\":{\"Ext\":{\"real\":{\"name\":\"deploy\",\"id\":1000}},\"name\":\"deploy\",");
    json.append("\"id\":1000},\"group\":{\"name\":\"deploy\",\"id\":1000}}");
  }

  private String id() {
    return String.format(Locale.ROOT, "NbGw%015d+++%02d", count, random.nextInt(100));
  }

  private static String uuid(int host) {
    return String.format(Locale.ROOT, "%08x-27e3-4c80-ac2a-%012x", host * 2654435761L, host);
  }

  private static String entity(int host, int process) {
    return String.format(
        Locale.ROOT, "YWZkMzQ4YzYtMGVjOS00OTYxLTgwNWUtOGVkMmZjNGMwNDNi%012d%012dMDA=", host, process);
  }

  private String hex(int digits) {
    StringBuilder hex = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      hex.append(Character.forDigit(random.nextInt(16), 16));
    }
    return hex.toString();
  }
}
