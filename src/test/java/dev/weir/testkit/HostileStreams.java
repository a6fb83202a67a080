package dev.weir.testkit;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Streams of NDJSON lines made to be hard on a detector of unusual-imds-request, the same for the
 * same seed: clashing keys, times on the edges of the span, every spelling of a field that JSON and
 * ECS allow, near misses of every clause, and lines that are no events at all.
 *
 * <p>Lines arrive in the order of their events' milliseconds, ties in no order; those without a
 * usable time anywhere. Every event has one {@code event.id}, "e" and a number, unique within its
 * stream. {@link Reference} says which pairs a stream holds.
 */
public final class HostileStreams {

  /**
   * What a stream is like.
   *
   * @param hosts how many values of {@code host.id}, 1 to 8
   * @param parents how many values of {@code process.parent.entity_id}, 1 to 6
   * @param malformed the share of lines that are no event or have no usable time
   * @param odd the share of events with one thing changed so that, mostly, they miss the rule
   */
  public record Options(int hosts, int parents, double malformed, double odd) {}

  private static final long BASE = Instant.parse("2025-01-27T10:00:00Z").toEpochMilli();
  private static final String IMDS = "169.254.169.254";
  private static final Object OMIT = new Object();

  private static final List<String> HOSTS =
      List.of("h1", "H1", "", "hk", "h\u212A", "h\u00f6st", "7", "true");
  private static final List<String> PARENTS =
      List.of("p1", "P1", "", "\ud83d\ude00", "7", "p\u017f");

  private static final List<String> NAMES =
      split(
          "curl wget python python3.12 perl perl5 php php-fpm ruby lua luajit telnet pwsh openssl"
              + " nc ncat netcat awk gawk mawk nawk socat node");
  private static final List<String> OTHER_NAMES =
      split(
          "curl2 xcurl cur wgetx pytho per tail nodejs ncx netca telnets bash \u017focat"
              + " open\u017f\u017fl php\u212A lua\ud83d\ude00 c\u00fcrl");
  private static final List<String> EXECUTABLES =
      split(
          "./x ./ /tmp/x /tmp/ /tmp/\ud83d\ude00 /var/tmp/a/b /var/www/x /dev/shm/.x /etc/init.d/x"
              + " /etc/rc3.d/S01x /etc/rc.d/x /etc/rc/a/b.d/x /etc/cron /etc/cron.daily/x /boot/x"
              + " /etc/update-motd.d/50-x /srv/x /run/x /etc/rc.local /tmp/new\nline");
  private static final List<String> OTHER_EXECUTABLES =
      split(
          "/usr/bin/x /tmp /var/tmp /var/wwwx/y /dev/sh\u017f/x /etc/\u0131n\u0131t.d/x /etc/rc3.dx"
              + " /etc/\u0130nit.d/x /etc/rc.local2 /etc/cro /boot /\u017frv/x /opt/tmp/x .x tmp/x"
              + " /usr/bin/\ud83d\ude00 x./y /run");
  private static final List<String> COMMANDS =
      split(
          "x~http://169.254.169.254/latest 169.254.169.254 a\nb~169.254.169.254\nc"
              + " \r\n169.254.169.2540 \ud83d\ude00169.254.169.254");
  private static final List<String> OTHER_COMMANDS =
      split("x~-la 169.254.169.25 169x254x169x254 169.254.169\n.254 \uff1169.254.169.254 \"}{\\");

