package dev.weir.internal.service.bulk;

import dev.weir.internal.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sender's API key as the settings store it: a name, a salt, and the hash of salt and key, {@code
 * NAME:sha256:SALT:HASH}.
 *
 * <p>One round of SHA-256 is enough, as a key is 256 random bits. A slow hash such as PBKDF2
 * protects passwords that people choose, and would let anybody keep the CPU busy with wrong keys.
 */
public final class ApiKey {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern LINE =
      Pattern.compile("(" + NAME + "):sha256:([A-Za-z0-9_-]{22}):([A-Za-z0-9_-]{43})");

  private static final int SALT_BYTES = 16;
  private static final int KEY_BYTES = 32;

  private final String name;
  private final byte[] salt;
  private final byte[] hash;

  private ApiKey(String name, byte[] salt, byte[] hash) {
    this.name = name;
    this.salt = salt;
    this.hash = hash;
  }

  /**
   * A new key: the secret for the sender, which is stored nowhere, and the line for the settings.
   */
  public record New(String key, String line) {

    /** Without the secret. */
    @Override
    public String toString() {
      return "New[line=" + line + "]";
    }
  }

  /** Generates a key. Its name is the sender's user name, or the id of its API key. */
  public static New make(String name, SecureRandom random) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a key must be 1 to 64 of the characters A-Z a-z 0-9 . _ -");
    }
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    String key = base64(secret);
    return new New(key, name + ":sha256:" + base64(salt) + ":" + base64(hash(salt, key)));
  }

  /** Parses lines of the settings. The message of the exception does not repeat the line. */
  public static List<ApiKey> parse(List<String> lines) {
    List<ApiKey> keys = lines.stream().map(ApiKey::parse).toList();
    if (keys.stream().map(ApiKey::name).distinct().count() < keys.size()) {
      throw new IllegalArgumentException("must have different names");
    }
    return keys;
  }

  static ApiKey parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("must each have the form NAME:sha256:SALT:HASH");
    }
    Base64.Decoder decoder = Base64.getUrlDecoder();
    return new ApiKey(
        parts.group(1), decoder.decode(parts.group(2)), decoder.decode(parts.group(3)));
  }

  public String name() {
    return name;
  }

  /** Whether this is the sender's key, in a time that does not depend on how wrong it is. */
  boolean matches(String key) {
    return MessageDigest.isEqual(hash, hash(salt, key));
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "ApiKey[name=" + name + "]";
  }

  private static byte[] hash(byte[] salt, String key) {
    MessageDigest digest = Sha256.digest();
    digest.update(salt);
    return digest.digest(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
