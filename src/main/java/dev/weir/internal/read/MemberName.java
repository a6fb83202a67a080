package dev.weir.internal.read;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The name of an object's member as it stands in a document, where it leads, and which names came
 * after it of late: agents write the members of an object in the same order again and again, so
 * that the next name is mostly known before it is read.
 */
final class MemberName {

  /** Events' names are shorter; those that are not would fill the memory. */
  private static final int LONGEST = 128;

  /** Quotation mark to colon; empty if it is to be read anew each time. */
  private final byte[] spelling;

  private final int length;

  private final long[] words;
  private final FieldTree.@Nullable Node node;
  private @Nullable MemberName next;
  private @Nullable MemberName other;

  private MemberName(byte[] spelling, int length, FieldTree.@Nullable Node node) {
    this.spelling = spelling;
    this.length = length;
    this.words = new long[(spelling.length + Long.BYTES - 1) / Long.BYTES];
    for (int i = 0; i < words.length; i++) {
      words[i] = JsonBytes.head(spelling, i * Long.BYTES, spelling.length);
    }
    this.node = node;
  }

  /** What comes before the first name of an object. */
  static MemberName none() {
    return new MemberName(new byte[0], 0, null);
  }

  /** A name that stands somewhere, with its quotation marks and its colon. */
  static MemberName at(byte[] bytes, int from, int to, FieldTree.@Nullable Node node) {
    int length = to - from;
    byte[] spelling = length > LONGEST ? new byte[0] : Arrays.copyOfRange(bytes, from, to);
    return new MemberName(spelling, length, node);
  }

  /** Where it leads, null where nothing wanted lies. */
  FieldTree.@Nullable Node node() {
    return node;
  }

  /** How many bytes it takes. */
  int length() {
    return length;
  }

  /** The name that stands there if it is one of those that came after this one; else null. */
  @Nullable MemberName following(byte[] bytes, int at) {
    MemberName likely = next;
    if (likely != null && likely.stands(bytes, at)) {
      return likely;
    }
    MemberName rather = other;
    if (rather != null && rather.stands(bytes, at)) {
      other = likely;
      next = rather;
      return rather;
    }
    return null;
  }

  /** Remembers that a name came after this one, unless that is too long. */
  void follow(MemberName name) {
    if (name.spelling.length > 0) {
      other = next;
      next = name;
    }
  }

  private boolean stands(byte[] bytes, int at) {
    int end = at + spelling.length;
    if (end > bytes.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (JsonBytes.head(bytes, at + i * Long.BYTES, end) != words[i]) {
        return false;
      }
    }
    return true;
  }
}
