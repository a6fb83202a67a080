package dev.weir.testkit;

import dev.weir.internal.read.EventReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Two days of an account: a line of test-fixtures/stolen-credentials/histories.txt, as documents in
 * the order of their arrival. The same line gives the same documents.
 *
 * @param attack whether keys are stolen in it
 * @param fleet how the instances reach AWS
 * @param name what happens
 * @param arrivals its documents
 */
public record CloudHistory(boolean attack, String fleet, String name, List<Arrival> arrivals) {

  /** A document, and when it arrives: an endpoint's in seconds, the cloud's in minutes. */
  public record Arrival(Instant at, byte[] json) {}

  /** What a place looks like in the log: an address and a network, or an endpoint. */
  private record Place(String ip, int network, String endpoint) {
    static Place of(String name, int instance) {
      return switch (name) {
        case "nat" -> new Place("192.0.2.10", 16509, "");
        case "nat2" -> new Place("192.0.2.11", 16509, "");
        case "own" -> new Place("192.0.2." + (100 + instance), 16509, "");
        case "ec2" -> new Place("198.51.100.7", 16509, "");
        case "ipv6" -> new Place("2001:db8:1::" + instance, 16509, "");
        case "home" -> new Place("203.0.113.66", 64500, "");
        case "vps" -> new Place("203.0.113.130", 64501, "");
        case "tor" -> new Place("203.0.113.200", 64502, "");
        case "azure" -> new Place("198.51.100.200", 8075, "");
        case "company" -> new Place("203.0.113.5", 64510, "");
        case "endpoint" -> new Place("10.0.0." + (10 + instance), 0, "vpce-0a1");
        case "endpoint2" -> new Place("10.0.1." + (10 + instance), 0, "vpce-0a2");
        case "sneaky" -> new Place("10.0.0." + (10 + instance), 0, "vpce-0ff");
        case "service" -> new Place("", 0, "");
        default -> throw new IllegalArgumentException("no such place: " + name);
      };
    }
  }

  /** All histories of the table. */
  public static List<CloudHistory> all() {
    try {
      List<CloudHistory> all = new ArrayList<>();
      Path table = Path.of("test-fixtures", "stolen-credentials", "histories.txt");
      for (String line : Files.readAllLines(table)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] cells = line.split(" *\\| *", -1);
          Writer writer = new Writer(cells[1], line.hashCode());
          writer.write(cells[3]);
          all.add(new CloudHistory(cells[0].equals("attack"), cells[1], cells[2], writer.sorted()));
        }
      }
      return List.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes one history. */
  private static final class Writer {
    private static final long START = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long END = START + 48 * HOUR;

    private final String fleet;
    private final SplittableRandom random;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Long> starts = new ArrayList<>();
    private long now = START + 25 * HOUR;
    private long moved = END;
    private String movedTo = "";
    private long deployed = END;
    private String program = "";
    private int keys;
    private int number;

    Writer(String fleet, long seed) {
      this.fleet = fleet;
      this.random = new SplittableRandom(seed);
      starts.add(fleet.equals("young") ? now - 10 * MINUTE : START);
      starts.add(START);
    }

    List<Arrival> sorted() {
      arrivals.sort(Comparator.comparing(Arrival::at));
      return List.copyOf(arrivals);
    }

    void write(String steps) {
      for (String step : steps.split("; *", -1)) {
        now += between(5, 20) * MINUTE;
        step(step.split(" ", -1));
      }
      for (int i = 1; i <= starts.size(); i++) {
        background(i);
      }
    }

    private void step(String[] words) {
      switch (words[0]) {
        case "finding" -> finding(words[1]);
        case "use" -> {
          String who = words.length > 3 ? words[3] : "web-1";
          for (int i = 0; i < 3; i++) {
            String region = words.length > 4 ? words[4] : "eu-west-1";
            call(now + i * 20_000L, who, words[1], words[2], region);
          }
        }
        case "nat", "endpoint" -> {
          moved = now;
          movedTo = words[0].equals("nat") ? "nat2" : "endpoint";
        }
        case "deploy" -> {
          deployed = now;
          program = words[1];
        }
        case "scale" -> starts.add(now);
        case "refresh" -> keys++;
        case "command", "session" -> request(words[0]);
        case "child" -> {
          now -= 4 * MINUTE; // soon after the request
          child();
        }
        case "wait" -> now += Long.parseLong(words[1]) * HOUR;
        default -> throw new IllegalArgumentException("no such step: " + words[0]);
      }
    }

