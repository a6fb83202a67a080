package dev.weir.internal.service.source;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Tells packed files by how they begin. */
final class Compression {

  /** gzip, Zstandard, xz and bzip2, which log rotation packs old files with. */
  private static final List<byte[]> BEGINNINGS =
      List.of(hex("1f8b"), hex("28b52ffd"), hex("fd377a585a00"), hex("425a68"));

  private Compression() {}

  static boolean isPacked(byte[] first) {
    return BEGINNINGS.stream()
        .anyMatch(
            begin ->
                first.length >= begin.length
                    && Arrays.equals(first, 0, begin.length, begin, 0, begin.length));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
