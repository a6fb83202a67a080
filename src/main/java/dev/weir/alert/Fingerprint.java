package dev.weir.alert;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Ids made of what a thing is made of, so that a replay gives the same ones. */
final class Fingerprint {

  private Fingerprint() {}

  /** SHA-256 in hex over the parts, each with its length, so that no two lists run together. */
  static String of(List<byte[]> parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
        sha256.update(part);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static byte[] part(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
