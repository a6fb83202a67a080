package dev.weir.internal.service.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * What opens a console. Every user of a machine can reach a loopback address, but only who can read
 * the key may see command lines, or close an alert about himself. A browser keeps it in a cookie.
 */
public final class ConsoleKey {

  /** The name of the file in the data folder of a service. */
  public static final String FILE = "console.key";

  private static final int BYTES = 16;

  private final String key;
  private final String place;

  private ConsoleKey(String key, String place) {
    this.key = key;
    this.place = place;
  }

  /** A new key, which is printed with the address. */
  public static ConsoleKey once() {
    return new ConsoleKey(random(), "in the address that weir console printed");
  }

  /** The key in a file that only its owner can read; a new one if there is no such file. */
  public static ConsoleKey of(Path file) throws IOException {
    if (!Files.exists(file)) {
      PrivateFiles.write(file, (random() + "\n").getBytes(UTF_8));
    }
    String key = Files.readString(file).strip();
    if (key.length() < BYTES) {
      throw new IOException(file + " is no key of a console; delete it, and Weir makes a new one");
    }
    return new ConsoleKey(key, "in the file " + file.toAbsolutePath());
  }

  /** What nobody can guess. */
  static String random() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** The part of an address that opens the console. */
  public String query() {
    return "?key=" + key;
  }

  /** Where those who may use the console find it. */
  String place() {
    return place;
  }

  boolean isThis(@Nullable String sent) {
    return sent != null && MessageDigest.isEqual(sent.getBytes(UTF_8), key.getBytes(UTF_8));
  }

  /** Whether a request comes from a browser that was given the key. */
  boolean opens(Request request) {
    return Request.getCookies(request).stream()
        .anyMatch(cookie -> cookie.getName().equals(cookie(request)) && isThis(cookie.getValue()));
  }

  void remember(Request request, Response response) {
    Response.addCookie(
        response,
        HttpCookie.build(cookie(request), key)
            .path(Page.ROOT)
            .httpOnly(true)
            .sameSite(HttpCookie.SameSite.LAX)
            .build());
  }

  /** Browsers send a cookie to all ports of a machine, on which there may be several consoles. */
  private static String cookie(Request request) {
    return "weir-console-" + Request.getServerPort(request);
  }
}
