package dev.weir.internal.read;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Skips over parts of JSON text, eight bytes at a time where possible. A method checks only what
 * its comment says. It may read past the end of the text up to the end of its line, so the caller
 * checks the returned offset.
 */
final class JsonBytes {

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** In each of eight bytes: the lowest bit, the highest bit, and all but the highest. */
  private static final long ONES = 0x0101_0101_0101_0101L;

  private static final long HIGHEST = ONES << 7;
  private static final long LOWER = 0x7f * ONES;

  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long BLANKS = ' ' * ONES;
  private static final long DOTS = '.' * ONES;
  private static final long LINE_FEEDS = '\n' * ONES;

  /** Clears the bit in which curly brackets differ from square ones. */
  private static final long FOLD = 0x5f * ONES;

  /** Added to a byte, these set its highest bit from '[' on, and past ']'. */
  private static final long FROM_BRACKETS = (0x80 - '[') * ONES;

  private static final long PAST_BRACKETS = (0x80 - ']' - 1) * ONES;

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private JsonBytes() {}

  /** Whether all bytes are ASCII. */
  static boolean isAscii(byte[] bytes, int from, int to) {
    int at = from;
    long all = 0;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      all |= eight(bytes, at);
    }
    for (; at < to; at++) {
      all |= (long) bytes[at] << 56;
    }
    return (all & HIGHEST) == 0;
  }

  /** The offset of the next line feed; {@code to} if there is none. */
  static int lineFeed(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long found = zeros(eight(bytes, at) ^ LINE_FEEDS);
      if (found != 0) {
        return at + index(found);
      }
    }
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  /**
   * Skips a string, from after its opening quotation mark to after its closing one. Throws {@link
   * Unusual} if it is not closed, or holds a control character.
   */
  static int text(byte[] bytes, int at) {
    int next = special(bytes, at);
    while (at(bytes, next) == '\\') {
      next = special(bytes, next + 2);
    }
    if (bytes[next] != '"') {
      throw Unusual.INSTANCE;
    }
    return next + 1;
  }

  /**
   * The offset of the next quotation mark, backslash or control character; past the end if there is
   * none.
   */
  static int special(byte[] bytes, int at) {
    int next = at;
    for (; next + Long.BYTES <= bytes.length; next += Long.BYTES) {
      long eight = eight(bytes, next);
      long control = eight - BLANKS & ~eight & HIGHEST;
      long found = zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES) | control;
      if (found != 0) {
        return next + index(found);
      }
    }
    while (next < bytes.length && !isSpecial(bytes[next])) {
      next++;
    }
    return next;
  }

  private static boolean isSpecial(byte b) {
    return b == '"' || b == '\\' || (b >= 0 && b < ' ');
  }

  /**
   * Skips an object or array, from after its opening bracket to after its closing one. Looks only
   * at quotation marks and brackets. Throws {@link Unusual} if it is not closed before the limit,
   * which keeps a broken line of a large block from being searched for in all lines after it.
   */
  static int container(byte[] bytes, int at, int limit) {
    int next = at;
    int depth = 1;
    long inText = 0; // all bits, or none
    while (true) {
      while (next + Long.BYTES <= limit) {
        long eight = eight(bytes, next);
        long quotes = exactZeros(eight ^ QUOTES);
        long special = special(eight);
        if (special != 0) {
          if (zeros(eight ^ BACKSLASHES) != 0) {
            break;
          }
          for (long rest = special & ~(insides(quotes) ^ inText); rest != 0; rest &= rest - 1) {
            int bracket = next + index(rest);
            depth += step(bytes[bracket]);
            if (depth == 0) {
              return bracket + 1;
            }
          }
        }
        inText ^= -(Long.bitCount(quotes) & 1L);
        next += Long.BYTES;
      }
      // close to a backslash or the end of the array
      if (inText != 0) {
        next = text(bytes, next);
        inText = 0;
      } else if (next >= limit) {
        throw Unusual.INSTANCE;
      } else {
        byte b = bytes[next++];
        if (b == '"') {
          next = text(bytes, next);
        }
        depth += step(b);
        if (depth == 0) {
          return next;
        }
      }
    }
  }

  private static int step(byte b) {
    return switch (b) {
      case '{', '[' -> 1;
      case '}', ']' -> -1;
      default -> 0;
    };
  }

  /** The offset of the next byte that is not whitespace. */
  static int blanks(byte[] bytes, int at) {
    int next = at;
    while (isBlank(at(bytes, next))) {
      next++;
    }
    return next;
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Skips a value of any kind that ends before the limit, and returns the offset after it. */
  static int value(byte[] bytes, int at, int limit) {
    return switch (at(bytes, at)) {
      case '"' -> text(bytes, at + 1);
      case '{', '[' -> container(bytes, at + 1, limit);
      default -> literal(bytes, at);
    };
  }

  /** Skips a number, true, false or null; does not check what follows. */
  static int literal(byte[] bytes, int at) {
    return switch (at(bytes, at)) {
      case 't' -> word(bytes, at, TRUE);
      case 'f' -> word(bytes, at, FALSE);
      case 'n' -> word(bytes, at, NULL);
      default -> number(bytes, at);
    };
  }

  private static int word(byte[] bytes, int at, byte[] word) {
    int end = at + word.length;
    if (end > bytes.length || !Arrays.equals(bytes, at, end, word, 0, word.length)) {
      throw Unusual.INSTANCE;
    }
    return end;
  }

  private static int number(byte[] bytes, int at) {
    int next = at(bytes, at) == '-' ? at + 1 : at;
    next = at(bytes, next) == '0' ? next + 1 : digits(bytes, next);
    if (at(bytes, next) == '.') {
      next = digits(bytes, next + 1);
    }
    if ((at(bytes, next) | 0x20) == 'e') {
      byte sign = at(bytes, next + 1);
      next = digits(bytes, sign == '+' || sign == '-' ? next + 2 : next + 1);
    }
    return next;
  }

  private static int digits(byte[] bytes, int at) {
    int next = at;
    while (at(bytes, next) >= '0' && bytes[next] <= '9') {
      next++;
    }
    if (next == at) {
      throw Unusual.INSTANCE;
    }
    return next;
  }

  /** Whether a range has just these bytes. */
  static boolean isAt(byte[] bytes, int from, int to, byte[] text) {
    return Arrays.equals(bytes, from, to, text, 0, text.length);
  }

  /** The first eight bytes of a range, padded with zeros. */
  static long head(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length >= Long.BYTES) {
      return eight(bytes, from);
    }
    if (from + Long.BYTES <= bytes.length) {
      return eight(bytes, from) & (1L << (length << 3)) - 1;
    }
    long head = 0;
    for (int at = to - 1; at >= from; at--) {
      head = (head << 8) | (bytes[at] & 0xff);
    }
    return head;
  }

  static boolean hasDotOrBackslash(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at += Long.BYTES) {
      long eight = head(bytes, at, to);
      if ((zeros(eight ^ DOTS) | zeros(eight ^ BACKSLASHES)) != 0) {
        return true;
      }
    }
    return false;
  }

  static boolean hasBackslash(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** The byte at an offset; throws {@link Unusual} past the end. */
  static byte at(byte[] bytes, int at) {
    if (at >= bytes.length) {
      throw Unusual.INSTANCE;
    }
    return bytes[at];
  }

  private static long eight(byte[] bytes, int at) {
    return (long) EIGHT.get(bytes, at);
  }

  /** The highest bit of the first zero byte, and maybe of later bytes; 0 if no byte is zero. */
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight & HIGHEST;
  }

  /** The highest bit of each zero byte, and no other bit. */
  private static long exactZeros(long eight) {
    return ~(((eight & LOWER) + LOWER) | eight | LOWER);
  }

  /** The highest bit of each byte that is a bracket, a backslash or a vertical bar. */
  private static long special(long eight) {
    long folded = eight & FOLD;
    return (folded + FROM_BRACKETS) & ~(folded + PAST_BRACKETS) & ~eight & HIGHEST;
  }

  /** The highest bit of each byte inside quotation marks, the opening one included. */
  private static long insides(long quotes) {
    long inside = quotes;
    inside ^= inside << 8;
    inside ^= inside << 16;
    return inside ^ inside << 32;
  }

  private static int index(long highestBits) {
    return Long.numberOfTrailingZeros(highestBits) >>> 3;
  }

  /** Thrown if text cannot be skipped this way. */
  static final class Unusual extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Has no message and no stack trace, so one instance is enough. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    static final Unusual INSTANCE = new Unusual();

    private Unusual() {
      super(null, null, false, false);
    }
  }
}
