package dev.weir.internal.service.http;

import dev.weir.internal.service.health.ErrorText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Loads certificates and keys from PEM and PKCS#12 files. An {@link IOException} names the setting,
 * the file and the problem.
 */
final class Certificates {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /** Key algorithms to the signature that shows whether a key belongs to a certificate. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "Ed25519", "Ed25519");

  private Certificates() {}

  /** A TLS context that trusts only the certificates in this PEM file. */
  static SSLContext trusting(Path pem) throws IOException {
    Certificate[] trusted = chain("ca-certificate", pem);
    try {
      KeyStore store = emptyStore();
      for (Certificate certificate : trusted) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("ca-certificate " + pem + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** A key store with only the server's certificate and its key, protected by the password. */
  static KeyStore keyStore(TlsSettings settings, char[] password) throws IOException {
    KeyStore.PrivateKeyEntry entry =
        settings instanceof TlsSettings.Pem pem ? pem(pem) : pkcs12((TlsSettings.Pkcs12) settings);
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("weir", entry.getPrivateKey(), password, entry.getCertificateChain());
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static KeyStore.PrivateKeyEntry pem(TlsSettings.Pem settings) throws IOException {
    Certificate[] chain = chain("certificate", settings.certificate());
    PrivateKey key = key(settings.key(), chain[0].getPublicKey().getAlgorithm());
    if (!belong(key, chain[0])) {
      throw new IOException(
          "key " + settings.key() + " does not belong to certificate " + settings.certificate());
    }
    return new KeyStore.PrivateKeyEntry(key, chain);
  }

  private static Certificate[] chain(String setting, Path file) throws IOException {
    byte[] text = bytes(setting, file);
    Certificate[] chain;
    try {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))
              .toArray(Certificate[]::new);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          setting + " " + file + " is not an X.509 certificate in PEM form: " + e.getMessage(), e);
    }
    if (chain.length == 0) {
      throw new IOException(setting + " " + file + " contains no certificate");
    }
    return chain;
  }

  private static PrivateKey key(Path file, String algorithm) throws IOException {
    String text = new String(bytes("key", file), StandardCharsets.ISO_8859_1);
    Matcher pkcs8 = PKCS8.matcher(text);
    if (!pkcs8.find()) {
      throw new IOException(
          "key "
              + file
              + (text.contains("PRIVATE KEY-----")
                  ? " is encrypted or not in PKCS#8 form; convert it with openssl pkcs8 -topk8 -nodes"
                  : " contains no PEM private key"));
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pkcs8.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw new IOException("key " + file + " is damaged or not an " + algorithm + " key", e);
    } catch (GeneralSecurityException e) {
      throw new IOException("key " + file + ": " + e.getMessage(), e);
    }
  }

  /** Without this check, clients would only see a failed handshake. */
  private static boolean belong(PrivateKey key, Certificate certificate) {
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
    byte[] file = bytes("pkcs12", settings.file());
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
      // only a wrong password has an UnrecoverableKeyException as its cause
      String reason =
          e.getCause() instanceof GeneralSecurityException
              ? "the password is wrong"
              : "not a PKCS#12 file: " + e.getMessage();
      throw new IOException("pkcs12 " + settings.file() + ": " + reason, e);
    }
    throw new IOException("pkcs12 " + settings.file() + " contains no private key");
  }

  private static byte[] bytes(String setting, Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException(setting + " " + file + " cannot be read: " + ErrorText.of(e), e);
    }
  }
}
