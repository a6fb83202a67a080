package dev.weir.event;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A list of texts as a key. A rule's lists are constant, so what they compile to is kept by
 * content; each test of a field looks its list up, mostly by strings that are the very same.
 */
final class Texts {

  /** Rules hold a few lists; a rule that makes lists up per event must not fill the memory. */
  private static final int CACHED_LISTS = 10_000;

  private final String[] texts;
  private final int hash;

  private Texts(String[] texts) {
    this.texts = texts;
    int content = 1;
    for (String text : texts) {
      content = 31 * content + text.hashCode();
    }
    this.hash = content;
  }

  /** What a list compiles to, compiled once as long as there are not very many. */
  static <T> T compiled(
      ConcurrentHashMap<Texts, T> cache, String[] list, Function<String[], T> compiler) {
    T cached = cache.get(new Texts(list));
    if (cached != null) {
      return cached;
    }
    T compiled = compiler.apply(list);
    if (cache.size() < CACHED_LISTS) {
      cache.put(new Texts(list.clone()), compiled);
    }
    return compiled;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Texts that) || hash != that.hash || texts.length != that.texts.length) {
      return false;
    }
    for (int i = 0; i < texts.length; i++) {
      if (!texts[i].equals(that.texts[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
