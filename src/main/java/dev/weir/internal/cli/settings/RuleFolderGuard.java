package dev.weir.internal.cli.settings;

import dev.weir.RuleTrial;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules are code: who can write them can run what they like as the service. Refuses a folder in
 * which somebody else than its owner and group may write, before a further trial.
 */
record RuleFolderGuard(Path folder, RuleTrial further) implements RuleTrial {

  /** Refuses such a folder at the start. */
  static void check(Path folder) throws SettingsException, IOException {
    if (!Files.isDirectory(folder)) {
      throw new SettingsException("rules: there is no folder " + folder);
    }
    String fault = fault(folder);
    if (fault != null) {
      throw new SettingsException("rules: " + fault);
    }
  }

  @Override
  public Outcome of(RuleSet rules) {
    String fault;
    try {
      fault = fault(folder);
    } catch (IOException e) {
      fault = "who may write there cannot be read: " + ErrorText.of(e);
    }
    return fault == null
        ? further.of(rules)
        : new Outcome(0, List.of(RuleIssue.ofFile(folder.toString(), fault)));
  }

  /** Rules that were refused are tried again once permissions are right. */
  @Override
  public String fingerprint() throws IOException {
    return fault(folder) + " " + further.fingerprint();
  }

  private static @Nullable String fault(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : inside.toList()) {
        if (mayAnybodyWrite(path)) {
          return "anybody may write to "
              + path
              + ", and rules are code: chmod o-w, or set writable-rules: true";
        }
      }
    }
    return null;
  }

  private static boolean mayAnybodyWrite(Path path) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    return view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)
        // asked last, for it reads the list of all mounts, and rules are looked at each second
        && Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
