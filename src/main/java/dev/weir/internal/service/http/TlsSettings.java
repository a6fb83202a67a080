package dev.weir.internal.service.http;

import java.nio.file.Path;

/** The files with a server's certificate and its private key. */
public sealed interface TlsSettings {

  /** PEM files: a certificate followed by its chain, and an unencrypted PKCS#8 key. */
  record Pem(Path certificate, Path key) implements TlsSettings {}

  /** A PKCS#12 file with one key and its certificate, and its password. */
  record Pkcs12(Path file, String password) implements TlsSettings {

    /** Without the password. */
    @Override
    public String toString() {
      return "Pkcs12[file=" + file + "]";
    }
  }
}
