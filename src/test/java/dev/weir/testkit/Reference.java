package dev.weir.testkit;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An oracle for the unusual-imds-request rule: which exec and which network event make a pair.
 *
 * <p>It is written from the meaning of the EQL alone, shares no code with Weir and takes the plain
 * way wherever Weir takes the fast one: whole trees, one regular expression per pattern, everything
 * sorted at once, a map of the newest suspect. Use it to check Weir, never to serve events.
 *
 * <p>Choices where the rule's text is silent: a key with the same value twice has several values; a
 * sequence that is not one integer counts as missing; text after a document makes the line
 * malformed; a number counts with its text, but {@code 1e3} reads {@code 1E+3}; of a JSON name that
 * is repeated in one object the last counts.
 */
public final class Reference {

  /** The {@code event.id}s of the two events of a pair; empty text where an event has none. */
  public record Pair(String exec, String network) {}

  private record Key(String host, String parent) {}

  private record Suspect(String id, long time) {}

  private record Event(JsonNode doc, long time, OptionalLong sequence) {}

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final int KEYWORD_LIMIT = 1024;
  private static final long SPAN_MILLIS = 1000;

  private static final List<Pattern> NAMES =
      globs(
          "curl wget python* perl* php* ruby* lua* telnet pwsh openssl nc ncat netcat awk gawk mawk"
              + " nawk socat node");
  private static final List<Pattern> EXECUTABLES =
      globs(
          "./* /tmp/* /var/tmp/* /var/www/* /dev/shm/* /etc/init.d/* /etc/rc*.d/* /etc/cron*"
              + " /etc/update-motd.d/* /boot/* /srv/* /run/* /etc/rc.local");
  private static final List<Pattern> COMMAND_LINES = globs("*169.254.169.254*");
  private static final List<Pattern> EXCLUDED_DIRECTORIES =
      globs(
          "/opt/rapid7* /opt/nessus* /snap/amazon-ssm-agent* /var/snap/amazon-ssm-agent/*"
              + " /var/log/amazon/ssm/* /srv/snp/docker/overlay2* /opt/nessus_agent/var/nessus/*");
  private static final List<Pattern> EXCLUDED_EXECUTABLES =
      globs(
          "/opt/rumble/bin/rumble-agent* /opt/aws/inspector/bin/inspectorssmplugin"
              + " /snap/oracle-cloud-agent/* /lusr/libexec/oracle-cloud-agent/*");
  private static final List<Pattern> EXCLUDED_PARENTS =
      globs(
          "/usr/bin/setup-policy-routes /usr/share/ec2-instance-connect/* /var/lib/amazon/ssm/*"
              + " /etc/update-motd.d/30-banner /usr/sbin/dhclient-script /usr/local/bin/uwsgi"
              + " /usr/lib/skylight/al-extras");

