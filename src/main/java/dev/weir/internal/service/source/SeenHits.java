package dev.weir.internal.service.source;

import dev.weir.internal.service.search.Hit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a search has brought already: everything before a time, and of what is later those events
 * that are remembered by a hash. Each page's hashes are a part of the source's positions, named
 * after the latest of its events, so that what is remembered is written once and forgotten whole.
 */
final class SeenHits {

  private static final String COMPLETE = "complete";
  private static final String PAGE = "page-";

  private final TreeMap<String, long[]> pages = new TreeMap<>();
  private final Set<Long> hashes = new HashSet<>();
  private final MessageDigest sha256;
  private long complete;

  /** Whether the positions say {@link #complete} already. */
  private boolean said;

  /**
   * Goes on where positions say.
   *
   * @param start where to begin if they say nothing
   */
  SeenHits(Map<String, String> positions, long start) {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    said = positions.containsKey(COMPLETE);
    complete = Long.parseLong(positions.getOrDefault(COMPLETE, Long.toString(start)));
    positions.forEach(
        (part, position) -> {
          if (part.startsWith(PAGE)) {
            remember(part, decode(position));
          }
        });
  }

  /** The time before which all is done, in milliseconds since 1970. */
  long complete() {
    return complete;
  }

  /** Those of a page that are new, each once. */
  List<Hit> fresh(List<Hit> hits) {
    Set<Long> within = new HashSet<>();
    List<Hit> fresh = new ArrayList<>();
    for (Hit hit : hits) {
      long hash = hash(hit);
      if (!hashes.contains(hash) && within.add(hash)) {
        fresh.add(hit);
      }
    }
    return fresh;
  }

  /**
   * Takes events, and whatever is before a time as done.
   *
   * @return what is new of the positions
   */
  Map<String, String> take(List<Hit> fresh, long done) {
    Map<String, String> positions = new HashMap<>();
    if (!said || done != complete) {
      said = true;
      complete = done;
      positions.put(COMPLETE, Long.toString(done));
    }
    Map<String, long[]> old = pages.headMap(pageName(done, 0));
    old.forEach(
        (part, page) -> {
          for (long hash : page) {
            hashes.remove(hash);
          }
          positions.put(part, "");
        });
    old.clear();
    List<Hit> recent = fresh.stream().filter(hit -> hit.timestamp() >= done).toList();
    if (!recent.isEmpty()) {
      long last = recent.stream().mapToLong(Hit::timestamp).max().orElseThrow();
      int number = 0;
      while (pages.containsKey(pageName(last, number))) {
        number++;
      }
      long[] page = recent.stream().mapToLong(this::hash).toArray();
      remember(pageName(last, number), page);
      positions.put(pageName(last, number), encode(page));
    }
    return positions;
  }

  private void remember(String part, long[] page) {
    pages.put(part, page);
    for (long hash : page) {
      hashes.add(hash);
    }
  }

  /** Names sort by time. */
  private static String pageName(long time, int number) {
    return String.format(Locale.ROOT, "%s%015d-%06d", PAGE, time, number);
  }

  private long hash(Hit hit) {
    sha256.update(hit.index().getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) 0);
    return ByteBuffer.wrap(sha256.digest(hit.id().getBytes(StandardCharsets.UTF_8))).getLong();
  }

  private static String encode(long[] page) {
    ByteBuffer bytes = ByteBuffer.allocate(page.length * Long.BYTES);
    bytes.asLongBuffer().put(page);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static long[] decode(String position) {
    byte[] bytes = Base64.getDecoder().decode(position);
    long[] page = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(page);
    return page;
  }
}
