package dev.weir.internal.cli.author;

import dev.weir.cases.RuleCase;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Chooses cases by their names. */
final class CaseFilter implements Predicate<RuleCase> {

  private final List<Pattern> patterns;

  /** Words that stand in {@code table: name} in either case, {@code *} being any text. */
  CaseFilter(List<String> words) {
    this.patterns = words.stream().map(CaseFilter::pattern).toList();
  }

  /** Whether one of the patterns fits, or there is none. */
  @Override
  public boolean test(RuleCase one) {
    return patterns.isEmpty()
        || patterns.stream().anyMatch(pattern -> pattern.matcher(one.fullName()).find());
  }

  private static Pattern pattern(String words) {
    String regex =
        Arrays.stream(words.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }
}
