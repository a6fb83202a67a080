package dev.weir.internal.read;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The name of an object's member as spelled in the document, the field it leads to, and the names
 * that followed it recently. Agents write members in the same order again and again, so the next
 * name is usually known before it is read.
 */
final class MemberName {

  /** Real names are shorter; longer ones are not remembered, to bound the memory. */
  private static final int LONGEST = 128;

  /** From the quotation mark to the colon; empty for a name that is not remembered. */
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

  /** The predecessor of the first name of an object. */
  static MemberName none() {
    return new MemberName(new byte[0], 0, null);
  }

  /** The name in a range, with its quotation marks and its colon. */
  static MemberName at(byte[] bytes, int from, int to, FieldTree.@Nullable Node node) {
    int length = to - from;
    byte[] spelling = length > LONGEST ? new byte[0] : Arrays.copyOfRange(bytes, from, to);
    return new MemberName(spelling, length, node);
  }

  /** The node it leads to; null if no wanted field is there. */
  FieldTree.@Nullable Node node() {
    return node;
  }

  int length() {
    return length;
  }

  /** The name at an offset if it is a known follower of this one, else null. */
  @Nullable MemberName following(byte[] bytes, int at) {
    MemberName likely = next;
    if (likely != null && likely.isAt(bytes, at)) {
      return likely;
    }
    MemberName rather = other;
    if (rather != null && rather.isAt(bytes, at)) {
      other = likely;
      next = rather;
      return rather;
    }
    return null;
  }

  /** Remembers that a name followed this one. */
  void follow(MemberName name) {
    if (name.spelling.length > 0) {
      other = next;
      next = name;
    }
  }

  private boolean isAt(byte[] bytes, int at) {
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
