package dev.weir.rule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.drools.model.codegen.ExecutableModelProject;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.conf.EventProcessingOption;
import org.kie.api.definition.KiePackage;
import org.kie.api.definition.rule.Rule;
import org.kie.api.runtime.KieContainer;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;

/**
 * A compiled set of rules: all {@code .drl} files below one folder. Immutable and safe for any
 * number of threads. Rule files are code and run with the rights of this process: load them only
 * from places that the operator controls.
 */
public final class RuleSet {

  private static final String SHIPPED = "/dev/weir/rules/unusual-imds-request/detection.drl";

  private final KieContainer container;
  private final Map<String, RuleMetadata> rules;
  private final String hash;

  private RuleSet(KieContainer container, Map<String, RuleMetadata> rules, String hash) {
    this.container = container;
    this.rules = rules;
    this.hash = hash;
  }

  /**
   * Loads and compiles the rules below a folder; takes a few seconds the first time in a process.
   *
   * @param folder the folder, with {@code .drl} files at any depth
   * @return the rule set
   * @throws RuleSetException if a rule file is at fault, with every issue
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static RuleSet load(Path folder) {
    try {
      List<RuleIssue> issues = new ArrayList<>();
      Path root = folder.toRealPath();
      List<DrlFile> files = DrlFile.readAll(root, issues);
      if (files.isEmpty() && issues.isEmpty()) {
        issues.add(new RuleIssue(folder.toString(), 0, 0, "holds no .drl file", ""));
      }
      for (DrlFile file : files) {
        if (!file.definesSomething()) {
          issues.add(new RuleIssue(file.name(), 0, 0, "holds no rule: is it half written?", ""));
        }
      }
      refuse(issues);
      KieContainer container = compile(files);
      Map<String, RuleMetadata> rules = metadata(container, files, root);
      return new RuleSet(container, rules, hash(files, rules.values()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rules in " + folder, e);
    }
  }

  /**
   * Loads the pack that comes with the library, {@code unusual-imds-request}.
   *
   * @return the rule set
   */
  public static RuleSet shipped() {
    URL detection = RuleSet.class.getResource(SHIPPED);
    if (detection == null) {
      throw new IllegalStateException("the library was packed without " + SHIPPED);
    }
    try {
      URI uri = detection.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return load(folderOf(Path.of(uri)));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return load(folderOf(jar.getPath(SHIPPED)));
      }
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("cannot read " + detection, e);
    }
  }

  /**
   * The rules by name.
   *
   * @return what each says of itself, unmodifiable
   */
  public Map<String, RuleMetadata> rules() {
    return rules;
  }

  /**
   * The content hash: equal for equal rule files of equal names with equal guides.
   *
   * @return SHA-256 in hex
   */
  public String hash() {
    return hash;
  }

  /**
   * A rule base of its own in STREAM mode, compiled already. It is the caller's to change.
   *
   * @return a new rule base
   */
  public KieBase newKieBase() {
    KieBaseConfiguration stream = KieServices.get().newKieBaseConfiguration();
    stream.setOption(EventProcessingOption.STREAM);
    return container.newKieBase(stream);
  }

  /**
   * A STREAM-mode session with a pseudo clock, for those who want KIE itself. Facts are {@link
   * dev.weir.event.ProcessEvent} and the like, never expire, and are the caller's to delete; they
   * must be inserted in the order of {@link dev.weir.event.EventOrder} per host, firing after each.
   * The global {@code alerts} of the shipped rules has to be set before the first fact.
   *
   * @return a new session, for one thread; the caller disposes of it
   */
  public KieSession newKieSession() {
    return newKieSession(newKieBase());
  }

  /**
   * A session as {@link #newKieSession()} gives it, of a given rule base.
   *
   * @param base a rule base of {@link #newKieBase()}
   * @return a new session
   */
  public static KieSession newKieSession(KieBase base) {
    KieSessionConfiguration pseudo = KieServices.get().newKieSessionConfiguration();
    pseudo.setOption(ClockTypeOption.PSEUDO);
    return base.newKieSession(pseudo, null);
  }

  private static KieContainer compile(List<DrlFile> files) {
    KieServices kie = KieServices.get();
    KieFileSystem sources = kie.newKieFileSystem();
    // a release of its own: the repository would give a later build of the same release to this one
    ReleaseId release = kie.newReleaseId("dev.weir", "rules", UUID.randomUUID().toString());
    sources.generateAndWritePomXML(release);
    for (DrlFile file : files) {
      sources.write("src/main/resources/" + file.name(), file.text());
    }
    KieBuilder builder = kie.newKieBuilder(sources).buildAll(ExecutableModelProject.class);
    List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
    if (!errors.isEmpty()) {
      kie.getRepository().removeKieModule(release);
      refuse(new DrlErrors(files).issues(errors));
    }
    try {
      KieContainer container = kie.newKieContainer(release);
      container.getKieBase();
      return container;
    } catch (RuntimeException e) {
      throw new RuleSetException(List.of(new DrlErrors(files).issue(e)));
    } finally {
      kie.getRepository().removeKieModule(release);
    }
  }

  private static Map<String, RuleMetadata> metadata(
      KieContainer container, List<DrlFile> files, Path folder) throws IOException {
    List<RuleIssue> issues = new ArrayList<>();
    Collection<KiePackage> packages = container.getKieBase().getKiePackages();
    Map<String, RuleMetadata> rules = new LinkedHashMap<>();
    for (DrlFile file : files) {
      for (DrlFile.Heading heading : file.rules()) {
        Rule rule = find(packages, heading.rule());
        if (rule == null) {
          continue; // in a comment
        }
        try {
          String guide = guide(folder, file.name(), RuleMetadata.text(rule.getMetaData(), "guide"));
          RuleMetadata read =
              RuleMetadata.of(
                  heading.rule(), file.name(), heading.line(), rule.getMetaData(), guide);
          if (rules.put(heading.rule(), read) != null) {
            issues.add(
                file.issueAt(heading.line(), 0, "a rule of this name stands elsewhere, too"));
          }
        } catch (IllegalArgumentException e) {
          issues.add(file.issueWith(heading, String.valueOf(e.getMessage())));
        }
      }
    }
    refuse(issues);
    return Collections.unmodifiableMap(rules);
  }

  private static @Nullable Rule find(Collection<KiePackage> packages, String name) {
    return packages.stream()
        .flatMap(one -> one.getRules().stream())
        .filter(rule -> rule.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static String guide(Path folder, String file, String name) throws IOException {
    if (name.isEmpty()) {
      return "";
    }
    Path guide = folder.resolve(file).resolveSibling(name).normalize();
    if (!guide.startsWith(folder) || !Files.isRegularFile(guide)) {
      throw new IllegalArgumentException("@guide names no file beside the rule: " + name);
    }
    return Files.readString(guide);
  }

  private static void refuse(List<RuleIssue> issues) {
    if (!issues.isEmpty()) {
      throw new RuleSetException(issues);
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  /** Over what rules do and what alerts say: the files, and the guides they name. */
  private static String hash(List<DrlFile> files, Collection<RuleMetadata> rules) {
    List<String> parts = new ArrayList<>();
    files.forEach(file -> parts.addAll(List.of(file.name(), file.text())));
    rules.forEach(rule -> parts.add(rule.guide()));
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        sha256.update(bytes);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
