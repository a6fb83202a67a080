package dev.weir.internal.service;

import dev.weir.alert.Alert;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes of suppressed alerts that are stored until the next tick. Of more, only id, rule and
 * host are stored, so that a flood costs little; a host has a share, so that its flood costs
 * itself. Safe for any thread.
 */
final class SuppressedBytes {

  private static final long PER_TICK = 1 << 20;
  private static final long PER_HOST = PER_TICK / 8;

  private final Map<String, Long> byHost = new HashMap<>();
  private long left = PER_TICK;

  /** The document of an alert; empty if there is no room for it. */
  synchronized byte[] documentOf(Alert alert) {
    String host = alert.sequence().get(0).hostKey();
    if (left <= 0 || byHost.getOrDefault(host, 0L) >= PER_HOST) {
      return new byte[0];
    }
    byte[] document = alert.toJson();
    left -= document.length;
    byHost.merge(host, (long) document.length, Long::sum);
    return document;
  }

  /** Begins the next tick. */
  synchronized void renew() {
    left = PER_TICK;
    byHost.clear();
  }
}
