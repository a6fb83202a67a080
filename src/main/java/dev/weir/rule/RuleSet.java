package dev.weir.rule;

import dev.weir.internal.drl.CompiledRules;
import dev.weir.internal.drl.DrlCompiler;
import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.drl.RuleNetwork;
import dev.weir.internal.drl.ShippedPack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.definition.KiePackage;
import org.kie.api.definition.rule.Rule;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;

/**
 * A compiled set of rules: all {@code .drl} files below one folder. Immutable and safe for any
 * number of threads. Rule files are code and run with the rights of this process: load them only
 * from places that the operator controls.
 */
public final class RuleSet {

  private final CompiledRules compiled;
  private final RuleFiles files;
  private final Map<String, RuleMetadata> rules;
  private final DrlRules tree;
  private final Set<String> leftOut;
  private final String hash;
  private final @Nullable KieBase shared;

  private RuleSet(
      CompiledRules compiled,
      RuleFiles files,
      Map<String, RuleMetadata> rules,
      DrlRules tree,
      Set<String> leftOut,
      String hash,
      @Nullable KieBase shared) {
    this.compiled = compiled;
    this.files = files;
    this.rules = Collections.unmodifiableMap(rules);
    this.tree = tree;
    this.leftOut = Set.copyOf(leftOut);
    this.hash = hash;
    this.shared = shared;
  }

  /**
   * Loads and compiles the rules below a folder; takes a few seconds the first time in a process.
   *
   * @param folder the folder, with {@code .drl} files at any depth
   * @return the rule set
   * @throws RuleSetException if a rule file is invalid, with every issue
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static RuleSet load(Path folder) {
    try {
      List<RuleIssue> issues = new ArrayList<>();
      RuleFiles files = RuleFiles.read(folder, issues);
      if (files.rules().isEmpty() && issues.isEmpty()) {
        String whole = folder.toAbsolutePath().toString(); // relative to no other folder
        issues.add(RuleIssue.ofFile(whole, "contains no .drl file"));
      }
      return of(files, issues);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rules in " + folder, e);
    }
  }

  /**
   * Compiles rules from memory.
   *
   * @param files the texts of rule files and guides by their names, such as {@code
   *     exclusions/executable.drl}
   * @return the rule set
   * @throws RuleSetException if a rule file is invalid, with every issue
   */
  public static RuleSet of(Map<String, String> files) {
    return of(RuleFiles.of(files), new ArrayList<>());
  }

  /**
   * Compiles these rules with another file, as if it were in their folder.
   *
   * @param file the file's name, which must be new, such as {@code exclusions/executable.drl}
   * @param text its text
   * @return a new rule set with all of them
   * @throws RuleSetException if they cannot be used together, with every issue
   */
  public RuleSet with(String file, String text) {
    return of(files.with(file, text), new ArrayList<>());
  }

  /**
   * Computes the {@link #hash} of the rules in a folder without compiling them, to detect changes.
   *
   * @param folder the folder
   * @return SHA-256 in hex; another text if a file could not be loaded
   * @throws IOException if the folder or a part of it cannot be read now
   */
  public static String hash(Path folder) throws IOException {
    List<RuleIssue> issues = new ArrayList<>();
    RuleFiles files = RuleFiles.read(folder, issues);
    return issues.isEmpty() ? files.hash() : "at fault: " + issues + files.hash();
  }

  /**
   * {@return the {@link #hash} of rules in memory, which are not compiled}
   *
   * @param files as for {@link #of(Map)}
   */
  public static String hash(Map<String, String> files) {
    return RuleFiles.of(files).hash();
  }

  static RuleSet of(RuleFiles files, List<RuleIssue> issues) {
    for (DrlFile file : files.rules()) {
      if (!file.definesSomething()) {
        issues.add(RuleIssue.ofFile(file.name(), "contains no rule; is it only half written?"));
      }
    }
    refuse(issues);
    CompiledRules compiled = compile(files.rules());
    DrlRules tree = DrlRules.of(files.rules());
    return new RuleSet(compiled, files, metadata(files), tree, Set.of(), files.hash(), null);
  }

  /** {@return the rule pack in the library, {@code unusual-imds-request}} */
  public static RuleSet shipped() {
    return ShippedPack.read(RuleSet::load);
  }

  /** {@return the metadata of the rules by name, unmodifiable} */
  public Map<String, RuleMetadata> rules() {
    return rules;
  }

  /** {@return the rules' source, parsed} Internal to Weir: it may change in any release. */
  public DrlRules tree() {
    return tree;
  }

  /** {@return SHA-256 in hex over the names and contents of rule files and guides} */
  public String hash() {
    return hash;
  }

  /**
   * {@return the names of rules that another rule set lacks or has with another content} That is
   * the rule, apart from layout and comments, its guide, and what its file has outside of rules.
   *
   * @param other the other rule set
   */
  public Set<String> differing(RuleSet other) {
    if (other == this) {
      return Set.of();
    }
    Set<String> differing = new LinkedHashSet<>();
    for (DrlRule rule : tree.rules()) {
      DrlRule others = other.tree.rule(rule.name());
      RuleMetadata metadata = rules.get(rule.name());
      RuleMetadata othersMetadata = other.rules.get(rule.name());
      boolean same =
          others != null
              && metadata != null
              && othersMetadata != null
              && rule.saysTheSameAs(others)
              && metadata.guide().equals(othersMetadata.guide());
      if (!same) {
        differing.add(rule.name());
      }
    }
    return differing;
  }

