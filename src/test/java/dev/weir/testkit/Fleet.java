package dev.weir.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The events of 49 hosts with attacks among them. The same arguments give the same events, so that
 * they can be sent once with and once without other senders. Each host causes one alert of a rule
 * in 310 s, so that the cap suppresses none of them.
 */
public final class Fleet {

  public static final int HOSTS = 49;

  /** Rules that throw on events without {@code user.name}, to be added to the shipped pack. */
  public static final String CARELESS =
      """
      package unusual_imds_request;
      import dev.weir.event.*;
      global dev.weir.alert.Alerts alerts;
      rule "Careless detection" @severity("low")
      when $n : NetworkEvent(destinationIp.has("203.0.113.9"), 100 / userName.count() > 1)
      then alerts.raise($n); end
      rule "Careless exclusion" @exclusion
      when $s : Suspect(userName.first().length() > 4) then delete($s); end
      """;

  private static final int KINDS = 3;
  private static final int SECONDS_BETWEEN_ATTACKS_ON_A_HOST = 310;

  private static final Pattern ID = Pattern.compile("\"id\":\"((?:exec|connection)-\\d+)\"");

  private static final Pattern NAME =
      Pattern.compile("\"name\":\"(Careless detection|" + ShippedRules.DETECTION + ")\"");

  private record Event(long number, String json) {}

  private final long start;
  private final int perSecond;
  private final String filler;
  private final Random random;
  private final PriorityQueue<Event> soon =
      new PriorityQueue<>((a, b) -> Long.compare(a.number, b.number));
  private final Set<String> expected = new TreeSet<>();
  private long number;
  private long attacks;

  /**
   * A stream at its beginning.
   *
   * @param start the time of the first event, in milliseconds since 1970
   * @param bytes what an event has besides its fields
   */
  public Fleet(long start, int perSecond, int bytes, long seed) {
    this.start = start;
    this.perSecond = perSecond;
    this.filler = "x".repeat(bytes);
    this.random = new Random(seed);
  }

  /** The next events; those of one host are not in order. */
  public List<String> next(int count) {
    List<String> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(next());
    }
    Collections.shuffle(events, random);
    return events;
  }

  /** An event of each host, much later than all others, after which no host waits for another. */
  public List<String> last() {
    long later = now() + 120_000;
    return IntStream.range(0, HOSTS)
        .mapToObj(host -> process("last" + host, host, "end", "ls", "root", "p", later))
        .toList();
  }

  /** The time of the next event. */
  public long now() {
    return start + number * 1000 / perSecond;
  }

  /** The alerts that the events so far must raise: the rule and the ids of the events. */
  public Set<String> expected() {
    return expected;
  }

  /** The alerts of these hosts in a file of alerts, as in {@link #expected}. */
  public static List<String> alerts(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.contains("\"id\":\"good-"))
          .map(line -> name(line) + eventIds(line))
          .toList();
    }
  }

  private static String name(String alert) {
    Matcher name = NAME.matcher(alert);
    return name.find() ? name.group(1) : "";
  }

  /** The ids of the events in an alert of one of these hosts, each after a space. */
  public static String eventIds(String alert) {
    return ID.matcher(alert)
        .results()
        .map(match -> " " + match.group(1))
        .distinct()
        .collect(Collectors.joining());
  }

  private String next() {
    long apart = (long) perSecond * SECONDS_BETWEEN_ATTACKS_ON_A_HOST / (HOSTS * KINDS);
    if (number == attacks * apart) {
      attack();
    }
    Event attack = soon.peek();
    if (attack != null && attack.number <= number) {
      soon.remove();
      number++;
      return attack.json;
    }
    int host = random.nextInt(HOSTS);
    String id = "e" + number;
    String json =
        switch (random.nextInt(4)) {
          case 0 -> process(id, host, "exec", "bash", "root", "p" + random.nextInt(1000), now());
          case 1 -> process(id, host, "fork", "bash", "root", "p" + random.nextInt(1000), now());
          case 2 -> process(id, host, "end", "ls", "root", "p" + random.nextInt(1000), now());
          default -> connection(id, host, "10.0.0.7", "p" + random.nextInt(1000), now());
        };
    number++;
    return json;
  }

  private void attack() {
    int host = (int) (attacks / KINDS % HOSTS);
    String exec = "exec-" + attacks;
    String connection = "connection-" + attacks;
    String parent = "attack-" + attacks;
    long later = number + 1 + perSecond / 4;
    long then = start + later * 1000 / perSecond;
    switch ((int) (attacks % KINDS)) {
      case 0 -> {
        soon.add(new Event(number, process(exec, host, "exec", "curl", "root", parent, now())));
        soon.add(new Event(later, connection(connection, host, "169.254.169.254", parent, then)));
        expected.add(ShippedRules.DETECTION + " " + exec + " " + connection);
      }
      case 1 -> {
        soon.add(new Event(number, process(exec, host, "exec", "curl", "agent", parent, now())));
        soon.add(new Event(later, connection(connection, host, "169.254.169.254", parent, then)));
      }
      default -> {
        soon.add(new Event(number, connection(connection, host, "203.0.113.9", parent, now())));
        expected.add("Careless detection " + connection);
      }
    }
    attacks++;
  }

  private String process(
      String id, int host, String action, String name, String user, String parent, long time) {
    String type = action.equals("end") ? "end" : "start";
    String process =
        "\"process\":{\"name\":\"%1$s\",\"executable\":\"/usr/bin/%1$s\",\"command_line\":\"%1$s -l\","
                .formatted(name)
            + "\"parent\":{\"entity_id\":\"%s\",\"executable\":\"/usr/bin/bash\"}}"
                .formatted(parent);
    return json(id, host, "process", action, type, user, time, process);
  }

  private String connection(String id, int host, String address, String parent, long time) {
    String fields =
        "\"process\":{\"name\":\"curl\",\"parent\":{\"entity_id\":\"%s\"}},\"destination\":{\"ip\":\"%s\"}"
            .formatted(parent, address);
    return json(id, host, "network", "connection_attempted", "start", "root", time, fields);
  }

  private String json(
      String id,
      int host,
      String category,
      String action,
      String type,
      String user,
      long time,
      String fields) {
    return """
        {"@timestamp":"%s","message":"%s","event":{"id":"%s","category":["%s"],"action":"%s",\
        "type":["%s"]},"host":{"id":"good-%d","os":{"type":"linux"}},"user":{"name":"%s"},%s}"""
        .formatted(
            Instant.ofEpochMilli(time), filler, id, category, action, type, host, user, fields);
  }
}
