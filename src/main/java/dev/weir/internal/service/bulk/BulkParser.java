package dev.weir.internal.service.bulk;

import dev.weir.internal.service.source.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the body of one bulk request: lines of actions, each but {@code delete} followed by the
 * line of its document, which is not looked at. Blank lines between them and a missing last line
 * end are let pass.
 */
final class BulkParser {

  /** Far more than any sender puts into one request; what is kept of each takes memory. */
  static final int MOST_ACTIONS = 100_000;

  /** What an action and its item take in memory, beside the document's bytes. */
  static final int ACTION_BYTES = 128;

  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> TAKEN = Set.of("create", "index");
  private static final Set<String> REFUSED = Set.of("update", "delete");
  private static final int LONGEST_INDEX = 255;
  private static final int LONGEST_ID = 512;

  private final byte[] bytes;
  private final int length;
  private final String sender;
  private final String defaultIndex;
  private final List<BulkAction> actions = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();

  /** Indices to what to call them with their sender, which the documents share. */
  private final Map<String, String> places = new HashMap<>();

  private int next;
  private int from;
  private int to;
  private long line;

  /**
   * The body of a request.
   *
   * @param bytes the array that holds it, which the items go on using
   * @param length how much of it
   * @param sender where it comes from, for people
   * @param defaultIndex the index of actions that name none
   */
  BulkParser(byte[] bytes, int length, String sender, String defaultIndex) {
    this.bytes = bytes;
    this.length = length;
    this.sender = sender;
    this.defaultIndex = defaultIndex;
  }

  /**
   * Reads it.
   *
   * @return its actions, or what is wrong with it as a whole
   */
  ParseResult parse() {
    while (step()) {
      if (isBlank()) {
        continue;
      }
      if (actions.size() == MOST_ACTIONS) {
        return Rejection.tooLarge(
            "more than " + MOST_ACTIONS + " actions in a request: send fewer at once");
      }
      String problem = action();
      if (problem != null) {
        return Rejection.malformed("malformed action in line " + line + ": " + problem);
      }
    }
    return actions.isEmpty()
        ? new Rejection(400, "parse_exception", "a bulk request needs a body with actions")
        : new BulkContent(actions, items);
  }

  /** Takes the action on this line, and its document from the next; says what is wrong with it. */
  private @Nullable String action() {
    String verb;
    String index = defaultIndex;
    String id = null;
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
      if (json.nextToken() != JsonToken.START_OBJECT
          || json.nextToken() != JsonToken.PROPERTY_NAME) {
        return "it is no JSON object that names an action";
      }
      verb = json.currentName();
      if (!TAKEN.contains(verb) && !REFUSED.contains(verb)) {
        return "it is none of create, index, update and delete";
      }
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return verb + " is no JSON object";
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          if (name.equals("_index")) {
            index = json.getString();
          } else if (name.equals("_id")) {
            id = json.getString();
          }
        }
        json.skipChildren();
      }
      if (json.nextToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        return "something follows the action";
      }
    } catch (JacksonException e) {
      return e.getOriginalMessage();
    }
    return take(verb, index, id);
  }

  private @Nullable String take(String verb, String index, @Nullable String id) {
    if (!verb.equals("delete") && !step()) {
      return "it has no document";
    }
    Rejection refusal = refusal(verb, index, id);
    if (refusal != null) {
      actions.add(new BulkAction(verb, shown(index), shownId(id), -1, refusal));
      return null;
    }
    actions.add(new BulkAction(verb, index, id, items.size(), null));
    String place = places.computeIfAbsent(index, name -> "bulk from " + sender + " index " + name);
    items.add(new Item(bytes, from, to, place, line));
    return null;
  }

  private static @Nullable Rejection refusal(String verb, String index, @Nullable String id) {
    if (REFUSED.contains(verb)) {
      return new Rejection(
          400, "illegal_argument_exception", "Weir takes new documents only: no " + verb);
    }
    if (index.isEmpty()
        || index.length() > LONGEST_INDEX
        || index.chars().anyMatch(one -> one <= ' ' || one == 0x7f)) {
      return new Rejection(
          400,
          "invalid_index_name_exception",
          "an index is named by 1 to " + LONGEST_INDEX + " characters, no blanks among them");
    }
    if (id != null && id.length() > LONGEST_ID) {
      return new Rejection(
          400, "illegal_argument_exception", "an id has at most " + LONGEST_ID + " characters");
    }
    return null;
  }

  private static String shown(String name) {
    return name.length() > LONGEST_ID ? name.substring(0, LONGEST_ID) : name;
  }

  private static @Nullable String shownId(@Nullable String id) {
    return id == null ? null : shown(id);
  }

  /** Goes to the next line; false at the end. */
  private boolean step() {
    if (next >= length) {
      return false;
    }
    from = next;
    int at = from;
    while (at < length && bytes[at] != '\n') {
      at++;
    }
    next = at + 1;
    to = at > from && bytes[at - 1] == '\r' ? at - 1 : at;
    line++;
    return true;
  }

  private boolean isBlank() {
    for (int at = from; at < to; at++) {
      if (bytes[at] != ' ' && bytes[at] != '\t') {
        return false;
      }
    }
    return true;
  }
}