    /** What an instance does all day. */
    private void background(int instance) {
      String host = "web-" + instance;
      for (long at = starts.get(instance - 1); at < END; at += between(25, 60) * MINUTE) {
        String place =
            at >= moved
                ? movedTo
                : switch (fleet) {
                  case "public" -> "own";
                  case "endpoint" -> "endpoint";
                  default -> "nat";
                };
        call(at, host, place, at >= deployed ? program : "boto", "eu-west-1");
        call(at + 30_000, host, place, "ssm-agent", "eu-west-1");
        if (fleet.equals("eks")) {
          call(at + 40_000, host, place, random.nextBoolean() ? "go" : "java", "eu-west-1");
        }
        endpoint(at + 10_000, instance, connection("python3.11", "/usr/bin/python3.11"));
      }
    }

    private void call(long at, String who, String place, String program, String region) {
      int instance = who.startsWith("web-") ? Integer.parseInt(who.substring(4)) : 0;
      String role = instance > 0 ? "web" : who;
      String session =
          switch (who) {
            case "sso" -> "alice@example.org";
            case "lambda" -> "resize-images";
            case "ci" -> "build-7";
            default -> instance > 0 ? id(instance) : who + "-session";
          };
      Map<String, Object> event = log(at, region, role, session);
      event.put("event.provider", "s3.amazonaws.com");
      event.put("event.action", List.of("ListBuckets", "GetObject").get(random.nextInt(2)));
      event.put("event.outcome", random.nextInt(10) == 0 ? "failure" : "success");
      event.put("user_agent.original", agent(program));
      Place from = Place.of(place, instance);
      if (from.ip().isEmpty()) {
        event.put("source.address", "config.amazonaws.com");
        event.put("aws.cloudtrail.user_identity.invoked_by", "config.amazonaws.com");
      } else {
        String pod = "10.0." + random.nextInt(4) + "." + between(20, 250);
        event.put("source.ip", from.endpoint().isEmpty() || !fleet.equals("eks") ? from.ip() : pod);
      }
      if (from.network() > 0 && !fleet.equals("noas")) {
        event.put("source.as.number", from.network());
      }
      if (!from.endpoint().isEmpty()) {
        event.put("aws.cloudtrail.vpc_endpoint_id", from.endpoint());
      }
      deliver(at, region, event);
    }

    private void request(String kind) {
      Map<String, Object> event = log(now, "eu-west-1", "admin", "bob");
      event.put("event.provider", "ssm.amazonaws.com");
      event.put("event.action", kind.equals("command") ? "SendCommand" : "StartSession");
      event.put("event.outcome", "success");
      String parameters = "aws.cloudtrail.flattened.request_parameters.";
      if (kind.equals("command")) {
        event.put(parameters + "instanceIds", List.of(id(1)));
      } else {
        event.put(parameters + "target", id(1));
      }
      event.put("user_agent.original", agent("console"));
      event.put("source.ip", "203.0.113.9");
      deliver(now, "eu-west-1", event);
    }

    private void child() {
      Map<String, Object> start = start("bash", "/usr/bin/bash", "bash -c ./patch.sh");
      start.put("process.parent.executable", "/usr/bin/ssm-document-worker");
      endpoint(now - MINUTE, 1, start);
    }

