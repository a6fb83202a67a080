package dev.weir.internal.read;

import dev.weir.event.AnyEvent;
import dev.weir.event.CrossHostEvent;
import dev.weir.event.Document;
import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.event.EventOrder;
import dev.weir.event.Malformed;
import dev.weir.event.NetworkEvent;
import dev.weir.event.OtherEvent;
import dev.weir.event.PrincipalEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.event.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Documents to facts. A document is one JSON object, plain or as a search hit under {@code
 * _source}, with nested or dotted keys, scalars or arrays. For one thread.
 */
public final class EventReader {

  /** The longest line, in bytes: 16 MiB. */
  public static final int MAX_LINE = JsonWalker.MAX_DOCUMENT;

  /** The deepest nesting of objects and arrays. */
  public static final int MAX_NESTING = JsonWalker.MAX_NESTING;

  /** The most values that the fields of one document may have together. */
  public static final int MAX_VALUES = 100_000;

  private static final List<EcsField> KEYS =
      List.of(
          EcsField.PROCESS_PARENT_ENTITY_ID,
          EcsField.PROCESS_ENTITY_ID,
          EcsField.PROCESS_ENTRY_LEADER_ENTITY_ID);

  private static final JsonMapper MAPPER = new JsonMapper();

  private final FieldTree fields =
      new FieldTree(Arrays.stream(EcsField.values()).map(EcsField::dottedName).toList());
  private final FieldOffsets offsets = new FieldOffsets();
  private final UsualWalker usual = new UsualWalker(fields, offsets);
  private final LazyDocument skim = new LazyDocument();
  private final Utf8Check utf8 = new Utf8Check();
  private final Supplier<Set<String>> types;
  private long documents;

  /** A reader of the facts that every document becomes. */
  public EventReader() {
    this(Set::of);
  }

  /**
   * A reader that gives also the facts that a document becomes only if a rule uses their type.
   *
   * @param types the names of the types that rules use, without a package
   */
  public EventReader(Supplier<Set<String>> types) {
    this.types = types;
  }

  /** Reads one document, and numbers its facts after those of the one before. */
  public Reading read(byte[] json) {
    return read(json, ++documents);
  }

  /** Reads one document. */
  public Reading read(byte[] json, long number) {
    if (json.length > MAX_LINE) {
      return tooLong();
    }
    if (!JsonBytes.isAscii(json, 0, json.length) && !utf8.isValid(json, 0, json.length)) {
      return rejected(Malformed.Kind.NOT_UTF8, "the bytes are not UTF-8");
    }
    offsets.clear();
    try {
      return facts(new JsonDocument(json, usual.walk(json), offsets.trimmed()), number);
    } catch (JsonBytes.Unusual | FieldOffsets.TooMany e) {
      return readUnusual(json, number);
    }
  }

  private Reading readUnusual(byte[] json, long number) {
    if (holdsNul(json)) {
      return rejected(Malformed.Kind.NOT_JSON, "holds a NUL byte");
    }
    offsets.clear();
    try {
      JsonWalker.Extent extent = JsonWalker.walk(json, fields, offsets);
      return facts(new JsonDocument(json, extent, offsets.trimmed()), number);
    } catch (JsonWalker.NotAnObject e) {
      return rejected(Malformed.Kind.NOT_AN_OBJECT, String.valueOf(e.getMessage()));
    } catch (FieldOffsets.TooMany e) {
      return rejected(Malformed.Kind.TOO_MANY_VALUES, String.valueOf(e.getMessage()));
    } catch (StreamConstraintsException e) {
      return rejected(Malformed.Kind.TOO_DEEP, "nested over " + MAX_NESTING + " levels");
    } catch (JacksonException e) {
      return rejected(Malformed.Kind.NOT_JSON, oneLine(e));
    }
  }

  /**
   * Looks at a document no further than it takes to see whether its facts are wanted. What is never
   * looked at can be broken in it unnoticed, except that brackets and quotation marks must match.
   */
  public Reading.@Nullable Unwanted skim(
      byte[] bytes, int from, int to, long number, Predicate<Event> wanted) {
    try {
      skim.begin(bytes, from, to);
      EventOrder order = new EventOrder(skim.timestamp(), skim.sequence(), 2 * number);
      Values category = skim.values(EcsField.EVENT_CATEGORY);
      boolean network = category.has("network");
      boolean process = category.has("process");
      boolean any =
          (network && wanted.test(new NetworkEvent(skim, order)))
              || (process && wanted.test(new ProcessEvent(skim, order)))
              || (!network && !process && wanted.test(new OtherEvent(skim, order)))
              || anySpecial(skim, order, wanted);
      Values host = skim.values(EcsField.HOST_ID);
      // who asked for a key with several values shall hear of it
      return any || host.count() > 1 || gaveSeveral()
          ? null
          : new Reading.Unwanted(Event.hostKey(host.only()), order.timestamp(), network, process);
    } catch (JsonBytes.Unusual
        | JsonWalker.NotAnObject
        | FieldOffsets.TooMany
        | JacksonException e) {
      return null;
    }
  }

