package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.text.Sha256;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The public Ed25519 key of somebody who may publish rules. Immutable.
 *
 * @param id the start of the SHA-256 of the encoded key, which names it for people
 */
public record PublisherKey(String id, PublicKey key) {

  static final String ALGORITHM = "Ed25519";

  private static final int ID_BYTES = 8;

  static PublisherKey of(PublicKey key) {
    byte[] hash = Sha256.digest().digest(key.getEncoded());
    return new PublisherKey(HexFormat.of().formatHex(hash, 0, ID_BYTES), key);
  }

  /** Parses a SubjectPublicKeyInfo in PEM, or only the Base64 between its lines. */
  public static PublisherKey parse(String text) {
    String base64 = text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", "");
    try {
      X509EncodedKeySpec encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
      return of(KeyFactory.getInstance(ALGORITHM).generatePublic(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("not an Ed25519 public key in PEM", e);
    }
  }

  /** The key on one line, as {@link #parse} reads it. */
  public String line() {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  /** Whether this key's owner signed this record for this topic. */
  boolean verifies(String topic, byte[] value, byte @Nullable [] signature) {
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(purpose(topic));
      check.update(value);
      return signature != null && check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // not even the form of a signature
    }
  }

  /**
   * What is signed before the value, so that no signature counts on another topic or for anything
   * but rules. A topic's name has no line end.
   */
  static byte[] purpose(String topic) {
    return ("weir rules, version 1\n" + topic + "\n").getBytes(UTF_8);
  }
}