  private static final List<String> EXCLUDED_DIRECTORIES =
      split(
          "/opt/rapid7 /opt/rapid7/x /opt/nessus /opt/nessusd/x /snap/amazon-ssm-agent"
              + " /snap/amazon-ssm-agent/1 /var/snap/amazon-ssm-agent/1 /var/log/amazon/ssm/"
              + " /srv/snp/docker/overlay2/x /opt/nessus_agent/var/nessus/x");
  private static final List<String> OTHER_DIRECTORIES =
      split(
          "/root / /opt/rapid /opt/ne\u017fsus /srv/snp/doc\u212Aer/overlay2 /var/log/amazon/ssm"
              + " /var/snap/amazon-ssm-agent /srv/snp/docker/overlay x/opt/rapid7");
  private static final List<String> EXCLUDED_EXECUTABLES =
      split(
          "/opt/rumble/bin/rumble-agent /opt/rumble/bin/rumble-agent-1"
              + " /opt/aws/inspector/bin/inspectorssmplugin /snap/oracle-cloud-agent/1"
              + " /lusr/libexec/oracle-cloud-agent/x");
  private static final List<String> EXCLUDED_PARENTS =
      split(
          "/usr/bin/setup-policy-routes /usr/share/ec2-instance-connect/x /var/lib/amazon/ssm/x"
              + " /etc/update-motd.d/30-banner /usr/sbin/dhclient-script /usr/local/bin/uwsgi"
              + " /usr/lib/skylight/al-extras");
  private static final List<String> OTHER_PARENTS =
      split(
          "/usr/bin/bash /bin/sh /usr/bin/setup-policy-routes2 /usr/share/ec2-instance-connect"
              + " /usr/lib/s\u212Aylight/al-extras /var/lib/amazon/ssm"
              + " /usr/\u017fbin/dhclient-script");

  private static final List<String> IMDS_ADDRESSES =
      split(
          "::ffff:169.254.169.254 ::FFFF:a9fe:A9FE 0:0:0:0:0:ffff:a9fe:a9fe"
              + " 0000:0000:0000:0000:0000:ffff:169.254.169.254 0::ffff:a9fe:a9fe"
              + " ::0:ffff:A9FE:A9FE");
  private static final List<String> OTHER_ADDRESSES =
      split(
          "10.0.0.1 169.254.169.253 169.254.170.2 fd00:ec2::254 ::169.254.169.254 ::a9fe:a9fe"
              + " ::ffff:0:169.254.169.254 64:ff9b::169.254.169.254 fe80::ffff:a9fe:a9fe ::"
              + " 169.254.169.254. 169.254.169.0254 169.254.43518 2852039166 0xa9fea9fe 1.2.3"
              + " [::ffff:a9fe:a9fe] ::ffff::a9fe:a9fe :::ffff:a9fe:a9fe 0:0:0:0:0:ffff::a9fe:a9fe"
              + " 169.254.169.256 169.254.169.254/32 1:2:3:4:5:6:7:8:9 localhost"
              + " metadata.google.internal \uff1169.254.169.254 169.254.169.254~");

  private static final List<String> BAD_TIMES =
      split(
          "yesterday 2025-02-30T10:00:00Z 2025-01-27T25:00:00Z 2025-01-27~10:00:00Z 27/01/2025"
              + " 2025-01-27T10:00:00.0000000001Z 2025-01-27T10:00:00.Z T 1738e9x");
  private static final List<String> MALFORMED =
      List.of(
          "",
          "   ",
          "\"curl\"",
          "null",
          "42",
          "{\"a\":}",
          "{'host':1}",
          "{\"@timestamp\":\"2025-01-27T10:00:00Z\",}",
          "{\"a\":\"\\x41\"}",
          "[{\"@timestamp\":\"2025-01-27T10:00:00Z\"}]",
          "\ud83d\ude00");

  private final SplittableRandom random;
  private final Options options;
  private final List<String> hosts;
  private final List<String> parents;
  private final List<Recent> recents = new ArrayList<>();
  private long clock = BASE;
  private long sequence = 1L << 33;

  private record Recent(String host, String parent, long time) {}

  private record Line(long time, String text) {}

  private HostileStreams(SplittableRandom random, Options options) {
    this.random = random;
    this.options = options;
    this.hosts = shuffled(HOSTS).subList(0, options.hosts());
    this.parents = shuffled(PARENTS).subList(0, options.parents());
  }

  /** A stream of so many lines, its options drawn from the seed. */
  public static List<String> stream(long seed, int events) {
    SplittableRandom random = new SplittableRandom(seed);
    Options options =
        new Options(
            random.nextInt(2, 7), random.nextInt(1, 4), 0.05, random.nextBoolean() ? 0.2 : 0.45);
    return new HostileStreams(random, options).lines(events);
  }

  /** A stream of so many lines. */
  public static List<String> stream(long seed, int events, Options options) {
    return new HostileStreams(new SplittableRandom(seed), options).lines(events);
  }

