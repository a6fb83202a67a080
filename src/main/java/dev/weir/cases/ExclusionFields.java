package dev.weir.cases;

import dev.weir.event.EcsField;
import dev.weir.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tests of a new exclusion. The default is narrow: the command line, and the executables of the
 * process, its parent and its session leader. The next run of the same agent has all four, and an
 * intruder has them only if the agent started the intruder's program. Users, hosts and folders
 * differ between machines, so they are used only if they are named.
 *
 * @param tests the tests of the suspect, all of which must hold
 * @param notes remarks for the user
 */
record ExclusionFields(List<ExclusionText.Test> tests, List<String> notes) {

  private static final List<EcsField> DEFAULT =
      List.of(
          EcsField.PROCESS_COMMAND_LINE,
          EcsField.PROCESS_EXECUTABLE,
          EcsField.PROCESS_PARENT_EXECUTABLE,
          EcsField.PROCESS_ENTRY_LEADER_EXECUTABLE);

  /** Fields that no later event has the same value of. */
  private static final Set<EcsField> OF_ONE_RUN =
      Set.of(
          EcsField.TIMESTAMP,
          EcsField.EVENT_ID,
          EcsField.EVENT_SEQUENCE,
          EcsField.PROCESS_ENTITY_ID,
          EcsField.PROCESS_PARENT_ENTITY_ID,
          EcsField.PROCESS_ENTRY_LEADER_ENTITY_ID,
          EcsField.PROCESS_EXT_ANCESTRY,
          EcsField.PROCESS_PID,
          EcsField.PROCESS_PARENT_PID,
          EcsField.PROCESS_START,
          EcsField.SOURCE_PORT);

  /** The longest value that a reviewer can read; Java's own limit is 65,535 bytes. */
  private static final int MAX_LENGTH = 4_096;

  private static final Pattern WORLD_WRITABLE =
      Pattern.compile("(?:^|[\\s\"'=:])(?:/var)?/(?:tmp|dev/shm)/");

  /** The tests by the named fields, or by the default if no field is named. */
  static ExclusionFields of(Event suspect, List<String> named) throws ExclusionException {
    List<String> notes = new ArrayList<>();
    List<ExclusionText.Test> tests = new ArrayList<>();
    for (String field : named) {
      check(suspect, field);
      tests.addAll(testsOf(suspect, field));
    }
    if (named.isEmpty()) {
      for (EcsField field : DEFAULT) {
        List<ExclusionText.Test> some = testsOf(suspect, field.dottedName());
        if (some.isEmpty()) {
          notes.add("the event has no " + field.dottedName() + ", so it is not tested");
        }
        tests.addAll(some);
      }
      if (tests.size() < 2) {
        List<String> wanted = DEFAULT.stream().map(EcsField::dottedName).toList();
        throw refused(
            "the event has too few of "
                + wanted
                + " for a narrow exclusion; name the fields (--by)");
      }
    }
    for (ExclusionText.Test test : tests) {
      if (WORLD_WRITABLE.matcher(test.value()).find()) {
        notes.add(test.field() + " is in a folder that any user can write to");
      }
    }
    return new ExclusionFields(tests, notes);
  }

  private static void check(Event suspect, String name) throws ExclusionException {
    EcsField field = EcsField.of(name);
    if (field != null && OF_ONE_RUN.contains(field)) {
      throw refused(name + " differs in every run, so an exclusion by it would never match again");
    }
    if (!suspect.field(name).isPresent()) {
      String tooLong =
          field != null && field.isKeyword()
              ? " (or one over " + EcsField.KEYWORD_LIMIT + " characters, which counts as missing)"
              : "";
      throw refused(
          "the suspicious event %s has no %s%s; an exclusion tests only that event"
              .formatted(suspect.getEventId(), name, tooLong));
    }
  }

  private static List<ExclusionText.Test> testsOf(Event suspect, String field)
      throws ExclusionException {
    List<ExclusionText.Test> tests = new ArrayList<>();
    for (String value : suspect.field(field).list()) {
      if (value.length() > MAX_LENGTH) {
        throw refused(
            "%s has %d characters, too many for a rule that people review; name other fields (--by)"
                .formatted(field, value.length()));
      }
      if (value.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
        throw refused(field + " has half a surrogate pair; name other fields (--by)");
      }
      boolean commandLine = field.endsWith("command_line");
      String pattern = commandLine ? ChangingParts.starred(value) : value;
      tests.add(new ExclusionText.Test(field, !pattern.equals(value), pattern));
    }
    return tests;
  }

  private static ExclusionException refused(String message) {
    return new ExclusionException(ExclusionException.Kind.FIELDS, message);
  }

  /** The tested fields, each once. */
  List<String> names() {
    return tests.stream().map(ExclusionText.Test::field).distinct().toList();
  }
}
