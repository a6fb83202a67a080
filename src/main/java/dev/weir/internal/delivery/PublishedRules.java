package dev.weir.internal.delivery;

import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule set as it is published to the rules topic. Immutable.
 *
 * @param hash the content hash of the files, as {@link RuleSet#hash()}
 * @param published when, by the publisher's clock
 * @param by who; empty if unknown
 * @param files the contents of rule files and guides by relative path, which never leads outside
 *     the folder
 */
public record PublishedRules(String hash, Instant published, String by, Map<String, String> files) {

  /** The key of every record, so that compaction keeps the newest. */
  public static final String KEY = "rules";

  /** A part of a path that is not hidden, not {@code ..} and not a drive. */
  private static final Pattern PATH_PART =
      Pattern.compile("[^.:\\\\\\p{Cntrl}][^:\\\\\\p{Cntrl}]*");

  private record Json(
      @Nullable Integer format,
      @Nullable String hash,
      @Nullable Instant published,
      @Nullable String by,
      @Nullable Map<String, @Nullable String> files) {}

  public PublishedRules {
    for (String name : files.keySet()) {
      if (!isName(name)) {
        throw new IllegalArgumentException(
            "invalid file name \"" + name + "\": it must be a relative path to a .drl or .md file");
      }
    }
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    if (!RuleSet.hash(files).equals(hash)) {
      throw new IllegalArgumentException("its files do not match the hash " + hash);
    }
  }

  private static boolean isName(String name) {
    return (name.endsWith(".drl") || name.endsWith(".md"))
        && Arrays.stream(name.split("/", -1)).allMatch(part -> PATH_PART.matcher(part).matches());
  }

  public static PublishedRules of(RuleSet rules, Instant published, String by) {
    return new PublishedRules(rules.hash(), published, by, rules.sources());
  }

  /** Reads a record's value; an IllegalArgumentException says why it cannot. */
  public static PublishedRules parse(byte[] value) {
    Json json = TopicJson.read(value, Json.class);
    TopicJson.checkFormat(json.format);
    if (json.hash == null || json.published == null || json.files == null) {
      throw new IllegalArgumentException("a required field is missing: hash, published or files");
    }
    Map<String, String> files = new TreeMap<>();
    json.files.forEach(
        (name, text) -> {
          if (text == null) {
            throw new IllegalArgumentException("\"" + name + "\" has no content");
          }
          files.put(name, text);
        });
    String by = json.by == null ? "" : json.by;
    return new PublishedRules(json.hash, json.published, by, files);
  }

  /** A record's value, as {@link #parse} reads it. */
  public byte[] toJson() {
    return TopicJson.write(new Json(TopicJson.FORMAT, hash, published, by, files));
  }

  /**
   * Compiles the rules, which takes seconds the first time in a process.
   *
   * @throws RuleSetException if a rule file has an error
   */
  public RuleSet compile() {
    return RuleSet.of(files);
  }
}
