package dev.weir.internal.service.triage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What to do with an alert.
 *
 * @param detail the verdict of a close, the assignee, which may be empty, or the comment
 */
public record Action(Kind kind, String detail) {

  /** Why an alert is closed. A benign true alert is right, but what it found is allowed. */
  public static final List<String> VERDICTS = List.of("true", "benign true", "false");

  private static final int MAX_NAME = 100;
  private static final int MAX_COMMENT = 10_000;

  /** The kinds of actions. */
  public enum Kind {
    ACKNOWLEDGE,
    REOPEN,
    CLOSE,
    ASSIGN,
    COMMENT;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Action {
    if (kind == Kind.CLOSE && !VERDICTS.contains(detail)) {
      throw new IllegalArgumentException(
          "to close an alert, say why: " + String.join(", ", VERDICTS));
    }
    if (kind == Kind.COMMENT && detail.isBlank()) {
      throw new IllegalArgumentException("the comment is empty");
    }
    int max = kind == Kind.ASSIGN ? MAX_NAME : MAX_COMMENT;
    if (detail.length() > max) {
      throw new IllegalArgumentException("too long: at most " + max + " characters");
    }
  }

  /** An action by its word. */
  public static Action of(String word, String detail) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .map(kind -> new Action(kind, detail.strip()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "an action is one of "
                        + Arrays.stream(Kind.values())
                            .map(Kind::word)
                            .collect(Collectors.joining(", "))));
  }
}
