package dev.weir.internal.service.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;

/**
 * A page of hits, parsed from a response without parsing the documents.
 *
 * @param lastSort the sort values of the last hit; empty if there is none
 */
record HitPage(String pointInTime, boolean timedOut, List<Hit> hits, List<Long> lastSort) {

  /** The source of a document whose index stores none. */
  private static final byte[] NO_SOURCE = "{}".getBytes(StandardCharsets.UTF_8);

  /** A response without hits is no page: to take it for an empty one would pass over documents. */
  static HitPage read(byte[] response) {
    String pointInTime = "";
    boolean timedOut = false;
    List<Hit> hits = new ArrayList<>();
    @Nullable List<Long> sort = null;
    try (JsonParser parser = NodeResponse.MAPPER.createParser(response)) {
      check(parser, parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "pit_id" -> pointInTime = text(parser);
          case "timed_out" -> timedOut = parser.getBooleanValue();
          case "hits" -> sort = readHits(parser, response, hits);
          default -> parser.skipChildren();
        }
      }
      check(parser, sort != null);
    }
    return new HitPage(pointInTime, timedOut, hits, sort == null ? List.of() : sort);
  }

  private static @Nullable List<Long> readHits(JsonParser parser, byte[] response, List<Hit> hits) {
    @Nullable List<Long> last = null;
    check(parser, parser.currentToken() == JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean array = parser.currentName().equals("hits");
      parser.nextToken();
      if (!array) {
        parser.skipChildren();
        continue;
      }
      last = List.of();
      check(parser, parser.currentToken() == JsonToken.START_ARRAY);
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        last = readHit(parser, response, hits);
      }
    }
    return last;
  }

  private static List<Long> readHit(JsonParser parser, byte[] response, List<Hit> hits) {
    String index = "";
    String id = "";
    byte[] bytes = NO_SOURCE;
    int from = 0;
    int to = NO_SOURCE.length;
    List<Long> sort = List.of(0L, 0L);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "_index" -> index = text(parser);
        case "_id" -> id = text(parser);
        case "_source" -> {
          bytes = response;
          from = (int) parser.currentTokenLocation().getByteOffset();
          parser.skipChildren();
          to = (int) parser.currentLocation().getByteOffset();
        }
        case "sort" -> sort = numbers(parser);
        default -> parser.skipChildren();
      }
    }
    hits.add(new Hit(index, id, sort.get(0), bytes, from, to));
    return sort;
  }

  private static List<Long> numbers(JsonParser parser) {
    List<Long> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      numbers.add(parser.getLongValue());
    }
    check(parser, numbers.size() == 2);
    return numbers;
  }

  private static String text(JsonParser parser) {
    check(parser, parser.currentToken() == JsonToken.VALUE_STRING);
    return parser.getString();
  }

  private static void check(JsonParser parser, boolean expected) {
    if (!expected) {
      throw new StreamReadException(parser, "not a page of hits");
    }
  }
}
