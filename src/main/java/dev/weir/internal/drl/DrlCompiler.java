package dev.weir.internal.drl;

import dev.weir.internal.drl.CompiledFile.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.drools.compiler.kie.builder.impl.KieContainerImpl;
import org.drools.compiler.kproject.models.KieBaseModelImpl;
import org.drools.model.Model;
import org.drools.model.codegen.ExecutableModelProject;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.CanonicalKieModule;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;

/**
 * Compiles rule files to Drools' executable model. A file that is in use somewhere in this process,
 * with the same functions, imports and globals around it, is not compiled again. So an edit costs
 * what the edited file costs, however many there are.
 */
public final class DrlCompiler {

  private static final WeakCache<Source, CompiledFile> COMPILED = new WeakCache<>();

  private DrlCompiler() {}

  /** The compiler's messages, or what building the rule base threw. */
  public static final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Message> messages;

    FailedException(List<Message> messages) {
      super("the rules do not compile");
      this.messages = messages;
    }

    FailedException(RuntimeException cause) {
      super(cause);
      this.messages = List.of();
    }

    /** The compiler's errors; none if only building the rule base failed. */
    public List<Message> messages() {
      return messages;
    }
  }

  /** Compiles rules, of which a rule base has been built once. */
  public static CompiledRules compile(List<DrlFile> files) throws FailedException {
    CompiledRules rules = new CompiledRules(compiled(files));
    try {
      rules.newKieBase();
    } catch (RuntimeException e) {
      throw new FailedException(e);
    }
    return rules;
  }

  private static List<CompiledFile> compiled(List<DrlFile> files) {
    if (!files.stream().allMatch(DrlCompiler::standsAlone) || isAnyRuleTwice(files)) {
      return together(models(files));
    }
    String around = Source.around(files);
    Map<DrlFile, CompiledFile> compiled = new LinkedHashMap<>();
    List<DrlFile> others = new ArrayList<>();
    for (DrlFile file : files) {
      CompiledFile known = known(Source.of(file, around), file);
      if (known == null) {
        others.add(file);
      } else {
        compiled.put(file, known);
      }
    }
    if (!others.isEmpty()) {
      List<Model> models = compiled.isEmpty() ? models(files) : modelsOf(others, files);
      for (DrlFile file : others) {
        compiled.put(file, part(Source.of(file, around), file, models));
      }
    }
    return files.stream().map(compiled::get).toList();
  }

  private static List<CompiledFile> together(List<Model> models) {
    return List.of(new CompiledFile(new Source("", "", ""), models));
  }

  private static @Nullable CompiledFile known(Source source, DrlFile file) {
    CompiledFile inUse = COMPILED.get(source);
    List<Model> shipped = inUse == null ? CompiledPacks.models(source) : null;
    return shipped == null ? inUse : part(source, file, shipped);
  }

  /** Whether its rules can be compiled without other rules, and added to those of other files. */
  private static boolean standsAlone(DrlFile file) {
    return !file.packageName().isEmpty()
        && file.types().isEmpty()
        && file.rules().stream().noneMatch(rule -> rule.isQuery() || rule.inherits());
  }

  private static boolean isAnyRuleTwice(List<DrlFile> files) {
    Set<List<String>> names = new HashSet<>();
    return !files.stream()
        .flatMap(file -> file.rules().stream())
        .allMatch(rule -> names.add(List.of(rule.file().packageName(), rule.name())));
  }

  /** The models of some files; they may need the functions of others. */
  private static List<Model> modelsOf(List<DrlFile> some, List<DrlFile> all) {
    try {
      return models(
          all.stream().filter(one -> some.contains(one) || !one.functions().isEmpty()).toList());
    } catch (FailedException e) {
      return models(all); // which says what is wrong with all, if it is wrong
    }
  }

  private static CompiledFile part(Source source, DrlFile file, Collection<Model> models) {
    CompiledFile part =
        new CompiledFile(
            source,
            models.stream()
                .filter(model -> model.getPackageName().equals(file.packageName()))
                .map(model -> part(model, file))
                .toList());
    COMPILED.put(source, part);
    return part;
  }

  private static Model part(Model model, DrlFile file) {
    Set<String> names = file.rules().stream().map(DrlRule::name).collect(Collectors.toSet());
    ModelImpl part = new ModelImpl(model.getName());
    part.withGlobals(model.getGlobals());
    model.getTypeMetaDatas().forEach(part::addTypeMetaData);
    return part.withRules(
        model.getRules().stream().filter(rule -> names.contains(rule.getName())).toList());
  }

  private static List<Model> models(Collection<DrlFile> files) {
    // a release of its own: the repository would give a later build of the same release to this one
    return build(UUID.randomUUID().toString(), files, DrlCompiler::load);
  }

  /** The classes generated from files, the same bytes each time. Not for several threads. */
  static RuleClasses classes(Collection<DrlFile> files) {
    return build(
        "shipped",
        files,
        module -> {
          Map<String, byte[]> classes = new LinkedHashMap<>();
          module
              .getClassesMap()
              .forEach(
                  (path, bytes) ->
                      classes.put(path.replace(".class", "").replace('/', '.'), bytes));
          return new RuleClasses(
              load(module).stream().map(model -> model.getClass().getName()).toList(), classes);
        });
  }

  private static <T> T build(
      String version, Collection<DrlFile> files, Function<? super CanonicalKieModule, T> result) {
    KieServices kie = KieServices.get();
    KieFileSystem sources = kie.newKieFileSystem();
    ReleaseId release = kie.newReleaseId("dev.weir", "rules", version);
    sources.generateAndWritePomXML(release);
    for (DrlFile file : files) {
      sources.write("src/main/resources/" + file.name(), file.text());
    }
    try {
      KieBuilder builder = kie.newKieBuilder(sources).buildAll(ExecutableModelProject.class);
      List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
      if (!errors.isEmpty()) {
        throw new FailedException(errors);
      }
      return result.apply((CanonicalKieModule) builder.getKieModule());
    } finally {
      kie.getRepository().removeKieModule(release);
    }
  }

  /** Loads the generated classes. */
  private static List<Model> load(CanonicalKieModule module) {
    try {
      KieContainerImpl container =
          (KieContainerImpl) KieServices.get().newKieContainer(module.getReleaseId());
      KieBaseModelImpl all = (KieBaseModelImpl) container.getKieProject().getDefaultKieBaseModel();
      return List.copyOf(module.getModelForKBase(all));
    } catch (RuntimeException e) {
      throw new FailedException(e); // such as of a date
    }
  }
}
