package dev.weir.internal.service.source;

import dev.weir.internal.service.search.Hit;
import dev.weir.internal.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
 * The hits that a search has already given to the feed: all before a certain time, and the later
 * ones by a hash. The hashes of each page are one part of the source's positions, named after the
 * page's latest event, so that they are written once and deleted together.
 */
final class SeenHits {

  private static final String COMPLETE_UNTIL = "complete";
  private static final String PAGE = "page-";

  private final TreeMap<String, long[]> pages = new TreeMap<>();
  private final Set<Long> hashes = new HashSet<>();
  private final MessageDigest sha256 = Sha256.digest();
  private long completeUntil;

  /** Whether the positions contain {@link #completeUntil}. */
  private boolean saved;

  /** Continues at the positions, or at {@code start} if there are none. */
  SeenHits(Map<String, String> positions, long start) {
    saved = positions.containsKey(COMPLETE_UNTIL);
    completeUntil = Long.parseLong(positions.getOrDefault(COMPLETE_UNTIL, Long.toString(start)));
    positions.forEach(
        (part, position) -> {
          if (part.startsWith(PAGE)) {
            remember(part, decode(position));
          }
        });
  }

  /** The time before which everything is done, in milliseconds since 1970. */
  long completeUntil() {
    return completeUntil;
  }

  /** The hits of a page that are new, each once. */
  List<Hit> unseen(List<Hit> hits) {
    Set<Long> ofPage = new HashSet<>();
    List<Hit> unseen = new ArrayList<>();
    for (Hit hit : hits) {
      long hash = hash(hit);
      if (!hashes.contains(hash) && ofPage.add(hash)) {
        unseen.add(hit);
      }
    }
    return unseen;
  }

  /** Adds hits, and forgets those before a time. Returns the changed positions. */
  Map<String, String> add(List<Hit> hits, long until) {
    Map<String, String> positions = new HashMap<>();
    if (!saved || until != completeUntil) {
      saved = true;
      completeUntil = until;
      positions.put(COMPLETE_UNTIL, Long.toString(until));
    }
    Map<String, long[]> old = pages.headMap(pageName(until, 0));
    old.forEach(
        (part, page) -> {
          for (long hash : page) {
            hashes.remove(hash);
          }
          positions.put(part, "");
        });
    old.clear();
    List<Hit> recent = hits.stream().filter(hit -> hit.timestamp() >= until).toList();
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
