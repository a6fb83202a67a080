package dev.weir.internal.read;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Locates the wanted fields of a JSON document with Jackson's streaming parser. */
final class JsonWalker {

  /** The largest document, in bytes. */
  static final int MAX_DOCUMENT = 16 << 20;

  /** The deepest nesting of objects and arrays. */
  static final int MAX_NESTING = 1000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              // the limit of the document also limits its parts
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxStringLength(MAX_DOCUMENT)
                  .maxNameLength(MAX_DOCUMENT)
                  .maxNumberLength(MAX_DOCUMENT)
                  .build())
          .build();

  private static final JsonFactory WITHOUT_TABLE =
      FACTORY.rebuild().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  /** Its parsers share a table of names, which a sender's names can fill. */
  private static volatile JsonFactory factory = FACTORY.copy();

  private JsonWalker() {}

  /**
   * Records the offsets of the wanted fields' values, and returns the range of their object, which
   * in a search hit is the {@code _source}. Throws {@link NotAnObject}, or Jackson's exception if
   * the text is not JSON or nested too deep.
   */
  static Extent walk(byte[] json, FieldTree fields, FieldOffsets found) {
    try (JsonParser parser = parser(json, 0)) {
      return walk(parser, fields, found);
    } catch (StreamConstraintsException | ArrayIndexOutOfBoundsException e) {
      // too deep, or names that collide have filled the parsers' table, or broken it
      found.clear();
      String bytes = new String(json, StandardCharsets.ISO_8859_1); // so that offsets stay
      try (JsonParser alone = WITHOUT_TABLE.createParser(ObjectReadContext.empty(), bytes)) {
        Extent extent = walk(alone, fields, found);
        factory = FACTORY.copy();
        return extent;
      }
    }
  }

  private static Extent walk(JsonParser parser, FieldTree fields, FieldOffsets found) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new NotAnObject("begins with " + name(parser.currentToken()));
    }
    Extent source = null;
    int start = offset(parser);
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && name.equals("_source")) {
        found.clear();
        int from = offset(parser);
        object(parser, fields.root(), found);
        source = new Extent(from, offset(parser) + 1);
      } else {
        FieldTree.Node node = source == null ? fields.root().child(name) : null;
        value(parser, token, node, found);
      }
    }
    Extent whole = new Extent(start, offset(parser) + 1);
    if (parser.nextToken() != null) {
      throw new NotAnObject("there is more text after the object");
    }
    return source == null ? whole : source;
  }

  /** A parser for the value at an offset. */
  static JsonParser parser(byte[] json, int offset) {
    return factory.createParser(ObjectReadContext.empty(), json, offset, json.length - offset);
  }

  private static void object(JsonParser parser, FieldTree.Node node, FieldOffsets found) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      value(parser, parser.nextToken(), node.child(name), found);
    }
  }

  private static void value(
      JsonParser parser, JsonToken token, FieldTree.@Nullable Node node, FieldOffsets found) {
    if (node == null) {
      parser.skipChildren();
      return;
    }
    switch (token) {
      case START_OBJECT -> object(parser, node, found);
      case START_ARRAY -> {
        for (JsonToken item = parser.nextToken();
            item != JsonToken.END_ARRAY;
            item = parser.nextToken()) {
          value(parser, item, node, found);
        }
      }
      case VALUE_NULL -> {}
      default -> {
        if (node.slot() >= 0) {
          found.add(node.slot(), offset(parser));
        }
      }
    }
  }

  private static String name(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      default -> token.asString() == null ? token.toString() : token.asString();
    };
  }

  private static int offset(JsonParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    return (int) (at.getByteOffset() < 0 ? at.getCharOffset() : at.getByteOffset());
  }

  /** A range of bytes. */
  record Extent(int from, int to) {}

  /** Thrown if the document is no object, or something follows it. */
  static final class NotAnObject extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAnObject(String found) {
      super(found, null, false, false);
    }
  }
}
