package dev.weir.internal.service.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and their keys, and says what is wrong with a file. */
final class ServerCertificates {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /** Key algorithms to the signature by which to see whether a key belongs to a certificate. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "Ed25519", "Ed25519");

  private ServerCertificates() {}

  /**
   * Reads a certificate and its key.
   *
   * @param settings where they are
   * @param password what the key is to be protected with in memory
   * @return a store that holds nothing else
   * @throws IOException if a file cannot be used; its message names the file
   */
  static KeyStore read(TlsSettings settings, char[] password) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      KeyStore.PrivateKeyEntry entry =
          settings instanceof TlsSettings.Pem pem
              ? pem(pem)
              : pkcs12((TlsSettings.Pkcs12) settings);
      store.setKeyEntry("weir", entry.getPrivateKey(), password, entry.getCertificateChain());
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java cannot keep the certificate: " + e.getMessage(), e);
    }
  }

  private static KeyStore.PrivateKeyEntry pem(TlsSettings.Pem settings) throws IOException {
    Certificate[] chain = chain(settings.certificate());
    PrivateKey key = key(settings.key(), chain[0].getPublicKey().getAlgorithm());
    if (!belong(key, chain[0])) {
      throw new IOException(
          "the key in " + settings.key() + " is not that of " + settings.certificate());
    }
    return new KeyStore.PrivateKeyEntry(key, chain);
  }

  private static Certificate[] chain(Path file) throws IOException {
    byte[] text = bytes(file, "certificate");
    Certificate[] chain;
    try {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))
              .toArray(Certificate[]::new);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "certificate " + file + " is no X.509 certificate in PEM form: " + e.getMessage(), e);
    }
    if (chain.length == 0) {
      throw new IOException("certificate " + file + " holds no certificate");
    }
    return chain;
  }

  private static PrivateKey key(Path file, String algorithm) throws IOException {
    String text = new String(bytes(file, "key"), StandardCharsets.ISO_8859_1);
    Matcher pkcs8 = PKCS8.matcher(text);
    if (!pkcs8.find()) {
      throw new IOException(
          "key "
              + file
              + (text.contains("PRIVATE KEY-----")
                  ? " is encrypted or not in PKCS#8 form: openssl pkcs8 -topk8 -nodes turns it"
                  : " holds no PEM private key"));
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pkcs8.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw new IOException("key " + file + " is damaged, or no " + algorithm + " key", e);
    } catch (GeneralSecurityException e) {
      throw new IOException("key " + file + ": " + e.getMessage(), e);
    }
  }

  /** Else a client would only be told that the handshake failed. */
  private static boolean belong(PrivateKey key, Certificate certificate) throws IOException {
    String algorithm = SIGNATURES.get(key.getAlgorithm());
    if (algorithm == null) {
      return true;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static KeyStore.PrivateKeyEntry pkcs12(TlsSettings.Pkcs12 settings) throws IOException {
    char[] password = settings.password().toCharArray();
    byte[] file = bytes(settings.file(), "keystore");
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(file), password);
      for (String alias : Collections.list(store.aliases())) {
        if (store.getEntry(alias, new KeyStore.PasswordProtection(password))
            instanceof KeyStore.PrivateKeyEntry entry) {
          return entry;
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      // the JDK gives an UnrecoverableKeyException as the cause, and only then
      String why =
          e.getCause() instanceof GeneralSecurityException
              ? "the password is wrong"
              : "no PKCS#12 file: " + e.getMessage();
      throw new IOException("keystore " + settings.file() + ": " + why, e);
    }
    throw new IOException("keystore " + settings.file() + " holds no private key");
  }

  private static byte[] bytes(Path file, String what) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(what + " " + file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(what + " " + file + " may not be read by this user", e);
    } catch (IOException e) {
      throw new IOException(what + " " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
