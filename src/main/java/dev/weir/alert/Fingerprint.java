package dev.weir.alert;

import dev.weir.internal.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Ids computed from content, so that a replay gives the same ids. */
final class Fingerprint {

  private Fingerprint() {}

  /** SHA-256 in hex; different lists never collide. */
  static String of(byte[] first, Stream<byte[]> others) {
    return Sha256.hex(Stream.concat(Stream.of(first), others));
  }

  static byte[] part(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
