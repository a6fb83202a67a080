package dev.weir.internal.delivery;

import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule set as it stands on the rules topic: its files, and who published them when. Its hash is
 * that of its files. Immutable.
 *
 * @param hash the content hash, as {@link RuleSet#hash()}
 * @param published when, by the clock of who did it
 * @param by who, empty if that was not said
 * @param files the texts of rule files and guides by their names, which are relative and lead
 *     nowhere else
 */
public record PublishedRules(String hash, Instant published, String by, Map<String, String> files) {

  /** The key of every record: what is newest is what compaction leaves. */
  public static final String KEY = "rules";

  /** A step of a path, which is neither hidden nor a way up, and no drive. */
  private static final Pattern STEP = Pattern.compile("[^.:\\\\\\p{Cntrl}][^:\\\\\\p{Cntrl}]*");

  private record Written(
      @Nullable Integer format,
      @Nullable String hash,
      @Nullable Instant published,
      @Nullable String by,
      @Nullable Map<String, @Nullable String> files) {}

  /**
   * Checks and copies the values.
   *
   * @param hash as described above
   * @param published as described above
   * @param by as described above
   * @param files as described above
   * @throws IllegalArgumentException if a name is not that of a rule file or guide, or the hash is
   *     not that of the files
   */
  public PublishedRules {
    for (String name : files.keySet()) {
      if (!isName(name)) {
        throw new IllegalArgumentException("no rule file or guide may be called \"" + name + '"');
      }
    }
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    if (!RuleSet.hash(files).equals(hash)) {
      throw new IllegalArgumentException("its files do not have the hash " + hash);
    }
  }

  private static boolean isName(String name) {
    return (name.endsWith(".drl") || name.endsWith(".md"))
        && Arrays.stream(name.split("/", -1)).allMatch(step -> STEP.matcher(step).matches());
  }

  /**
   * A rule set that is to be published.
   *
   * @param rules the rules
   * @param published when
   * @param by who; empty to say nothing of that
   * @return what is to be written
   */
  public static PublishedRules of(RuleSet rules, Instant published, String by) {
    return new PublishedRules(rules.hash(), published, by, rules.sources());
  }

  /**
   * Reads the value of a record.
   *
   * @param json the value
   * @return the rules, which are not compiled yet
   * @throws IllegalArgumentException if it is damaged or something else, with what is wrong
   */
  public static PublishedRules parse(byte[] json) {
    Written written = TopicJson.read(json, Written.class);
    TopicJson.checkFormat(written.format);
    if (written.hash == null || written.published == null || written.files == null) {
      throw new IllegalArgumentException(
          "it lacks one of " + List.of("hash", "published", "files"));
    }
    Map<String, String> files = new TreeMap<>();
    written.files.forEach(
        (name, text) -> {
          if (text == null) {
            throw new IllegalArgumentException("\"" + name + "\" has no text");
          }
          files.put(name, text);
        });
    String by = written.by == null ? "" : written.by;
    return new PublishedRules(written.hash, written.published, by, files);
  }

  /**
   * The value of a record.
   *
   * @return UTF-8 JSON, as {@link #parse} reads it
   */
  public byte[] toJson() {
    return TopicJson.write(new Written(TopicJson.FORMAT, hash, published, by, files));
  }

  /**
   * Compiles them; takes a few seconds the first time in a process.
   *
   * @return the rule set
   * @throws RuleSetException if a rule file is at fault, with every issue
   */
  public RuleSet compile() {
    return RuleSet.of(files);
  }
}
