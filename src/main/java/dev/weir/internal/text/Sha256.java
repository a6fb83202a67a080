package dev.weir.internal.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** SHA-256, without the exception that no Java platform throws. Safe for any number of threads. */
public final class Sha256 {

  private Sha256() {}

  /** A new digest, for one thread. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The hash of a text in UTF-8, in hex. */
  public static String hex(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The hash of a list, in hex. Each part counts with its length, so that different lists never
   * collide.
   */
  public static String hex(Stream<byte[]> parts) {
    MessageDigest sha256 = digest();
    parts.forEachOrdered(
        part -> {
          sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
          sha256.update(part);
        });
    return HexFormat.of().formatHex(sha256.digest());
  }
}