  /**
   * The same lines in another order of arrival: no event arrives after one that is more than {@code
   * millis} newer; lines without a usable time go anywhere.
   *
   * <p>Arrival breaks ties of time and sequence, so this may change which pairs there are: compute
   * the reference from the shuffled lines.
   */
  public static List<String> shuffledWithin(List<String> lines, long seed, long millis) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Line> timed = new ArrayList<>();
    List<String> untimed = new ArrayList<>();
    for (String line : lines) {
      OptionalLong time = Reference.timeOf(line);
      if (time.isPresent()) {
        timed.add(new Line(time.getAsLong() + random.nextLong(millis + 1), line));
      } else {
        untimed.add(line);
      }
    }
    return inOrder(timed, untimed, random);
  }

  private static List<String> inOrder(
      List<Line> timed, List<String> untimed, SplittableRandom random) {
    List<String> all = new ArrayList<>();
    timed.stream().sorted(Comparator.comparingLong(Line::time)).map(Line::text).forEach(all::add);
    for (String line : untimed) {
      all.add(random.nextInt(all.size() + 1), line);
    }
    return all;
  }

  private List<String> lines(int count) {
    List<Line> timed = new ArrayList<>();
    List<String> untimed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> event = event("e" + i);
      if (chance(options.malformed())) {
        untimed.add(noEvent(event));
      } else {
        timed.add(new Line(((Moment) event.get("@timestamp")).millis(), write(event)));
      }
    }
    return inOrder(timed, untimed, random);
  }

  /** The event made unusable: its time spoiled, or no JSON object. */
  private String noEvent(Map<String, Object> event) {
    int kind = random.nextInt(6);
    if (kind == 0) {
      return pick(MALFORMED);
    }
    if (kind <= 2) {
      String whole = write(event);
      return kind == 1
          ? whole.substring(0, random.nextInt(1, whole.length()))
          : "[" + whole + (chance(0.5) ? "]" : "," + whole + "]");
    }
    Object good = time((Moment) event.get("@timestamp"));
    event.put(
        "@timestamp",
        pick(
            Arrays.asList(
                pick(BAD_TIMES),
                "",
                true,
                null,
                OMIT,
                List.of(),
                List.of(good, "x"),
                List.of(List.of(good), good))));
    return write(event);
  }

  // What an event says

  /** A time that is written only when the event is, for its many spellings. */
  private record Moment(long millis) {}

  private Map<String, Object> event(String id) {
    Map<String, Object> event = new LinkedHashMap<>();
    int kind = random.nextInt(100);
    boolean exec = kind < 36 || (kind >= 80 && kind < 90);
    boolean network = kind >= 36 && kind < 90;
    clock += pick(List.of(0L, 0L, 0L, 1L, 1L, 10L, 100L, 400L, 500L, 1000L - clock % 1000));
    Recent at = new Recent(pick(hosts), pick(parents), clock);
    if (network && !recents.isEmpty() && chance(0.6)) {
      Recent last = recents.get(random.nextInt(Math.max(0, recents.size() - 4), recents.size()));
      long apart = pick(List.of(-1L, 0L, 0L, 1L, 10L, 500L, 999L, 1000L, 1000L, 1001L, 3000L));
      at = new Recent(last.host(), last.parent(), last.time() + apart);
    }
    event.put("@timestamp", new Moment(at.time()));
    event.put("event.id", id);
    event.put("event.sequence", sequence());
    event.put("host.id", at.host());
    event.put("process.parent.entity_id", at.parent());
    event.put("host.os.type", "linux");
    if (exec && network) {
      event.put("event.category", List.of("network", "process"));
      event.put("event.type", List.of("start", "end"));
      event.put("event.action", List.of("exec", "connection_attempted"));
    } else if (exec) {
      event.put("event.category", "process");
      event.put("event.type", "start");
      event.put("event.action", chance(0.3) ? List.of("fork", "exec", "end") : "exec");
    } else if (network) {
      event.put("event.category", "network");
      event.put("event.type", chance(0.5) ? List.of("connection", "start") : "start");
      event.put("event.action", "connection_attempted");
    } else {
      event.put("event.category", pick(List.of("file", "process", "network", "dns")));
      event.put("event.type", pick(List.of("end", "change", "start")));
      event.put("event.action", pick(List.of("fork", "end", "lookup_requested", "creation")));
    }
    describe(event, exec, network);
    if (chance(options.odd())) {
      spoil(event, exec, network);
    }
    if (exec) {
      recents.add(at);
    }
    return event;
  }

  private void describe(Map<String, Object> event, boolean exec, boolean network) {
    int way = random.nextInt(9); // 3 of 9 by name, 1 each by executable, command line and all
    boolean all = way == 6;
    event.put("process.name", oddCase(pick(all || way < 3 ? NAMES : OTHER_NAMES)));
    event.put(
        "process.executable",
        oddCase(pick(all || way == 3 || way == 0 ? EXECUTABLES : OTHER_EXECUTABLES)));
    event.put("process.command_line", pick(all || way == 4 ? COMMANDS : OTHER_COMMANDS));
    if (exec || chance(0.2)) {
      event.put("process.working_directory", pick(OTHER_DIRECTORIES));
      event.put("process.parent.executable", pick(OTHER_PARENTS));
    }
    if (chance(0.12)) {
      switch (random.nextInt(3)) {
        case 0 -> event.put("process.working_directory", oddCase(pick(EXCLUDED_DIRECTORIES)));
        case 1 -> event.put("process.executable", oddCase(pick(EXCLUDED_EXECUTABLES)));
        default -> event.put("process.parent.executable", oddCase(pick(EXCLUDED_PARENTS)));
      }
    }
    if (network || chance(0.2)) {
      event.put("destination.ip", chance(0.3) ? pick(IMDS_ADDRESSES) : IMDS);
    }
    if (chance(0.4)) {
      extras(event);
    }
  }

  /** One change: mostly to what the rule asks for, at times only nearly so. */
  private void spoil(Map<String, Object> event, boolean exec, boolean network) {
    if (network && chance(0.4)) {
      Object two = shuffled(List.of(pick(OTHER_ADDRESSES), pick(IMDS_ADDRESSES)));
      event.put(
          "destination.ip",
          pick(
              List.of(
                  OMIT,
                  two,
                  two,
                  pick(OTHER_ADDRESSES),
                  pick(OTHER_ADDRESSES),
                  pick(OTHER_ADDRESSES),
                  pick(OTHER_ADDRESSES))));
      return;
    }
    String key = pick(List.of("host.id", "process.parent.entity_id"));
    String some =
        pick(
            List.of(
                "process.name",
                "process.executable",
                "process.command_line",
                "process.working_directory",
                "process.parent.executable"));
    switch (random.nextInt(exec ? 14 : 9)) {
      case 0 ->
          event.put(
              "host.os.type",
              pick(List.of("Linux", "windows", "", List.of("windows", "linux"), OMIT)));
      case 1 ->
          event.put(
              "event.category", pick(List.of("Process", "NETWORK", "file", List.of("x"), OMIT)));
      case 2 -> event.put("event.type", pick(List.of("Start", "end", "start ", List.of(), OMIT)));
      case 3 ->
          event.put(
              "event.action",
              pick(List.of("EXEC", "connection_accepted", "fork", "\u212A", List.of(""), OMIT)));
      case 4 ->
          event.put("process.parent.executable", pick(List.of(OMIT, "", List.of(), long1025())));
      case 5 -> event.put(key, pick(List.of(OMIT, List.of(), long1025(), List.of(List.of()))));
      case 6 -> event.put(key, List.of(event.get(key), pick(List.of("other", "", "h1"))));
      case 7 -> event.put(key, List.of(event.get(key), long1025())); // one value: the other is none
      case 8 -> event.put(key, pick(List.of(1, 7, true)));
      case 9 -> event.put(some, pick(List.of(OMIT, List.of(), "", 7, false)));
      case 10 -> event.put("process.name", "python" + filled(1018 + random.nextInt(2)));
      case 11 -> event.put("process.executable", "/tmp/" + filled(1019 + random.nextInt(2)));
      case 12 ->
          event.put(
              chance(0.5) ? "process.working_directory" : "process.command_line",
              (chance(0.5) ? "/opt/nessus" : IMDS) + filled(1013 + random.nextInt(2)));
      default ->
          event.put(
              some,
              shuffled(
                  List.of(
                      pick(NAMES),
                      pick(EXECUTABLES),
                      pick(OTHER_PARENTS),
                      pick(pick(List.of(EXCLUDED_DIRECTORIES, OTHER_DIRECTORIES))))));
    }
  }

  private Object sequence() {
    sequence += pick(List.of(1L, 1L, 1L, 0L, -1L, -3L));
    int kind = random.nextInt(20);
    return kind < 5
        ? OMIT
        : kind == 5 ? pick(List.of(0L, -1L, Long.MAX_VALUE, List.of())) : sequence;
  }

  /** Fields that no clause names, though they look alike, and strings that look like JSON. */
  private void extras(Map<String, Object> event) {
    Object deep = "\ud83d\ude00";
    for (int i = random.nextInt(40); i > 0; i--) {
      deep = chance(0.5) ? Arrays.asList(null, deep) : Map.of("host", deep);
    }
    event.put("deep", deep);
    List<String> fields =
        shuffled(
            split(
                "host.id2 host.os.types hosts.id process.parent.parent.entity_id x.host.id"
                    + " process.nam process.Ext.host.id event.original event.ids @timestamps"
                    + " destination.ips process.parent.name related.ip labels.\u00fc"));
    for (String field : fields.subList(0, random.nextInt(fields.size()))) {
      event.put(
          field,
          pick(
              Arrays.asList(
                  IMDS,
                  "}{\"host\":{\"id\":\"evil\"},\"process.name\":\"curl\"",
                  "\\",
                  "\"",
                  "\u0000\u001f\u2028\n",
                  List.of("h1", "p1", "linux", "exec"),
                  Map.of("id", List.of("x", "h1")),
                  -0.0,
                  1.5e300,
                  Long.MIN_VALUE,
                  true,
                  null)));
    }
  }

  private String long1025() {
    return filled(1025);
  }

  private String filled(int units) {
    String two = pick(List.of("xx", "\ud83d\ude00", "\u00e9\n"));
    return two.repeat(units / 2) + (units % 2 == 0 ? "" : "y");
  }

  private String oddCase(String text) {
    return switch (random.nextInt(4)) {
      case 0 -> upperAscii(text, 1.0);
      case 1 -> upperAscii(text, 0.3);
      default -> text;
    };
  }

  private String upperAscii(String text, double share) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(c >= 'a' && c <= 'z' && chance(share) ? (char) (c - 32) : c);
    }
    return out.toString();
  }

  // How it is spelled

  private Object time(Moment moment) {
    long millis = moment.millis();
    if (chance(0.04)) {
      return chance(0.5) ? (Object) millis : Long.toString(millis);
    }
    String offset = chance(0.85) ? "Z" : pick(List.of("+02:00", "-05:30", "+00:00", "+0100"));
    LocalDateTime local =
        LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.of(offset));
    String nanos = "%03d".formatted(millis % 1000) + pick(List.of("000000", "999999", "500000"));
    int digits = random.nextInt(10);
    while (digits < 3 && !nanos.substring(digits, 3).equals("000".substring(digits))) {
      digits++;
    }
    return local.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT))
        + (digits == 0 ? "" : "." + nanos.substring(0, digits))
        + offset;
  }

  private String write(Map<String, Object> event) {
    boolean plain = chance(0.3);
    double dotted = plain ? 0 : pick(List.of(0.0, 0.3, 1.0));
    List<String> fields = new ArrayList<>(event.keySet());
    Map<String, Object> tree = new LinkedHashMap<>();
    for (String field : plain ? fields : shuffled(fields)) {
      Object value = event.get(field);
      if (value instanceof Moment moment) {
        value = time(moment);
      }
      if (value != OMIT) {
        put(tree, field, plain || field.equals("deep") ? value : respelled(value), dotted);
      } else if (chance(0.4)) {
        put(
            tree,
            field,
            pick(Arrays.asList(null, List.of(), Arrays.asList((Object) null))),
            dotted);
      }
    }
    StringBuilder out = new StringBuilder();
    double escapes = plain || chance(0.6) ? 0 : 0.2;
    boolean spaces = !plain && chance(0.2);
    if (chance(0.2)) {
      Map<String, Object> hit = new LinkedHashMap<>();
      hit.put("_index", "logs-endpoint.events");
      hit.put("_score", null);
      hit.put("_source", tree);
      hit.put("host", Map.of("id", "the hit's own"));
      json(hit, out, 0, spaces, false);
    } else {
      json(tree, out, escapes, spaces, !plain && chance(0.2));
    }
    return out.toString();
  }

  /** Puts a field under its path, cut into nested objects at all, some or none of its dots. */
  private void put(Map<String, Object> tree, String path, Object value, double dotted) {
    int dot = path.indexOf('.');
    while (dot >= 0 && chance(dotted)) {
      dot = path.indexOf('.', dot + 1);
    }
    if (dot < 0) {
      tree.put(path, value);
      return;
    }
    @SuppressWarnings("unchecked") // a path never is the beginning of another
    Map<String, Object> child =
        (Map<String, Object>)
            tree.computeIfAbsent(path.substring(0, dot), k -> new LinkedHashMap<String, Object>());
    put(child, path.substring(dot + 1), value, dotted);
  }

  /** The same value or values in another shape of arrays, texts as numbers where they read so. */
  private Object respelled(Object value) {
    Object same =
        value instanceof String text && chance(0.5)
            ? text.equals("7") ? (Object) 7 : text.equals("true") ? (Object) true : value
            : value;
    return switch (random.nextInt(12)) {
      case 0, 1 -> same == null ? List.of() : List.of(same);
      case 2 -> Arrays.asList(null, same);
      case 3 -> Arrays.asList(List.of(), Arrays.asList(same, null));
      default -> same;
    };
  }

  private void json(
      Object value, StringBuilder out, double escapes, boolean spaces, boolean split) {
    if (value instanceof Map<?, ?> object) {
      out.append('{');
      String comma = "";
      for (Map.Entry<?, ?> entry : object.entrySet()) {
        out.append(comma).append(space(spaces));
        string((String) entry.getKey(), out, escapes / 4);
        out.append(space(spaces)).append(':').append(space(spaces));
        boolean inArray = split && entry.getValue() instanceof Map<?, ?>;
        json(
            inArray ? halves((Map<?, ?>) entry.getValue()) : entry.getValue(),
            out,
            escapes,
            spaces,
            split);
        out.append(space(spaces));
        comma = ",";
      }
      out.append('}');
    } else if (value instanceof List<?> array) {
      out.append('[');
      String comma = "";
      for (Object element : array) {
        out.append(comma).append(space(spaces));
        json(element, out, escapes, spaces, split);
        comma = ",";
      }
      out.append(space(spaces)).append(']');
    } else if (value instanceof String text) {
      string(text, out, escapes);
    } else {
      out.append(value);
    }
  }

  /** An object as an array of two that together say the same. */
  private List<Object> halves(Map<?, ?> object) {
    Map<Object, Object> first = new LinkedHashMap<>();
    Map<Object, Object> second = new LinkedHashMap<>();
    object.forEach((name, value) -> (chance(0.5) ? first : second).put(name, value));
    return chance(0.5) ? Arrays.asList(first, second) : Arrays.asList(null, first, List.of(second));
  }

  private String space(boolean spaces) {
    return spaces ? pick(List.of("", " ", "\t", " \r ")) : "";
  }

  private void string(String text, StringBuilder out, double escapes) {
    out.append('"');
    text.codePoints().forEach(c -> character(c, out, escapes));
    out.append('"');
  }

  private void character(int c, StringBuilder out, double escapes) {
    if (c == '\n' && chance(0.5)) {
      out.append("\\n");
    } else if (c == '/' && escapes > 0 && chance(0.5)) {
      out.append("\\/");
    } else if (c < ' ' || chance(escapes)) {
      String format = chance(0.5) ? "\\u%04x" : "\\u%04X";
      for (char unit : Character.toChars(c)) {
        out.append(format.formatted((int) unit));
      }
    } else if (c == '"' || c == '\\') {
      out.append('\\').append((char) c);
    } else {
      out.appendCodePoint(c);
    }
  }

  // Chance

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private <T> List<T> shuffled(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    for (int i = copy.size(); i > 1; i--) {
      Collections.swap(copy, i - 1, random.nextInt(i));
    }
    return copy;
  }

  /** The texts between spaces, with "~" for a space within one. */
  private static List<String> split(String texts) {
    return Arrays.stream(texts.split(" ")).map(text -> text.replace('~', ' ')).toList();
  }
}
