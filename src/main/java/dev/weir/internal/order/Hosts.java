package dev.weir.internal.order;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The known hosts: those without waiting events, and the busy others, each with the host first that
 * has been silent longest. All operations take constant time.
 */
final class Hosts {

  private final Map<String, Host> idle = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Host> busy = new LinkedHashMap<>(16, 0.75f, true);

  /** A host that is known, which has just been heard of. */
  @Nullable Host get(String key) {
    Host host = idle.get(key);
    return host == null ? busy.get(key) : host;
  }

  Host add(String key) {
    Host host = new Host(key);
    idle.put(key, host);
    return host;
  }

  int size() {
    return idle.size() + busy.size();
  }

  /** Counts a waiting event of a host. */
  void waits(Host host) {
    host.count++;
    if (host.count == 1) {
      move(host, idle, busy);
    }
  }

  /** Counts a waiting event of a host less. */
  void released(Host host) {
    host.count--;
    if (host.count == 0) {
      move(host, busy, idle);
    }
  }

  private static void move(Host host, Map<String, Host> from, Map<String, Host> to) {
    if (from.remove(host.key, host)) { // or it has been removed
      to.put(host.key, host);
    }
  }

  /** Counts the silence of all hosts from a time on. */
  void heardAt(long time) {
    idle.values().forEach(host -> host.heard = time);
    busy.values().forEach(host -> host.heard = time);
  }

  /** Removes the idle host that has been silent longest, if that is since before a time. */
  @Nullable Host removeSilent(long before) {
    if (idle.isEmpty() || idle.values().iterator().next().heard >= before) {
      return null;
    }
    return removeOldest();
  }

  /** Removes an idle host if there is one, and a busy one otherwise. */
  Host removeOldest() {
    Iterator<Host> oldest = (idle.isEmpty() ? busy : idle).values().iterator();
    Host removed = oldest.next();
    oldest.remove();
    return removed;
  }
}
