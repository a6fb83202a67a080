package dev.weir.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A baseline as text: one line per owner with the time it was first seen, and below it one indented
 * line per value with the time it was last seen. Names are URL-encoded, so that spaces and line
 * ends are always separators.
 */
final class BaselineSnapshot {

  private static final String HEAD = "weir-baseline 1";

  private BaselineSnapshot() {}

  static String write(Map<Baseline.Owner, Baseline.Known> owners) {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    owners.forEach(
        (owner, known) -> {
          text.append(known.since()).append(' ').append(encoded(owner.habit()));
          owner.values().forEach(value -> text.append(' ').append(encoded(value)));
          text.append('\n');
          known
              .lastSeen()
              .forEach(
                  (value, time) ->
                      text.append(' ')
                          .append(time)
                          .append(' ')
                          .append(encoded(value))
                          .append('\n'));
        });
    return text.toString();
  }

  /** Reads into an empty baseline; the oldest owner comes first, as written. */
  static void read(String text, Baseline into) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
      throw new IllegalArgumentException("the snapshot does not begin with \"" + HEAD + "\"");
    }
    Baseline.Known known = null;
    for (int i = 1; i < lines.size(); i++) {
      try {
        String[] words = lines.get(i).stripLeading().split(" ", -1);
        long time = Long.parseLong(words[0]);
        if (!lines.get(i).startsWith(" ")) {
          List<String> names = Arrays.stream(words).skip(1).map(BaselineSnapshot::decoded).toList();
          known = into.add(names.get(0), names.subList(1, names.size()), time);
        } else if (known != null && words.length == 2) {
          into.learn(known, decoded(words[1]), time);
        } else {
          throw new IllegalArgumentException("a value without an owner");
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException("line " + (i + 1) + " is malformed", e);
      }
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, UTF_8);
  }
}
