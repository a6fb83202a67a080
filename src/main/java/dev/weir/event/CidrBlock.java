package dev.weir.event;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An IP address block. Parses addresses without ever using a name server. */
final class CidrBlock {

  private static final PatternListCache<List<CidrBlock>> COMPILED =
      new PatternListCache<>(
          blocks -> Arrays.stream(blocks).filter(Objects::nonNull).map(CidrBlock::of).toList());

  private final byte[] address;
  private final int prefixLength;

  private CidrBlock(byte[] address, int prefixLength) {
    this.address = address;
    this.prefixLength = prefixLength;
  }

  /** Whether the text is an address in one of the blocks. */
  static boolean anyContains(String[] blocks, String text) {
    return anyContains(all(blocks), parse(text));
  }

  static boolean anyContains(List<CidrBlock> blocks, byte @Nullable [] address) {
    if (address == null) {
      return false;
    }
    for (CidrBlock block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  static List<CidrBlock> all(String... blocks) {
    return COMPILED.of(blocks);
  }

  static CidrBlock of(String text) {
    int slash = text.indexOf('/');
    byte[] address = parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("not an IP address or block: " + text);
    }
    int bits = address.length * 8;
    int length = slash < 0 ? bits : prefixLength(text, slash + 1);
    if (length < 0 || length > bits) {
      throw new IllegalArgumentException("prefix length out of range: " + text);
    }
    return new CidrBlock(address, length);
  }

  private static int prefixLength(String text, int from) {
    try {
      return Integer.parseInt(text, from, text.length(), 10);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a prefix length: " + text, e);
    }
  }

  boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit += 8) {
      int mask = prefixLength - bit >= 8 ? 0xff : (0xff << (8 - (prefixLength - bit))) & 0xff;
      if (((address[bit / 8] ^ other[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
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

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
