package dev.weir.internal.read;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Steps over the parts of a JSON text, eight bytes at a time where that is possible. No step checks
 * more of the text than it says; each may read past the end of the text, up to that of the array,
 * so the caller looks where it ended.
 */
final class JsonBytes {

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** In each of eight bytes the lowest bit, the highest, and all but the highest. */
  private static final long ONES = 0x0101_0101_0101_0101L;

  private static final long HIGHEST = ONES << 7;
  private static final long LOWER = 0x7f * ONES;

  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long BLANKS = ' ' * ONES;
  private static final long DOTS = '.' * ONES;
  private static final long LINE_FEEDS = '\n' * ONES;

  /** Takes the bit away by which curly brackets differ from square ones. */
  private static final long FOLD = 0x5f * ONES;

  /** What it takes from an opening bracket to the highest bit, and from behind a closing one. */
  private static final long FROM_BRACKETS = (0x80 - '[') * ONES;

  private static final long PAST_BRACKETS = (0x80 - ']' - 1) * ONES;

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private JsonBytes() {}

  /** Whether all bytes are those of ASCII characters. */
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

  /** Where the next line feed is, {@code to} if there is none before. */
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
   * Steps over a text.
   *
   * @param at behind its opening quotation mark
   * @return behind its closing one
   * @throws Unusual if it is not closed, or holds a control character
   */
  static int text(byte[] bytes, int at) {
    int next = at;
    while (true) {
      while (next + Long.BYTES <= bytes.length) {
        long eight = eight(bytes, next);
        long control = eight - BLANKS & ~eight & HIGHEST;
        long found = zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES) | control;
        if (found != 0) {
          next += index(found);
          break;
        }
        next += Long.BYTES;
      }
      byte b = at(bytes, next++);
      if (b == '"') {
        return next;
      }
      if (b == '\\') {
        next++;
      } else if (b >= 0 && b < ' ') {
        throw Unusual.INSTANCE;
      }
    }
  }

  /**
   * Steps over an object or array, of which only quotation marks and brackets are looked at.
   *
   * @param at behind its opening bracket
   * @return behind its closing one
   * @throws Unusual if it is not closed
   */
  static int container(byte[] bytes, int at) {
    int next = at;
    int depth = 1;
    long inText = 0; // all bits, or none
    while (true) {
      while (next + Long.BYTES <= bytes.length) {
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
      // a backslash or the end of the array is near
      if (inText != 0) {
        next = text(bytes, next);
        inText = 0;
      } else {
        byte b = at(bytes, next++);
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

  /** Where the next byte is that is not blank. */
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

  /**
   * Steps over a value of any kind.
   *
   * @param at where it begins
   * @return behind it
   * @throws Unusual if that cannot be told
   */
  static int value(byte[] bytes, int at) {
    return switch (at(bytes, at)) {
      case '"' -> text(bytes, at + 1);
      case '{', '[' -> container(bytes, at + 1);
      default -> literal(bytes, at);
    };
  }

  /**
   * Steps over a number, true, false or null.
   *
   * @param at where it begins
   * @return behind it
   * @throws Unusual if it is none of them; what follows is not looked at
   */
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

  /** The first bytes of a text, at most eight, with zeros in place of those it does not have. */
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

  /** Whether there is a dot or a backslash. */
  static boolean hasDotOrBackslash(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at += Long.BYTES) {
      long eight = head(bytes, at, to);
      if ((zeros(eight ^ DOTS) | zeros(eight ^ BACKSLASHES)) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a backslash. */
  static boolean hasBackslash(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** A byte. */
  static byte at(byte[] bytes, int at) {
    if (at >= bytes.length) {
      throw Unusual.INSTANCE;
    }
    return bytes[at];
  }

  private static long eight(byte[] bytes, int at) {
    return (long) EIGHT.get(bytes, at);
  }

  /** The highest bit of the first byte that is zero, and maybe others behind it; 0 if none is. */
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight & HIGHEST;
  }

  /** The highest bit of each byte that is zero, and no other bit. */
  private static long exactZeros(long eight) {
    return ~(((eight & LOWER) + LOWER) | eight | LOWER);
  }

  /** The highest bit of each byte that is a bracket, a backslash or a vertical bar. */
  private static long special(long eight) {
    long folded = eight & FOLD;
    return (folded + FROM_BRACKETS) & ~(folded + PAST_BRACKETS) & ~eight & HIGHEST;
  }

  /** The highest bit of each byte from an odd quotation mark, included, to the next. */
  private static long insides(long quotes) {
    long inside = quotes;
    inside ^= inside << 8;
    inside ^= inside << 16;
    return inside ^ inside << 32;
  }

  private static int index(long highestBits) {
    return Long.numberOfTrailingZeros(highestBits) >>> 3;
  }

  /** The text is not one that can be stepped over so. */
  static final class Unusual extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says nothing and knows no stack, so one is enough. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    static final Unusual INSTANCE = new Unusual();

    private Unusual() {
      super(null, null, false, false);
    }
  }
}
