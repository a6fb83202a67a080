package dev.weir.internal.cli.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.read.Lines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which inputs are no JSON objects, one on each line, and what they may be instead. This is known
 * only at the end, because a bad line must not stop an input. Safe for any thread.
 */
final class InputForms {

  /** As much of the first line as is looked at, in bytes. */
  private static final int MAX_START = 4096;

  private record Read(String firstLine, long lines) {}

  private final Map<String, Read> read = new LinkedHashMap<>();
  private final Map<String, Long> malformed = new LinkedHashMap<>();

  /** The beginning of a line. */
  static String start(Lines line) {
    int length = Math.min(line.to() - line.from(), MAX_START);
    return new String(line.holder(), line.from(), length, UTF_8).strip();
  }

  /** An input has ended, which had this many lines that are not blank. */
  synchronized void read(String source, String firstLine, long lines) {
    read.merge(
        source,
        new Read(firstLine, lines),
        (old, more) -> new Read(old.firstLine, old.lines + more.lines));
  }

  /** A line cannot be read. */
  synchronized void malformed(String source) {
    malformed.merge(source, 1L, Long::sum);
  }

  /** A sentence for each input of another form: all its lines are malformed, or most look so. */
  synchronized List<String> faults() {
    List<String> faults = new ArrayList<>();
    read.forEach(
        (source, one) -> {
          long bad = malformed.getOrDefault(source, 0L);
          String form = form(one.firstLine);
          if (bad == one.lines || (form != null && bad > one.lines / 2)) {
            String what = source + " does not have one JSON object on each line";
            faults.add(form == null ? what : what + ": " + form);
          }
        });
    return faults;
  }

  /** What begins like this, and how to convert it; null if Weir could read it. */
  private static @Nullable String form(String line) {
    if (line.startsWith("[")) {
      return "it seems to be a JSON array; convert it with jq -c '.[]'";
    } else if (line.startsWith("<")) {
      return "it seems to be XML; export the events as JSON, from Windows with Winlogbeat";
    } else if (line.startsWith("{")) {
      return line.endsWith("}")
          ? null
          : "it seems to be JSON over several lines; convert it with jq -c .";
    }
    return line.indexOf(',') > 0 || line.indexOf(';') > 0 || line.indexOf('\t') > 0
        ? "it seems to be CSV; export the events as JSON"
        : null;
  }
}
