package dev.weir.event;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link AddressFinder} as simple as can be: in quadratic time, and with the JDK's parsers. */
final class PlainAddressFinder {

  private PlainAddressFinder() {}

  /** Whether the text holds an address of one of the blocks. */
  static boolean anyIn(String text, List<CidrBlock> blocks) {
    String plain = plain(text);
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
        String run = v6Run(plain, at);
        if (run.indexOf(':') != run.lastIndexOf(':') && CidrBlock.anyContains(blocks, parse(run))) {
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

  /** The text around a colon that could be an IPv6 address. */
  private static String v6Run(String text, int colon) {
    int from = colon;
    while (from > 0 && isHex(text.charAt(from - 1))) {
      from--;
    }
    int to = colon;
    while (to < text.length()
        && (isHex(text.charAt(to)) || text.charAt(to) == ':' || text.charAt(to) == '.')) {
      to++;
    }
    return text.substring(from, to);
  }

  private static int endOfWord(String text, int from) {
    int end = from;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** The text without percent-encoding and Unicode variants of digits and dots. */
  private static String plain(String text) {
    String plain = text.indexOf('%') >= 0 ? percentDecoded(text) : text;
    for (int i = 0; i < plain.length(); i++) {
      if (plain.charAt(i) > 127) {
        return Normalizer.normalize(plain, Normalizer.Form.NFKC).replace('\u3002', '.');
      }
    }
    return plain;
  }

  private static String percentDecoded(String text) {
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%'
          && i + 2 < text.length()
          && isHex(text.charAt(i + 1))
          && isHex(text.charAt(i + 2))) {
        decoded.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
        i += 2;
      } else {
        decoded.append(c);
      }
    }
    return decoded.toString();
  }

  private static boolean isWord(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Four bytes for IPv4 and IPv4-mapped IPv6, sixteen for other IPv6, null for anything else. */
  static byte @Nullable [] parse(String text) {
    return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
  }

  private static byte @Nullable [] parseV4(String text) {
    byte[] address = new byte[4];
    int at = 0;
    for (int part = 0; part < 4; part++) {
      int start = at;
      int octet = 0;
      while (at < text.length() && isDigit(text.charAt(at)) && at - start < 3) {
        octet = octet * 10 + text.charAt(at++) - '0';
      }
      boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
      boolean separated =
          part == 3 ? at == text.length() : at < text.length() && text.charAt(at) == '.';
      if (at == start || leadingZero || octet > 255 || !separated) {
        return null;
      }
      address[part] = (byte) octet;
      at++;
    }
    return address;
  }

  private static byte @Nullable [] parseV6(String text) {
    if (text.charAt(0) == '.') {
      return null; // the JDK would look up a text with a colon that starts with a dot
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c) && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') && c != ':' && c != '.') {
        return null;
      }
    }
    try {
      // The JDK parses a text with a colon that starts with a hex digit or a colon as a literal
      // only.
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
