package dev.weir.internal.order;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The known hosts, in two lists: those without waiting events, and the busy others, each with the
 * host first that has been silent longest. All operations take constant time.
 */
final class Hosts {

  private final Map<String, Host> byKey = new HashMap<>();
  private final Host idle = ring();
  private final Host busy = ring();

  private static Host ring() {
    Host ring = new Host("");
    ring.older = ring;
    ring.newer = ring;
    return ring;
  }

  /** A host that is known, which has just been heard of. */
  @Nullable Host get(String key) {
    Host host = byKey.get(key);
    if (host != null) {
      touch(host);
    }
    return host;
  }

  Host add(String key) {
    Host host = new Host(key);
    byKey.put(key, host);
    append(host);
    return host;
  }

  int size() {
    return byKey.size();
  }

  /** Counts a waiting event of a host. */
  void waits(Host host) {
    host.count++;
    if (host.count == 1) {
      touch(host);
    }
  }

  /** Counts a waiting event of a host less. */
  void released(Host host) {
    host.count--;
    if (host.count == 0) {
      touch(host);
    }
  }

  /** Removes a host other than the newest: an idle one if there is one. */
  Host removeOldest(Host newest) {
    Host oldest = idle.newer;
    if (oldest == idle || oldest == newest) {
      oldest = busy.newer;
    }
    if (oldest == null || oldest == busy) {
      throw new IllegalStateException("no host but the newest");
    }
    byKey.remove(oldest.key);
    unlink(oldest);
    return oldest;
  }

  /** Moves a host that has not been removed to the end of its list. */
  private void touch(Host host) {
    if (host.older != null && host.newer != ring(host)) {
      unlink(host);
      append(host);
    }
  }

  private Host ring(Host host) {
    return host.count == 0 ? idle : busy;
  }

  private static void unlink(Host host) {
    Host older = host.older;
    Host newer = host.newer;
    if (older != null && newer != null) {
      older.newer = newer;
      newer.older = older;
    }
    host.older = null;
    host.newer = null;
  }

  private void append(Host host) {
    Host ring = ring(host);
    Host last = ring.older;
    host.older = last;
    host.newer = ring;
    ring.older = host;
    if (last != null) {
      last.newer = host;
    }
  }
}
