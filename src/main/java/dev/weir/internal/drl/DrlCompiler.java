package dev.weir.internal.drl;

import java.util.List;
import java.util.UUID;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.runtime.KieContainer;

/** Compiles rule files to Drools' executable model. */
public final class DrlCompiler {

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

  /** A container of the compiled rules, whose rule base has been built once. */
  public static KieContainer compile(List<DrlFile> files) throws FailedException {
    KieServices kie = KieServices.get();
    KieFileSystem sources = kie.newKieFileSystem();
    // a release of its own: the repository would give a later build of the same release to this one
    ReleaseId release = kie.newReleaseId("dev.weir", "rules", UUID.randomUUID().toString());
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
      KieContainer container = kie.newKieContainer(release);
      build(container);
      return container;
    } finally {
      kie.getRepository().removeKieModule(release);
    }
  }

  private static void build(KieContainer container) {
    try {
      container.getKieBase();
    } catch (RuntimeException e) {
      throw new FailedException(e);
    }
  }
}
