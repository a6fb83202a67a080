package dev.weir.testkit;

import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The shipped pack: compiled once for all tests, and copies of it for tests to edit. */
public final class ShippedRules {

  /** Where it stands in the source tree. */
  public static final Path FOLDER = Path.of("rules-drl", "unusual-imds-request");

  /** Its cases. */
  public static final Path CASES = Path.of("test-fixtures", "unusual-imds-request", "cases");

  /** The name of the detection. */
  public static final String DETECTION = "Unusual IMDS API Request";

  private ShippedRules() {}

  /** The compiled pack. */
  public static RuleSet get() {
    return Holder.RULES;
  }

  /** Copies the pack into a folder, which need not exist, and returns that folder. */
  public static Path copyTo(Path folder) throws IOException {
    return copy(FOLDER, folder);
  }

  /** Copies a folder of rules into another one, which need not exist, and returns that. */
  public static Path copy(Path from, Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path copy = folder.resolve(from.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    return folder;
  }

  /** Replaces words that must be there, once, and returns the file's new text. */
  public static String edit(Path file, String words, String others) throws IOException {
    String text = Files.readString(file);
    if (!text.contains(words)) {
      throw new IllegalArgumentException(file + " holds no " + words);
    }
    int at = text.indexOf(words);
    String edited = text.substring(0, at) + others + text.substring(at + words.length());
    Files.writeString(file, edited);
    return edited;
  }

  private static final class Holder {
    static final RuleSet RULES = RuleSet.load(FOLDER);
  }
}
