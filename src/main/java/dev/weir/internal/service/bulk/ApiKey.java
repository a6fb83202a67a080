package dev.weir.internal.service.bulk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key by which a sender shows who it is, as the settings hold it: its name, a salt and a hash of
 * both salt and key, {@code NAME:sha256:SALT:HASH}.
 *
 * <p>One round of SHA-256 is enough, as a key is 256 random bits that nobody can guess: what makes
 * PBKDF2 slow protects passwords that people choose, and would let anybody keep the processor busy
 * with wrong ones.
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
   * A new key: what the sender gets, and what the settings get.
   *
   * @param key the secret, which is nowhere else and cannot be had again
   * @param line what to write into the settings
   */
  public record New(String key, String line) {

    /** Without the secret. */
    @Override
    public String toString() {
      return "New[line=" + line + "]";
    }
  }

  /**
   * Makes a key.
   *
   * @param name what to call the sender: its user name, or the id of its API key
   * @param random where the secret comes from
   * @return the key
   * @throws IllegalArgumentException if the name is not 1 to 64 letters, digits, dots, underscores
   *     and hyphens
   */
  public static New make(String name, SecureRandom random) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a key's name is 1 to 64 of the characters A-Z a-z 0-9 . _ -");
    }
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    String key = text(secret);
    return new New(key, name + ":sha256:" + text(salt) + ":" + text(hash(salt, key)));
  }

  /**
   * Reads a line of the settings.
   *
   * @param line as {@link #make} gives it
   * @return the key
   * @throws IllegalArgumentException if it is no such line; the message does not repeat it
   */
  public static ApiKey parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("a key is not of the form NAME:sha256:SALT:HASH");
    }
    Base64.Decoder decoder = Base64.getUrlDecoder();
    return new ApiKey(
        parts.group(1), decoder.decode(parts.group(2)), decoder.decode(parts.group(3)));
  }

  /**
   * What the sender is called.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Whether this is the sender's key. Takes the same time for all wrong ones.
   *
   * @param key what the sender says
   * @return true if so
   */
  public boolean isOpenedBy(String key) {
    return MessageDigest.isEqual(hash, hash(salt, key));
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "ApiKey[name=" + name + "]";
  }

  private static byte[] hash(byte[] salt, String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      return digest.digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