  private static final Pattern ISO =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)"
              + "(Z|[+-][0-9]{2}(?::?[0-9]{2})?)");
  private static final Pattern EPOCH_MILLIS = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern IPV4 =
      Pattern.compile(
          "(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");
  private static final byte[] IMDS = address("169.254.169.254");

  private Reference() {}

  /** The pairs among these documents, in the order of their network events. */
  public static List<Pair> pairs(List<String> linesInArrivalOrder) {
    List<Event> events = new ArrayList<>();
    for (String line : linesInArrivalOrder) {
      JsonNode doc = document(line);
      OptionalLong time = time(doc);
      if (time.isPresent()) {
        events.add(new Event(doc, time.getAsLong(), sequence(doc)));
      }
    }
    // The sort is stable: what is equal in both stays in the order of arrival.
    events.sort(
        Comparator.comparingLong(Event::time)
            .thenComparing(event -> event.sequence().isEmpty())
            .thenComparing(event -> event.sequence().orElse(0)));

    List<Pair> pairs = new ArrayList<>();
    Map<Key, Suspect> newest = new HashMap<>();
    for (Event event : events) {
      List<String> hosts = keywords(event.doc(), "host.id");
      List<String> parents = keywords(event.doc(), "process.parent.entity_id");
      if (hosts.size() != 1 || parents.size() != 1) {
        continue;
      }
      Key key = new Key(hosts.get(0), parents.get(0));
      String id = String.join(",", values(event.doc(), "event.id"));
      if (isNetwork(event.doc())) {
        Suspect suspect = newest.remove(key);
        if (suspect != null && event.time() - suspect.time() <= SPAN_MILLIS) {
          pairs.add(new Pair(suspect.id(), id));
        }
      }
      if (isExec(event.doc())) {
        newest.put(key, new Suspect(id, event.time()));
      }
    }
    return pairs;
  }

  /** As {@link #pairs(List)}, for documents in UTF-8. */
  public static List<Pair> pairsOfBytes(List<byte[]> linesInArrivalOrder) {
    return pairs(
        linesInArrivalOrder.stream()
            .map(line -> new String(line, StandardCharsets.UTF_8))
            .toList());
  }

  /** The time of a line's event in epoch milliseconds; empty if malformed or without a time. */
  public static OptionalLong timeOf(String line) {
    return time(document(line));
  }

  private static boolean isExec(JsonNode doc) {
    List<String> executables = keywords(doc, "process.executable");
    List<String> parentExecutables = keywords(doc, "process.parent.executable");
    return has(doc, "event.category", "process")
        && has(doc, "host.os.type", "linux")
        && has(doc, "event.type", "start")
        && has(doc, "event.action", "exec")
        && !parentExecutables.isEmpty()
        && (anyLike(keywords(doc, "process.name"), NAMES)
            || anyLike(executables, EXECUTABLES)
            || anyLike(values(doc, "process.command_line"), COMMAND_LINES))
        && !anyLike(keywords(doc, "process.working_directory"), EXCLUDED_DIRECTORIES)
        && !anyLike(executables, EXCLUDED_EXECUTABLES)
        && !anyLike(parentExecutables, EXCLUDED_PARENTS);
  }

  private static boolean isNetwork(JsonNode doc) {
    return has(doc, "event.category", "network")
        && has(doc, "host.os.type", "linux")
        && has(doc, "event.action", "connection_attempted")
        && values(doc, "destination.ip").stream()
            .anyMatch(text -> Arrays.equals(address(text), IMDS));
  }

  // Fields

  /** The event's own object, out of its search hit; what is malformed has no fields at all. */
  private static JsonNode document(String line) {
    try {
      JsonNode root = JSON.readTree(line);
      JsonNode source = root.path("_source");
      return source.isObject() ? source : root.isObject() ? root : JSON.createObjectNode();
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  /** The texts of a field's values in a document, in the document's order and of any length. */
  public static List<String> values(JsonNode doc, String field) {
    List<String> found = new ArrayList<>();
    collect(doc, field, found);
    return found;
  }

  private static List<String> keywords(JsonNode doc, String field) {
    return values(doc, field).stream().filter(value -> value.length() <= KEYWORD_LIMIT).toList();
  }

  private static boolean has(JsonNode doc, String field, String value) {
    return keywords(doc, field).contains(value);
  }

  /** Adds what stands at a path, however its dots and arrays are spelled; "" is the node itself. */
  private static void collect(JsonNode node, String path, List<String> found) {
    if (node.isArray()) {
      node.forEach(element -> collect(element, path, found));
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        String name = property.getKey();
        if (path.equals(name)) {
          collect(property.getValue(), "", found);
        } else if (path.startsWith(name + ".")) {
          collect(property.getValue(), path.substring(name.length() + 1), found);
        }
      }
    } else if (path.isEmpty() && !node.isNull()) {
      found.add(node.asString());
    }
  }

  private static OptionalLong sequence(JsonNode doc) {
    List<String> values = values(doc, "event.sequence");
    if (values.size() != 1 || !values.get(0).matches("-?[0-9]{1,19}")) {
      return OptionalLong.empty();
    }
    BigInteger value = new BigInteger(values.get(0));
    return value.bitLength() < Long.SIZE
        ? OptionalLong.of(value.longValue())
        : OptionalLong.empty();
  }

  private static OptionalLong time(JsonNode doc) {
    List<String> values = values(doc, "@timestamp");
    if (values.size() != 1) {
      return OptionalLong.empty();
    }
    String text = values.get(0);
    if (EPOCH_MILLIS.matcher(text).matches()) {
      return OptionalLong.of(Long.parseLong(text));
    }
    Matcher iso = ISO.matcher(text);
    if (!iso.matches()) {
      return OptionalLong.empty();
    }
    try {
      LocalDateTime local = LocalDateTime.parse(iso.group(1));
      return OptionalLong.of(local.toInstant(ZoneOffset.of(iso.group(2))).toEpochMilli());
    } catch (DateTimeException e) { // the 30th of February
      return OptionalLong.empty();
    }
  }

  // Patterns and addresses

  private static boolean anyLike(List<String> values, List<Pattern> patterns) {
    return values.stream()
        .anyMatch(value -> patterns.stream().anyMatch(p -> p.matcher(value).matches()));
  }

  /** Without UNICODE_CASE, Java folds ASCII letters only: just what {@code :} does. */
  private static List<Pattern> globs(String patternsBetweenSpaces) {
    List<Pattern> globs = new ArrayList<>();
    for (String glob : patternsBetweenSpaces.split(" ")) {
      StringBuilder regex = new StringBuilder();
      glob.codePoints()
          .mapToObj(Character::toString)
          .map(c -> c.equals("*") ? ".*" : c.equals("?") ? "." : Pattern.quote(c))
          .forEach(regex::append);
      globs.add(Pattern.compile(regex.toString(), Pattern.DOTALL | Pattern.CASE_INSENSITIVE));
    }
    return globs;
  }

  /** The 16 bytes of an address, IPv4 as its IPv4-mapped IPv6; none if the text is not one. */
  private static byte[] address(String text) {
    byte[] none = {};
    Matcher v4 = IPV4.matcher(text);
    if (v4.matches()) {
      return address("::ffff:" + text);
    }
    int lastColon = text.lastIndexOf(':');
    String tail = text.substring(lastColon + 1);
    v4 = IPV4.matcher(tail);
    if (v4.matches()) { // the last 32 bits in decimal: spell them as two groups instead
      int[] octets = new int[4];
      for (int i = 0; i < 4; i++) {
        octets[i] = Integer.parseInt(v4.group(i + 1));
        if (octets[i] > 255) {
          return none;
        }
      }
      tail = "%02x%02x:%02x%02x".formatted(octets[0], octets[1], octets[2], octets[3]);
    }
    String groups = text.substring(0, lastColon + 1) + tail;
    int gap = groups.indexOf("::");
    if (gap >= 0) { // spell the groups that :: stands for
      String before = groups.substring(0, gap);
      String after = groups.substring(gap + 2);
      int missing = 8 - count(before) - count(after);
      if (missing < 1) {
        return none;
      }
      groups =
          (before.isEmpty() ? "" : before + ":")
              + "0:".repeat(missing)
              + (after.isEmpty() ? "" : after + ":");
      groups = groups.substring(0, groups.length() - 1);
    }
    if (!groups.matches("[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){7}")) {
      return none;
    }
    byte[] bytes = new byte[16];
    String[] parts = groups.split(":");
    for (int i = 0; i < parts.length; i++) {
      int group = Integer.parseInt(parts[i], 16);
      bytes[2 * i] = (byte) (group >> 8);
      bytes[2 * i + 1] = (byte) group;
    }
    return bytes;
  }

  private static int count(String groups) {
    return groups.isEmpty() ? 0 : groups.split(":", -1).length;
  }
}
