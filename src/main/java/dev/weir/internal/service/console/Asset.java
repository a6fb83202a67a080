package dev.weir.internal.service.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A file that the pages use, from the jar. A browser keeps it while it does not change. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Asset(String type, byte[] content, String tag) {

  private static final Map<String, String> TYPES =
      Map.of(
          "console.css", "text/css; charset=utf-8",
          "console.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private static final Map<String, Asset> ALL = new HashMap<>();

  static {
    TYPES.forEach((name, type) -> ALL.put(name, read(name, type)));
  }

  /** The file of a name; null if there is none. */
  static @Nullable Asset named(String name) {
    return ALL.get(name);
  }

  private static Asset read(String name, String type) {
    try (InputStream in = Asset.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing in the jar");
      }
      byte[] content = in.readAllBytes();
      CRC32 sum = new CRC32();
      sum.update(content);
      return new Asset(type, content, "\"" + HexFormat.of().toHexDigits(sum.getValue()) + "\"");
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }

  void send(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    response.getHeaders().put(HttpHeader.ETAG, tag);
    if (tag.equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      response.setStatus(304);
      response.write(true, ByteBuffer.allocate(0), callback);
    } else {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
      response.write(true, ByteBuffer.wrap(content), callback);
    }
  }
}
