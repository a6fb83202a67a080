package dev.weir.alert;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Ids computed from content, so that a replay gives the same ids. */
final class Fingerprint {

  private Fingerprint() {}

  /** SHA-256 in hex. Each part counts with its length, so that different lists never collide. */
  static String of(byte[] first, Stream<byte[]> others) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      Stream.concat(Stream.of(first), others)
          .forEachOrdered(
              part -> {
                sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
                sha256.update(part);
              });
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static byte[] part(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
