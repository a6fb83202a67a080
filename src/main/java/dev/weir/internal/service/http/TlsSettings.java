package dev.weir.internal.service.http;

import java.nio.file.Path;

/** The certificate by which a server shows who it is, and the key to it. */
public sealed interface TlsSettings {

  /**
   * PEM files.
   *
   * @param certificate the certificate, and below it those that signed it
   * @param key its private key: PKCS#8, not encrypted
   */
  record Pem(Path certificate, Path key) implements TlsSettings {}

  /**
   * A PKCS#12 file with one key and its certificate.
   *
   * @param file the file
   * @param password what it was encrypted with
   */
  record Pkcs12(Path file, String password) implements TlsSettings {

    /** Without the password. */
    @Override
    public String toString() {
      return "Pkcs12[file=" + file + "]";
    }
  }
}
