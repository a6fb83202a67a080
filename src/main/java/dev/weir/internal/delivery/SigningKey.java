package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private Ed25519 key of somebody who publishes rules, in a PEM file that only they can read.
 */
public final class SigningKey {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private static final String OWNER_ONLY = "rw-------";

  private final PrivateKey key;

  private SigningKey(PrivateKey key) {
    this.key = key;
  }

  /** Writes a new key to a file, which must not exist, and gives its public key. */
  public static PublisherKey create(Path file) throws IOException {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(PublisherKey.ALGORITHM).generateKeyPair();
      String base64 = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
      Files.writeString(
          file, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
      return PublisherKey.of(pair.getPublic());
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + ErrorText.of(e), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a key; fails if anybody but the owner of the file may read it. */
  public static SigningKey read(Path file) throws IOException {
    String text;
    try {
      checkPermissions(file);
      text = new String(Files.readAllBytes(file), ISO_8859_1);
    } catch (IOException e) {
      throw new IOException("cannot use the key " + file + ": " + ErrorText.of(e), e);
    }
    Matcher pem = PKCS8.matcher(text);
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.find() ? pem.group(1) : "");
      return new SigningKey(
          KeyFactory.getInstance(PublisherKey.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          file
              + " is not an Ed25519 private key in PEM (PKCS#8, not encrypted); create one with weir"
              + " rules new-key",
          e);
    }
  }

  private static void checkPermissions(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // a file system without such permissions
    }
    String permissions = PosixFilePermissions.toString(view.readAttributes().permissions());
    if (!permissions.endsWith("------")) {
      throw new IOException("others than its owner may use it; run chmod 600 " + file);
    }
  }

  byte[] sign(String topic, byte[] value) {
    try {
      Signature signature = Signature.getInstance(PublisherKey.ALGORITHM);
      signature.initSign(key);
      signature.update(PublisherKey.purpose(topic));
      signature.update(value);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