    private void finding(String tool) {
      String path = "http://169.254.169.254/latest/meta-data/iam/security-credentials/";
      switch (tool) {
        case "sdk" -> endpoint(now, 1, connection("python3.11", "/usr/bin/python3.11"));
        case "dropped" -> endpoint(now, 1, connection("kworker", "/dev/shm/kworker"));
        case "eic" -> {
          Map<String, Object> asked = connection("curl", "/usr/bin/curl");
          asked.put("user.name", "ec2-instance-connect");
          asked.put(
              "process.parent.args", List.of("/bin/bash", "/opt/aws/bin/eic_curl_authorized_keys"));
          endpoint(now, 1, asked);
        }
        case "curl", "wget" -> {
          endpoint(now, 1, start(tool, "/usr/bin/" + tool, tool + " -s " + path));
          endpoint(now + 40, 1, connection(tool, "/usr/bin/" + tool));
        }
        default -> endpoint(now, 1, connection(tool, "/usr/bin/" + tool));
      }
    }

    private Map<String, Object> start(String name, String executable, String commandLine) {
      Map<String, Object> event = process(name, executable);
      event.put("event.category", List.of("process"));
      event.put("event.action", "exec");
      event.put("process.command_line", commandLine);
      return event;
    }

    private Map<String, Object> connection(String name, String executable) {
      Map<String, Object> event = process(name, executable);
      event.put("event.category", List.of("network"));
      event.put("event.action", "connection_attempted");
      event.put("destination.ip", "169.254.169.254");
      event.put("destination.port", 80);
      return event;
    }

    private Map<String, Object> process(String name, String executable) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("event.type", List.of("start"));
      event.put("process.name", name);
      event.put("process.executable", executable);
      event.put("process.entity_id", "p" + number);
      event.put("user.name", "www-data");
      return event;
    }

    private void endpoint(long at, int instance, Map<String, Object> event) {
      event.put("host.id", "host-" + instance);
      event.put("host.name", "web-" + instance);
      event.put("host.os.type", "linux");
      event.put("cloud.instance.id", id(instance));
      add(at, at + between(1_000, 30_000), event);
    }

    private Map<String, Object> log(long at, String region, String role, String session) {
      Map<String, Object> event = new LinkedHashMap<>();
      String identity = "aws.cloudtrail.user_identity.";
      event.put("event.dataset", "aws.cloudtrail");
      event.put("cloud.region", region);
      event.put("cloud.account.id", "111122223333");
      event.put("user.id", "AROA" + role + ":" + session);
      event.put("user.name", role);
      event.put(identity + "type", "AssumedRole");
      event.put(identity + "arn", "arn:aws:sts::111122223333:assumed-role/" + role + "/" + session);
      event.put(identity + "access_key_id", "ASIA" + session.hashCode() + keys + at / (6 * HOUR));
      event.put(
          identity + "session_context.session_issuer.arn",
          "arn:aws:iam::111122223333:role/" + role);
      return event;
    }

    /** A region delivers its log in its own time. */
    private void deliver(long at, String region, Map<String, Object> event) {
      int least = region.equals("eu-west-1") ? 3 : 7;
      add(at, at + between(least, 15) * MINUTE + between(0, 60_000), event);
    }

    private void add(long at, long arrival, Map<String, Object> event) {
      event.put("@timestamp", Instant.ofEpochMilli(at).toString());
      event.put("event.id", "d" + number++);
      arrivals.add(new Arrival(Instant.ofEpochMilli(arrival), EventReader.toJson(event)));
    }

    private static String id(int instance) {
      return "i-0aaaaaaaaaaaaaaa" + instance;
    }

    private static String agent(String program) {
      return switch (program) {
        case "boto" -> "Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux#6.1 lang/python#3.11";
        case "boto-new" -> "Boto3/1.35.2 md/Botocore#1.35.2 ua/2.0 os/linux#6.6 lang/python#3.12";
        case "boto-kali" -> "Boto3/1.26.0 Python/3.10 Linux/6.0.0-kali6-amd64 Botocore/1.29.0";
        case "cli" -> "aws-cli/2.15.0 Python/3.11.6 Darwin/23.1.0 source/x86_64 prompt/off";
        case "ssm-agent" -> "aws-sdk-go/1.55.5 (go1.22; linux; amd64) amazon-ssm-agent/3.3";
        case "console" -> "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Firefox/125.0";
        default -> "aws-sdk-" + program + "/1.0";
      };
    }

    private long between(long least, long most) {
      return random.nextLong(least, most + 1);
    }
  }
}
