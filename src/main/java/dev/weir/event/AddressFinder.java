package dev.weir.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds IP addresses in free text, such as a command line, in every notation that programs accept:
 * IPv4 parts in decimal, octal or hexadecimal where the last part fills the missing bytes ({@code
 * inet_aton}), IPv6 with or without an IPv4 tail, percent-encoded, and in digits that name
 * resolution folds to ASCII.
 */
final class AddressFinder {

  /** No IPv6 address has more, as in {@code 1:2:3:4:5:6:7::}. */
  private static final int MOST_COLONS = 8;

  private AddressFinder() {}

  /** Whether the text holds an address of one of the blocks. */
  static boolean anyIn(String text, List<CidrBlock> blocks) {
    String plain = AsciiText.of(text);
    int end = 0; // of the run of hex digits, colons and dots that was searched last
    int likely = 0; // where the rest of that run has few enough colons
    for (int at = 0; at < plain.length(); at++) {
      char c = plain.charAt(at);
      if (c < '0' || c > ':') {
        continue; // neither a digit nor a colon, which follows 9 in ASCII
      }
      boolean begins = at == 0 || !isWord(plain.charAt(at - 1));
      if (begins && isDigit(c) && CidrBlock.anyContains(blocks, v4(plain, at))) {
        return true;
      }
      if (c == ':' && (at == 0 || plain.charAt(at - 1) != ':')) {
        if (at >= end) {
          end = endOfRun(plain, at);
          likely = lastColons(plain, at, end);
        }
        if (at < likely) {
          continue;
        }
        String run = plain.substring(startOfGroup(plain, at), end);
        if (run.indexOf(':') != run.lastIndexOf(':')
            && CidrBlock.anyContains(blocks, CidrBlock.parse(run))) {
          return true;
        }
      }
    }
    return false;
  }

  /** The four bytes of an address that starts here; null if there is none. */
  private static byte @Nullable [] v4(String text, int from) {
    long[] parts = new long[4];
    int count = 0;
    int at = from;
    while (true) {
      int end = endOfWord(text, at);
      long part = number(text, at, end);
      if (part < 0) {
        return null;
      }
      parts[count++] = part;
      // four parts are a whole address, whatever follows: 169.254.169.254.example.net
      boolean goesOn = end + 1 < text.length() && text.charAt(end) == '.';
      if (count == 4 || !goesOn || !isDigit(text.charAt(end + 1))) {
        return count < 4 && goesOn && isWord(text.charAt(end + 1)) ? null : bytes(parts, count);
      }
      at = end + 1;
    }
  }

  private static byte @Nullable [] bytes(long[] parts, int count) {
    long address = 0;
    for (int i = 0; i < count - 1; i++) {
      if (parts[i] > 255) {
        return null;
      }
      address |= parts[i] << (24 - 8 * i);
    }
    if (parts[count - 1] >= 1L << (8 * (5 - count))) {
      return null;
    }
    address |= parts[count - 1];
    return new byte[] {
      (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
    };
  }

  /** A number in C notation; -1 if it is none, or too large for an address. */
  private static long number(String text, int from, int end) {
    int start = from;
    int radix = 10;
    if (end - start > 1 && text.charAt(start) == '0') {
      boolean hex = text.charAt(start + 1) == 'x' || text.charAt(start + 1) == 'X';
      radix = hex ? 16 : 8;
      start += hex ? 2 : 1;
    }
    if (start == end) {
      return -1;
    }
    long number = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
      number = number * radix + digit;
      if (digit < 0 || number > 0xFFFF_FFFFL) {
        return -1;
      }
    }
    return number;
  }

  private static int startOfGroup(String text, int colon) {
    int from = colon;
    while (from > 0 && isHex(text.charAt(from - 1))) {
      from--;
    }
    return from;
  }

  private static int endOfRun(String text, int colon) {
    int end = colon;
    while (end < text.length()
        && (isHex(text.charAt(end)) || text.charAt(end) == ':' || text.charAt(end) == '.')) {
      end++;
    }
    return end;
  }

  /** Where the last {@link #MOST_COLONS} colons of a run begin. */
  private static int lastColons(String text, int from, int end) {
    int at = end;
    for (int colons = 0; colons < MOST_COLONS && at > from; ) {
      colons += text.charAt(--at) == ':' ? 1 : 0;
    }
    return at;
  }

  private static int endOfWord(String text, int from) {
    int end = from;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isWord(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isHex(char c) {
    return hexDigit(c) >= 0;
  }

  /** The value of a digit in ASCII; -1 if it is none. */
  static int hexDigit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
