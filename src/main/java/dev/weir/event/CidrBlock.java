package dev.weir.event;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An IP address block. Parses addresses without ever using a name server. */
final class CidrBlock {

  private static final PatternListCache<List<CidrBlock>> COMPILED =
      new PatternListCache<>(
          blocks -> Arrays.stream(blocks).filter(Objects::nonNull).map(CidrBlock::of).toList());

  /** How the IPv6 form of an IPv4 address begins. */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private static final int LONGEST_V4 = "255.255.255.255".length();

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
    return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text, 0, false);
  }

  private static byte @Nullable [] parseV4(String text, int from, boolean leadingZeros) {
    byte[] address = new byte[4];
    int at = from;
    for (int part = 0; part < 4; part++) {
      int start = at;
      int octet = 0;
      while (at < text.length() && isDigit(text.charAt(at)) && octet <= 255) {
        octet = octet * 10 + text.charAt(at++) - '0';
      }
      boolean zeros = !leadingZeros && at - start > 1 && text.charAt(start) == '0';
      boolean separated =
          part == 3 ? at == text.length() : at < text.length() && text.charAt(at) == '.';
      if (at == start || zeros || octet > 255 || !separated) {
        return null;
      }
      address[part] = (byte) octet;
      at++;
    }
    return address;
  }

  /** As the JDK, which throws an exception for each text that is no address. */
  private static byte @Nullable [] parseV6(String text) {
    byte[] address = new byte[16];
    int size = 0;
    int gap = -1; // where the zeros of :: belong
    int at = text.startsWith("::") ? 1 : 0;
    while (at < text.length()) {
      int start = at;
      int group = 0;
      while (at < text.length() && AddressFinder.hexDigit(text.charAt(at)) >= 0) {
        group = group << 4 | AddressFinder.hexDigit(text.charAt(at++));
        if (group > 0xffff) {
          return null;
        }
      }
      boolean last = at == text.length();
      if (!last && text.charAt(at) == '.') {
        boolean fits = size <= 12 && text.length() - start <= LONGEST_V4;
        byte[] tail = fits ? parseV4(text, start, true) : null;
        if (tail == null) {
          return null;
        }
        System.arraycopy(tail, 0, address, size, 4);
        size += 4;
        break;
      }
      boolean colon = !last && text.charAt(at) == ':';
      if (at > start) {
        if (size == 16 || (!last && (!colon || at + 1 == text.length()))) {
          return null;
        }
        address[size++] = (byte) (group >> 8);
        address[size++] = (byte) group;
      } else if (colon && gap < 0 && at > 0) {
        gap = size;
      } else {
        return null;
      }
      at++;
    }
    if (gap < 0 ? size < 16 : size == 16) {
      return null;
    }
    if (gap >= 0) {
      System.arraycopy(address, gap, address, 16 - (size - gap), size - gap);
      Arrays.fill(address, gap, 16 - (size - gap), (byte) 0);
    }
    boolean mapped = Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    return mapped ? Arrays.copyOfRange(address, MAPPED.length, 16) : address;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
