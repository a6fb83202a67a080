package dev.weir.internal.service.bulk;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks API keys of HTTP requests. Without any keys, everybody is allowed. */
public final class Authenticator {

  private final Map<String, ApiKey> keys;

  public Authenticator(List<ApiKey> keys) {
    this.keys = keys.stream().collect(Collectors.toMap(ApiKey::name, Function.identity()));
  }

  /** Whether a request with this Authorization header, or with none, is allowed. */
  public boolean allows(@Nullable String authorization) {
    return keys.isEmpty() || sender(authorization) != null;
  }

  /** The name of the key in an Authorization header; null if it is none of these keys. */
  public @Nullable String sender(@Nullable String authorization) {
    if (authorization == null) {
      return null;
    }
    // both schemes send id:key or user:password in base64
    String[] parts = authorization.trim().split("\\s+", 2);
    String scheme = parts[0].toLowerCase(Locale.ROOT);
    if (parts.length < 2 || !(scheme.equals("apikey") || scheme.equals("basic"))) {
      return null;
    }
    String pair = decode(parts[1]);
    int colon = pair.indexOf(':');
    ApiKey key = colon < 0 ? null : keys.get(pair.substring(0, colon));
    return key != null && key.matches(pair.substring(colon + 1)) ? key.name() : null;
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
