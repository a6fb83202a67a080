package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.event.Values;
import dev.weir.explain.ConditionCheck.Outcome;
import dev.weir.rule.Condition;
import dev.weir.rule.Condition.FieldTest;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a test wants and what the facts have, in words, through the ECS names of fields. Wording
 * only: whether a test holds is for Drools to say.
 */
final class ConditionText {

  /** Longer values, such as command lines, are cut. */
  private static final int SHOWN = 120;

  private static final Pattern NULL = Pattern.compile("(\\w+)\\s*[!=]=\\s*null");

  private static final Pattern TEXT = Pattern.compile("(\\w+)\\s*([!=]=)\\s*\"([^\"\\\\]*)\"");

  private static final Pattern KEY =
      Pattern.compile("(?:(\\$\\w+)\\.)?(\\w+)\\s*==\\s*(?:(\\$\\w+)\\.)?(\\w+)");

  private final Event fact;
  private final Map<String, Event> bound;

  /**
   * Words about one fact.
   *
   * @param fact what is asked
   * @param bound the facts by the names they are bound to
   */
  ConditionText(Event fact, Map<String, Event> bound) {
    this.fact = fact;
    this.bound = bound;
  }

  /** What a test asks about. */
  ConditionCheck.About about(Condition test) {
    boolean joins = bound.keySet().stream().anyMatch(name -> mentions(test, name));
    if (!joins) {
      return ConditionCheck.About.ITSELF;
    }
    if (TimeBound.parse(test.text()) != null) {
      return ConditionCheck.About.TIME;
    }
    return KEY.matcher(test.text()).matches()
        ? ConditionCheck.About.KEY
        : ConditionCheck.About.OTHER;
  }

  /** A test in words. */
  String of(Condition test, Outcome outcome) {
    if (outcome == Outcome.UNKNOWN) {
      return test.text() + ": threw, or cannot be asked alone";
    }
    FieldTest field = test.test();
    if (field != null) {
      return field(field, outcome == Outcome.HOLDS);
    }
    String words = time(test.text());
    if (words == null) {
      words = isNull(test.text());
    }
    if (words == null) {
      words = text(test.text(), outcome == Outcome.HOLDS);
    }
    if (words == null) {
      words = key(test.text(), outcome == Outcome.HOLDS);
    }
    return words == null ? other(test.text(), outcome == Outcome.HOLDS) : words;
  }

  /** A list's test in words: the values that match, or that there are none. */
  String ofList(Condition list, List<ConditionCheck> parts) {
    FieldTest test = list.test();
    if (test == null) {
      return list.text();
    }
    List<String> matching = matching(test, parts);
    if (!matching.isEmpty()) {
      return field(test, true) + matched(test, matching) + " (of " + parts.size() + ")";
    }
    Values values = values(test);
    return values.isPresent()
        ? name(test) + " is " + show(values) + ", none of " + parts.size()
        : name(test) + " is missing";
  }

  /** What a field of the fact holds. */
  String value(String dotted) {
    Values values = fact.field(dotted);
    return dotted + " is " + (values.isPresent() ? show(values) : "missing");
  }

  static String show(Values values) {
    String text = values.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  private static List<String> matching(FieldTest test, List<ConditionCheck> parts) {
    return IntStream.range(0, parts.size())
        .filter(i -> parts.get(i).holds())
        .mapToObj(i -> test.values().get(i).text())
        .toList();
  }

  private String field(FieldTest test, boolean holds) {
    Values values = values(test);
    if (!values.isPresent()) {
      return name(test) + " is missing";
    }
    String is = name(test) + " is " + show(values);
    if (test.values().size() != 1) {
      return is;
    }
    String wanted = test.values().get(0).text();
    if (holds) {
      return is + matched(test, List.of(wanted));
    }
    return switch (test.method()) {
      case "like" -> is + ", not like " + wanted;
      case "cidrMatch" -> is + ", not in " + wanted;
      default -> is + ", not " + wanted;
    };
  }

  /** What of a test the value met, unless it is the value itself. */
  private String matched(FieldTest test, List<String> wanted) {
    Values values = values(test);
    if (wanted.size() == 1 && wanted.get(0).equals(values.only())) {
      return "";
    }
    String list = String.join(" and ", wanted);
    return switch (test.method()) {
      case "like" -> ", like " + list;
      case "cidrMatch" -> ", in " + list;
      default -> ", with " + list;
    };
  }

  private Values values(FieldTest test) {
    return of(test.of()).field(FieldNames.dotted(test.field()));
  }

  private Event of(@Nullable String binding) {
    return binding == null ? fact : bound.getOrDefault(binding, fact);
  }

  private static String name(FieldTest test) {
    return FieldNames.dotted(test.field());
  }

  private @Nullable String time(String text) {
    TimeBound span = TimeBound.parse(text);
    if (span == null) {
      return null;
    }
    Event other = bound.get(span.other());
    if (other == null) {
      return null;
    }
    Event earlier = span.after() ? other : fact;
    return span.words(fact, other, earlier instanceof Suspect ? "the suspect" : "the other");
  }

  private @Nullable String isNull(String text) {
    Matcher matcher = NULL.matcher(text);
    String dotted = matcher.matches() ? FieldNames.ecs(matcher.group(1)) : null;
    if (dotted == null) {
      return null;
    }
    Values values = fact.field(dotted);
    return switch (values.count()) {
      case 0 -> dotted + " is missing";
      case 1 -> dotted + " is " + show(values);
      default -> dotted + " has several values, which no join can use";
    };
  }

  private @Nullable String text(String text, boolean holds) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String dotted = FieldNames.ecs(matcher.group(1));
    String wanted = matcher.group(3);
    String not = holds == matcher.group(2).equals("==") ? "" : ", not " + wanted;
    if (dotted != null) {
      Values values = fact.field(dotted);
      return values.isPresent()
          ? dotted + " is " + show(values) + (holds ? "" : not)
          : dotted + " is missing";
    }
    return matcher.group(1).equals("detection") && fact instanceof Suspect suspect
        ? "detection is " + suspect.getDetection() + (holds ? "" : not)
        : null;
  }

  private @Nullable String key(String text, boolean holds) {
    Matcher matcher = KEY.matcher(text);
    if (!matcher.matches() || (matcher.group(1) == null) == (matcher.group(3) == null)) {
      return null;
    }
    String left = FieldNames.ecs(matcher.group(2));
    String right = FieldNames.ecs(matcher.group(4));
    if (left == null || right == null) {
      return null;
    }
    String noun = left.equals(right) ? FieldNames.noun(left) : left + " and " + right;
    if (holds) {
      return "same " + noun;
    }
    Values here = of(matcher.group(1)).field(left);
    Values there = of(matcher.group(3)).field(right);
    if (here.count() == 1 && there.count() == 1) {
      return "other " + noun;
    }
    Values unusable = here.count() == 1 ? there : here;
    String name = here.count() == 1 ? right : left;
    return name + (unusable.isPresent() ? " has several values" : " is missing");
  }

  /** Whatever else an author may write: as it stands, with the values of the fields it reads. */
  private String other(String text, boolean holds) {
    String values =
        FieldNames.in(text).values().stream().map(this::value).collect(Collectors.joining(", "));
    return (holds ? text : "not " + text) + (values.isEmpty() ? "" : " (" + values + ")");
  }

  private static boolean mentions(Condition test, String binding) {
    return FieldNames.mentions(test.text(), binding);
  }
}
