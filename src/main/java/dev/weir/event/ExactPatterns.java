package dev.weir.event;

import dev.weir.internal.pattern.LikePattern;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A compiled list of {@link Values#likeExact} patterns. */
final class ExactPatterns {

  private static final PatternListCache<ExactPatterns> COMPILED =
      new PatternListCache<>(ExactPatterns::new);

  private final Set<String> whole;
  private final List<String> globs;

  private ExactPatterns(String... patterns) {
    Predicate<String> wild = text -> text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    this.whole = Arrays.stream(patterns).filter(wild.negate()).collect(Collectors.toSet());
    this.globs = Arrays.stream(patterns).filter(wild).toList();
  }

  static ExactPatterns of(String... patterns) {
    return COMPILED.of(patterns);
  }

  boolean matches(String value) {
    if (whole.contains(value)) {
      return true;
    }
    for (String glob : globs) {
      if (LikePattern.matches(glob, value)) {
        return true;
      }
    }
    return false;
  }
}
