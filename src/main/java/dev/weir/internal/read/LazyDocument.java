package dev.weir.internal.read;

import dev.weir.event.Document;
import dev.weir.event.EcsField;
import dev.weir.event.Values;
import dev.weir.internal.read.JsonBytes.Unusual;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A lazily parsed document: a member is located when it is first requested. It reads the document
 * in place, until {@link #begin} moves it to the next one.
 *
 * <p>It gives the same values as {@link JsonDocument}. It throws {@link Unusual} where it cannot be
 * sure, such as for a repeated field, an array of objects, or broken JSON: parse such a document
 * fully.
 */
final class LazyDocument implements Document {

  /** Any number with this many digits fits a long. */
  private static final int MOST_DIGITS = 18;

  /** Several times the number of different names that real events have. */
  private static final int MOST_NAMES = 2_000;

  private final FieldTree fields =
      new FieldTree(
          Stream.concat(
                  Arrays.stream(EcsField.values()).map(EcsField::dottedName), Stream.of("_source"))
              .toList());
  private final FieldTree.Node source = fields.leaf(EcsField.COUNT);

  /** The offset of each node's value; 0 if it was not found. */
  private final int[] begins = new int[fields.size()];

  private final boolean[] opened = new boolean[fields.size()];
  private final @Nullable Values[] decoded = new @Nullable Values[EcsField.COUNT];
  private final Map<String, Values> others = new HashMap<>();
  private final Utf8Check utf8 = new Utf8Check();
  private final ValueCache common = new ValueCache();

  /** For each node, the predecessor of the first name in its object. */
  private final MemberName[] before = new MemberName[fields.size()];

  private int names;
  private byte[] bytes = {};
  private int from;
  private int to;
  private int limit;
  private boolean ascii;

  LazyDocument() {
    forget();
  }

  /** Moves to the document in a range of an array. */
  void begin(byte[] json, int start, int end) {
    bytes = json;
    limit = Math.min(end + Long.BYTES, json.length); // eight bytes at a time may read past the end
    ascii = JsonBytes.isAscii(json, start, end);
    int begin = JsonBytes.blanks(json, start);
    if (JsonBytes.at(json, begin) != '{' || !(ascii || utf8.isValid(json, start, end))) {
      throw Unusual.INSTANCE;
    }
    object(begin);
    int last = to;
    while (last < end && JsonBytes.isBlank(json[last])) {
      last++;
    }
    if (last != end) {
      throw Unusual.INSTANCE;
    }
    int inner = begins[source.number()];
    if (inner != 0 && json[inner] == '{') {
      object(inner); // the event in a search hit is its _source
      int innermost = begins[source.number()];
      if (innermost != 0 && json[innermost] == '{') {
        throw Unusual.INSTANCE; // a _source in a _source
      }
    }
  }

  /** Takes the object at this offset as the document. */
  private void object(int begin) {
    Arrays.fill(begins, 0);
    Arrays.fill(opened, false);
    Arrays.fill(decoded, null);
    others.clear();
    opened[fields.root().number()] = true;
    from = begin;
    to = members(begin + 1, fields.root());
  }

  /** Returns {@code @timestamp} in milliseconds since 1970. */
  long timestamp() {
    int begin = begin(fields.leaf(EcsField.TIMESTAMP.slot()));
    if (begin == 0 || bytes[begin] != '"') {
      throw Unusual.INSTANCE;
    }
    long millis = Timestamps.utc(bytes, begin + 1, JsonBytes.text(bytes, begin + 1) - 1);
    if (millis == Timestamps.UNUSUAL) {
      throw Unusual.INSTANCE;
    }
    return millis;
  }

  @Nullable Long sequence() {
    int begin = begin(fields.leaf(EcsField.EVENT_SEQUENCE.slot()));
    long number = 0;
    int digits = 0;
    if (begin != 0) {
      for (int i = begin; digits <= MOST_DIGITS && isDigit(bytes[i]); i++, digits++) {
        number = number * 10 + bytes[i] - '0';
      }
    }
    return digits > 0 && digits <= MOST_DIGITS && ",}".indexOf(bytes[begin + digits]) >= 0
        ? Long.valueOf(number)
        : EventReader.sequence(values(EcsField.EVENT_SEQUENCE).only());
  }

  /** Whether a field was requested and has several values. */
  boolean gaveSeveral(EcsField field) {
    Values given = decoded[field.slot()];
    return given != null && given.count() > 1;
  }

  @Override
  public Values values(EcsField field) {
    Values values = decoded[field.slot()];
    if (values == null) {
      values = decode(begin(fields.leaf(field.slot())), field.isKeyword());
      decoded[field.slot()] = values;
    }
    return values;
  }

  @Override
  public Values values(String name) {
    EcsField field = EcsField.of(name);
    return field == null
        ? others.computeIfAbsent(name, other -> JsonDocument.search(json(), other))
        : values(field);
  }

  @Override
  public byte[] json() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  @Override
  public long size() {
    return (long) to - from;
  }

  /** The offset of a node's value; 0 if there is none. */
  private int begin(FieldTree.Node leaf) {
    FieldTree.Node parent = leaf.parent();
    if (parent != null) {
      open(parent);
    }
    return begins[leaf.number()];
  }

  private void open(FieldTree.Node node) {
    if (opened[node.number()]) {
      return;
    }
    int begin = begin(node);
    opened[node.number()] = true;
    if (begin == 0 || bytes[begin] == 'n') {
      return;
    }
    if (bytes[begin] != '{') {
      throw Unusual.INSTANCE;
    }
    members(begin + 1, node);
  }

  /** Records the members that lead to wanted fields, and returns the offset after the object. */
  private int members(int begin, FieldTree.Node node) {
    MemberName name = before[node.number()];
    int at = JsonBytes.blanks(bytes, begin);
    if (bytes[at] == '}') {
      return at + 1;
    }
    while (true) {
      name = name(name, at, node);
      at = JsonBytes.blanks(bytes, at + name.length());
      if (name.node() != null) {
        note(name.node(), at);
      }
      at = JsonBytes.blanks(bytes, value(at));
      byte next = bytes[at];
      if (next == '}') {
        return at + 1;
      }
      if (next != ',') {
        throw Unusual.INSTANCE;
      }
      at = JsonBytes.blanks(bytes, at + 1);
    }
  }

  private int value(int at) {
    return JsonBytes.value(bytes, at, limit);
  }

  private void note(FieldTree.Node member, int begin) {
    if (begins[member.number()] != 0) {
      throw Unusual.INSTANCE; // a repeated field
    }
    begins[member.number()] = begin;
  }

  /** The name at an offset, given the name before it. */
  private MemberName name(MemberName last, int at, FieldTree.Node node) {
    MemberName known = last.following(bytes, at);
    if (known != null) {
      return known;
    }
    if (bytes[at] != '"') {
      throw Unusual.INSTANCE;
    }
    int end = JsonBytes.text(bytes, at + 1);
    int colon = JsonBytes.blanks(bytes, end);
    if (bytes[colon] != ':') {
      throw Unusual.INSTANCE;
    }
    if (++names > MOST_NAMES) {
      forget();
    }
    MemberName name = MemberName.at(bytes, at, colon + 1, child(at + 1, end - 1, node));
    last.follow(name);
    return name;
  }

  private FieldTree.@Nullable Node child(int begin, int end, FieldTree.Node node) {
    FieldTree.Node child = node.child(bytes, begin, end);
    if (child == null && JsonBytes.hasDotOrBackslash(bytes, begin, end)) {
      if (JsonBytes.hasBackslash(bytes, begin, end)) {
        throw Unusual.INSTANCE;
      }
      return node.child(new String(bytes, begin, end - begin, StandardCharsets.UTF_8));
    }
    return child;
  }

  /** Drops all known names, because invented ones could fill the memory. */
  private void forget() {
    Arrays.setAll(before, node -> MemberName.none());
    names = 0;
  }

  private Values decode(int begin, boolean keyword) {
    if (begin == 0) {
      return Values.NONE;
    }
    return switch (bytes[begin]) {
      case '{', 'n' -> Values.NONE;
      case '[' -> array(begin, keyword);
      default -> scalar(begin, value(begin), keyword);
    };
  }

  /** An array, such as that of {@code event.action}, which most often is one of a few. */
  private Values array(int begin, boolean keyword) {
    if (!ascii || bytes[begin + 1] != '"') { // [1] is also what the text "[1]" is kept as
      return items(begin + 1, keyword);
    }
    int end = value(begin);
    Values known = common.known(bytes, begin, end);
    return known != null ? known : common.keep(bytes, begin, end, items(begin + 1, keyword));
  }

  private Values items(int begin, boolean keyword) {
    int at = JsonBytes.blanks(bytes, begin);
    if (bytes[at] == ']') {
      return Values.NONE;
    }
    int end = value(at);
    Values first = item(at, end, keyword);
    at = JsonBytes.blanks(bytes, end);
    if (bytes[at] == ']') {
      return first;
    }
    List<String> texts = new ArrayList<>(first.list());
    while (bytes[at] == ',') {
      at = JsonBytes.blanks(bytes, at + 1);
      end = value(at);
      texts.addAll(item(at, end, keyword).list());
      at = JsonBytes.blanks(bytes, end);
    }
    if (bytes[at] != ']') {
      throw Unusual.INSTANCE;
    }
    return Values.of(texts.toArray(String[]::new));
  }

  private Values item(int begin, int end, boolean keyword) {
    return switch (bytes[begin]) {
      case '{', '[' -> throw Unusual.INSTANCE;
      case 'n' -> Values.NONE;
      default -> scalar(begin, end, keyword);
    };
  }

  private Values scalar(int begin, int end, boolean keyword) {
    if (ascii && end - begin <= EcsField.KEYWORD_LIMIT) {
      if (bytes[begin] != '"') {
        return common.of(bytes, begin, end);
      }
      if (!JsonBytes.hasBackslash(bytes, begin, end)) {
        return common.of(bytes, begin + 1, end - 1);
      }
    }
    String text = Scalars.decode(bytes, begin);
    return keyword && text.length() > EcsField.KEYWORD_LIMIT ? Values.NONE : Values.of(text);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
