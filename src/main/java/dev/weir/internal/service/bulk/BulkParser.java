package dev.weir.internal.service.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.bulk.ParseResult.Action;
import dev.weir.internal.service.bulk.ParseResult.Content;
import dev.weir.internal.service.bulk.ParseResult.Rejection;
import dev.weir.internal.service.source.Item;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * A parser for the body of one bulk request: lines with actions, each but {@code delete} followed
 * by a line with its document, which is not parsed. Blank lines between them and a missing last
 * line end are accepted.
 */
final class BulkParser {

  /** Far more than senders put into a request; each takes memory. */
  static final int MAX_ACTIONS = 100_000;

  /** Without a table of names, which parsers share and a sender's names can fill. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  private static final Set<String> ACCEPTED = Set.of("create", "index");
  private static final Set<String> REJECTED = Set.of("update", "delete");
  private static final int MAX_INDEX = 255;
  private static final int MAX_ID = 512;

  private final byte[] bytes;
  private final int length;
  private final String sender;
  private final String defaultIndex;
  private final List<Action> actions = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();

  /** The place of a document by its index, as the documents share the strings. */
  private final Map<String, String> places = new HashMap<>();

  private int next;
  private int from;
  private int to;
  private long line;

  BulkParser(byte[] bytes, int length, String sender, String defaultIndex) {
    this.bytes = bytes;
    this.length = length;
    this.sender = sender;
    this.defaultIndex = defaultIndex;
  }

  ParseResult parse() {
    while (nextLine()) {
      if (isBlank()) {
        continue;
      }
      if (actions.size() == MAX_ACTIONS) {
        return Rejection.tooLarge("more than " + MAX_ACTIONS + " actions; send smaller requests");
      }
      String problem = parseAction();
      if (problem != null) {
        return Rejection.malformed("malformed action in line " + line + ": " + problem);
      }
    }
    return actions.isEmpty()
        ? Rejection.unparsable("the body contains no actions")
        : new Content(actions, items);
  }

  /** Takes the whole body as one document. */
  ParseResult parseDocument(@Nullable String id) {
    to = length;
    if (isBlank()) {
      return Rejection.unparsable("the body contains no document");
    }
    Rejection rejection = rejection("index", defaultIndex, id);
    return rejection != null
        ? rejection
        : new Content(
            List.of(new Action("index", defaultIndex, id, 0, null)),
            List.of(new Item(bytes, 0, length, place(defaultIndex), 1)),
            true);
  }

  /** Parses the action on this line, with its document on the next. Returns what is wrong. */
  private @Nullable String parseAction() {
    String verb;
    String index = defaultIndex;
    String id = null;
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text())) {
      if (json.nextToken() != JsonToken.START_OBJECT
          || json.nextToken() != JsonToken.PROPERTY_NAME) {
        return "not a JSON object with an action";
      }
      verb = json.currentName();
      if (!ACCEPTED.contains(verb) && !REJECTED.contains(verb)) {
        return "not one of create, index, update and delete";
      }
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return "the value of " + verb + " is not a JSON object";
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
        return "unexpected text after the action";
      }
    } catch (CharacterCodingException e) {
      return "not UTF-8";
    } catch (JacksonException e) {
      return e.getOriginalMessage();
    }
    return add(verb, index, id);
  }

  private @Nullable String add(String verb, String index, @Nullable String id) {
    if (!verb.equals("delete") && !nextLine()) {
      return "the document is missing";
    }
    Rejection rejection = rejection(verb, index, id);
    if (rejection != null) {
      actions.add(new Action(verb, shorten(index), id == null ? null : shorten(id), -1, rejection));
      return null;
    }
    actions.add(new Action(verb, index, id, items.size(), null));
    items.add(new Item(bytes, from, to, place(index), line));
    return null;
  }

  private String place(String index) {
    return places.computeIfAbsent(index, name -> "bulk from " + sender + " index " + name);
  }

  private static @Nullable Rejection rejection(String verb, String index, @Nullable String id) {
    if (REJECTED.contains(verb)) {
      return Rejection.malformed("Weir accepts only create and index, not " + verb);
    }
    if (index.isEmpty()
        || index.length() > MAX_INDEX
        || index.chars().anyMatch(one -> one <= ' ' || one == 0x7f)) {
      return new Rejection(
          400,
          "invalid_index_name_exception",
          "an index name must have 1 to " + MAX_INDEX + " characters and no whitespace");
    }
    if (id != null && id.length() > MAX_ID) {
      return Rejection.malformed("an id must have at most " + MAX_ID + " characters");
    }
    return null;
  }

  private static String shorten(String name) {
    return name.length() > MAX_ID ? name.substring(0, MAX_ID) : name;
  }

  /** Moves to the next line. Returns false at the end. */
  private boolean nextLine() {
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

  private String text() throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
  }

  private boolean isBlank() {
    for (int at = from; at < to; at++) {
      if (" \t\r\n".indexOf(bytes[at]) < 0) {
        return false;
      }
    }
    return true;
  }
}
