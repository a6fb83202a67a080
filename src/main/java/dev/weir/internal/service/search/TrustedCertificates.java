package dev.weir.internal.service.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates in PEM files. */
final class TrustedCertificates {

  private TrustedCertificates() {}

  /** TLS that trusts whom the certificates of a file vouch for, and nobody else. */
  static SSLContext trusting(Path pem) throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate certificate : read(pem)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("ca-certificate: " + pem + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> read(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IOException("ca-certificate: " + pem + " holds no certificate");
      }
      return certificates;
    } catch (NoSuchFileException e) {
      throw new IOException("ca-certificate: there is no file " + pem, e);
    } catch (CertificateException e) {
      throw new IOException(
          "ca-certificate: " + pem + " is no PEM file of certificates: " + e.getMessage(), e);
    }
  }
}
