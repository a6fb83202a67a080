package dev.weir.cases;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a command line that probably differ in each run: numbers, times, ids, names of
 * temporary files, tokens. This is a guess by their form, so the pattern must be shown to the user.
 */
final class ChangingParts {

  /** What stays as it is: URLs and options of the metadata service. */
  private static final String KEPT =
      "https?://(?:169\\.254\\.169\\.254|\\[fd00:ec2::254]|metadata\\.google\\.internal)[^\\s\"']*"
          + "|(?i:ttl-seconds)\\W{0,3}\\d+"
          + "|(?i:api-version)\\W\\w[\\w-]*";

  private static final String CHANGING =
      String.join(
          "|",
          // the session token of the metadata service
          "(?i)(?:(?<=metadata-token: )|(?<=metadata-token:))[^\\s\"':][^\\s\"']*(?-i)",
          "(?<!\\w)(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?!\\w)",
          "(?<!\\d)\\d{4}-\\d{2}-\\d{2}(?:[T_ ]\\d{2}[:.-]?\\d{2}(?:[:.-]?\\d{2}(?:[.,]\\d+)?)?)?"
              + "(?:Z|[+-]\\d{2}:?\\d{2})?(?!\\d)",
          "(?<![\\d:])\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?![\\d:])",
          "(?<=/tmp/|/dev/shm/)tmp[\\w.-]{6,}",
          "(?<=/tmp/[\\w-]{1,40}\\.)(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{6,10}(?![\\w.])",
          "(?<=/proc/|/run/user/)\\d+",
          "(?<![A-Za-z0-9])(?=[0-9A-Fa-f]*\\d)[0-9A-Fa-f]{8,}(?![A-Za-z0-9])",
          "(?<![\\w+])(?=[\\w+=]*\\d)(?=[\\w+=]*[a-z])(?=[\\w+=]*[A-Z])[A-Za-z0-9][\\w+=]{19,}",
          "(?<![A-Za-z0-9:])(?<!\\d\\.)\\d{4,}(?![A-Za-z0-9])(?!\\.\\d)",
          "(?<!\\d)(?<!\\d\\.)\\d{6,}(?![A-Za-z0-9])(?!\\.\\d)");

  private static final Pattern PARTS = Pattern.compile("(" + KEPT + ")|" + CHANGING);

  private ChangingParts() {}

  /** A pattern with {@code *} for such parts; the value itself if it has none. */
  static String starred(String value) {
    StringBuilder pattern = new StringBuilder();
    Matcher part = PARTS.matcher(value);
    int from = 0;
    boolean changes = false;
    while (part.find()) {
      if (part.group(1) == null) {
        pattern.append(literal(value.substring(from, part.start()))).append('*');
        from = part.end();
        changes = true;
      }
    }
    return changes ? pattern.append(literal(value.substring(from))).toString() : value;
  }

  /** In a pattern {@code *} is any text, and {@code ?} is one character, such as a star. */
  private static String literal(String text) {
    return text.replace('*', '?');
  }
}
