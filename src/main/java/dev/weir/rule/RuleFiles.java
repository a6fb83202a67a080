package dev.weir.rule;

import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.text.Sha256;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a rule set: the {@code .drl} files of a folder, and the {@code .md} files that their
 * rules may name as guides. Hidden files and folders, such as editors' copies, are skipped.
 * Symbolic links are followed, because mounted configuration consists of them.
 */
final class RuleFiles {

  private final List<DrlFile> rules = new ArrayList<>();
  private final Map<String, String> guides = new TreeMap<>();

  private RuleFiles() {}

  /** Reads a folder. A file that cannot be read is an issue, so that none is missing silently. */
  static RuleFiles read(Path folder, List<RuleIssue> issues) throws IOException {
    RuleFiles files = new RuleFiles();
    Path root = folder.toRealPath();
    Map<String, Path> found = new TreeMap<>();
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            boolean hidden = !dir.equals(root) && isHidden(dir);
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && isRead(file)) {
              found.put(name(root, file), file);
            } else if (attributes.isSymbolicLink() && isRead(file)) {
              issues.add(RuleIssue.ofFile(name(root, file), "is a broken link"));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (!isHidden(file)) {
              issues.add(RuleIssue.ofFile(name(root, file), "cannot be read: " + e));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    for (Map.Entry<String, Path> file : found.entrySet()) {
      try {
        files.add(file.getKey(), Files.readString(file.getValue()));
      } catch (CharacterCodingException e) {
        issues.add(RuleIssue.ofFile(file.getKey(), "is not UTF-8 text"));
      }
    }
    return files;
  }

  static RuleFiles of(Map<String, String> texts) {
    RuleFiles files = new RuleFiles();
    new TreeMap<>(texts).forEach(files::add);
    return files;
  }

  RuleFiles with(String name, String text) {
    RuleFiles more = new RuleFiles();
    more.rules.addAll(rules);
    more.guides.putAll(guides);
    more.add(name, text);
    more.rules.sort(Comparator.comparing(DrlFile::name));
    return more;
  }

  /** The texts by names, as {@link #of} takes them. */
  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>(guides);
    rules.forEach(file -> texts.put(file.name(), file.text()));
    return Collections.unmodifiableMap(texts);
  }

  List<DrlFile> rules() {
    return rules;
  }

  /** The text of a guide beside a rule file, null if there is none of that name. */
  @Nullable String guide(String ruleFile, String name) {
    Path guide = Path.of(ruleFile).resolveSibling(name).normalize();
    return guides.get(guide.toString().replace('\\', '/'));
  }

  /** SHA-256 in hex over names and texts. */
  String hash() {
    MessageDigest sha256 = Sha256.digest();
    rules.forEach(file -> update(sha256, file.name(), file.text()));
    guides.forEach((name, text) -> update(sha256, name, text));
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static void update(MessageDigest sha256, String... parts) {
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      sha256.update(bytes);
    }
  }

  private void add(String name, String text) {
    if (name.endsWith(".drl")) {
      rules.add(new DrlFile(name, text));
    } else {
      guides.put(name, text);
    }
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static boolean isRead(Path file) {
    String name = String.valueOf(file.getFileName());
    return !isHidden(file) && (name.endsWith(".drl") || name.endsWith(".md"));
  }

  private static boolean isHidden(Path file) {
    return String.valueOf(file.getFileName()).startsWith(".");
  }
}
