package dev.weir.internal.service.source;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Detects compressed files by their first bytes. */
final class Compression {

  /** gzip, Zstandard, xz and bzip2, which log rotation uses for old files. */
  private static final List<byte[]> SIGNATURES =
      List.of(hex("1f8b"), hex("28b52ffd"), hex("fd377a585a00"), hex("425a68"));

  private Compression() {}

  static boolean isCompressed(byte[] first) {
    return SIGNATURES.stream()
        .anyMatch(
            one ->
                first.length >= one.length
                    && Arrays.equals(one, 0, one.length, first, 0, one.length));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