  /** The host that a document belongs to, for which it is looked at no further than it takes. */
  public @Nullable String hostKey(byte[] json) {
    Reading.Unwanted skimmed = skim(json, 0, json.length, 0, fact -> false);
    if (skimmed != null) {
      return skimmed.hostKey();
    }
    return read(json, 0) instanceof Reading.Accepted accepted
        ? accepted.facts().get(0).hostKey()
        : null;
  }

  private boolean gaveSeveral() {
    for (int i = 0; i < KEYS.size(); i++) {
      if (skim.gaveSeveral(KEYS.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** The values of one field, also of a document that is no usable event. */
  public static Values field(byte[] json, String dottedName) {
    try {
      return JsonDocument.search(json, dottedName);
    } catch (JsonWalker.NotAnObject | FieldOffsets.TooMany | JacksonException e) {
      return Values.NONE;
    }
  }

  /** A document as bytes. */
  public static byte[] toJson(Map<String, ?> document) {
    return MAPPER.writeValueAsBytes(document);
  }

  /** The reading of a document of more than {@link #MAX_LINE} bytes. */
  public static Reading tooLong() {
    return rejected(Malformed.Kind.TOO_LONG, "over the limit of " + MAX_LINE + " bytes");
  }

  private static Reading.Rejected rejected(Malformed.Kind kind, String reason) {
    return new Reading.Rejected(new Malformed(kind, reason));
  }

  private Reading facts(JsonDocument document, long number) {
    String time = document.values(EcsField.TIMESTAMP).only();
    Long timestamp = time == null ? null : Timestamps.parse(time);
    if (timestamp == null) {
      return new Reading.Ignored(Reading.Reason.NO_TIMESTAMP);
    }
    if (document.values(EcsField.HOST_ID).count() > 1) {
      return new Reading.Ignored(Reading.Reason.SEVERAL_HOSTS);
    }
    Long sequence = sequence(document.values(EcsField.EVENT_SEQUENCE).only());
    Values category = document.values(EcsField.EVENT_CATEGORY);
    // a document's two facts are told the connection first
    EventOrder first = new EventOrder(timestamp, sequence, 2 * number);
    List<Event> facts = new ArrayList<>(2);
    if (category.has("network")) {
      facts.add(new NetworkEvent(document, first));
    }
    if (category.has("process")) {
      facts.add(new ProcessEvent(document, new EventOrder(timestamp, sequence, 2 * number + 1)));
    }
    if (facts.isEmpty()) {
      facts.add(new OtherEvent(document, first));
    }
    facts.addAll(special(document, first));
    return new Reading.Accepted(facts, ambiguousKeys(document));
  }

  private boolean anySpecial(Document document, EventOrder order, Predicate<Event> wanted) {
    for (Event fact : special(document, order)) {
      if (wanted.test(fact)) {
        return true;
      }
    }
    return false;
  }

  /** The facts of types that only some rules use. Those of principals come last. */
  private List<Event> special(Document document, EventOrder order) {
    Set<String> used = types.get();
    List<Event> facts = new ArrayList<>(0);
    if (used.contains("AnyEvent")) {
      facts.add(new AnyEvent(document, order));
    }
    if (used.contains("CrossHostEvent")) {
      facts.add(new CrossHostEvent(document, order));
    }
    if (used.contains("PrincipalEvent")) {
      facts.addAll(PrincipalEvent.of(document, order));
    }
    return facts;
  }

  private static List<String> ambiguousKeys(JsonDocument document) {
    List<String> ambiguous = List.of();
    for (EcsField key : KEYS) {
      if (document.values(key).count() > 1) {
        ambiguous = new ArrayList<>(ambiguous);
        ambiguous.add(key.dottedName());
      }
    }
    return ambiguous;
  }

  static @Nullable Long sequence(@Nullable String text) {
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Jackson would take a NUL for the first half of another encoding. */
  private static boolean holdsNul(byte[] json) {
    for (byte b : json) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private static String oneLine(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage()).replaceAll("\\p{Cntrl}+", " ");
    String place = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
    return (message.length() > 200 ? message.substring(0, 200) + "..." : message) + place;
  }
}
