package dev.weir.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Documents with numbered pairs that raise one alert each. A stream has its own hosts and clock.
 */
final class NumberedPairs {

  private static final Pattern TIME = Pattern.compile("\"@timestamp\":\"[^\"]*");
  private static final Pattern ID = Pattern.compile("NbGw\\d{15}\\+\\+\\+\\d\\d");
  private static final Pattern PARENT =
      Pattern.compile("(\"parent\":\\{[^{}]*?\"entity_id\":\")[^\"]*");
  private static final int HOSTS = 20;

  private final String name;
  private final int stepMillis;
  private final Documents noise = new Documents(1500, 0, HOSTS);
  private final Documents suspicious = new Documents(1500, 2000, HOSTS);
  private Instant clock = Instant.parse("2025-01-27T10:00:00Z");
  private long events;
  private volatile long pairs;

  NumberedPairs(String name, int stepMillis) {
    this.name = name;
    this.stepMillis = stepMillis;
  }

  /** Documents with one pair in the middle, or none. */
  List<String> next(int count, boolean pair) {
    List<String> documents = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (pair && i == count / 3) {
        documents.add(suspicious("start"));
      } else if (pair && i == 2 * count / 3) {
        documents.add(suspicious("connection"));
        pairs++;
      } else {
        documents.add(own(noise.next(), "noise-" + name + "-" + events));
      }
    }
    return documents;
  }

  private String suspicious(String step) {
    String document = own(suspicious.next(), "crash-" + name + "-" + pairs + "-" + step);
    return PARENT.matcher(document).replaceFirst("$1parent-" + name + "-" + pairs);
  }

  private String own(String document, String id) {
    events++;
    clock = clock.plusMillis(stepMillis);
    String timed = TIME.matcher(document).replaceFirst("\"@timestamp\":\"" + clock);
    return ID.matcher(timed)
        .replaceAll(id)
        .replace("-27e3-4c80-", "-27e3-" + name + "-");
  }

  String name() {
    return name;
  }

  long events() {
    return events;
  }

  /** Number of pairs so far; each must raise an alert. */
  long pairs() {
    return pairs;
  }

  /** Moves the clock forward to a time. */
  void goOnTo(Instant time) {
    clock = time.isAfter(clock) ? time : clock;
  }

  /** Moves the hosts' clocks forward, so that all waiting events are decided. */
  void passTime() {
    clock = clock.plusSeconds(30);
  }
}