  /**
   * {@return these rules without some} Nothing is compiled, and the hash stays that of the files.
   *
   * @param names the rules to leave out
   */
  public RuleSet without(Set<String> names) {
    Set<String> all = new LinkedHashSet<>(leftOut);
    all.addAll(names);
    Map<String, RuleMetadata> others = new LinkedHashMap<>(rules);
    others.keySet().removeAll(names);
    return new RuleSet(compiled, files, others, tree.without(names), all, hash, null);
  }

  /**
   * {@return these rules with the metadata of one replaced, its name included} Nothing is compiled.
   * Internal to Weir: it may change in any release.
   *
   * @param name the rule
   * @param metadata what is reported of it instead
   */
  public RuleSet withMetadata(String name, RuleMetadata metadata) {
    Map<String, RuleMetadata> renamed = new LinkedHashMap<>(rules);
    renamed.put(name, metadata);
    return new RuleSet(compiled, files, renamed, tree, leftOut, hash, shared);
  }

  /**
   * {@return these rules with one rule base for all sessions, which are then opened in a tenth of
   * the time} For many short sessions, such as those of cases. Internal to Weir: it may change in
   * any release.
   */
  public RuleSet withSharedBase() {
    return new RuleSet(compiled, files, rules, tree, leftOut, hash, newKieBase());
  }

  /** {@return whether it is of {@link #withSharedBase}} Internal to Weir, too. */
  public boolean isForShortSessions() {
    return shared != null;
  }

  /**
   * {@return a new rule base in STREAM mode from the compiled rules, which the caller may change;
   * the shared one, not to be changed, after {@link #withSharedBase}}
   */
  public KieBase newKieBase() {
    if (shared != null) {
      return shared;
    }
    KieBase base = compiled.newKieBase();
    for (KiePackage one : base.getKiePackages()) {
      one.getRules().stream()
          .map(Rule::getName)
          .filter(leftOut::contains)
          .toList()
          .forEach(name -> base.removeRule(one.getName(), name));
    }
    RuleNetwork.removeTimers(base);
    return base;
  }

  /**
   * Opens a session in STREAM mode with a pseudo clock, for direct use of Drools' API (KIE). Facts,
   * such as {@link dev.weir.event.ProcessEvent}, never expire; the caller deletes them. Insert them
   * in the order of {@link dev.weir.event.EventOrder} per host, and fire after each. Set the global
   * {@code alerts} of the shipped rules before the first fact.
   *
   * @return a new session, for one thread; the caller disposes of it
   */
  public KieSession newKieSession() {
    return newKieSession(newKieBase());
  }

  /**
   * {@return a new session like {@link #newKieSession()}, of a given rule base}
   *
   * @param base a rule base of {@link #newKieBase()}
   */
  public static KieSession newKieSession(KieBase base) {
    return base.newKieSession(PseudoClock.CONFIGURATION, null);
  }

  /** Made once, because Drools searches for files of properties each time. */
  private static final class PseudoClock {
    static final KieSessionConfiguration CONFIGURATION =
        KieServices.get().newKieSessionConfiguration();

    static {
      CONFIGURATION.setOption(ClockTypeOption.PSEUDO);
    }
  }

  /** {@return the texts of rule files and guides by name, unmodifiable, as for {@link #of(Map)}} */
  public Map<String, String> sources() {
    return files.texts();
  }

  /**
   * {@return whether it has a rule file of this name}
   *
   * @param file a name relative to the rules' folder
   */
  public boolean holds(String file) {
    return files.rules().stream().anyMatch(one -> one.name().equals(file));
  }

  private static CompiledRules compile(List<DrlFile> files) {
    try {
      return DrlCompiler.compile(files);
    } catch (DrlCompiler.FailedException e) {
      throw new RuleSetException(new DrlErrors(files).issues(e));
    }
  }

  private static Map<String, RuleMetadata> metadata(RuleFiles files) {
    List<RuleIssue> issues = new ArrayList<>();
    String hash = files.hash();
    Map<String, RuleMetadata> rules = new LinkedHashMap<>();
    for (DrlFile file : files.rules()) {
      for (DrlRule rule : file.rules()) {
        if (rule.isQuery()) {
          continue;
        }
        RuleMetadata other =
            rules.put(rule.name(), RuleMetadata.of(rule, hash, files::guide, issues));
        if (other != null) {
          issues.add(
              RuleIssue.at(rule.place(), "another rule has the same name")
                  .withHint(
                      "it is in %s:%d; give one another name"
                          .formatted(other.file(), other.line())));
        }
      }
    }
    refuse(issues);
    return rules;
  }

  private static void refuse(List<RuleIssue> issues) {
    if (!issues.isEmpty()) {
      throw new RuleSetException(issues);
    }
  }
}
