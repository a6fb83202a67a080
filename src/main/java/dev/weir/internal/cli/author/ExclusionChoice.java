package dev.weir.internal.cli.author;

import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.internal.drl.ExclusionText;
import dev.weir.internal.text.ClosestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a new exclusion asks of a suspect. By itself it asks for the whole command line, and for the
 * programs that the process, its parent and the leader of its session are: an agent's next run has
 * all four again, and an intruder would have to be started by the agent to have them. Users, hosts
 * and folders vary from one machine to the next, and are taken only where they are named.
 *
 * @param tests the tests, the narrowest first
 * @param notes what to know of them
 */
record ExclusionChoice(List<ExclusionText.Test> tests, List<String> notes) {

  private static final List<EcsField> DEFAULT =
      List.of(
          EcsField.PROCESS_COMMAND_LINE,
          EcsField.PROCESS_EXECUTABLE,
          EcsField.PROCESS_PARENT_EXECUTABLE,
          EcsField.PROCESS_ENTRY_LEADER_EXECUTABLE);

  /** No later event has the same again. */
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

  /** Longer texts are for no reviewer's eyes; Java's own limit is 65,535 bytes. */
  private static final int LONGEST = 4_096;

  private static final Pattern ANYONE_MAY_WRITE =
      Pattern.compile("(?:^|[\\s\"'=:])(?:/var)?/(?:tmp|dev/shm)/");

  /** No exclusion can be made so; the message says why. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** Makes the choice; no fields named is the default. */
  static ExclusionChoice of(Event suspect, List<String> named) throws Refused {
    List<String> notes = new ArrayList<>();
    List<ExclusionText.Test> tests = new ArrayList<>();
    for (String field : named) {
      tests.addAll(testsOf(suspect, checked(suspect, field)));
    }
    if (named.isEmpty()) {
      for (EcsField field : DEFAULT) {
        List<ExclusionText.Test> some = testsOf(suspect, field.dottedName());
        if (some.isEmpty()) {
          notes.add("the event has no " + field.dottedName() + ", so it is not asked for");
        }
        tests.addAll(some);
      }
    }
    if (tests.size() < 2 && named.isEmpty()) {
      throw new Refused(
          "the event has too few of "
              + DEFAULT.stream().map(EcsField::dottedName).toList()
              + " for a narrow exclusion; name fields with --by");
    }
    for (ExclusionText.Test test : tests) {
      if (ANYONE_MAY_WRITE.matcher(test.value()).find()) {
        notes.add(
            test.field()
                + " names a file where anyone may put one: whoever does fits this exclusion");
      }
    }
    return new ExclusionChoice(tests, notes);
  }

  private static String checked(Event suspect, String name) throws Refused {
    EcsField field = EcsField.of(name);
    if (field != null && OF_ONE_RUN.contains(field)) {
      throw new Refused(name + " is of one run alone, so an exclusion by it would never hit again");
    }
    if (suspect.field(name).isPresent()) {
      return name;
    }
    if (field == null) {
      throw new Refused("no field \"" + name + "\"; did you mean " + nearest(name) + "?");
    }
    throw new Refused(
        "the event that was suspected has no "
            + name
            + (field.isKeyword()
                ? " (or one over " + EcsField.KEYWORD_LIMIT + " characters, which counts as none)"
                : "")
            + "; an exclusion looks at that event alone: "
            + suspect.getEventId());
  }

  private static List<ExclusionText.Test> testsOf(Event suspect, String field) throws Refused {
    List<ExclusionText.Test> tests = new ArrayList<>();
    for (String value : suspect.field(field).list()) {
      if (value.length() > LONGEST) {
        throw new Refused(
            field
                + " has "
                + value.length()
                + " characters, too many for a rule that people review; name fields with --by");
      }
      if (value.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
        throw new Refused(field + " holds half of a character, which no file can; use --by");
      }
      boolean commandLine = field.endsWith("command_line");
      String pattern = commandLine ? ChangingParts.starred(value) : value;
      tests.add(new ExclusionText.Test(field, !pattern.equals(value), pattern));
    }
    return tests;
  }

  private static String nearest(String name) {
    return ClosestName.to(
        name, Arrays.stream(EcsField.values()).map(EcsField::dottedName).toList());
  }

  /** The fields, each once. */
  List<String> fields() {
    return tests.stream().map(ExclusionText.Test::field).distinct().toList();
  }

  /** A name that says what it is about; null where the event has no names. */
  static String defaultName(Event suspect) {
    String program = shortName(suspect.getProcessName().first());
    if (program.isEmpty()) {
      program = shortName(suspect.getProcessExecutable().first());
    }
    String parent = shortName(suspect.getProcessParentExecutable().first());
    String whole = (program.isEmpty() ? "program" : program);
    return parent.isEmpty() ? whole : whole + " by " + parent;
  }

  private static String shortName(@Nullable String path) {
    if (path == null) {
      return "";
    }
    String last = path.substring(path.lastIndexOf('/') + 1);
    String plain = last.replaceAll("[^\\p{L}\\p{N}.+_ -]", "").strip();
    return plain.length() > 40 ? plain.substring(0, 40) : plain;
  }
}
